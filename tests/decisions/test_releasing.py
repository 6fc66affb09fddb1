"""Releasing: the family's letter is the Board's record, and what was decided takes effect with it."""

from datetime import date
from decimal import Decimal

import pytest

from budgets.models import Agreement
from budgets.telling import family_of
from clocks.models import Clock
from decisions.actions import releasing
from letters.models import Delivery, Letter
from people.roles import Basis
from policy import Refused
from tests.factories.budgets import line_answers, make_case, make_ready_request
from tests.factories.decisions import (
    ASKED_ON,
    CHECKED_ON,
    MEETS_ON,
    RELEASED_ON,
    SECURED,
    WHY,
    WHY_NOT,
    agreed,
    make_checked_item,
    make_checker,
    make_decided_item,
    make_listed_item,
    make_released_item,
    refused,
)
from tests.factories.people import make_family

pytestmark = pytest.mark.django_db
NO_SUM = {
    "contract": "the county contract for therapies",
    "is_paid_by_aggregate_sum": True,
    "limb": "inefficient",
    "evidence": "Taking one place out costs more than the place, because the price is for forty.",
    "other_ways": ["Sessions at home in the holidays."],
}


@pytest.fixture(autouse=True)
def december(time_machine):
    """Stand late enough for every day of these cases to have come."""
    time_machine.move_to("2026-12-30T10:00:00+00:00", tick=False)


def three_lines():
    """Give a request for three things, ready for the Board."""
    parent = make_case()
    lines = [
        line_answers(parent.provision, title="Therapy at home"),
        line_answers(parent.provision, title="Music therapy"),
        line_answers(parent.provision, title="Group therapy"),
    ]
    return make_ready_request(parent, lines=lines, on=ASKED_ON)


def mixed(line):
    """Agree the first line, refuse the second on its test, the third because no sum can be named."""
    if line.position == 2:
        return refused(line)
    if line.position == 3:
        return refused(line, grounds=["aggregate_sum"], aggregate_sum=NO_SUM)
    return agreed(line, conditions=["The therapist is registered."], to_on=date(2027, 7, 22))


def says(letter):
    return letter.parts["says"]


def test_the_letter_has_what_was_decided_of_each_line():
    item = make_released_item(three_lines(), answers=mixed)
    letter = item.letter
    assert (letter.kind, letter.written_on, letter.about_id) == ("decision", RELEASED_ON, item.request_id)
    yes, no, no_sum = says(letter)["lines"]
    assert (yes["title"], yes["is_agreed"], yes["outcome"]) == ("Therapy at home", True, "Agreed")
    assert (yes["amount"], yes["mechanism"]) == ("£2,470.00 a year", "A direct payment to you")
    assert yes["period"] == "From 4 January 2027 to 22 July 2027, for 38 weeks a year"
    assert (yes["conditions"], yes["reasons"]) == (["The therapist is registered."], [WHY])
    assert yes["outcomes"] == ["To say what is wanted in short sentences."]
    assert yes["secured_by"]
    assert (no["is_agreed"], no["outcome"], no["secured_by"]) == (False, "Refused", SECURED)
    assert no["reasons"][0] == WHY_NOT and "tests for a direct payment is not met" in no["reasons"][1]
    ((test, why),) = no["tests_not_met"]
    assert "efficient use of the council's resources" in test and why == WHY_NOT
    assert any(item.request.reference in each for each in no["evidence"])
    assert no_sum["aggregate_sum"] == {
        "arrangement": NO_SUM["contract"],
        "limb": "taking the amount out would not be an efficient use of public money",
        "why": NO_SUM["evidence"],
        "other_ways": NO_SUM["other_ways"],
    }
    assert "<h1" in letter.html and "Therapy at home" in letter.html


def test_the_letter_says_the_right_to_a_review_by_when_and_what_comes_next():
    item = make_released_item(three_lines(), answers=mixed)
    told = says(item.letter)
    assert (told["review_by"], told["answer_days"]) == ("2026-12-01", 28)
    assert (told["board_on"], told["request_reference"]) == ("2026-11-12", item.request.reference)
    assert told["meeting_offer"] and told["next_steps"] and told["payment_reviews"]


def test_everybody_in_the_family_is_told_and_the_slowest_way_sets_the_last_day():
    request = three_lines()
    other = make_family(request.child, basis=Basis.HAS_CARE_OF)
    other.person.prefers_post, other.person.address, other.person.postcode = True, "1 Mill Lane", "WX1 1AA"
    other.person.save()
    make_family(request.child, basis=Basis.NOMINEE)
    make_released_item(request, answers=mixed)
    letters = Letter.objects.filter(kind="decision")
    assert {letter.addressee for letter in letters} == {request.requester, other.person}
    clock = Clock.objects.get(duty="review_request")
    assert (clock.started_on, clock.due_on) == (date(2026, 11, 18), date(2026, 12, 3))
    assert {says(letter)["review_by"] for letter in letters} == {"2026-12-03"}
    assert Delivery.objects.filter(letter__in=letters, channel="post").count() == 1


