"""Acts of finance about a return: asking, settling deductions, and accepting it with the surplus test (R15, b5)."""

from decimal import Decimal

from django.db import transaction

from audit.acts import authorise, hold, record
from budgets.actions import agreements
from clocks import actions as clocks
from letters import actions as letters
from letters.kinds import ReturnAccepted, ReturnQuery
from payments.actions.opening import QUARTERLY, has_other_payments, label_of
from payments.addressees import children_mourned, people_of
from payments.models import Instalment, QuarterlyReturn, ReturnQuestion
from payments.periods import ONE_DAY, period_words
from payments.reminders import HELP
from policy import Refused, number
from policy.deadlines import due
from policy.plain import pounds
from policy.quarters import quarter_of
from policy.surplus import is_start_up, surplus

State = QuarterlyReturn.State
MOST_ROUNDS = 2
START_UP = (
    "At the start money comes in before it can be used, so nothing is asked for before the first review of "
    "the payments."
)


@transaction.atomic
def query(quarterly_return, *, words, on, by):
    """Ask the family about a return, naming what is missing or unclear; two rounds at most (R15.1, b5).

    The same question sent twice is one. A payment made or sent back since uses up no round: the family has to
    send the return again with it.
    """
    quarterly_return = hold(quarterly_return)
    authorise("payments.query", quarterly_return, by=by)
    asked = tuple(line.strip() for line in words.replace("\0", "").splitlines() if line.strip())
    if not asked:
        raise Refused("b5", "Name what is missing or unclear.")
    waiting = quarterly_return.questions.filter(answered_on=None, asked_by=by, words="\n".join(asked)).first()
    if waiting:
        return waiting
    if not may_ask(quarterly_return):
        raise Refused("b5", "You have asked as often as the rules allow: decide on what there is.")
    question = ReturnQuestion(
        quarterly_return=quarterly_return, words="\n".join(asked), asked_on=on, asked_by=by
    )
    if quarterly_return.state == State.SUBMITTED:
        question.save()
    quarterly_return.query()
    quarterly_return.save()
    clocks.meet("return_check", about=quarterly_return, on=on)
    question.letter = _ask(quarterly_return, asked, on=on, by=by)
    question.save()
    record("payments.return_queried", by=by, about=question, on=on)
    return question


@transaction.atomic
def settle_deduction(liability, *, accepted, words="", on, by):
    """Accept something that is owed as a deduction, or refuse it and say why (R15.5)."""
    liability = hold(liability)
    authorise("payments.settle_deduction", liability, by=by)
    if liability.quarterly_return.state != State.SUBMITTED:
        raise Refused("R15.5", "Deductions are settled while a return is being checked.")
    words = words.replace("\0", "").strip()
    if not accepted and not words:
        raise Refused("R15.5", "Say why it does not come off the balance.")
    liability.accepted, liability.accepted_words = accepted, words
    liability.save()
    record("payments.deduction_settled", by=by, about=liability, on=on, accepted=accepted, words=words)
    return liability


@transaction.atomic
def accept(quarterly_return, *, words="", on, by):
    """Accept a return and store its surplus test; the final one closes the agreement (R15.3-R15.5, b5)."""
    quarterly_return = hold(quarterly_return)
    authorise("payments.accept", quarterly_return, by=by)
    quarterly_return.checked_on, quarterly_return.checked_by = on, by
    quarterly_return.checked_words = words.replace("\0", "").strip()
    tested = None
    if quarterly_return.state == State.SUBMITTED:
        if quarterly_return.is_final:
            _refuse_unsettled(quarterly_return)
        tested = test_of(quarterly_return)
        _store(tested, quarterly_return)
    quarterly_return.accept()
    quarterly_return.save()
    clocks.meet("return_check", about=quarterly_return, on=on)
    if quarterly_return.is_final:
        agreements.close_agreement(quarterly_return.agreement, on=on, by=by)
    if not children_mourned([quarterly_return.agreement]):
        _tell(quarterly_return, tested, on=on, by=by)
    sums = {"over_by": quarterly_return.over_by, "adjusted": quarterly_return.adjusted}
    record("payments.return_accepted", by=by, about=quarterly_return, on=on, **sums)
    return quarterly_return


