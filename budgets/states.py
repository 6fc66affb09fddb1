"""Guards of the moves in budgets: each names its rule and says what to do."""

from audit.states import guard
from budgets.choices import PAID_OVER, Disposition, RecipientKind, Stream
from policy.setting_consent import consents_needed
from policy.windows import Window

BEFORE_DECISION = ("requested", "info_needed", "ready", "on_agenda")
LINES_STANDING = ("requested", "agreed", "agreed_in_part", "not_paid", "refused")


def _lines(request):
    return [line for line in request.lines.all() if line.state in LINES_STANDING]


def consents_of(line, mechanism=None):
    """Give the kinds of consent a line needs from its school or college, held as asked or so (reg 9, R9.1, R9.5)."""
    needed = consents_needed(
        at_setting=line.delivered_at == "setting" and not line.not_on_site,
        school_funded=line.funding_source == "school_budget",
        paid_over=(mechanism or line.mechanism) in PAID_OVER,
    )
    return {kind.value for kind in needed}


def standing_consents(line, *states):
    """Give the kinds of consent of a line that stand in one of these states, and were not overtaken (R9.2)."""
    return {each.kind for each in line.consents.all() if each.state in states and each.lapsed_on is None}


def has_consents(line, mechanism=None):
    """Hold when each consent a line needs was given, and still counts (R9.2)."""
    return not consents_of(line, mechanism) - standing_consents(line, "given")


@guard("R4.3", "It was made outside a window: first say how it is dealt with.")
def is_disposed(request):
    """Hold inside a window, or when the disposition lets it be considered now."""
    if request.window != Window.OUTSIDE.value:
        return True
    return request.disposition in (
        Disposition.ACCEPT_EARLY,
        Disposition.EARLY_REVIEW,
        Disposition.NEXT_REVIEW,
    )


@guard("R3.2", "Nobody in the family has been told about personal budgets yet: tell them first.")
def has_been_told(request):
    """Hold when the family was given information."""
    return request.plan.information_given.exists()


@guard("R5.2", "First check whether the person named may receive direct payments.")
def recipient_is_checked(request):
    """Hold when no line is paid over, or the officer checked the recipient. A bar is for the Board to refuse on."""
    paid = any(line.mechanism in PAID_OVER for line in _lines(request))
    return not paid or request.eligibility_checked_on is not None


@guard("R10.1", "First check the cost of every line, and what it would cost the council.")
def costs_are_checked(request):
    """Hold when every line was costed."""
    return all(line.council_cost is not None and line.cost_words.strip() for line in _lines(request))


@guard("R1.6", "First record the child’s or young person’s views, and how they were given.")
def views_are_recorded(request):
    """Hold when the child was heard."""
    return bool(request.views.strip() and request.views_how.strip())


@guard(
    "R9.1", "A school or college has not answered yet: record its consent, or that the line cannot be there."
)
def settings_have_answered(request):
    """Hold when each needed consent was given, refused or given up waiting for."""
    answered = ("given", "refused", "no_reply")
    return all(not consents_of(line) - standing_consents(line, *answered) for line in _lines(request))


@guard("R21.5", "A social care line needs its assessment: record who made it, and when.")
def care_is_assessed(request):
    """Hold when every social care line has its assessment."""
    care = [line for line in _lines(request) if line.stream == Stream.SOCIAL_CARE]
    return all(line.care_assessed_on and line.care_assessed_by.strip() for line in care)


@guard("R1.2", "Nothing is asked for any more: record that the request is withdrawn, or add a line.")
def asks_for_something(request):
    """Hold when a line stands."""
    return bool(_lines(request))


READY_FOR_BOARD = [
    asks_for_something,
    is_disposed,
    has_been_told,
    recipient_is_checked,
    costs_are_checked,
    views_are_recorded,
    settings_have_answered,
    care_is_assessed,
]


@guard("R25.5", "The decision cannot be dated before the request was received.")
def is_decided_after_asked(request):
    """Hold when the Board decided on or after the day the request was received."""
    return request.decided_on is not None and request.decided_on >= request.received_on


@guard(
    "R7.1", "The family is told by a stored letter with the decision, the reasons and the right to a review."
)
def is_told_by_letter(request):
    """Hold when the decision letter is written."""
    return request.decision_letter_id is not None and request.released_on is not None


@guard("R7.8", "Say why, in words.")
def says_why_closed(request):
    """Hold when the closing has its day and its reason."""
    return bool(request.closed_on and request.closed_because.strip())


