"""Acts on a request that is still being written: theirs alone who write it."""

import copy

from django.db import transaction
from django.utils import timezone

from audit.acts import authorise, hold, record
from budgets import answers as asking
from budgets.actions.requests.checking import (
    BEGUN_FROM,
    held_draft,
    is_overtaken,
    kept_provision,
    need_plan,
    refuse_locked,
    refuse_other_child,
)
from budgets.actions.requests.keys import with_keys
from budgets.models import RequestDraft
from budgets.private import hidden_in, with_hidden, without_hidden
from budgets.reading import check_storable
from policy import Refused

KEPT_SECTIONS = (*asking.SECTIONS, "received")


@transaction.atomic
def start_draft(child, *, by, amends=None):
    """Start a request, or a change to one that was sent, from what was last asked; go on with one begun before."""
    child = hold(child)
    authorise("budgets.start_draft", child, by=by)
    need_plan(child, timezone.localdate())
    if amends is not None:
        amends = hold(amends)
        refuse_other_child(amends, child)
        refuse_locked(amends)
    begun = RequestDraft.objects.filter(child=child, written_by=by, amends=amends).order_by("id").first()
    if begun and not (amends and is_overtaken(begun)):
        return begun
    if begun:
        begun.delete()
    answers = _last_asked(amends, by) if amends else {}
    draft = RequestDraft.objects.create(child=child, written_by=by, amends=amends, answers=answers)
    record("budgets.draft_started", by=by, about=draft)
    return draft


def _last_asked(request, by):
    """Give what was last sent, with the views as they were recorded since.

    The declaration, and how it reached the council, are said anew; what another of the family answered about
    themselves is no part of it.
    """
    answers = copy.deepcopy(
        request.versions.order_by("-number").values_list("answers", flat=True).first() or {}
    )
    for made_anew in ("declaration", "received"):
        answers.pop(made_anew, None)
    views = {"words": request.views, "how": request.views_how}
    return without_hidden(answers, request, by) | {"views": views, BEGUN_FROM: request.versions.count()}


@transaction.atomic
def save_section(draft, section, answers, *, by):
    """Keep one part of what somebody is writing, as far as they have come."""
    draft = held_draft(draft, by=by)
    if section not in KEPT_SECTIONS or not isinstance(answers, list if section == "lines" else dict):
        raise Refused("d1", "This part of the request is not known.")
    if section in hidden_in(draft):
        raise Refused("R24.8", "Somebody else answered this part, and only they can change it.")
    kept = draft.answers | {section: with_keys(answers) if section == "lines" else answers}
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
    answers = with_hidden(draft.answers, draft.amends, draft.written_by) if draft.amends else draft.answers
    logged, kept = draft.written_by.is_staff, kept_provision(draft.amends)
    return asking.missing(answers, child=child, on=on, logged=logged, kept=kept)
