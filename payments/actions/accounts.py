"""Acts about accounts: the recipient records where payments go, and somebody of finance checks it (R10.4)."""

import re

from django.db import transaction

from audit.acts import authorise, hold, look, record
from budgets.actions import agreements
from payments.models import Account
from people.sealing import seal, unseal
from policy import Refused

RULE = "R10.4"
# Some account numbers are shorter; banks fill them up with noughts in front.
SORT_CODE = ("sort code", 6, 6)
NUMBER = ("account number", 6, 8)
BY_ANOTHER = "Somebody else than the person who recorded the account approves it."
PAYABLE = ("notice_issued", "consented", "ready", "active", "stop_notice")
# People write sort codes with dashes of every kind, and numbers in groups.
BETWEEN_FIGURES = re.compile(r"[\s\-\u2010-\u2015]")


@transaction.atomic
def record_account(agreement, *, kind, holder, sort_code, number, only_for_payments, on, by):
    """Record the account an agreement is paid into; another one takes its place and is checked anew (R10.4)."""
    agreement = hold(agreement)
    authorise("payments.record_account", agreement, by=by)
    _refuse_unpaid(agreement)
    numbers = _numbers(sort_code, number)
    holder = _holder(kind, holder, only_for_payments)
    before = agreement.accounts.filter(replaced_on=None).first()
    if before and _is_same(before, kind, holder, numbers):
        return before
    if before:
        before.replaced_on = on
        before.save()
    account = Account.objects.create(
        agreement=agreement,
        kind=kind,
        holder=holder,
        sealed_numbers=seal(numbers),
        last_four=numbers[-4:],
        only_for_payments=True,
        recorded_on=on,
        recorded_by=by,
    )
    words = {"kind_of_account": kind, "last_four": account.last_four, "replaces": bool(before)}
    record("payments.account_recorded", by=by, about=account, on=on, **words)
    return account


@transaction.atomic
def verify_account(account, *, words, on, by):
    """Approve an account as a second person, saying what was checked (R10.4)."""
    account = hold(account)
    authorise("payments.verify_account", account, by=by)
    _refuse_unpaid(account.agreement)
    if account.replaced_on is not None:
        raise Refused(RULE, "Another account has taken its place: check that one.")
    if account.verified_on is not None:
        raise Refused(RULE, "This account is approved already.")
    if account.recorded_by_id == by.pk:
        raise Refused(RULE, BY_ANOTHER)
    if not words.strip():
        raise Refused(
            RULE, "Say what you checked: the name on the account, and that it is for this money only."
        )
    account.verified_on, account.verified_by, account.verified_words = on, by, words.strip()
    account.save()
    agreements.note_account_verified(account.agreement, on=on, by=by)
    record("payments.account_verified", by=by, about=account, on=on, checked=account.verified_words)
    return account


@transaction.atomic
def reveal_numbers(account, *, by):
    """Give the sort code and account number to whoever is to approve the account; the look is logged (R24.8)."""
    account = hold(account)
    authorise("payments.verify_account", account, by=by)
    if account.replaced_on is not None or account.verified_on is not None:
        raise Refused(RULE, "The full numbers are shown only while the account waits to be approved.")
    if account.recorded_by_id == by.pk:
        raise Refused(RULE, BY_ANOTHER)
    look(by=by, what="payments.numbers_shown", about=account)
    sort_code, number = unseal(account.sealed_numbers).split()
    return sort_code, number


def _refuse_unpaid(agreement):
    if not agreement.is_paid_over:
        raise Refused(RULE, "No money is paid over under this agreement, so it has no account.")
    if agreement.state not in PAYABLE:
        words = f"This cannot be done now: the agreement is “{agreement.get_state_display().lower()}”."
        raise Refused(RULE, words)


def _numbers(sort_code, number):
    """Give both numbers as figures only, in their full length; people write them in groups."""
    return f"{_figures(sort_code, *SORT_CODE)} {_figures(number, *NUMBER)}"


def _figures(written, called, least, most):
    figures = BETWEEN_FIGURES.sub("", written)
    if not (figures.isascii() and figures.isdigit() and least <= len(figures) <= most):
        length = f"{least} to {most}" if least < most else most
        raise Refused(RULE, f"Enter the {called}: {length} digits.")
    return figures.zfill(most)


def _holder(kind, holder, only_for_payments):
    if kind not in Account.Kind.values:
        raise Refused(RULE, "Choose what kind of account it is.")
    holder = holder.replace("\0", "").strip()
    if not holder or len(holder) > Account._meta.get_field("holder").max_length:
        raise Refused(RULE, "Enter the name on the account.")
    if not only_for_payments:
        raise Refused(RULE, "The account must be used for these payments only: keep other money out of it.")
    return holder


def _is_same(account, kind, holder, numbers):
    """Tell whether an account is the one just given, so that a form sent twice is one account."""
    return (account.kind, account.holder, unseal(account.sealed_numbers)) == (kind, holder, numbers)
