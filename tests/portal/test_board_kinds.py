"""A review and an ending before the Board: what the family said, what was decided before, and what comes of it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from budgets.models import Ending
from decisions.actions import agenda
from decisions.models import AgendaItem, Decision
from decisions.states import digest_of
from tests.factories.agreements import make_active, make_cast, make_ending
from tests.factories.decisions import (
    MEETS_ON,
    RELEASED_ON,
    SECURED,
    WHY,
    WHY_NOT,
    make_checker,
    make_meeting,
    make_released_item,
    manager_of,
    member_at,
    refused,
)
from tests.factories.people import sign_in
from tests.factories.reviews import ask, make_listed_review, parent_of

pytestmark = pytest.mark.django_db
HEARD_ON = MEETS_ON + timedelta(days=21)
LEAVES = "Nobody else can be helped by it, because the therapist has no other hours at this school."


@pytest.fixture(autouse=True)
def day_of_the_review():
    """Let it be the day the Board looks again."""
    with time_machine.travel(f"{HEARD_ON}T10:00:00+00:00"):
        yield


@pytest.fixture
def review():
    told = make_released_item(answers=refused)
    asked = ask(told.request, on=RELEASED_ON + timedelta(days=2), by=parent_of(told.child))
    return make_listed_review(asked, on=RELEASED_ON + timedelta(days=3), meets_on=HEARD_ON)


@pytest.fixture
def ending():
    cast = make_cast()
    agreement = make_active(cast)
    proposed = make_ending(agreement, cast, ground="G5")
    meeting = make_meeting(meets_on=HEARD_ON, papers_on=HEARD_ON)
    return agenda.put_on_agenda(proposed, meeting, on=HEARD_ON, by=manager_of(cast.child))


def sends(item, name, data, *more):
    return sign_in(Client(), member_at(item)).post(reverse(name, args=[item.key, *more]), data)


def page_of(item, name="board_item", *more):
    response = sign_in(Client(), member_at(item)).get(reverse(name, args=[item.key, *more]))
    assert response.status_code == 200
    return response.content.decode()


def test_a_review_shows_what_the_family_says_beside_what_was_decided(review):
    page = page_of(review)
    assert "The group at school is too loud for her" in page
    assert "Read, and weighed against the reports we had." in page
    assert "The same provision before" in page
    assert WHY_NOT in page
    assert "Declined" in page
    form = page_of(review, "board_decide", review.review.lines.get().key)
    assert "What the review comes to" in form
    assert f">{WHY_NOT}</textarea>" in form, "the tests of then can be kept"
    assert 'value="refused" checked' not in form


def test_what_is_upheld_needs_only_the_reasons_of_today(review):
    line = review.review.lines.get()
    given = {"review_outcome": "upheld", "reasons": LEAVES}
    assert sends(review, "board_decide", given, line.key).status_code == 302
    decision = Decision.objects.get(item=review)
    assert (decision.outcome, decision.review_outcome, decision.reasons) == ("refused", "upheld", LEAVES)


def test_what_is_changed_answers_for_the_time_gone(review):
    line = review.review.lines.get()
    met = {f"test_{row}": "met" for row in "abcd"} | {f"why_{row}": WHY for row in "abcd"}
    given = met | {"review_outcome": "overturned", "outcome": "agreed", "reasons": LEAVES, "weeks": "38"}
    given |= {"amount": "2470", "mechanism": "direct_payment"}
    given |= {"from_on-day": "4", "from_on-month": "1", "from_on-year": "2027"}
    page = sends(review, "board_decide", given, line.key).content.decode()
    assert "Say whether what is agreed now is paid for the time already gone" in page
    assert LEAVES in page
    given |= {"backdated_words": "It is paid from 16 November: the therapy was paid for by the family."}
    assert sends(review, "board_decide", given, line.key).status_code == 302


def test_an_ending_shows_its_ground_evidence_and_who_secures_the_provision(ending):
    page, proposed = page_of(ending), ending.ending
    for words in (proposed.ground_words, proposed.agreement.reference, proposed.provision_after):
        assert words in page
    assert "The child’s or young person’s views" in page[: page.index("The ending that is proposed")]
    assert "Decide this ending" in page


def test_how_the_young_person_was_asked_is_read_in_words(ending):
    Ending.objects.filter(pk=ending.ending_id).update(attempts=[["2027-03-03", "By phone"]])
    page = page_of(ending)
    assert "By phone" in page
    assert "3 March 2027" in page
    assert "2027-03-03" not in page


def test_a_family_is_told_of_no_delay_of_what_is_only_proposed(ending):
    page = page_of(ending, "board_defer")
    assert "The family is not told" in page
    assert "The family is sent" not in page
    assert "the family is told the Board" not in page


def test_a_family_that_waits_is_told_why_it_was_put_off(review):
    page = page_of(review, "board_defer")
    assert "The family is told why" in page
    assert "The family is sent these words" in page
    assert "the family is told the Board’s next day" in page


def test_an_ending_decided_by_a_colleague_first_leaves_what_was_typed(ending):
    sends(ending, "board_decide_ending", {"outcome": "end", "reasons": LEAVES})
    other = sign_in(Client(), member_at(ending, "health"))
    address = reverse("board_decide_ending", args=[ending.key])
    page = other.post(address, {"outcome": "do_not_end", "reasons": WHY}).content.decode()
    assert "has recorded it already: the payments end." in page
    assert WHY in page
    assert "Nothing to record here" in other.get(address).content.decode()


def test_an_ending_is_decided_recorded_and_notice_given_with_its_last_day(ending):
    nothing = sends(ending, "board_decide_ending", {"outcome": "end", "reasons": ""}).content.decode()
    assert "There is a problem" in nothing
    assert 'value="end" checked' in nothing
    given = {"outcome": "end", "reasons": LEAVES}
    assert sends(ending, "board_decide_ending", given).status_code == 302
    assert "Record that the Board has decided" in page_of(ending)
    assert sends(ending, "board_record", {}).status_code == 302
    checker = sign_in(Client(), make_checker())
    check = reverse("check_item", args=[ending.key])
    page = checker.get(check).content.decode()
    assert LEAVES in page
    assert ending.ending.provision_after in page.partition("The letter, as it would go today")[2]
    passed = checker.post(check, {"seen": digest_of(AgendaItem.objects.get(pk=ending.pk))})
    released = checker.post(passed.url, {}, follow=True).content.decode()
    assert "a review can be asked for until" in released
    assert Ending.objects.get(pk=ending.ending_id).state == "notice_given"
    assert AgendaItem.objects.get(pk=ending.pk).state == "released"


def test_an_ending_that_does_not_go_ahead_shows_its_letter(ending):
    sends(ending, "board_decide_ending", {"outcome": "do_not_end", "reasons": LEAVES})
    sends(ending, "board_record", {})
    checker = sign_in(Client(), make_checker())
    page = checker.get(reverse("check_item", args=[ending.key])).content.decode()
    letter = page.partition("The letter, as it would go today")[2]
    assert LEAVES in letter
    assert SECURED not in letter
