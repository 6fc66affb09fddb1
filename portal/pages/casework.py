"""The case officers' pages that show: Today, and a child's case."""

from collections import Counter

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Value
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from clocks.models import Clock
from documents.models import Document
from ehcp.windows import window
from govuk.pager import paged
from govuk.parts import Entry
from letters.models import Delivery, Letter, Message
from people.models import Link
from policy.working_days import add_working_days
from portal.pages.shared import child_page, family_of, staff_only
from portal.pages.shared import today as current_day
from portal.wording import event_words

LISTS = {"mine": "Yours", "team": "Your team's"}
# A working week can still be planned. It moves no deadline, so it is no number of the policy.
SOON_WORKING_DAYS = 5
COUNT_TO = 100


@staff_only("people.list_children")
def today(request):
    """Show what is owed, soonest first: the officer's own, or the team's for a case manager."""
    user, on = request.user, current_day()
    which = request.GET.get("list", "mine")
    which = which if which in LISTS and (which == "mine" or has_team(user)) else "mine"
    clocks = Clock.objects.visible_to(user, on=on).open().select_related("child", "owner__person")
    clocks = clocks.filter(owner=user) if which == "mine" else clocks.filter(team=user.team_id)
    overdue, soon, not_delivered, to_print = how_many(
        clocks.filter(due_on__lt=on),
        clocks.filter(due_on__range=(on, add_working_days(on, SOON_WORKING_DAYS))),
        Delivery.objects.needs_a_person().visible_to(user, on=on),
        Delivery.objects.to_print().visible_to(user, on=on),
    )
    return render(
        request,
        "staff/today.html",
        {
            "page": paged(clocks, request, by=("due_on", "id")),
            "which": which,
            "lists": lists_of(request, which),
            "overdue": overdue,
            "soon": soon,
            "not_delivered": not_delivered,
            "to_print": to_print,
        },
    )


def has_team(user):
    return user.team_id is not None and user.has_perm("people.manage_team")


def lists_of(request, which):
    if not has_team(request.user):
        return []
    return [(words, f"{request.path}?list={name}", name == which) for name, words in LISTS.items()]


def how_many(*lists):
    """Count the rows of each list as far as it helps, in figures, with one question to the database."""
    parts = [
        rows.order_by().annotate(list=Value(number)).values_list("list", flat=True)[: COUNT_TO + 1]
        for number, rows in enumerate(lists)
    ]
    counts = Counter(parts[0].union(*parts[1:], all=True))
    return [f"{COUNT_TO}+" if counts[each] > COUNT_TO else str(counts[each]) for each in range(len(lists))]


def sections(child, here):
    """Give the sections of a case and which one this is."""
    names = (
        ("case", "Summary"),
        ("case_plan", "Plan"),
        ("case_requests", "Requests"),
        ("case_letters", "Letters"),
        ("case_messages", "Messages"),
        ("case_documents", "Documents"),
        ("case_history", "History"),
    )
    return [(words, reverse(f"admin:{name}", args=[child.key]), name == here) for name, words in names]


def show(request, template, child, here, **context):
    """Show a section of a case under the bar that says whose case it is."""
    context |= {"child": child, "sections": sections(child, here), "plan": getattr(child, "plan", None)}
    return render(request, template, context)


@child_page
@staff_only("people.list_children")
def case(request, child):
    """Show a case at a glance: who, the plan's window, what is owed, who is family."""
    on = current_day()
    plan = getattr(child, "plan", None)
    proved = EmailAddress.objects.filter(user__person=OuterRef("person"), user__is_active=True, verified=True)
    return show(
        request,
        "staff/case.html",
        child,
        "case",
        window=window(plan, on) if plan else None,
        clocks=Clock.objects.filter(child=child)
        .open()
        .select_related("owner__person")
        .order_by("due_on", "id")[:25],
        links=Link.objects.live(on=on)
        .filter(child=child)
        .annotate(has_joined=Exists(proved))
        .select_related("person")
        .order_by("id"),
        told=plan.information_given.select_related("person", "letter").order_by("-id").first()
        if plan
        else None,
        can_assign=request.user.has_perm("people.assign_officer", child),
    )


@child_page
@staff_only("people.list_children")
def plan(request, child):
    """Show the plan: stage, dates, outcomes and provision."""
    plan = getattr(child, "plan", None)
    return show(
        request,
        "staff/plan.html",
        child,
        "case_plan",
        outcomes=plan.outcomes.order_by("reference") if plan else [],
        provision=plan.provision.select_related("outcome").order_by("section", "paragraph") if plan else [],
        reviews=plan.annual_reviews.order_by("-due_on")[:10] if plan else [],
    )


@child_page
@staff_only("people.list_children")
def letters(request, child):
    """List the letters about a child, and whether each arrived."""
    written = Letter.objects.filter(child=child).select_related("addressee").prefetch_related("deliveries")
    return show(
        request, "staff/letters.html", child, "case_letters", page=paged(written, request, by=("-id",))
    )


@child_page
@staff_only("people.list_children")
def messages_of_child(request, child):
    """Show the conversations with each family member, newest first, and what still waits for an answer."""
    from portal.pages.family import documents_of, replies_of

    thread = Message.objects.filter(child=child).select_related("person", "written_by__person")
    page = paged(thread, request, by=("-id",))
    return show(
        request,
        "staff/messages.html",
        child,
        "case_messages",
        family=list(family_of(child)),
        page=page,
        documents=documents_of(page),
        clocks=replies_of(page),
    )


@child_page
@staff_only("people.list_children")
def documents(request, child):
    """List the files about a child, and which of them may be opened."""
    files = Document.objects.filter(child=child).select_related("uploaded_by__person")
    return show(
        request, "staff/documents.html", child, "case_documents", page=paged(files, request, by=("-id",))
    )


@child_page
@staff_only("people.list_children")
def history(request, child):
    """Show what was done in a case, newest first."""
    events = Event.objects.filter(child_id=child.pk).select_related("detail")
    page = paged(events, request, by=("-id",))
    entries = [Entry(event_words(event), timezone.localtime(event.at), by=by_of(event)) for event in page]
    return show(request, "staff/history.html", child, "case_history", page=page, entries=entries)


def by_of(event):
    """Name who did something, unless the words have been erased."""
    return event.detail.by_name if hasattr(event, "detail") else "a name that has been erased"
