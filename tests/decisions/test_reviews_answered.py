"""A review decided by the Board and answered: in writing, with reasons, and put into effect (R7.4, R14.10)."""

from datetime import date
from decimal import Decimal

import pytest

from audit.acts import NotAllowed
from budgets.models import Agreement
from clocks.models import Clock
from decisions.actions import releasing, reviewing
from letters.models import Letter
from policy import Refused
from tests.factories.agreements import let_arrive, make_active, make_cast, make_notice_given
from tests.factories.decisions import agreed, make_checker, make_released_request, refused
from tests.factories.reviews import ask, make_answered_review, make_decided_review, make_listed_review

ASKED_ON, MEETS_ON, TOLD_ON = date(2026, 11, 18), date(2026, 12, 3), date(2026, 12, 7)
BACK = "From the day of the first decision: we pay for the sessions since then."
AGAIN = "The new report changes what we know: the group at school cannot meet what this child needs."


@pytest.fixture
def today(time_machine):
    """Stand on a day after all that these tests do."""
    time_machine.move_to("2026-12-08T10:00:00+00:00", tick=False)


def overturned(line):
    """Give the answers that agree on review what was refused."""
    return agreed(line, review_outcome="overturned", reasons=AGAIN, backdated_words=BACK)


def varied(line):
    """Give the answers that agree a part on review."""
    more = {
        "amount": Decimal("1000.00"),
        "outcome": "agreed_in_part",
        "secured_by": "The school, for the rest",
    }
    return agreed(line, review_outcome="varied", reasons=AGAIN, backdated_words=BACK, **more)


def upheld(line):
    """Give the answers that leave it as it was."""
    return refused(line, review_outcome="upheld", reasons=AGAIN)


@pytest.fixture
def item(db, today):
    """Give a review of a refusal, on the agenda of a meeting with new members."""
    request = make_released_request(answers=refused)
    return make_listed_review(ask(request, on=ASKED_ON), on=ASKED_ON, meets_on=MEETS_ON)


def test_a_refusal_that_is_overturned_goes_forward_to_an_agreement(item):
    review = make_answered_review(item, overturned, on=TOLD_ON)
    line = review.lines.get()
    assert (review.state, review.released_on, review.request.state) == ("released", TOLD_ON, "review_outcome")
    assert (line.state, line.agreed_yearly) == ("agreed", line.yearly)
    assert Agreement.objects.get(request=review.request).state == "draft"
    assert Clock.objects.get(duty="review_outcome").met_on == TOLD_ON
    assert Clock.objects.get(duty="agreement_notice").is_open


def test_the_letter_says_what_was_reviewed_considered_and_decided_and_why(item):
    says = make_answered_review(item, overturned, on=TOLD_ON).outcome_letter.parts["says"]
    (line,) = says["lines"]
    assert (says["received_on"], says["board_on"]) == ("2026-11-18", "2026-12-03")
    assert says["representations"] == [
        [
            "What we were told when the review was asked for, on 18 November 2026",
            "Read, and weighed against the reports we had.",
        ]
    ]
    assert line["earlier"] == "Refused" and line["now"] == "Agreed: A direct payment to you"
    assert line["outcome"] == "The decision is changed as you asked"
    assert line["reasons"] == [AGAIN]
    assert BACK in says["backdating"] and says["effective_on"] == "2027-01-04"
    assert "did not want one" in says["meeting"]
    assert any("notice" in step for step in says["next_steps"])


def test_a_line_that_is_changed_in_part_is_agreed_for_less(item):
    review = make_answered_review(item, varied, on=TOLD_ON)
    line = review.lines.get()
    assert (line.state, str(line.agreed_yearly), line.secured_by) == (
        "agreed_in_part",
        "1000.00",
        "The school, for the rest",
    )
    assert "£1,000.00 a year" in review.outcome_letter.html


def test_what_is_upheld_stays_as_it_was_with_reasons_of_today(item):
    before = item.review.lines.values().get()
    review = make_answered_review(item, upheld, on=TOLD_ON)
    assert review.lines.values().get() == before
    assert not Agreement.objects.exists()
    says = review.outcome_letter.parts["says"]
    assert says["lines"][0]["reasons"] == [AGAIN] and "stays as it was" in says["effect"]
    assert review.request.state == "review_outcome"


