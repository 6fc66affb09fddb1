"""A death is recorded with a day that can be true, also before the start; the service writes no letter (R14.12)."""

from datetime import date, timedelta

import pytest
import time_machine

from audit.acts import NotAllowed
from audit.models import Event
from budgets.actions import agreements as acts
from budgets.actions import endings
from clocks.models import Clock
from letters.models import Letter
from policy import Refused
from tests.factories.agreements import (
    agree_to,
    make_active,
    make_agreement,
    make_issued,
    make_ready_agreement,
)

TODAY = date(2027, 2, 1)
BEGAN_ON = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def today():
    """Let it be Monday 1 February 2027."""
    with time_machine.travel("2027-02-01T10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def running(cast):
    """Give an active agreement whose first payment was released on 2 November 2026."""
    with time_machine.travel("2026-11-02T10:00:00+00:00", tick=False):
        return make_active(cast)


def record(agreement, cast, died_on=date(2027, 1, 30), **given):
    own = {"words": "Told by phone.", "on": TODAY, "by": cast.officer}
    return endings.end_after_death(agreement, died_on=died_on, **own | given)


def test_a_day_that_has_not_come_is_refused(cast, running):
    with pytest.raises(Refused, match="not in the future") as refused:
        record(running, cast, died_on=TODAY + timedelta(days=1), is_checked=True)
    assert refused.value.rule == "R14.12"
    running.refresh_from_db()
    assert running.state == "active"


@pytest.mark.parametrize(
    ("died_on", "words"),
    [
        (date(2026, 1, 30), "before the agreement began on 2 November 2026"),
        (date(2026, 12, 6), "long ago"),
    ],
)
def test_a_day_that_may_be_a_slip_is_taken_only_when_it_was_checked(cast, running, died_on, words):
    with pytest.raises(Refused, match=words):
        record(running, cast, died_on=died_on)
    running.refresh_from_db()
    assert (running.state, running.ended_on) == ("active", None)
    ended = record(running, cast, died_on=died_on, is_checked=True)
    assert (ended.state, ended.ended_on) == ("ended", max(died_on, BEGAN_ON))


@pytest.mark.parametrize(
    "make",
    [
        make_agreement,
        make_issued,
        lambda cast: agree_to(make_issued(cast), cast.parent),
        make_ready_agreement,
    ],
)
def test_before_the_start_the_agreement_is_called_off_without_a_letter(cast, make):
    agreement = make(cast)
    before = Letter.objects.count()
    called_off = record(agreement, cast)
    assert (called_off.state, called_off.end_ground) == ("called_off", "G8")
    assert not Clock.objects.open().of(called_off).exists()
    assert Letter.objects.count() == before
    assert Event.objects.filter(kind="budgets.agreement_ended_after_death").count() == 1


def test_what_is_over_already_is_not_ended_again(cast, running):
    ended = acts.withdraw_consent(running, words="I stop.", on=TODAY, by=cast.parent)
    with pytest.raises(Refused, match="over already") as refused:
        record(ended, cast)
    assert refused.value.rule == "R14.12"


def test_an_officer_records_it_and_nobody_else(cast, running):
    for user in (cast.parent, cast.finance, cast.checker):
        with pytest.raises(NotAllowed):
            record(running, cast, by=user)
    assert record(running, cast, by=cast.manager).state == "ended"
