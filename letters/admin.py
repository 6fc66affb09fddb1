"""Letters as officers find them, by the reference printed on each."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from letters.models import Letter
from people.admin import CaseList


@admin.register(Letter)
class LetterAdmin(CaseList):
    """The letters about the children of a caseload or a team."""

    list_display = ("read", "title", "child", "addressee", "written_on")
    list_select_related = ("child", "addressee")
    ordering = ("-id",)
    search_fields = ("reference__startswith",)

    @admin.display(description="Letter")
    def read(self, letter):
        """Link to the letter as it was written."""
        return format_html('<a href="{}">{}</a>', reverse("letter", args=[letter.key]), letter.reference)
