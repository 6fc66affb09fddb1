"""What acts of triage check: the day, the papers that may be locked, the words that must be there."""

from django.db.models import prefetch_related_objects
from django.utils import timezone

from audit.acts import authorise, hold
from budgets.models import RequestedProvision
from budgets.reading import check_signs
from budgets.states import READY_FOR_BOARD
from policy import Refused

TRIAGED = ("requested", "info_needed", "ready")


def held(request, perm, *, on, by):
    request = hold(request)
    authorise(perm, request, by=by)
    refuse_future(on)
    _refuse_locked(request)
    return request


def held_line(line, *, on, by):
    line = hold(line)
    authorise("budgets.prepare", line, by=by)
    refuse_closed(line, on)
    return line


def refuse_closed(line, on):
    refuse_future(on)
    _refuse_locked(line.request)
    if line.state != RequestedProvision.State.REQUESTED:
        raise Refused("b1", "This line is no longer asked for.")


def _refuse_locked(request):
    if request.state not in TRIAGED:
        shown = request.get_state_display().lower()
        raise Refused("b1", f"The papers are locked: the request is already “{shown}”.")


def what_is_missing(request):
    """Give what the Board still needs, each with its rule: the guards that refuse."""
    prefetch_related_objects([request], "lines__consents")
    return [(guard.rule, guard.words) for guard in READY_FOR_BOARD if not guard(request)]


def refuse_unready(request):
    """Refuse a finding that leaves a request called ready without what the Board needs."""
    if request.state == "ready" and (left := what_is_missing(request)):
        raise Refused(*left[0])


def refuse_future(on):
    if on is None or on > timezone.localdate():
        raise Refused("R25.5", "The date cannot be in the future.")


def words_of(words, *, most=5000, needed=True):
    if not isinstance(words, str) or len(words) > most:
        raise Refused("d1", "Write it in words, and not too many.")
    check_signs(words)
    words = words.replace("\r\n", "\n").strip()
    if needed and not words:
        raise Refused("d1", "Write it in words.")
    return words
