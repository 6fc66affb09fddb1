"""Payments: two people each, the account approved, the recipient told how it is worked out (b4, R8.7, R10.6)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from audit.acts import NotAllowed
from letters.models import Letter
from payments.actions.accounts import record_account
from payments.actions.instalments import approve, cancel, cancel_after_end, fail, release
from payments.actions.schedules import make_schedule
from payments.models import Instalment
from people.roles import Basis, Role
from policy import Refused
from tests.factories.payments import (
    FROM_ON,
    make_active_agreement,
    make_approver,
    make_finance_officer,
    make_ready_agreement,
    parent_of,
    pay,
)
from tests.factories.people import make_family, make_user

ON = FROM_ON
# The second payment is due on Monday 2 November 2026.
TOO_EARLY, NEARLY_DUE = date(2026, 10, 25), date(2026, 10, 26)
pytestmark = pytest.mark.django_db


@pytest.fixture
def instalment():
    """Give the first payment of an agreement that is ready."""
    schedule = make_schedule(make_ready_agreement(), on=ON, by=None)
    return schedule.instalments.get(number=1)


def approved(instalment, by=None):
    return approve(instalment, on=ON, by=by or make_finance_officer())


def paid(instalment):
    return release(approved(instalment), on=ON, by=make_approver())


def move(agreement, **fields):
    """Put an agreement into another state, as acts below would."""
    type(agreement).objects.filter(pk=agreement.pk).update(**fields)


def test_the_first_released_payment_begins_the_agreement(instalment):
    released = paid(instalment)
    assert (released.state, released.released_on) == ("released", ON)
    agreement = instalment.schedule.agreement
    agreement.refresh_from_db()
    assert (agreement.state, agreement.first_paid_on) == ("active", ON)


def test_the_recipient_is_told_how_it_is_worked_out(instalment):
    paid(instalment)
    letter = Letter.objects.get(kind="remittance")
    says = letter.parts["says"]
    agreement = instalment.schedule.agreement
    assert (letter.addressee, letter.about_id) == (agreement.recipient, instalment.pk)
    assert (says["amount"], says["running_total"], says["paid_on"]) == ("£600.00", "£600.00", ON.isoformat())
    assert says["period"] == "5 October to 1 November 2026"
    assert says["next_on"] == "2026-11-02"
    assert says["streams"] == [["Education", "£600.00"]]
    assert any("£150.00 a week" in line for line in says["worked_out"])
    assert "£600.00" in letter.html


def test_the_running_total_grows():
    agreement = make_active_agreement(paid=3)
    totals = [
        each.parts["says"]["running_total"]
        for each in Letter.objects.filter(kind="remittance").order_by("pk")
    ]
    assert totals == ["£600.00", "£1,200.00", "£1,800.00"]
    agreement.refresh_from_db()
    assert agreement.first_paid_on == FROM_ON


def test_a_nominee_is_told_and_the_family_is_not():
    agreement = make_ready_agreement()
    nominee = make_family(agreement.child, basis=Basis.NOMINEE)
    agreement.recipient, agreement.recipient_kind = nominee.person, "nominee"
    agreement.save()
    pay(agreement)
    assert [each.addressee for each in Letter.objects.filter(kind="remittance")] == [nominee.person]


def test_who_approves_and_who_releases(instalment):
    agreement = instalment.schedule.agreement
    others = [parent_of(agreement), agreement.child.case_officer, make_user(role=Role.CASE_MANAGER)]
    for user in [*others, make_approver(), None]:
        with pytest.raises(NotAllowed):
            approve(instalment, on=ON, by=user)
    approved(instalment)
    for user in [*others, make_finance_officer(), None]:
        with pytest.raises(NotAllowed):
            release(instalment, on=ON, by=user)


def test_nothing_is_paid_long_before_it_is_due(instalment):
    """The second payment is due on Monday 2 November: from the Monday before it may be paid."""
    finance, approver = make_finance_officer(), make_approver()
    paid(instalment)
    second = Instalment.objects.get(number=2)
    with pytest.raises(Refused, match="from 5 working days before") as refused:
        approve(second, on=TOO_EARLY, by=finance)
    assert refused.value.rule == "R8.7"
    second = approve(second, on=NEARLY_DUE, by=finance)
    with pytest.raises(Refused, match="due on 2 November 2026"):
        release(second, on=TOO_EARLY, by=approver)
    assert release(second, on=NEARLY_DUE, by=approver).state == "released"


def test_an_agreement_does_not_begin_long_before_its_first_payment(instalment):
    early = ON - timedelta(days=30)
    with pytest.raises(Refused):
        approve(instalment, on=early, by=make_finance_officer())
    agreement = instalment.schedule.agreement
    agreement.refresh_from_db()
    assert (agreement.state, agreement.first_paid_on) == ("ready", None)


def test_nobody_releases_what_they_approved(instalment):
    both = make_user(roles=[Role.FINANCE_OFFICER, Role.FINANCE_APPROVER])
    approved(instalment, by=both)
    with pytest.raises(Refused) as refused:
        release(instalment, on=ON, by=both)
    assert refused.value.rule == "b4"
    instalment.refresh_from_db()
    instalment.released_by = both
    with pytest.raises(IntegrityError, match="payments_second_person_releases"), transaction.atomic():
        instalment.save()


def test_whoever_recorded_the_account_does_not_release(instalment):
    both = make_user(roles=[Role.FINANCE_OFFICER, Role.FINANCE_APPROVER])
    instalment.schedule.agreement.accounts.update(recorded_by=both)
    approved(instalment)
    with pytest.raises(Refused) as refused:
        release(instalment, on=ON, by=both)
    assert refused.value.rule == "b4"


def test_nothing_is_released_that_was_not_approved(instalment):
    with pytest.raises(Refused) as refused:
        release(instalment, on=ON, by=make_approver())
    assert refused.value.rule == "state:release"


def test_an_account_that_changed_is_approved_before_the_next_payment(instalment):
    approved(instalment)
    agreement = instalment.schedule.agreement
    given = {"kind": "bank", "holder": "R Marsh", "sort_code": "200000", "number": "87654321"}
    record_account(agreement, **given, only_for_payments=True, on=ON, by=parent_of(agreement))
    for act, user in ((approve, make_finance_officer()), (release, make_approver())):
        with pytest.raises(Refused) as refused:
            act(instalment, on=ON, by=user)
    assert refused.value.rule == "R10.4"


@pytest.mark.parametrize("state", ["draft", "declined", "closed"])
def test_nothing_is_paid_under_an_agreement_that_is_not_ready_or_over(instalment, state):
    ended = (
        {"ended_on": ON, "end_ground": "G1", "provision_after": "The council."} if state == "closed" else {}
    )
    move(instalment.schedule.agreement, state=state, **ended)
    with pytest.raises(Refused) as refused:
        approved(instalment)
    assert refused.value.rule == "R8.1"


def test_a_payment_that_came_back_is_owed_and_paid_by_two_again(instalment):
    released = paid(instalment)
    both = make_user(roles=[Role.FINANCE_OFFICER, Role.FINANCE_APPROVER])
    failed = fail(released, words="Account closed", on=date(2026, 10, 8), by=both)
    assert (failed.state, failed.released_on, failed.released_by) == ("failed", None, None)
    assert list(Instalment.objects.due(on=ON)) == [failed]
    approve(failed, on=date(2026, 10, 9), by=both)
    again = release(failed, on=date(2026, 10, 9), by=make_approver())
    assert again.released_on == date(2026, 10, 9)
    with pytest.raises(Refused):
        fail(again, words=" ", on=ON, by=both)


def test_an_approved_payment_never_changes_its_sum(instalment):
    approved(instalment)
    with pytest.raises(DatabaseError, match="locked"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE payments_instalment SET amount = 9 WHERE id = %s", [instalment.pk])


def test_what_is_owed_is_not_cancelled(instalment):
    for state in ("ready", "active", "stop_notice"):
        move(instalment.schedule.agreement, state=state, active_on=ON, first_paid_on=ON)
        with pytest.raises(Refused) as refused:
            cancel(instalment, because="It seems too much.", on=ON, by=make_finance_officer())
        assert refused.value.rule == "R14.8"


def ended(agreement, on):
    move(agreement, state="ended", ended_on=on, end_ground="G1", provision_after="The council arranges it.")


def test_what_comes_after_the_end_is_cancelled_and_the_days_around_it_are_paid():
    agreement = make_active_agreement()
    ended(agreement, date(2026, 11, 10))
    assert cancel_after_end(date(2026, 11, 11)) == {"cancelled": 12}
    assert cancel_after_end(date(2026, 11, 11)) == {}
    third, part = Instalment.objects.filter(number__in=(3, 14)).order_by("number")
    assert (third.state, part.state) == ("cancelled", "planned")
    assert (
        third.cancelled_because
        == "The agreement ended on 10 November 2026, before the days this payment is for."
    )
    assert paid(part).state == "released"


def test_a_payment_approved_before_the_end_is_not_released_after_it():
    agreement = make_active_agreement()
    second = Instalment.objects.get(number=2)
    approve(second, on=NEARLY_DUE, by=make_finance_officer())
    ended(agreement, second.from_on - timedelta(days=1))
    with pytest.raises(Refused) as refused:
        release(second, on=ON, by=make_approver())
    assert refused.value.rule == "R8.1"
    cancel(second, because="It ended.", on=ON, by=make_finance_officer())
    second.refresh_from_db()
    assert second.state == "cancelled"


def test_an_agreement_that_never_began_pays_nothing(instalment):
    move(instalment.schedule.agreement, state="declined", provision_after="The council arranges it.")
    assert cancel_after_end(ON) == {"cancelled": 13}
    assert set(Instalment.objects.values_list("cancelled_because", flat=True)) == {
        "The agreement did not begin."
    }


def test_cancelling_says_why(instalment):
    move(instalment.schedule.agreement, state="declined", provision_after="The council arranges it.")
    with pytest.raises(Refused) as refused:
        cancel(instalment, because="  ", on=ON, by=make_finance_officer())
    assert refused.value.rule == "R8.7"


def test_who_sees_payments(instalment):
    agreement = instalment.schedule.agreement
    seen = Instalment.objects.visible_to
    for user in (parent_of(agreement), agreement.child.case_officer, make_finance_officer(), make_approver()):
        assert instalment in seen(user, on=ON)
    for user in (make_family(make_ready_agreement().child), make_user(role=Role.BOARD_MEMBER)):
        assert instalment not in seen(user, on=ON)


def test_a_payment_from_two_streams_says_how_much_from_each():
    pay(make_ready_agreement(streams=("education", "social_care")))
    streams = Letter.objects.get(kind="remittance").parts["says"]["streams"]
    assert streams == [["Education", "£400.00"], ["Social care", "£200.00"]]
