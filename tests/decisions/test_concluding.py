"""Concluding: a decision nobody questioned is closed once its last day has passed and everyone was told."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from audit.acts import NotAllowed
from audit.models import Event, JobRun
from budgets.models import PersonalBudgetRequest
from clocks.models import Clock
from clocks.notices import follow_notices
from decisions import tasks
from decisions.actions import concluding
from decisions.actions.concluding import conclude_unquestioned
from decisions.actions.reviewing import settle_late
from decisions.models import DecisionReview
from letters.models import Delivery, Letter
from portal.celery import app
from tests.factories.budgets import make_case, make_ready_request
from tests.factories.decisions import ASKED_ON, RELEASED_ON, make_released_item, refused
from tests.factories.people import make_manager
from tests.factories.reviews import ask
from tests.factories.threads import at_once

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 12, 1)
AFTER = LAST_DAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def december(time_machine):
    """Stand late enough for every day of these cases to have come."""
    time_machine.move_to("2026-12-30T10:00:00+00:00", tick=False)


def deliver(request, notified_on=RELEASED_ON):
    """Let the letters about a request reach those they were written to."""
    Delivery.objects.filter(letter__about_id=request.pk, letter__kind="decision").update(
        state=Delivery.State.SENT, sent_at=timezone.now(), notified_on=notified_on
    )


@pytest.fixture
def request_told():
    """Give a refused request of which the family was told, with the letter received."""
    request = make_released_item(answers=refused).request
    deliver(request)
    return request


def state_of(request):
    return PersonalBudgetRequest.objects.get(pk=request.pk).state


def test_it_is_closed_the_day_after_the_last_day(request_told):
    assert Clock.objects.get(duty="review_request").due_on == LAST_DAY
    conclude_unquestioned(LAST_DAY)
    assert state_of(request_told) == "review_window"
    run = conclude_unquestioned(AFTER)
    assert state_of(request_told) == "concluded"
    assert (run.counts, run.failures) == ({"concluded": 1}, [])
    clock = Clock.objects.get(duty="review_request")
    assert (clock.dropped_on, clock.met_on) == (AFTER, None)
    event = Event.objects.get(kind="decisions.concluded")
    assert (event.about_id, event.by_id) == (request_told.pk, None)


def test_it_catches_up_after_missed_nights_and_twice_does_no_harm(request_told):
    late = LAST_DAY + timedelta(days=20)
    conclude_unquestioned(late)
    assert state_of(request_told) == "concluded"
    assert conclude_unquestioned(late) is None
    assert conclude_unquestioned(late + timedelta(days=1)).counts == {}
    assert Event.objects.filter(kind="decisions.concluded").count() == 1


def test_a_letter_that_reached_nobody_closes_nothing():
    request = make_released_item(answers=refused).request
    conclude_unquestioned(AFTER)
    assert state_of(request) == "review_window"
    Delivery.objects.filter(letter__about_id=request.pk).update(
        state=Delivery.State.FAILED, failure="No such address"
    )
    conclude_unquestioned(AFTER + timedelta(days=1))
    assert state_of(request) == "review_window"


def test_a_letter_that_came_late_moves_the_last_day_first():
    request = make_released_item(answers=refused).request
    deliver(request, notified_on=date(2026, 11, 30))
    conclude_unquestioned(AFTER)
    assert state_of(request) == "review_window", "its clock has not followed the notice yet"
    follow_notices(AFTER)
    assert Clock.objects.get(duty="review_request").due_on == date(2026, 12, 15)
    conclude_unquestioned(date(2026, 12, 15))
    assert state_of(request) == "review_window"
    conclude_unquestioned(date(2026, 12, 16))
    assert state_of(request) == "concluded"


def test_one_that_is_questioned_is_not_closed_and_one_asked_late_is_reopened(request_told):
    ask(request_told, on=date(2026, 11, 30))
    conclude_unquestioned(AFTER)
    assert state_of(request_told) == "under_review"
    other = make_released_item(make_ready_request(make_case(), on=ASKED_ON), answers=refused).request
    deliver(other)
    review = ask(other, on=date(2026, 12, 3))
    assert review.state == "late"
    conclude_unquestioned(date(2026, 12, 4))
    assert state_of(other) == "review_window", "what the family asked waits for its answer"


def test_a_late_request_that_was_not_taken_lets_it_close(request_told):
    review = ask(request_told, on=date(2026, 12, 3))
    manager = make_manager(team=request_told.child.team)
    settle_late(review, accept=False, words="The plan was changed.", on=date(2026, 12, 4), by=manager)
    conclude_unquestioned(date(2026, 12, 5))
    assert state_of(request_told) == "concluded"


def test_a_late_request_that_was_not_taken_lets_close_what_was_told_late():
    request = make_released_item(answers=refused).request
    deliver(request, notified_on=date(2026, 11, 30))
    # Nobody has followed the notice yet: asking does it.
    review = ask(request, on=date(2026, 12, 16))
    assert (review.last_day_was, review.state) == (date(2026, 12, 15), "late")
    assert Clock.objects.get(duty="review_request").due_on == date(2026, 12, 15)
    manager = make_manager(team=request.child.team)
    settle_late(review, accept=False, words="The plan was changed.", on=date(2026, 12, 17), by=manager)
    follow_notices(date(2026, 12, 18))
    conclude_unquestioned(date(2026, 12, 18))
    assert state_of(request) == "concluded"
    assert Letter.objects.filter(kind="day_moved").count() == 0, "who asked has no use for a later last day"


def test_a_late_request_reopens_what_was_closed(request_told):
    conclude_unquestioned(AFTER)
    review = ask(request_told, on=date(2026, 12, 10))
    manager = make_manager(team=request_told.child.team)
    settle_late(review, accept=True, words="In hospital.", on=date(2026, 12, 11), by=manager)
    assert state_of(request_told) == "under_review"
    assert DecisionReview.objects.get().state == "accepted"


def test_a_record_that_cannot_be_closed_is_noted_and_the_others_are(request_told, monkeypatch):
    other = make_released_item(answers=refused).request
    deliver(other)
    real = concluding.conclude_request

    def fail(request, **more):
        if request.pk == request_told.pk:
            raise RuntimeError(request.child.name)
        return real(request, **more)

    monkeypatch.setattr(concluding, "conclude_request", fail)
    run = conclude_unquestioned(AFTER)
    assert run.failures == [f"request {request_told.pk}: RuntimeError"]
    assert (state_of(request_told), state_of(other)) == ("review_window", "concluded")


def test_nobody_closes_it_but_the_service(request_told):
    with pytest.raises(NotAllowed):
        concluding.conclude(request_told, on=AFTER, by=make_manager(team=request_told.child.team))


@pytest.mark.django_db(transaction=True)
def test_a_child_somebody_is_at_work_on_waits_for_the_next_tick():
    request = make_released_item(answers=refused).request
    deliver(request)

    def conclude():
        try:
            return conclude_unquestioned(AFTER).outcome
        finally:
            connection.close()

    with transaction.atomic():
        type(request.child).objects.select_for_update().get(pk=request.child_id)
        assert at_once(conclude) == ["running"]
    assert state_of(request) == "review_window"
    assert at_once(conclude) == ["done"]
    assert state_of(request) == "concluded"


def test_the_task_is_on_the_timetable_and_takes_the_days_of_the_council(request_told):
    assert {each["task"] for each in app.conf.beat_schedule.values()} >= {
        "decisions.tasks.conclude_decisions"
    }
    tasks.conclude_decisions()
    assert state_of(request_told) == "concluded"
    assert JobRun.objects.get(name="decisions.conclude").for_date == date(2026, 12, 30)
