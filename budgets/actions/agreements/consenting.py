"""Consent to a notice, the council's signature, and what makes an agreement ready (R8.1, R8.3, R10.4, b3)."""

from django.db import transaction
from django.utils import timezone

from audit.acts import NotAllowed, authorise, hold, record
from budgets.actions.agreements.securing import owe_another_way
from budgets.choices import RecipientKind, ScheduleAnswer
from budgets.models import Agreement, Consent
from budgets.notices import statements_for
from budgets.states import consents_to
from clocks import actions as clocks
from people.roles import FAMILY
from policy import Refused
from policy.plain import long_date

FIRST_PAYMENT = "first_payment"
RECIPIENT, NOMINATOR = Consent.Kind.RECIPIENT, Consent.Kind.NOMINATOR
State = Agreement.State
NO_ACCOUNT = (State.DECLINED, State.ENDED, State.CLOSED, State.CALLED_OFF)
SPEAK_TO_US = (
    "Please talk to your case officer before you agree: we will not ask which order it is. Somebody you name can "
    "receive the money for you, or we can arrange the support. Nothing has been saved."
)


@transaction.atomic
def consent(
    agreement, *, seen, signed_name, statements, schedule_answer="", kind=RECIPIENT, how, document=None,
    person=None, on, by,
):  # fmt: skip
    """Take somebody's written consent to the version that was sent; a nominee's agreement needs two (R8.3).

    `seen` is the number of the version that was read: consent is to that one and no other. Signed in, a person
    consents for themselves. A signature on paper is recorded by an officer, who gives the document and, for a
    nomination, the person who signed. Consent given before is left as it is.
    """
    agreement = hold(agreement)
    authorise("budgets.consent", agreement, by=by)
    _refuse_wrong_kind(agreement, kind)
    person = _who_consents(agreement, kind, how, document, person, on=on, by=by)
    version = agreement.current_version
    _refuse_another_version(version, seen)
    if version.consents.filter(kind=kind, person=person, withdrawn_on=None).exists():
        return agreement
    _refuse_wrong_time(agreement, version, how, on)
    agreed_to = _ticked(agreement, kind, statements)
    answer = _declared(agreement, kind, schedule_answer)
    _keep(version, kind, person, signed_name, agreed_to, answer, how, document, on=on, by=by)
    words = {"whose": kind, "version": version.number, "how": how}
    record("budgets.consent_given", by=by, about=agreement, on=on, **words)
    if _has_all(agreement):
        agreement.consent()
        agreement.save()
        _start_first_payment(agreement, on)
        _ready_if_complete(agreement, on=on)
    return agreement


@transaction.atomic
def decline(agreement, *, because, provision_after, on, by):
    """Take a no from whoever was asked to consent: it is no refusal, and the provision is still owed (R1.5)."""
    agreement = hold(agreement)
    authorise("budgets.decline", agreement, by=by)
    agreement.end_words, agreement.provision_after = because.strip(), provision_after.strip()
    agreement.decline()
    agreement.save()
    clocks.close_for(agreement, on=on, because="The agreement was declined.")
    owe_another_way(agreement, on=on)
    words = {"because": agreement.end_words, "provision_after": agreement.provision_after}
    record("budgets.agreement_declined", by=by, about=agreement, on=on, **words)
    return agreement


@transaction.atomic
def sign(agreement, *, on, by):
    """Sign for the council; with all the rest in place the agreement is ready (b3)."""
    agreement = hold(agreement)
    authorise("budgets.sign", agreement, by=by)
    if agreement.state not in (State.NOTICE_ISSUED, State.CONSENTED):
        raise Refused("R8.1", "It is signed for the council between its notice and its start.")
    if agreement.signed_on is None:
        agreement.signed_on, agreement.signed_by = on, by
        agreement.save()
        record("budgets.agreement_signed", by=by, about=agreement, on=on)
    _ready_if_complete(agreement, on=on)
    return agreement


@transaction.atomic
def make_ready(agreement, *, on, by):
    """Call an agreement ready, or learn what is still missing (R8.5, R10.4)."""
    agreement = hold(agreement)
    authorise("budgets.call_ready", agreement, by=by)
    agreement.call_ready()
    agreement.save()
    record("budgets.agreement_ready", by=by, about=agreement, on=on)
    return agreement