def test_the_clocks_of_the_council_are_met_and_the_familys_starts():
    item = make_released_item()
    decide, letter, review = (
        Clock.objects.get(duty=duty) for duty in ("request_decision", "decision_letter", "review_request")
    )
    assert decide.met_on == MEETS_ON, "it was decided that day, whenever it was told"
    assert letter.met_on == RELEASED_ON
    assert (review.about_id, review.notice, review.owed_by) == (item.request_id, item.letter, "family")
    assert (review.started_on, review.due_on, review.is_open) == (RELEASED_ON, date(2026, 12, 1), True)
    assert "12 November 2026" in review.label


def test_what_was_decided_takes_effect_line_by_line():
    item = make_released_item(three_lines(), answers=mixed)
    item.request.refresh_from_db()
    assert (item.request.state, item.request.released_on) == ("review_window", RELEASED_ON)
    assert item.request.decision_letter == item.letter
    first, second, third = item.request.lines.order_by("position")
    assert (first.state, first.agreed_yearly, first.agreed_weeks) == ("agreed", Decimal("2470.00"), 38)
    assert (first.agreed_from, first.agreed_to) == (date(2027, 1, 4), date(2027, 7, 22))
    assert [second.state, third.state] == ["refused", "refused"]
    assert second.secured_by == SECURED
    agreement = Agreement.objects.get(request=item.request)
    assert (agreement.state, agreement.mechanism) == ("draft", "direct_payment")


def test_what_is_refused_opens_no_agreement():
    item = make_released_item(answers=refused)
    assert not Agreement.objects.exists()
    told = says(item.letter)
    assert told["next_steps"] == [] and told["payment_reviews"] == []


def test_a_held_budget_has_its_own_next_step():
    def held(line):
        return agreed(
            line, outcome="agreed_in_part", mechanism="notional_council", secured_by=SECURED, grounds=["tests"],
            tests={row: {"answer": "not_met" if row == "d" else "met", "reasons": WHY_NOT} for row in "abcd"},
        )  # fmt: skip

    told = says(make_released_item(answers=held).letter)
    (line,) = told["lines"]
    assert (line["is_agreed"], line["outcome"]) == (True, "Agreed in part")
    assert line["tests_not_met"] and line["evidence"], "the rest is refused, and says so"
    assert len(told["next_steps"]) == 1 and told["payment_reviews"] == []


def test_a_budget_that_is_identified_but_not_paid_says_so():
    def not_paid(line):
        return refused(line, outcome="not_paid", amount=line.yearly, mechanism="notional_council")

    item = make_released_item(answers=not_paid)
    (line,) = says(item.letter)["lines"]
    assert (line["is_agreed"], line["outcome"]) == (False, "Budget agreed, payment refused")
    assert line["amount"] == "£2,470.00 a year"
    assert item.request.lines.get().state == "not_paid"


def test_the_preview_is_word_for_word_the_letter():
    item = make_checked_item(three_lines(), answers=mixed)
    (shown,) = releasing.preview(
        item, people=family_of(item.child, on=RELEASED_ON), covering_note="Thank you.", on=RELEASED_ON
    )
    item = releasing.release(item, covering_note="Thank you.", on=RELEASED_ON, by=make_checker())
    assert shown.parts() == says(item.letter)


def test_a_covering_note_is_all_the_releaser_may_add():
    item = make_checked_item()
    item = releasing.release(
        item, covering_note=" Thank you for the film. ", on=RELEASED_ON, by=make_checker()
    )
    assert says(item.letter)["covering_note"] == item.covering_note == "Thank you for the film."


@pytest.mark.parametrize("make", [make_listed_item, make_decided_item, make_released_item])
def test_only_what_was_checked_is_released_and_once(make):
    item, before = make(), Letter.objects.filter(kind="decision").count()
    with pytest.raises(Refused, match="Only what a second person has checked"):
        releasing.release(item, on=RELEASED_ON, by=make_checker())
    assert Letter.objects.filter(kind="decision").count() == before


def test_it_is_not_released_before_it_was_checked():
    item = make_checked_item()
    with pytest.raises(Refused, match="It was checked on 13 November 2026"):
        releasing.release(item, on=MEETS_ON, by=make_checker())
    assert CHECKED_ON > MEETS_ON


def test_without_anybody_to_tell_nothing_is_released():
    item = make_checked_item()
    item.child.links.update(to_on=date(2026, 11, 10))
    with pytest.raises(Refused, match="nobody in the family"):
        releasing.release(item, on=RELEASED_ON, by=make_checker())
    item.refresh_from_db()
    assert (item.state, item.request.state) == ("checked", "decided")
