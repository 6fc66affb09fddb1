"""An increase under an agreement that pays: each day is paid its whole amount, once, to the penny (R12.4, R8.3)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from audit.models import Event
from budgets.actions.agreements import open_agreements
from budgets.models import AgreedProvision
from budgets.raised import payments_through, version_on
from clocks.models import Clock
from letters.models import Letter
from payments.actions import instalments
from payments.actions.opening import open_returns
from payments.actions.schedules import make_schedules, plan_ahead
from payments.models import Instalment
from payments.tasks import plan_payments
from tests.factories.decisions import make_checker
from tests.factories.payments import (
    FROM_ON,
    make_active_agreement,
    make_approver,
    make_finance_officer,
)

# Two payments of four weeks were made by then; the third falls due on 30 November.
ON = date(2026, 11, 18)
NEXT_ON = date(2026, 11, 30)
pytestmark = pytest.mark.django_db


def agree(agreement, *, yearly="10400.00", from_on=FROM_ON, on=ON, **fields):
    """Let a review agree other terms for the line of an agreement that runs."""
    line = agreement.current_version.provision.get().line
    own = {"agreed_yearly": Decimal(yearly), "agreed_from": from_on}
    for name, value in (own | fields).items():
        setattr(line, name, value)
    line.save()
    opened = open_agreements(agreement.request, on=on, by=make_checker())
    agreement.refresh_from_db()
    return opened


def rows_of(agreement):
    """Give the payments of an agreement that were made or are to come."""
    rows = Instalment.objects.filter(schedule__agreement=agreement).exclude(state="cancelled")
    return list(rows.order_by("from_on", "pk"))


def refuse_gap_or_overlap(rows):
    """Fail unless the payments follow one another day by day."""
    for row, later in zip(rows, rows[1:], strict=False):
        assert later.from_on == row.to_on + timedelta(days=1)


@pytest.fixture
def agreement():
    """Give an agreement of £150.00 a week under which eight weeks are paid."""
    return make_active_agreement(paid=2)


def test_more_from_the_start_is_paid_on_the_same_days_and_made_up_for_those_gone(agreement):
    assert agree(agreement) == []
    assert make_schedules(ON) == {"made": 1}
    (made_up,) = [row for row in rows_of(agreement) if row.amount == Decimal("400.00")]
    tiles = [row for row in rows_of(agreement) if row != made_up]
    refuse_gap_or_overlap(tiles)
    assert [row.amount for row in tiles] == [Decimal("600.00")] * 2 + [Decimal("800.00")] * 11
    assert (made_up.from_on, made_up.to_on) == (FROM_ON, NEXT_ON - timedelta(days=1))
    assert made_up.due_on == date(2026, 11, 19) and "£400.00 is what was missing" in made_up.worked_out
    assert sum(row.amount for row in rows_of(agreement)) == Decimal("10400.00")


def test_what_it_takes_the_place_of_is_cancelled_each_with_its_reason(agreement):
    agree(agreement)
    plan_payments()
    cancelled = Instalment.objects.filter(schedule__agreement=agreement, state="cancelled")
    assert cancelled.count() == 11
    assert set(cancelled.values_list("cancelled_because", flat=True)) == {
        "More is agreed for these days: they are paid with notice number 2."
    }
    assert Event.objects.filter(kind="payments.cancelled").count() == 11


def test_planned_again_and_again_it_stays_as_it_is(agreement):
    agree(agreement)
    agree(agreement)
    for _ in range(2):
        plan_payments()
    before = [(row.pk, row.amount, row.state) for row in rows_of(agreement)]
    agree(agreement)
    plan_payments()
    assert [(row.pk, row.amount, row.state) for row in rows_of(agreement)] == before
    assert agreement.versions.count() == 2


def test_until_it_is_planned_what_was_owed_stays_owed_and_the_sweeps_may_come_in_any_order(agreement):
    agree(agreement)
    third = Instalment.objects.get(schedule__agreement=agreement, number=3)
    assert instalments.cancel_after_end(ON) == {}
    assert Instalment.objects.payable().filter(pk=third.pk).exists()
    instalments.approve(third, on=NEXT_ON - timedelta(days=6), by=make_finance_officer())
    assert plan_ahead(ON) == {} and make_schedules(ON) == {"made": 1}
    third.refresh_from_db()
    assert third.state == "approved"
    instalments.release(third, on=NEXT_ON, by=make_approver())
    made_up = Instalment.objects.get(
        schedule__agreement=agreement, amount=Decimal("600.00"), number=1, state="planned"
    )
    assert made_up.to_on == third.to_on
    assert sum(row.amount for row in rows_of(agreement)) == Decimal("10400.00")
    assert instalments.cancel_after_end(ON) == {}


def test_more_from_a_day_within_a_payment_raises_that_one_in_part(agreement):
    begins = NEXT_ON + timedelta(days=7)
    agree(agreement, from_on=begins)
    plan_payments()
    rows = rows_of(agreement)
    refuse_gap_or_overlap(rows)
    assert [row.amount for row in rows[:4]] == [
        Decimal(each) for each in ("600.00", "600.00", "750.00", "800.00")
    ]
    old, new = AgreedProvision.objects.filter(version__agreement=agreement).order_by("pk")
    assert (old.paid_over.lower, old.paid_over.upper) == (FROM_ON, begins)
    assert (new.paid_over.lower, new.paid_over.upper) == (begins, None)


def test_a_second_increase_adds_to_the_first(agreement):
    agree(agreement)
    plan_payments()
    agree(agreement, yearly="13000.00", from_on=NEXT_ON, on=ON + timedelta(days=1))
    plan_payments()
    rows = rows_of(agreement)
    assert sum(row.amount for row in rows) == Decimal("12600.00")
    assert agreement.versions.count() == 3
    tiles = [row for row in rows if row.amount != Decimal("400.00")]
    refuse_gap_or_overlap(tiles)
    assert [row.amount for row in tiles[:3]] == [Decimal("600.00"), Decimal("600.00"), Decimal("1000.00")]


def test_the_year_after_is_planned_at_the_new_amount(agreement):
    agree(agreement)
    plan_payments()
    assert plan_ahead(date(2027, 8, 1)) == {"planned": 1}
    later = [row for row in rows_of(agreement) if row.from_on >= date(2027, 10, 5)]
    assert sum(row.amount for row in later) == Decimal("10400.00")
    assert len({(row.schedule_id, row.number) for row in rows_of(agreement)}) == len(rows_of(agreement))


def test_the_notice_needs_no_consent_and_says_what_is_paid(agreement):
    agree(agreement)
    plan_payments()
    version = agreement.current_version
    says = version.letter.parts["says"]
    assert (version.letter.kind, version.increases.number, version.consents.count()) == (
        "increase_notice",
        1,
        0,
    )
    assert (says["earlier_total"], says["annual_total"]) == ("£7,800.00", "£10,400.00")
    to_come = sorted((row.due_on, row.amount) for row in rows_of(agreement) if row.state == "planned")
    assert [[str(day), f"£{amount}"] for day, amount in to_come] == says["payments"]
    assert agreement.state == "active"


@pytest.mark.parametrize(
    "fields",
    [
        {"yearly": "5200.00"},
        {"conditions": ["Send us a report every month."]},
        {"agreed_to": date(2027, 3, 31)},
        {"agreed_weeks": 30},
    ],
)
def test_any_other_change_waits_for_a_notice_and_is_owed_once(agreement, fields):
    before = [(row.pk, row.amount) for row in rows_of(agreement)]
    for _ in range(2):
        agree(agreement, **fields)
    plan_payments()
    assert [(row.pk, row.amount) for row in rows_of(agreement)] == before
    assert agreement.versions.count() == 1
    clock = Clock.objects.open().of(agreement, "agreement_notice").get()
    assert clock.label == "A review changed what was agreed: a new notice is needed"
    assert Event.objects.filter(kind="budgets.change_needs_notice").count() == 1


def test_one_that_is_ending_is_left_alone_and_it_is_recorded(agreement):
    type(agreement).objects.filter(pk=agreement.pk).update(state="stop_notice")
    agree(agreement)
    assert agreement.versions.count() == 1 and not Letter.objects.filter(kind="increase_notice").exists()
    assert Event.objects.filter(kind="budgets.changed_while_ending").exists()


def test_a_line_to_be_held_another_way_gets_its_own_agreement_and_the_old_one_pays_on(agreement):
    (opened,) = agree(agreement, agreed_mechanism="notional_council")
    assert (opened.state, opened.mechanism) == ("draft", "notional_council")
    plan_payments()
    assert not Instalment.objects.filter(schedule__agreement=agreement, state="cancelled").exists()


def test_a_return_is_measured_by_the_version_in_force_at_its_last_day(agreement):
    agree(agreement, from_on=date(2027, 1, 11))
    plan_payments()
    open_returns(date(2027, 1, 12))
    first = agreement.returns.get()
    assert first.version.number == 1 < agreement.current_version.number
    assert version_on(agreement, date(2027, 1, 11)).number == 2
    assert sum(each.amount for each in payments_through(agreement.current_version, ON)) < Decimal("10400.00")