def test_nothing_is_told_before_it_is_checked_and_released(item):
    item = make_decided_review(item, overturned)
    item.review.refresh_from_db()
    assert item.review.state == "decided" and item.review.lines.get().state == "refused"
    assert not Letter.objects.filter(kind="review_outcome").exists()
    with pytest.raises(Refused, match="second person"):
        releasing.release(item, on=TOLD_ON, by=make_checker())


def test_only_a_second_checker_answers(item):
    item = make_decided_review(item, overturned)
    for user in (item.review.child.case_officer, item.recorded_by):
        with pytest.raises(NotAllowed):
            reviewing.release_review(item, on=TOLD_ON, by=user)


def test_everybody_who_had_the_decision_is_told(item):
    make_answered_review(item, overturned, on=TOLD_ON)
    told = {
        kind: set(Letter.objects.filter(kind=kind).values_list("addressee", flat=True))
        for kind in ("decision", "review_outcome")
    }
    assert told["decision"] == told["review_outcome"] != set()


def test_an_answer_after_the_last_day_stays_marked_late(item, time_machine):
    time_machine.move_to("2027-01-08T10:00:00+00:00", tick=False)
    make_answered_review(item, overturned, on=date(2027, 1, 7))
    clock = Clock.objects.get(duty="review_outcome")
    assert clock.due_on == date(2026, 12, 16) and clock.is_late(on=date(2030, 1, 1))


def test_after_the_answer_another_review_may_be_asked_for_as_a_late_one(item):
    let_arrive(item.review.request, "decision", sent_on=ASKED_ON)
    review = make_answered_review(item, upheld, on=TOLD_ON)
    again = ask(review.request, on=date(2026, 12, 8))
    assert (again.state, again.of_notice) == ("late", review.outcome_letter)


# Endings: one reconsideration, and the payments run on until it is answered (R14.8, R14.10).
ENDS = {
    "reasons": "The plan names the therapy in another way since the review, and the money is spent on it."
}


@pytest.fixture
def ending(db, time_machine):
    """Give an ending of which notice was given to the family."""
    time_machine.move_to("2026-11-16T10:00:00+00:00", tick=False)
    cast = make_cast()
    ending = make_notice_given(make_active(cast), cast)
    time_machine.move_to("2027-01-08T10:00:00+00:00", tick=False)
    return ending


def listed(ending):
    """Give the item of a review of an ending."""
    return make_listed_review(ask(ending, on=ASKED_ON), on=ASKED_ON, meets_on=MEETS_ON)


def test_a_stop_that_is_questioned_is_held_until_it_is_answered(ending):
    review = ask(ending, on=ASKED_ON)
    ending.refresh_from_db()
    assert (review.kind, review.state) == ("stop", "accepted")
    assert ending.held_for_review_on == ASKED_ON
    assert "payments go on" in review.letter_received.html


def test_a_stop_is_reconsidered_once(ending):
    make_answered_review(listed(ending), ENDS | {"outcome": "end"}, on=TOLD_ON)
    with pytest.raises(Refused, match="done once"):
        ask(ending, on=TOLD_ON)


def test_a_stop_that_stands_ends_no_sooner_than_the_family_is_told(ending):
    before = ending.ends_on
    review = make_answered_review(listed(ending), ENDS | {"outcome": "end"}, on=date(2027, 1, 7))
    ending.refresh_from_db()
    assert (ending.state, ending.held_for_review_on) == ("notice_given", None)
    assert before < date(2027, 1, 7) <= ending.ends_on
    says = review.outcome_letter.parts["says"]
    assert says["effective_on"] == ending.ends_on.isoformat()
    assert str(ending.ends_on.year) in says["effect"] and says["lines"][0]["outcome"].endswith(
        "stays as it was"
    )


def test_a_stop_that_is_overturned_lets_the_budget_go_on(ending):
    review = make_answered_review(listed(ending), ENDS | {"outcome": "do_not_end"}, on=TOLD_ON)
    ending.refresh_from_db()
    assert (ending.state, ending.agreement.state) == ("not_ended", "active")
    says = review.outcome_letter.parts["says"]
    assert says["effect"] == "The budget goes on." and says["lines"][0]["reasons"] == [ENDS["reasons"]]
