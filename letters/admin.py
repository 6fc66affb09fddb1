"""Letters as officers find them, by the reference printed on each."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from govuk.admin import CaseAdmin
from letters.models import Letter


@admin.register(Letter)
class LetterAdmin(CaseAdmin):
    """The letters about the children of a caseload or a team."""

    list_display = ("read", "title", "child", "addressee", "written_on")
    list_display_links = None
    list_select_related = ("child", "addressee")
    ordering = ("-id",)
    search_fields = ("reference__startswith",)

    def may_list(self, request):
        """Let in case officers and case managers."""
        return super().may_list(request) and request.user.has_perm("people.list_children")

    @admin.display(description="Letter")
    def read(self, letter):
        """Link to the letter as it was written."""
        return format_html('<a href="{}">{}</a>', reverse("letter", args=[letter.key]), letter.reference)
