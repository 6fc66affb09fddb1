"""Deadlines of payments: the first one, their reviews, and notice of a change."""

from dataclasses import replace
from datetime import date, timedelta

from policy.deadlines.making import Reckoning, check_date, duty
from policy.numbers import number
from policy.plain import date_with_weekday
from policy.working_days import add_working_days


@duty(
    title="Send the agreement",
    date_means="the day the agreed decision was released",
    owed_by="council",
    rule="R8.6",
    number="agreement_notice_days",
    reminders="council_reminders",
)
def agreement_notice(begun: Reckoning) -> Reckoning:
    """Send the agreement, or its notice under reg 8, once a decision to agree is released (reg 8, R8.6).

    Unit: working days after the release; rounding: the limit stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Make the first payment",
    date_means="the day of the final plan or of the signed consent, whichever is later",
    owed_by="council",
    rule="R8.7",
    number="first_payment_target",
    reminders="council_reminders",
)
def first_payment(begun: Reckoning) -> Reckoning:
    """Make the first payment (R8.7).

    Unit: working days after the final plan or consent; rounding: the limit stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Arrange the support another way",
    date_means="the day the family declined the agreement, or took its consent back",
    owed_by="council",
    rule="R1.5",
    number="another_way_days",
    reminders="quick_reminders",
)
def another_way(begun: Reckoning) -> Reckoning:
    """Arrange the support in the plan another way, and say to the family who secures it now (R1.5, R14.11).

    Unit: working days after the no; rounding: the limit stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Review the payments for the first time",
    date_means="the day of the first payment",
    owed_by="council",
    rule="R11.2",
    number="dp_first_review",
    reminders="payment_review_reminders",
)
def first_payment_review(begun: Reckoning) -> Reckoning:
    """Review the making and use of payments within their first three months (reg 11, R11.2, T8).

    Unit: months starting with the first payment, ending the day before the corresponding date; rounding:
    the limit stays, the target moves back; edge: no corresponding date is the last day of that month;
    error: InputError for a counting of days.
    """
    made = begun.period_of_months()
    weeks = begun.policy["dp_first_review_target_weeks"].amount
    aim = date_with_weekday(begun.started_on + timedelta(weeks=weeks))
    return replace(
        made, steps=(*made.steps, f"Aim to hold it by {aim}, {weeks} weeks after the first payment.")
    )


@duty(
    title="Review the payments a second time",
    date_means="the day of the first payment",
    owed_by="council",
    rule="R11.6",
    number="dp_review_cadence",
    reminders="payment_review_reminders",
)
def second_payment_review(begun: Reckoning) -> Reckoning:
    """Review the payments a second time (R11.6).

    Unit: months after the first payment; rounding: the limit stays, the target moves back; edge: a
    cadence of one number repeats it.
    """
    return begun.after(begun.setting.amounts[:2][-1])


@duty(
    title="Review the payments again",
    date_means="the day of the first payment, or of the last yearly review",
    owed_by="council",
    rule="R11.6",
    number="dp_review_cadence",
    reminders="payment_review_reminders",
)
def yearly_payment_review(begun: Reckoning) -> Reckoning:
    """Review the payments again at the last and repeated interval (reg 11, R11.6).

    Unit: months after the day given; rounding: the limit stays, the target moves back.
    """
    return begun.after(begun.setting.amounts[-1])


@duty(
    title="Propose what follows an agreed period",
    date_means="the last day that was agreed, or the first day that leaves time for this",
    owed_by="council",
    rule="R25.3",
    number="period_review_days",
    reminders="long_reminders",
)
def period_review(begun: Reckoning) -> Reckoning:
    """Review a budget that was agreed for a period, in time for a Board and its notice (R25.3, R14.8).

    Unit: calendar days back from the last day: the notice, the Board's letter, its papers, and the review's own;
    rounding: the limit stays, the target moves back; edge: each is counted in its own way, one after the other.
    """
    for key in ("reasonable_notice_days", "decision_letter", "paper_lead"):
        begun = begun.further_back(key)
    return begun.further_back("period_review_days")


@duty(
    title="Answer a recipient who asks for a review of payments",
    date_means="the day the recipient asked",
    owed_by="council",
    rule="R11.4",
    number="payment_review_request_days",
    reminders="quick_reminders",
)
def payment_review_request(begun: Reckoning) -> Reckoning:
    """Tell a recipient whether their payments will be reviewed, with reasons if not (reg 11(4), R11.4).

    Unit: working days after asking; rounding: the limit stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Check that an amount is still sufficient",
    date_means="the day the change became known",
    owed_by="council",
    rule="R10.3",
    number="sufficiency_check_days",
    reminders="council_reminders",
)
def sufficiency_check(begun: Reckoning) -> Reckoning:
    """Check that an amount is still sufficient after a change (reg 10, R10.3).

    Unit: working days after the change is known; rounding: the limit stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Look again at a payment on hold",
    date_means="the day the payment was put on hold",
    owed_by="council",
    rule="R14.8",
    number="payment_hold_days",
    reminders="council_reminders",
)
def payment_hold(begun: Reckoning) -> Reckoning:
    """Look again at a payment that is on hold (R14.8).

    Unit: working days after the hold; rounding: the limit stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Earliest day a payment may be reduced",
    date_means="the day the family was notified of the reduction",
    owed_by="council",
    rule="R12.2",
    number="reasonable_notice_days",
    reminders="quick_reminders",
)
def reduction_notice(begun: Reckoning) -> Reckoning:
    """Give reasonable notice before a reduction: the date is the earliest day it may begin (reg 12, R12.2).

    Unit: calendar days after the notice; rounding: none.
    """
    return begun.after()


@duty(
    title="Earliest day a payment may stop",
    date_means="the day the family was notified of the stop",
    owed_by="council",
    rule="R14.8",
    number="reasonable_notice_days",
    reminders="quick_reminders",
)
def stop_notice(begun: Reckoning) -> Reckoning:
    """Give reasonable notice before a stop: the date is the earliest day payments may end (reg 14, R14.8).

    Unit: calendar days after the notice; rounding: none; edge: grounds G1 and G2 may stop at once.
    """
    return begun.after()


def payable_until(on: date) -> date:
    """Give the last due day of the instalments that may be paid on a day already (R8.7).

    Unit: working days after the day, by the policy in force on it; rounding: none; edge: what is late may be
    paid on every day; error: InputError for a day outside 2012 to 2100.
    """
    check_date(on)
    setting = number("payment_ahead_days", on=on)
    if setting.counting == "calendar":
        return on + timedelta(days=setting.amount)
    return add_working_days(on, setting.amount)


def late_from(due_on: date, *, on: date) -> date:
    """Give the first day on which an instalment that has not been released is late (R8.7).

    Unit: working days after the day it is due, by the policy in force on a day; rounding: none; edge: one due
    on a Friday is late from the Monday; error: InputError for a due day outside 2012 to 2100.
    """
    check_date(due_on)
    setting = number("late_payment_days", on=on)
    if setting.counting == "calendar":
        return due_on + timedelta(days=setting.amount)
    return add_working_days(due_on, setting.amount)
