"""Children and young people as officers find them; the case page shows and acts."""

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from govuk.admin import CaseAdmin
from people.models import Child


class CaseLink:
    """A list whose rows open the case of their child."""

    def has_module_permission(self, request):
        """Keep the list for those who work on cases."""
        return self.may_list(request)

    def may_list(self, request):
        """Let in case officers and case managers."""
        return super().may_list(request) and request.user.has_perm("people.list_children")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Open the case instead of a form: nothing is changed here."""
        found = self.get_object(request, object_id)
        if found is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return redirect("admin:case", key=self.child_of(found).key)

    def child_of(self, record):
        """Give the child a record is about."""
        return record.child


@admin.register(Child)
class ChildAdmin(CaseLink, CaseAdmin):
    """The children of a caseload or a team."""

    list_display = ("reference", "case", "born_on", "officer")
    list_display_links = None
    list_select_related = ("case_officer__person",)
    ordering = ("last_name", "first_name", "id")
    search_fields = ("reference__startswith", "last_name__istartswith")
    search_help_text = "The reference, or the last name, or how either starts."
    search_in_capitals = False

    def child_of(self, record):
        """Give the record itself."""
        return record

    @admin.display(description="Child or young person")
    def case(self, child):
        """Link to the case."""
        return format_html('<a href="{}">{}</a>', reverse("admin:case", args=[child.key]), child.name)

    @admin.display(description="Case officer")
    def officer(self, child):
        """Name the officer."""
        return str(child.case_officer or "")
