"""Children whom the roster gives to another officer or team: what is owed goes along, the family is told (R27.2)."""

from clocks.handover import move_clocks
from letters import actions as letters
from letters.kinds import ChangeOfOfficer
from letters.writing import Writing
from people.models import Link
from people.roles import FAMILY

# Not those whose officer was changed by hand after the comparison: theirs was kept.
_MOVED = """
SELECT r.child_id, r.words ? 'case_officer_id',
  CASE WHEN r.words ? 'case_officer_id' THEN (r.words #>> '{case_officer_id,before}')::bigint
    ELSE c.case_officer_id END
FROM roster_change r JOIN people_child c ON c.id = r.child_id
WHERE r.kind = 'child' AND r.what = 'changed' AND r.words ?| ARRAY['case_officer_id', 'team_id']
  AND coalesce(r.words #> '{case_officer_id,after}' = to_jsonb(c.case_officer_id), true)
ORDER BY r.child_id"""


def hand_over(cursor, *, on, by):
    """Move the open clocks, and write to the families with a new case officer; give the number of letters."""
    cursor.execute(_MOVED)
    moved = cursor.fetchall()
    if moved:
        move_clocks({child: before for child, _, before in moved})
    children = [child for child, has_new_officer, _ in moved if has_new_officer]
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
