"""Finance checks a return: asks at most twice, settles deductions, accepts it with its surplus test (R15, b5)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from audit.acts import NotAllowed
from budgets.models import Agreement
from clocks.models import Clock
from letters.models import Letter
from payments.actions import returns
from payments.actions.instalments import approve, cancel_after_end, release
from payments.models import Instalment, QuarterlyReturn, ReturnQuestion
from policy import Refused
from tests.factories.payments import (
    accept,
    fill_in,
    make_active_agreement,
    make_approver,
    make_finance_officer,
    make_open_return,
    make_sent_return,
    parent_of,
)

ON, ASKED_ON = date(2027, 1, 20), date(2027, 1, 18)
pytestmark = pytest.mark.django_db


def pounds(*amounts):
    return tuple(Decimal(each) for each in amounts)


def test_more_than_six_weeks_is_a_surplus_and_just_six_weeks_is_not():
    """£7,800.00 over 52 weeks is £150.00 a week: six weeks are £900.00."""
    just = accept(make_sent_return(closing="900.00"))
    over = accept(make_sent_return(closing="900.01"))
    assert (just.state, just.threshold, just.adjusted, just.over_by) == (
        "accepted",
        *pounds("900", "900", "0"),
    )
    assert (over.threshold, over.adjusted, over.over_by) == pounds("900.00", "900.01", "0.01")
    assert "more than the threshold" in just.sum_steps[-1]
    assert "over by £0.01" in over.sum_steps[-1]


def test_what_is_owed_comes_off_first():
    found = accept(make_sent_return(closing="1350.00", owed=[("tax", "310.00"), ("invoice", "220.00")]))
    assert (found.deductions, found.adjusted, found.over_by) == pounds("530.00", "820.00", "0.00")
    assert "Take off £310.00, owed and not yet paid." in found.sum_steps


def test_without_deductions_only_the_excess_is_over():
    found = accept(make_sent_return(closing="1500.00"))
    assert (found.adjusted, found.over_by) == pounds("1500.00", "600.00")
    assert "no more than £600.00 may be asked for" in found.sum_steps[-1]


def test_the_funded_weeks_of_the_agreement_change_the_answer():
    just = accept(make_sent_return(make_open_return(weeks=38), closing="1231.58"))
    over = accept(make_sent_return(make_open_return(weeks=38), closing="1231.59"))
    assert (just.threshold, just.over_by, over.over_by) == pounds("1231.58", "0.00", "0.01")


def test_a_short_first_quarter_of_which_nothing_was_spent_is_over_and_waits():
    agreement = make_active_agreement(from_on=date(2026, 11, 9), paid=1)
    found = accept(make_sent_return(make_open_return(agreement), closing="1135.71"))
    assert found.from_on == date(2026, 11, 9)
    assert (found.threshold, found.over_by) == pounds("900.00", "235.71")
    assert "before the first review" in found.sum_steps[-1]


def test_overspending_is_no_surplus_but_a_question_of_enough():
    found = accept(make_sent_return(closing="-40.00"))
    assert (found.adjusted, found.over_by) == pounds("-40.00", "0.00")
    assert "sufficient" in found.sum_steps[-1]


def test_what_was_paid_for_later_days_comes_off():
    agreement = make_active_agreement(paid=4)
    found = accept(make_sent_return(make_open_return(agreement), closing="1400.00"))
    assert (found.advance, found.deductions, found.adjusted) == pounds("514.29", "514.29", "885.71")
    assert found.over_by == 0


def test_a_deduction_that_is_refused_stays_in_the_balance():
    found, finance = (
        make_sent_return(closing="1350.00", owed=[("tax", "310.00"), ("invoice", "220.00")]),
        None,
    )
    finance = make_finance_officer()
    tax, invoice = found.liabilities.order_by("pk")
    with pytest.raises(Refused):
        returns.settle_deduction(invoice, accepted=False, on=ON, by=finance)
    returns.settle_deduction(tax, accepted=True, on=ON, by=finance)
    returns.settle_deduction(invoice, accepted=False, words="It was paid in December.", on=ON, by=finance)
    done = returns.accept(found, on=ON, by=finance)
    assert (done.deductions, done.adjusted, done.over_by) == pounds("310.00", "1040.00", "140.00")
    with pytest.raises(Refused):
        returns.settle_deduction(invoice, accepted=True, on=ON, by=finance)


def test_every_deduction_is_settled_before_it_is_accepted():
    found = make_sent_return(closing="1350.00", owed=[("tax", "310.00")])
    with pytest.raises(Refused) as refused:
        returns.accept(found, on=ON, by=make_finance_officer())
    assert refused.value.rule == "R15.5"


def test_the_family_is_told_with_the_sums():
    found = accept(make_sent_return(closing="900.01"), on=ON)
    letter = Letter.objects.get(kind="return_accepted")
    says = letter.parts["says"]
    assert letter.addressee == found.agreement.recipient
    assert (says["quarter"], says["closing_balance"]) == ("5 October to 31 December 2026", "£900.01")
    assert says["next_return_on"] == "2027-04-28"
    assert says["result"] == found.sum_steps[-1] and says["sum_steps"] == found.sum_steps[:-1]
    assert Clock.objects.get(duty="return_check").met_on == ON


def test_only_a_finance_officer_asks_settles_and_accepts():
    found = make_sent_return(owed=[("tax", "310.00")])
    liability = found.liabilities.get()
    for user in (parent_of(found), found.child.case_officer, make_approver(), None):
        for act in (
            lambda by: returns.query(found, words="What for?", on=ON, by=by),
            lambda by: returns.settle_deduction(liability, accepted=True, on=ON, by=by),
            lambda by: returns.accept(found, on=ON, by=by),
        ):
            with pytest.raises(NotAllowed):
                act(user)


def test_whoever_sent_it_cannot_accept_it():
    found = make_sent_return()
    finance = make_finance_officer()
    QuarterlyReturn.objects.filter(pk=found.pk).update(submitted_by=finance)
    with pytest.raises(Refused) as refused:
        returns.accept(found, on=ON, by=finance)
    assert refused.value.rule == "b5"
    with pytest.raises(IntegrityError, match="checker_did_not_send"), transaction.atomic():
        QuarterlyReturn.objects.filter(pk=found.pk).update(checked_by=finance)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payments_quarterlyreturn SET closing = 1 WHERE id = {0}",
        "DELETE FROM payments_quarterlyreturn WHERE id = {0}",
        "UPDATE payments_spendline SET amount = 1 WHERE quarterly_return_id = {0}",
        "DELETE FROM payments_spendline WHERE quarterly_return_id = {0}",
        "UPDATE payments_liability SET accepted = false, accepted_words = 'x' WHERE quarterly_return_id = {0}",
        "INSERT INTO payments_liability (quarterly_return_id, kind, amount, words, accepted_words) "
        "VALUES ({0}, 'tax', 1, 'x', '')",
    ],
)
def test_an_accepted_return_is_locked(statement):
    found = accept(make_sent_return(owed=[("tax", "310.00")]))
    with pytest.raises(DatabaseError, match="locked"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(found.pk))


def ask(found, on=ASKED_ON, words="What was the £40.00 for?\n\nWho is Sam Lane?"):
    return returns.query(found, words=words, on=on, by=make_finance_officer())


def test_a_question_goes_to_the_family_with_the_last_day_to_answer():
    found = make_sent_return()
    question = ask(found)
    found.refresh_from_db()
    assert found.state == "queried"
    says = question.letter.parts["says"]
    assert says["questions"] == ["What was the £40.00 for?", "Who is Sam Lane?"]
    clock = Clock.objects.get(duty="return_query")
    assert (clock.notice, clock.due_on.isoformat()) == (question.letter, says["reply_by"])
    assert (clock.started_on, clock.due_on) == (ASKED_ON, date(2027, 2, 1))
    assert Clock.objects.get(duty="return_check").met_on == ASKED_ON


def test_it_is_answered_before_it_is_sent_again():
    found = make_sent_return()
    ask(found)
    with pytest.raises(Refused):
        returns.submit(found, on=ON, by=parent_of(found))
    with pytest.raises(Refused):
        returns.answer_question(found, answer=" ", on=ON, by=parent_of(found))
    returns.answer_question(found, answer="For the books.", on=ON, by=parent_of(found))
    with pytest.raises(Refused):
        returns.answer_question(found, answer="Again.", on=ON, by=parent_of(found))
    again = returns.submit(found, on=ON, by=parent_of(found))
    assert (again.state, again.submitted_on) == ("submitted", ON)
    assert Clock.objects.get(duty="return_query").met_on == ON
    assert [each.met_on for each in Clock.objects.filter(duty="return_check").order_by("started_on")] == [
        ASKED_ON,
        None,
    ]


def test_all_on_one_day_finance_still_owes_the_check():
    found = make_sent_return(on=ON)
    for _ in range(2):
        ask(found, on=ON)
        assert not Clock.objects.open().filter(duty="return_check").exists()
        assert Clock.objects.open().filter(duty="return_query").exists()
        returns.answer_question(found, answer="For the books.", on=ON, by=parent_of(found))
        returns.submit(found, on=ON, by=parent_of(found))
        check = Clock.objects.open().get(duty="return_check")
        assert (check.started_on, check.next_step_on) == (ON, date(2027, 2, 2))
    assert not Clock.objects.open().filter(duty="return_query").exists()


def test_finance_asks_twice_at_most():
    found = make_sent_return()
    for _ in range(2):
        ask(found)
        returns.answer_question(found, answer="For the books.", on=ON, by=parent_of(found))
        returns.submit(found, on=ON, by=parent_of(found))
    with pytest.raises(Refused) as refused:
        ask(found)
    assert refused.value.rule == "b5"
    assert ReturnQuestion.objects.count() == 2
    assert accept(found).state == "accepted"


def test_a_question_and_an_answer_sent_twice_are_one():
    found, finance = make_sent_return(), make_finance_officer()
    asked = [returns.query(found, words="Who is Sam Lane?", on=ASKED_ON, by=finance) for _ in range(2)]
    assert asked[0] == asked[1]
    assert Letter.objects.filter(kind="return_query").count() == 1
    for _ in range(2):
        returns.answer_question(found, answer="The tutor.", on=ON, by=parent_of(found))
    with pytest.raises(Refused, match="no question to answer"):
        returns.answer_question(found, answer="Somebody else.", on=ON, by=parent_of(found))


def test_a_question_has_words_and_a_return_to_be_about():
    found = make_sent_return()
    with pytest.raises(Refused):
        ask(found, words=" \n ")
    accept(found)
    with pytest.raises(Refused) as refused:
        ask(found)
    assert refused.value.rule == "state:query"
    assert not ReturnQuestion.objects.exists()


def end(agreement, on):
    ended = {"ended_on": on, "end_ground": "G1", "provision_after": "The council arranges it."}
    Agreement.objects.filter(pk=agreement.pk).update(state="ended", **ended)


def final_of(agreement, on):
    returns.final_returns(on)
    return agreement.returns.get(is_final=True)


def test_the_final_return_keeps_nothing_and_closes_the_agreement():
    first = accept(make_sent_return(closing="900.00"))
    end(first.agreement, date(2027, 2, 10))
    cancel_after_end(date(2027, 2, 11))
    final = final_of(first.agreement, date(2027, 2, 11))
    for instalment in Instalment.objects.filter(state="planned"):
        approve(instalment, on=date(2027, 2, 11), by=make_finance_officer())
        release(instalment, on=date(2027, 2, 11), by=make_approver())
    sent = make_sent_return(final, closing="120.00", on=date(2027, 2, 20), owed=[("wages", "20.00")])
    done = accept(sent, on=date(2027, 2, 22))
    assert (done.threshold, done.deductions, done.adjusted, done.over_by) == pounds("0", "20", "100", "100")
    assert done.sum_steps[-1] == "£100.00 is unspent."
    assert Agreement.objects.get().state == "closed"
    assert Letter.objects.filter(kind="return_accepted").latest("pk").parts["says"]["next_return_on"] is None


def test_the_final_return_waits_for_the_others_and_for_the_last_payment():
    first = make_sent_return(closing="900.00")
    end(first.agreement, date(2027, 2, 10))
    final = fill_in(final_of(first.agreement, date(2027, 2, 11)), closing="120.00", on=date(2027, 2, 20))
    final = returns.submit(final, on=date(2027, 2, 20), by=parent_of(final))
    with pytest.raises(Refused, match="quarters before"):
        accept(final)
    accept(first)
    with pytest.raises(Refused, match="still to be made"):
        accept(final)
    cancel_after_end(date(2027, 2, 20))
    for instalment in Instalment.objects.filter(state="planned"):
        approve(instalment, on=date(2027, 2, 21), by=make_finance_officer())
        release(instalment, on=date(2027, 2, 21), by=make_approver())
    with pytest.raises(Refused, match="since the return was sent"):
        accept(final)
    assert Agreement.objects.get().state == "ended"


def test_a_payment_finance_makes_after_two_rounds_does_not_lock_the_final_return():
    first = accept(make_sent_return(closing="900.00"))
    end(first.agreement, date(2027, 2, 10))
    on, parent = date(2027, 2, 20), parent_of(first)
    final = make_sent_return(final_of(first.agreement, date(2027, 2, 11)), closing="120.00", on=on)
    for _ in range(2):
        ask(final, on=on)
        returns.answer_question(final, answer="For the books.", on=on, by=parent)
        returns.submit(final, on=on, by=parent)
    cancel_after_end(on)
    for instalment in Instalment.objects.filter(state="planned"):
        approve(instalment, on=on, by=make_finance_officer())
        release(instalment, on=on, by=make_approver())
    with pytest.raises(Refused, match="since the return was sent"):
        accept(final)
    ask(final, on=on, words="We have paid you for the last days: is it in the account?")
    returns.answer_question(final, answer="Yes, it came.", on=on, by=parent)
    final.refresh_from_db()
    left = Decimal("120.00") + sum(each.amount for each in Instalment.objects.filter(released_on=on))
    returns.save(final, closing=left, statement=left, on=on, by=parent)
    final = returns.submit(final, on=on, by=parent)
    with pytest.raises(Refused, match="as often as the rules allow"):
        ask(final, on=on)
    assert accept(final, on=date(2027, 2, 22)).state == "accepted"
    assert Agreement.objects.get().state == "closed"


def test_a_payment_that_comes_back_after_the_account_is_told_is_a_sum_that_no_longer_meets():
    found = make_open_return()
    fill_in(found, closing="900.00")
    from payments.actions.instalments import fail

    last = Instalment.objects.filter(state="released").order_by("-number").first()
    fail(last, words="Account closed", on=ON, by=make_finance_officer())
    with pytest.raises(Refused):
        returns.submit(found, on=ON, by=parent_of(found))
