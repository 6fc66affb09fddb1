"""The case officers' acts on an agreement: each shows a form, calls one act, and returns to the agreement."""

import hashlib
import json

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect

from budgets.actions import agreements, endings
from budgets.actions.payment_reviews import record_payment_review as review_payments
from budgets.addressees import people_of
from budgets.choices import RecipientKind
from budgets.models import Agreement
from documents import actions as documents
from people.models import Link
from people.roles import FAMILY, Basis
from policy import Refused, council
from portal import forms_agreements_staff as forms
from portal.pages.agreements import is_about_another
from portal.pages.casework import show
from portal.pages.casework_agreements import agreement_page, missing_consents, preview
from portal.pages.shared import attempt, family_of, files_of, posted, today

State = Agreement.State
MOST_PEOPLE = 30


def _act(request, found, form, act, done, title, *, template="staff/agreement_act.html", **context):
    """Show an act's form on the agreement's page, and do it once the form is sent."""
    who = {"on": today(), "by": request.user}
    if request.method == "POST" and attempt(form, lambda given: act(**who | given) or True):
        messages.success(request, done)
        return redirect("admin:case_agreement", key=found.key)
    context |= {"found": found, "form": form, "title": title}
    return show(request, template, found.child, "case_requests", **context)


def _store(found, file, *, by):
    """Keep a paper about an agreement; it is dated the day it is put in."""
    return documents.store(file, child=found.child, about=found, on=today(), by=by)


def _links(found):
    """Give who may receive the money, or agree to an arrangement: people tied to the child today, and no others."""
    bases = (*FAMILY, Basis.NOMINEE) if found.is_paid_over else FAMILY
    if found.mechanism == "third_party":
        bases = (Basis.NOMINEE,)
    links = Link.objects.live(on=today()).filter(child=found.child, basis__in=bases)
    return list(links.select_related("person").order_by("id")[:MOST_PEOPLE])


@agreement_page
def prepare(request, found):
    """Write what the notice is to say (reg 8, R8.2)."""
    version, links = found.current_version, _links(found)
    rows = list(version.provision.order_by("id")) if version else []
    chosen = next((link.pk for link in links if link.person_id == found.recipient_id), None)
    initial = {
        **{name: getattr(version, name) for name in ("from_on", "rhythm")},
        "in_advance": forms.YES if version.in_advance else forms.NO,
        "first_payment_on": version.first_payment_on,
        "conditions": "\n".join(version.conditions),
        "recipient": chosen,
        "holder": found.holder,
        "section_j": found.section_j,
    }
    form = forms.PrepareForm(posted(request), agreement=found, links=links, rows=rows, initial=initial)

    def act(**given):
        return agreements.prepare(found, **given)

    done = "Saved. Read the notice before you send it."
    return _act(request, found, form, act, done, "Prepare the notice", version=version)


@agreement_page
def issue_notice(request, found):
    """Read the notice as the family will read it, then send it for consent (reg 8, R8.2)."""
    on, letter, problem, people, seen = today(), "", "", [], ""

    def act(on, by, **_):
        return agreements.issue_notice(found, on=on, by=by)

    try:
        kind = agreements.preview_notice(found, on=on, by=request.user)
        people = people_of(found, on=on)
        letter = preview(kind, child=found.child, reader=people[0], on=on)
        seen = sign_of(kind)
    except Refused as refused:
        problem = str(refused)
    if request.method == "POST" and seen and request.POST.get("seen") != seen:
        messages.warning(request, "The notice has changed since you read it. Read it again.")
        return redirect("admin:agreement_notice", key=found.key)
    form = forms.SendForm(posted(request), initial={"seen": seen})
    done = "Sent for consent. The letter is on its way."
    context = {"letter": letter, "problem": problem, "people": people}
    template = "staff/agreement_notice.html"
    return _act(request, found, form, act, done, "Read the notice and send it", template=template, **context)


def sign_of(kind):
    """Give the sign of what a letter says: another one says something else."""
    return hashlib.sha256(json.dumps(kind.parts(), sort_keys=True).encode()).hexdigest()


@agreement_page
def revise(request, found):
    """Prepare another version: something in the notice has changed (R8.3)."""
    form = forms.ReviseForm(posted(request))

    def act(**given):
        return agreements.revise(found, **given)

    done = "Another version is being prepared. It needs consent again."
    return _act(request, found, form, act, done, "Prepare another version", warning="revise")


