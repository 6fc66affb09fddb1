"""Whether the service is alive, for the machines that watch it."""

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from audit.models import JobRun
from letters.models import Delivery

LATE_SECONDS = 15 * 60


@never_cache
def alive(request):
    """Answer that the web process runs."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def ready(request):
    """Answer whether the database answers and the outbox moves; it names what is wrong and nobody's data."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    oldest = Delivery.objects.filter(state=Delivery.State.WAITING).order_by("next_try_at").first()
    waited = int((timezone.now() - oldest.next_try_at).total_seconds()) if oldest else 0
    sweep = JobRun.objects.filter(name="sweep").order_by("-for_date").first()
    wrong = ["letters are not leaving"] if waited > LATE_SECONDS else []
    answer = {
        "ok": not wrong,
        "wrong": wrong,
        "oldest_unsent_seconds": max(waited, 0),
        "last_sweep": str(sweep.for_date) if sweep else None,
    }
    return JsonResponse(answer, status=503 if wrong else 200)
