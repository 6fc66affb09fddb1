"""What acts of asking check: the plan, the day, the draft that may be gone, the papers that may be locked."""

from django.utils import timezone

from audit.acts import authorise, hold
from budgets.models import RequestDraft
from budgets.reading import check_signs
from ehcp.models import Plan
from policy import Refused
from policy.plain import long_date

# The version of a request that a change to it was begun from, kept with the change while it is written.
BEGUN_FROM = "begun_from"
GONE = "This was sent or deleted already. Open the page of the child to see it."


def held_draft(draft, *, by):
    """Give a draft fresh and held; one that is gone is refused in words."""
    hold(draft.child)
    fresh = RequestDraft.objects.select_for_update(no_key=True, of=("self",)).filter(pk=draft.pk).first()
    if fresh is None:
        raise Refused("R4.2", GONE)
    authorise("budgets.write_draft", fresh, by=by)
    return fresh


def kept_provision(request):
    """Give the provision a request is linked to already."""
    return frozenset(request.lines.values_list("provision", flat=True)) if request else frozenset()


def need_plan(child, on):
    plan = Plan.objects.filter(child=child).prefetch_related("annual_reviews").first()
    if plan is None:
        raise Refused("R1.1", "There is no plan to ask a personal budget for.")
    if plan.ceased_on and plan.ceased_on <= on:
        raise Refused("R1.1", f"The plan ceased on {long_date(plan.ceased_on)}.")
    return plan


def refuse_other_child(request, child):
    if request.child_id != child.pk:
        raise Refused("R4.2", "That request is about another child.")


def refuse_locked(request):
    if request.state not in ("requested", "info_needed", "ready"):
        shown = request.get_state_display().lower()
        raise Refused("b1", f"This request can no longer be changed: it is already “{shown}”.")


def refuse_future(on):
    if on > timezone.localdate():
        raise Refused("R25.5", "The date cannot be in the future.")


def clean(words):
    if not isinstance(words, str):
        raise Refused("R7.8", "Say why, in words.")
    check_signs(words)
    return words.replace("\r\n", "\n").strip()


def is_overtaken(draft):
    """Tell whether the request was changed by somebody else since this change to it was begun."""
    return draft.answers.get(BEGUN_FROM) != draft.amends.versions.count()
