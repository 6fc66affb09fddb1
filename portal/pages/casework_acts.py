"""The case officers' pages that act: each shows a form, calls one act, and returns to the case."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect

from clocks import contact
from clocks.handover import change_officer
from clocks.models import Clock
from ehcp import actions as ehcp
from ehcp.models import InformationGiven
from letters.introductions import invite_to_join
from letters.models import Message
from people.models import User
from people.roles import Role
from portal.forms import (
    AnsweredForm,
    AskForInformationForm,
    AssignForm,
    GiveInformationForm,
    InviteForm,
    ReplyForm,
)
from portal.pages.casework import show
from portal.pages.family import documents_of, replies_of
from portal.pages.shared import attempt, child_page, family_of, plan_of, posted, staff_only, today


def _act(request, child, form, act, done, template, here="case"):
    if request.method == "POST" and attempt(form, act):
        messages.success(request, done)
        return redirect(f"admin:{here}", key=child.key)
    return show(request, template, child, here, form=form)


@child_page
@staff_only("people.list_children")
def give_information(request, child):
    """Record that a family was told about personal budgets, and send the letter that says so (R3.2)."""
    plan = plan_of(child)
    form = GiveInformationForm(
        posted(request),
        people=family_of(child),
        initial={"on": today(), "how": InformationGiven.How.LETTER},
    )

    def give(given):
        return ehcp.give_information(
            plan,
            people=list(given["people"]),
            trigger=given["trigger"],
            how=given["how"],
            on=given["on"],
            by=request.user,
        )

    return _act(
        request, child, form, give, "Recorded. The letter is on its way.", "staff/give_information.html"
    )


@child_page
@staff_only("people.list_children")
def ask_for_information(request, child):
    """Log that a family asked about personal budgets by phone or in person (R3.1)."""
    plan = plan_of(child)
    form = AskForInformationForm(posted(request))
    form.button = "Log that they asked"

    def log(given):
        return ehcp.ask_for_information(plan, on=today(), by=request.user)

    return _act(request, child, form, log, "Logged, with its date.", "staff/ask_for_information.html")


@child_page
@staff_only("people.list_children")
def invite(request, child):
    """Send a family member a single-use code to join with."""
    # Somebody whose address was never proved may have mistyped it: a new code is the way out.
    without = family_of(child).exclude(user__emailaddress__verified=True)
    form = InviteForm(posted(request), people=without)

    def send(given):
        return invite_to_join(given["person"], child=child, on=today(), by=request.user)

    return _act(request, child, form, send, "The code is on its way.", "staff/invite.html")


@child_page
@staff_only("people.manage_team")
def assign_officer(request, child):
    """Give the child a new case officer; the family is told the same day (R27.2)."""
    officers = User.objects.filter(roles__contains=[Role.CASE_OFFICER], is_active=True, team=child.team_id)
    form = AssignForm(posted(request), officers=officers.select_related("person").order_by("id"))

    def assign(given):
        return change_officer(child, given["officer"], on=today(), by=request.user)

    return _act(
        request, child, form, assign, "Changed. The family is being told.", "staff/assign_officer.html"
    )


@child_page
@staff_only("people.list_children")
def reply(request, child, person):
    """Write to a family member, answering their messages that are on the page (R27.1)."""
    found = get_object_or_404(family_of(child), pk=person)
    sent = Message.objects.filter(child=child, person=found).select_related("written_by__person")
    thread = list(sent.order_by("-id")[:50])
    newest = thread[0].pk if thread else 0
    form = ReplyForm(posted(request), initial={"token": uuid.uuid4(), "seen": newest})

    def send(given):
        return contact.reply(child, found, by=request.user, on=today(), **given)

    if request.method == "POST" and attempt(form, send):
        messages.success(request, "Your message is sent.")
        if contact.is_waiting(child, found):
            messages.warning(
                request, f"{found.name} wrote again before you sent it: that still waits for an answer."
            )
        return redirect("admin:case_messages", key=child.key)
    return show(
        request,
        "staff/reply.html",
        child,
        "case_messages",
        form=form,
        person=found,
        thread=thread,
        documents=documents_of(thread),
        clocks=replies_of(thread),
    )


@child_page
@staff_only("people.list_children")
def answered(request, child, clock):
    """Record that a message was answered outside the portal, by a call back for example (R27.1)."""
    found = Clock.objects.open().filter(pk=clock, child=child, duty="message_reply").first()
    if found is None:
        raise Http404
    form = AnsweredForm(posted(request), initial={"on": today()})

    def note(given):
        return contact.note_answered_elsewhere(found, how=given["how"], on=given["on"], by=request.user)

    return _act(request, child, form, note, "Recorded.", "staff/answered.html", here="case_messages")
