"""A recipient other than the one the request named: checked before a notice is sent to them (reg 5, R5, R12.1)."""

from django.db import transaction

from audit.acts import authorise, hold, record
from budgets.actions.agreements.checking import refuse_unfit_recipient
from policy import Refused

FACTS = ("can_manage", "has_capacity", "is_in_schedule")


@transaction.atomic
def check_another_recipient(
    agreement, *, recipient, recipient_kind, born_on, is_organisation=False, nominated_in_writing=False,
    can_manage, help_considered=False, has_capacity=True, is_in_schedule, words, on, by,
):  # fmt: skip
    """Record who receives the money instead, and what was found about them; the notice is refused on a bar (R5)."""
    agreement = hold(agreement)
    authorise("budgets.prepare_agreement", agreement, by=by)
    if not agreement.is_paid_over or agreement.state != agreement.State.DRAFT:
        raise Refused("R5.1", "The recipient is chosen while the notice is being prepared.")
    refuse_unfit_recipient(agreement, recipient, recipient_kind, on=on)
    if not words.strip():
        raise Refused("R5.2", "Say what was checked, and with whom.")
    request = hold(agreement.request)
    request.recipient, request.recipient_kind, request.recipient_name = (
        recipient,
        recipient_kind,
        recipient.name,
    )
    request.recipient_born_on, request.recipient_is_organisation = born_on, is_organisation
    request.nominated_in_writing, request.help_considered = nominated_in_writing, help_considered
    for name, answer in zip(FACTS, (can_manage, has_capacity, is_in_schedule), strict=True):
        setattr(request, name, answer)
    request.eligibility_words, request.eligibility_checked_on = words.strip(), on
    request.save()
    if agreement.recipient_id != recipient.pk:
        # An account is approved for one recipient.
        agreement.account_verified_on = None
    agreement.recipient, agreement.recipient_kind = recipient, recipient_kind
    agreement.save()
    record(
        "budgets.recipient_checked", by=by, about=agreement, on=on, who=recipient.name, words=words.strip()
    )
    return agreement
