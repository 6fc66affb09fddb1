"""Finance's payments: seen by finance only, approved by one person, released by another, one by one or many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import ViewLog
from budgets.actions import agreements
from letters.models import Letter
from payments.actions import instalments
from payments.actions.schedules import make_schedule
from payments.models import Instalment
from people.roles import Role
from tests.factories.payments import (
    make_active_agreement,
    make_approver,
    make_finance_officer,
    make_ready_agreement,
)
from tests.factories.people import make_child, make_officer, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db
LIST = "/finance/payments/"


def make_late(**fields):
    """Make an agreement with one payment made, one late and others to come."""
    from_on = timezone.localdate() - timedelta(days=40)
    return make_active_agreement(from_on=from_on, **fields)


def planned(agreement):
    """Give the payments that are still planned, the first due first."""
    rows = Instalment.objects.filter(schedule__agreement=agreement, state="planned")
    return list(rows.order_by("due_on", "pk"))


def approved(agreement, *, by=None):
    """Approve the next payment."""
    return instalments.approve(
        planned(agreement)[0], on=timezone.localdate(), by=by or make_finance_officer()
    )


@pytest.fixture
def officer(client):
    officer = make_finance_officer()
    sign_in(client, officer)
    return officer


def words_of(response):
    return response.content.decode()


def at(name, record):
    return reverse(name, args=[record.key])


def test_the_home_page_says_first_what_is_late_and_then_what_waits(client, officer):
    agreement = make_late()
    text = words_of(client.get("/finance/"))
    assert "1 payment is late." in text
    assert text.index("1 payment is late.") < text.index("To approve")
    approved(agreement)
    text = words_of(client.get("/finance/"))
    assert "1 payment is late." in text, "approved is not paid"


def test_a_payment_due_today_is_not_late_yet(client, officer):
    make_active_agreement(from_on=timezone.localdate() - timedelta(weeks=4))
    assert "late." not in words_of(client.get("/finance/"))


def test_the_list_is_filtered_by_what_can_be_done(client, officer):
    agreement = make_late()
    late, coming = planned(agreement)[:2]
    approved_one = approved(make_late())
    reference = approved_one.schedule.agreement.reference
    shown = {
        name: words_of(client.get(LIST, {"list": name})) for name in ("approve", "release", "late", "coming")
    }
    assert at("finance_payment", late) in shown["approve"]
    assert at("finance_payment", coming) not in shown["approve"]
    assert at("finance_payment", coming) in shown["coming"]
    assert reference in shown["release"]
    assert agreement.reference not in shown["release"]
    assert agreement.reference in shown["late"]
    assert reference in shown["late"], "approved is not paid"
    every = words_of(client.get(LIST, {"agreement": reference.lower()}))
    assert "Paid" in every
    assert agreement.reference not in every


def test_after_the_end_only_what_is_still_owed_is_listed(client, officer):
    agreement = make_late()
    owed, later = planned(agreement)[:2]
    parent = agreement.recipient.user
    agreements.withdraw_consent(agreement, words="I stop.", on=timezone.localdate(), by=parent)
    text = words_of(client.get(LIST, {"list": "late"}))
    assert at("finance_payment", owed) not in text, "a payment for days after the end is not made whole"
    instalments.cancel_after_end(timezone.localdate())
    (part,) = planned(agreement)
    assert part.amount < owed.amount and part.to_on == timezone.localdate()
    assert at("finance_payment", part) in words_of(client.get(LIST, {"list": "late"}))
    assert at("finance_payment", later) not in words_of(client.get(LIST, {"list": "coming"}))


def test_what_is_left_after_the_end_is_cancelled_with_the_reason_and_not_before(client, officer):
    agreement = make_late()
    owed, parent = planned(agreement)[0], agreement.recipient.user
    assert "Cancel this payment" not in words_of(client.get(at("finance_payment", owed)))
    refused = client.post(at("finance_cancel", owed), {"words": "Too much."})
    assert "The agreement owes this payment." in words_of(refused)
    agreements.withdraw_consent(agreement, words="I stop.", on=timezone.localdate(), by=parent)
    instalments.cancel_after_end(timezone.localdate())
    (part,) = planned(agreement)
    assert "Cancel this payment" in words_of(client.get(at("finance_payment", part)))
    assert "Enter why it is not paid" in words_of(client.post(at("finance_cancel", part), {"words": ""}))
    answer = client.post(at("finance_cancel", part), {"words": "They have enough left, and said so."})
    assert answer.status_code == 302
    text = words_of(client.get(at("finance_payment", part)))
    assert "They have enough left, and said so." in text
    assert "Cancel this payment" not in text
    assert planned(agreement) == []


def test_a_payment_says_whom_where_and_how_it_is_made_and_nothing_of_the_child(client, officer):
    child = make_child(officer=make_officer(team=make_team()), last_name="Quillfeather")
    agreement = make_late(child=child)
    instalment = planned(agreement)[0]
    text = words_of(client.get(at("finance_payment", instalment)))
    for shown in (
        agreement.recipient.name,
        "5678",
        "£600.00",
        "£7,800.00",
        *instalment.worked_out.split("\n"),
    ):
        assert shown in text
    assert "Quillfeather" not in text
    assert "12345678" not in text
    assert ViewLog.objects.filter(by_id=officer.pk, what="finance_payment", child_id=child.pk).exists()


def test_one_person_approves_and_another_releases(client, officer):
    agreement = make_late()
    instalment = planned(agreement)[0]
    assert "Approve this payment?" in words_of(client.get(at("finance_approve", instalment)))
    assert client.post(at("finance_approve", instalment)).status_code == 302
    text = words_of(client.get(at("finance_payment", instalment)))
    assert officer.person.name in text
    approver = make_approver()
    sign_in(client, approver)
    assert "Release" in words_of(client.get(at("finance_payment", instalment)))
    for _ in range(2):
        answer = client.post(at("finance_release", instalment), follow=True)
        assert "Released. We are writing" in words_of(answer), "also when the button was pressed twice"
    instalment.refresh_from_db()
    assert (instalment.state, instalment.released_by) == ("released", approver)
    assert Letter.objects.filter(kind="remittance", about_id=instalment.pk).exists()


def test_whoever_approved_is_refused_with_the_words_of_the_rule(client):
    both = make_user(roles=[Role.FINANCE_OFFICER, Role.FINANCE_APPROVER])
    sign_in(client, both)
    instalment = approved(make_late(), by=both)
    assert "You approved this payment" in words_of(client.get(at("finance_payment", instalment)))
    response = client.post(at("finance_release", instalment))
    assert "Two people pay" in words_of(response)
    assert "There is a problem" in words_of(response)
    instalment.refresh_from_db()
    assert instalment.state == "approved"


def test_a_payment_the_bank_sent_back_is_owed_again(client, officer):
    agreement = make_late()
    paid = Instalment.objects.get(schedule__agreement=agreement, state="released")
    address = at("finance_came_back", paid)
    assert "Enter what the bank said" in words_of(client.post(address, {"words": ""}))
    for _ in range(2):
        answer = client.post(address, {"words": "The account is closed."}, follow=True)
        assert "It is owed again." in words_of(answer), "also when the button was pressed twice"
    text = words_of(client.get(at("finance_payment", paid)))
    assert "The account is closed." in text
    assert "Approve" in text
    assert client.get(address).url == at("finance_payment", paid), "what is not paid cannot come back"
    assert agreement.reference in words_of(client.get(LIST, {"list": "came_back"}))


def test_many_are_approved_at_once_and_each_refusal_is_told_with_its_row(client, officer):
    first = make_active_agreement(from_on=timezone.localdate() - timedelta(days=70))
    second = make_late()
    done = approved(first)
    good, also = planned(first)[0], planned(second)[0]
    rows = [str(each.key) for each in (done, good, also)]
    response = client.post(f"{LIST}?list=approve", {"rows": rows, "act": "approve", "checked": "on"})
    text = words_of(response)
    assert response.status_code == 200
    assert f"£600.00 under {first.reference}, due" in text
    assert "2 payments approved." in text
    assert {each.state for each in Instalment.objects.filter(key__in=rows)} == {"approved"}
    assert Instalment.objects.get(pk=also.pk).approved_by == officer


def test_nothing_ticked_or_not_looked_at_is_said_and_the_ticks_stay(client, officer):
    instalment = planned(make_late())[0]
    assert "Tick the payments first" in words_of(client.post(LIST, {"act": "approve", "checked": "on"}))
    text = words_of(client.post(LIST, {"rows": [str(instalment.key)], "act": "approve"}))
    assert "Confirm that you have checked each ticked payment" in text
    assert f'value="{instalment.key}" id="id_rows" checked' in text
    instalment.refresh_from_db()
    assert instalment.state == "planned"


@pytest.mark.parametrize("row", ["00000000-0000-4000-8000-000000000000", "no key", "\x00"])
def test_a_ticked_payment_that_is_not_there_is_not_lost_in_silence(client, officer, row):
    response = client.post(LIST, {"rows": [row], "act": "approve", "checked": "on"})
    assert response.status_code == 200
    assert "could not be found" in words_of(response) or "Tick the payments again" in words_of(response)


def test_a_button_one_may_not_press_does_nothing(client, officer):
    instalment = approved(make_late())
    client.post(LIST, {"rows": [str(instalment.key)], "act": "release", "checked": "on"})
    instalment.refresh_from_db()
    assert instalment.state == "approved"
    assert client.post(at("finance_release", instalment)).status_code == 404


@pytest.mark.parametrize(
    "role", [Role.CASE_OFFICER, Role.BOARD_MEMBER, Role.SECOND_CHECKER, Role.ADMINISTRATOR]
)
def test_nobody_else_reaches_payments(client, role):
    instalment = planned(make_late())[0]
    sign_in(client, make_user(role=role, team=make_team()))
    for address in ("/finance/", LIST, at("finance_payment", instalment), at("finance_approve", instalment)):
        assert client.get(address).status_code == 404
    assert client.post(at("finance_approve", instalment)).status_code == 404


@pytest.mark.parametrize("address", ["/finance/", f"{LIST}?list=late", f"{LIST}?list=approve", "/home/"])
def test_a_list_asks_as_often_for_fifty_as_for_five(client, officer, address):
    counts = []
    for more in (5, 20):
        for _ in range(more):
            make_ready_with_late()
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


def make_ready_with_late():
    """Make a ready agreement with its plan, nothing paid yet."""
    agreement = make_ready_agreement(from_on=timezone.localdate() - timedelta(days=40))
    return make_schedule(agreement, on=timezone.localdate(), by=None)
