"""What waits for a member of staff on their home page: a place for each kind of work, with words of what is there."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from decisions.models import AgendaItem, BoardMeeting
from policy.plain import count_words, date_with_weekday
from portal.pages.casework import how_many
from portal.pages.finance import lists_of_payments
from portal.pages.shared import today


@dataclass(frozen=True)
class Work:
    """A place to go, and what waits there."""

    title: str
    href: str
    words: str


def _board(user):
    to_decide = Count("items", filter=Q(items__state="listed"))
    coming = BoardMeeting.objects.filter(state="planned").annotate(to_decide=to_decide)
    soonest = coming.order_by("meets_on").first()
    if soonest is None:
        return "No meeting is set."
    when = "meets on" if soonest.meets_on >= today() else "is not closed yet: it met on"
    items = (
        f"with {count_words(soonest.to_decide, 'item')} to decide"
        if soonest.to_decide
        else "nothing to decide"
    )
    return f"The Board {when} {date_with_weekday(soonest.meets_on)}, {items}."


def _checks(user):
    items = AgendaItem.objects.visible_to(user, on=today()).filter(state__in=("recorded", "checked"))
    waiting = len(items.values_list("pk")[:100])
    return f"{count_words(waiting, 'decision')} to check or release." if waiting else "Nothing waits."


def _finance(user):
    lists = lists_of_payments(user)
    late, to_approve, to_release = how_many(*(lists[name] for name in ("late", "approve", "release")))
    return f"Payments: {late} late, {to_approve} to approve, {to_release} to release."


# Each kind of work: who has it, what it is called, where it is, and what waits there.
KINDS = (
    ("decisions.see_board", "Governance Board", "board_meetings", _board),
    ("decisions.see_checks", "Checks", "checks", _checks),
    ("payments.list_payments", "Finance", "finance", _finance),
)


def work_of(user):
    """Give the work a member of staff has, in the order of a case."""
    return [
        Work(title, reverse(name), waiting(user))
        for perm, title, name, waiting in KINDS
        if user.has_perm(perm)
    ]
