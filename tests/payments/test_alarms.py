"""Late payments: told to finance and the case officer once, by numbers, and after missed nights too (R8.7)."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import JobRun
from letters.models import Letter
from payments import tasks
from payments.actions.alarms import alarm_late_instalments, last_late_day
from payments.actions.instalments import fail
from payments.actions.schedules import make_schedule
from payments.models import Instalment
from tests.factories.payments import FROM_ON, make_approver, make_finance_officer, make_ready_agreement, pay

# The first payment is due on a Monday, and late from the Tuesday.
DUE_ON, LATE_ON = FROM_ON, date(2026, 10, 6)
pytestmark = pytest.mark.django_db


def planned():
    """Give an agreement that is planned and not paid."""
    agreement = make_ready_agreement()
    make_schedule(agreement, on=agreement.opened_on, by=None)
    return agreement


def alarm(on):
    run, _ = JobRun.objects.get_or_create(name="test", for_date=on)
    return alarm_late_instalments(on, run)


def told():
    """Give who was told, of how many due and late."""
    return [
        (each.addressee, each.parts["says"]["due"], each.parts["says"]["overdue"])
        for each in Letter.objects.filter(kind="late_payments").order_by("pk")
    ]


@pytest.mark.parametrize(
    ("on", "day"),
    [
        (date(2026, 10, 6), date(2026, 10, 5)),  # a Tuesday
        (date(2026, 10, 12), date(2026, 10, 11)),  # a Monday: from the Friday before, and its weekend
        (date(2026, 10, 11), date(2026, 10, 8)),  # a Sunday: the Friday is not late yet
        (date(2026, 12, 29), date(2026, 12, 28)),  # the Tuesday after the Christmas holidays
        (date(2026, 12, 28), date(2026, 12, 23)),  # a bank holiday
    ],
)
def test_from_which_day_a_payment_is_late(on, day):
    assert last_late_day(on) == day


def test_nobody_is_told_on_the_day_it_is_due():
    make_finance_officer()
    planned()
    assert alarm(DUE_ON) == {}
    assert told() == []


def test_finance_and_the_case_officer_are_told_by_numbers():
    finance, approver = make_finance_officer(), make_approver()
    agreement, other = planned(), planned()
    pay(other)
    counts = alarm(LATE_ON)
    people = told()
    assert counts == {"letters": len(people), "late": 1}
    for user in (finance, approver, agreement.child.case_officer):
        assert (user.person, 0, 1) in people
    assert other.child.case_officer.person not in [who for who, _, _ in people]


def test_each_is_told_of_once_even_after_missed_nights():
    make_finance_officer()
    planned()
    later = date(2026, 10, 20)
    assert alarm(later)["late"] == 1
    assert alarm(later) == {}
    assert alarm(date(2026, 10, 21)) == {}
    assert Instalment.objects.get(number=1).alarmed_on == later


def test_one_that_came_back_is_told_of_again():
    finance = make_finance_officer()
    agreement = planned()
    alarm(LATE_ON)
    (paid,) = pay(agreement, on=LATE_ON)
    assert alarm(date(2026, 10, 7)) == {}
    fail(paid, words="Account closed", on=date(2026, 10, 8), by=finance)
    assert alarm(date(2026, 10, 8))["late"] == 1


def test_what_is_no_longer_owed_is_not_late():
    make_finance_officer()
    agreement = planned()
    for fields in (
        {"state": "declined"},
        {"state": "ended", "ended_on": date(2026, 10, 4), "end_ground": "G1"},
        {"state": "draft"},
    ):
        type(agreement).objects.filter(pk=agreement.pk).update(provision_after="The council.", **fields)
        assert alarm(LATE_ON) == {}


def test_with_nobody_in_finance_the_run_says_so_and_the_officer_is_told():
    agreement = planned()
    agreement.accounts.update(verified_by=agreement.child.case_officer)
    from people.models import User

    User.objects.filter(roles__contains=["finance_officer"]).update(is_active=False)
    run = JobRun.objects.create(name="test", for_date=LATE_ON)
    alarm_late_instalments(LATE_ON, run)
    assert run.failures == ["there is nobody in finance to tell of late payments"]
    assert [who for who, _, _ in told()] == [agreement.child.case_officer.person]


def test_the_job_runs_once_a_date():
    make_finance_officer()
    planned()
    with time_machine.travel("2026-10-06 07:00:00Z", tick=False):
        tasks.alarm_late_instalments()
        before = len(told())
        planned()
        tasks.alarm_late_instalments()
    assert len(told()) == before > 0
    run = JobRun.objects.get(name="payments.alarm_late_instalments")
    assert (run.outcome, run.counts["late"]) == (JobRun.Outcome.DONE, 1)


def test_it_asks_as_often_for_many_as_for_few():
    make_finance_officer()

    def queries(many, on):
        for _ in range(many):
            planned()
        with CaptureQueriesContext(connection) as asked:
            assert alarm(on)["late"] == many
        return len(asked)

    assert queries(1, LATE_ON) == queries(6, date(2026, 10, 7))
