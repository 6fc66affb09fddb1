"""Accounts at finance: two people, the full numbers for the second one only, on paper or from the recipient."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import ViewLog
from budgets.actions.agreements import withdraw_consent
from payments.actions.accounts import record_account
from payments.models import Account
from tests.factories.payments import make_approver, make_finance_officer, make_ready_agreement
from tests.factories.people import sign_in

pytestmark = pytest.mark.django_db
NEW = {
    "kind": "bank",
    "holder": "R Marsh",
    "sort_code": "20-00-00",
    "number": "8765 4321",
    "only_for_payments": "on",
}


def words_of(response):
    return response.content.decode()


@pytest.fixture
def officer(client):
    officer = make_finance_officer()
    sign_in(client, officer)
    return officer


def make_waiting(**fields):
    """Make an agreement whose account, given by its recipient, waits to be approved."""
    agreement = make_ready_agreement(state="consented", **fields)
    Account.objects.filter(agreement=agreement).update(verified_on=None, verified_by=None, verified_words="")
    return agreement


def said(words):
    """Give what a second person sends: what they checked, and the sign of the account that was shown."""
    return {"words": words, "seen": str(Account.objects.filter(replaced_on=None).latest("pk").pk)}


def page_of(agreement, name="finance_account"):
    return reverse(name, args=[agreement.key])


def test_the_full_numbers_are_shown_on_asking_to_the_second_person_and_the_look_is_kept(client, officer):
    agreement = make_waiting()
    page = page_of(agreement)
    assert page in words_of(client.get("/finance/accounts/"))
    text = words_of(client.get(page))
    assert "5678" in text
    assert "12345678" not in text
    text = words_of(client.post(page, {"show": "1"}))
    assert "12345678" in text
    assert "200000" in text
    assert ViewLog.objects.filter(by_id=officer.pk, what="payments.numbers_shown").count() == 1
    assert "12345678" not in words_of(client.get(page))


def test_an_account_is_approved_with_what_was_checked_and_then_shows_no_numbers(client, officer):
    agreement = make_waiting()
    page = page_of(agreement)
    assert "There is a problem" in words_of(client.post(page, said(" ")))
    assert Account.objects.get().verified_on is None
    assert client.post(page, said("The name is the recipient’s.")).status_code == 302
    text = words_of(client.get(page))
    assert "The name is the recipient’s." in text
    assert officer.person.name in text
    text = words_of(client.post(page, {"show": "1"}))
    assert "12345678" not in text
    assert "only while the account waits" in text
    assert page not in words_of(client.get("/finance/accounts/"))


def test_an_account_that_took_the_place_of_the_one_shown_is_not_approved_unread(client, officer):
    agreement = make_waiting()
    page, before = page_of(agreement), said("The name is the recipient’s.")
    assert f'value="{before["seen"]}"' in words_of(client.get(page))
    record_account(
        agreement, kind="bank", holder="Somebody Else", sort_code="200000", number="87654321",
        only_for_payments=True, on=timezone.localdate(), by=agreement.recipient.user,
    )  # fmt: skip
    text = words_of(client.post(page, before))
    assert "Another account has taken its place: check that one." in text
    assert "Somebody Else" in text
    assert not Account.objects.exclude(verified_on=None).exists()
    now = said("The name is another’s.")
    assert now["seen"] != before["seen"]
    assert f'value="{now["seen"]}"' in text
    assert client.post(page, now).status_code == 302


@pytest.mark.parametrize("seen", ["", "0", "x", "9" * 60])
def test_no_account_is_approved_that_was_not_shown(client, officer, seen):
    page = page_of(make_waiting())
    text = words_of(client.post(page, {"words": "The name is right.", "seen": seen}))
    assert "There is a problem" in text
    assert "The name is right." in text
    assert Account.objects.get().verified_on is None


def test_whoever_records_an_account_from_paper_neither_sees_it_again_nor_approves_it(client, officer):
    agreement = make_ready_agreement(state="consented", with_account=False)
    assert page_of(agreement) in words_of(client.get("/finance/accounts/?list=missing"))
    record = page_of(agreement, "finance_account_record")
    text = words_of(client.post(record, NEW | {"sort_code": "20-00"}))
    assert "Enter the sort code: 6 digits." in text
    assert "8765 4321" in text
    assert client.post(record, NEW).status_code == 302
    page = page_of(agreement)
    assert "somebody else approves it" in words_of(client.get(page))
    text = words_of(client.post(page, {"show": "1"}))
    assert "87654321" not in text
    assert "Somebody else than the person who recorded the account approves it." in text
    client.post(page, said("I typed it."))
    assert Account.objects.get().verified_on is None
    sign_in(client, make_approver())
    assert "87654321" in words_of(client.post(page, {"show": "1"}))
    assert client.post(page, said("I compared it with the paper.")).status_code == 302
    assert Account.objects.get().verified_on


def test_an_agreement_without_an_account_says_so_and_has_nothing_to_approve(client, officer):
    agreement = make_ready_agreement(state="consented", with_account=False)
    assert "has given no account yet" in words_of(client.get(page_of(agreement)))
    assert client.post(page_of(agreement), {"words": "Nothing there"}).status_code == 404


def test_nothing_is_recorded_where_no_money_is_paid(client, officer):
    agreement = make_waiting()
    withdraw_consent(
        agreement, words="I do not want it.", on=timezone.localdate(), by=agreement.recipient.user
    )
    assert client.get(page_of(agreement, "finance_account_record")).status_code == 404


def test_an_agreement_that_is_still_prepared_is_not_finances(client, officer):
    agreement = make_ready_agreement(state="draft", with_account=False)
    assert client.get(page_of(agreement)).status_code == 404


@pytest.mark.parametrize("which", ["verify", "missing"])
def test_a_list_asks_as_often_for_many_as_for_few(client, officer, which):
    counts = []
    for more in (5, 20):
        for _ in range(more):
            make_waiting() if which == "verify" else make_ready_agreement(with_account=False)
        address = f"/finance/accounts/?list={which}"
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20
