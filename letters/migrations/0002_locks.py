"""Letters, their PDFs and messages never change once written."""

from django.db import migrations

from audit.locking import lock_rows

# A sweep inserts a letter's parts; the worker writes its words once. Nothing else about a letter may change.
LETTER = """
CREATE FUNCTION letters_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  only_words letters_letter%ROWTYPE;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.html IS NULL AND NEW.html IS NOT NULL THEN
    only_words := OLD;
    only_words.html := NEW.html;
    IF only_words IS NOT DISTINCT FROM NEW THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'rows of letters_letter are locked' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER locked BEFORE UPDATE OR DELETE ON letters_letter
  FOR EACH ROW EXECUTE FUNCTION letters_refuse_change();
"""
DROP_LETTER = "DROP TRIGGER locked ON letters_letter; DROP FUNCTION letters_refuse_change();"


class Migration(migrations.Migration):
    """Triggers on the three tables."""

    dependencies = [("letters", "0001_initial"), ("audit", "0002_chain")]

    operations = [
        migrations.RunSQL(LETTER, DROP_LETTER),
        lock_rows("letters_letterpdf"),
        lock_rows("letters_message"),
    ]
