"""Clocks that start with a notice: from the day it counts as received, which only ever moves later (T9)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import JobRun
from clocks import actions
from clocks.models import Clock, ClockRevision
from clocks.notices import follow_notices, is_notified, letters_of
from clocks.sweep import sweep
from clocks.tasks import follow_notices as follow_notices_task
from letters import actions as letters
from letters.kinds import MessageAlert
from letters.models import Delivery, Letter
from tests.clocks.family import register
from tests.factories.people import make_child, make_family, make_link, make_officer, make_person, make_team

DUTY = "review_request"
# A Monday; posted, it counts from Wednesday.
ON, BY_POST = date(2026, 11, 2), date(2026, 11, 4)
LATE = date(2026, 11, 10)
State = Delivery.State
POST_ONLY = {"email": "", "prefers_post": True}


@pytest.fixture(autouse=True)
def reviews(monkeypatch):
    """Register the family's duty to ask for a review in time, in case no app has."""
    register(monkeypatch, DUTY)


@pytest.fixture
def officer(db):
    """Give a case officer in a team."""
    return make_officer(team=make_team())


def parent_of(child, **fields):
    """Tie a parent without a sign-in to a child, whom we write to by e-mail and by post."""
    return make_link(child, make_person(**fields)).person


def notice_to(people, *, child, on=ON, words="Your decision.", channels=None, about=None):
    """Write a notice about a child to each of these people."""
    kind = MessageAlert(sender="The council", words=words)
    with transaction.atomic():
        return letters.write(
            kind, child=child, to=people, by=None, on=on, about=about or child, channels=channels
        )


def window(officer, *, parents=1, about=None, **fields):
    """Release a notice to the parents of a child and start the clock on asking for a review."""
    child = about or make_child(officer=officer)
    people = [parent_of(child, **fields) for _ in range(parents)]
    written = notice_to(people, child=child)
    with transaction.atomic():
        return actions.start(
            DUTY,
            child=child,
            about=child,
            label="Ask for a review of the decision",
            started_on=actions.expected_notified_on(written),
            notice=written[0],
        )


def arrive(letter_s, on, **only):
    """Let deliveries of letters arrive on a day."""
    going = Delivery.objects.filter(letter__in=letter_s, **only)
    going.update(state=State.SENT, notified_on=on, sent_at="2026-11-02T10:00:00Z")


def moved():
    """Give the letters that say a day has moved."""
    return Letter.objects.filter(kind="day_moved").order_by("pk")


@pytest.mark.parametrize(
    ("fields", "channels", "day"),
    [
        ({}, None, BY_POST),
        (POST_ONLY, None, BY_POST),
        ({"address": "", "postcode": ""}, None, BY_POST),
        ({}, ("email",), ON),
        ({}, ("hand",), ON),
        ({}, ("email", "post"), BY_POST),
    ],
)
def test_the_expected_day_is_the_slowest_channels_before_and_after_writing(officer, fields, channels, day):
    child = make_child(officer=officer)
    joined, other = make_family(child).person, parent_of(child, **fields)
    assert actions.expected_for([joined, other], on=ON, channels=channels) == day
    written = notice_to([joined, other], child=child, channels=channels)
    assert actions.expected_notified_on(written) == day


def test_one_who_signs_in_is_expected_to_be_notified_the_same_day(officer):
    child = make_child(officer=officer)
    joined = make_family(child).person
    assert actions.expected_for([joined], on=ON) == ON
    assert actions.expected_notified_on(notice_to([joined], child=child)) == ON


def test_a_family_may_act_before_the_post_has_come(officer):
    clock = window(officer)
    assert clock.started_on == BY_POST
    assert actions.meet(DUTY, about=clock.child, on=ON - timedelta(days=1)) == 0
    assert actions.meet(DUTY, about=clock.child, on=ON) == 1


