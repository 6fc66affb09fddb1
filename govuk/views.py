import re

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from govuk import examples

PLAIN_COLOUR = "#1d70b8"


@require_safe
@cache_control(max_age=3600, public=True)
def brand_css(request, colour=PLAIN_COLOUR):
    """Serve the council's colour as a style sheet, since no page may carry styles of its own."""
    colour = valid_colour(colour() if callable(colour) else colour)
    words = "#ffffff" if contrast(colour, "#ffffff") >= contrast(colour, "#0b0c0c") else "#0b0c0c"
    css = f":root{{--govuk-brand-colour:{colour};--portal-on-brand:{words}}}\n"
    return HttpResponse(css, content_type="text/css; charset=utf-8")


def valid_colour(colour):
    """Return a six-figure colour as it is, and the plain one in place of anything else."""
    found = isinstance(colour, str) and re.fullmatch("#[0-9A-Fa-f]{6}", colour)
    return colour.lower() if found else PLAIN_COLOUR


def contrast(one, other):
    """Return the contrast ratio of two colours (WCAG 2.2, 1.4.3)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour):
    """Return a colour's relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def parts(request):
    """Show every part the pages are made of, with a form that can be sent wrong (for developers)."""
    form = examples.EveryField(request.POST or None, request.FILES or None)
    table, selection = examples.table(request), examples.selection(request)
    context = {"form": form, "table": table, "selection": selection, **examples.context()}
    return render(request, "govuk/every_part.html", context)
