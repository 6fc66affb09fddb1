"""How the portal answers what nobody foresaw, and a database that is away."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

AWAY_SECONDS = 60


def failed(request):
    """Say that the service is away while the database is, and otherwise that something went wrong.

    Django asks for this page wherever the fault arose, in a view or in what opens the session before it.
    """
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return server_error(request)
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": AWAY_SECONDS})
