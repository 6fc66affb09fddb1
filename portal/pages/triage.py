"""The case officers' pages about requests: the queue, a request with all that is known, and the acts on it."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.shortcuts import render

from audit.acts import look
from budgets.actions import triage
from budgets.duties import DECIDED_BY
from budgets.models import Agreement, PersonalBudgetRequest, RequestedProvision, SettingConsent
from clocks.models import Clock
from decisions.models import AgendaItem, Decision, DecisionReview
from govuk.pager import paged
from policy.windows import Window
from portal.pages.asking.shown import shown_answers
from portal.pages.casework import LISTS, has_team, lists_of, show
from portal.pages.shared import child_page, find, staff_only, today

ABOUT = PersonalBudgetRequest._meta.label_lower
State = PersonalBudgetRequest.State


@staff_only("people.list_children")
def queue(request):
    """List the requests that wait for a decision, due soonest first: the officer's own, or the team's."""
    user, on = request.user, today()
    which = request.GET.get("list", "mine")
    which = which if which in LISTS and (which == "mine" or has_team(user)) else "mine"
    clocks = Clock.objects.visible_to(user, on=on).open().filter(duty__in=DECIDED_BY, about_type=ABOUT)
    clocks = clocks.filter(owner=user) if which == "mine" else clocks.filter(team=user.team_id)
    page = paged(clocks.select_related("child", "owner__person"), request, by=("due_on", "id"))
    by_id = PersonalBudgetRequest.objects.in_bulk([clock.about_id for clock in page])
    rows = [(clock, by_id.get(clock.about_id)) for clock in page]
    context = {"page": page, "rows": rows, "which": which, "lists": lists_of(request, which)}
    return render(request, "staff/triage.html", context)


def request_page(view):
    """Open a request to the staff who look after the child, and log the look (R24.8)."""

    @wraps(view)
    @login_required
    def guarded(request, key, **kwargs):
        if not request.user.is_staff or not request.user.has_perm("people.list_children"):
            raise Http404
        requests = PersonalBudgetRequest.objects.select_related(
            "child__case_officer__person", "child__team", "child__plan", "plan", "requester", "recipient"
        )
        found = find(requests, request.user, key=key)
        if request.method == "GET":
            look(by=request.user, what=request.resolver_match.url_name, about=found)
        return view(request, found, **kwargs)

    return guarded


@child_page
@staff_only("people.list_children")
def requests_of_child(request, child):
    """List a child's requests and agreements, and log a request that came another way."""
    requests = PersonalBudgetRequest.objects.filter(child=child)
    context = {
        "page": paged(requests, request, by=("-id",)),
        "agreements": Agreement.objects.filter(child=child).order_by("-id")[:20],
    }
    return show(request, "staff/requests.html", child, "case_requests", **context)


@request_page
def case_request(request, found):
    """Show a request: what is asked, what is known, what is still missing, and what was decided before."""
    lines = RequestedProvision.objects.select_related("provision", "outcome").order_by("position")
    consents = SettingConsent.objects.order_by("id")
    prefetch_related_objects([found], Prefetch("lines", lines), Prefetch("lines__consents", consents))
    lines = list(found.lines.all())
    versions = list(found.versions.select_related("sent_by__person").order_by("-number"))
    on_way = found.state in (State.REQUESTED, State.INFO_NEEDED, State.READY)
    context = {
        "found": found,
        "rows": [_shown(line) for line in lines if line.state != "withdrawn"],
        "window_words": Window(found.window).words.capitalize(),
        "missing": triage.what_is_missing(found) if on_way else [],
        "on_way": on_way,
        "question": found.information_needed.filter(settled_on=None).first() if on_way else None,
        "clocks": Clock.objects.of(found).select_related("owner__person").order_by("due_on", "id")[:20],
        "items": AgendaItem.objects.filter(request=found).select_related("meeting").order_by("-id")[:10],
        # Both follow a decision: on its way to the Board, a request has neither.
        "reviews": [] if on_way else DecisionReview.objects.filter(request=found).order_by("-id")[:10],
        "agreements": [] if on_way else found.agreements.order_by("id"),
        "earlier": earlier_decisions(lines),
        "versions": versions,
    }
    context |= shown_answers(versions[0].answers, found.plan, made=lines) if versions else {}
    return show(request, "staff/request.html", found.child, "case_requests", **context)


def _shown(line):
    """Add to a line the words a page shows of it."""
    line.plan_place = f"{line.provision.section}, {line.provision.paragraph}" if line.provision else ""
    line.outcome_shown = line.outcome.words if line.outcome else line.outcome_words
    off_site = ", not possible there" if line.not_on_site else ""
    line.place_shown = f"{line.setting or line.get_delivered_at_display()}{off_site}"
    line.provider_shown = ", ".join(filter(None, (line.provider, line.get_provider_type_display())))
    return line


def earlier_decisions(lines):
    """Give what was asked and decided before about the same provision, newest first (C17)."""
    provision = {line.provision_id for line in lines if line.provision_id}
    before = RequestedProvision.objects.filter(provision__in=provision).exclude(
        pk__in=[line.pk for line in lines]
    )
    decisions = Decision.objects.filter(item__state="released").order_by("-id")
    return (
        before.select_related("request", "provision")
        .prefetch_related(Prefetch("decisions", queryset=decisions))
        .order_by("-id")[:20]
    )
