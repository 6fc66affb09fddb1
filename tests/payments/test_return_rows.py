"""What a return lists, row by row: added once, taken out by its key, and settled by finance once (R13.1, R15.5)."""

import uuid
from datetime import date
from decimal import Decimal

import pytest

from audit.acts import NotAllowed
from payments.actions import returns
from payments.models import QuarterlyReturn
from policy import Refused
from tests.factories.payments import (
    make_finance_officer,
    make_open_return,
    make_sent_return,
    parent_of,
)
from tests.factories.people import make_family
from tests.factories.threads import at_once

ON = date(2027, 1, 11)
pytestmark = pytest.mark.django_db
BILL = {"kind": "tax", "amount": Decimal("10.00"), "words": "PAYE"}


@pytest.fixture
def found():
    """Give the open return of a quarter in which £1,800.00 was paid."""
    return make_open_return()


def who(found):
    return {"on": ON, "by": parent_of(found)}


def spend(found, token=None, **fields):
    line = {"spent_on": date(2026, 11, 3), "payee": "Sam Lane", "amount": Decimal("40.00")}
    line["provision"] = found.version.provision.get().pk
    return returns.add_spending(found, token=token or uuid.uuid4(), **line | fields, **who(found))


def owe(found, token=None, **fields):
    return returns.add_owed(found, token=token or uuid.uuid4(), **BILL | fields, **who(found))


def test_a_form_sent_twice_is_one_row_and_another_is_another(found):
    token = uuid.uuid4()
    for _ in range(3):
        spend(found, token)
        owe(found, token)
    assert (found.spending.count(), found.liabilities.count()) == (1, 1)
    spend(found)
    owe(found)
    assert (found.spending.count(), found.liabilities.count()) == (2, 2)


def test_a_form_gone_back_to_and_filled_in_anew_is_not_lost(found):
    token = uuid.uuid4()
    spend(found, token)
    spend(found, token, amount=Decimal("41.00"))
    assert sorted(found.spending.values_list("amount", flat=True)) == [Decimal("40.00"), Decimal("41.00")]


def test_a_token_of_another_return_is_no_trouble(found):
    token = uuid.uuid4()
    other = make_open_return()
    for each in (found, other):
        owe(each, token)
    assert (found.liabilities.count(), other.liabilities.count()) == (1, 1)


def test_a_row_is_taken_out_by_its_key_and_only_that_one(found):
    for payee in ("Sam Lane", "Riverbank Therapies"):
        spend(found, payee=payee)
        owe(found, words=payee)
    for rows, take_out in (
        (found.spending, returns.take_out_spending),
        (found.liabilities, returns.take_out_owed),
    ):
        key = rows.order_by("pk").first().key
        for _ in range(2):
            take_out(found, key=key, **who(found))
        assert rows.count() == 1, "sent twice, it takes no other row out"
    assert found.spending.get().payee == found.liabilities.get().words == "Riverbank Therapies"


def test_a_row_of_another_return_is_not_taken_out(found):
    other = spend(make_open_return())
    returns.take_out_spending(found, key=other.spending.get().key, **who(found))
    assert other.spending.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_who_write_at_once_lose_nothing():
    found = make_open_return()
    second = make_family(found.child)
    item = found.version.provision.get().pk

    def add(by):
        line = {"spent_on": date(2026, 11, 3), "payee": "Sam Lane", "provision": item}
        amount = Decimal("40.00")
        return returns.add_spending(found, token=uuid.uuid4(), **line, amount=amount, on=ON, by=by)

    results = at_once(*[lambda by=by: add(by) for by in (parent_of(found), second) * 2])
    assert [each for each in results if isinstance(each, Exception)] == []
    assert found.spending.count() == 4


def test_what_finance_settled_stays_settled_when_the_family_changes_something_else():
    sent = make_sent_return(closing="1350.00", owed=[("tax", "310.00"), ("invoice", "220.00")])
    finance = make_finance_officer()
    tax, invoice = sent.liabilities.order_by("pk")
    returns.settle_deduction(tax, accepted=True, on=ON, by=finance)
    returns.settle_deduction(invoice, accepted=False, words="It was paid in December.", on=ON, by=finance)
    returns.query(sent, words="Who is Sam Lane?", on=ON, by=finance)
    returns.save(sent, help_wanted="With the statement", **who(sent))
    owe(sent)
    settled = list(sent.liabilities.order_by("pk").values_list("accepted", "accepted_words"))
    assert settled == [(True, ""), (False, "It was paid in December."), (None, "")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": Decimal("0.00")},
        {"amount": Decimal("1000000.00")},
        {"amount": None},
        {"amount": Decimal("-3.00")},
        {"payee": ""},
        {"payee": "x" * 201},
        {"spent_on": None},
        {"spent_on": date(2026, 10, 4)},
        {"spent_on": date(2027, 1, 1)},
        {"provision": 987654321},
        {"provision": None},
    ],
)
def test_a_line_that_cannot_be_is_refused_and_nothing_is_lost(found, wrong):
    spend(found)
    with pytest.raises(Refused):
        spend(found, **wrong)
    assert found.spending.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": Decimal("0.00")},
        {"amount": Decimal("1000000.00")},
        {"kind": "fun"},
        {"words": " "},
        {"words": "x" * 301},
        {"due_on": "soon"},
    ],
)
def test_a_bill_that_cannot_be_is_refused(found, wrong):
    with pytest.raises(Refused):
        owe(found, **wrong)
    assert not found.liabilities.exists()


def test_a_list_whose_sum_could_not_be_worked_with_is_refused(found):
    for add in (spend, owe):
        add(found, amount=Decimal("600000.00"))
        with pytest.raises(Refused, match="Together that is £1,000,000.00"):
            add(found, amount=Decimal("400000.00"))


def test_a_line_outside_the_agreed_support_says_what_it_was(found):
    spend(found, provision=None, words="A taxi to the tutor")
    assert found.spending.get().words == "A taxi to the tutor"


def test_that_nothing_was_spent_is_not_said_beside_what_was(found):
    spend(found)
    with pytest.raises(Refused, match="take those lines out first"):
        returns.save(found, nothing_spent=True, **who(found))
    returns.take_out_spending(found, key=found.spending.get().key, **who(found))
    assert returns.save(found, nothing_spent=True, **who(found)).nothing_spent
    spend(found)
    assert not QuarterlyReturn.objects.get(pk=found.pk).nothing_spent


def test_once_sent_no_row_is_added_or_taken_out_and_no_stranger_does_it():
    sent = make_sent_return(owed=[("tax", "310.00")])
    stranger = make_family(make_open_return().child)
    spent, owed = sent.spending.get(), sent.liabilities.get()
    item = sent.version.provision.get().pk
    line = {"spent_on": date(2026, 11, 3), "payee": "Sam Lane", "provision": item, "amount": Decimal("1.00")}
    acts = (
        lambda by: returns.add_spending(sent, token=uuid.uuid4(), **line, on=ON, by=by),
        lambda by: returns.add_owed(sent, token=uuid.uuid4(), **BILL, on=ON, by=by),
        lambda by: returns.take_out_spending(sent, key=spent.key, on=ON, by=by),
        lambda by: returns.take_out_owed(sent, key=owed.key, on=ON, by=by),
    )
    for act in acts:
        with pytest.raises(Refused, match="can no longer be changed"):
            act(parent_of(sent))
        with pytest.raises(NotAllowed):
            act(stranger)
