"""Pages about a request that was sent: the receipt, where it is and whose turn, changing it, taking it back."""

from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render

from audit.acts import look
from budgets.actions import requests
from budgets.models import Agreement, PersonalBudgetRequest
from budgets.private import hidden_from
from clocks.models import Clock
from decisions.actions import agenda
from decisions.models import AgendaItem, DecisionReview
from letters.models import Letter
from policy.deadlines import due
from portal import forms_asking as forms
from portal.pages.asking.shown import shown_answers
from portal.pages.shared import attempt, family_only, find, posted, today

State = PersonalBudgetRequest.State
# Where a family reads that its request is. What the Board decided is not shown until it is released.
STAGES = ("Request", "Governance Board decision", "Review window", "Review outcome")
STAGE_OF = {
    State.REQUESTED: 0,
    State.INFO_NEEDED: 0,
    State.READY: 0,
    State.ON_AGENDA: 1,
    State.DECIDED: 1,
    State.REVIEW_WINDOW: 2,
    State.UNDER_REVIEW: 3,
    State.REVIEW_OUTCOME: 3,
}
TURNS = {
    State.REQUESTED: "Ours: your case officer checks that everything the Board needs is there.",
    State.INFO_NEEDED: "Yours: we need something from you. We are still working on the rest.",
    State.READY: "Ours: it is ready, and goes to the next meeting of the Governance Board.",
    State.ON_AGENDA: "Ours: the Governance Board decides at its meeting.",
    State.DECIDED: "Ours: the Governance Board’s decision is checked, and then we write to you.",
    State.REVIEW_WINDOW: "Yours, if you wish: you can ask us to look at the decision again.",
    State.UNDER_REVIEW: "Ours: the decision is being looked at again.",
    State.REVIEW_OUTCOME: "Nobody’s: we have answered your request for a review.",
    State.CONCLUDED: "Nobody’s: nobody asked for a review in time. You can still ask for one.",
    State.WITHDRAWN: "Nobody’s: you took the request back. You can ask again at any time.",
    State.NO_LONGER_NEEDED: "Nobody’s: the request is closed. You can ask again at any time.",
}
RELEASED = (State.REVIEW_WINDOW, State.UNDER_REVIEW, State.REVIEW_OUTCOME, State.CONCLUDED)
OPEN_TO_CHANGE = (State.REQUESTED, State.INFO_NEEDED, State.READY)


def request_page(view):
    """Open a request only to the family it belongs to, and log the look (R24.8)."""

    @wraps(view)
    @login_required
    @family_only
    def guarded(request, key, **kwargs):
        found = find(
            PersonalBudgetRequest.objects.select_related(
                "child__case_officer__person", "plan", "decision_letter"
            ),
            request.user,
            key=key,
        )
        if request.method == "GET":
            look(by=request.user, what=request.resolver_match.url_name, about=found)
        return view(request, found, **kwargs)

    return guarded


@dataclass(frozen=True)
class Owed:
    """Something owed about a request, and how its date was made."""

    clock: Clock
    steps: tuple[str, ...]


def owed_about(record):
    """Give the clocks about a record somebody may open, with the way each date was made, soonest first.

    Whoever is only paid may open an agreement and its returns, and not the child's record; both sides owe them too.
    """
    clocks = Clock.objects.of(record).filter(dropped_on=None)
    return [
        Owed(clock, due(clock.duty, clock.started_on).steps) for clock in clocks.order_by("due_on", "id")[:20]
    ]


@request_page
def sent(request, found):
    """Confirm that a request was received: its reference, what happens next and when; also when bookmarked."""
    receipt = _letters(found, request.user).filter(kind="receipt").order_by("id").first()
    context = {"found": found, "owed": owed_about(found), "receipt": receipt}
    return render(request, "family/request_sent.html", context)


@request_page
def status(request, found):
    """Show where a request is, whose turn it is, by when, and how that date is made."""
    user = request.user
    versions = list(found.versions.select_related("sent_by").order_by("number"))
    lines = found.lines.exclude(state="withdrawn").select_related("provision", "outcome")
    decided = list(lines.order_by("position"))
    reviews = list(DecisionReview.objects.filter(request=found).order_by("-id"))
    context = {
        "found": found,
        "child": found.child,
        "stages": [(words, number == STAGE_OF.get(found.state)) for number, words in enumerate(STAGES)],
        "stage": _stage(found),
        "turn": TURNS[found.state],
        "owed": owed_about(found),
        "question": found.information_needed.filter(settled_on=None).first(),
        "item": AgendaItem.objects.filter(request=found, state="listed").select_related("meeting").first(),
        "released": found.state in RELEASED,
        "may_change": found.state in OPEN_TO_CHANGE,
        "may_withdraw": found.state in (*OPEN_TO_CHANGE, State.ON_AGENDA),
        "decided": decided,
        "last_day": Clock.objects.of(found, "review_request").order_by("-id").first(),
        "reviews": reviews,
        "may_ask": not any(review.is_open for review in reviews),
        "told_by": _letters(found, user).filter(kind="decision").order_by("-id").first(),
        "agreements": Agreement.objects.visible_to(user, on=today()).filter(request=found).order_by("id"),
        "letters": _letters(found, user).order_by("-id")[:20],
    }
    if versions:
        hidden = hidden_from(user, found, versions=versions)
        context |= shown_answers(versions[-1].answers, found.plan, hidden=hidden, made=decided)
    return render(request, "family/request_status.html", context)


def _stage(found):
    if found.state in (State.DECIDED, State.ON_AGENDA):
        return "With the Governance Board"
    return found.get_state_display()


def _letters(found, user):
    own = Letter.objects.visible_to(user, on=today())
    return own.filter(about_type=found._meta.label_lower, about_id=found.pk)


@request_page
def amend(request, found):
    """Start a change to a request, from what was last sent (b1)."""
    form = forms.StartForm(posted(request))
    form.button = "Change my answers"
    if request.method == "POST":
        draft = attempt(form, lambda given: requests.start_draft(found.child, by=request.user, amends=found))
        if draft:
            return redirect("draft", key=draft.key)
    return render(request, "family/request_amend.html", {"found": found, "form": form})


@request_page
def withdraw(request, found):
    """Take a request back, saying why; also when it is on the agenda of the Board."""
    form = forms.WithdrawForm(posted(request))

    def take_back(given):
        return agenda.withdraw_request(found, because=given["because"], on=today(), by=request.user)

    if request.method == "POST" and attempt(form, take_back):
        messages.success(request, "The request is withdrawn. We are writing to you to confirm it.")
        return redirect("request_status", key=found.key)
    return render(request, "family/request_withdraw.html", {"found": found, "form": form})
