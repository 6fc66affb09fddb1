"""Plans as officers find them, by their reference."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from ehcp.models import Plan
from people.admin import CaseList


@admin.register(Plan)
class PlanAdmin(CaseList):
    """The plans of a caseload or a team."""

    list_display = ("case", "child", "stage", "final_on")
    list_select_related = ("child",)
    ordering = ("reference",)
    search_fields = ("reference__startswith",)

    @admin.display(description="Plan")
    def case(self, plan):
        """Link to the plan in the case."""
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:case_plan", args=[plan.child.key]), plan.reference
        )
