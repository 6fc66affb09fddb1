"""An order to erase words moves one way and is then locked; the chain's functions look in one schema only."""

from django.db import migrations

DISPOSAL = """
CREATE FUNCTION audit_guard_disposal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  allowed audit_disposal%ROWTYPE;
BEGIN
  IF TG_OP = 'INSERT' AND NEW.state = 'proposed' AND NEW.approved_by_id IS NULL THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    allowed := OLD;
    IF OLD.state = 'proposed' AND NEW.state = 'approved' THEN
      allowed.approved_by_id := NEW.approved_by_id;
      allowed.approved_on := NEW.approved_on;
    ELSIF OLD.state = 'approved' AND NEW.state = 'carried_out' AND NEW.carried_out_on IS NOT NULL THEN
      allowed.carried_out_on := NEW.carried_out_on;
    END IF;
    allowed.state := NEW.state;
    IF allowed IS NOT DISTINCT FROM NEW AND OLD.state <> NEW.state
        AND (OLD.state, NEW.state) IN (('proposed', 'approved'), ('approved', 'carried_out')) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'a disposal is proposed, approved and carried out, in this order and once'
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON audit_disposal
  FOR EACH ROW EXECUTE FUNCTION audit_guard_disposal();
"""
DROP_DISPOSAL = "DROP TRIGGER guarded ON audit_disposal; DROP FUNCTION audit_guard_disposal();"

# Without this a temporary table of the same name would be looked at first: a way around the guards.
PATHS = """
ALTER FUNCTION audit_chain() SET search_path = public, pg_temp;
ALTER FUNCTION audit_refuse_erasure() SET search_path = public, pg_temp;
"""
RESET_PATHS = """
ALTER FUNCTION audit_refuse_erasure() RESET search_path;
"""


class Migration(migrations.Migration):
    """A trigger on disposals, and the search paths."""

    dependencies = [("audit", "0002_chain")]

    operations = [
        migrations.RunSQL(DISPOSAL, DROP_DISPOSAL),
        migrations.RunSQL(PATHS, RESET_PATHS),
    ]