@transaction.atomic
def note_account_verified(agreement, *, on, by):
    """Take down that a second person approved the account; with all the rest in place it is ready (R10.4)."""
    agreement = hold(agreement)
    authorise("budgets.note_account_verified", agreement, by=by)
    if not agreement.is_paid_over or agreement.state in NO_ACCOUNT:
        raise Refused("R10.4", "No money is paid under this agreement, so it has no account.")
    agreement.account_verified_on = on
    agreement.save()
    record("budgets.account_verified", by=by, about=agreement, on=on)
    _ready_if_complete(agreement, on=on)
    return agreement


def _ready_if_complete(agreement, *, on):
    """Call it ready as the consequence of the act that completed it."""
    complete = all(guard(agreement) for guard in Agreement.call_ready.guards)
    if agreement.state != State.CONSENTED or not complete:
        return
    authorise("budgets.call_ready", agreement, by=None)
    agreement.call_ready()
    agreement.save()
    record("budgets.agreement_ready", by=None, about=agreement, on=on)


def _start_first_payment(agreement, on):
    if not agreement.is_paid_over:
        return
    started_on = max(on, agreement.plan.final_on or on)
    label = "The first payment"
    clocks.start(FIRST_PAYMENT, child=agreement.child, about=agreement, label=label, started_on=started_on)


def _refuse_wrong_kind(agreement, kind):
    if kind not in consents_to(agreement):
        raise Refused("R8.3", "This agreement needs no such consent.")


def _who_consents(agreement, kind, how, document, person, *, on, by):
    if how == Consent.How.PORTAL:
        person = by.person
    elif how != Consent.How.PAPER or not by.is_staff:
        raise Refused("R8.3", "Choose how the consent was given from the list.")
    elif document is None or document.child_id != agreement.child_id:
        raise Refused("R8.3", "Add the signed paper first.")
    elif kind == RECIPIENT:
        person = person or agreement.recipient
    if person is None or not _may_consent(agreement, kind, person, on):
        if how == Consent.How.PORTAL:
            raise NotAllowed("budgets.consent")
        raise Refused("R8.3", "Say who signed: the recipient, or whoever nominated them.")
    return person


def _may_consent(agreement, kind, person, on):
    is_family = agreement.child.links.live(on=on).filter(person=person, basis__in=FAMILY).exists()
    if kind == NOMINATOR or not agreement.is_paid_over:
        return is_family
    return person.pk == agreement.recipient_id


def _refuse_another_version(version, seen):
    if version is None or version.number != seen:
        raise Refused("R8.3", "Another version of the notice was prepared since. Read that one first.")


def _refuse_wrong_time(agreement, version, how, on):
    today = timezone.localdate()
    if version.issued_on is None:
        raise Refused("R8.1", "There is no notice to consent to yet.")
    if how == Consent.How.PORTAL and on != today or not version.issued_on <= on <= today:
        raise Refused(
            "R8.3", f"Give a day from {long_date(version.issued_on)}, when the notice was sent, to today."
        )
    if agreement.state != State.NOTICE_ISSUED:
        raise Refused("R8.1", "There is no notice waiting for consent.")


def _ticked(agreement, kind, statements):
    wanted = statements_for(agreement, kind)
    if any(statements.get(key) is not True for key in wanted):
        raise Refused("R8.3", "Tick each statement, or tell us what is not right.")
    return dict(wanted)


def _declared(agreement, kind, answer):
    """Give the declaration made again about court orders; anything but a no is for a conversation (R5.6)."""
    request = agreement.request
    if not agreement.is_paid_over or kind != RECIPIENT:
        return ""
    if request.recipient_is_organisation and agreement.recipient_kind == RecipientKind.NOMINEE:
        return ""
    if answer in (ScheduleAnswer.YES, ScheduleAnswer.SPEAK):
        raise Refused("R5.6", SPEAK_TO_US)
    if answer != ScheduleAnswer.NO:
        raise Refused("R5.5", "Answer the question about court orders.")
    return answer


def _keep(version, kind, person, signed_name, statements, answer, how, document, *, on, by):
    name = " ".join(signed_name.split())
    if not name or len(name) > 200:
        raise Refused("R8.3", "Type your full name.")
    Consent.objects.create(
        version=version, kind=kind, person=person, signed_name=name, statements=statements,
        schedule_answer=answer, how=how, document=document, given_at=timezone.now(), given_on=on, recorded_by=by,
    )  # fmt: skip


def _has_all(agreement):
    given = agreement.current_version.consents.filter(withdrawn_on=None).values_list("kind", flat=True)
    return set(given) >= set(consents_to(agreement))
