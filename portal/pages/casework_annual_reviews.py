"""The case officers' pages about an annual review: the meeting, the budget, the updated plan, closing it (R14.9)."""

from functools import wraps

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import redirect

from budgets.actions import endings
from budgets.models import Agreement, Ending
from clocks.models import Clock
from ehcp import actions as ehcp
from ehcp.models import AnnualReviewMeeting
from portal import forms_endings as forms
from portal.forms_agreements_staff import ButtonForm
from portal.pages.casework import show
from portal.pages.casework_agreements import OVER
from portal.pages.casework_endings import boards_for
from portal.pages.shared import attempt, child_page, plan_of, posted, staff_only, today

ABOUT = Ending._meta.label_lower


def review_page(view):
    """Open an annual review of a child's plan to the staff who look after the child."""

    @wraps(view)
    @child_page
    @staff_only("people.list_children")
    def guarded(request, child, review):
        found = plan_of(child).annual_reviews.filter(pk=review).first()
        if found is None:
            raise Http404
        found.plan.child = child
        return view(request, child, found)

    return guarded


def _meeting_of(found):
    """Give the meeting of a review, as far as it is recorded."""
    meeting = AnnualReviewMeeting.objects.filter(review=found).select_related("recorded_by__person").first()
    if meeting:
        meeting.review = found
    return meeting


def _needed(found):
    meeting = _meeting_of(found)
    if meeting is None:
        raise Http404
    return meeting


@review_page
def case_annual_review(request, child, found):
    """Show an annual review: who came, what it came to about each line of the budget, who saw the plan."""
    meeting = _meeting_of(found)
    context = {"found": found, "meeting": meeting}
    if meeting:
        said = {each.line_id: each for each in meeting.budget_outcomes.all()}
        rows = endings.lines_in_force(meeting)
        for row in rows:
            row.said = said.get(row.line_id)
        under_way = Ending.objects.filter(agreement=OuterRef("pk")).exclude(state__in=OVER)
        running = Agreement.objects.active().filter(plan=found.plan)
        agreements = list(running.annotate(is_ending=Exists(under_way)).order_by("id"))
        proposed = list(meeting.endings.select_related("agreement").order_by("-id"))
        context |= {
            "attendees": list(meeting.attendees.order_by("id")),
            "rows": rows,
            "agreements": agreements,
            "endings": proposed,
            "clocks": _clocks(proposed),
            "boards": boards_for(meeting, on=today()),
        }
    return show(request, "staff/annual_review.html", child, "case_plan", **context)


def _clocks(proposed):
    clocks = Clock.objects.filter(about_type=ABOUT, about_id__in=[each.pk for each in proposed])
    return clocks.select_related("owner__person").order_by("due_on", "id")


def _act(request, child, found, form, act, done, title, **context):
    """Show an act's form on the review's page, and do it once the form is sent."""
    who = {"on": today(), "by": request.user}
    if request.method == "POST" and attempt(form, lambda given: act(**who | given) or True):
        messages.success(request, done)
        return redirect("admin:case_annual_review", key=child.key, review=found.pk)
    context |= {"found": found, "form": form, "title": title}
    return show(request, "staff/annual_review_act.html", child, "case_plan", **context)


@review_page
def record_meeting(request, child, found):
    """Record the meeting as it was held (R14.9)."""
    form = forms.MeetingForm(posted(request), initial={"held_on": found.meeting_on})

    def act(**given):
        return ehcp.record_meeting(found, **given)

    return _act(request, child, found, form, act, "The meeting is recorded.", "Record the meeting")


@review_page
def record_outcomes(request, child, found):
    """Record what the meeting came to about each line of the budget (R14.9)."""
    meeting = _needed(found)
    said = {each.line_id: each for each in meeting.budget_outcomes.all()}
    form = forms.OutcomesForm(posted(request), rows=endings.lines_in_force(meeting), said=said)

    def act(**given):
        return endings.record_outcomes(meeting, **given)

    return _act(request, child, found, form, act, "Saved.", "What it came to about the budget")


@review_page
def circulate(request, child, found):
    """Record that the updated plan was sent to those who came, for comment (R14.9)."""
    meeting = _needed(found)
    waiting = meeting.attendees.filter(circulated_on=None).order_by("id")
    form = forms.CirculateForm(posted(request), attendees=waiting, initial={"on": today()})

    def act(**given):
        return ehcp.circulate(meeting, **given)

    return _act(request, child, found, form, act, "Recorded.", "The updated plan was sent")


@review_page
def close(request, child, found):
    """Close the record of the meeting once nothing is missing (R14.9, R11.3)."""
    meeting = _needed(found)
    form = ButtonForm(posted(request), button="Close the record")

    def act(**given):
        return endings.close_meeting(meeting, **given)

    return _act(request, child, found, form, act, "The record of the meeting is closed.", "Close the record")
