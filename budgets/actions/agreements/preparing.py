"""Preparing an agreement's notice, sending it, and preparing another version (reg 8, R8.2, R8.3)."""

from django.db import transaction

from audit.acts import authorise, hold, record
from budgets import terms
from budgets.actions.agreements.checking import agreed_terms, refuse_incomplete, refuse_unfit_recipient
from budgets.addressees import people_of
from budgets.models import AgreedProvision, Agreement
from budgets.notices import arrangement_agreement, payment_notice
from clocks import actions as clocks
from letters import actions as letters
from policy import Refused, in_force
from policy.plain import long_date
from policy.schedules import Rhythm

NOTICE = "agreement_notice"
FIELDS = ("from_on", "rhythm", "in_advance", "first_payment_on", "conditions")


def start_notice_clock(agreement, *, on):
    """Start the clock on the notice of an agreement (R8.6)."""
    label = "The agreement for a personal budget"
    return clocks.start(NOTICE, child=agreement.child, about=agreement, label=label, started_on=on)


@transaction.atomic
def prepare(
    agreement, *, from_on, rhythm, in_advance, first_payment_on, conditions, recipient, recipient_kind, holder,
    section_j, on, by, quantities=None,
):  # fmt: skip
    """Write what the notice, not yet sent, is to say; `quantities` words how much of each row is agreed (R8.2).

    The last day and the weeks are those that were agreed; it may begin later than was agreed, never sooner (R7.2).
    """
    agreement = hold(agreement)
    authorise("budgets.prepare_agreement", agreement, by=by)
    version = unissued(agreement)
    given = (from_on, rhythm, in_advance, first_payment_on, _lines(conditions))
    for name, value in zip(FIELDS, given, strict=True):
        setattr(version, name, value)
    lines = [row.line for row in version.provision.select_related("line")]
    first_on, version.to_on, version.funded_weeks = agreed_terms(lines)
    terms.refuse_far(version.from_on, version.first_payment_on, on=on)
    _refuse_unlikely(agreement, version, first_on)
    if agreement.is_paid_over:
        refuse_unfit_recipient(agreement, recipient, recipient_kind, on=on)
    elif not holder.strip():
        raise Refused("R22.8", "Say who holds the money and arranges the support.")
    if agreement.recipient_id not in (None, recipient and recipient.pk):
        # An account is approved for one recipient.
        agreement.account_verified_on = None
    agreement.recipient = recipient
    agreement.recipient_kind = recipient_kind if agreement.is_paid_over else ""
    agreement.holder, agreement.section_j = holder.strip(), section_j.strip()
    version.threshold = _threshold(agreement, version, on)
    version.policy_version = in_force(on).version
    version.save()
    agreement.save()
    _word_quantities(version, quantities or {})
    record("budgets.agreement_prepared", by=by, about=agreement, on=on, version=version.number)
    return agreement


@transaction.atomic
def issue_notice(agreement, *, on, by):
    """Send the written notice, or the plain agreement, and freeze it; no payment comes before consent (reg 8)."""
    agreement = hold(agreement)
    authorise("budgets.issue_notice", agreement, by=by)
    version = unissued(agreement)
    kind = _letter(agreement, version, on=on, by=by)
    version.policy_version = in_force(on).version
    people = people_of(agreement, on=on)
    written = letters.write(kind, child=agreement.child, to=people, by=by, on=on, about=version)
    version.issued_on, version.issued_by, version.letter = on, by, written[0]
    version.save()
    agreement.issue_notice()
    agreement.save()
    clocks.meet(NOTICE, about=agreement, on=on)
    words = {"version": version.number, "letter": version.letter.reference}
    record("budgets.notice_issued", by=by, about=agreement, on=on, **words)
    return agreement


def preview_notice(agreement, *, on, by):
    """Give the letter a notice would be on a day, and keep nothing; error: Refused while it is not complete (R8.2)."""
    authorise("budgets.issue_notice", agreement, by=by)
    return _letter(agreement, unissued(agreement), on=on, by=by)


@transaction.atomic
def revise(agreement, *, because, on, by):
    """Prepare another version: what is agreed, a condition or the recipient has changed (R8.3)."""
    agreement = hold(agreement)
    authorise("budgets.revise", agreement, by=by)
    if not because.strip():
        raise Refused("R8.3", "Say what has changed.")
    before = agreement.current_version
    agreement.signed_on = agreement.signed_by = None
    agreement.revise()
    agreement.save()
    _copy(before)
    because_of = "Another version of the notice is being prepared."
    clocks.drop("first_payment", about=agreement, on=on, because=because_of)
    start_notice_clock(agreement, on=on)
    record(
        "budgets.notice_revised",
        by=by,
        about=agreement,
        on=on,
        because=because.strip(),
        version=before.number,
    )
    return agreement


def unissued(agreement):
    """Give the version of an agreement that is being prepared; error: Refused when its notice was sent (R8.3)."""
    version = agreement.current_version
    if agreement.state != Agreement.State.DRAFT or version is None or version.issued_on:
        raise Refused("R8.3", "Its notice has been sent and does not change: prepare another version first.")
    return version


def _letter(agreement, version, *, on, by):
    refuse_incomplete(agreement, version, on=on)
    version.threshold = _threshold(agreement, version, on)
    return (payment_notice if agreement.is_paid_over else arrangement_agreement)(version, on=on, by=by)


def _copy(version):
    rows = list(version.provision.order_by("id"))
    version.pk, version._state.adding = None, True
    version.number += 1
    version.issued_on = version.issued_by = version.letter = version.increases = None
    version.save()
    for row in rows:
        row.pk, row.version, row.paid_over = None, version, None
        row._state.adding = True
    AgreedProvision.objects.bulk_create(rows)


def _lines(conditions):
    return list(dict.fromkeys(words.strip() for words in conditions if words.strip()))


def _refuse_unlikely(agreement, version, first_on):
    if version.from_on < first_on:
        raise Refused("R7.2", f"It was agreed from {long_date(first_on)}, and cannot begin before that.")
    if version.to_on and version.to_on < version.from_on:
        raise Refused("R7.2", f"It was agreed to {long_date(version.to_on)}, and cannot begin after that.")
    if not agreement.is_paid_over:
        version.rhythm, version.first_payment_on = "", None
        return
    if version.rhythm not in {each.value for each in Rhythm}:
        raise Refused("R10.5", "Choose how often it is paid from the list.")
    if version.first_payment_on:
        terms.planned(version)


def _threshold(agreement, version, on):
    if not agreement.is_paid_over:
        return None
    return terms.threshold_of(version.yearly, version.funded_weeks, on=on)


def _word_quantities(version, quantities):
    for row in version.provision.filter(pk__in=list(quantities)):
        row.quantity = quantities[row.pk].strip()
        if not row.quantity or len(row.quantity) > 200:
            raise Refused("R8.6", f"Say in a few words how much of “{row.title}” is agreed.")
        row.save(update_fields=["quantity"])
