"""Pages for families: their child, the letters, the dates both sides owe, and messages."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.shortcuts import redirect, render

from budgets.models import Agreement, PersonalBudgetRequest, RequestDraft
from clocks import contact
from clocks.models import Clock
from documents.models import Document
from ehcp import actions as ehcp
from ehcp.windows import window
from govuk.pager import paged
from letters.models import Letter, Message
from people.models import Child, Link
from portal.forms import AskForInformationForm, MessageForm
from portal.pages.shared import attempt, child_page, family_only, files_of, plan_of, posted, today
from portal.pages.work import work_of


@login_required
def home(request):
    """Send staff to their work and show a family its children."""
    user = request.user
    if user.has_perm("people.list_children"):
        return redirect("admin:index")
    if user.is_staff:
        makes_users = user.has_perm("people.make_staff_user")
        return render(request, "staff/home.html", {"makes_users": makes_users, "work": work_of(user)})
    children = list(Child.objects.visible_to(user, on=today()).order_by("first_name", "id"))
    # Somebody who is only paid for a family opens its agreement, and not the child's page.
    paid = Agreement.objects.visible_to(user, on=today()).filter(recipient=user.person_id)
    page = paged(paid.exclude(child__in=children).select_related("child"), request, by=("-id",))
    tied = Link.objects.live(on=today()).filter(person=user.person_id)
    money_only = not children and (len(page) > 0 or tied.exists())
    context = {"children": children, "page": page, "money_only": money_only}
    return render(request, "family/home.html", context)


@child_page
@family_only
def child(request, child):
    """Show a child's page: the plan, whether a request can be made now, and who owes what by when."""
    on, user = today(), request.user
    plan = getattr(child, "plan", None)
    own = Letter.objects.visible_to(user, on=on).filter(child=child).order_by("-id")
    return render(
        request,
        "family/child.html",
        {
            "child": child,
            "plan": plan,
            "window": window(plan, on) if plan else None,
            "clocks": Clock.objects.visible_to(user, on=on)
            .filter(child=child)
            .open()
            .order_by("due_on", "id")[:20],
            "letters": own[:5],
            "drafts": RequestDraft.objects.filter(child=child, written_by=user).order_by("-id")[:5],
            "requests": PersonalBudgetRequest.objects.filter(child=child).order_by("-id")[:5],
            "agreements": Agreement.objects.visible_to(user, on=on).filter(child=child).order_by("-id")[:5],
            "told": plan.information_given.filter(person=user.person_id)
            .select_related("letter")
            .order_by("-id")
            .first()
            if plan
            else None,
        },
    )


@child_page
@family_only
def requests_of_child(request, child):
    """List all of a child's requests, each with a change this person began and the agreements it led to."""
    mine = RequestDraft.objects.filter(written_by=request.user).order_by("id")
    agreed = Agreement.objects.visible_to(request.user, on=today()).order_by("id")
    asked = PersonalBudgetRequest.objects.filter(child=child).prefetch_related(
        Prefetch("amending_drafts", mine), Prefetch("agreements", agreed)
    )
    context = {"child": child, "page": paged(asked, request, by=("-id",))}
    return render(request, "family/requests.html", context)


@login_required
@family_only
def letters(request):
    """List every letter to this person."""
    own = Letter.objects.visible_to(request.user, on=today()).select_related("child")
    return render(request, "family/letters.html", {"page": paged(own, request, by=("-id",))})


@child_page
@family_only
def conversation(request, child):
    """Show the conversation with the council about a child, and take a new message (R27.1)."""
    form = MessageForm(posted(request), files_of(request), initial={"token": uuid.uuid4()})
    if request.method == "POST":
        sent = attempt(
            form,
            lambda given: contact.send_message(
                child,
                by=request.user,
                words=given["words"],
                on=today(),
                token=given["token"],
                files=[given["file"]] if given["file"] else (),
            ),
        )
        if sent:
            messages.success(request, "We have your message.")
            return redirect("conversation", key=child.key)
    thread = Message.objects.visible_to(request.user, on=today()).filter(child=child)
    page = paged(thread.select_related("written_by__person"), request, by=("-id",))
    return render(
        request,
        "family/conversation.html",
        {
            "child": child,
            "form": form,
            "page": page,
            "documents": documents_of(page),
            "clocks": replies_of(page),
        },
    )


def documents_of(thread):
    """Give the files sent with each message, by message id, in one query."""
    files = {}
    ids = [message.pk for message in thread]
    for document in Document.objects.filter(about_type="letters.message", about_id__in=ids).order_by("id"):
        files.setdefault(document.about_id, []).append(document)
    return files


def replies_of(thread):
    """Give the reply clock of each message, by message id, in one query."""
    ids = [message.pk for message in thread if message.from_family]
    clocks = Clock.objects.filter(duty="message_reply", about_type="letters.message", about_id__in=ids)
    return {clock.about_id: clock for clock in clocks}


@child_page
@family_only
def ask_for_information(request, child):
    """Take a family's wish to be told about personal budgets (R3.1, C21)."""
    plan = plan_of(child)
    form = AskForInformationForm(posted(request))
    if request.method == "POST":
        asked = attempt(form, lambda given: ehcp.ask_for_information(plan, on=today(), by=request.user))
        if asked:
            messages.success(request, "We will write to you about personal budgets.")
            return redirect("child", key=child.key)
    return render(request, "family/ask_for_information.html", {"child": child, "form": form})
