"""How deadlines behave around their edges: closures, editions, mistakes, reminders and words."""

from datetime import date, datetime
from itertools import islice

import pytest

from policy import InputError, in_force
from policy.deadlines import (
    DUTIES,
    due,
    escalations_after,
    last_notified_on,
    late_from,
    notified_on,
    payable_until,
    reminders,
    sooner,
)
from tests.policy.days import day

CLOSED = """
[council]
closure_days = [2026-12-29, 2026-12-30, 2026-12-31]
"""


def test_a_closed_office_moves_the_councils_target_and_never_its_limit(council_file):
    council_file(CLOSED)
    made = due("review_outcome", day("Wed 02 Dec 2026"))
    assert made.raw_on == made.due_on == day("Wed 30 Dec 2026")
    assert made.target_on == day("Thu 24 Dec 2026")
    assert "council is closed" in made.steps[-1]


def test_a_closed_office_never_moves_a_familys_last_day_or_the_day_of_an_answer_in_working_days(council_file):
    before = [due(duty, day("Fri 11 Dec 2026")) for duty in ("review_request", "message_reply")]
    council_file(CLOSED)
    after = [due(duty, day("Fri 11 Dec 2026")) for duty in ("review_request", "message_reply")]
    assert [one.due_on for one in before] == [one.due_on for one in after]


def test_a_limit_inside_a_closure_keeps_its_own_day_as_the_target(council_file):
    council_file("[council]\nclosure_days = [2027-01-05, 2027-01-06, 2027-01-07]\n")
    made = due("deferral_told", day("Tue 05 Jan 2027"))
    assert made.due_on == made.target_on == day("Thu 07 Jan 2027")


def test_the_day_a_limit_starts_may_be_the_day_to_aim_for(council_file):
    council_file("[council]\nclosure_days = [2027-01-05, 2027-01-06]\n")
    made = due("deferral_told", day("Mon 04 Jan 2027"))
    assert (made.due_on, made.target_on) == (day("Wed 06 Jan 2027"), day("Mon 04 Jan 2027"))


def test_a_one_off_bank_holiday_moves_a_familys_last_day_and_a_count_of_working_days(council_file):
    council_file("[council]\nextra_bank_holidays = [2027-06-11]\n")
    assert due("review_request", day("Thu 27 May 2027")).due_on == day("Mon 14 Jun 2027")
    assert due("message_reply", day("Fri 04 Jun 2027")).due_on == day("Mon 14 Jun 2027")
    assert due("freedom_of_information", day("Fri 14 May 2027")).due_on == day("Tue 15 Jun 2027")


def test_a_number_that_changes_counts_from_its_own_day_and_not_before(council_file):
    council_file(
        '[[numbers.review_request_window]]\nvalue = 20\nauthority = "New policy"\nsince = 2027-04-01\n'
    )
    assert due("review_request", day("Wed 31 Mar 2027")).raw_on == day("Thu 15 Apr 2027")
    changed = due("review_request", day("Thu 01 Apr 2027"))
    assert changed.raw_on == day("Wed 21 Apr 2027")
    assert changed.authority == "New policy"
    assert due("review_request", day("Thu 01 Apr 2027"), on=date(2027, 3, 31)).raw_on == day(
        "Fri 16 Apr 2027"
    )


def test_a_policy_that_counts_working_days_is_followed(council_file):
    council_file(
        '[[numbers.review_request_window]]\nvalue = 15\ncounting = "working"\nauthority = "Ours"\n'
        "since = 2020-01-01\n"
    )
    assert due("review_request", day("Thu 10 Dec 2026")).due_on == day("Tue 05 Jan 2027")
    assert due("review_request", day("Thu 10 Dec 2026"), counting="calendar").due_on == day("Tue 29 Dec 2026")


def test_a_due_date_carries_the_version_of_the_policy_that_made_it(council_file):
    made = due("review_request", day("Thu 10 Dec 2026"))
    assert made.version == in_force(made.started_on).version
    council_file(CLOSED)
    assert due("review_request", day("Thu 10 Dec 2026")).version != made.version


def test_the_first_and_the_last_day_of_the_calendar_can_be_reckoned():
    for duty in DUTIES:
        assert due(duty, date(2012, 1, 1)).raw_on
        assert due(duty, date(2100, 12, 31)).raw_on


