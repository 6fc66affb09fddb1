"""The case officers' pages about a review: what was asked, what it still needs, the Boards inside its limit."""

import uuid
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.shortcuts import redirect

from audit.acts import child_id_of, look
from budgets.models import Ending, PersonalBudgetRequest
from decisions import boards
from decisions.actions import reviewing
from decisions.models import AgendaItem, DecisionReview, Representation
from documents import actions as documents
from people.models import Child, User
from people.roles import Role
from portal import forms_reviews as forms
from portal.pages.casework import show
from portal.pages.shared import attempt, family_of, files_of, find, posted, today

State = DecisionReview.State
ON_WAY = (State.LATE, State.ACCEPTED, State.ON_AGENDA)


def _open(model, *related):
    """Open a record's page to the staff who look after its child, and log the look (R24.8)."""

    def guard(view):
        @wraps(view)
        @login_required
        def guarded(request, key, **kwargs):
            if not request.user.is_staff or not request.user.has_perm("people.list_children"):
                raise Http404
            found = find(model.objects.select_related(*related), request.user, key=key)
            children = Child.objects.select_related("case_officer__person", "team", "plan")
            child = find(children, request.user, pk=child_id_of(found))
            if model.CHILD == "child":
                found.child = child
            if request.method == "GET":
                look(by=request.user, what=request.resolver_match.url_name, about=found)
            return view(request, found, child, **kwargs)

        return guarded

    return guard


review_page = _open(
    DecisionReview, "request", "ending__agreement", "asked_by__user", "logged_by__person", "of_notice",
    "letter_received", "outcome_letter", "meeting_with__person", "late_settled_by__person",
)  # fmt: skip


@review_page
def case_review(request, found, child):
    """Show a review: who asked, by when it is answered, what is to be considered, when the Board can decide it."""
    on, user = today(), request.user
    clock = boards.answer_clock(found)
    item = AgendaItem.objects.filter(review=found, state__in=["listed", "recorded", "checked"])
    item = item.select_related("meeting").first()
    on_way = found.state in ON_WAY
    days = boards.boards_inside(found, on=on, clock=clock) if on_way else ()
    sent = Representation.objects.select_related("document", "given_by__person", "considered_by__person")
    prefetch_related_objects([found], Prefetch("representations", sent.order_by("given_on", "pk")))
    context = {
        "found": found,
        "clock": clock,
        "is_late": clock is not None and clock.is_late(on=on),
        "item": item,
        "days": days,
        "alarm": on_way and not any(day.is_possible for day in days),
        "listed_too_late": bool(item and clock and item.meeting.meets_on > clock.due_on),
        "same_people": bool(item and boards.same_deciders(found, item.meeting)),
        "lines": found.lines.order_by("position"),
        "sent": found.representations.all(),
        "missing": _missing(found) if found.state == State.ACCEPTED else [],
        "takes_more": on_way,
        "prepares": found.state in (State.ACCEPTED, State.ON_AGENDA),
        "may_list": found.state == State.ACCEPTED and user.has_perm("decisions.put_on_agenda", found),
    }
    return show(request, "staff/review.html", child, "case_requests", **context)


def _missing(found):
    """Say what still keeps a review from the Board."""
    guards = DecisionReview.put_on_agenda.guards
    return [(each.rule, each.words) for each in guards if not each(found)]


def _act(request, found, child, form, act, done, title, **context):
    """Show an act's form on the review's page, and do it once the form is sent."""
    who = {"on": today(), "by": request.user}
    if request.method == "POST" and attempt(form, lambda given: act(**given, **who) or True):
        messages.success(request, done)
        return redirect("admin:case_review", key=found.key)
    context |= {"found": found, "form": form, "title": title}
    return show(request, "staff/review_act.html", child, "case_requests", **context)


def _received(file, child, user):
    return documents.receive(file, child=child, on=today(), by=user) if file else None


