"""Whether the service is alive, for the machines that watch it."""

from datetime import timedelta

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from audit.models import JobRun
from clocks import sweep
from letters.models import Delivery
from people.models import Child

LATE_SECONDS = 15 * 60


@never_cache
def alive(request):
    """Answer that the web process runs."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def ready(request):
    """Answer whether database, outbox and sweep do their work; it names what is wrong and nobody's data."""
    waited, swept_for = _oldest_unsent_seconds(), _last_sweep()
    wrong = []
    if waited > LATE_SECONDS:
        wrong.append("letters are not leaving")
    yesterday = timezone.localdate() - timedelta(days=1)
    # The sweep sleeps at night, so in the morning the last one is yesterday's.
    if Child.objects.exists() and (swept_for is None or swept_for < yesterday):
        wrong.append("what is owed is not swept")
    answer = {
        "ok": not wrong,
        "wrong": wrong,
        "oldest_unsent_seconds": waited,
        "last_sweep": swept_for and str(swept_for),
    }
    return JsonResponse(answer, status=503 if wrong else 200)


def _oldest_unsent_seconds():
    oldest = Delivery.objects.filter(state=Delivery.State.WAITING).order_by("next_try_at").first()
    return max(int((timezone.now() - oldest.next_try_at).total_seconds()), 0) if oldest else 0


def _last_sweep():
    done = JobRun.objects.filter(name=sweep.JOB, outcome=JobRun.Outcome.DONE).order_by("-for_date")
    return done.values_list("for_date", flat=True).first()
