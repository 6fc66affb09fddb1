"""A family's return: filled in by parts, sent once the sums meet, questions answered; by a nominee too."""

import re
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.models import Document
from payments.actions import returns
from people.roles import Basis
from tests.factories import payments
from tests.factories.documents import PDF, make_document, upload
from tests.factories.people import make_child, make_family, make_officer, make_team, sign_in

pytestmark = pytest.mark.django_db
SPEND = {"payee": "Sam Lane", "spent_on-day": "1", "spent_on-month": "12", "spent_on-year": "2026"}


def words_of(response):
    return response.content.decode()


def at(name, record, *more):
    return reverse(name, args=[record.key, *more])


@pytest.fixture
def found(client):
    found = payments.make_open_return()
    sign_in(client, payments.parent_of(found))
    return found


def spend(client, found, **more):
    provision = str(found.version.provision.get().pk)
    given = SPEND | {"token": uuid.uuid4(), "amount": "900.00", "provision": provision}
    return client.post(at("return_spend", found), given | more)


def test_it_is_filled_in_by_parts_and_sent(client, found):
    text = words_of(client.get(at("return", found)))
    assert "Not yet started" in text
    assert "Cannot start yet" in text
    assert spend(client, found, amount="£900").status_code == 302
    assert "£900.00" in words_of(client.get(at("return_spending", found)))
    balances = {"opening": "0", "closing": "900", "statement": "900"}
    assert client.post(at("return_balances", found), balances).status_code == 302
    owed = {"token": uuid.uuid4(), "kind": "invoice", "words": "Sam Lane, December", "amount": "50"}
    assert client.post(at("return_owe", found), owed).status_code == 302
    assert client.post(at("return_use", found), {"under_use": "illness"}).status_code == 302
    assert client.post(at("return_files", found), {"file": upload()}).status_code == 302
    text = words_of(client.get(at("return_send", found)))
    assert "Before you can send it" not in text
    assert "Confirm this to send the return" in words_of(client.post(at("return_send", found), {}))
    assert client.post(at("return_send", found), {"agreed": "on"}).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.closing, found.under_use) == ("submitted", 900, "illness")
    text = words_of(client.get(at("return", found)))
    assert "Received, not yet checked" in text
    assert client.get(at("return_balances", found)).url == at("return", found), "it is sent"


def test_sums_that_do_not_meet_are_named_before_and_refused_when_sent(client, found):
    spend(client, found, amount="100.00")
    client.post(at("return_balances", found), {"opening": "0", "closing": "900", "statement": "880"})
    text = words_of(client.get(at("return_send", found)))
    assert "Before you can send it" in text
    text = words_of(client.post(at("return_send", found), {"agreed": "on"}))
    assert "There is a problem" in text
    found.refresh_from_db()
    assert found.state == "open"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"amount": "0"}, "Amount must be"),
        ({"spent_on-year": "2025"}, "is outside it"),
        ({"payee": ""}, "Enter who was paid"),
        ({"provision": "other", "words": ""}, "Enter what it was, and why"),
    ],
)
def test_a_wrong_line_is_explained_and_keeps_what_was_typed(client, found, more, words):
    text = words_of(spend(client, found, **more))
    assert words in text
    assert 'value="12"' in text
    assert not found.spending.exists()


def test_lines_are_added_one_after_another_and_taken_away_after_asking(client, found):
    assert spend(client, found, later="1").url == at("return_spend", found)
    spend(client, found, provision="other", words="A taxi to the tutor", amount="12.50")
    assert found.spending.count() == 2
    tutor, taxi = found.spending.order_by("pk")
    remove = at("return_spend_remove", found, taxi.key)
    assert "1 December 2026, Sam Lane: A taxi to the tutor, £12.50" in words_of(client.get(remove))
    for _ in range(2):
        assert client.post(remove).url == at("return_spending", found)
    assert list(found.spending.all()) == [tutor]
    assert "not on the return any more" in words_of(client.get(remove, follow=True))
    owed = {"token": uuid.uuid4(), "kind": "tax", "words": "The tax office", "amount": "10"}
    for _ in range(2):
        client.post(at("return_owe", found), owed)
    remove = at("return_owe_remove", found, found.liabilities.get().key)
    assert "Tax and National Insurance: The tax office, £10.00" in words_of(client.get(remove))
    assert client.post(remove).url == at("return_use", found)
    assert not found.liabilities.exists()


def test_a_line_saved_twice_from_one_page_is_one_line(client, found):
    page = words_of(client.get(at("return_spend", found)))
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    for _ in range(2):
        assert spend(client, found, token=token).url == at("return_spending", found)
    assert found.spending.count() == 1


def test_one_part_saved_leaves_what_another_person_saved_meanwhile(client, found):
    returns.save(
        found, help_wanted="With the bank statement", on=date(2027, 1, 11), by=payments.parent_of(found)
    )
    client.get(at("return_balances", found))
    returns.save(found, closing=900, on=date(2027, 1, 11), by=make_family(found.child))
    text = words_of(client.get(at("return", found)))
    assert re.search("How it was used.*?Not yet started", text, re.DOTALL), "nobody said how"
    client.post(at("return_use", found), {"under_use": "illness"})
    found.refresh_from_db()
    assert (found.closing, found.under_use) == (900, "illness")


def test_too_large_a_sum_is_refused_where_it_is_typed(client, found):
    assert "must be a smaller amount" in words_of(spend(client, found, amount="1000000"))
    balances = {"opening": "0", "closing": "900", "statement": "900", "other_in": "99999999.99"}
    assert "must be a smaller amount" in words_of(client.post(at("return_balances", found), balances))
    found.refresh_from_db()
    assert found.other_in == 0


