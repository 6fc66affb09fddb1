"""How the portal answers when an act is refused, a record is not there, or the database is away."""

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from policy import Refused


class Unavailable:
    """Answers 503 with a plain page while the database cannot be reached."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Turn a database that is away into a page that says so."""
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError):
            return self._away(request)

    def process_exception(self, request, exception):
        """Do the same for a view that met the fault."""
        return self._away(request) if isinstance(exception, OperationalError | InterfaceError) else None

    @staticmethod
    def _away(request):
        response = render(None, "503.html", status=503)
        response["Retry-After"] = "60"
        return response


class Answers:
    """Answers a refused act in words, and a forbidden record exactly like one that does not exist."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Keep pages of signed-in people out of every cache."""
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    def process_exception(self, request, exception):
        """Answer what a view refused."""
        if isinstance(exception, Refused):
            return render(request, "refused.html", {"refused": exception}, status=409)
        if isinstance(exception, PermissionDenied):
            return render(request, "404.html", status=404)
        return None
