"""Reviews of the making and use of payments: five answers, and what each meets (reg 11, R11, b7)."""

from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, transaction

from audit.acts import NotAllowed
from budgets.models import PaymentReview
from clocks.models import Clock
from policy import Refused
from tests.factories.agreements import make_active, make_payment_review, make_ready_agreement

STARTED_ON = date(2026, 11, 2)
TODAY = date(2027, 1, 25)


@pytest.fixture(autouse=True)
def today():
    """Let it be Monday 25 January 2027."""
    with time_machine.travel("2027-01-25T10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def agreement(cast):
    """Give an active agreement whose first payment was released on 2 November 2026."""
    with time_machine.travel("2026-11-02T10:00:00+00:00", tick=False):
        return make_active(cast)


def owed(agreement):
    """Give the days on which reviews are due."""
    return dict(Clock.objects.open().of(agreement).order_by("due_on").values_list("duty", "due_on"))


def test_the_first_review_within_three_months_is_met_on_the_day_it_was_held(cast, agreement):
    clock = Clock.objects.of(agreement, "first_payment_review").get()
    assert clock.due_on == date(2027, 2, 1)
    make_payment_review(agreement, cast, occasion="first", held_on=date(2027, 1, 20))
    clock.refresh_from_db()
    agreement.refresh_from_db()
    assert clock.met_on == agreement.payment_review_held_on == date(2027, 1, 20)
    assert set(owed(agreement)) == {"second_payment_review", "yearly_payment_review"}


def test_the_same_review_sent_twice_is_one_and_another_is_another(cast, agreement):
    first, second = [make_payment_review(agreement, cast, occasion="first") for _ in range(2)]
    assert first == second
    make_payment_review(agreement, cast, occasion="first", reasons="There is more to say.")
    assert PaymentReview.objects.count() == 2


def test_a_yearly_review_is_owed_again_a_year_later(cast, agreement):
    make_payment_review(agreement, cast, occasion="yearly")
    assert owed(agreement)["yearly_payment_review"] == date(2028, 1, 25)
    make_payment_review(agreement, cast, occasion="second")
    assert "second_payment_review" not in owed(agreement)


def test_a_review_with_the_plan_is_the_years_too(cast, agreement):
    make_payment_review(agreement, cast, occasion="annual_review")
    assert set(owed(agreement)) == {"second_payment_review", "yearly_payment_review"}
    assert owed(agreement)["yearly_payment_review"] == date(2028, 1, 25)


@pytest.mark.parametrize(
    "left_out", ["progress", "child_views", "appropriate", "sufficient", "obligations", "reasons"]
)
def test_each_question_is_answered(cast, agreement, left_out):
    with pytest.raises(Refused) as refused:
        make_payment_review(agreement, cast, **{left_out: " "})
    assert refused.value.rule == "R11.5"
    assert not PaymentReview.objects.exists()


@pytest.mark.parametrize("held_on", [date(2026, 11, 1), date(2027, 1, 26)])
def test_it_is_held_between_the_first_payment_and_today(cast, agreement, held_on):
    with pytest.raises(Refused) as refused:
        make_payment_review(agreement, cast, held_on=held_on)
    assert refused.value.rule == "R11.2"


def test_only_what_runs_is_reviewed_and_only_by_an_officer(cast, agreement):
    with pytest.raises(Refused):
        make_payment_review(make_ready_agreement(cast), cast)
    cast.officer = cast.checker
    with pytest.raises(NotAllowed):
        make_payment_review(agreement, cast)


def test_a_review_is_locked(cast, agreement):
    make_payment_review(agreement, cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        PaymentReview.objects.update(result="no_change")


def test_an_arrangement_is_reviewed_without_a_clock(cast):
    with time_machine.travel("2026-11-02T10:00:00+00:00", tick=False):
        arrangement = make_active(cast, mechanism="notional_council")
    make_payment_review(arrangement, cast, occasion="yearly", result="no_change")
    assert owed(arrangement) == {}