@guard("R7.2", "Say the amount, the weeks, the way it is held and the day it begins.")
def says_what_is_agreed(line):
    """Hold when what is agreed is complete."""
    return bool(line.agreed_yearly and line.agreed_weeks and line.agreed_mechanism and line.agreed_from)


@guard("R1.5", "Say who secures the provision now.")
def says_who_secures_it(line):
    """Hold when somebody secures the provision."""
    return bool(line.secured_by.strip())


@guard("R9.1", "Consent is in writing: add the letter or email it was given in, or say who has it.")
def is_consent_in_writing(consent):
    """Hold when the writing is there."""
    return bool(consent.answered_on and (consent.document_id or consent.words.strip()))


@guard("R8.2", "The written notice is not complete yet.")
def has_its_notice(agreement):
    """Hold when the current version was issued with its letter."""
    version = agreement.current_version
    return version is not None and version.issued_on is not None and version.letter_id is not None


@guard("R8.3", "Whoever must consent in writing to this version of the notice has not all done so yet.")
def has_consent(agreement):
    """Hold when there is consent to the current version: two, where a nominee is to receive the money.

    A version that only pays more needs none of its own: the consent to the one it raises stands (R12.4).
    """
    version = agreement.current_version
    if version is None:
        return False
    while version.increases_id:
        version = version.increases
    given = set(version.consents.filter(withdrawn_on=None).values_list("kind", flat=True))
    return given >= set(consents_to(agreement))


def consents_to(agreement):
    """Give the kinds of consent an agreement needs (reg 8, R8.3)."""
    has_nominee = agreement.is_paid_over and agreement.recipient_kind == RecipientKind.NOMINEE
    return ("recipient", "nominator") if has_nominee else ("recipient",)


@guard("R8.5", "Write what Section J of the plan says about the budget first.")
def has_section_j(agreement):
    """Hold when the text of Section J is there."""
    return bool(agreement.section_j.strip())


@guard("R10.4", "The account is not approved yet: a second person checks it.")
def account_is_verified(agreement):
    """Hold when no money is paid over, or the account was verified."""
    return not agreement.is_paid_over or agreement.account_verified_on is not None


@guard("R8.1", "The agreement is not signed for the council yet.")
def is_signed_for_council(agreement):
    """Hold when somebody signed for the council."""
    return agreement.signed_on is not None and agreement.signed_by_id is not None


@guard("b3", "It becomes active with its first released payment.")
def first_payment_is_released(agreement):
    """Hold when no money is paid over, or the first payment was released."""
    return not agreement.is_paid_over or agreement.first_paid_on is not None


@guard("R14.8", "Written notice with reasons comes before the payments stop.")
def has_stop_notice(agreement):
    """Hold when an ending of this agreement has given its notice."""
    return agreement.endings.filter(state="notice_given", letter__isnull=False).exists()


@guard("R1.5", "Say the ground, the last day, and who secures the provision afterwards.")
def says_how_it_ended(agreement):
    """Hold when the end is complete."""
    return bool(agreement.ended_on and agreement.end_ground and agreement.provision_after.strip())


@guard("R14.9", "A budget can end at an annual review only if it was discussed at the meeting.")
def was_discussed(ending):
    """Hold when the ending came from a meeting at which the budget was discussed, or not from a meeting."""
    meeting = ending.meeting
    return meeting is None or meeting.budget_discussed


@guard("R14.8", "Say the reasons, the evidence, and who secures the provision afterwards.")
def ending_is_reasoned(ending):
    """Hold when the ending has its reasons."""
    return bool(ending.reasons.strip() and ending.evidence.strip() and ending.provision_after.strip())


@guard("R7.8", "The Board has not decided this ending.")
def board_decided_ending(ending):
    """Hold when the Board decided, or the ground needs none."""
    from policy.stopping import BY_CODE

    return not BY_CODE[ending.ground].needs_board or ending.board_decided_on is not None


@guard("R14.8", "The notice is not written, or it does not allow this end date.")
def notice_allows_its_end(ending):
    """Hold when there is a letter, and the last day is one the notice allows."""
    from policy.stopping import earliest_end

    if ending.letter_id is None or ending.notified_on is None or ending.ends_on is None:
        return False
    return ending.ends_on >= earliest_end(ending.ground, ending.notified_on)


@guard("R14.10", "A review of this ending is open: payments run on until it is answered.")
def is_not_held_for_review(ending):
    """Hold when no review holds the ending."""
    return ending.held_for_review_on is None


@guard("R1.5", "Say who secures the provision now that this is declined.")
def says_who_secures_it_now(agreement):
    """Hold when somebody secures the provision."""
    return bool(agreement.provision_after.strip())
