"""Schedules: the instalments of an agreement that is ready, and of each year that follows (R10.5, R8.7)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.acts import NotAllowed
from payments.actions.schedules import make_schedule, make_schedules, plan_ahead
from payments.models import Instalment, Schedule
from payments.tasks import plan_payments
from policy import Refused
from tests.factories.payments import (
    FROM_ON,
    make_agreed_line,
    make_finance_officer,
    make_ready_agreement,
    make_version,
    pay,
)

ON = FROM_ON - timedelta(days=3)
pytestmark = pytest.mark.django_db


def test_a_ready_agreement_is_planned_for_its_year():
    agreement = make_ready_agreement()
    schedule = make_schedule(agreement, on=ON, by=make_finance_officer())
    planned = list(schedule.instalments.order_by("number"))
    assert [each.number for each in planned] == list(range(1, 14))
    assert sum(each.amount for each in planned) == Decimal("7800.00")
    first = planned[0]
    assert (first.due_on, first.from_on, first.to_on) == (FROM_ON, FROM_ON, date(2026, 11, 1))
    assert (first.amount, first.child, first.state) == (Decimal("600.00"), agreement.child, "planned")
    assert "£600.00 of £7,800.00" in first.worked_out
    assert schedule.planned_to == date(2027, 10, 4) == planned[-1].to_on


def test_planned_twice_is_one_schedule():
    agreement = make_ready_agreement()
    assert make_schedule(agreement, on=ON, by=None) == make_schedule(agreement, on=ON, by=None)
    assert Instalment.objects.count() == 13


@pytest.mark.parametrize("state", ["draft", "consented", "declined"])
def test_one_that_is_not_ready_is_not_planned(state):
    agreement = make_ready_agreement(state=state)
    with pytest.raises(Refused):
        make_schedule(agreement, on=ON, by=None)
    assert make_schedules(ON) == {}


def test_an_arrangement_without_money_is_not_planned():
    agreement = make_ready_agreement(mechanism="notional_council")
    with pytest.raises(Refused):
        make_schedule(agreement, on=ON, by=None)
    assert make_schedules(ON) == {}


def test_only_finance_and_the_service_plan():
    agreement = make_ready_agreement()
    with pytest.raises(NotAllowed):
        make_schedule(agreement, on=ON, by=agreement.child.case_officer)


def test_the_sweep_plans_what_has_no_schedule_once():
    made, other = make_ready_agreement(), make_ready_agreement()
    make_schedule(other, on=ON, by=None)
    assert make_schedules(ON) == {"made": 1}
    assert Schedule.objects.get(agreement=made).instalments.count() == 13
    assert make_schedules(ON) == {}


def test_the_sweep_asks_as_often_for_many_as_for_few():
    def queries(many):
        for _ in range(many):
            make_ready_agreement()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert make_schedules(ON)["made"] == many
        return len(asked)

    assert queries(2) == queries(9)


def test_one_that_cannot_be_planned_is_told_and_stops_no_other():
    make_ready_agreement(rhythm="termly")
    fine, failures = make_ready_agreement(), []
    assert make_schedules(ON, failures=failures) == {"made": 1}
    assert Schedule.objects.get().agreement == fine
    assert len(failures) == 1 and "rhythm" in failures[0]


def test_another_version_gets_its_own_schedule():
    agreement = make_ready_agreement()
    first = make_schedule(agreement, on=ON, by=None)
    line = make_agreed_line(agreement.request, yearly=Decimal("3900.00"))
    version = make_version(
        agreement, line=line, number=2, yearly=Decimal("3900.00"), funded_weeks=52, from_on=FROM_ON,
        rhythm="monthly", in_advance=True, first_payment_on=FROM_ON,
    )  # fmt: skip
    assert make_schedules(ON) == {"made": 1}
    second = Schedule.objects.get(version=version)
    assert second != first
    assert second.instalments.count() == 12


def test_an_agreement_without_an_end_is_planned_on_in_time():
    agreement = make_ready_agreement()
    schedule = make_schedule(agreement, on=ON, by=None)
    assert plan_ahead(date(2027, 7, 4)) == {}
    assert plan_ahead(date(2027, 7, 5)) == {"planned": 1}
    assert plan_ahead(date(2027, 7, 5)) == {}
    schedule.refresh_from_db()
    assert schedule.planned_to == date(2028, 10, 4)
    rows = list(schedule.instalments.order_by("number"))
    assert [row.number for row in rows] == list(range(1, 27))
    assert all(
        later.from_on == row.to_on + timedelta(days=1) for row, later in zip(rows, rows[1:], strict=False)
    )
    assert sum(row.amount for row in rows) == Decimal("15600.00")
    assert rows[13].due_on == date(2027, 10, 5)


def test_payments_afterwards_go_on_being_paid_afterwards():
    agreement = make_ready_agreement(rhythm="monthly", in_advance=False, first_payment_on=date(2026, 11, 4))
    schedule = make_schedule(agreement, on=ON, by=None)
    plan_ahead(date(2027, 8, 2))
    thirteenth = schedule.instalments.get(number=13)
    assert (thirteenth.from_on, thirteenth.to_on) == (date(2027, 10, 5), date(2027, 11, 4))
    assert thirteenth.due_on == date(2027, 11, 4)


@pytest.mark.parametrize("fields", [{}, {"to_on": date(2027, 3, 31)}])
def test_one_that_is_paid_once_is_not_planned_on(fields):
    make_schedule(make_ready_agreement(rhythm="one_off", **fields), on=ON, by=None)
    assert plan_ahead(date(2028, 10, 1)) == {}


def test_planning_on_asks_as_often_for_many_as_for_few():
    def queries(many):
        Instalment.objects.none()
        for _ in range(many):
            make_schedule(make_ready_agreement(), on=ON, by=None)
        with CaptureQueriesContext(connection) as asked:
            assert plan_ahead(date(2027, 8, 1))["planned"] == many
        return len(asked)

    assert queries(2) == queries(9)


def test_a_paid_agreement_is_planned_on_too():
    agreement = make_ready_agreement()
    pay(agreement)
    assert plan_ahead(date(2027, 8, 1)) == {"planned": 1}


def test_the_task_plans_what_is_ready_cancels_what_is_over_and_says_what_it_could_not_do(caplog):
    paying, over = make_ready_agreement(), make_ready_agreement()
    make_schedule(over, on=ON, by=None)
    type(over).objects.filter(pk=over.pk).update(state="declined", provision_after="The council arranges it.")
    bad = make_ready_agreement(rhythm="termly")
    for _ in range(2):
        plan_payments()
    assert Schedule.objects.get(agreement=paying).instalments.count() == 13
    assert set(Instalment.objects.filter(schedule__agreement=over).values_list("state", flat=True)) == {
        "cancelled"
    }
    assert f"child {bad.child_id}: the notice says no rhythm of payments" in caplog.text
