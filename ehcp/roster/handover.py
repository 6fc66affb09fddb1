"""Children who have a new case officer by the roster: what is owed goes along, and the family is told (R27.2)."""

from letters import actions as letters
from letters.kinds import ChangeOfOfficer
from letters.writing import Writing
from people.models import Link
from people.roles import FAMILY

# A clock its old officer owed, and one nobody owed, goes to the new one; one given to somebody else stays theirs.
_CLOCKS = """
UPDATE clocks_clock k SET owner_id = c.case_officer_id, team_id = c.team_id
FROM roster_change r JOIN people_child c ON c.id = r.child_id
WHERE r.kind = 'child' AND r.what = 'changed' AND r.words ? 'case_officer_id' AND k.child_id = c.id
  AND k.met_on IS NULL AND k.dropped_on IS NULL
  AND to_jsonb(k.owner_id) IS NOT DISTINCT FROM nullif(r.words #> '{case_officer_id,before}', 'null')"""
_CHILDREN = """
SELECT child_id FROM roster_change
WHERE kind = 'child' AND what = 'changed' AND words ? 'case_officer_id' ORDER BY child_id"""


def hand_over(cursor, *, on, by):
    """Hand the open clocks over and write to each family; give the number of letters."""
    cursor.execute(_CLOCKS)
    cursor.execute(_CHILDREN)
    children = [pk for (pk,) in cursor.fetchall()]
    if not children:
        return 0
    return len(letters.write_many(_writings(children, on), on=on, by=by))


def _writings(children, on):
    """Give a letter for each member of each family, once a person and child."""
    kinds, seen = {}, set()
    ties = Link.objects.live(on=on).filter(child__in=children, basis__in=FAMILY)
    for tie in ties.select_related("person", "child__case_officer__person").order_by("child", "person"):
        if (tie.child_id, tie.person_id) in seen:
            continue
        seen.add((tie.child_id, tie.person_id))
        officer = tie.child.case_officer
        if officer.pk not in kinds:
            kinds[officer.pk] = ChangeOfOfficer.naming(officer, from_on=on)
        yield Writing(kind=kinds[officer.pk], child=tie.child, to=tie.person)
