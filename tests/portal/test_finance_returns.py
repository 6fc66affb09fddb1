"""Returns at finance: as they were sent, each deduction settled, the sums shown, asked about or accepted."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from letters.models import Letter
from payments.actions import returns
from payments.models import QuarterlyReturn
from tests.factories.documents import PDF, make_document
from tests.factories.payments import (
    accept,
    make_active_agreement,
    make_approver,
    make_finance_officer,
    make_open_return,
    make_sent_return,
    parent_of,
    pay,
)
from tests.factories.people import sign_in

pytestmark = pytest.mark.django_db
OWED = [("tax", "310.00"), ("invoice", "220.00")]


def words_of(response):
    return response.content.decode()


def at(name, record, *more):
    return reverse(name, args=[record.key, *more])


@pytest.fixture
def officer(client):
    officer = make_finance_officer()
    sign_in(client, officer)
    return officer


@pytest.fixture
def sent():
    return make_sent_return(closing="1350.00", owed=OWED)


def test_returns_wait_with_the_day_they_are_due_and_finals_apart(client, officer, sent):
    text = words_of(client.get("/finance/returns/"))
    assert at("finance_return", sent) in text
    clock = sent.child.clocks.get(duty="return_check", about_id=sent.pk)
    assert f"{clock.due_on.day} {clock.due_on:%B %Y}" in text
    assert at("finance_return", sent) not in words_of(client.get("/finance/returns/?list=final"))


def test_the_sums_are_shown_step_by_step_as_deductions_are_settled(client, officer, sent):
    page = at("finance_return", sent)
    text = words_of(client.get(page))
    assert "Settle 2 deductions first" in text
    assert "over by £450.00" in text
    for liability in sent.liabilities.all():
        assert (
            client.post(at("finance_deduction", sent, liability.pk), {"accepted": "yes"}).status_code == 302
        )
    text = words_of(client.get(page))
    assert "Take off £310.00, owed and not yet paid." in text
    assert "That leaves £820.00." in text
    assert "That is not over" in text
    assert "Sam Lane" in text, "the return as it was sent"


def test_a_deduction_is_refused_in_words_the_family_reads(client, officer, sent):
    liability = sent.liabilities.first()
    address = at("finance_deduction", sent, liability.pk)
    text = words_of(client.post(address, {"accepted": "no", "words": ""}))
    assert "Say why it does not come off the balance" in text
    assert 'value="no" checked' in text
    assert client.post(address, {"accepted": "no", "words": "It was paid in March."}).status_code == 302
    assert "It was paid in March." in words_of(client.get(at("finance_return", sent)))
    sign_in(client, parent_of(sent))
    assert "It was paid in March." in words_of(client.get(at("return", sent)))


def test_it_is_accepted_once_every_deduction_is_settled(client, officer, sent):
    address = at("finance_return_accept", sent)
    text = words_of(client.post(address, {"words": "Looks right"}))
    assert "First accept or refuse each deduction" in text
    assert "Looks right" in text
    for liability in sent.liabilities.all():
        client.post(at("finance_deduction", sent, liability.pk), {"accepted": "yes"})
    assert client.post(address, {"words": "Looks right"}).status_code == 302
    sent.refresh_from_db()
    assert (sent.state, sent.checked_by) == ("accepted", officer)
    assert Letter.objects.filter(kind="return_accepted", about_id=sent.pk).exists()
    text = words_of(client.get(at("finance_return", sent)))
    assert text.count("That leaves £820.00.") == 1
    assert at("finance_return_accept", sent) not in text
    assert client.get(address).url == at("finance_return", sent)
    again = client.post(address, {"words": "Looks right"}, follow=True)
    assert "Accepted. The letter" in words_of(again), "the button was pressed twice"
    assert Letter.objects.filter(kind="return_accepted").count() == 1


def test_a_question_names_what_is_missing_and_goes_to_the_family(client, officer, sent):
    address = at("finance_return_query", sent)
    assert "There is a problem" in words_of(client.post(address, {"words": " \n "}))
    for _ in range(2):
        assert client.post(address, {"words": "The statement of May is missing."}).status_code == 302
    text = words_of(client.post(address, {"words": "And that of June."}))
    assert "already “we have a question”" in text
    assert "And that of June." in text, "what was typed stays"
    assert at("finance_return", sent) in words_of(client.get("/finance/returns/?list=asked"))
    sign_in(client, parent_of(sent))
    assert "The statement of May is missing." in words_of(client.get(at("return", sent)))


def test_after_two_questions_finance_decides_on_what_there_is(client, officer, sent):
    for _ in range(2):
        returns.query(sent, words="Who is Sam Lane?", on=date(2027, 1, 20), by=officer)
        returns.answer_question(sent, answer="The tutor.", on=date(2027, 1, 21), by=parent_of(sent))
        returns.submit(sent, on=date(2027, 1, 21), by=parent_of(sent))
    assert at("finance_return_query", sent) not in words_of(client.get(at("finance_return", sent)))
    text = words_of(client.post(at("finance_return_query", sent), {"words": "And who else?"}))
    assert "as often as the rules allow" in text
    assert "And who else?" in text


def test_earlier_returns_over_what_may_be_held_are_listed(client, officer):
    agreement = make_active_agreement(paid=3)
    first = accept(make_sent_return(make_open_return(agreement), closing="1000.00"))
    pay(agreement, 3)
    second = make_sent_return(
        make_open_return(agreement, on=date(2027, 4, 1)), closing="700.00", on=date(2027, 4, 12)
    )
    text = words_of(client.get(at("finance_return", second)))
    assert "Over what may be held in 1 of 1." in text
    assert at("finance_return", first) in text
    assert "£100.00" in text


def test_what_the_family_is_still_writing_is_not_finances(client, officer):
    found = make_open_return()
    assert "It has not been sent yet." in words_of(client.get(at("finance_return", found)))
    assert client.get(at("finance_return_accept", found)).url == at("finance_return", found)


def test_a_paper_of_the_return_is_opened_and_another_is_not(client, officer, sent):
    about = {"about_type": "payments.quarterlyreturn", "about_id": sent.pk}
    paper = make_document(sent.child, uploaded_by=parent_of(sent), **about)
    other = make_document(sent.child, uploaded_by=parent_of(sent))
    address = at("finance_return_file", sent, paper.key)
    assert address in words_of(client.get(at("finance_return", sent)))
    response = client.get(address)
    assert b"".join(response) == PDF
    assert "attachment" in response["Content-Disposition"]
    assert client.get(at("finance_return_file", sent, other.key)).status_code == 404


def test_an_approver_reads_a_return_and_settles_nothing(client, sent):
    sign_in(client, make_approver())
    text = words_of(client.get(at("finance_return", sent)))
    assert at("finance_return_accept", sent) not in text
    liability = sent.liabilities.first()
    for address in (at("finance_return_accept", sent), at("finance_deduction", sent, liability.pk)):
        assert client.post(address, {"accepted": "yes"}).status_code == 404


def test_a_deduction_of_another_return_is_not_found_here(client, officer, sent):
    other = make_sent_return(closing="1000.00", owed=OWED[:1])
    address = at("finance_deduction", sent, other.liabilities.get().pk)
    assert "not on the return any more" in words_of(client.post(address, {"accepted": "yes"}, follow=True))
    assert other.liabilities.get().accepted is None


def test_a_list_asks_as_often_for_many_as_for_few(client, officer):
    counts = []
    for more in (3, 9):
        for _ in range(more):
            make_sent_return()
        client.get("/finance/returns/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/finance/returns/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


def test_a_return_asks_as_often_with_fifty_lines_as_with_five(client, officer):
    counts = []
    for number in (5, 50):
        found = make_open_return()
        line = {"spent_on": found.to_on, "payee": "Sam Lane", "words": "", "amount": 1}
        line |= {"provision": found.version.provision.first().pk}
        owed = {"kind": "invoice", "amount": 1, "words": "A bill", "due_on": None}
        given = {"opening": 0, "closing": found.paid_in - number, "statement": found.paid_in - number}
        who = {"on": date(2027, 1, 11), "by": parent_of(found)}
        returns.save(found, **given, **who)
        for _ in range(number):
            returns.add_spending(found, token=uuid.uuid4(), **line, **who)
            returns.add_owed(found, token=uuid.uuid4(), **owed, **who)
            make_document(
                found.child, uploaded_by=parent_of(found),
                about_type="payments.quarterlyreturn", about_id=found.pk,
            )  # fmt: skip
        returns.submit(found, on=date(2027, 1, 11), by=parent_of(found))
        address = at("finance_return", QuarterlyReturn.objects.get(pk=found.pk))
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20
