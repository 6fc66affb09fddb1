"""How the portal answers a method no page sends, an act that is refused, and a record that is not there."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from policy import Refused


class Methods:
    """Takes what pages and forms send and nothing else, whoever sends it and wherever to."""

    TAKEN = ("GET", "HEAD", "POST")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer any other method before a view can take it for the reading of its page."""
        if request.method not in self.TAKEN:
            return HttpResponseNotAllowed(self.TAKEN)
        return self.get_response(request)


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
