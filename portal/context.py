"""What every page needs: the council, the person signed in, and whether this is a demonstration."""

from django.conf import settings
from django.utils import timezone

import policy


def council(request):
    """Give templates the council, the service's name and today's date."""
    today = timezone.localdate()
    own = policy.council(today)
    return {"council": own, "service_name": own.service_name, "today": today, "demo": settings.DEMO}
