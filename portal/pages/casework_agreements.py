"""The case officers' page about an agreement: what it secures, where it stands, what is missing, what was done."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.utils.safestring import SafeString

from audit.acts import look
from budgets.actions.agreements.checking import refuse_incomplete
from budgets.actions.agreements.securing import is_another_way_owed
from budgets.models import Agreement, AgreementVersion, Consent, Ending, PaymentReview
from budgets.states import consents_to
from clocks.models import Clock
from govuk.pager import paged
from letters.writing import Writing, letter_of
from payments.models import Account, Instalment, QuarterlyReturn
from policy import Refused
from policy.schedules import Rhythm
from portal.pages.casework import show
from portal.pages.shared import find, today

State = Agreement.State
# How much of what there is the page shows, newest first.
VERSIONS, INSTALMENTS, RETURNS, REVIEWS, ENDINGS, CLOCKS = 10, 60, 20, 20, 10, 20

OVER = (Ending.State.ENDED, Ending.State.NOT_ENDED)
ON_PAPER = {
    "recipient": "Record consent signed on paper",
    "nominator": "Record a nomination signed on paper",
}


def record_page(records):
    """Make a guard that opens one record of a case to the staff who look after the child, and logs the look (R24.8)."""

    def guard(view):
        @wraps(view)
        @login_required
        def guarded(request, key, **kwargs):
            if not request.user.is_staff or not request.user.has_perm("people.list_children"):
                raise Http404
            found = find(records, request.user, key=key)
            if request.method == "GET":
                look(by=request.user, what=request.resolver_match.url_name, about=found)
            return view(request, found, **kwargs)

        return guarded

    return guard


agreement_page = record_page(
    Agreement.objects.select_related(
        "child__case_officer__person",
        "child__team",
        "child__plan",
        "plan",
        "recipient",
        "request",
        "signed_by__person",
    )
)


@agreement_page
def case_agreement(request, found):
    """Show everything about an agreement, and what can be done with it now."""
    versions = _versions(found)
    paid = Instalment.objects.filter(schedule__agreement=found)
    version = versions[0] if versions else None
    missing = what_is_missing(found, version)
    endings = list(Ending.objects.filter(agreement=found).order_by("-id")[:ENDINGS])
    context = {
        "found": found,
        "version": version,
        "versions": versions,
        "missing": missing,
        "missing_consents": missing_consents(found) if found.state == State.NOTICE_ISSUED else [],
        "account": Account.objects.filter(agreement=found, replaced_on=None).first(),
        "instalments": paged(paid, request, by=("-due_on", "-id"), size=INSTALMENTS),
        "returns": QuarterlyReturn.objects.filter(agreement=found).order_by("-to_on", "-id")[:RETURNS],
        "reviews": PaymentReview.objects.filter(agreement=found)
        .select_related("recorded_by__person")
        .order_by("-held_on", "-id")[:REVIEWS],
        "endings": endings,
        "clocks": Clock.objects.of(found).select_related("owner__person").order_by("due_on", "id")[:CLOCKS],
        "may": _may(found, request.user, missing, endings),
    }
    return show(request, "staff/agreement.html", found.child, "case_requests", **context)


def _versions(found):
    consents = Consent.objects.select_related("person", "document", "recorded_by__person").order_by("id")
    versions = AgreementVersion.objects.select_related("letter", "issued_by__person").order_by("-number")
    versions = versions.prefetch_related("provision", Prefetch("consents", queryset=consents))
    prefetch_related_objects([found], Prefetch("versions", versions))
    shown = list(found.versions.all())[:VERSIONS]
    for version in shown:
        version.rhythm_words = Rhythm(version.rhythm).words.capitalize() if version.rhythm else ""
    return shown


def what_is_missing(found, version):
    """Give what an agreement needs to go on from where it stands, in words, with the rule of each."""
    if found.state == State.DRAFT:
        try:
            refuse_incomplete(found, version, on=today())
        except Refused as refused:
            return [(refused.rule, words) for words in refused.each]
        return []
    if found.state in (State.NOTICE_ISSUED, State.CONSENTED):
        return [(guard.rule, guard.words) for guard in Agreement.call_ready.guards if not guard(found)]
    if found.state == State.READY:
        return [
            (guard.rule, guard.words)
            for guard in Agreement.activate.guards
            if found.is_paid_over and not guard(found)
        ]
    return []


def missing_consents(found):
    """Give the kinds of consent an agreement still waits for, each with the words of its button."""
    version = found.current_version
    consents = version.consents.all() if version else ()
    given = {each.kind for each in consents if each.withdrawn_on is None}
    return [(kind, ON_PAPER[kind]) for kind in consents_to(found) if kind not in given]


def _may(found, user, missing, endings):
    """Say which acts the page offers: those its state allows, to those the rules allow."""
    waits, running = found.state == State.NOTICE_ISSUED, found.state in (State.ACTIVE, State.STOP_NOTICE)
    before = found.state in (State.NOTICE_ISSUED, State.CONSENTED, State.READY)
    return {
        "prepare": found.state == State.DRAFT,
        "issue": found.state == State.DRAFT and not missing,
        "revise": before,
        "decline": waits,
        "sign": found.state in (State.NOTICE_ISSUED, State.CONSENTED)
        and found.signed_on is None
        and user.has_perm("budgets.sign", found),
        "begin": found.state == State.READY and not found.is_paid_over,
        "withdraw": found.state in (State.CONSENTED, State.READY) or (running and found.is_paid_over),
        "review": running,
        "end": found.state == State.ACTIVE and all(each.state in OVER for each in endings),
        "another_way": is_another_way_owed(found),
        "death": running or before or found.state == State.DRAFT,
    }


def preview(kind, *, child, reader, on):
    """Give the words of a letter as they would be written on a day, to be read and not kept."""
    written = letter_of(Writing(kind=kind, child=child, to=reader), on=on, by=None, render=True).html
    # The page has its own first heading.
    return SafeString(written.replace("<h1 ", "<h2 ").replace("</h1>", "</h2>"))
