"""How a private file leaves the portal: as a download, never as a page."""

from django.utils.http import content_disposition_header


def attachment(response, name):
    """Give a response the headers of a private download under this name."""
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store, private"
    return response
