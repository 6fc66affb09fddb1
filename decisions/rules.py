"""Who may do what in decisions."""

import rules

from audit.acts import child_id_of
from audit.rules import is_case_manager, is_the_service
from decisions import states
from people.models import Child
from people.roles import Role
from people.rules import has_role, is_family_of, is_manager_of, is_officer_of


def _child(record):
    """Give the child a record leads to: a page has read it with the record, an act holds the record fresh."""
    return record and (getattr(record, "child", None) or Child.objects.filter(pk=child_id_of(record)).first())


@rules.predicate
def is_officer_of_its_child(user, record):
    """Hold for the case officer, or a case manager of the team, of the child a record is about."""
    return is_officer_of(user, _child(record))


@rules.predicate
def is_manager_of_its_child(user, record):
    """Hold for a case manager of the team of the child a record is about."""
    return is_manager_of(user, _child(record))


@rules.predicate
def is_family_of_its_child(user, record):
    """Hold for the family of the child a record is about."""
    return is_family_of(user, _child(record))


@rules.predicate
def sits_on(user, item):
    """Hold for a member who is at the meeting, has not stepped aside, and is not deciding their own case (R25.4)."""
    if item is None or not user.has_role(Role.BOARD_MEMBER):
        return False
    return any(each.member_id == user.pk for each in states.present_at(item))


is_board_member = has_role(Role.BOARD_MEMBER)
is_second_checker = has_role(Role.SECOND_CHECKER)

# What the pages ask: who has the Board's pages, and who has those of the second check.
rules.add_perm("decisions.see_board", is_board_member | is_case_manager)
rules.add_perm("decisions.see_checks", is_second_checker)

# Meetings belong to the council, not to a team.
rules.add_perm("decisions.set_meetings", is_case_manager)
rules.add_perm("decisions.cancel", is_case_manager)
rules.add_perm("decisions.close", is_case_manager)
rules.add_perm("decisions.record_attendance", is_case_manager)

# The agenda is a case manager's; the Board itself may put an item off; a family that withdraws ends its item.
rules.add_perm("decisions.put_on_agenda", is_manager_of_its_child)
rules.add_perm("decisions.take_off", is_manager_of_its_child)
rules.add_perm("decisions.take_off_agendaitem", is_family_of_its_child | is_officer_of_its_child)
rules.add_perm("decisions.defer", is_manager_of_its_child | sits_on)
rules.add_perm("decisions.recuse", is_manager_of_its_child | is_board_member)

# Deciding, checking, releasing: three hands, the last two never those that decided (R25.1).
rules.add_perm("decisions.decide_line", sits_on)
rules.add_perm("decisions.decide_ending", sits_on)
rules.add_perm("decisions.record_decision", sits_on)
rules.add_perm("decisions.pass_check", is_second_checker)
rules.add_perm("decisions.send_back", is_second_checker)
rules.add_perm("decisions.release", is_second_checker)
rules.add_perm("decisions.conclude", is_the_service)

# Reviews (reg 7): the family asks and adds; the officer prepares; only a manager turns a late one down.
rules.add_perm("decisions.ask_for_review", is_family_of_its_child | is_officer_of_its_child)
rules.add_perm("decisions.set_aside", is_family_of_its_child | is_officer_of_its_child)
rules.add_perm("decisions.accept_late", is_officer_of_its_child)
rules.add_perm("decisions.refuse_late", is_manager_of_its_child)
rules.add_perm("decisions.add_representation", is_family_of_its_child | is_officer_of_its_child)
rules.add_perm("decisions.consider", is_officer_of_its_child)
rules.add_perm("decisions.offer_meeting", is_officer_of_its_child)
rules.add_perm("decisions.settle_meeting", is_officer_of_its_child)
rules.add_perm("decisions.put_on_agenda_decisionreview", is_officer_of_its_child)
rules.add_perm("decisions.take_off_agenda_decisionreview", is_officer_of_its_child | is_board_member)
rules.add_perm("decisions.decide_decisionreview", is_board_member)
