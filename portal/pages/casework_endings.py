"""The case officers' pages about the ending of an agreement: proposing it, where it stands, its notice (R14, b8)."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect

from budgets.actions import endings
from budgets.addressees import people_of
from budgets.ending_notices import stop_notice
from budgets.models import Agreement, Ending, PaymentReview
from clocks.models import Clock
from decisions.boards import boards_between
from decisions.models import AgendaItem, DecisionReview
from ehcp.models import AnnualReviewMeeting
from policy import Refused
from policy.deadlines import due
from policy.stopping import BY_CODE
from portal import forms_endings as forms
from portal.pages.casework import show
from portal.pages.casework_agreements import agreement_page, preview, record_page
from portal.pages.shared import attempt, posted, today

NOTICE = "budget_end_notice"
State = Ending.State
# What the form offers to choose from, newest first.
MEETINGS, REVIEWS = 3, 5

ending_page = record_page(
    Ending.objects.select_related(
        "agreement__child__case_officer__person",
        "agreement__child__team",
        "agreement__plan",
        "agreement__recipient",
        "meeting__review",
        "payment_review",
        "proposed_by__person",
        "letter",
    )
)


@dataclass(frozen=True)
class Boards:
    """The Boards at which an ending can be decided before its notice is due, counted from a meeting (R14.9)."""

    held_on: date
    notice_by: date
    is_over: bool
    days: tuple

    @property
    def possible(self):
        """The days whose papers are still open."""
        return [day for day in self.days if day.is_possible]


def boards_for(meeting, *, on):
    """Give the Boards inside the time for the notice that a budget ends, from the day of the meeting (R14.9)."""
    notice_by = due(NOTICE, meeting.held_on).due_on
    days = boards_between(meeting.held_on, notice_by, on=on)
    return Boards(held_on=meeting.held_on, notice_by=notice_by, is_over=on > notice_by, days=days)


@agreement_page
def propose_ending(request, found):
    """Propose that an agreement ends, and see at once which Boards are in time (R14.1-R14.9)."""
    held = AnnualReviewMeeting.objects.filter(review__plan=found.plan, budget_discussed=True)
    meetings = list(held.order_by("-held_on", "-id")[:MEETINGS])
    reviews = PaymentReview.objects.filter(agreement=found).order_by("-held_on", "-id")[:REVIEWS]
    open_ = next((each for each in meetings if each.state == AnnualReviewMeeting.State.HELD), None)
    form = forms.ProposeForm(
        posted(request),
        meetings=meetings,
        payment_reviews=list(reviews),
        initial={"meeting": open_.pk if open_ else forms.NONE, "payment_review": forms.NONE},
    )
    who = {"on": today(), "by": request.user}
    if request.method == "POST":
        ending = attempt(form, lambda given: endings.propose_ending(found, **given, **who))
        if ending:
            messages.success(request, "The ending is proposed.")
            return redirect("admin:case_ending", key=ending.key)
    context = {
        "found": found,
        "form": form,
        "boards": boards_for(open_, on=today()) if open_ else None,
        "is_active": found.state == Agreement.State.ACTIVE,
    }
    return show(request, "staff/ending_propose.html", found.child, "case_requests", **context)


@ending_page
def case_ending(request, ending):
    """Show an ending: its ground, reasons and evidence, where it stands, and what comes next."""
    ground, proposed = BY_CODE[ending.ground], ending.state == State.PROPOSED
    waiting = ending.meeting and ending.state in (State.PROPOSED, State.ON_AGENDA)
    context = {
        "ending": ending,
        "found": ending.agreement,
        "needs_board": ground.needs_board,
        "boards": boards_for(ending.meeting, on=today()) if waiting else None,
        "clocks": Clock.objects.of(ending).select_related("owner__person").order_by("due_on", "id"),
        "items": AgendaItem.objects.filter(ending=ending).select_related("meeting").order_by("-id")[:10],
        "asked": DecisionReview.objects.filter(ending=ending).order_by("-id")[:10],
        "may_give_notice": proposed and not ground.needs_board,
        "may_drop": proposed,
        "may_see_board": request.user.has_perm("decisions.see_board"),
    }
    return show(request, "staff/ending.html", ending.agreement.child, "case_requests", **context)


def _act(request, ending, form, act, done, title, *, template="staff/ending_act.html", **context):
    """Show an act's form on the ending's page, and do it once the form is sent."""
    who = {"on": today(), "by": request.user}
    if request.method == "POST" and attempt(form, lambda given: act(**who | given) or True):
        messages.success(request, done)
        return redirect("admin:case_ending", key=ending.key)
    context |= {"ending": ending, "found": ending.agreement, "form": form, "title": title}
    return show(request, template, ending.agreement.child, "case_requests", **context)


@ending_page
def give_notice(request, ending):
    """Send the notice on a ground that leaves the Board no choice (R14.2, R14.12)."""
    if BY_CODE[ending.ground].needs_board:
        raise Http404
    on, ceased = today(), ending.ground == "G9"
    shown = _notice(ending, on)
    first = shown["days"].earliest_end if shown["days"] else None
    form = forms.EndingNoticeForm(posted(request), plan_ceased=ceased, initial={"ends_on": first})

    def act(**given):
        return endings.give_notice(ending, **given)

    title, template = "Read the notice and send it", "staff/ending_notice.html"
    return _act(request, ending, form, act, "The notice is on its way.", title, template=template, **shown)


def _notice(ending, on):
    """Write the notice as it would be with the earliest last day, to be read and not kept; or say why not."""
    agreement = ending.agreement
    try:
        days, people = endings.notice_days(ending, on=on), people_of(agreement, on=on)
        kind = stop_notice(ending, ends_on=days.earliest_end, review_by=days.review_by, on=on)
        letter = preview(kind, child=agreement.child, reader=people[0], on=on)
    except Refused as refused:
        return {"days": None, "people": [], "letter": "", "problem": str(refused)}
    return {"days": days, "people": people, "letter": letter, "problem": ""}


@ending_page
def drop(request, ending):
    """Let a proposed ending go: the payments go on (b3)."""
    form = forms.DropForm(posted(request))

    def act(**given):
        return endings.drop_ending(ending, **given)

    return _act(request, ending, form, act, "It does not go ahead.", "The ending does not go ahead")
