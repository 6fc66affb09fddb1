"""The administrator's pages over the record of acts: what was done about no child, and who looked at a record."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from audit.acts import look
from audit.models import Event, ViewLog
from govuk.forms import GovukForm, Text
from govuk.pager import paged
from govuk.tables import Column, Table
from people.models import Child, User
from people.roles import Role
from portal.pages.casework import by_of
from portal.pages.shared import staff_only
from portal.wording import event_words, look_words

STAFF_USER = "people.user"


class ReferenceForm(GovukForm):
    """The reference of the child whose record was looked at."""

    method = "get"
    button = "Show who looked"

    reference = forms.CharField(label="Child’s reference", max_length=40, widget=Text(width=10))


@staff_only("audit.see_record")
def record_of_acts(request: HttpRequest) -> HttpResponse:
    """List what was done about sign-ins, teams and imports, newest first; nothing about a child (R24.7)."""
    page = paged(Event.objects.filter(child_id=None).select_related("detail"), request, by=("-id",))
    staff = _staff({event.about_id for event in page if event.about_type == STAFF_USER})

    def about(event):
        return staff.get(event.about_id, "") if event.about_type == STAFF_USER else ""

    columns = [
        Column("When", lambda event: timezone.localtime(event.at)),
        Column("What was done", event_words),
        Column("About", about),
        Column("By", by_of),
        Column("More", lambda event: _more(event) if about(event) else ""),
    ]
    table = Table("Newest first", columns, page, empty="Nothing is on record yet.")
    return render(request, "staff/record.html", {"table": table})


@staff_only("audit.see_record")
def looks(request: HttpRequest) -> HttpResponse:
    """List who looked at a child's record, and when; this look is logged as well (R24.8)."""
    form = ReferenceForm(request.GET or None)
    table = None
    if form.is_valid():
        child = Child.objects.filter(reference=form.cleaned_data["reference"].strip()).first()
        if child is None:
            form.add_error("reference", "There is no child with this reference.")
        else:
            table = _looks_at(request, child)
            if not request.GET.get("page"):
                look(by=request.user, what=request.resolver_match.url_name, about=child)
    return render(request, "staff/looks.html", {"form": form, "table": table})


def _looks_at(request: HttpRequest, child: Child) -> Table:
    page = paged(ViewLog.objects.filter(child_id=child.pk), request, by=("-id",))
    names = _names(User.objects.filter(pk__in={seen.by_id for seen in page}))
    columns = [
        Column("When", lambda seen: timezone.localtime(seen.at)),
        Column("Who", lambda seen: names.get(seen.by_id, "")),
        Column("What they opened", lambda seen: look_words(seen.what)),
    ]
    return Table("Newest first", columns, page, empty="Nobody has looked at this record.")


def _staff(ids: set[int]) -> dict[int, str]:
    return _names(User.objects.filter(pk__in=ids).exclude(roles=[]))


def _names(users) -> dict[int, str]:
    return {user.pk: user.person.name for user in users.select_related("person")}


def _more(event: Event) -> str:
    said = event.detail.said
    roles = said.get("after") or said.get("roles") or []
    told = [f"Roles: {', '.join(Role(role).label for role in roles)}."] if roles else []
    return " ".join([*told, *filter(None, [said.get("reasons")])])
