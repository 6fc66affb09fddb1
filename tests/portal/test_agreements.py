"""A family's agreement: read, consented to or declined, its account given, consent taken back; and a nominee's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from budgets.actions import agreements as acts
from budgets.models import Consent
from budgets.notices import STATEMENTS
from letters.models import Letter
from payments.models import Account
from tests.factories import payments
from tests.factories.agreements import (
    agree_to,
    make_active,
    make_agreed_line,
    make_agreed_request,
    make_agreement,
    make_cast,
    make_issued,
    make_nominee,
    make_notice_given,
    prepared,
)
from tests.factories.people import make_family, sign_in

pytestmark = pytest.mark.django_db
ACCOUNT = {
    "kind": "bank",
    "holder": "Robin Marsh",
    "sort_code": "20 00 00",
    "number": "12345678",
    "only_for_payments": "on",
}


@pytest.fixture
def cast():
    return make_cast()


def words_of(response):
    return response.content.decode()


def at(name, agreement):
    return reverse(name, args=[agreement.key])


def ticked(kind="recipient", **more):
    return {"seen": 1, "statements": list(STATEMENTS[kind]), "signed_name": "Robin Marsh"} | more


def nominees_agreement(cast):
    """Make an agreement whose notice names a nominee."""
    request = make_agreed_request(cast)
    make_agreed_line(request)
    nominee = make_nominee(cast, request)
    agreement = acts.open_agreements(request, on=timezone.localdate(), by=cast.checker)[0]
    prepared(agreement, cast, recipient=nominee.person, recipient_kind="nominee")
    return acts.issue_notice(agreement, on=timezone.localdate(), by=cast.officer), nominee


def test_what_is_being_prepared_is_not_shown_yet(client, cast):
    agreement = make_agreement(cast)
    sign_in(client, cast.parent)
    text = words_of(client.get(at("agreement", agreement)))
    assert "We are preparing it." in text
    assert "Tutoring" not in text
    assert client.get(at("agreement_consent", agreement)).status_code == 302


def test_a_parent_reads_and_consents_and_errors_keep_what_was_typed(client, cast):
    agreement = make_issued(cast)
    sign_in(client, cast.parent)
    text = words_of(client.get(at("agreement", agreement)))
    own = Letter.objects.get(kind="payment_notice", addressee=cast.parent.person)
    for shown in ("Read and consent", "£2,470.00", "Tutoring 1", reverse("letter", args=[own.key])):
        assert shown in text
    address = at("agreement_consent", agreement)
    some = {"seen": 1, "statements": ["receive"], "signed_name": "Robin Marsh", "schedule_answer": "no"}
    text = words_of(client.post(address, some))
    assert "Tick each statement, or tell us what is not right." in text
    assert 'value="Robin Marsh"' in text
    text = words_of(client.post(address, ticked(schedule_answer="yes")))
    assert "talk to your case officer" in text
    assert not Consent.objects.exists()
    assert client.post(address, ticked(schedule_answer="no")).status_code == 302
    agreement.refresh_from_db()
    assert agreement.state == "consented"
    assert client.post(address, ticked(schedule_answer="no")).status_code == 302, "sent twice"
    assert Consent.objects.count() == 1


def test_a_page_about_an_earlier_version_signs_nothing(client, cast):
    agreement, today = make_issued(cast), timezone.localdate()
    agreement = acts.revise(agreement, because="A condition changed.", on=today, by=cast.officer)
    agreement = acts.issue_notice(prepared(agreement, cast), on=today, by=cast.officer)
    sign_in(client, cast.parent)
    address = at("agreement_consent", agreement)
    text = words_of(client.post(address, ticked(schedule_answer="no"), follow=True))
    assert "The agreement has changed since you read it." in text
    assert "This is about version 2" in text
    assert not Consent.objects.exists()
    client.post(address, ticked(schedule_answer="no", seen=2))
    assert Consent.objects.get().version.number == 2


def test_the_other_parent_reads_it_with_their_own_letter_and_does_not_sign_for_the_recipient(client, cast):
    other = make_family(cast.child)
    agreement = make_issued(cast)
    sign_in(client, other)
    text = words_of(client.get(at("agreement", agreement)))
    own = Letter.objects.get(kind="payment_notice", addressee=other.person)
    assert reverse("letter", args=[own.key]) in text
    assert "Read and consent" not in text
    for name in ("agreement_consent", "agreement_decline", "agreement_withdraw", "agreement_account"):
        assert client.get(at(name, agreement)).status_code == 404


def test_a_nominees_agreement_needs_both_and_the_nominee_sees_no_more_than_the_money(client, cast):
    agreement, nominee = nominees_agreement(cast)
    sign_in(client, nominee)
    home = words_of(client.get("/home/"))
    assert at("agreement", agreement) in home
    text = words_of(client.get(at("agreement", agreement)))
    assert "Read and consent" in text
    assert reverse("child", args=[cast.child.key]) not in text
    assert client.get(reverse("child", args=[cast.child.key])).status_code == 404
    assert client.post(at("agreement_consent", agreement), ticked(schedule_answer="no")).status_code == 302
    assert "This consent is given." in words_of(client.get(at("agreement", agreement)))
    sign_in(client, cast.parent)
    text = words_of(client.get(at("agreement_consent", agreement)))
    assert f"You nominated {nominee.person.name}" in text
    assert "drug or alcohol" not in text
    assert client.post(at("agreement_consent", agreement), ticked("nominator")).status_code == 302
    agreement.refresh_from_db()
    assert agreement.state == "consented"


def test_an_arrangement_is_agreed_to_without_an_account_or_a_declaration(client, cast):
    agreement = make_issued(cast, mechanism="notional_council")
    sign_in(client, cast.parent)
    text = words_of(client.get(at("agreement_consent", agreement)))
    assert "drug or alcohol" not in text
    assert client.post(at("agreement_consent", agreement), ticked("arrangement")).status_code == 302
    text = words_of(client.get(at("agreement", agreement)))
    assert "The account" not in text
    assert client.get(at("agreement_account", agreement)).status_code == 404


def test_declining_is_taken_with_a_reason(client, cast):
    agreement = make_issued(cast)
    sign_in(client, cast.parent)
    assert "There is a problem" in words_of(client.post(at("agreement_decline", agreement), {"because": ""}))
    data = {"because": "We would rather you arranged it."}
    assert client.post(at("agreement_decline", agreement), data).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.state, agreement.end_words) == ("declined", data["because"])


def test_the_account_is_given_once_and_afterwards_only_its_end_is_shown(client, cast):
    agreement = agree_to(make_issued(cast), cast.parent)
    sign_in(client, cast.parent)
    address = at("agreement_account", agreement)
    assert address in words_of(client.get(at("agreement", agreement)))
    text = words_of(client.post(address, ACCOUNT | {"number": "12"}))
    assert "Enter the account number: 6 to 8 digits." in text
    assert 'value="20 00 00"' in text
    assert client.post(address, ACCOUNT).status_code == 302
    assert client.post(address, ACCOUNT).status_code == 302
    assert Account.objects.count() == 1
    text = words_of(client.get(at("agreement", agreement)))
    assert "account ending 5678" in text
    assert "12345678" not in text


def test_consent_is_taken_back_at_once_and_only_with_a_clear_word(client):
    agreement = payments.make_active_agreement()
    sign_in(client, agreement.recipient.user)
    address = at("agreement_withdraw", agreement)
    text = words_of(client.post(address, {"words": "I no longer want it."}))
    assert "Confirm that you understand that the payments stop today" in text
    assert "I no longer want it." in text
    assert client.post(address, {"words": "I no longer want it.", "sure": "on"}).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.state, agreement.ended_on) == ("ended", timezone.localdate())
    assert Letter.objects.filter(kind="consent_withdrawn").exists()
    assert client.get(address).status_code == 302


def test_an_ending_shows_its_last_day_the_letter_and_how_to_ask_again(client, cast):
    agreement = make_active(cast)
    ending = make_notice_given(agreement, cast)
    sign_in(client, cast.parent)
    text = words_of(client.get(at("agreement", agreement)))
    assert "It is to end" in text
    assert reverse("review_ask_ending", args=[ending.key]) in text
    assert reverse("letter", args=[ending.letter.key]) in text


def test_a_stranger_and_staff_find_nothing(client, cast):
    agreement = make_issued(cast)
    for user in (make_family(make_cast().child), cast.officer, cast.finance):
        sign_in(client, user)
        assert client.get(at("agreement", agreement)).status_code == 404
        assert (
            client.post(at("agreement_consent", agreement), ticked(schedule_answer="no")).status_code == 404
        )


def test_an_agreement_asks_as_often_for_many_payments_as_for_few(client, cast):
    counts = []
    for rhythm in ("monthly", "weekly_4"):
        paid = 2 if rhythm == "monthly" else 9
        agreement = payments.make_active_agreement(rhythm=rhythm, paid=paid)
        sign_in(client, agreement.recipient.user)
        client.get(at("agreement", agreement))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(at("agreement", agreement)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


def test_a_nominees_home_asks_as_often_for_many_agreements_as_for_few(client, cast):
    nominee = make_nominee(cast)
    counts = []
    for more in (2, 8):
        for _ in range(more):
            payments.make_ready_agreement(
                cast.child, parent=cast.parent, recipient=nominee.person, recipient_kind="nominee"
            )
        sign_in(client, nominee)
        client.get("/home/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/home/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20
