"""What was sent, reviewed and issued never changes."""

from django.db import migrations

from audit.locking import lock_rows

# A version of a notice is frozen once it is issued, and what it specifies with it: only the days over which
# a line is paid for are filled in when the agreement begins and ends.
ISSUED = """
CREATE FUNCTION budgets_refuse_issued() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  same budgets_agreedprovision%ROWTYPE;
BEGIN
  IF TG_TABLE_NAME = 'budgets_agreementversion' THEN
    IF OLD.issued_on IS NOT NULL THEN
      RAISE EXCEPTION 'an issued notice is locked' USING ERRCODE = 'restrict_violation';
    END IF;
  ELSIF EXISTS (SELECT 1 FROM budgets_agreementversion
                WHERE id = OLD.version_id AND issued_on IS NOT NULL) THEN
    IF TG_OP = 'UPDATE' THEN
      same := OLD;
      same.paid_over := NEW.paid_over;
      IF same IS NOT DISTINCT FROM NEW THEN
        RETURN NEW;
      END IF;
    END IF;
    RAISE EXCEPTION 'an issued notice is locked' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER locked BEFORE UPDATE OR DELETE ON budgets_agreementversion
  FOR EACH ROW EXECUTE FUNCTION budgets_refuse_issued();
CREATE TRIGGER locked BEFORE UPDATE OR DELETE ON budgets_agreedprovision
  FOR EACH ROW EXECUTE FUNCTION budgets_refuse_issued();
"""
DROP_ISSUED = """
DROP TRIGGER locked ON budgets_agreedprovision;
DROP TRIGGER locked ON budgets_agreementversion;
DROP FUNCTION budgets_refuse_issued();
"""
# Of a consent only its withdrawal is added later.
CONSENT = """
CREATE FUNCTION budgets_refuse_consent_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  same budgets_consent%ROWTYPE;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.withdrawn_on IS NULL THEN
    same := OLD;
    same.withdrawn_on := NEW.withdrawn_on;
    same.withdrawn_words := NEW.withdrawn_words;
    IF same IS NOT DISTINCT FROM NEW THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'a consent is locked' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER locked BEFORE UPDATE OR DELETE ON budgets_consent
  FOR EACH ROW EXECUTE FUNCTION budgets_refuse_consent_change();
"""
DROP_CONSENT = "DROP TRIGGER locked ON budgets_consent; DROP FUNCTION budgets_refuse_consent_change();"


class Migration(migrations.Migration):
    """Triggers on the tables."""

    dependencies = [("budgets", "0001_initial"), ("audit", "0002_chain")]

    operations = [
        lock_rows("budgets_requestversion"),
        lock_rows("budgets_paymentreview"),
        migrations.RunSQL(ISSUED, DROP_ISSUED),
        migrations.RunSQL(CONSENT, DROP_CONSENT),
    ]