def test_a_second_press_of_send_finds_the_return_sent(client, found):
    spend(client, found)
    client.post(at("return_balances", found), {"opening": "0", "closing": "900", "statement": "900"})
    for words in ("We have your return", "was sent already"):
        response = client.post(at("return_send", found), {"agreed": "on"}, follow=True)
        assert response.redirect_chain[-1][0] == at("return", found)
        assert words in words_of(response)


def test_what_is_typed_after_somebody_else_sent_it_is_not_lost(client):
    found = payments.make_sent_return()
    sign_in(client, make_family(found.child))
    text = words_of(client.post(at("return_use", found), {"help_wanted": "With the bank statement"}))
    assert "can no longer be changed" in text
    assert "With the bank statement" in text
    assert "was sent already" in words_of(client.get(at("return_use", found), follow=True))


def test_a_part_left_for_later_keeps_the_others(client, found):
    spend(client, found)
    client.post(at("return_use", found), {"help_wanted": "With the bank statement"})
    client.post(at("return_balances", found), {"opening": "0", "closing": "900", "statement": "900"})
    found.refresh_from_db()
    assert (found.help_wanted, found.closing, found.spending.count()) == ("With the bank statement", 900, 1)


def test_a_question_is_answered_and_the_return_sent_again(client):
    found = payments.make_sent_return()
    asked_on, officer = date(2027, 1, 20), payments.make_finance_officer()
    returns.query(found, words="Who is Sam Lane?", on=asked_on, by=officer)
    sign_in(client, payments.parent_of(found))
    text = words_of(client.get(at("return", found)))
    assert "Who is Sam Lane?" in text
    assert "There is a problem" in words_of(client.post(at("return_answer", found), {"answer": ""}))
    text = words_of(client.post(at("return_send", found), {"agreed": "on"}))
    assert "Answer our question first" in text
    for _ in range(2):
        response = client.post(at("return_answer", found), {"answer": "The tutor."}, follow=True)
        assert response.redirect_chain[-1][0] == at("return_send", found)
        assert "Now send the return again" in words_of(response)
    text = words_of(client.get(at("return", found)))
    assert "The answer is saved. Send the return again" in text
    assert client.get(at("return_answer", found)).url == at("return", found)
    assert client.post(at("return_send", found), {"agreed": "on"}).status_code == 302
    found.refresh_from_db()
    assert found.state == "submitted"


def test_a_nominee_sends_the_return_of_the_money_they_receive_with_its_papers(client):
    child = make_child(officer=make_officer(team=make_team()))
    nominee = make_family(child, basis=Basis.NOMINEE)
    parent = make_family(child)
    agreement = payments.make_active_agreement(
        child, parent=parent, recipient=nominee.person, recipient_kind="nominee", paid=3
    )
    found = payments.make_open_return(agreement)
    sign_in(client, nominee)
    text = words_of(client.get(at("return", found)))
    assert "Return for 5 October to 31 December 2026" in text, "what is owed, with its day"
    assert client.post(at("return_files", found), {"file": upload()}).status_code == 302
    assert Document.objects.about(found).get().uploaded_by == nominee
    paper = make_document(
        child, uploaded_by=nominee, about_type="payments.quarterlyreturn", about_id=found.pk
    )
    assert b"".join(client.get(at("return_file", found, paper.key))) == PDF
    other = make_family(child, basis=Basis.NOMINEE)
    sign_in(client, other)
    assert client.get(at("return", found)).status_code == 404
    assert client.get(at("return_file", found, paper.key)).status_code == 404


def test_a_file_with_a_virus_never_opens(client, found):
    about = {"about_type": "payments.quarterlyreturn", "about_id": found.pk}
    paper = make_document(
        found.child, uploaded_by=payments.parent_of(found), state=Document.State.INFECTED, **about
    )
    text = words_of(client.get(at("return_files", found)))
    assert "virus" in text
    assert at("return_file", found, paper.key) not in text
    response = client.get(at("return_file", found, paper.key))
    assert PDF not in response.content


def test_strangers_and_staff_find_nothing(client, found):
    for user in (make_family(make_child()), make_officer(team=make_team()), payments.make_finance_officer()):
        sign_in(client, user)
        assert client.get(at("return", found)).status_code == 404
        assert client.post(at("return_send", found), {"agreed": "on"}).status_code == 404


def test_a_return_asks_as_often_with_fifty_lines_as_with_five(client):
    counts = {}
    for number in (5, 50):
        found = payments.make_open_return()
        line = {"spent_on": found.to_on, "payee": "Sam Lane", "words": "", "amount": 1}
        line |= {"provision": found.version.provision.get().pk}
        owed = {"kind": "invoice", "amount": 1, "words": "A bill", "due_on": None}
        parent = payments.parent_of(found)
        for _ in range(number):
            who = {"token": uuid.uuid4(), "on": date(2027, 1, 11), "by": parent}
            returns.add_spending(found, **line, **who)
            returns.add_owed(found, **owed, **who)
        sign_in(client, parent)
        for name in ("return", "return_spending", "return_use", "return_send", "return_spend"):
            client.get(at(name, found))
            with CaptureQueriesContext(connection) as queries:
                assert client.get(at(name, found)).status_code == 200
            counts.setdefault(name, []).append(len(queries))
    assert {name: pair for name, pair in counts.items() if pair[0] != pair[1] or max(pair) > 20} == {}
