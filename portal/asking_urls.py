"""Addresses of a request that is being written."""

from django.urls import path

from portal.pages.asking import drafts, lines, parts, sending

urlpatterns = [
    path("<uuid:key>/", drafts.draft, name="draft"),
    path("<uuid:key>/delete/", drafts.discard, name="draft_discard"),
    path("<uuid:key>/received/", parts.received, name="draft_received"),
    path("<uuid:key>/about/", parts.about, name="draft_about"),
    path("<uuid:key>/recipient/", parts.recipient, name="draft_recipient"),
    path("<uuid:key>/views/", parts.views, name="draft_views"),
    path("<uuid:key>/reaching/", parts.reaching, name="draft_reaching"),
    path("<uuid:key>/lines/", lines.lines, name="draft_lines"),
    path("<uuid:key>/lines/<uuid:line>/what/", lines.line_what, name="draft_line_what"),
    path("<uuid:key>/lines/<uuid:line>/for/", lines.line_for, name="draft_line_for"),
    path("<uuid:key>/lines/<uuid:line>/where/", lines.line_where, name="draft_line_where"),
    path("<uuid:key>/lines/<uuid:line>/cost/", lines.line_cost, name="draft_line_cost"),
    path("<uuid:key>/lines/<uuid:line>/remove/", lines.line_remove, name="draft_line_remove"),
    path("<uuid:key>/check/", sending.check, name="draft_check"),
]