@review_page
def settle_late(request, found, child):
    """Take a late request, the usual answer; a case manager may refuse it in writing, with reasons (R7.5)."""
    may_refuse = request.user.has_perm("decisions.refuse_late", found)
    form = forms.LateForm(posted(request), may_refuse=may_refuse, initial={"accept": "yes"})

    def act(**given):
        return reviewing.settle_late(found, **given)

    done = "Recorded. The letter is on its way."
    return _act(request, found, child, form, act, done, "It came after the last day")


@review_page
def add(request, found, child):
    """Add what the family said or sent elsewhere (R7.3)."""
    form = forms.AddForFamilyForm(posted(request), files_of(request), initial={"given_on": today()})

    def act(*, file, **given):
        return reviewing.add_representation(found, file=_received(file, child, request.user), **given)

    done = "Added. Mark it as considered once you have read it."
    return _act(request, found, child, form, act, done, "Add what the family said or sent")


@review_page
def consider(request, found, child, representation):
    """Mark one thing the family sent as considered, and say how (R7.3)."""
    each = found.representations.select_related("document").filter(pk=representation).first()
    if each is None:
        raise Http404
    form = forms.ConsiderForm(posted(request))

    def act(**given):
        return reviewing.consider(each, **given)

    title = "Consider what the family sent"
    return _act(request, found, child, form, act, "Marked as considered.", title, representation=each)


def _members():
    """Give the members of the Board, by name."""
    members = User.objects.filter(roles__contains=[Role.BOARD_MEMBER], is_active=True).select_related(
        "person"
    )
    return members.order_by("person__last_name", "person__first_name", "pk")


@review_page
def offer_meeting(request, found, child):
    """Offer a meeting with a member of the Board, by a message to whoever asked (R7.7)."""
    form = forms.OfferForm(posted(request), members=_members())

    def act(**given):
        return reviewing.offer_meeting(found, **given)

    return _act(request, found, child, form, act, "Offered. The family has a message.", "Offer a meeting")


@review_page
def settle_meeting(request, found, child):
    """Record that the meeting was held, declined, or not answered (R7.7)."""
    initial = {"with_whom": found.meeting_with_id, "held_on": found.meeting_on or today()}
    form = forms.SettleForm(posted(request), members=_members(), initial=initial)

    def act(**given):
        return reviewing.settle_meeting(found, **given)

    return _act(request, found, child, form, act, "Recorded.", "What became of the meeting")


@_open(PersonalBudgetRequest)
def log(request, found, child):
    """Log a request for a review that came by phone, letter or email (R4.5, R7.5)."""
    lines = found.lines.exclude(state="withdrawn").order_by("position")
    return _log(request, found, child, lines=lines, back=("admin:case_request", found.key))


@_open(Ending, "agreement")
def log_about_ending(request, found, child):
    """Log that a family asked another way to have an ending reconsidered (R14.8, R4.5)."""
    return _log(request, found, child, back=("admin:case_ending", found.key))


def _log(request, subject, child, *, back, lines=None):
    notice = reviewing.notice_of(subject)
    if notice is None:
        raise Http404
    initial = {"token": uuid.uuid4(), "received_on": today(), "lines": forms.doubtful(lines)}
    people = family_of(child)
    form = forms.LogForm(posted(request), files_of(request), lines=lines, people=people, initial=initial)

    def ask(given):
        file = _received(given.pop("file"), child, request.user)
        return reviewing.ask_for_review(subject, **given, file=file, on=today(), by=request.user)

    if request.method == "POST":
        asked = attempt(form, ask)
        if asked:
            messages.success(request, "Logged, with its date.")
            return redirect("admin:case_review", key=asked.key)
    last_day = reviewing.last_day_to_ask(subject)
    context = {"form": form, "notice": notice, "last_day": last_day, "back": back}
    return show(request, "staff/review_log.html", child, "case_requests", **context)
