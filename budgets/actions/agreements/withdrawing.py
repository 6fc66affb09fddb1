"""Consent that is taken back in writing: the payments end at once, and no Board is asked (R14.1, s.49(4))."""

from django.db import transaction

from audit.acts import authorise, hold, record
from budgets.actions.agreements.running import end_now, is_running
from budgets.actions.agreements.securing import owe_another_way
from budgets.actions.endings.setting_aside import set_aside
from budgets.addressees import people_of
from budgets.ending_notices import agreement_not_begun, consent_withdrawal
from budgets.models import Consent
from clocks import actions as clocks
from letters import actions as letters
from policy import Refused, council

GROUND = "G1"
BY_THEMSELVES = "Taken back in this service."
UNTIL_ARRANGED = "{council}, until it is arranged another way with the family"


@transaction.atomic
def withdraw_consent(agreement, *, words="", provision_after="", on, by):
    """Take back consent, in the recipient's own words or in those an officer was sent (G1, R14.1).

    Running payments end that day; before the start, the agreement ends as declined. From the moment of a
    withdrawal in the service the council itself secures the provision unless somebody else is named (R1.5).
    """
    agreement = hold(agreement)
    authorise("budgets.withdraw_consent", agreement, by=by)
    words = words.strip() or ("" if by.is_staff else BY_THEMSELVES)
    if not words:
        raise Refused("R14.1", "Copy what they wrote: consent is taken back in writing.")
    after = provision_after.strip()
    if not after and not by.is_staff:
        after = UNTIL_ARRANGED.format(council=council(on).name)
    _note_withdrawal(agreement, words, on)
    if is_running(agreement):
        return _end(agreement, words, after, on=on, by=by)
    return _before_start(agreement, words, after, on=on, by=by)


def _end(agreement, words, after, *, on, by):
    if not agreement.is_paid_over:
        raise Refused("R14.1", "No payments are made here. Ask for a change of the arrangement instead.")
    set_aside(agreement, because="Consent was taken back in writing.", on=on, by=by)
    agreement = end_now(
        agreement, ground=GROUND, words=words, provision_after=after, ended_on=on, on=on, by=by
    )
    owe_another_way(agreement, on=on)
    letter = consent_withdrawal(agreement, on=on)
    people = people_of(agreement, on=on)
    letters.write(letter, child=agreement.child, to=people, by=by, on=on, about=agreement)
    record("budgets.consent_withdrawn", by=by, about=agreement, on=on, words=words)
    return agreement


def _before_start(agreement, words, after, *, on, by):
    authorise("budgets.withdraw_before_start", agreement, by=by)
    agreement.end_words, agreement.provision_after = words, after
    agreement.withdraw_before_start()
    agreement.save()
    clocks.close_for(agreement, on=on, because="Consent was taken back before anything was paid.")
    owe_another_way(agreement, on=on)
    letter, people = agreement_not_begun(agreement, on=on), people_of(agreement, on=on)
    letters.write(letter, child=agreement.child, to=people, by=by, on=on, about=agreement)
    record("budgets.consent_withdrawn", by=by, about=agreement, on=on, words=words, provision_after=after)
    return agreement


def _note_withdrawal(agreement, words, on):
    given = Consent.objects.filter(version__agreement=agreement, withdrawn_on=None)
    given.update(withdrawn_on=on, withdrawn_words=words)
