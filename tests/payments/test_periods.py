"""Money agreed for a period: paid on after its last day until an ending has given its notice (R25.3, R14.8)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from budgets.actions.agreements import open_agreements
from budgets.models import Agreement
from payments.actions.instalments import cancel, cancel_after_end
from payments.actions.opening import open_returns
from payments.actions.schedules import make_schedule, make_schedules, plan_ahead
from payments.models import Instalment, QuarterlyReturn
from policy import Refused
from tests.factories.decisions import make_checker
from tests.factories.payments import (
    FROM_ON,
    make_active_agreement,
    make_finance_officer,
    make_ready_agreement,
    pay,
)

ON = FROM_ON - timedelta(days=3)
LAST = date(2026, 12, 27)
pytestmark = pytest.mark.django_db


def make_for_a_period(**fields):
    """Make an agreement to 27 December 2026, twelve weeks, over 39 weeks of the year; planned and paid once."""
    own = {"yearly": Decimal("3900.00"), "weeks": 39, "to_on": LAST}
    agreement = make_ready_agreement(**own | fields)
    make_schedule(agreement, on=ON, by=None)
    pay(agreement)
    return agreement


def rows_of(agreement):
    """Give the payments of an agreement in the order of their days."""
    return list(Instalment.objects.filter(schedule__agreement=agreement).order_by("from_on"))


def test_it_is_planned_on_past_its_last_day_at_the_same_amount_and_rhythm():
    agreement = make_for_a_period()
    assert [row.amount for row in rows_of(agreement)] == [Decimal("400.00")] * 3
    assert plan_ahead(FROM_ON) == {"planned": 1}
    assert plan_ahead(FROM_ON) == {}
    rows = rows_of(agreement)
    assert [row.amount for row in rows] == [Decimal("400.00")] * 16
    assert [row.number for row in rows] == list(range(1, 17))
    after = rows[3]
    assert (after.from_on, after.to_on) == (date(2026, 12, 28), date(2027, 1, 24))
    assert after.due_on == date(2026, 12, 24)
    assert agreement.schedules.get().planned_to == date(2027, 12, 27) == rows[-1].to_on


def test_it_goes_on_year_after_year():
    agreement = make_for_a_period()
    for day in (FROM_ON, date(2027, 10, 1)):
        assert plan_ahead(day) == {"planned": 1}
    rows = rows_of(agreement)
    assert {row.amount for row in rows} == {Decimal("400.00")}
    assert all(
        later.from_on == row.to_on + timedelta(days=1) for row, later in zip(rows, rows[1:], strict=False)
    )


def test_a_payment_after_the_last_day_is_owed_until_an_ending_has_given_its_notice():
    agreement = make_for_a_period()
    plan_ahead(FROM_ON)
    after = rows_of(agreement)[3]
    with pytest.raises(Refused, match="owes this payment"):
        cancel(after, because="The period is over.", on=after.due_on, by=make_finance_officer())
    cancel_after_end(date(2027, 2, 1))
    assert rows_of(agreement)[3].state == "planned"


def test_what_was_planned_after_the_end_is_cancelled():
    agreement = make_for_a_period()
    plan_ahead(FROM_ON)
    ended = {"ended_on": date(2027, 1, 24), "end_ground": "G6", "provision_after": "The school"}
    Agreement.objects.filter(pk=agreement.pk).update(state="ended", **ended)
    cancel_after_end(date(2027, 1, 25))
    kept = [row.from_on for row in rows_of(agreement) if row.state != "cancelled"]
    assert kept[-1] == date(2026, 12, 28)
    assert plan_ahead(date(2027, 12, 1)) == {}


def test_more_for_a_period_is_paid_after_its_last_day_too():
    agreement = make_active_agreement(paid=2, to_on=LAST)
    plan_ahead(FROM_ON)
    line = agreement.current_version.provision.get().line
    line.agreed_yearly, line.agreed_from, line.agreed_to = Decimal("10400.00"), date(2026, 11, 30), LAST
    line.save()
    open_agreements(agreement.request, on=date(2026, 11, 18), by=make_checker())
    assert make_schedules(date(2026, 11, 18)) == {"made": 1}
    rows = [row for row in rows_of(agreement) if row.state != "cancelled"]
    assert [row.amount for row in rows] == [Decimal("600.00")] * 2 + [Decimal("800.00")] * 14
    assert all(
        later.from_on == row.to_on + timedelta(days=1) for row, later in zip(rows, rows[1:], strict=False)
    )
    assert plan_ahead(date(2027, 10, 1)) == {"planned": 1}
    assert {row.amount for row in rows_of(agreement)[-13:]} == {Decimal("800.00")}


def test_returns_are_asked_for_after_the_last_day_too():
    agreement = make_for_a_period()
    open_returns(date(2027, 4, 1))
    ends = (
        QuarterlyReturn.objects.filter(agreement=agreement).order_by("to_on").values_list("to_on", flat=True)
    )
    assert list(ends) == [date(2026, 12, 31), date(2027, 3, 31)]
