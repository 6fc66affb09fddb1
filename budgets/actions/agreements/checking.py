"""What must be there before a notice is sent: every line, a lawful recipient, the setting's consent (R5, R8, R9)."""

from django.db.models import prefetch_related_objects

from budgets import terms
from budgets.choices import RecipientKind
from budgets.overlaps import bars_to_taking_over
from budgets.states import consents_of, has_consents
from people.roles import Basis
from policy import Refused
from policy.bars import refuse_if_barred
from policy.eligibility import ProposedRecipient, bars_to_receiving
from policy.eligibility import RecipientKind as Kind
from policy.plain import list_words

AGREED = ("agreed", "agreed_in_part")
BASES = {
    RecipientKind.PARENT: (Basis.PARENT, Basis.HAS_CARE_OF, Basis.REPRESENTATIVE),
    RecipientKind.YOUNG_PERSON: (Basis.YOUNG_PERSON,),
    RecipientKind.NOMINEE: (Basis.NOMINEE,),
}


def refuse_incomplete(agreement, version, *, on):
    """Refuse a notice that is not complete (reg 8, R8.2, R8.6)."""
    rows = list(version.provision.select_related("line").order_by("id"))
    _refuse_missing_lines(agreement, rows)
    _refuse_other_terms(version, rows)
    refuse_if_barred(bars_to_taking_over(version))
    if not agreement.is_paid_over:
        if not agreement.holder.strip() or agreement.recipient is None:
            raise Refused("R22.8", "Say who holds the money, and who agrees for the family.")
        return
    refuse_unfit_recipient(agreement, agreement.recipient, agreement.recipient_kind, on=on)
    _refuse_barred(agreement, on)
    if not version.conditions:
        raise Refused("R8.2", "List the conditions: only what the notice says can bind.")
    terms.planned(version)
    if version.first_payment_on < on:
        raise Refused("R8.1", "The first payment comes after the notice and the consent to it, not before.")
    _refuse_without_setting(rows)


def refuse_unfit_recipient(agreement, person, kind, *, on):
    """Refuse a recipient who is none of those the law lets receive, tied to the child that day (reg 5, R5.1)."""
    if kind not in RecipientKind.values or person is None:
        raise Refused("R5.1", "Say who receives the money: the parent, the young person or their nominee.")
    bases = BASES[RecipientKind(kind)]
    if not agreement.child.links.live(on=on).filter(person=person, basis__in=bases).exists():
        label = RecipientKind(kind).label.lower()
        raise Refused("R5.1", f"{person.name} is not tied to the child as {label}. Tie them first.")
    if agreement.mechanism == "third_party" and kind != RecipientKind.NOMINEE:
        raise Refused("R22.1", "In a third-party arrangement the money goes to a nominee.")


def _refuse_barred(agreement, on):
    request = agreement.request
    is_same = request.recipient_id in (None, agreement.recipient_id)
    if not is_same or request.recipient_kind != agreement.recipient_kind:
        raise Refused("R5.2", "This is not the recipient who was checked. Check this one first.")
    born_on = request.recipient_born_on
    if agreement.recipient_kind == RecipientKind.YOUNG_PERSON:
        born_on = born_on or agreement.child.born_on
    who = ProposedRecipient(
        kind=Kind(agreement.recipient_kind),
        is_organisation=request.recipient_is_organisation,
        born_on=born_on,
        nominated_in_writing=request.nominated_in_writing,
        can_manage=request.can_manage,
        help_considered=request.help_considered,
        has_capacity=request.has_capacity,
        is_in_schedule=request.is_in_schedule,
    )
    refuse_if_barred(bars_to_receiving(who, on=on))


def agreed_terms(lines):
    """Give the first day, the last one and the weeks a year that were agreed of some lines together (R7.2, R25.3)."""
    agreed = [line for line in lines if line.state in AGREED]
    if not agreed:
        raise Refused("R8.6", "Nothing of it is agreed any more.")
    ends = [line.agreed_to for line in agreed]
    last_on = max(ends) if all(ends) else None
    return min(line.agreed_from for line in agreed), last_on, max(line.agreed_weeks for line in agreed)


def _refuse_other_terms(version, rows):
    first_on, *agreed = agreed_terms([row.line for row in rows])
    if version.from_on < first_on or [version.to_on, version.funded_weeks] != agreed:
        raise Refused("R7.2", "It does not say the days and the weeks that were agreed: prepare it again.")


def _refuse_missing_lines(agreement, rows):
    agreed = agreement.request.lines.filter(state__in=AGREED, agreed_mechanism=agreement.mechanism)
    others = agreement.request.agreements.filter(mechanism=agreement.mechanism).exclude(pk=agreement.pk)
    others = others.exclude(state="called_off")
    elsewhere = agreed.filter(agreed__version__agreement__in=others).values("pk")
    titles = dict(agreed.exclude(pk__in=elsewhere).order_by("position").values_list("pk", "title"))
    gone = [row.title for row in rows if not _is_agreed(row.line, agreement)]
    if gone:
        raise Refused("R8.6", f"This is no longer agreed, or not in this way: {list_words(gone)}.")
    there = {row.line_id for row in rows}
    missing = [title for line, title in titles.items() if line not in there]
    if missing:
        raise Refused("R8.6", f"The agreement must say every line that was agreed: {list_words(missing)}.")
    if any(not row.quantity for row in rows):
        raise Refused("R8.6", "Say how much of each line is agreed.")


def _is_agreed(line, agreement):
    return line.state in AGREED and line.agreed_mechanism == agreement.mechanism


def _refuse_without_setting(rows):
    at_setting = [row for row in rows if consents_of(row.line, row.line.agreed_mechanism)]
    prefetch_related_objects(at_setting, "line__consents")
    for row in at_setting:
        if not has_consents(row.line, row.line.agreed_mechanism):
            raise Refused("R9.1", f"“{row.title}” needs the written consent of the school or college.")
