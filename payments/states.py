"""Guards of the moves in payments: each names its rule and says what to do."""

from audit.states import guard
from policy import InputError
from policy.bars import Bar
from policy.return_sums import bars_to_sending


@guard("R8.1", "Nothing can be paid under this agreement now: it is not ready, or its payments have ended.")
def may_be_paid(instalment):
    """Hold while its version pays, and after the end for days up to its last one; what is paid at once is whole."""
    agreement, version = instalment.schedule.agreement, instalment.schedule.version
    if not agreement.still_pays(version):
        return False
    if agreement.state in ("ready", "active", "stop_notice"):
        return True
    ended = agreement.state == "ended" and agreement.ended_on is not None
    last = instalment.from_on if instalment.schedule.is_one_off else instalment.to_on
    return ended and last <= agreement.ended_on


@guard("R10.4", "The account is not approved yet: a second person checks it.")
def account_is_known(instalment):
    """Hold when the account the money goes to now was verified, not only one before it."""
    return instalment.schedule.agreement.accounts.filter(replaced_on=None, verified_on__isnull=False).exists()


@guard(
    "b4",
    "Two people pay: somebody else than the one who approved it, and than the one who recorded the account.",
)
def released_by_a_second_person(instalment):
    """Hold when another person releases than approved, and than made the payee."""
    if instalment.released_by_id is None or instalment.released_by_id == instalment.approved_by_id:
        return False
    accounts = instalment.schedule.agreement.accounts.filter(replaced_on=None)
    return instalment.released_by_id not in accounts.values_list("recorded_by_id", flat=True)


@guard("R8.7", "Say why it is cancelled, in words.")
def says_why_cancelled(instalment):
    """Hold when the reason is given."""
    return bool(instalment.cancelled_because.strip())


@guard("b5", "Answer our question first; then send the return again.")
def questions_are_answered(quarterly_return):
    """Hold when no question of finance's waits for an answer."""
    return not quarterly_return.questions.filter(answered_on=None).exists()


@guard("R15.12", "Say that the return is true and complete.")
def is_declared(quarterly_return):
    """Hold when the family declared it."""
    return quarterly_return.declared_on is not None


@guard("b5", "The sums do not meet to the penny: see what differs.")
def balances_to_the_penny(quarterly_return):
    """Hold when what was held, came in, was spent and is left agree."""
    return not bars_of(quarterly_return)


def bars_of(quarterly_return):
    """List why the sums do not meet (b5)."""
    try:
        return _bars(quarterly_return)
    except InputError:
        return (Bar("R15.1", "These sums are too large to be right: look at each amount again."),)


def _bars(each):
    before = each.agreement.returns.filter(to_on__lt=each.from_on).order_by("-to_on").first()
    return bars_to_sending(
        each.opening,
        each.paid_in + each.other_in,
        sum((line.amount for line in each.spending.all()), each.paid_in * 0),
        each.closing,
        each.statement,
        each.reconciliation,
        # One that was not sent yet says nothing that could differ.
        last_closing=before.closing if before and before.state != "open" else None,
        explained=bool(each.opening_words.strip()),
    )


@guard("R13.1", "Say what was spent, line by line, or that nothing was.")
def spending_is_coded(quarterly_return):
    """Hold when there is spending by line, or it is said that there was none."""
    return quarterly_return.nothing_spent != quarterly_return.spending.exists()


@guard("b5", "Name what is missing or unclear.")
def question_is_asked(quarterly_return):
    """Hold when an open question names it."""
    return quarterly_return.questions.filter(answered_on=None).exists()


@guard("b5", "Somebody else than the person who sent it accepts a return.")
def checked_by_another(quarterly_return):
    """Hold when the checker is not the sender."""
    checker = quarterly_return.checked_by_id
    return checker is not None and checker != quarterly_return.submitted_by_id


@guard("R15.5", "First accept or refuse each deduction; then the surplus is worked out.")
def surplus_is_worked_out(quarterly_return):
    """Hold when each deduction is settled and the test is stored."""
    undecided = quarterly_return.liabilities.filter(accepted=None).exists()
    return not undecided and quarterly_return.threshold is not None
