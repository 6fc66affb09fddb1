"""Two people at once: one payment, one return, and an end that comes while finance is paying (b4, b5)."""

from datetime import date

import pytest
from django.db import transaction

from audit.acts import hold
from budgets.models import Agreement
from letters.models import Letter
from payments.actions import returns
from payments.actions.instalments import approve, release
from payments.actions.schedules import make_schedule, make_schedules
from payments.models import Instalment, QuarterlyReturn, Schedule
from policy import Refused
from tests.factories.payments import (
    FROM_ON,
    fill_in,
    make_active_agreement,
    make_approver,
    make_finance_officer,
    make_open_return,
    make_ready_agreement,
    make_sent_return,
    parent_of,
)
from tests.factories.threads import at_once

ON = FROM_ON
pytestmark = pytest.mark.django_db(transaction=True)


def refused(results):
    return [each.rule for each in results if isinstance(each, Refused)]


def test_two_approvers_at_once_pay_once():
    schedule = make_schedule(make_ready_agreement(), on=ON, by=None)
    instalment = approve(schedule.instalments.get(number=1), on=ON, by=make_finance_officer())
    approvers = [make_approver() for _ in range(4)]
    results = at_once(*[lambda by=by: release(instalment, on=ON, by=by) for by in approvers])
    assert refused(results) == ["state:release"] * 3
    assert Letter.objects.filter(kind="remittance").count() == 1
    assert Letter.objects.filter(kind="agreement_active").count() == 1


def test_two_planners_at_once_make_one_schedule():
    agreement = make_ready_agreement()
    at_once(*[lambda: make_schedule(agreement, on=ON, by=None)] * 2, *[lambda: make_schedules(ON)] * 2)
    assert Schedule.objects.count() == 1
    assert Instalment.objects.count() == 13


def test_an_end_that_comes_first_stops_the_payment_after_it():
    agreement = make_active_agreement()
    second = approve(Instalment.objects.get(number=2), on=date(2026, 10, 30), by=make_finance_officer())
    approver = make_approver()

    def end():
        with transaction.atomic():
            ending = hold(agreement)
            ended = {"ended_on": date(2026, 10, 20), "end_ground": "G1", "provision_after": "The council."}
            Agreement.objects.filter(pk=ending.pk).update(state="ended", **ended)

    results = at_once(end, lambda: release(second, on=date(2026, 11, 2), by=approver))
    second.refresh_from_db()
    agreement.refresh_from_db()
    assert agreement.state == "ended"
    # Either it was paid before the end, or the end refused it: never both, and never a half of one.
    assert (second.state, refused(results)) in [("released", []), ("approved", ["R8.1"])]
    assert Letter.objects.filter(kind="remittance").count() == (2 if second.state == "released" else 1)


def test_a_return_sent_five_times_at_once_is_sent_once():
    found = fill_in(make_open_return(), closing="900.00")
    parent = parent_of(found)
    results = at_once(*[lambda: returns.submit(found, on=date(2027, 1, 11), by=parent)] * 5)
    assert refused(results) == ["state:submit"] * 4


def test_accepting_and_asking_at_once_is_one_or_the_other():
    found = make_sent_return()
    first, second = make_finance_officer(), make_finance_officer()
    results = at_once(
        lambda: returns.accept(found, on=date(2027, 1, 20), by=first),
        lambda: returns.query(found, words="What for?", on=date(2027, 1, 20), by=second),
    )
    assert len(refused(results)) == 1
    found.refresh_from_db()
    assert (found.state == "queried") == (found.questions.count() == 1)


def test_two_sweeps_at_once_open_one_return():
    make_active_agreement()
    at_once(*[lambda: returns.open_returns(date(2027, 1, 1))] * 3)
    assert QuarterlyReturn.objects.count() == 1


def test_a_child_somebody_is_at_work_on_waits_for_the_next_time():
    busy, free = make_active_agreement(), make_active_agreement()

    def sweep():
        return returns.open_returns(date(2027, 1, 1))

    with transaction.atomic():
        hold(busy)
        (found,) = at_once(sweep)
    assert found == {"opened": 1, "left": 1}
    assert QuarterlyReturn.objects.get().agreement == free
    assert sweep() == {"opened": 1}
