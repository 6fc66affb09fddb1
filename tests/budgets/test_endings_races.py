"""Endings while somebody is at work: nobody is waited for, and what two people do at once is done once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
import time_machine
from django.db import connection

from budgets.actions import agreements as acts
from budgets.actions import endings
from budgets.models import Consent, Ending
from letters.models import Letter
from policy import Refused
from tests.clocks.test_races import at_work_on
from tests.factories.agreements import (
    agree_to,
    let_arrive,
    make_active,
    make_cast,
    make_issued,
    make_notice_given,
)

pytestmark = pytest.mark.django_db(transaction=True)
NIGHT_AFTER = date(2027, 3, 2)


@pytest.fixture(autouse=True)
def today():
    """Let it be Monday 1 February 2027."""
    with time_machine.travel("2027-02-01T10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def cast():
    """Give everybody an agreement passes through."""
    return make_cast()


def at_once(*acts_):
    """Do acts at the same moment, each on its own connection; give what each returned or was refused."""
    ready = Barrier(len(acts_))

    def one(act):
        try:
            ready.wait(timeout=20)
            return act()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts_)) as threads:
        return list(threads.map(one, acts_))


def test_a_child_somebody_is_at_work_on_waits_for_the_next_tick(cast):
    ending = make_notice_given(make_active(cast), cast)
    let_arrive(ending, "stop_notice")
    with at_work_on(cast.child):
        run = endings.end_agreements(NIGHT_AFTER)
        assert (run.counts["left"], run.outcome) == (1, "running")
        assert Ending.objects.get().state == "notice_given"
    assert endings.end_agreements(NIGHT_AFTER).counts["ended"] == 1
    assert Ending.objects.get().state == "ended"


def test_consent_sent_five_times_at_once_is_one_consent(cast):
    agreement = make_issued(cast)
    at_once(*[lambda: agree_to(agreement, cast.parent)] * 5)
    agreement.refresh_from_db()
    assert agreement.state == "consented"
    assert Consent.objects.count() == 1


def test_a_withdrawal_and_the_last_day_at_once_end_it_once(cast):
    agreement = make_active(cast)
    ending = make_notice_given(agreement, cast)
    let_arrive(ending, "stop_notice")
    today = date(2027, 2, 1)
    at_once(
        lambda: acts.withdraw_consent(agreement, words="I stop.", on=today, by=cast.parent),
        lambda: endings.complete_ending(ending, on=NIGHT_AFTER),
    )
    agreement.refresh_from_db()
    ending.refresh_from_db()
    assert agreement.state == "ended"
    assert (agreement.end_ground, ending.state) in (("G1", "not_ended"), ("G6", "ended"))
    told = Letter.objects.filter(kind="consent_withdrawn").count()
    assert told == (1 if agreement.end_ground == "G1" else 0)
