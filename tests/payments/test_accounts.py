"""Accounts: recorded by one person, approved by another, their numbers kept sealed (R10.4)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from audit.acts import NotAllowed
from audit.models import EventDetail
from payments.actions.accounts import record_account, verify_account
from payments.models import Account
from people.roles import Basis
from people.sealing import unseal
from policy import Refused
from tests.factories.payments import (
    make_active_agreement,
    make_approver,
    make_finance_officer,
    make_ready_agreement,
    parent_of,
)
from tests.factories.people import make_family, make_officer, make_team

ON = date(2026, 9, 28)
GIVEN = {
    "kind": "bank",
    "holder": "R Marsh",
    "sort_code": "20-00-00",
    "number": "12345678",
    "only_for_payments": True,
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement():
    """Give an agreement that still has no account."""
    return make_ready_agreement(with_account=False)


def recorded(agreement, by=None, on=ON, **given):
    return record_account(agreement, **GIVEN | given, on=on, by=by or parent_of(agreement))


@pytest.mark.parametrize("sort_code", ["200000", "20-00-00", "20 00 00", "20–00–00"])
def test_a_sort_code_is_read_however_it_is_written(agreement, sort_code):
    account = recorded(agreement, sort_code=sort_code)
    assert unseal(account.sealed_numbers) == "200000 12345678"
    assert account.last_four == "5678"


def test_a_short_account_number_is_filled_up_as_banks_do(agreement):
    assert unseal(recorded(agreement, number="123 456").sealed_numbers) == "200000 00123456"


@pytest.mark.parametrize(
    "wrong",
    [
        {"sort_code": "20000"},
        {"sort_code": "2000000"},
        {"sort_code": "20000a"},
        {"sort_code": "٢٠٠٠٠٠"},
        {"number": "123456789"},
        {"number": "12345"},
        {"number": "1234567\0"},
        {"kind": "sock"},
        {"holder": "  "},
        {"holder": "x" * 201},
        {"only_for_payments": False},
    ],
)
def test_an_account_that_cannot_be_is_refused(agreement, wrong):
    with pytest.raises(Refused) as refused:
        recorded(agreement, **wrong)
    assert refused.value.rule == "R10.4"
    assert not Account.objects.exists()


def test_the_numbers_are_nowhere_in_the_clear(agreement):
    account = recorded(agreement)
    assert "12345678" not in account.sealed_numbers and "200000" not in account.sealed_numbers
    assert not EventDetail.objects.filter(words__contains="12345678").exists()
    assert str(account) == "account ending 5678"


def test_who_may_record_it(agreement):
    nominee = make_family(agreement.child, basis=Basis.NOMINEE)
    strangers = [
        make_family(agreement.child),
        nominee,
        agreement.child.case_officer,
        make_approver(),
        make_officer(team=make_team()),
    ]
    for stranger in strangers:
        with pytest.raises(NotAllowed):
            recorded(agreement, by=stranger)
    assert recorded(agreement, by=make_finance_officer(), holder="On paper").holder == "On paper"
    agreement.recipient = nominee.person
    agreement.save()
    assert recorded(agreement, by=nominee).recorded_by == nominee


def test_the_same_form_sent_twice_is_one_account(agreement):
    assert recorded(agreement) == recorded(agreement)
    assert Account.objects.count() == 1


def test_another_account_takes_its_place_and_is_checked_anew(agreement):
    finance = make_finance_officer()
    first = verify_account(recorded(agreement), words="The name is the same.", on=ON, by=finance)
    second = recorded(agreement, number="87654321", on=date(2026, 10, 1))
    first.refresh_from_db()
    assert first.replaced_on == date(2026, 10, 1)
    assert second.verified_on is None
    with pytest.raises(Refused) as refused:
        verify_account(first, words="Again.", on=ON, by=make_finance_officer())
    assert refused.value.rule == "R10.4"


def test_a_second_person_approves_it_and_the_agreement_knows(agreement):
    account = verify_account(recorded(agreement), words=" The name is the same. ", on=ON, by=make_approver())
    assert (account.verified_on, account.verified_words) == (ON, "The name is the same.")
    agreement.refresh_from_db()
    assert agreement.account_verified_on == ON


def test_nobody_approves_the_account_they_recorded(agreement):
    finance = make_finance_officer()
    account = recorded(agreement, by=finance)
    with pytest.raises(Refused) as refused:
        verify_account(account, words="Seen.", on=ON, by=finance)
    assert refused.value.rule == "R10.4"
    account.verified_on, account.verified_by = ON, finance
    with pytest.raises(IntegrityError, match="payments_second_person_verifies"), transaction.atomic():
        account.save()


def test_what_was_checked_is_said(agreement):
    with pytest.raises(Refused):
        verify_account(recorded(agreement), words="  ", on=ON, by=make_finance_officer())


def test_only_finance_approves(agreement):
    account = recorded(agreement)
    for stranger in (parent_of(agreement), agreement.child.case_officer, make_family(agreement.child)):
        with pytest.raises(NotAllowed):
            verify_account(account, words="Seen.", on=ON, by=stranger)


def test_no_account_where_no_money_is_paid_over_or_any_more():
    notional = make_ready_agreement(mechanism="notional_council", with_account=False)
    with pytest.raises(Refused):
        recorded(notional, by=make_finance_officer())
    ended = make_ready_agreement(
        state="closed", ended_on=ON, end_ground="G1", provision_after="The council arranges it."
    )
    with pytest.raises(Refused):
        recorded(ended, number="87654321")


def test_an_active_agreement_may_change_its_account():
    agreement = make_active_agreement()
    account = recorded(agreement, number="87654321", on=date(2026, 11, 1))
    verify_account(account, words="Seen.", on=date(2026, 11, 2), by=make_finance_officer())
    agreement.refresh_from_db()
    assert (agreement.state, agreement.account_verified_on) == ("active", date(2026, 11, 2))
