"""Acts of the family about a return: filling it in, a bit at a time, sending it, answering (R15.1, b5)."""

import json
import uuid

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from audit.acts import authorise, hold, record
from budgets.choices import HowReceived
from clocks import actions as clocks
from documents import actions as documents
from documents.models import Document
from payments.actions.checking import accept, query, settle_deduction
from payments.actions.opening import FINAL, QUARTERLY, final_returns, label_of, open_returns, set_sums
from payments.actions.reading import answers_of, owed_on_return, refuse_too_much, spent_on_return
from payments.models import QuarterlyReturn
from payments.states import bars_of
from policy import Refused
from policy.bars import refuse_if_barred
from policy.plain import long_date

__all__ = [
    "accept",
    "add_evidence",
    "add_owed",
    "add_spending",
    "answer_question",
    "final_returns",
    "open_returns",
    "query",
    "read_evidence",
    "save",
    "settle_deduction",
    "submit",
    "take_out_owed",
    "take_out_spending",
]
State = QuarterlyReturn.State
MOST_LINES = 500
PORTAL = HowReceived.PORTAL
COMES_WITH_WRITING = (HowReceived.LETTER, HowReceived.EMAIL)


@transaction.atomic
def save(quarterly_return, *, on, by, **answers):
    """Keep what a family has filled in so far; what is not given stays as it was (R15.1).

    `answers` are those `reading.answers_of` reads.
    """
    quarterly_return = hold(quarterly_return)
    authorise("payments.save_return", quarterly_return, by=by)
    _refuse_sent(quarterly_return)
    for name, value in answers_of(answers).items():
        setattr(quarterly_return, name, value)
    if answers.get("nothing_spent") and quarterly_return.spending.exists():
        words = "You wrote down what was spent: take those lines out first, or do not tick that nothing was."
        raise Refused("R13.1", words)
    if "under_use" in answers:
        quarterly_return.use_said_on = on
    return _save(quarterly_return, on=on, by=by)


@transaction.atomic
def add_spending(quarterly_return, *, token, on, by, **given):
    """Write down one thing money was spent on; the token makes a form sent twice one line (R13.1)."""
    quarterly_return = hold(quarterly_return)
    authorise("payments.save_return", quarterly_return, by=by)
    _refuse_sent(quarterly_return)
    row = spent_on_return(quarterly_return, **given)
    quarterly_return.nothing_spent = False
    return _add(quarterly_return, quarterly_return.spending, row, token=token, on=on, by=by)


@transaction.atomic
def take_out_spending(quarterly_return, *, key, on, by):
    """Take one line of spending out of a return; one that is gone already changes nothing (R13.1)."""
    quarterly_return = hold(quarterly_return)
    authorise("payments.save_return", quarterly_return, by=by)
    _refuse_sent(quarterly_return)
    quarterly_return.spending.filter(key=key).delete()
    return _save(quarterly_return, on=on, by=by)


@transaction.atomic
def add_owed(quarterly_return, *, token, on, by, **given):
    """Write down one thing that is owed and not yet paid; what finance settled stays settled (R15.5)."""
    quarterly_return = hold(quarterly_return)
    authorise("payments.save_return", quarterly_return, by=by)
    _refuse_sent(quarterly_return)
    row = owed_on_return(**given)
    return _add(quarterly_return, quarterly_return.liabilities, row, token=token, on=on, by=by)


@transaction.atomic
def take_out_owed(quarterly_return, *, key, on, by):
    """Take one thing that is owed out of a return; one that is gone already changes nothing (R15.5)."""
    quarterly_return = hold(quarterly_return)
    authorise("payments.save_return", quarterly_return, by=by)
    _refuse_sent(quarterly_return)
    quarterly_return.liabilities.filter(key=key).delete()
    return _save(quarterly_return, on=on, by=by)


