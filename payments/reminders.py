"""What families are written about returns they owe, batch by batch for the sweep (R15.2, R15.11)."""

from django.db.models import Prefetch

from letters.kinds import ReturnReminder
from letters.writing import Writing
from payments.addressees import children_mourned, people_of
from payments.models import QuarterlyReturn, ReturnQuestion
from payments.periods import period_words
from policy.plain import relative_date

NEEDED = (
    "What was in the account on the first and on the last day.",
    "What was paid in, and what was spent: the day, who was paid, and for which support.",
    "Bills that are still to be paid.",
    "The bank statement of the account, and the receipts you have.",
)
HELP = (
    "We can go through it with you by phone or in person, and somebody else can manage the money for you if "
    "that would be easier. Ask your case officer."
)
EFFECT = (
    "Your payments do not stop because a return is late. We get in touch to see what would help, and if we "
    "still know nothing about the money we look at the payments together with you."
)
# A question leaves the return open again, to be sent once more with the answer.
ASKED = "You sent it once, and we have a question about it."


def of_returns(clocks, *, on):
    """Give the reminders of returns that are still to be sent, by their clock (R15.2)."""
    return _written(clocks, lambda each: NEEDED, "", on=on)


def of_questions(clocks, *, on):
    """Give the reminders of questions that are still to be answered, by their clock (R15.1)."""
    return _written(clocks, _asked, ASKED, on=on)


def _asked(quarterly_return):
    lines = [line for each in quarterly_return.open_questions for line in each.words.splitlines()]
    return tuple(lines) or ("Look through your answers, and send the return again.",)


def _written(clocks, needed, news, *, on):
    unanswered = ReturnQuestion.objects.filter(answered_on=None)
    returns = QuarterlyReturn.objects.filter(pk__in={clock.about_id for clock in clocks})
    returns = returns.select_related("agreement", "child").prefetch_related(
        Prefetch("questions", unanswered, to_attr="open_questions")
    )
    by_id = {each.pk: each for each in returns}
    agreements = {each.agreement for each in by_id.values()}
    people, silent = people_of(agreements, on=on), children_mourned(agreements)
    return {
        clock.pk: None
        if clock.child_id in silent
        else _writings(by_id[clock.about_id], clock, people, needed, news, on)
        for clock in clocks
    }


def _writings(quarterly_return, clock, people, needed, news, on):
    kind = ReturnReminder(
        quarter=period_words(quarterly_return.from_on, quarterly_return.to_on),
        due_on=clock.due_on,
        timing=f"{_timing(clock.due_on, on)} {news}".strip(),
        needed=needed(quarterly_return),
        help=HELP,
        effect=EFFECT,
    )
    given = {"kind": kind, "child": quarterly_return.child, "about": quarterly_return}
    return [Writing(to=person, **given) for person in people[quarterly_return.agreement_id]]


def _timing(due_on, on):
    when = relative_date(due_on, on)
    return f"That {'was' if due_on < on else 'is'} {when}."
