from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from govuk import examples


@require_safe
@cache_control(max_age=3600, public=True)
def brand_css(request):
    """Serve the council's colour as a style sheet, since no page may carry styles of its own."""
    return render(request, "govuk/brand.css", content_type="text/css; charset=utf-8")


def parts(request):
    """Show every part the pages are made of, with a form that can be sent wrong (for developers)."""
    form = examples.EveryField.of(request)
    table, selection = examples.table(request), examples.selection(request)
    context = {"form": form, "table": table, "selection": selection, **examples.context()}
    return render(request, "govuk/every_part.html", context)
