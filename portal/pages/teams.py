"""The administrator's pages about the teams of the council's staff."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect, render

from govuk.pager import paged
from govuk.tables import Column, Table
from people import actions
from people.forms import TeamForm
from people.models import Team
from portal.pages.shared import attempt, posted, staff_only, today

COLUMNS = [Column("Name", lambda team: team.name), Column("Sign-ins", lambda team: str(team.members))]


@staff_only("people.make_team")
def team_list(request):
    """List the teams by name, with how many sign-ins each has."""
    page = paged(Team.objects.annotate(members=Count("staff")), request, by=("name", "pk"))
    table = Table("Teams by name", COLUMNS, page, empty="There is no team yet.")
    return render(request, "people/team_list.html", {"table": table})


@staff_only("people.make_team")
def team_make(request):
    """Make a team."""
    form = TeamForm(posted(request))
    if team := attempt(form, lambda given: actions.make_team(given["name"], on=today(), by=request.user)):
        messages.success(
            request, f"{team.name} is made. You can now choose it in a sign-in, and in the roster."
        )
        return redirect("team_list")
    return render(request, "people/team_make.html", {"form": form})
