"""What the Board's acts do to a request and its lines; the floor of decisions calls these, no page does."""

from django.db import transaction
from django.utils import timezone

from audit.acts import authorise, hold, record
from budgets.choices import Mechanism
from budgets.duties import DECIDED_BY
from clocks.actions import meet
from policy import InputError, Refused
from policy.money import check_pounds
from policy.outcomes import Outcome
from policy.plain import long_date
from policy.surplus import check_weeks

SETTLING = ("decided", "review_window", "under_review", "review_outcome")


@transaction.atomic
def put_on_agenda(request, *, by, on=None):
    """Take a request that is ready to a meeting of the Board."""
    request = hold(request)
    authorise("budgets.put_on_agenda", request, by=by)
    request.put_on_agenda()
    request.save()
    record("budgets.put_on_agenda", by=by, about=request, on=on)
    return request


@transaction.atomic
def take_off_agenda(request, *, by, on=None):
    """Take a request off a meeting: it is ready for another one."""
    request = hold(request)
    authorise("budgets.take_off_agenda", request, by=by)
    request.take_off_agenda()
    request.save()
    record("budgets.taken_off_agenda", by=by, about=request, on=on)
    return request


@transaction.atomic
def decide(request, *, decided_on, by, on=None):
    """Record that the Board decided every line, on a day not before it was asked (R25.5)."""
    request = hold(request)
    authorise("budgets.decide", request, by=by)
    if decided_on > timezone.localdate():
        raise Refused("R25.5", "The day of the decision cannot be in the future.")
    request.decided_on = decided_on
    request.decide()
    request.save()
    record("budgets.request_decided", by=by, about=request, on=on, decided_on=decided_on)
    return request


@transaction.atomic
def send_back(request, *, by, on=None):
    """Give a request back to the Board: the second checker found something wrong."""
    request = hold(request)
    authorise("budgets.send_back", request, by=by)
    request.decided_on = None
    request.send_back()
    request.save()
    record("budgets.decision_sent_back", by=by, about=request, on=on)
    return request


@transaction.atomic
def release(request, *, letter, on, by):
    """Tell the family by a stored letter; what the council owed is met by it (R7.1, R4.6)."""
    request = hold(request)
    authorise("budgets.release", request, by=by)
    if letter.child_id != request.child_id:
        raise Refused("R7.1", "That letter is about another child.")
    _refuse_unlikely_day(on, request.decided_on)
    request.decision_letter, request.released_on = letter, on
    request.release()
    request.save()
    meet_decision(request, on=on)
    record("budgets.decision_released", by=by, about=request, on=on, letter=letter.reference)
    return request


def meet_decision(request, *, on):
    """Meet what the council owed: a decision, by whichever day came sooner (R4.6)."""
    for duty in DECIDED_BY:
        meet(duty, about=request, on=on)


@transaction.atomic
def review(request, *, by, on=None):
    """Look at a released decision again: asked in time, or late and accepted (R7.3, R7.5)."""
    request = hold(request)
    authorise("budgets.review", request, by=by)
    request.concluded_on = None
    request.review()
    request.save()
    record("budgets.review_begun", by=by, about=request, on=on)
    return request


@transaction.atomic
def answer_review(request, *, on, by):
    """Note that the family was told the outcome of the review (R7.4)."""
    request = hold(request)
    authorise("budgets.answer_review", request, by=by)
    request.answer_review()
    request.save()
    record("budgets.review_answered", by=by, about=request, on=on)
    return request


@transaction.atomic
def conclude(request, *, on, by=None):
    """Close a decision nobody questioned in time; a late request for a review still reopens it (R7.5)."""
    request = hold(request)
    authorise("budgets.conclude", request, by=by)
    request.concluded_on = on
    request.conclude()
    request.save()
    record("budgets.request_concluded", by=by, about=request, on=on)
    return request


@transaction.atomic
def settle_line(
    line, *, outcome, amount=None, weeks=None, mechanism="", from_on=None, to_on=None, conditions=(), secured_by="",
    by, on=None,
):  # fmt: skip
    """Store on a line what is told to the family about it: the amount and terms, or who secures it (R7.2, R1.5).

    Of a refused line nothing is agreed, whatever else is given; of one identified but not paid the amount stays.
    """
    line = hold(line)
    if line.request.state not in SETTLING:
        raise Refused("R7.1", "The Board has not decided this request.")
    outcome = _outcome(outcome)
    says = outcome is not Outcome.REFUSED
    line.agreed_yearly = _sum(amount) if says and amount is not None else None
    line.agreed_weeks = _weeks(weeks) if says and weeks is not None else None
    line.agreed_mechanism = _mechanism(mechanism) if outcome.is_agreed else ""
    line.agreed_from, line.agreed_to = (from_on, to_on) if outcome.is_agreed else (None, None)
    _refuse_wrong_period(line.agreed_from, line.agreed_to)
    line.conditions = [str(each) for each in conditions] if outcome.is_agreed else []
    line.secured_by = secured_by.strip()
    SETTLE[outcome](line, by=by)
    line.save()
    record(
        "budgets.line_settled", by=by, about=line, on=on, outcome=outcome.value, amount=line.agreed_yearly,
        way=line.agreed_mechanism, secured_by=line.secured_by,
    )  # fmt: skip
    return line


def _agree(line, *, by):
    authorise("budgets.agree", line, by=by)
    line.agree()


def _agree_in_part(line, *, by):
    authorise("budgets.agree_in_part", line, by=by)
    line.agree_in_part()


def _identify(line, *, by):
    authorise("budgets.identify", line, by=by)
    line.identify()


def _refuse(line, *, by):
    authorise("budgets.refuse", line, by=by)
    line.refuse()


SETTLE = {
    Outcome.AGREED: _agree,
    Outcome.AGREED_IN_PART: _agree_in_part,
    Outcome.IDENTIFIED_NOT_PAID: _identify,
    Outcome.REFUSED: _refuse,
}


def _outcome(given):
    try:
        return Outcome(given)
    except ValueError:
        raise Refused("R7.2", "Say whether the line is agreed, agreed in part, or refused.") from None


def _sum(amount):
    try:
        return check_pounds(amount, "amount")
    except InputError as problem:
        raise Refused("R7.2", f"{problem}.") from None


def _weeks(weeks):
    try:
        return check_weeks(weeks)
    except InputError as problem:
        raise Refused("R7.2", f"{problem}.") from None


def _mechanism(given):
    value = getattr(given, "value", given)
    if value not in Mechanism.values:
        raise Refused("R1.7", "Say the way it is held.")
    return value


def _refuse_wrong_period(from_on, to_on):
    if from_on and to_on and to_on < from_on:
        raise Refused("R7.2", f"The last day cannot be before {long_date(from_on)}, when it begins.")


def _refuse_unlikely_day(on, decided_on):
    if on > timezone.localdate():
        raise Refused("R7.5", "The day the family is told cannot be in the future.")
    if decided_on and on < decided_on:
        raise Refused("R25.5", f"The Board decided on {long_date(decided_on)}: the letter cannot be earlier.")
