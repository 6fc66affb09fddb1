"""Who may do what in budgets."""

import rules

from audit.acts import child_id_of
from audit.rules import is_case_manager, is_the_service
from people.models import Child
from people.roles import Role
from people.rules import has_role, is_family_of, is_manager_of, is_officer_of


def _child(record):
    """Give the child a record leads to."""
    return record and Child.objects.filter(pk=child_id_of(record)).first()


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
    """Hold for the family of the child a record is about (R4.4)."""
    return is_family_of(user, _child(record))


@rules.predicate
def is_writer(user, draft):
    """Hold for whoever is writing a draft."""
    return draft is not None and draft.written_by_id == user.pk


is_board_member = has_role(Role.BOARD_MEMBER)
is_second_checker = has_role(Role.SECOND_CHECKER)
family_or_officer = is_family_of_its_child | is_officer_of_its_child
# The agenda is one for all teams: a case manager keeps it, whoever's case it is.
keeps_agenda = is_officer_of_its_child | is_case_manager
records_decision = is_board_member | is_case_manager

# Asking (s.49, R4.4, R4.5).
rules.add_perm("budgets.start_draft", family_or_officer)
rules.add_perm("budgets.write_draft", is_writer & family_or_officer)
rules.add_perm("budgets.submit", is_writer & is_family_of_its_child)
rules.add_perm("budgets.log", is_officer_of_its_child)
rules.add_perm("budgets.amend", family_or_officer)
rules.add_perm("budgets.leave_out", family_or_officer)
rules.add_perm("budgets.withdraw", family_or_officer)
rules.add_perm("budgets.close_no_longer_needed", is_officer_of_its_child)

# Triage: it prepares, and never refuses.
rules.add_perm("budgets.dispose", is_officer_of_its_child)
rules.add_perm("budgets.ask_for_more", is_officer_of_its_child)
rules.add_perm("budgets.go_on", is_officer_of_its_child)
rules.add_perm("budgets.prepare", is_officer_of_its_child)
rules.add_perm("budgets.ask_setting", is_officer_of_its_child)
rules.add_perm("budgets.give", is_officer_of_its_child)
rules.add_perm("budgets.refuse_consent", is_officer_of_its_child)
rules.add_perm("budgets.note_no_reply", is_officer_of_its_child)
rules.add_perm("budgets.take_back", is_officer_of_its_child)
rules.add_perm("budgets.make_ready", is_officer_of_its_child)

# What the Board's own acts do to a request, an ending and their lines.
rules.add_perm("budgets.put_on_agenda", keeps_agenda)
rules.add_perm("budgets.take_off_agenda", keeps_agenda | is_board_member)
rules.add_perm("budgets.decide", records_decision)
rules.add_perm("budgets.send_back", is_second_checker)
rules.add_perm("budgets.release", is_second_checker)
rules.add_perm("budgets.agree", is_second_checker)
rules.add_perm("budgets.agree_in_part", is_second_checker)
rules.add_perm("budgets.identify", is_second_checker)
rules.add_perm("budgets.refuse", is_second_checker)
rules.add_perm("budgets.review", family_or_officer)
rules.add_perm("budgets.answer_review", is_second_checker)
rules.add_perm("budgets.conclude", is_the_service)