def test_of(quarterly_return):
    """Work out the surplus test of a return with the deductions accepted so far (R15.3-R15.5)."""
    version = quarterly_return.version
    owed = quarterly_return.liabilities.filter(accepted=True).order_by("pk")
    return surplus(
        version.yearly,
        version.funded_weeks,
        quarterly_return.closing,
        on=quarterly_return.to_on,
        advance=quarterly_return.advance,
        liabilities=tuple(owed.values_list("amount", flat=True)),
        closing_account=quarterly_return.is_final,
    )


def result_of(quarterly_return, tested):
    """Say what a surplus test comes to (R15.3, R15.6)."""
    first_paid_on = quarterly_return.agreement.first_paid_on
    starts_up = not quarterly_return.is_final and is_start_up(first_paid_on, quarterly_return.to_on)
    return f"{tested.steps[-1]} {START_UP}" if tested.over and starts_up else tested.steps[-1]


def _store(tested, quarterly_return):
    # A deduction nobody has settled leaves the test open, and the move refuses.
    if quarterly_return.liabilities.filter(accepted=None).exists():
        return
    quarterly_return.threshold, quarterly_return.deductions = tested.threshold, tested.deductions
    quarterly_return.adjusted, quarterly_return.over_by = tested.adjusted, tested.over_by
    quarterly_return.sum_steps = [*tested.steps[:-1], result_of(quarterly_return, tested)]


def _refuse_unsettled(final):
    """Refuse to close an account with returns not accepted, or a payment for its last days still to come."""
    others = final.agreement.returns.exclude(pk=final.pk)
    if others.exclude(state=State.ACCEPTED).exists():
        raise Refused("b5", "First settle the returns of the quarters before it.")
    open_states = (Instalment.State.PLANNED, Instalment.State.APPROVED, Instalment.State.FAILED)
    if Instalment.objects.filter(schedule__agreement=final.agreement, state__in=open_states).exists():
        raise Refused("b5", "A payment for the last days is still to be made: pay it, or cancel it, first.")
    if _must_be_sent_again(final):
        words = "A payment was made or came back since the return was sent: ask the family about it first."
        raise Refused("b5", words)


def may_ask(quarterly_return):
    """Tell whether the family may be asked once more about a return (b5)."""
    return quarterly_return.questions.count() < MOST_ROUNDS or _must_be_sent_again(quarterly_return)


def _must_be_sent_again(quarterly_return):
    return quarterly_return.is_final and has_other_payments(quarterly_return)


def _ask(quarterly_return, asked, *, on, by):
    """Write the question to the family and start its clock; after a death it is for a person to ask (R14.12)."""
    agreement = quarterly_return.agreement
    label = label_of(quarterly_return, "Answer the question about")
    given = {"child": quarterly_return.child, "about": quarterly_return}
    if children_mourned([agreement]):
        clocks.owe("return_query", label=label, started_on=on, **given)
        return None
    people = people_of([agreement], on=on)[agreement.pk]
    if not people:
        raise Refused("letters", "There is nobody to write to.")
    expected_on = clocks.expected_for(people, on=on)
    letter = ReturnQuery(
        quarter=period_words(quarterly_return.from_on, quarterly_return.to_on),
        questions=asked,
        reply_by=due("return_query", expected_on).due_on,
        help=HELP,
    )
    written = letters.write(letter, to=people, by=by, on=on, **given)
    clocks.owe("return_query", label=label, started_on=expected_on, notice=written[0], **given)
    return written[0]


def _tell(quarterly_return, tested, *, on, by):
    agreement = quarterly_return.agreement
    people = people_of([agreement], on=on)[agreement.pk]
    letter = ReturnAccepted(
        quarter=period_words(quarterly_return.from_on, quarterly_return.to_on),
        accepted_on=on,
        closing_balance=pounds(Decimal(quarterly_return.closing)),
        sum_steps=tuple(tested.steps[:-1]),
        result=result_of(quarterly_return, tested),
        next_return_on=_next_return_on(quarterly_return, on=on),
    )
    letters.write(letter, child=quarterly_return.child, to=people, by=by, on=on, about=quarterly_return)


def _next_return_on(quarterly_return, *, on):
    """Give the last day of the return after this one, while the agreement runs (R15.2)."""
    if quarterly_return.agreement.state != "active":
        return None
    next_on = quarterly_return.to_on + ONE_DAY
    basis, started_on = number("quarter_basis", on=on).word, quarterly_return.version.from_on
    _, ends_on = quarter_of(next_on, basis=basis, started_on=min(started_on, next_on))
    return due(QUARTERLY, ends_on).due_on
