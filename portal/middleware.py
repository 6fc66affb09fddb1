"""How the portal answers when an act is refused or a record is not there."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from policy import Refused


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
