"""Addresses for these tests alone: this floor knows no page above it."""

from types import SimpleNamespace

from django.shortcuts import render
from django.urls import path

from govuk import examples, views

COUNCIL = SimpleNamespace(
    name="Wealdshire County Council",
    colour="#1d4f5f",
    phone="01632 960001",
    email="send@wealdshire.example",
)


def council(request):
    """Give templates the invented council."""
    links = [{"text": "Privacy", "href": "/privacy/"}]
    return {"council": COUNCIL, "service_name": "SEND personal budgets", "footer_links": links}


def form_page(request):
    """Show a form with a field of every kind, and what was wrong with what was sent."""
    form = examples.EveryField.of(request)
    return render(request, "page.html", {"form": form})


def missing(request):
    """Show what a missing page shows."""
    return render(request, "404.html", status=404)


urlpatterns = [
    path("form/", form_page, name="form"),
    path("parts/", views.parts, name="parts"),
    path("missing/", missing, name="missing"),
    path("brand.css", views.brand_css, name="brand-css"),
]