@pytest.mark.parametrize(
    ("duty", "started_on", "counting", "words"),
    [
        ("reveiw_request", date(2026, 1, 1), None, "no duty called 'reveiw_request'"),
        ("review_request", date(2011, 12, 31), None, "outside 1 January 2012 to 31 December 2100"),
        ("review_request", date(2101, 1, 1), None, "outside 1 January 2012 to 31 December 2100"),
        ("review_request", datetime(2026, 1, 1, 12), None, "not a moment"),
        ("review_request", "2026-01-01", None, "a day is needed"),
        ("review_request", date(2026, 1, 1), "lunar", "expected calendar or working"),
        ("subject_access", date(2026, 1, 1), "working", "counted in months"),
        ("case_file_kept", date(1986, 12, 31), None, "outside 1 January 1987"),
    ],
)
def test_a_question_without_an_answer_is_one_clear_line(duty, started_on, counting, words):
    with pytest.raises(InputError, match=words) as error:
        due(duty, started_on, counting=counting)
    assert "\n" not in str(error.value)


def test_an_unknown_channel_and_no_channel_notify_nobody():
    with pytest.raises(InputError, match="portal, email, post or hand"):
        notified_on("fax", date(2026, 1, 1))
    with pytest.raises(InputError, match="nobody was notified"):
        last_notified_on([])


def test_the_reminders_of_a_return_are_those_of_the_policy():
    made = due("quarterly_return", day("Thu 31 Dec 2026"))
    assert reminders(made) == tuple(
        map(
            day,
            ("Thu 14 Jan 2027", "Mon 25 Jan 2027", "Fri 29 Jan 2027", "Thu 04 Feb 2027", "Thu 11 Feb 2027"),
        )
    )


def test_the_notice_that_a_budget_will_end_is_warned_of_from_seven_days_before_and_escalated_after():
    made = due("budget_end_notice", day("Mon 01 Feb 2027"))
    assert made.due_on == day("Mon 01 Mar 2027")
    warned = ("Mon 22 Feb 2027", "Fri 26 Feb 2027", "Sun 28 Feb 2027", "Tue 02 Mar 2027")
    assert reminders(made) == tuple(map(day, warned))
    assert next(escalations_after(made)) == day("Tue 09 Mar 2027")


def test_a_request_that_needs_more_reminds_the_family_and_an_agreement_reminds_the_council():
    asked = due("information_needed", day("Thu 11 Mar 2027"))
    assert asked.due_on == day("Thu 25 Mar 2027")
    assert reminders(asked) == (day("Thu 18 Mar 2027"), day("Tue 23 Mar 2027"))
    agreed = due("agreement_notice", day("Thu 11 Mar 2027"))
    assert agreed.due_on == day("Thu 25 Mar 2027")
    assert reminders(agreed) == (day("Mon 22 Mar 2027"), day("Fri 26 Mar 2027"), day("Tue 30 Mar 2027"))


def test_what_a_family_still_has_to_send_is_due_on_a_day_people_work():
    assert due("information_needed", day("Fri 12 Mar 2027")).due_on == day("Tue 30 Mar 2027")


@pytest.mark.parametrize(
    ("edge", "due_on", "late"),
    [
        ("the next day", "Mon 01 Feb 2027", "Tue 02 Feb 2027"),
        ("a weekend", "Fri 05 Feb 2027", "Mon 08 Feb 2027"),
        ("Good Friday and Easter Monday", "Thu 25 Mar 2027", "Tue 30 Mar 2027"),
        ("Christmas run", "Thu 24 Dec 2026", "Tue 29 Dec 2026"),
    ],
)
def test_an_instalment_not_released_is_late_from_the_next_working_day(edge, due_on, late):
    assert late_from(day(due_on), on=day(due_on)) == day(late)


def test_a_council_may_count_a_late_payment_in_its_own_way_from_a_day_on(council_file):
    council_file(
        '[[numbers.late_payment_days]]\nvalue = 2\ncounting = "calendar"\nauthority = "Ours"\n'
        "since = 2027-02-01\n"
    )
    friday = day("Fri 05 Feb 2027")
    assert late_from(friday, on=friday) == day("Sun 07 Feb 2027")
    assert late_from(friday, on=date(2027, 1, 31)) == day("Mon 08 Feb 2027")
    with pytest.raises(InputError, match="31 December 2011 is outside 1 January 2012"):
        late_from(date(2011, 12, 31), on=friday)


