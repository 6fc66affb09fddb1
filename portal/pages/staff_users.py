"""The administrator's pages: who of the council's staff may sign in, as what, and who may no longer."""

from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from govuk.pager import paged
from govuk.tables import Column, Table
from people import actions
from people.accounts import path_to_choose_password
from people.forms import MakeStaffUserForm, ReasonsForm, RolesForm
from people.mfa import FACTORS
from people.models import User
from people.roles import Role
from portal.pages.shared import attempt, staff_only, today


def _staff():
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    staff = User.objects.select_related("person", "team").exclude(roles=[])
    return staff.annotate(has_factor=Exists(factor))


def _roles(user):
    return ", ".join(Role(role).label for role in user.roles)


COLUMNS = [
    Column("Name", lambda user: user.person.name, href=lambda user: reverse("staff_user", args=[user.pk])),
    Column("Email", lambda user: user.email),
    Column("Roles", _roles),
    Column("Team", lambda user: user.team),
    Column("Second step", lambda user: "Set up" if user.has_factor else "Not set up"),
    Column("Sign-in", lambda user: "Open" if user.is_active else "Closed"),
]


@staff_only("people.see_user")
def staff_user_list(request):
    """List the staff's sign-ins by email address: the few of them are found without reading everybody's name."""
    page = paged(_staff(), request, by=("email", "pk"))
    table = Table("Everybody by email address", COLUMNS, page, empty="No member of staff has a sign-in yet.")
    return render(request, "people/staff_user_list.html", {"table": table})


def _staff_user_page(view):
    @wraps(view)
    @staff_only("people.see_user")
    def guarded(request, pk):
        user = _staff().filter(pk=pk).first()
        if user is None:
            raise Http404
        return view(request, user)

    return guarded


@_staff_user_page
def staff_user(request, user):
    """Show one sign-in, and what can be done about it."""
    shown = {"staff_user": user, "roles": _roles(user), "oneself": user.pk == request.user.pk}
    return render(request, "people/staff_user.html", shown)


def _checked(request, form, heading, rows, act, done, where):
    """Show a form, then what was typed to check it, then act: nothing happens by one click."""
    answer = request.POST.get("answer", "")
    if request.method == "POST" and form.is_valid() and answer == "confirm":
        if result := attempt(form, act):
            messages.success(request, done)
            return redirect(where(result))
    elif request.method == "POST" and form.is_valid() and answer != "change":
        typed = [(name, value) for name in form.fields for value in request.POST.getlist(name)]
        shown = {"heading": heading, "rows": rows(form.cleaned_data), "typed": typed, "button": form.button}
        return render(request, "people/staff_user_check.html", shown)
    return render(request, "people/staff_user_form.html", {"heading": heading, "form": form})


def _page_of(user):
    return reverse("staff_user", args=[user.pk])


def _named(roles):
    return ", ".join(Role(role).label for role in roles)


@staff_only("people.make_staff_user")
def staff_user_make(request):
    """Make a sign-in for a member of staff, and send them the link to choose a password."""
    form = MakeStaffUserForm(request.POST or None)
    form.button = "Make this sign-in"

    @transaction.atomic
    def make(given):
        made = actions.make_staff_user(**given, on=today(), by=request.user)
        link = request.build_absolute_uri(path_to_choose_password(made))
        invitation = {"user": made, "password_reset_url": link}
        get_adapter().send_mail("account/email/staff_invitation", made.email, invitation)
        return made

    def rows(given):
        name = f"{given['first_name']} {given['last_name']}"
        about = [("Name", name), ("Work email address", given["email"])]
        return [*about, ("Roles", _named(given["roles"])), ("Team", given["team"])]

    done = "The sign-in is made. We have sent them a link to choose a password."
    return _checked(request, form, "Make a sign-in for a member of staff", rows, make, done, _page_of)


@_staff_user_page
def staff_user_change_roles(request, user):
    """Change what a member of staff may do."""
    _not_oneself(request, user)
    form = RolesForm(request.POST or None, initial={"roles": user.roles, "team": user.team})
    form.button = "Change roles"

    def change(given):
        return actions.change_roles(user, **given, on=today(), by=request.user)

    def rows(given):
        now = [("Name", user.person.name), ("Roles now", _roles(user)), ("Team now", user.team)]
        return [*now, ("New roles", _named(given["roles"])), ("New team", given["team"])]

    done = "The roles are changed. They have been signed out, and sign in again with the new ones."
    return _checked(request, form, f"Change the roles of {user.person.name}", rows, change, done, _page_of)


def _with_reasons(request, user, form, act, done, template):
    if request.method == "POST" and attempt(form, act):
        messages.success(request, done)
        return redirect(_page_of(user))
    return render(request, template, {"form": form, "staff_user": user})


@_staff_user_page
def staff_user_close(request, user):
    """Close a sign-in, with reasons."""
    _not_oneself(request, user)
    form = ReasonsForm(request.POST or None, button="Close this sign-in", label="Why it is closed")

    def close(given):
        return actions.close_sign_in(user, **given, on=today(), by=request.user)

    done = "The sign-in is closed, and they have been signed out."
    return _with_reasons(request, user, form, close, done, "people/staff_user_close.html")


@_staff_user_page
def staff_user_reset_second_factor(request, user):
    """Take away the second factor of somebody who lost theirs, with reasons."""
    _not_oneself(request, user)
    form = ReasonsForm(request.POST or None, button="Reset the second step", label="How you know it is them")

    def reset(given):
        return actions.reset_second_factor(user, **given, on=today(), by=request.user)

    done = "The second step is reset. They set up a new one when they next sign in."
    return _with_reasons(request, user, form, reset, done, "people/staff_user_reset.html")


def _not_oneself(request, user):
    if user.pk == request.user.pk:
        raise Http404