def test_the_notice_is_each_persons_letter_of_that_day_about_that_record(officer):
    child, sibling = make_child(officer=officer), make_child(officer=officer)
    people = [parent_of(child), parent_of(child)]
    first, second = notice_to(people, child=child)
    notice_to(people, child=child, on=ON + timedelta(days=1))
    notice_to([parent_of(sibling)], child=sibling)
    assert list(letters_of(first)) == list(letters_of(second)) == [first, second]
    with transaction.atomic():
        kind = MessageAlert(sender="The council", words="x")
        alone, _ = letters.write(kind, child=child, to=people, by=None, on=ON)
    assert list(letters_of(alone)) == [alone]


def test_everyone_must_have_been_reached_by_every_channel(officer):
    clock = window(officer, parents=2)
    first, second = letters_of(clock.notice)
    arrive([first], ON)
    assert not is_notified(clock)
    arrive([second], ON, channel="email")
    assert not is_notified(clock)
    arrive([second], BY_POST, channel="post")
    assert is_notified(clock)
    assert first.notified_on == ON
    assert second.notified_on == BY_POST


@pytest.mark.parametrize("state", [State.FAILED, State.DOUBTFUL])
def test_one_that_came_back_notified_nobody(officer, state):
    clock = window(officer)
    arrive([clock.notice], ON)
    Delivery.objects.filter(channel="post").update(state=state, notified_on=None, failure="Came back.")
    assert not is_notified(clock)
    assert clock.notice.notified_on is None


def test_a_way_that_was_given_up_is_waited_for_no_more(officer):
    clock = window(officer)
    arrive([clock.notice], ON, channel="email")
    Delivery.objects.filter(channel="post").update(state=State.WITHDRAWN)
    assert is_notified(clock)
    Delivery.objects.update(state=State.WITHDRAWN)
    assert not is_notified(clock)


def test_what_needs_no_notice_is_always_notified(officer):
    clock = window(officer)
    Clock.objects.update(notice=None)
    assert is_notified(clock)
    assert list(Clock.objects.notified()) == [clock]


def test_nothing_moves_while_letters_are_on_their_way_or_came_in_time(officer):
    clock = window(officer)
    assert follow_notices(LATE).counts == {}
    arrive([clock.notice], ON, channel="email")
    assert follow_notices(LATE + timedelta(days=1)).counts == {}
    arrive([clock.notice], BY_POST, channel="post")
    assert follow_notices(LATE + timedelta(days=2)).counts == {}
    clock.refresh_from_db()
    assert (clock.started_on, clock.due_on) == (BY_POST, date(2026, 11, 19))
    assert not moved().exists()
    assert not ClockRevision.objects.exists()


def test_one_that_came_late_starts_the_clock_that_day_and_the_family_is_told(officer):
    clock = window(officer, parents=2)
    arrive(letters_of(clock.notice), ON)
    second = letters_of(clock.notice).last()
    arrive([second], LATE, channel="post")
    run = follow_notices(LATE)
    assert run.counts == {"restarted": 1, "letters": 2}
    clock.refresh_from_db()
    assert (clock.started_on, clock.due_on) == (LATE, date(2026, 11, 25))
    assert (clock.raw_on, clock.target_on) == (date(2026, 11, 25),) * 2
    assert clock.next_step_on == date(2026, 11, 18)
    revision = ClockRevision.objects.get()
    assert (revision.due_on_before, revision.due_on_after) == (date(2026, 11, 19), date(2026, 11, 25))
    assert revision.revised_on == LATE
    why = "Our letter of 2 November 2026 counts as received on 10 November 2026, later than we expected."
    assert revision.reason == why
    assert [letter.addressee for letter in moved()] == [each.addressee for each in letters_of(clock.notice)]
    assert moved()[0].parts["says"] == {
        "what_for": "“Ask for a review of the decision”",
        "earlier_day": "2026-11-19",
        "new_day": "2026-11-25",
        "why": why,
    }
    assert moved()[0].child == clock.child