@transaction.atomic
def submit(quarterly_return, *, on, by, declared=True, how_received=PORTAL, received_on=None):
    """Send a return that is declared and adds up to the penny; finance now owes its check (R15.12, b5).

    An officer sends one that came another way, as of the day it came (R4.5).
    """
    quarterly_return = hold(quarterly_return)
    authorise("payments.submit", quarterly_return, by=by)
    if quarterly_return.state in (State.OPEN, State.QUERIED):
        asked = quarterly_return.questions.order_by("pk").last()
        since = asked.asked_on if asked else quarterly_return.opened_on
        on_day = _came_on(quarterly_return, how_received, received_on, since=since, on=on, by=by)
        set_sums(quarterly_return)
        refuse_if_barred(bars_of(quarterly_return))
        _refuse_unexplained(quarterly_return)
        quarterly_return.declared_on = on_day if declared else None
        quarterly_return.submitted_on, quarterly_return.submitted_by = on_day, by
        quarterly_return.how_received = how_received
    quarterly_return.submit()
    quarterly_return.save()
    for duty in (QUARTERLY, FINAL, "return_query"):
        clocks.meet(duty, about=quarterly_return, on=quarterly_return.submitted_on)
    clocks.owe(
        "return_check",
        child=quarterly_return.child,
        about=quarterly_return,
        label=label_of(quarterly_return, "Check"),
        started_on=quarterly_return.submitted_on,
    )
    record("payments.return_submitted", by=by, about=quarterly_return, on=on, how_received=how_received)
    return quarterly_return


@transaction.atomic
def answer_question(quarterly_return, *, answer, on, by, how_received=PORTAL, received_on=None):
    """Answer what finance asked; the return can then be sent again. Sent twice, it is one answer (b5)."""
    quarterly_return = hold(quarterly_return)
    authorise("payments.answer_question", quarterly_return, by=by)
    answer = answer.replace("\0", "").strip()
    if not answer:
        raise Refused("b5", "Write your answer.")
    question = quarterly_return.questions.order_by("pk").last()
    if question and question.answer == answer and quarterly_return.state == State.QUERIED:
        return question
    if question is None or question.answered_on:
        raise Refused("b5", "There is no question to answer now.")
    came_on = _came_on(quarterly_return, how_received, received_on, since=question.asked_on, on=on, by=by)
    question.answer, question.answered_on, question.how_received = answer, came_on, how_received
    question.save()
    record("payments.question_answered", by=by, about=question, on=on, how_received=how_received)
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


def _refuse_sent(quarterly_return):
    if quarterly_return.state not in (State.OPEN, State.QUERIED):
        words = quarterly_return.get_state_display().lower()
        raise Refused("state:save", f"This return can no longer be changed: it is “{words}”.")


def _add(quarterly_return, rows, row, *, token, on, by):
    """Add a row once; the same form filled in with something else is another row."""
    said = json.dumps([quarterly_return.pk, row], sort_keys=True, default=str)
    key = uuid.uuid5(token, said)
    if rows.filter(key=key).exists():
        return quarterly_return
    if rows.count() >= MOST_LINES:
        raise Refused("R13.1", f"Enter at most {MOST_LINES} lines; add up small ones of one kind.")
    refuse_too_much((rows.aggregate(sum=Sum("amount"))["sum"] or 0) + row["amount"])
    rows.create(key=key, **row)
    return _save(quarterly_return, on=on, by=by)


def _save(quarterly_return, *, on, by):
    set_sums(quarterly_return)
    quarterly_return.saved_at = timezone.now()
    quarterly_return.save()
    record("payments.return_saved", by=by, about=quarterly_return, on=on)
    return quarterly_return


def _came_on(quarterly_return, how_received, received_on, *, since, on, by):
    """Give the day something was sent, or came another way to an officer, with its paper when it was written."""
    if how_received not in HowReceived.values or by.is_staff == (how_received == PORTAL):
        raise Refused("R4.5", "Say how it reached the council.")
    received_on = received_on or on
    if not since <= received_on <= on and by.is_staff:
        raise Refused("R4.5", f"Give the day it came, from {long_date(since)} to today.")
    if how_received in COMES_WITH_WRITING and not _has_paper(quarterly_return, since):
        raise Refused(
            "R4.5", "Add the paper or email it came in first, under “Bank statement and other papers”."
        )
    return received_on


def _has_paper(quarterly_return, since):
    """Whether an officer added a paper of a return on a day or after it."""
    papers = Document.objects.about(quarterly_return).filter(uploaded_at__date__gte=since)
    return any(each.uploaded_by.is_staff for each in papers.select_related("uploaded_by"))


def _refuse_unexplained(quarterly_return):
    if quarterly_return.reconciliation and not quarterly_return.reconciliation_words:
        raise Refused("R15.12", "Say what the difference from the bank statement is.")
    if quarterly_return.under_use == QuarterlyReturn.UnderUse.OTHER and not quarterly_return.under_use_words:
        raise Refused("R15.10", "Say in words why money was left.")
