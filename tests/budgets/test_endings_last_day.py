"""The last day: never before the notice has reached everybody, later when that was late, held by a review (R14.8)."""

from datetime import date, timedelta

import pytest
import time_machine

from audit.acts import NotAllowed
from audit.models import JobRun
from budgets import tasks
from budgets.actions import endings
from budgets.actions.endings import completing
from budgets.models import Ending
from clocks.models import Clock, ClockStep
from ehcp.actions import record_meeting
from letters.models import Delivery, Letter
from policy import Refused
from tests.factories.agreements import (
    let_arrive,
    make_active,
    make_cast,
    make_decided_ending,
    make_notice_given,
)
from tests.factories.ehcp import make_annual_review

GIVEN_ON = date(2027, 2, 1)
LAST_DAY = date(2027, 3, 1)
NIGHT_AFTER = date(2027, 3, 2)


@pytest.fixture(autouse=True)
def today():
    """Let it be Monday 1 February 2027."""
    with time_machine.travel("2027-02-01T10:00:00+00:00", tick=False):
        yield


def active(cast):
    """Give an active agreement whose first payment was released on 2 November 2026."""
    with time_machine.travel("2026-11-02T10:00:00+00:00", tick=False):
        return make_active(cast)


@pytest.fixture
def ending(cast):
    """Give an ending whose notice was written today, to end on Monday 1 March 2027."""
    return make_notice_given(active(cast), cast)


def arrive(ending, sent_on=GIVEN_ON):
    """Let the notice arrive as one sent on a day."""
    let_arrive(ending, "stop_notice", sent_on=sent_on)


def fresh(ending):
    """Give the ending as it is stored."""
    return Ending.objects.get(pk=ending.pk)


def run(on):
    """Run the job of a date; its counts."""
    return endings.end_agreements(on).counts


def test_it_ends_after_its_last_day(cast, ending):
    arrive(ending)
    run(LAST_DAY)
    assert fresh(ending).state == "notice_given"
    assert run(NIGHT_AFTER)["ended"] == 1
    ending = fresh(ending)
    agreement = ending.agreement
    assert (ending.state, agreement.state, agreement.ended_on) == ("ended", "ended", LAST_DAY)
    assert (agreement.end_ground, agreement.provision_after) == ("G6", "The school")
    row = agreement.current_version.provision.get()
    assert (row.paid_over.lower, row.paid_over.upper) == (date(2026, 11, 2), NIGHT_AFTER)
    assert not Clock.objects.open().of(agreement).exists()
    assert not Clock.objects.open().of(ending).exists()


def test_a_notice_that_has_not_reached_everybody_ends_nothing(cast, ending):
    for delivery in Delivery.objects.filter(letter=ending.letter):
        assert delivery.notified_on is None
    assert run(NIGHT_AFTER).get("waiting") == 1
    assert fresh(ending).agreement.state == "stop_notice"
    arrive(ending)
    assert run(NIGHT_AFTER + timedelta(days=1))["ended"] == 1


def test_a_notice_that_arrives_late_moves_the_last_day_and_tells_the_family(cast, ending):
    arrive(ending, sent_on=date(2027, 2, 4))
    assert run(date(2027, 2, 5))["moved"] == 1
    ending = fresh(ending)
    assert (ending.notified_on, ending.ends_on) == (date(2027, 2, 4), date(2027, 3, 4))
    (news,) = Letter.objects.filter(kind="day_moved", about_id=ending.pk)
    assert news.parts["says"]["new_day"] == "2027-03-04"
    run(NIGHT_AFTER)
    assert fresh(ending).state == "notice_given"
    run(date(2027, 3, 5))
    assert fresh(ending).agreement.ended_on == date(2027, 3, 4)
    assert Letter.objects.filter(kind="day_moved", about_id=ending.pk).count() == 1


def test_a_late_notice_noticed_late_never_gives_a_day_that_is_past(cast, ending):
    arrive(ending, sent_on=date(2027, 2, 2))
    run(date(2027, 3, 9))
    ending = fresh(ending)
    assert (ending.state, ending.ends_on) == ("notice_given", date(2027, 3, 9))
    run(date(2027, 3, 10))
    assert fresh(ending).state == "ended"


def test_a_last_day_with_room_to_spare_stays(cast):
    ending = make_notice_given(active(cast), cast, ends_on=date(2027, 3, 31))
    arrive(ending, sent_on=date(2027, 2, 10))
    run(date(2027, 2, 11))
    assert fresh(ending).ends_on == date(2027, 3, 31)
    assert not Letter.objects.filter(kind="day_moved").exists()


