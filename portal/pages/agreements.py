"""Pages on which a family, or whoever is paid for it, reads an agreement, consents, and sees what is paid."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render

from audit.acts import look
from budgets.actions import agreements
from budgets.choices import RecipientKind
from budgets.models import Agreement, AgreementVersion, Consent, Ending
from budgets.states import consents_to
from decisions.actions import reviewing
from letters.models import Letter
from payments.actions import accounts
from payments.actions.alarms import last_late_day
from payments.models import Account, Instalment, QuarterlyReturn
from people.rules import is_family_of
from portal import forms_agreement as forms
from portal.pages.requests import owed_about
from portal.pages.shared import attempt, family_only, find, posted, today

State = Agreement.State
BEFORE_START = (State.NOTICE_ISSUED, State.CONSENTED, State.READY)
WITH_CONSENT = (State.CONSENTED, State.READY, State.ACTIVE, State.STOP_NOTICE)
SHOWN = 60
THE_COUNCIL = "The council secures the provision in the plan."


def agreement_page(view):
    """Open an agreement to the family and to the person paid, and log the look (R24.8)."""

    @wraps(view)
    @login_required
    @family_only
    def guarded(request, key, **kwargs):
        versions = AgreementVersion.objects.select_related("letter")
        agreements = Agreement.objects.select_related("child__case_officer__person", "recipient", "plan")
        agreements = agreements.prefetch_related(Prefetch("versions", versions))
        found = find(agreements, request.user, key=key)
        if request.method == "GET":
            look(by=request.user, what=request.resolver_match.url_name, about=found)
        return view(request, found, **kwargs)

    return guarded


@agreement_page
def agreement(request, found):
    """Show an agreement: what it secures, what it needs now, what is paid and when, and its returns."""
    user = request.user
    version, ending = _sent_version(found), _ending(found)
    account = Account.objects.filter(agreement=found, replaced_on=None).first()
    part = _part_of(found, user) if found.state == State.NOTICE_ISSUED else ""
    has_signed = bool(part) and _has_signed(version, part)
    context = {
        "found": found,
        "child": found.child,
        "can_open_child": is_family_of(user, found.child),
        "version": version,
        "letter": version and own_copy(version.letter, user),
        "provision": version.provision.order_by("id") if version else [],
        "account": account,
        "needs_consent": part and not has_signed,
        "waits_for_another": part and has_signed,
        "needs_account": not account and _may_give_account(found, user),
        "may_change_account": account and _may_give_account(found, user),
        "may_withdraw": _may_take_back(found, user),
        "owed": owed_about(found),
        "instalments": _instalments(found),
        "late_by": last_late_day(today()),
        "returns": QuarterlyReturn.objects.filter(agreement=found).order_by("-to_on")[:20],
        "ending": ending,
        "ending_letter": ending and own_copy(ending.letter, user),
        "owed_ending": owed_about(ending) if ending else [],
        **_reviews(ending, user),
    }
    return render(request, "family/agreement.html", context)


def _sent_version(found):
    """Give the newest version of the notice once it was sent; what is being prepared may still change."""
    version = found.current_version
    return version if version and version.issued_on else None


def own_copy(letter, user):
    """Give somebody's own copy of a letter that went to several people."""
    alike = {name: getattr(letter, name) for name in ("about_type", "about_id", "kind", "written_on")}
    return Letter.objects.visible_to(user, on=today()).filter(**alike).order_by("id").first()


def _instalments(found):
    paid = Instalment.objects.filter(schedule__agreement=found).exclude(state="cancelled")
    return sorted(paid.order_by("-due_on", "-id")[:SHOWN], key=lambda each: (each.due_on, each.pk))


def _ending(found):
    """Give the ending a family may know of: only one it was given notice of."""
    told = Ending.objects.filter(agreement=found, released_on__isnull=False, letter__isnull=False)
    return told.select_related("letter").order_by("-id").first()


def _reviews(ending, user):
    """Give the family's requests to look at an ending again, and whether it may ask; that is done once (R14.8)."""
    if ending is None or not is_family_of(user, ending.agreement.child):
        return {"reviews": [], "may_ask": False}
    reviews = list(ending.reviews.order_by("-id"))
    settled = any(review.state != review.State.REFUSED_LATE for review in reviews)
    return {"reviews": reviews, "may_ask": reviewing.notice_of(ending) and not settled}


def _part_of(found, user):
    """Give the part in which somebody consents: as the recipient, as whoever nominated them, or none (R8.3)."""
    if not user.has_perm("budgets.consent", found):
        return ""
    if not found.is_paid_over or found.recipient_id == user.person_id:
        return Consent.Kind.RECIPIENT
    return Consent.Kind.NOMINATOR if Consent.Kind.NOMINATOR in consents_to(found) else ""


