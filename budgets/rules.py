"""Who may do what in budgets."""

import rules

from audit.acts import child_id_of
from audit.rules import is_case_manager, is_the_service
from budgets.choices import RecipientKind
from people.models import Child
from people.roles import Role
from people.rules import has_role, is_family_of, is_manager_of, is_officer_of, today
from policy.stopping import BY_CODE


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
# A family that withdraws takes its request off with it.
rules.add_perm("budgets.take_off_agenda", keeps_agenda | is_board_member | is_family_of_its_child)
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


@rules.predicate
def is_recipient(user, record):
    """Hold for whoever receives, or is to receive, the money of an agreement, while tied to the child (R5.1)."""
    agreement = getattr(record, "agreement", record)
    if agreement is None or user.is_staff or not user.person_id:
        return False
    is_theirs = agreement.recipient_id == user.person_id
    return is_theirs and agreement.child.links.live(on=today()).filter(person=user.person_id).exists()


@rules.predicate
def has_a_nominee(user, record):
    """Hold for an agreement whose money goes to somebody the family nominated, and may take back (R5.1)."""
    agreement = getattr(record, "agreement", record)
    return agreement is not None and agreement.recipient_kind == RecipientKind.NOMINEE


@rules.predicate
def needs_no_board(user, ending):
    """Hold for an ending on a ground that leaves the Board no choice (R14.1, R14.2, R14.12)."""
    return ending is not None and not BY_CODE[ending.ground].needs_board


does_finance = has_role(Role.FINANCE_OFFICER, Role.FINANCE_APPROVER)
releases_payments = has_role(Role.FINANCE_APPROVER)
may_take_back = is_recipient | (is_family_of_its_child & has_a_nominee) | is_officer_of_its_child

# The agreement: the officer prepares it, the family consents, a case manager signs, finance pays (R8, b3).
rules.add_perm("budgets.open_agreements", is_second_checker | is_officer_of_its_child)
rules.add_perm("budgets.prepare_agreement", is_officer_of_its_child)
rules.add_perm("budgets.issue_notice", is_officer_of_its_child)
rules.add_perm("budgets.revise", is_second_checker | is_officer_of_its_child)
rules.add_perm("budgets.call_off", is_second_checker | is_officer_of_its_child)
rules.add_perm("budgets.raise_amount", is_second_checker | is_officer_of_its_child)
rules.add_perm("budgets.consent", is_recipient | family_or_officer)
rules.add_perm("budgets.decline", is_recipient | family_or_officer)
rules.add_perm("budgets.sign", is_manager_of_its_child)
rules.add_perm("budgets.call_ready", is_officer_of_its_child | is_the_service)
rules.add_perm("budgets.note_account_verified", does_finance)
rules.add_perm("budgets.note_first_payment", releases_payments)
rules.add_perm("budgets.begin_arrangement", is_officer_of_its_child)
rules.add_perm("budgets.activate", is_officer_of_its_child | releases_payments)
rules.add_perm("budgets.replace", is_the_service)
rules.add_perm("budgets.withdraw_consent", may_take_back)
rules.add_perm("budgets.withdraw_before_start", may_take_back)
rules.add_perm("budgets.note_another_way", is_officer_of_its_child)
rules.add_perm("budgets.record_payment_review", is_officer_of_its_child)
rules.add_perm("budgets.close", does_finance)

# Its ending: proposed by the officer, decided by the Board where it must be, ended by the service (R14, b8).
rules.add_perm("budgets.propose_ending", is_officer_of_its_child)
rules.add_perm("budgets.give_notice", is_second_checker | (is_officer_of_its_child & needs_no_board))
rules.add_perm("budgets.give_stop_notice", is_second_checker | is_officer_of_its_child)
rules.add_perm("budgets.drop_ending", is_officer_of_its_child)
rules.add_perm("budgets.let_go_on", is_second_checker)
rules.add_perm("budgets.do_not_end", is_second_checker | may_take_back | is_the_service)
rules.add_perm("budgets.take_back_stop_notice", is_second_checker | is_officer_of_its_child)
rules.add_perm("budgets.hold_for_review", is_recipient | family_or_officer)
# A review that came too late is turned down by a case manager, and what it held goes on.
rules.add_perm("budgets.release_hold", is_second_checker | is_manager_of_its_child)
rules.add_perm("budgets.complete", is_the_service)
rules.add_perm("budgets.end", is_the_service | may_take_back)
rules.add_perm("budgets.record_death", is_officer_of_its_child)
rules.add_perm("budgets.record_outcomes", is_officer_of_its_child)
rules.add_perm("budgets.close_meeting", is_officer_of_its_child)
