"""An accepted return, with its lines, never changes; nor does a payment that was released change its sum."""

from django.db import migrations

RETURNS = """
CREATE FUNCTION payments_refuse_accepted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  of_return bigint;
BEGIN
  IF TG_TABLE_NAME = 'payments_quarterlyreturn' THEN
    IF OLD.state = 'accepted' THEN
      RAISE EXCEPTION 'an accepted return is locked' USING ERRCODE = 'restrict_violation';
    END IF;
  ELSE
    of_return := CASE WHEN TG_OP = 'INSERT' THEN NEW.quarterly_return_id ELSE OLD.quarterly_return_id END;
    IF EXISTS (SELECT 1 FROM payments_quarterlyreturn WHERE id = of_return AND state = 'accepted') THEN
      RAISE EXCEPTION 'an accepted return is locked' USING ERRCODE = 'restrict_violation';
    END IF;
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER locked BEFORE UPDATE OR DELETE ON payments_quarterlyreturn
  FOR EACH ROW EXECUTE FUNCTION payments_refuse_accepted();
CREATE TRIGGER locked BEFORE INSERT OR UPDATE OR DELETE ON payments_spendline
  FOR EACH ROW EXECUTE FUNCTION payments_refuse_accepted();
CREATE TRIGGER locked BEFORE INSERT OR UPDATE OR DELETE ON payments_liability
  FOR EACH ROW EXECUTE FUNCTION payments_refuse_accepted();
"""
DROP_RETURNS = """
DROP TRIGGER locked ON payments_liability;
DROP TRIGGER locked ON payments_spendline;
DROP TRIGGER locked ON payments_quarterlyreturn;
DROP FUNCTION payments_refuse_accepted();
"""
INSTALMENTS = """
CREATE FUNCTION payments_refuse_paid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (OLD.state IN ('approved', 'released') AND
     (NEW.amount, NEW.due_on, NEW.from_on, NEW.to_on, NEW.schedule_id)
       IS DISTINCT FROM (OLD.amount, OLD.due_on, OLD.from_on, OLD.to_on, OLD.schedule_id)) THEN
    RAISE EXCEPTION 'an instalment is locked' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER locked BEFORE UPDATE OR DELETE ON payments_instalment
  FOR EACH ROW EXECUTE FUNCTION payments_refuse_paid_change();
"""
DROP_INSTALMENTS = "DROP TRIGGER locked ON payments_instalment; DROP FUNCTION payments_refuse_paid_change();"


class Migration(migrations.Migration):
    """Triggers on the tables."""

    dependencies = [("payments", "0001_initial")]

    operations = [
        migrations.RunSQL(RETURNS, DROP_RETURNS),
        migrations.RunSQL(INSTALMENTS, DROP_INSTALMENTS),
    ]
