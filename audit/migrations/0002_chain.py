"""The chain of events, kept by the database itself: no path around it, whoever writes."""

from django.db import migrations

from audit.locking import lock_rows

FUNCTIONS = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are locked', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION audit_digest(previous bytea, child_id bigint, seq bigint, kind text, happened_on date,
  happened_at timestamptz, by_id bigint, about_type text, about_id bigint, words_digest bytea)
RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(previous || convert_to(concat_ws('|', coalesce(child_id, 0), seq, kind,
    to_char(happened_on, 'YYYY-MM-DD'), to_char(happened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
    coalesce(by_id, 0), about_type, coalesce(about_id, 0), encode(words_digest, 'hex')), 'UTF8'))
$$;

CREATE FUNCTION audit_chain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  head audit_chainhead%ROWTYPE;
BEGIN
  INSERT INTO audit_chainhead AS h (chain, seq, digest) VALUES (coalesce(NEW.child_id, 0), 0, ''::bytea)
    ON CONFLICT (chain) DO UPDATE SET seq = h.seq RETURNING * INTO head;
  NEW.seq := head.seq + 1;
  NEW.previous := head.digest;
  NEW.digest := audit_digest(NEW.previous, NEW.child_id, NEW.seq, NEW.kind, NEW."on", NEW.at, NEW.by_id,
    NEW.about_type, NEW.about_id, NEW.words_digest);
  UPDATE audit_chainhead SET seq = NEW.seq, digest = NEW.digest WHERE chain = head.chain;
  RETURN NEW;
END $$;

CREATE FUNCTION audit_refuse_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'only the chain moves its head' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION audit_refuse_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM audit_disposal d JOIN audit_event e ON e.child_id = d.child_id
      WHERE e.id = OLD.event_id AND d.state = 'approved' AND d.approved_by_id IS NOT NULL) THEN
    RAISE EXCEPTION 'words are erased only under a disposal two people agreed'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN OLD;
END $$;
"""
DROP_FUNCTIONS = """
DROP FUNCTION audit_refuse_erasure(); DROP FUNCTION audit_refuse_head(); DROP FUNCTION audit_chain();
DROP FUNCTION audit_digest(bytea, bigint, bigint, text, date, timestamptz, bigint, text, bigint, bytea);
DROP FUNCTION audit_refuse_change();
"""
TRIGGERS = """
CREATE UNIQUE INDEX audit_event_one_link ON audit_event (coalesce(child_id, 0), seq);
CREATE TRIGGER chained BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_chain();
CREATE TRIGGER head BEFORE INSERT OR UPDATE OR DELETE ON audit_chainhead
  FOR EACH ROW EXECUTE FUNCTION audit_refuse_head();
CREATE TRIGGER locked BEFORE UPDATE ON audit_eventdetail FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER erased BEFORE DELETE ON audit_eventdetail FOR EACH ROW EXECUTE FUNCTION audit_refuse_erasure();
"""
DROP_TRIGGERS = """
DROP TRIGGER erased ON audit_eventdetail; DROP TRIGGER locked ON audit_eventdetail;
DROP TRIGGER head ON audit_chainhead; DROP TRIGGER chained ON audit_event; DROP INDEX audit_event_one_link;
"""


class Migration(migrations.Migration):
    """Functions, then triggers."""

    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL(TRIGGERS, DROP_TRIGGERS),
        lock_rows("audit_event"),
        lock_rows("audit_viewlog"),
    ]
