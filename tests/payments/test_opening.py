"""Returns are opened the day after each quarter, missed ones too, and once an agreement has ended (R15.1, R15.2)."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import JobRun
from budgets.models import Agreement
from clocks.models import Clock
from payments import tasks
from payments.actions.returns import final_returns, open_returns
from payments.models import QuarterlyReturn
from payments.periods import period_words
from tests.factories.payments import (
    FROM_ON,
    make_active_agreement,
    make_ready_agreement,
    make_sent_return,
    pay,
)

YEAR_END, OPENS = date(2026, 12, 31), date(2027, 1, 1)
pytestmark = pytest.mark.django_db


def opened():
    """Give the days of every return, in order."""
    return list(QuarterlyReturn.objects.order_by("from_on").values_list("from_on", "to_on"))


def end(agreement, on):
    ended = {"ended_on": on, "end_ground": "G1", "provision_after": "The council arranges it."}
    Agreement.objects.filter(pk=agreement.pk).update(state="ended", **ended)


@pytest.mark.parametrize(
    ("from_on", "to_on", "words"),
    [
        (date(2027, 1, 1), date(2027, 3, 31), "January to March 2027"),
        (date(2026, 11, 9), date(2026, 12, 31), "9 November to 31 December 2026"),
        (date(2026, 12, 1), date(2027, 2, 28), "December 2026 to February 2027"),
        (date(2026, 12, 15), date(2027, 3, 14), "15 December 2026 to 14 March 2027"),
        (date(2028, 2, 1), date(2028, 2, 29), "February 2028"),
        (date(2028, 2, 1), date(2028, 2, 28), "1 February to 28 February 2028"),
    ],
)
def test_a_period_in_words(from_on, to_on, words):
    assert period_words(from_on, to_on) == words


def test_a_return_opens_the_day_after_the_quarter():
    agreement = make_active_agreement(paid=3)
    assert open_returns(YEAR_END) == {}
    assert open_returns(OPENS) == {"opened": 1}
    found = QuarterlyReturn.objects.get()
    assert (found.from_on, found.to_on, found.opened_on) == (FROM_ON, YEAR_END, OPENS)
    assert (found.opening, found.paid_in, found.state) == (Decimal("0.00"), Decimal("1800.00"), "open")
    assert (found.version, found.child) == (agreement.current_version, agreement.child)


def test_its_clock_counts_from_the_quarters_last_day():
    make_active_agreement(paid=3)
    open_returns(OPENS)
    clock = Clock.objects.get(duty="quarterly_return")
    assert (clock.started_on, clock.due_on, clock.owed_by) == (YEAR_END, date(2027, 1, 28), "family")
    assert clock.label == "Return for 5 October to 31 December 2026"
    assert clock.about_id == QuarterlyReturn.objects.get().pk
    assert clock.owner == clock.child.case_officer


def test_opened_twice_is_one_return():
    make_active_agreement()
    open_returns(OPENS)
    assert open_returns(OPENS) == {}
    assert open_returns(date(2027, 3, 31)) == {}
    assert len(opened()) == Clock.objects.filter(duty="quarterly_return").count() == 1


def test_missed_quarters_are_caught_up_with_the_money_of_each():
    agreement = make_active_agreement(paid=7)
    assert open_returns(date(2027, 7, 3)) == {"opened": 3}
    assert opened() == [
        (FROM_ON, YEAR_END),
        (date(2027, 1, 1), date(2027, 3, 31)),
        (date(2027, 4, 1), date(2027, 6, 30)),
    ]
    sums = QuarterlyReturn.objects.order_by("from_on").values_list("paid_in", flat=True)
    released = agreement.schedules.get().instalments.filter(state="released")
    assert sum(sums) == 600 * released.count() == Decimal("4200.00")
    # Its fourth payment was due in the new year's first quarter, but made ahead of a closed day.
    assert list(sums) == [Decimal("2400.00"), Decimal("1800.00"), Decimal("0.00")]


def test_it_opens_with_what_the_last_one_closed_with():
    first = make_sent_return(closing="900.00")
    open_returns(date(2027, 4, 1))
    assert first.agreement.returns.order_by("-to_on").first().opening == Decimal("900.00")


def test_money_paid_early_waits_for_the_quarter_it_is_for():
    agreement = make_ready_agreement(from_on=date(2027, 1, 4))
    pay(agreement, on=date(2026, 12, 30))
    assert open_returns(OPENS) == {}
    assert open_returns(date(2027, 4, 1)) == {"opened": 1}
    found = QuarterlyReturn.objects.get()
    assert (found.from_on, found.to_on, found.paid_in) == (
        date(2027, 1, 1),
        date(2027, 3, 31),
        Decimal("600.00"),
    )


def test_before_anything_is_paid_nothing_is_asked_for():
    make_ready_agreement()
    assert open_returns(OPENS) == {}


def test_what_is_paid_for_the_days_after_is_an_advance():
    make_active_agreement(paid=4)
    open_returns(OPENS)
    # £600.00 for 28 December to 24 January: 24 of its 28 days come after the quarter.
    assert QuarterlyReturn.objects.get().advance == Decimal("514.29")


def test_one_with_notice_to_end_still_sends_its_returns():
    agreement = make_active_agreement()
    Agreement.objects.filter(pk=agreement.pk).update(state="stop_notice")
    assert open_returns(OPENS) == {"opened": 1}


def test_an_ended_agreement_is_asked_for_its_final_return():
    first = make_sent_return(closing="900.00")
    agreement = first.agreement
    end(agreement, date(2027, 2, 10))
    assert final_returns(date(2027, 2, 10)) == {}
    assert final_returns(date(2027, 2, 11)) == {"opened": 1}
    assert final_returns(date(2027, 2, 11)) == {} == open_returns(date(2027, 4, 1))
    final = QuarterlyReturn.objects.get(is_final=True)
    assert (final.from_on, final.to_on) == (date(2027, 1, 1), date(2027, 2, 10))
    assert (final.opening, final.advance) == (Decimal("900.00"), Decimal("0.00"))
    clock = Clock.objects.get(duty="final_return")
    assert (clock.started_on, clock.due_on) == (date(2027, 2, 10), date(2027, 3, 10))
    assert clock.label == "Final return for 1 January to 10 February 2027"


def test_one_that_ended_in_its_first_quarter_has_one_final_return():
    agreement = make_active_agreement(paid=2)
    end(agreement, date(2026, 11, 20))
    final_returns(OPENS)
    final = QuarterlyReturn.objects.get()
    assert (final.from_on, final.to_on, final.is_final) == (FROM_ON, date(2026, 11, 20), True)
    assert final.paid_in == Decimal("1200.00")


def test_one_that_ended_before_its_last_return_did_still_has_a_day():
    make_active_agreement()
    open_returns(OPENS)
    end(Agreement.objects.get(), date(2026, 12, 28))
    final_returns(OPENS)
    assert opened()[-1] == (OPENS, OPENS)


def test_the_job_catches_up_and_runs_once_a_date():
    make_active_agreement()
    with time_machine.travel("2027-01-09 06:00:00Z", tick=False):
        tasks.open_returns()
        tasks.open_returns()
    assert len(opened()) == 1
    run = JobRun.objects.get(name="payments.open_returns")
    assert (run.outcome, run.counts, run.failures) == (JobRun.Outcome.DONE, {"opened": 1}, [])


def test_one_that_cannot_be_worked_out_stops_no_other(monkeypatch):
    bad, fine, failures = make_active_agreement(), make_active_agreement(), []
    from payments.actions import opening

    before = opening.advance

    def breaks(released, **given):
        if released[0].schedule__agreement == bad.pk:
            raise ValueError("no")
        return before(released, **given)

    monkeypatch.setattr(opening, "advance", breaks)
    assert open_returns(OPENS, failures=failures) == {"opened": 1}
    assert QuarterlyReturn.objects.get().agreement == fine
    assert failures == [f"child {bad.child_id}: ValueError"]


@pytest.mark.parametrize("sweep", [open_returns, final_returns])
def test_opening_asks_as_often_for_many_as_for_few(sweep):
    def queries(many):
        for _ in range(many):
            agreement = make_active_agreement()
            if sweep is final_returns:
                end(agreement, YEAR_END)
        with CaptureQueriesContext(connection) as asked:
            assert sweep(OPENS)["opened"] == many
        return len(asked)

    assert queries(2) == queries(7)
