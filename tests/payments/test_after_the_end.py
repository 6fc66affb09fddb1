"""After an end a payment across the last day is cut to it, and finance may let it go (R14.1, R14.8)."""

from datetime import date
from decimal import Decimal

import pytest

from audit.models import Event, JobRun
from payments.actions.alarms import alarm_late_instalments
from payments.actions.instalments import approve, cancel, cancel_after_end, fail, release
from payments.models import Instalment
from policy import Refused
from tests.factories.payments import (
    make_active_agreement,
    make_approver,
    make_finance_officer,
)

# The second payment of £600.00 is for the 28 days from 2 to 29 November 2026.
ENDED_ON, NIGHT_AFTER = date(2026, 11, 10), date(2026, 11, 11)
pytestmark = pytest.mark.django_db


def end(agreement, on=ENDED_ON):
    ended = {"ended_on": on, "end_ground": "G1", "provision_after": "The council arranges it."}
    type(agreement).objects.filter(pk=agreement.pk).update(state="ended", **ended)


def second_of(agreement):
    return Instalment.objects.get(schedule__agreement=agreement, number=2)


def left_of(agreement):
    """Give what is still to be paid."""
    rows = Instalment.objects.filter(schedule__agreement=agreement)
    return list(rows.exclude(state__in=["released", "cancelled"]))


def test_a_payment_across_the_last_day_is_cut_to_it():
    agreement = make_active_agreement()
    end(agreement)
    assert cancel_after_end(NIGHT_AFTER) == {"cancelled": 12}
    (part,) = left_of(agreement)
    whole = second_of(agreement)
    assert (part.from_on, part.to_on, part.amount) == (whole.from_on, ENDED_ON, Decimal("192.86"))
    assert (part.due_on, part.number, part.state) == (whole.due_on, 14, "planned")
    assert "£192.86 of £600.00 is for 2 November 2026 to 10 November 2026, 9 of 28 days" in part.worked_out
    assert whole.cancelled_because == (
        "The agreement ended on 10 November 2026, within the days this payment is for: those up to then are paid "
        "instead."
    )
    assert Event.objects.get(kind="payments.cut_to_the_end").about_id == part.pk
    assert cancel_after_end(NIGHT_AFTER) == {}
    assert left_of(agreement) == [part]


def test_the_part_is_paid_by_two_people_and_the_whole_is_not():
    agreement = make_active_agreement()
    whole = approve(second_of(agreement), on=date(2026, 11, 2), by=make_finance_officer())
    end(agreement)
    assert list(Instalment.objects.payable().filter(state="approved")) == []
    with pytest.raises(Refused) as refused:
        release(whole, on=ENDED_ON, by=make_approver())
    assert refused.value.rule == "R8.1"
    cancel_after_end(NIGHT_AFTER)
    (part,) = left_of(agreement)
    assert part in Instalment.objects.payable()
    part = approve(part, on=NIGHT_AFTER, by=make_finance_officer())
    assert release(part, on=NIGHT_AFTER, by=make_approver()).state == "released"


def test_what_is_left_is_paid_as_soon_as_it_can_be():
    agreement = make_active_agreement(in_advance=False, first_payment_on=date(2026, 11, 1))
    end(agreement)
    cancel_after_end(NIGHT_AFTER)
    (part,) = left_of(agreement)
    assert part.due_on > date(2026, 11, 20)
    assert approve(part, on=NIGHT_AFTER, by=make_finance_officer()).state == "approved"


def test_what_the_bank_sent_back_is_cut_too():
    agreement = make_active_agreement(paid=2)
    fail(second_of(agreement), words="Account closed", on=date(2026, 11, 5), by=make_finance_officer())
    end(agreement)
    cancel_after_end(NIGHT_AFTER)
    assert [each.amount for each in left_of(agreement)] == [Decimal("192.86")]


def test_one_that_ends_with_its_last_day_stays_whole():
    agreement = make_active_agreement()
    end(agreement, on=date(2026, 11, 29))
    assert cancel_after_end(date(2026, 11, 30)) == {"cancelled": 11}
    assert left_of(agreement) == [second_of(agreement)]


def test_what_is_paid_all_at_once_is_not_shared_out_over_days():
    agreement = make_active_agreement(rhythm="one_off", paid=0)
    end(agreement)
    assert cancel_after_end(NIGHT_AFTER) == {}
    (whole,) = left_of(agreement)
    assert whole in Instalment.objects.payable()
    assert approve(whole, on=NIGHT_AFTER, by=make_finance_officer()).amount == Decimal("7800.00")


def test_the_part_is_late_as_the_whole_was_and_is_not_told_of_twice():
    agreement = make_active_agreement()
    make_finance_officer()
    run = make_run(date(2026, 11, 4))
    assert alarm_late_instalments(date(2026, 11, 4), run)["late"] == 1
    end(agreement)
    cancel_after_end(NIGHT_AFTER)
    assert alarm_late_instalments(NIGHT_AFTER, make_run(NIGHT_AFTER)) == {}


def make_run(on):
    """Make a run of the alarm for a date."""
    return JobRun.objects.create(name="test", for_date=on)


def test_finance_may_let_go_what_is_left_once_it_has_ended_and_says_why():
    agreement = make_active_agreement()
    finance = make_finance_officer()
    whole = second_of(agreement)
    with pytest.raises(Refused) as refused:
        cancel(whole, because="They need nothing more.", on=ENDED_ON, by=finance)
    assert refused.value.rule == "R14.8"
    end(agreement)
    cancel_after_end(NIGHT_AFTER)
    (part,) = left_of(agreement)
    with pytest.raises(Refused) as refused:
        cancel(part, because=" ", on=NIGHT_AFTER, by=finance)
    assert refused.value.rule == "R8.7"
    cancel(part, because="They have enough, and said so.", on=NIGHT_AFTER, by=finance)
    assert left_of(agreement) == []
