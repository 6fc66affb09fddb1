"""The record of an import: an event for each child it touched and one for the whole, written set-wise."""

import json

# As audit.acts.record makes it: the digest of the words that may be erased later.
_DIGEST = "sha256(salt || convert_to(by_name, 'UTF8') || '\\000'::bytea || convert_to(words, 'UTF8'))"
_EVENTS = f"""
WITH told AS MATERIALIZED (
  SELECT child_id, uuid_send(gen_random_uuid()) AS salt, %(by_name)s::text AS by_name, words
  FROM ({{told}}) AS each
), events AS (
  INSERT INTO audit_event (kind, "on", at, child_id, by_id, about_type, about_id, words_digest)
  SELECT %(kind)s, %(on)s, now(), child_id, %(by_id)s, %(about_type)s, child_id, {_DIGEST}
  FROM told ORDER BY child_id
  RETURNING id, child_id
)
INSERT INTO audit_eventdetail (event_id, salt, by_name, words)
SELECT events.id, told.salt, told.by_name, told.words FROM events
JOIN told ON coalesce(told.child_id, 0) = coalesce(events.child_id, 0)"""
_LOADED = """
SELECT c.id AS child_id, jsonb_build_object('reference', c.reference)::text AS words
FROM roster_change r JOIN people_child c ON c.reference = r.label WHERE r.kind = 'child' AND r.what = 'new'"""
_CHANGED = """
SELECT child_id, jsonb_build_object('changes', jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
  'kind', kind, 'what', what, 'label', label, 'fields', words)) ORDER BY kind, label))::text AS words
FROM roster_change WHERE child_id IS NOT NULL AND what NOT IN ('own right', 'ended here', 'noted')
  AND NOT (kind IN ('outcome', 'annual review', 'link') AND what = 'vanished')
GROUP BY child_id"""
_WHOLE = "SELECT NULL::bigint AS child_id, %(words)s::text AS words"


def record_import(cursor, *, on, by, counts):
    """Record what the import did: loaded children, changed children, and the import itself (R24.8)."""
    who = {"on": on, "by_id": by and by.pk, "by_name": str(by) if by else "the service"}
    about = {"about_type": "people.child"}
    cursor.execute(_EVENTS.format(told=_LOADED), {**who, **about, "kind": "ehcp.roster_child_loaded"})
    cursor.execute(_EVENTS.format(told=_CHANGED), {**who, **about, "kind": "ehcp.roster_child_changed"})
    words = json.dumps(counts, sort_keys=True)
    whole = {"kind": "ehcp.roster_imported", "about_type": "ehcp.plan", "words": words}
    cursor.execute(_EVENTS.format(told=_WHOLE), {**who, **whole})