def test_a_review_holds_the_last_day(cast, ending):
    arrive(ending)
    endings.hold_for_review(ending, on=date(2027, 2, 16), by=cast.parent)
    run(NIGHT_AFTER)
    assert fresh(ending).state == "notice_given"
    endings.release_hold(ending, not_before=date(2027, 3, 16), on=date(2027, 3, 16), by=cast.checker)
    ending = fresh(ending)
    assert (ending.held_for_review_on, ending.ends_on) == (None, date(2027, 3, 16))
    run(date(2027, 3, 17))
    assert fresh(ending).agreement.ended_on == date(2027, 3, 16)


def test_an_early_answer_does_not_bring_the_last_day_forward(cast, ending):
    endings.hold_for_review(ending, on=date(2027, 2, 16), by=cast.parent)
    ending = endings.release_hold(ending, not_before=date(2027, 2, 20), on=date(2027, 2, 20), by=cast.checker)
    assert ending.ends_on == LAST_DAY


def test_where_the_policy_says_so_a_review_holds_nothing(cast, ending, monkeypatch):
    class Off:
        is_on = False

    monkeypatch.setattr("budgets.actions.endings.giving.number", lambda key, on: Off)
    assert endings.hold_for_review(ending, on=GIVEN_ON, by=cast.parent).held_for_review_on is None


def test_an_ending_is_no_persons_to_carry_out(cast, ending):
    arrive(ending)
    with pytest.raises(NotAllowed):
        endings.give_notice(ending, on=GIVEN_ON, by=cast.parent)
    with pytest.raises(Refused):
        endings.hold_for_review(make_decided_ending(active(cast), cast), on=GIVEN_ON, by=cast.parent)


def test_the_job_catches_up_and_does_a_date_once(cast, ending):
    arrive(ending)
    other = make_notice_given(active(cast), cast)
    arrive(other)
    assert run(date(2027, 3, 20))["ended"] == 2
    assert endings.end_agreements(date(2027, 3, 20)) is None
    assert "ended" not in run(date(2027, 3, 21))


def test_one_bad_record_is_noted_and_the_rest_go_on(cast, ending, monkeypatch):
    arrive(ending)
    elsewhere = make_cast()
    other = make_notice_given(active(elsewhere), elsewhere)
    arrive(other)
    whole = completing.complete_ending

    def complete(each, *, on):
        if each.pk == ending.pk:
            raise ValueError("something about the family")
        return whole(each, on=on)

    monkeypatch.setattr(completing, "complete_ending", complete)
    made = endings.end_agreements(NIGHT_AFTER)
    assert made.failures == [f"ending {ending.pk}: ValueError"]
    assert fresh(other).state == "ended"
    monkeypatch.undo()
    run(NIGHT_AFTER + timedelta(days=1))
    assert fresh(ending).state == "ended"


def test_the_time_to_ask_for_a_review_is_no_longer_counted_once_it_has_passed(cast, ending):
    arrive(ending)
    run(date(2027, 2, 16))
    assert Clock.objects.open().of(ending, "review_request").exists()
    run(date(2027, 2, 17))
    assert not Clock.objects.open().of(ending, "review_request").exists()


def test_notices_nobody_released_are_chased_with_staff_and_never_sent(cast):
    agreement = active(cast)
    review = make_annual_review(agreement.plan, meeting_on=GIVEN_ON)
    meeting = record_meeting(
        review, held_on=GIVEN_ON, attendees=[("Sam Ferry", "The school")], budget_discussed=True,
        child_views="I like it.", words="It should end.", on=GIVEN_ON, by=cast.officer,
    )  # fmt: skip
    ending = make_decided_ending(agreement, cast, meeting=meeting)
    before = Letter.objects.filter(child=cast.child).count()
    for day, steps in ((21, []), (22, ["-7"]), (22, ["-7"]), (26, ["-7", "-3"])):
        at(date(2027, 2, day), tasks.annual_review_cessation_notices)
        assert list(ClockStep.objects.order_by("id").values_list("step", flat=True)) == steps
    at(date(2027, 3, 2), tasks.annual_review_cessation_notices)
    last = ClockStep.objects.order_by("id").last()
    assert (last.step, last.outcome) == ("+1", "escalated")
    told = set(Letter.objects.filter(kind="work_reminder").values_list("addressee", flat=True))
    assert told == {cast.officer.person_id, cast.manager.person_id}
    assert Letter.objects.filter(child=cast.child).count() == before
    assert not Letter.objects.filter(kind="stop_notice").exists()
    assert fresh(ending).state == "decided"
    assert Clock.objects.open().of(ending, "budget_end_notice").get().is_late(on=date(2027, 3, 2))


def at(day, task):
    """Run a task as it is run on a day."""
    with time_machine.travel(f"{day}T10:00:00+00:00", tick=False):
        task()


def test_the_task_ends_what_has_come(cast, ending):
    arrive(ending)
    for _ in range(2):
        at(NIGHT_AFTER, tasks.end_agreements)
    assert fresh(ending).state == "ended"
    assert JobRun.objects.filter(name="budgets.end_agreements").count() == 1
