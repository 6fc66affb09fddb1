"""Runs of jobs, for administrators."""

from django.contrib import admin

from audit.models import JobRun
from govuk.admin import CaseAdmin


@admin.register(JobRun)
class JobRunAdmin(CaseAdmin):
    """What ran, for which date, and what went wrong."""

    about_no_child = True
    list_display = ("name", "for_date", "outcome", "started_at", "ended_at", "counts", "failures")
    ordering = ("-id",)
    search_fields = ("name__startswith",)
    search_in_capitals = False
    search_help_text = "The name of the job."

    def may_list(self, request):
        """Let in administrators."""
        return super().may_list(request) and request.user.has_perm("audit.see_jobrun")
