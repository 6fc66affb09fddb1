"""Pages on which a family asks for a decision to be looked at again, and follows that (R7.3-R7.7)."""

import uuid
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render

from audit.acts import child_id_of, look
from budgets.models import Ending, PersonalBudgetRequest
from clocks.models import Clock
from decisions.actions import reviewing
from decisions.boards import first_possible
from decisions.models import AgendaItem, DecisionReview
from documents import actions as documents
from letters.models import Letter
from people.models import Child
from policy.deadlines import due
from portal import forms_reviews as forms
from portal.pages.agreements import own_copy
from portal.pages.shared import attempt, family_only, files_of, find, posted, today

State = DecisionReview.State
TURNS = {
    State.LATE: "Ours: you asked after the last day, so your case officer decides first whether we take it.",
    State.ACCEPTED: "Ours: your case officer prepares it for the Governance Board. You can still add to it.",
    State.ON_AGENDA: "Ours: the Governance Board decides again at its meeting. You can still add to it.",
    State.DECIDED: "Ours: the Governance Board’s decision is checked, and then we write to you.",
    State.RELEASED: "Nobody’s: we have answered you.",
    State.REFUSED_LATE: "Nobody’s: our letter says why we did not take it. You can ask again with something new.",
}
TAKES_MORE = (State.LATE, State.ACCEPTED, State.ON_AGENDA)


def _open(model, *related):
    """Open a record's page only to the family of its child, and log the look (R24.8)."""

    def guard(view):
        @wraps(view)
        @login_required
        @family_only
        def guarded(request, key, **kwargs):
            found = find(model.objects.select_related(*related), request.user, key=key)
            child = find(
                Child.objects.select_related("case_officer__person"), request.user, pk=child_id_of(found)
            )
            if request.method == "GET":
                look(by=request.user, what=request.resolver_match.url_name, about=found)
            return view(request, found, child, **kwargs)

        return guarded

    return guard


@_open(PersonalBudgetRequest, "decision_letter")
def ask(request, found, child):
    """Ask for a review of what was decided on a request, also late (R7.5)."""
    lines = found.lines.exclude(state="withdrawn").order_by("position")
    return _ask(request, found, child, lines=lines, back=("request_status", found.key))


@_open(Ending, "agreement", "letter")
def ask_about_ending(request, found, child):
    """Ask for the reconsideration of a notice that payments end (R14.8)."""
    return _ask(request, found, child, back=("agreement", found.agreement.key))


def _ask(request, subject, child, *, back, lines=None):
    notice = reviewing.notice_of(subject)
    if notice is None:
        raise Http404
    waiting = subject.reviews.unanswered().first()
    if waiting and request.method == "GET":
        return redirect("review", key=waiting.key)
    is_late = reviewing.is_too_late(subject, on=today())
    initial = {"token": uuid.uuid4(), "lines": forms.doubtful(lines)}
    form = forms.AskForm(posted(request), files_of(request), lines=lines, is_late=is_late, initial=initial)
    if request.method == "POST":
        asked = attempt(form, lambda given: _send(subject, child, given, request.user))
        if asked:
            return redirect("review_sent", key=asked.key)
    context = {
        "form": form,
        "child": child,
        "notice": notice,
        "letter": own_copy(notice, request.user),
        "back": back,
        "is_late": is_late,
        "last_day": reviewing.last_day_to_ask(subject),
        "answer": due("review_outcome", today()),
    }
    return render(request, "family/review_ask.html", context)


def _send(subject, child, given, user):
    file = given.pop("file")
    received = documents.receive(file, child=child, on=today(), by=user) if file else None
    return reviewing.ask_for_review(
        subject, **given, asked_by=user.person, file=received, on=today(), by=user
    )


@_open(DecisionReview, "request", "ending__agreement", "letter_received")
def sent(request, found, child):
    """Confirm that a request for a review was received, with the last day of the answer; also when bookmarked."""
    return render(request, "family/review_sent.html", {"found": found, "child": child, "owed": _owed(found)})


@_open(DecisionReview, "request", "ending__agreement", "outcome_letter", "meeting_with__person")
def review(request, found, child):
    """Show where a review is, whose turn it is, by when, and what was sent for it."""
    user, clock = request.user, _owed(found)
    item = AgendaItem.objects.filter(review=found, state="listed").select_related("meeting").first()
    on_way = found.state in TAKES_MORE
    context = {
        "found": found,
        "child": child,
        "turn": TURNS[found.state],
        "owed": clock,
        "is_late": clock is not None and clock.is_open and clock.due_on < today(),
        "steps": due(clock.duty, clock.started_on).steps if clock else (),
        "item": item,
        "next_board": first_possible(found, on=today()) if on_way and item is None else None,
        "answer": found.outcome_letter and own_copy(found.outcome_letter, user),
        "lines": found.lines.order_by("position"),
        "sent": [_shown(each, found, user) for each in _representations(found)],
        "takes_more": on_way,
        "letters": Letter.objects.visible_to(user, on=today())
        .filter(about_type=found._meta.label_lower, about_id=found.pk)
        .order_by("-id")[:20],
    }
    return render(request, "family/review.html", context)


def _representations(found):
    return found.representations.select_related("document", "given_by").order_by("given_on", "pk")[:200]


def _shown(representation, found, user):
    """Say whether it may be read here: what one parent sends in confidence is not shown to the other."""
    written_down = representation.given_by.is_staff and found.asked_by_id == user.person_id
    representation.is_own = representation.given_by_id == user.pk or written_down
    return representation


def _owed(found):
    return Clock.objects.of(found, "review_outcome").order_by("-id").first()


@_open(DecisionReview)
def add(request, found, child):
    """Add words or a file to a review that the Board has not decided (R7.3)."""
    form = forms.AddForm(posted(request), files_of(request))

    def send(given):
        file, who = given["file"], {"on": today(), "by": request.user}
        received = documents.receive(file, child=child, **who) if file else None
        return reviewing.add_representation(found, words=given["words"], file=received, **who)

    if request.method == "POST" and attempt(form, send):
        messages.success(request, "Added. It is considered before the Board decides.")
        return redirect("review", key=found.key)
    return render(request, "family/review_add.html", {"found": found, "child": child, "form": form})