def test_it_is_done_once_a_date_and_told_once(officer):
    clock = window(officer)
    arrive([clock.notice], LATE)
    follow_notices(LATE)
    assert follow_notices(LATE) is None
    JobRun.objects.update(outcome=JobRun.Outcome.RUNNING)
    assert follow_notices(LATE).counts == {"restarted": 1, "letters": 1}
    follow_notices(LATE + timedelta(days=30))
    assert moved().count() == ClockRevision.objects.count() == 1


def test_a_day_never_moves_earlier_and_one_that_stays_is_no_news(officer):
    clock = window(officer)
    arrive([clock.notice], LATE)
    Clock.objects.update(raw_on=date(2026, 12, 1), due_on=date(2026, 12, 1), target_on=date(2026, 12, 1))
    assert follow_notices(LATE).counts == {"restarted": 1}
    clock.refresh_from_db()
    assert (clock.started_on, clock.due_on) == (LATE, date(2026, 12, 1))
    assert ClockRevision.objects.get().reason.endswith("The last day stays as it was.")
    assert not moved().exists()


def test_what_is_over_stays_as_it_was(officer):
    clock = window(officer)
    actions.meet(DUTY, about=clock.child, on=BY_POST)
    arrive([clock.notice], LATE)
    assert follow_notices(LATE).counts == {}
    clock.refresh_from_db()
    assert clock.started_on == BY_POST


def test_a_bad_record_is_named_by_its_number_and_the_others_go(officer):
    clocks = [window(officer) for _ in range(5)]
    wrong = clocks[1]
    arrive([clock.notice for clock in clocks], LATE)
    Clock.objects.filter(pk=wrong.pk).update(duty="no_such")
    run = follow_notices(LATE)
    assert run.failures == [f"clock {wrong.pk}: ImproperlyConfigured"]
    assert run.outcome == JobRun.Outcome.DONE
    assert set(ClockRevision.objects.values_list("clock", flat=True)) == {each.pk for each in clocks} - {
        wrong.pk
    }


def test_as_many_statements_for_50_clocks_as_for_5(officer):
    counts = []
    for many, on in ((5, LATE), (50, LATE + timedelta(days=1))):
        clocks = [window(officer) for _ in range(many)]
        arrive([clock.notice for clock in clocks], on)
        with CaptureQueriesContext(connection) as done:
            assert follow_notices(on).counts == {"restarted": many, "letters": many}
        counts.append(len(done))
    assert counts[0] == counts[1]


def reminded():
    """Give how many reminders the family was written, besides its notice."""
    return Letter.objects.filter(kind="message_alert", parts__says__words="Your return is due.").count()


def test_a_family_is_not_chased_before_its_notice_has_come(officer):
    clock = window(officer)
    arrive([clock.notice], ON, channel="email")
    sweep(date(2027, 1, 15))
    assert not clock.steps.exists()
    assert reminded() == 0
    arrive([clock.notice], date(2027, 1, 20), channel="post")
    sweep(date(2027, 1, 20))
    assert not clock.steps.exists(), "its day is about to move"
    follow_notices(date(2027, 1, 21))
    sweep(date(2027, 1, 28))
    assert list(clock.steps.values_list("step", flat=True)) == ["-7"]
    assert reminded() == 1


def test_a_notice_that_came_in_time_is_followed_by_reminders(officer):
    clock = window(officer)
    arrive([clock.notice], ON)
    sweep(clock.due_on - timedelta(days=7))
    assert reminded() == 1


def test_what_the_council_owes_is_chased_whether_or_not_its_notice_came(officer):
    clock = window(officer)
    Clock.objects.update(owed_by="council", duty="message_reply")
    sweep(date(2027, 1, 15))
    assert clock.steps.exists()


def test_the_task_follows_notices_today_in_the_councils_time_zone(officer):
    clock = window(officer)
    arrive([clock.notice], LATE)
    with time_machine.travel("2027-07-01T23:30:00+00:00", tick=False):
        follow_notices_task()
    assert JobRun.objects.get().for_date == date(2027, 7, 2)
    assert moved().get().written_on == date(2027, 7, 2)
