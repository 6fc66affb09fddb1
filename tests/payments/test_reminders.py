"""Families are reminded of returns by a job of its own: each step once, caught up, in one transaction (R15.2)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import JobRun
from clocks.models import Clock, ClockStep
from clocks.sweep import sweep
from letters.models import Delivery, Letter
from payments import tasks
from payments.actions import returns
from payments.duties import RETURNS
from payments.models import QuarterlyReturn
from people.roles import Basis
from tests.factories.payments import (
    fill_in,
    make_active_agreement,
    make_finance_officer,
    make_open_return,
    make_sent_return,
    parent_of,
)
from tests.factories.people import make_family, make_manager

# The quarter to 31 December 2026: the return is due on Thursday 28 January 2027.
DUE_ON = date(2027, 1, 28)
pytestmark = pytest.mark.django_db


def on(days):
    """Give a day by its distance from the due day."""
    return DUE_ON + timedelta(days=days)


def chase(day):
    return sweep(day, job=RETURNS)


def reminders():
    """Give what families were written, in order: to whom, on which day, and how far off the due day is."""
    read = Letter.objects.filter(kind="return_reminder").order_by("pk")
    return [(each.addressee, each.written_on, each.parts["says"]["timing"]) for each in read]


def steps():
    rows = ClockStep.objects.filter(clock__duty="quarterly_return").order_by("step_on")
    return list(rows.values_list("step", "outcome"))


def test_the_recipient_is_reminded_on_each_day_of_the_ladder():
    found = make_open_return()
    person = found.agreement.recipient
    make_family(found.child)
    for days in (-14, -3, 1, 7, 14):
        chase(on(days))
    assert reminders() == [
        (person, on(-14), "That is in 14 days."),
        (person, on(-3), "That is in 3 days."),
        (person, on(1), "That was yesterday."),
        (person, on(7), "That was 7 days ago."),
        (person, on(14), "That was 14 days ago."),
    ]


def test_a_reminder_says_what_is_needed_what_helps_and_that_payments_go_on():
    found = make_open_return()
    chase(on(-14))
    letter = Letter.objects.get(kind="return_reminder")
    says = letter.parts["says"]
    assert (says["quarter"], says["due_on"]) == ("5 October to 31 December 2026", DUE_ON.isoformat())
    assert "bank statement" in " ".join(says["needed"])
    assert "do not stop" in says["effect"]
    assert (letter.about_type, letter.about_id) == ("payments.quarterlyreturn", found.pk)
    assert Delivery.objects.filter(letter=letter).exists()


def test_staff_are_told_once_it_is_overdue_and_money_is_never_stopped():
    found = make_open_return()
    manager = make_manager(team=found.child.team)
    chase(on(-3))
    assert not Letter.objects.filter(kind="work_reminder").exists()
    for days in (1, 7, 14, 21, 28):
        chase(on(days))
    told = Letter.objects.filter(kind="work_reminder").values_list("addressee", flat=True)
    assert list(told) == [manager.person_id] * 5
    assert len(reminders()) == 4
    found.agreement.refresh_from_db()
    assert found.agreement.state == "active"


def test_run_twice_it_sends_once():
    make_open_return()
    with time_machine.travel("2027-01-14 06:00:00Z", tick=False):
        tasks.quarterly_return_reminders()
        tasks.quarterly_return_reminders()
    assert len(reminders()) == 1
    assert JobRun.objects.get(name=RETURNS).outcome == JobRun.Outcome.DONE


def test_after_missed_nights_the_newest_is_sent_and_the_others_are_noted():
    make_open_return()
    chase(on(8))
    assert [day for _, day, _ in reminders()] == [on(8)]
    assert steps() == [("-14", "skipped"), ("-3", "skipped"), ("+1", "skipped"), ("+7", "reminded")]


def test_a_run_killed_between_two_families_sends_to_the_rest_and_to_nobody_twice(monkeypatch):
    for _ in range(3):
        make_active_agreement()
    returns.open_returns(date(2027, 1, 1))
    from clocks import sweep as sweeping

    monkeypatch.setattr("clocks.batches.BATCH", 1)
    store, done = sweeping.Tick._store, []

    def dies(tick, rows, next_on):
        store(tick, rows, next_on)
        done.append(rows)
        if len(done) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(sweeping.Tick, "_store", dies)
    with pytest.raises(KeyboardInterrupt):
        chase(on(-14))
    monkeypatch.setattr(sweeping.Tick, "_store", store)
    assert len(reminders()) == ClockStep.objects.count() == 1
    chase(on(-14))
    people = [who for who, _, _ in reminders()]
    assert len(people) == len(set(people)) == ClockStep.objects.count() == 3


def test_once_it_is_sent_nobody_is_reminded():
    make_sent_return(make_open_return())
    chase(on(1))
    assert reminders() == []


def test_the_nominee_who_is_paid_is_reminded_and_the_family_where_an_organisation_is():
    agreement = make_active_agreement()
    nominee, parent = make_family(agreement.child, basis=Basis.NOMINEE), parent_of(agreement)
    agreement.recipient = nominee.person
    agreement.save()
    make_open_return(agreement)
    chase(on(-14))
    agreement.recipient, agreement.holder = None, "Wealdbridge Money Help"
    agreement.save()
    chase(on(-3))
    assert [who for who, _, _ in reminders()] == [nominee.person, parent.person]


def test_the_final_return_is_reminded_of_by_the_same_job():
    agreement = make_active_agreement()
    ended = {"ended_on": date(2026, 12, 31), "end_ground": "G1", "provision_after": "The council."}
    type(agreement).objects.filter(pk=agreement.pk).update(state="ended", **ended)
    returns.final_returns(date(2027, 1, 1))
    chase(on(-14))
    assert len(reminders()) == 1


def test_a_question_is_reminded_of_in_its_own_words():
    found = make_sent_return()
    question = returns.query(
        found, words="What was the £40.00 for?", on=date(2027, 1, 18), by=make_finance_officer()
    )
    question.letter.deliveries.update(state="sent", sent_at=timezone.now(), notified_on=date(2027, 1, 18))
    clock = Clock.objects.get(duty="return_query")
    chase(clock.due_on - timedelta(days=2))
    letter = Letter.objects.get(kind="return_reminder")
    assert letter.parts["says"]["needed"] == ["What was the £40.00 for?"]
    assert letter.parts["says"]["due_on"] == clock.due_on.isoformat()
    assert (
        letter.parts["says"]["timing"]
        == "That is in 2 days. You sent it once, and we have a question about it."
    )


def test_reminding_asks_as_often_for_many_as_for_few():
    def queries(many, day):
        for _ in range(many):
            make_active_agreement()
        returns.open_returns(date(2027, 1, 1))
        with CaptureQueriesContext(connection) as asked:
            chase(day)
        return len(asked)

    assert queries(2, on(-14)) == queries(5, on(-3))
    assert len(reminders()) == 9


def test_a_return_saved_in_parts_is_still_reminded_of():
    fill_in(make_open_return(), closing="900.00")
    chase(on(-3))
    assert len(reminders()) == 1
    assert QuarterlyReturn.objects.get().state == "open"