@pytest.mark.parametrize(
    ("edge", "on", "last"),
    [
        ("a week without a closed day", "Mon 01 Feb 2027", "Mon 08 Feb 2027"),
        ("a weekend", "Sat 06 Feb 2027", "Fri 12 Feb 2027"),
        ("Good Friday and Easter Monday", "Thu 25 Mar 2027", "Mon 05 Apr 2027"),
        ("Christmas run and the end of a year", "Wed 23 Dec 2026", "Mon 04 Jan 2027"),
    ],
)
def test_an_instalment_may_be_paid_a_few_working_days_before_it_is_due(edge, on, last):
    assert payable_until(day(on)) == day(last)


def test_a_council_may_pay_sooner_before_the_day(council_file):
    council_file(
        '[[numbers.payment_ahead_days]]\nvalue = 10\ncounting = "calendar"\nauthority = "Ours"\n'
        "since = 2027-02-01\n"
    )
    assert payable_until(day("Mon 01 Feb 2027")) == day("Thu 11 Feb 2027")
    assert payable_until(date(2027, 1, 31)) == day("Fri 05 Feb 2027")
    with pytest.raises(InputError, match="31 December 2011 is outside"):
        payable_until(date(2011, 12, 31))


def test_a_reminder_that_would_come_before_the_duty_began_is_left_out():
    started_on = day("Mon 04 Jan 2027")
    assert all(one > started_on for one in reminders(due("evidence_request", started_on)))
    assert len(reminders(due("deferral_told", started_on))) == 3


def test_a_reminder_on_the_day_a_duty_begins_is_left_out(council_file):
    council_file('[[numbers.evidence_request_days]]\nvalue = 7\nauthority = "Ours"\nsince = 2020-01-01\n')
    made = due("evidence_request", day("Mon 01 Feb 2027"))
    assert made.due_on == day("Mon 08 Feb 2027")
    assert reminders(made) == (day("Sat 06 Feb 2027"),)


def test_what_is_still_owed_is_escalated_every_week_after_its_ladder():
    made = due("quarterly_return", day("Thu 31 Dec 2026"))
    assert list(islice(escalations_after(made), 2)) == [day("Thu 18 Feb 2027"), day("Thu 25 Feb 2027")]


def test_a_ladder_that_ends_before_the_day_is_escalated_from_when_it_is_overdue(council_file):
    council_file(
        '[[numbers.return_reminders]]\nvalue = [-14]\nauthority = "Ours"\nsince = 2020-01-01\n'
        '[[numbers.escalate_again_days]]\nvalue = 2\nauthority = "Ours"\nsince = 2020-01-01\n'
    )
    made = due("quarterly_return", day("Thu 31 Dec 2026"))
    assert made.due_on == day("Thu 28 Jan 2027")
    assert next(escalations_after(made)) == day("Sat 30 Jan 2027")


def test_a_duty_counted_back_from_its_start_keeps_its_early_reminders():
    ends_on = day("Fri 25 Jun 2027")
    first = reminders(due("yp_consent", ends_on))[0]
    assert first == day("Thu 25 Jun 2026")


def test_while_a_plan_is_drafted_its_twenty_weeks_are_the_outer_wall_of_a_request():
    late = due("plan_20_weeks", day("Mon 04 Jan 2027"))
    assert sooner(due("request_decision", day("Mon 10 May 2027")), late) is late
    own = due("request_decision", day("Mon 01 Mar 2027"))
    assert sooner(own, late) is own
    with pytest.raises(InputError, match="no due date"):
        sooner()


def test_every_duty_says_what_its_date_means_and_who_owes_it():
    for name, duty in DUTIES.items():
        assert duty.name == name and duty.title and duty.date_means.startswith("the ")
        assert duty.owed_by in ("council", "family", "setting")
        assert duty.authority and duty.rule
        assert in_force(date(2026, 1, 1))[duty.reminders].unit == "days from due"


def test_the_steps_of_a_date_name_its_start_its_count_and_its_rounding():
    steps = due("review_request", day("Thu 10 Dec 2026")).steps
    assert steps == (
        "Start on Thursday 10 December 2026: the day the family was notified of the decision.",
        "Count 15 calendar days, not counting the first day: Friday 25 December 2026.",
        "That is a bank holiday, so the last day moves forward to Tuesday 29 December 2026, "
        "the next working day.",
    )
