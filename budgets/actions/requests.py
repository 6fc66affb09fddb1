"""Acts of asking for a personal budget: drafts, sending once, logging for a family, changing and taking back."""

import copy
import uuid
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from audit.acts import authorise, hold, record
from budgets import answers as asking
from budgets.actions.asked import apply, leave_all_out, version_of
from budgets.choices import HowReceived
from budgets.models import PersonalBudgetRequest, RequestDraft
from budgets.reading import check_storable
from budgets.references import new_reference
from budgets.telling import closed, family_of, receipt
from clocks.actions import close_for, meet
from clocks.actions import start as start_clock
from ehcp.models import Plan
from ehcp.windows import window
from letters import actions as letters
from people.models import Link
from people.roles import FAMILY
from policy import InputError, Refused
from policy.deadlines.making import check_date
from policy.plain import long_date
from policy.windows import Window

KEPT_SECTIONS = (*asking.SECTIONS, "received")
GONE = "This was sent or deleted already. Open the page of the child to see it."


@transaction.atomic
def start_draft(child, *, by, amends=None):
    """Start a request, or a change to one that was sent, from what was last asked; go on with one begun before."""
    child = hold(child)
    authorise("budgets.start_draft", child, by=by)
    _need_plan(child, timezone.localdate())
    if amends is not None:
        amends = hold(amends)
        _refuse_other_child(amends, child)
        _refuse_locked(amends)
    begun = RequestDraft.objects.filter(child=child, written_by=by, amends=amends).order_by("id").first()
    if begun:
        return begun
    answers = _last_asked(amends) if amends else {}
    draft = RequestDraft.objects.create(child=child, written_by=by, amends=amends, answers=answers)
    record("budgets.draft_started", by=by, about=draft)
    return draft


def _last_asked(request):
    """Give what was last sent, with the views as they were recorded since; the declaration is made anew."""
    answers = copy.deepcopy(
        request.versions.order_by("-number").values_list("answers", flat=True).first() or {}
    )
    answers.pop("declaration", None)
    return answers | {"views": {"words": request.views, "how": request.views_how}}


@transaction.atomic
def save_section(draft, section, answers, *, by):
    """Keep one part of what somebody is writing, as far as they have come."""
    draft = _draft(draft, by=by)
    if section not in KEPT_SECTIONS or not isinstance(answers, list if section == "lines" else dict):
        raise Refused("d1", "This part of the request is not known.")
    kept = draft.answers | {section: _with_keys(answers) if section == "lines" else answers}
    check_storable(kept)
    draft.answers = kept
    draft.save()
    record("budgets.draft_saved", by=by, about=draft, part=section)
    return draft


@transaction.atomic
def discard_draft(draft, *, by):
    """Delete what somebody was writing; one that is gone already stays gone."""
    child = hold(draft.child)
    draft = RequestDraft.objects.filter(pk=draft.pk).first()
    if draft is None:
        return
    authorise("budgets.write_draft", draft, by=by)
    record("budgets.draft_discarded", by=by, about=draft, child=child)
    draft.delete()


def missing(draft, *, child, on=None):
    """Give what is still to do before a draft, or its answers, can be sent: the part, and words for it."""
    if not isinstance(draft, RequestDraft):
        return asking.missing(draft, child=child, on=on)
    logged = draft.written_by.is_staff
    return asking.missing(draft.answers, child=child, on=on, logged=logged, kept=_kept(draft.amends))


@transaction.atomic
def submit(draft, *, on, by, agreed=None):
    """Send a request, or a change to one; the same draft sent five times is one request (R4.2).

    `agreed` is the declaration when it is made with the sending itself.
    """
    child = hold(draft.child)
    authorise("budgets.start_draft", child, by=by)
    sent = _sent_from(draft, child, by=by)
    if sent:
        return sent
    draft = _draft(draft, by=by)
    answers = draft.answers | ({} if agreed is None else {"declaration": {"agreed": bool(agreed)}})
    if draft.amends_id:
        request = amend(draft.amends, answers=answers, on=on, by=by)
        draft.delete()
        return request
    authorise("budgets.submit", draft, by=by)
    _need_plan(child, on)
    _refuse_future(on)
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
        _refuse_other_child(earlier, child)
        return earlier
    _refuse_future(on)
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
    plan = _need_plan(child, received_on)
    answers = _with_own_keys(answers)
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
    label = f"Decide request {request.reference}"
    start_clock("request_decision", child=child, about=request, label=label, started_on=received_on)
    if request.window == Window.OUTSIDE.value:
        label = f"Answer request {request.reference}, made outside a window"
        start_clock("outside_window_letter", child=child, about=request, label=label, started_on=received_on)
    _write_receipt(request, asked, on=on, by=by)
    return request


def _write_receipt(request, asked, *, on, by):
    kind = receipt(request, words=asked.about.words)
    letters.write(kind, child=request.child, to=[request.requester], by=by, on=on, about=request)


@transaction.atomic
def amend(request, *, answers, on, by):
    """Change what is asked, as long as the Board's papers are not locked; the earlier version is kept (b1)."""
    request = hold(request)
    authorise("budgets.amend", request, by=by)
    _refuse_future(on)
    _refuse_locked(request)
    answers = _with_own_keys(answers, request)
    asked = asking.read(answers, child=request.child, on=on, logged=by.is_staff, kept=_kept(request))
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
    record("budgets.request_amended", by=by, about=request, on=on, version=version.number, changed=changed)
    return request


