"""An officer writes down a return and an answer that came on paper, on the pages the family would fill in."""

import pytest
from django.urls import reverse

from payments.actions import returns
from payments.models import QuarterlyReturn
from tests.factories import payments
from tests.factories.documents import upload
from tests.factories.people import sign_in

pytestmark = pytest.mark.django_db
CAME = {
    "received_on-day": "8",
    "received_on-month": "1",
    "received_on-year": "2027",
    "how_received": "letter",
}


@pytest.fixture(autouse=True)
def clock(time_machine):
    """Stand on the day on which what came is written down."""
    time_machine.move_to("2027-01-11T10:00:00+00:00", tick=False)


def words_of(response):
    return response.content.decode()


def at(name, record):
    return reverse(name, args=[record.key])


def test_a_return_is_found_from_the_agreement_filled_in_and_sent(client):
    found = payments.fill_in(payments.make_open_return(), closing="900.00")
    sign_in(client, found.child.case_officer)
    page = words_of(client.get(at("admin:case_agreement", found.agreement)))
    assert at("return", found) in page
    assert "log what came on paper" in page
    page = words_of(client.get(at("return", found)))
    assert "Write down what the family sent on paper" in page
    assert at("admin:case_agreement", found.agreement) in page
    assert client.post(at("return_use", found), {"under_use": "illness"}).status_code == 302
    text = words_of(client.post(at("return_send", found), CAME | {"agreed": "on"}))
    assert "Add the paper or email it came in first" in text
    assert client.post(at("return_files", found), {"file": upload()}).status_code == 302
    text = words_of(client.post(at("return_send", found), {"agreed": "on"}))
    assert "Select how did it reach the council" in text or "There is a problem" in text
    response = client.post(at("return_send", found), CAME | {"agreed": "on"}, follow=True)
    assert "Logged. Finance checks it" in words_of(response)
    found = QuarterlyReturn.objects.get(pk=found.pk)
    assert (found.state, found.how_received, found.submitted_on.day) == ("submitted", "letter", 8)
    sign_in(client, payments.make_finance_officer())
    assert "By letter" in words_of(client.get(at("finance_return", found)))


def test_an_answer_that_came_by_phone_is_written_down(client):
    found, finance = payments.make_sent_return(), payments.make_finance_officer()
    returns.query(found, words="Who is Sam Lane?", on=found.submitted_on, by=finance)
    sign_in(client, found.child.case_officer)
    assert "The family’s answer to our question" in words_of(client.get(at("return_answer", found)))
    given = CAME | {"how_received": "phone", "received_on-day": "11", "answer": "The tutor."}
    assert client.post(at("return_answer", found), given).url == at("return_send", found)
    question = found.questions.get()
    assert (question.answer, question.how_received) == ("The tutor.", "phone")


def test_a_family_is_not_asked_how_its_return_came(client):
    found = payments.fill_in(payments.make_open_return(), closing="900.00")
    sign_in(client, payments.parent_of(found))
    assert "How did it reach the council?" not in words_of(client.get(at("return_send", found)))
