"""Letters and files as people open them: each checked for this person, each look logged."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from audit.acts import look
from documents.actions import open_clean
from documents.models import Document
from documents.serving import attachment
from letters import pdf
from letters.models import Delivery, Letter
from portal.pages.shared import find


def _letter(request, key):
    letters = Letter.objects.select_related("child__case_officer__person", "addressee", "pdf")
    found = find(letters, request.user, key=key)
    look(by=request.user, what=request.resolver_match.url_name, about=found)
    return found


@require_safe
@login_required
def letter(request, key):
    """Show a letter as it was written, and whether it arrived."""
    found = _letter(request, key)
    context = {
        "letter": found,
        "child": found.child,
        "deliveries": Delivery.objects.filter(letter=found).order_by("id"),
        "pdf_ready": hasattr(found, "pdf") or bool(pdf.ready(found)),
    }
    return render(request, "family/letter.html", context)


@require_safe
@login_required
def letter_pdf(request, key):
    """Give a letter's PDF; while the worker has not made it yet, say so on the letter's page."""
    found = _letter(request, key)
    if not hasattr(found, "pdf"):
        return redirect("letter", key=found.key)
    response = HttpResponse(bytes(found.pdf.pdf), content_type="application/pdf")
    return attachment(response, f"{found.reference}.pdf")


@require_safe
@login_required
def document(request, key):
    """Give a file that was checked for viruses; others stay closed."""
    found = find(Document.objects.select_related("child"), request.user, key=key)
    content, name, media_type = open_clean(found, by=request.user)
    return attachment(HttpResponse(content, content_type=media_type), name)
