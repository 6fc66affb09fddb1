"""Acts about the consent of a school or college (reg 9, R9, b9)."""

from django.db import transaction

from audit.acts import authorise, hold, record
from budgets.actions.triage.checking import (
    refuse_closed,
    refuse_future,
    words_of,
)
from budgets.choices import DeliveredAt, FundingSource
from budgets.models import SettingConsent
from clocks.actions import close_for, meet
from clocks.actions import start as start_clock
from policy import Refused
from policy.plain import long_date

Kind = SettingConsent.Kind


@transaction.atomic
def ask_setting(line, *, kind, setting, asked_of, on, by):
    """Note that a head or principal was asked to agree, and wait for the answer (R9.1, R9.5)."""
    line = hold(line)
    authorise("budgets.ask_setting", line, by=by)
    refuse_closed(line, on)
    setting, asked_of = words_of(setting, most=200), words_of(asked_of, most=200)
    _refuse_needless(line, kind, setting)
    standing = line.consents.filter(kind=kind, setting=setting, state__in=["asked", "given"], lapsed_on=None)
    if standing.exists():
        raise Refused("R9.1", "They were asked already, and the answer is awaited or given.")
    consent = SettingConsent.objects.create(
        line=line, kind=kind, setting=setting, asked_on=on, asked_of=asked_of, recorded_by=by
    )
    label = f"Consent of the school or college for request {line.request.reference}"
    start_clock("setting_consent", child=line.request.child, about=consent, label=label, started_on=on)
    record(
        "budgets.setting_asked",
        by=by,
        about=consent,
        on=on,
        what=consent.get_kind_display(),
        asked_of=asked_of,
    )
    return consent


def _refuse_needless(line, kind, setting):
    if kind not in Kind.values:
        raise Refused("R9.1", "Choose which consent is asked for.")
    if kind == Kind.PREMISES and (line.delivered_at != DeliveredAt.SETTING or setting != line.setting):
        raise Refused("R9.1", "Consent to use the premises is asked of the setting the line names.")
    if kind == Kind.SCHOOL_FUNDS and line.funding_source != FundingSource.SCHOOL_BUDGET:
        raise Refused("R9.5", "The line is not paid from the setting’s own money.")


@transaction.atomic
def record_consent(consent, *, answer, words, document=None, on, by):
    """Record what a school or college answered, or that it did not; only given counts (R9.1-R9.3, b9).

    It is recorded whenever it comes, also when the request is with the Board already.
    """
    if answer not in ANSWERS:
        raise Refused("R9.1", "Choose what was answered.")
    consent = hold(consent)
    refuse_future(on)
    if on < consent.asked_on:
        raise Refused("R9.1", f"They were asked on {long_date(consent.asked_on)}: it cannot be before that.")
    if document is not None and document.child_id != consent.line.request.child_id:
        raise Refused("R9.1", "That file is about another child.")
    if consent.lapsed_on:
        raise Refused("R9.2", "The line was changed since they were asked: ask again.")
    consent.answered_on, consent.words, consent.recorded_by = on, words_of(words, needed=False), by
    consent.document = document or consent.document
    ANSWERS[answer](consent, by=by)
    consent.save()
    if answer == "no_reply":
        close_for(consent, on=on, because="No answer came; no answer is no consent.")
    meet("setting_consent", about=consent, on=on)
    record("budgets.consent_recorded", by=by, about=consent, on=on, answer=answer, words=consent.words)
    return consent


def _give(consent, *, by):
    authorise("budgets.give", consent, by=by)
    consent.give()


def _refuse_consent(consent, *, by):
    authorise("budgets.refuse_consent", consent, by=by)
    consent.refuse_consent()


def _note_no_reply(consent, *, by):
    authorise("budgets.note_no_reply", consent, by=by)
    consent.note_no_reply()


def _take_back(consent, *, by):
    authorise("budgets.take_back", consent, by=by)
    consent.take_back()


ANSWERS = {"given": _give, "refused": _refuse_consent, "no_reply": _note_no_reply, "withdrawn": _take_back}