def _has_signed(version, part):
    return version.consents.filter(kind=part, withdrawn_on=None).exists()


def _may_give_account(found, user):
    return (
        found.is_paid_over
        and found.state in accounts.PAYABLE
        and user.has_perm("payments.record_account", found)
    )


def _may_take_back(found, user):
    """Hold where there is a consent to take back, by those who may (R14.1); an arrangement that runs is changed."""
    states = WITH_CONSENT if found.is_paid_over else BEFORE_START
    return found.state in states and user.has_perm("budgets.withdraw_consent", found)


@agreement_page
def consent(request, found):
    """Take consent in writing to the notice as it was sent (R8.1)."""
    part, version = _part_of(found, request.user), _sent_version(found)
    if not part:
        raise Http404
    if found.state != State.NOTICE_ISSUED:
        return redirect("agreement", key=found.key)
    if is_about_another(version, request):
        messages.warning(request, "The agreement has changed since you read it. Read it again.")
        return redirect("agreement_consent", key=found.key)
    statements = agreements.statements_for(found, part)
    declares = part == Consent.Kind.RECIPIENT and found.is_paid_over and not _is_organisation(found)
    shown, seen = list(statements.items()), {"seen": version.number}
    form = forms.ConsentForm(posted(request), statements=shown, declares=declares, initial=seen)

    def sign(given):
        return agreements.consent(
            found,
            seen=given["seen"],
            signed_name=given["signed_name"],
            statements={key: key in given["statements"] for key in statements},
            schedule_answer=given.get("schedule_answer", ""),
            kind=part,
            how="portal",
            on=today(),
            by=request.user,
        )

    if request.method == "POST" and attempt(form, sign):
        messages.success(request, "You have signed. We have your consent.")
        return redirect("agreement", key=found.key)
    letter = own_copy(version.letter, request.user)
    context = {"found": found, "version": version, "letter": letter, "part": part, "form": form}
    return render(request, "family/agreement_consent.html", context)


def is_about_another(version, request):
    """Tell whether what was sent is about another version than the one that waits for consent (R8.3)."""
    return request.method == "POST" and request.POST.get("seen") != str(version.number)


def _is_organisation(found):
    return found.recipient_kind == RecipientKind.NOMINEE and found.request.recipient_is_organisation


@agreement_page
def decline(request, found):
    """Take a no to an agreement; it is not a refusal by the council (b3)."""
    if not _part_of(found, request.user) or not request.user.has_perm("budgets.decline", found):
        raise Http404
    if found.state != State.NOTICE_ISSUED:
        return redirect("agreement", key=found.key)
    form = forms.DeclineForm(posted(request))

    def say_no(given):
        return agreements.decline(
            found, because=given["because"], provision_after=THE_COUNCIL, on=today(), by=request.user
        )

    if request.method == "POST" and attempt(form, say_no):
        messages.success(request, "You have declined it. We will talk to you about another way.")
        return redirect("agreement", key=found.key)
    return render(request, "family/agreement_decline.html", {"found": found, "form": form})


@agreement_page
def withdraw_consent(request, found):
    """Take back consent in writing: the payments stop at once (R14.1, G1)."""
    if not request.user.has_perm("budgets.withdraw_consent", found):
        raise Http404
    if not _may_take_back(found, request.user):
        return redirect("agreement", key=found.key)
    has_begun = found.active_on is not None
    form = forms.WithdrawConsentForm(posted(request), is_paid_over=found.is_paid_over, has_begun=has_begun)

    def take_back(given):
        return agreements.withdraw_consent(found, words=given["words"], on=today(), by=request.user)

    if request.method == "POST" and attempt(form, take_back):
        messages.success(request, "You have withdrawn your consent. We are writing to you to confirm it.")
        return redirect("agreement", key=found.key)
    context = {"found": found, "form": form, "has_begun": has_begun}
    return render(request, "family/agreement_withdraw.html", context)


@agreement_page
def account(request, found):
    """Take the account that payments go to; somebody at the council checks it before anything is paid."""
    if not _may_give_account(found, request.user):
        raise Http404
    form = forms.AccountForm(posted(request))

    def record(given):
        return accounts.record_account(found, **given, on=today(), by=request.user)

    if request.method == "POST" and attempt(form, record):
        messages.success(request, "We have the account. Somebody checks it before we pay anything.")
        return redirect("agreement", key=found.key)
    return render(request, "family/agreement_account.html", {"found": found, "form": form})