@agreement_page
def record_consent(request, found, kind):
    """Record consent that was signed on paper, with the paper (R8.3)."""
    if kind not in [each for each, _ in missing_consents(found)] and request.method == "POST":
        messages.warning(request, "That consent is on record already.")
        return redirect("admin:case_agreement", key=found.key)
    version = found.current_version
    if is_about_another(version, request):
        messages.warning(request, "The notice has changed since you opened this page. Check what was signed.")
        return redirect("admin:agreement_record_consent", key=found.key, kind=kind)
    statements = _statements(found, kind)
    family = list(family_of(found.child)[:MOST_PEOPLE])
    by_recipient = found.is_paid_over and kind == "recipient"
    people = [found.recipient] if by_recipient and found.recipient else family
    organisation = found.recipient_kind == RecipientKind.NOMINEE and found.request.recipient_is_organisation
    form = forms.PaperConsentForm(
        posted(request),
        files_of(request),
        people=people,
        statements=statements,
        asks_about_orders=by_recipient and not organisation,
        initial={"seen": version.number, "person": people[0].pk if len(people) == 1 else None},
    )

    def act(file, on, by, **given):
        with transaction.atomic():
            document = _store(found, file, by=by)
            return agreements.consent(found, kind=kind, how="paper", document=document, on=on, by=by, **given)

    title = "Consent signed on paper"
    return _act(request, found, form, act, "The consent is recorded.", title, version=version)


def _statements(found, kind):
    if kind not in ("recipient", "nominator"):
        raise Http404
    return agreements.statements_for(found, kind)


@agreement_page
def record_declined(request, found):
    """Record that the recipient said no; it is not a refusal by the council (b3)."""
    form = forms.DeclinedForm(posted(request), initial={"provision_after": council(today()).name})

    def act(**given):
        return agreements.decline(found, **given)

    return _act(request, found, form, act, "Recorded.", "The agreement was declined")


@agreement_page
def sign(request, found):
    """Sign an agreement for the council (R8.1)."""
    if not request.user.has_perm("budgets.sign", found):
        raise Http404
    form = forms.ButtonForm(posted(request), button="Sign for the council")

    def act(**given):
        return agreements.sign(found, **given)

    version = found.current_version
    return _act(request, found, form, act, "Signed for the council.", "Sign for the council", version=version)


@agreement_page
def begin(request, found):
    """Begin an arrangement under which no money is paid over (R22.8)."""
    form = forms.ButtonForm(posted(request), button="Begin the arrangement")

    def act(**given):
        return agreements.begin_arrangement(found, **given)

    version = found.current_version
    return _act(
        request, found, form, act, "The arrangement has begun.", "Begin the arrangement", version=version
    )


@agreement_page
def record_withdrawal(request, found):
    """Record that consent was taken back in writing: payments end today (G1, R14.1)."""
    form = forms.WithdrawalForm(posted(request), files_of(request))

    def act(file, on, by, **given):
        with transaction.atomic():
            _store(found, file, by=by)
            return agreements.withdraw_consent(found, on=on, by=by, **given)

    begun = found.active_on is not None
    end = "The agreement has ended" if begun else "The agreement does not begin"
    done = f"Recorded. {end}, and the family is being told."
    return _act(request, found, form, act, done, "Consent was taken back in writing", warning="withdrawal")


@agreement_page
def record_another_way(request, found):
    """Record how the support is arranged now that the family said no, or took its consent back (R1.5)."""
    form = forms.AnotherWayForm(posted(request), initial={"provision_after": found.provision_after})

    def act(**given):
        return agreements.note_another_way(found, **given)

    return _act(request, found, form, act, "Recorded.", "The support is arranged another way")


@agreement_page
def record_death(request, found):
    """Record that the child or young person has died; no letter is written (R14.12)."""
    form = forms.DeathForm(posted(request))

    def act(**given):
        return endings.end_after_death(found, **given)

    title = "The child or young person has died"
    return _act(request, found, form, act, "Recorded. No letter is sent.", title, warning="death")


@agreement_page
def record_payment_review(request, found):
    """Record a review of the payments: five questions, each with reasons (R11.5)."""
    form = forms.PaymentReviewForm(posted(request), initial={"held_on": today()})

    def act(**given):
        return review_payments(found, **given)

    version = found.current_version
    return _act(
        request, found, form, act, "The review is recorded.", "Review of the payments", version=version
    )