@transaction.atomic
def withdraw(request, *, because, on, by):
    """Take a request back: the family itself, or an officer who writes down what the family said (b1)."""
    request = hold(request)
    authorise("budgets.withdraw", request, by=by)
    _refuse_future(on)
    request.closed_on, request.closed_because = on, _clean(because)
    request.withdraw()
    request.save()
    _close(request, because="The request was withdrawn.", on=on, by=by)
    record("budgets.request_withdrawn", by=by, about=request, on=on, because=request.closed_because)
    return request


@transaction.atomic
def close_no_longer_needed(request, *, because, on, by):
    """Close a request the family says in writing it no longer needs, or whose plan has ended (b1)."""
    request = hold(request)
    authorise("budgets.close_no_longer_needed", request, by=by)
    _refuse_future(on)
    request.closed_on, request.closed_because = on, _clean(because)
    request.close_no_longer_needed()
    request.save()
    _close(request, because="The request is no longer needed.", on=on, by=by)
    record("budgets.request_not_needed", by=by, about=request, on=on, because=request.closed_because)
    return request


def _close(request, *, because, on, by):
    """Let go of what is owed about a closed request, and confirm to the family that it is closed (L3w)."""
    close_for(request, on=on, because=because)
    leave_all_out(request, because=because, on=on, by=by)
    question = request.information_needed.filter(settled_on=None).first()
    if question:
        question.settled_on, question.settled_words = on, because
        question.save()
    request.amending_drafts.all().delete()
    people = family_of(request.child, on=on)
    if people:
        letters.write(closed(request), child=request.child, to=people, by=by, on=on, about=request)


def _draft(draft, *, by):
    """Give a draft fresh and held; one that is gone is refused in words."""
    hold(draft.child)
    fresh = RequestDraft.objects.select_for_update(no_key=True, of=("self",)).filter(pk=draft.pk).first()
    if fresh is None:
        raise Refused("R4.2", GONE)
    authorise("budgets.write_draft", fresh, by=by)
    return fresh


def _with_keys(lines):
    """Give each line of a draft the key by which it is known from now on."""
    return [
        line | {"id": str(_key_of(line) or uuid.uuid4())} if isinstance(line, dict) else line
        for line in lines
    ]


def _key_of(line):
    try:
        return uuid.UUID(line.get("id"))
    except (AttributeError, TypeError, ValueError):
        return None


def _with_own_keys(answers, request=None):
    """Give the answers with keys that are no other request's: a new request may begin from an old one."""
    lines = answers.get("lines") if isinstance(answers, dict) else None
    if not isinstance(lines, list):
        return answers
    lines = _with_keys(lines)
    keys = {_key_of(line) for line in lines if isinstance(line, dict)}
    model = PersonalBudgetRequest._meta.get_field("lines").related_model
    taken = model.objects.filter(key__in=keys)
    if request is not None:
        taken = taken.exclude(request=request, state=model.State.REQUESTED)
    taken = {str(key) for key in taken.values_list("key", flat=True)}
    new = [
        line | {"id": str(uuid.uuid4())} if isinstance(line, dict) and line["id"] in taken else line
        for line in lines
    ]
    return answers | {"lines": new}


def _kept(request):
    """Give the provision a request is linked to already."""
    return frozenset(request.lines.values_list("provision", flat=True)) if request else frozenset()


def _need_plan(child, on):
    plan = Plan.objects.filter(child=child).prefetch_related("annual_reviews").first()
    if plan is None:
        raise Refused("R1.1", "There is no plan to ask a personal budget for.")
    if plan.ceased_on and plan.ceased_on <= on:
        raise Refused("R1.1", f"The plan ceased on {long_date(plan.ceased_on)}.")
    return plan


def _refuse_unlikely(child, requester, received_on, how_received, on):
    if received_on > on:
        raise Refused("R4.5", "The day they first asked cannot be in the future.")
    try:
        check_date(received_on)
    except InputError:
        raise Refused("R4.5", "Give the day they first asked.") from None
    if how_received not in HowReceived.values or how_received == HowReceived.PORTAL:
        raise Refused("R4.5", "Say how the request reached the council.")
    links = (
        Link.objects.filter(child=child, person=requester, basis__in=FAMILY)
        if requester
        else Link.objects.none()
    )
    if not (links.live(on=received_on).exists() or links.live(on=on).exists()):
        raise Refused("R4.4", "Only a parent, carer, young person or representative of this child can ask.")


def _refuse_other_child(request, child):
    if request.child_id != child.pk:
        raise Refused("R4.2", "That request is about another child.")


def _refuse_locked(request):
    if request.state not in ("requested", "info_needed", "ready"):
        shown = request.get_state_display().lower()
        raise Refused("b1", f"This request can no longer be changed: it is already “{shown}”.")


def _refuse_future(on):
    if on > timezone.localdate():
        raise Refused("R25.5", "The date cannot be in the future.")


def _clean(words):
    if not isinstance(words, str) or "\x00" in words:
        raise Refused("R7.8", "Say why, in words.")
    return words.replace("\r\n", "\n").strip()


def _noon(day):
    return timezone.make_aware(datetime.combine(day, time(12)))
