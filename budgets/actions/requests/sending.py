"""Acts of sending: once by the family, logged by an officer, changed until the papers are locked (R4.2, R4.5)."""

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from audit.acts import authorise, hold, record
from budgets import answers as asking
from budgets.actions.asked import apply, version_of
from budgets.actions.requests.checking import (
    BEGUN_FROM,
    GONE,
    held_draft,
    is_overtaken,
    kept_provision,
    need_plan,
    refuse_future,
    refuse_locked,
    refuse_other_child,
)
from budgets.actions.requests.keys import with_own_keys
from budgets.choices import HowReceived
from budgets.models import PersonalBudgetRequest, RequestDraft
from budgets.private import with_hidden
from budgets.references import new_reference
from budgets.telling import receipt, reckon_decision
from clocks.actions import meet
from clocks.actions import start as start_clock
from ehcp.windows import window
from letters import actions as letters
from people.models import Link
from people.roles import FAMILY
from policy import InputError, Refused
from policy.deadlines.making import check_date
from policy.windows import Window


@transaction.atomic
def submit(draft, *, on, by, agreed=None, came=None):
    """Send a request, or a change to one; the same draft sent five times is one request (R4.2).

    `agreed` is the declaration when it is made with the sending itself; `came` says how a change that an officer
    writes down reached the council.
    """
    child = hold(draft.child)
    authorise("budgets.start_draft", child, by=by)
    sent = _sent_from(draft, child, by=by)
    if sent:
        return sent
    draft = held_draft(draft, by=by)
    answers = draft.answers | ({} if agreed is None else {"declaration": {"agreed": bool(agreed)}})
    if draft.amends_id:
        if is_overtaken(draft):
            raise Refused("b1", "Somebody changed this request since you began. Start your change again.")
        answers.pop(BEGUN_FROM)
        request = amend(draft.amends, answers=answers, on=on, by=by, came=came)
        draft.delete()
        return request
    authorise("budgets.submit", draft, by=by)
    need_plan(child, on)
    refuse_future(on)
    request = _new(child, answers=answers, requester=by.person, token=draft.key, received_on=on, on=on, by=by)
    draft.delete()
    record("budgets.request_sent", by=by, about=request, on=on, window=request.window)
    return request


def _sent_from(draft, child, *, by):
    """Give what a draft became when it was sent a moment before, by the same person."""
    if RequestDraft.objects.filter(pk=draft.pk).exists():
        return None
    if draft.written_by_id != by.pk:
        raise Refused("R4.2", GONE)
    if draft.amends_id:
        return PersonalBudgetRequest.objects.get(pk=draft.amends_id)
    sent = PersonalBudgetRequest.objects.filter(token=draft.key, child=child).first()
    if sent is None:
        raise Refused("R4.2", GONE)
    return sent


@transaction.atomic
def log(child, *, answers, requester, received_on, how_received, token, on, by):
    """Log what a family asked by phone, letter or email, as received the day they first asked (R4.5)."""
    child = hold(child)
    authorise("budgets.log", child, by=by)
    earlier = PersonalBudgetRequest.objects.filter(token=token).first()
    if earlier:
        refuse_other_child(earlier, child)
        return earlier
    refuse_future(on)
    _refuse_unlikely(child, requester, received_on, how_received, on)
    request = _new(
        child, answers=answers, requester=requester, token=token, received_on=received_on, on=on, by=by,
        how_received=how_received, logged=True,
    )  # fmt: skip
    RequestDraft.objects.filter(key=token, written_by=by).delete()
    how = request.get_how_received_display()
    record("budgets.request_logged", by=by, about=request, on=on, received_on=received_on, how=how)
    return request


def _new(
    child, *, answers, requester, token, received_on, on, by, how_received=HowReceived.PORTAL, logged=False
):
    plan = need_plan(child, received_on)
    answers = with_own_keys(answers)
    asked = asking.read(answers, child=child, on=on, logged=logged)
    now = timezone.now()
    request = PersonalBudgetRequest(
        reference=new_reference(PersonalBudgetRequest, "PB"),
        token=token,
        child=child,
        plan=plan,
        requester=requester,
        submitted_by=by,
        submitted_at=now,
        received_on=received_on,
        received_at=now if received_on == timezone.localdate(now) else _noon(received_on),
        how_received=how_received,
        window=window(plan, received_on).value,
    )
    apply(request, asked, on=on, by=by)
    version_of(request, answers, on=on, by=by)
    label, owed = f"Decide request {request.reference}", reckon_decision(request)
    start_clock(owed.duty, child=child, about=request, label=label, started_on=owed.started_on)
    if request.window == Window.OUTSIDE.value:
        label = f"Answer request {request.reference}, made outside a window"
        start_clock("outside_window_letter", child=child, about=request, label=label, started_on=received_on)
    _write_receipt(request, asked, on=on, by=by)
    return request


@transaction.atomic
def amend(request, *, answers, on, by, came=None):
    """Change what is asked, as long as the Board's papers are not locked; the earlier version is kept (b1).

    An officer says how the change reached the council: who asked for it, how, and on which day (R4.5).
    """
    request = hold(request)
    authorise("budgets.amend", request, by=by)
    refuse_future(on)
    refuse_locked(request)
    words = {}
    if by.is_staff:
        answers = answers | {"received": _came(request, on=on, **(came or {}))}
        words = {"how": HowReceived(came["how_received"]).label, "received_on": came["received_on"]}
    answers = with_own_keys(with_hidden(answers, request, by), request)
    asked = asking.read(answers, child=request.child, on=on, logged=by.is_staff, kept=kept_provision(request))
    question = request.information_needed.filter(settled_on=None).first()
    if question:
        question.settled_on, question.settled_words = on, "The request was changed."
        question.save()
        meet("information_needed", about=request, on=on)
    request.ready_on = None
    request.amend()
    changed = apply(request, asked, on=on, by=by)
    version = version_of(request, answers, on=on, by=by)
    _write_receipt(request, asked, on=on, by=by)
    record(
        "budgets.request_amended",
        by=by,
        about=request,
        on=on,
        version=version.number,
        changed=changed,
        **words,
    )
    return request


def _came(request, *, on, requester=None, received_on=None, how_received=""):
    """Give how a change reached the council, in plain values; refuse what cannot be."""
    _refuse_unlikely(request.child, requester, received_on, how_received, on)
    if received_on < request.received_on:
        raise Refused("R4.5", "A change cannot be asked for before the request.")
    day = received_on.isoformat()
    return {"requester": requester.pk, "received_on": day, "how_received": how_received}


def _write_receipt(request, asked, *, on, by):
    kind = receipt(request, words=asked.about.words)
    letters.write(kind, child=request.child, to=[request.requester], by=by, on=on, about=request)


def _refuse_unlikely(child, requester, received_on, how_received, on):
    try:
        check_date(received_on)
    except InputError:
        raise Refused("R4.5", "Give the day on which they asked.") from None
    if received_on > on:
        raise Refused("R4.5", "The day on which they asked cannot be in the future.")
    if how_received not in HowReceived.values or how_received == HowReceived.PORTAL:
        raise Refused("R4.5", "Say how the request reached the council.")
    links = (
        Link.objects.filter(child=child, person=requester, basis__in=FAMILY)
        if requester
        else Link.objects.none()
    )
    if not (links.live(on=received_on).exists() or links.live(on=on).exists()):
        raise Refused("R4.4", "Only a parent, carer, young person or representative of this child can ask.")


def _noon(day):
    return timezone.make_aware(datetime.combine(day, time(12)))
