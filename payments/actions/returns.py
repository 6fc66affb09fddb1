"""Acts of the family about a return: filling it in, a bit at a time, sending it, answering (R15.1, b5)."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from audit.acts import authorise, hold, record
from clocks import actions as clocks
from documents import actions as documents
from payments.actions.checking import accept, query, settle_deduction
from payments.actions.opening import FINAL, QUARTERLY, final_returns, label_of, open_returns, set_sums
from payments.models import Liability, QuarterlyReturn, SpendLine
from payments.states import bars_of
from policy import InputError, Refused
from policy.bars import refuse_if_barred
from policy.money import check_pounds
from policy.plain import long_date

__all__ = [
    "accept",
    "add_evidence",
    "answer_question",
    "final_returns",
    "open_returns",
    "query",
    "read_evidence",
    "save",
    "settle_deduction",
    "submit",
]
State = QuarterlyReturn.State
# Each sum with its name, and whether it may be below nothing.
SUMS = {
    "opening": ("opening balance", True),
    "other_in": ("other money paid in", False),
    "closing": ("closing balance", True),
    "statement": ("balance on the statement", True),
    "reconciliation": ("difference from the statement", True),
}
NEVER_EMPTY = ("other_in", "reconciliation")
WORDS = ("opening_words", "reconciliation_words", "under_use_words", "help_wanted")
MOST_LINES = 500


@transaction.atomic
def save(quarterly_return, *, on, by, spending=None, liabilities=None, **answers):
    """Keep what a family has filled in so far; what is not given stays as it was (R15.1).

    `answers` are the fields of SUMS and WORDS, `nothing_spent` and `under_use`. `spending` and `liabilities`
    are lists of dicts, and take the place of all lines there were.
    """
    quarterly_return = hold(quarterly_return)
    authorise("payments.save_return", quarterly_return, by=by)
    if quarterly_return.state not in (State.OPEN, State.QUERIED):
        words = quarterly_return.get_state_display().lower()
        raise Refused("state:save", f"This return can no longer be changed: it is “{words}”.")
    for name, value in _read(answers).items():
        setattr(quarterly_return, name, value)
    if spending is not None:
        _replace(SpendLine, quarterly_return, [_spent(quarterly_return, each) for each in spending])
    if liabilities is not None:
        _replace(Liability, quarterly_return, [_owed(quarterly_return, each) for each in liabilities])
    set_sums(quarterly_return)
    quarterly_return.saved_at = timezone.now()
    quarterly_return.save()
    record("payments.return_saved", by=by, about=quarterly_return, on=on)
    return quarterly_return


@transaction.atomic
def submit(quarterly_return, *, on, by, declared=True):
    """Send a return that is declared and adds up to the penny; finance now owes its check (R15.12, b5)."""
    quarterly_return = hold(quarterly_return)
    authorise("payments.submit", quarterly_return, by=by)
    was_open = quarterly_return.state in (State.OPEN, State.QUERIED)
    if was_open:
        set_sums(quarterly_return)
        refuse_if_barred(bars_of(quarterly_return))
        _refuse_unexplained(quarterly_return)
    quarterly_return.declared_on = on if declared else None
    quarterly_return.submitted_on, quarterly_return.submitted_by = on, by
    quarterly_return.submit()
    quarterly_return.save()
    for duty in (QUARTERLY, FINAL, "return_query"):
        clocks.meet(duty, about=quarterly_return, on=on)
    clocks.owe(
        "return_check",
        child=quarterly_return.child,
        about=quarterly_return,
        label=label_of(quarterly_return, "Check"),
        started_on=on,
    )
    record("payments.return_submitted", by=by, about=quarterly_return, on=on)
    return quarterly_return


@transaction.atomic
def answer_question(quarterly_return, *, answer, on, by):
    """Answer what finance asked; the return can then be sent again (b5)."""
    quarterly_return = hold(quarterly_return)
    authorise("payments.answer_question", quarterly_return, by=by)
    answer = answer.replace("\0", "").strip()
    if not answer:
        raise Refused("b5", "Write your answer.")
    question = quarterly_return.questions.filter(answered_on=None).first()
    if question is None:
        raise Refused("b5", "There is no question to answer now.")
    question.answer, question.answered_on = answer, on
    question.save()
    record("payments.question_answered", by=by, about=question, on=on)
    return question


def add_evidence(quarterly_return, upload, *, on, by):
    """Take a file that shows what was paid in or spent, such as a bank statement (R15.12)."""
    authorise("payments.add_evidence", quarterly_return, by=by)
    if quarterly_return.state == State.ACCEPTED:
        raise Refused("R15.12", "This return is accepted and closed. Write to us if something is wrong.")
    return documents.store_with(quarterly_return, upload, by=by, on=on)


def read_evidence(quarterly_return, document, *, by):
    """Give a clean file of a return to whoever sends or checks it: bytes, name and media type (R15.12)."""
    authorise("payments.see_evidence", quarterly_return, by=by)
    is_its = (document.about_type, document.about_id) == (
        quarterly_return._meta.label_lower,
        quarterly_return.pk,
    )
    if not is_its:
        raise Refused("R15.12", "This file belongs to something else.")
    return documents.read_clean(document, by=by)


def _read(answers):
    read = {}
    for name, value in answers.items():
        if name in SUMS:
            called, may_be_negative = SUMS[name]
            value = 0 if value is None and name in NEVER_EMPTY else value
            read[name] = None if value is None else _sum(value, called, negative=may_be_negative)
        elif name in WORDS:
            read[name] = value.replace("\0", "").strip()
        elif name == "nothing_spent":
            read[name] = bool(value)
        elif name == "under_use":
            if value not in QuarterlyReturn.UnderUse.values:
                raise Refused("R15.10", "Choose from the list why money was left.")
            read[name] = value
        else:
            raise TypeError(f"a return has no answer called {name}")
    return read


def _sum(value, called, *, negative=False, least=None):
    try:
        amount = check_pounds(value, called, negative)
    except InputError as problem:
        raise Refused("R15.1", f"{str(problem)[:1].upper()}{str(problem)[1:]}.") from problem
    if least is not None and amount <= least:
        raise Refused("R15.1", f"{called[:1].upper()}{called[1:]}: enter more than £0.")
    return amount


def _replace(model, quarterly_return, rows):
    if len(rows) > MOST_LINES:
        raise Refused("R13.1", f"Enter at most {MOST_LINES} lines; add up small ones of one kind.")
    model.objects.filter(quarterly_return=quarterly_return).delete()
    model.objects.bulk_create(rows)


def _spent(quarterly_return, given):
    payee = _text(given.get("payee"), SpendLine, "payee", "who was paid")
    words = _text(given.get("words"), SpendLine, "words", "")
    spent_on = _day(given.get("spent_on"), "Enter the day the money was spent.")
    if not quarterly_return.from_on <= spent_on <= quarterly_return.to_on:
        period = f"{long_date(quarterly_return.from_on)} to {long_date(quarterly_return.to_on)}"
        raise Refused("R13.1", f"This return is for {period}: {long_date(spent_on)} is outside it.")
    provision = given.get("provision")
    if provision is None and not words:
        raise Refused("R13.1", "Choose what the money was for, or say it in words.")
    if provision is not None and not quarterly_return.version.provision.filter(pk=provision).exists():
        raise Refused("R13.1", "Choose the support from those the agreement names.")
    return SpendLine(
        quarterly_return=quarterly_return,
        spent_on=spent_on,
        payee=payee,
        provision_id=provision,
        words=words,
        amount=_sum(given.get("amount"), "amount spent", least=0),
    )


def _owed(quarterly_return, given):
    if given.get("kind") not in Liability.Kind.values:
        raise Refused("R15.5", "Choose what kind of bill is still to be paid.")
    due_on = given.get("due_on")
    return Liability(
        quarterly_return=quarterly_return,
        kind=given["kind"],
        amount=_sum(given.get("amount"), "amount owed", least=0),
        due_on=None if due_on is None else _day(due_on, "Enter the day it has to be paid."),
        words=_text(given.get("words"), Liability, "words", "what it is for"),
    )


def _text(value, model, field, called):
    """Give words that fit their field; they may be left out when they are not `called` anything."""
    text, most = (value or "").replace("\0", "").strip(), model._meta.get_field(field).max_length
    if len(text) > most:
        raise Refused("R13.1", f"Use at most {most} characters for {called or 'these words'}.")
    if called and not text:
        raise Refused("R13.1", f"Say {called}.")
    return text


def _day(value, words):
    if not isinstance(value, date):
        raise Refused("R13.1", words)
    return value


def _refuse_unexplained(quarterly_return):
    if quarterly_return.reconciliation and not quarterly_return.reconciliation_words:
        raise Refused("R15.12", "Say what the difference from the bank statement is.")
    if quarterly_return.under_use == QuarterlyReturn.UnderUse.OTHER and not quarterly_return.under_use_words:
        raise Refused("R15.10", "Say in words why money was left.")
