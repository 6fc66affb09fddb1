"""Children and young people as officers find them; the case page shows and acts."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from govuk.admin import CaseAdmin
from people.models import Child


class CaseList(CaseAdmin):
    """A list for those who work on cases; its rows lead to the case, where acts are."""

    def may_list(self, request):
        """Let in case officers and case managers."""
        return super().may_list(request) and request.user.has_perm("people.list_children")


@admin.register(Child)
class ChildAdmin(CaseList):
    """The children of a caseload or a team."""

    list_display = ("reference", "case", "born_on", "officer")
    list_select_related = ("case_officer__person",)
    ordering = ("last_name", "first_name", "id")
    search_fields = ("reference__startswith", "last_name__istartswith")
    search_help_text = "The reference, or the last name, or how either starts."
    search_in_capitals = False

    @admin.display(description="Child or young person")
    def case(self, child):
        """Link to the case."""
        return format_html('<a href="{}">{}</a>', reverse("admin:case", args=[child.key]), child.name)

    @admin.display(description="Case officer")
    def officer(self, child):
        """Name the officer."""
        return str(child.case_officer or "")
