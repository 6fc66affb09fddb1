"""Every duty with a clock is registered, and is chased on the days of policy."""

from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured

from clocks import duties
from letters.kinds import STAFF, WorkReminder
from policy import number
from policy.deadlines import DUTIES, due


def test_the_duties_in_use_are_registered():
    assert set(duties.CHASED) == {"message_reply", "information_given"}


def test_every_duty_a_letter_meets_is_registered():
    from letters.kinds import KINDS

    assert {kind.duty for kind in KINDS.values() if kind.duty} <= set(duties.CHASED)


@pytest.mark.parametrize("name", ["message_reply", "information_given"])
def test_each_is_policys_and_is_chased_by_a_digest_to_staff(name):
    assert name in DUTIES
    assert duties.CHASED[name].reminder.audience == STAFF


def test_a_duty_is_registered_once_and_must_be_known():
    with pytest.raises(ImproperlyConfigured, match="twice"):
        duties.register("message_reply", reminder=WorkReminder)
    with pytest.raises(ImproperlyConfigured, match="no duty called"):
        duties.register("no_such", reminder=WorkReminder)


def test_the_ladder_is_policys():
    started_on = date(2026, 11, 2)
    due_on = due("message_reply", started_on).due_on
    steps = duties.steps_of("message_reply", started_on=started_on, due_on=due_on)
    ladder = number("quick_reminders", on=started_on).amounts
    assert tuple(int(step.name) for step in steps) == ladder
    assert tuple((step.on - due_on).days for step in steps) == ladder
    assert [step.is_escalation for step in steps] == [days >= 0 for days in ladder]
    assert not steps[0].is_escalation
    assert steps[-1].is_escalation


def test_a_day_that_moved_moves_its_steps_but_not_their_names():
    before, after = (
        duties.steps_of("message_reply", started_on=date(2026, 11, 2), due_on=date(2026, 11, day))
        for day in (9, 10)
    )
    assert [step.name for step in before] == [step.name for step in after]
    assert before[0].on == date(2026, 11, 8)
    assert after[0].on == date(2026, 11, 9)
