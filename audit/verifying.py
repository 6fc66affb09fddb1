"""Reading the chains again from the first link, in one pass of SQL."""

from dataclasses import dataclass

from django.db import connection

# The digest is recomputed by the database function the trigger uses, from the rows as they are now.
_BROKEN_LINKS = """
SELECT chain, seq, id, reason FROM (
  SELECT coalesce(child_id, 0) AS chain, seq, id,
    CASE
      WHEN seq <> row_number() OVER w THEN 'a link is missing before it'
      WHEN previous <> coalesce(lag(digest) OVER w, ''::bytea) THEN 'it does not follow the link before it'
      WHEN digest <> audit_digest(previous, child_id, seq, kind, "on", at, by_id, about_type, about_id,
        words_digest) THEN 'it was changed'
    END AS reason
  FROM audit_event WINDOW w AS (PARTITION BY coalesce(child_id, 0) ORDER BY seq)
) AS link WHERE reason IS NOT NULL
UNION ALL
SELECT head.chain, head.seq, NULL, 'the end of the chain is missing' FROM audit_chainhead head
  LEFT JOIN audit_event event ON coalesce(event.child_id, 0) = head.chain AND event.seq = head.seq
    AND event.digest = head.digest
  WHERE event.id IS NULL
UNION ALL
SELECT coalesce(event.child_id, 0), event.seq, event.id, 'it is beyond the end of the chain'
  FROM audit_event event
  LEFT JOIN audit_chainhead head ON head.chain = coalesce(event.child_id, 0)
  WHERE event.seq > coalesce(head.seq, 0)
UNION ALL
SELECT coalesce(event.child_id, 0), event.seq, event.id, 'its words were changed' FROM audit_event event
  JOIN audit_eventdetail detail ON detail.event_id = event.id
  WHERE event.words_digest <> sha256(
    detail.salt || convert_to(detail.by_name, 'UTF8') || '\\000'::bytea || convert_to(detail.words, 'UTF8'))
UNION ALL
SELECT coalesce(event.child_id, 0), event.seq, event.id, 'its words are gone without a disposal'
  FROM audit_event event LEFT JOIN audit_eventdetail detail ON detail.event_id = event.id
  WHERE detail.event_id IS NULL AND NOT EXISTS (
    SELECT 1 FROM audit_event later WHERE later.child_id = event.child_id AND later.seq > event.seq
      AND later.kind = 'audit.disposal_carried_out')
ORDER BY 1, 2
"""
_NOT_AS_SEALED = """
SELECT sealed.chain, sealed.seq, NULL, 'it is not as it was sealed'
FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS sealed (chain, seq, digest)
LEFT JOIN audit_event event ON coalesce(event.child_id, 0) = sealed.chain AND event.seq = sealed.seq
  AND encode(event.digest, 'hex') = sealed.digest
WHERE event.id IS NULL ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Broken:
    """A link that does not verify."""

    chain: int
    seq: int
    event_id: int | None
    reason: str


def broken_links():
    """Give every link that does not verify; empty when the record is whole."""
    with connection.cursor() as cursor:
        cursor.execute(_BROKEN_LINKS)
        return [Broken(*row) for row in cursor.fetchall()]


def seal():
    """Give the end of every chain (chain, seq, digest), by which any later rewriting shows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT chain, seq, encode(digest, 'hex') FROM audit_chainhead ORDER BY chain")
        return cursor.fetchall()


def broken_seals(sealed):
    """Give every sealed link that is gone or different now, for a seal kept outside the database."""
    columns = [list(column) for column in zip(*sealed, strict=True)] or [[], [], []]
    with connection.cursor() as cursor:
        cursor.execute(_NOT_AS_SEALED, columns)
        return [Broken(*row) for row in cursor.fetchall()]


def size():
    """Give the number of events and of chains."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT coalesce(child_id, 0)) FROM audit_event")
        return cursor.fetchone()
