"""The worked examples of the deadlines, as tables: each row names the edge it stands on."""

import pytest

from policy.deadlines import due, last_notified_on, notified_on
from tests.policy.days import day


@pytest.mark.parametrize(
    ("edge", "notified", "raw", "last_day", "working"),
    [
        ("plain", "Thu 26 Nov 2026", "Fri 11 Dec 2026", "Fri 11 Dec 2026", "Thu 17 Dec 2026"),
        ("Christmas run", "Thu 10 Dec 2026", "Fri 25 Dec 2026", "Tue 29 Dec 2026", "Tue 05 Jan 2027"),
        (
            "Christmas run, year end",
            "Fri 18 Dec 2026",
            "Sat 02 Jan 2027",
            "Mon 04 Jan 2027",
            "Wed 13 Jan 2027",
        ),
        ("Easter run", "Thu 11 Mar 2027", "Fri 26 Mar 2027", "Tue 30 Mar 2027", "Mon 05 Apr 2027"),
        (
            "weekend and bank holiday",
            "Fri 14 May 2027",
            "Sat 29 May 2027",
            "Tue 01 Jun 2027",
            "Mon 07 Jun 2027",
        ),
    ],
)
def test_a_family_has_fifteen_days_to_ask_for_a_review(edge, notified, raw, last_day, working):
    made = due("review_request", day(notified))
    assert (made.raw_on, made.due_on) == (day(raw), day(last_day))
    assert due("review_request", day(notified), counting="working").due_on == day(working)
    assert due("review_request", day(notified), counting="calendar") == made


@pytest.mark.parametrize(
    ("edge", "received", "limit", "target"),
    [
        ("Christmas run", "Mon 30 Nov 2026", "Mon 28 Dec 2026", "Thu 24 Dec 2026"),
        ("year end", "Mon 07 Dec 2026", "Mon 04 Jan 2027", "Mon 04 Jan 2027"),
        ("Good Friday", "Fri 26 Feb 2027", "Fri 26 Mar 2027", "Thu 25 Mar 2027"),
    ],
)
def test_the_council_has_twenty_eight_days_to_answer_a_review(edge, received, limit, target):
    made = due("review_outcome", day(received))
    assert (made.raw_on, made.due_on, made.target_on) == (day(limit), day(limit), day(target))


@pytest.mark.parametrize(
    ("edge", "meeting", "invite", "report", "decision", "target", "final"),
    [
        ("Christmas Day", "Fri 27 Nov 2026", "Fri 13 Nov 2026", "Fri 11 Dec 2026", "Fri 25 Dec 2026",
         "Thu 24 Dec 2026", "Fri 19 Feb 2027"),
        ("Good Friday", "Fri 26 Feb 2027", "Fri 12 Feb 2027", "Fri 12 Mar 2027", "Fri 26 Mar 2027",
         "Thu 25 Mar 2027", "Fri 21 May 2027"),
    ],
)  # fmt: skip
def test_the_days_around_an_annual_review(edge, meeting, invite, report, decision, target, final):
    met = day(meeting)
    assert due("annual_review_invitation", met).due_on == day(invite)
    assert due("annual_review_report", met).due_on == day(report)
    for duty in ("annual_review_decision", "budget_end_notice"):
        made = due(duty, met)
        assert (made.raw_on, made.due_on, made.target_on) == (day(decision), day(decision), day(target))
    assert due("final_amended_plan", met).raw_on == day(final)


def test_an_early_amendment_notice_brings_the_final_plan_forward_by_its_day():
    sent = day("Thu 31 Dec 2026")
    assert due("amended_plan_views", sent).raw_on == day("Thu 14 Jan 2027")
    assert due("final_plan_after_notice", sent).raw_on == day("Thu 25 Feb 2027")
    assert due("final_amended_plan", day("Fri 04 Dec 2026")).raw_on == day("Fri 26 Feb 2027")


def test_the_day_a_draft_is_served_is_day_one_and_the_last_day_rolls_beyond_the_law():
    assert due("draft_plan_views", day("Thu 31 Dec 2026")).due_on == day("Thu 14 Jan 2027")
    christmas = due("draft_plan_views", day("Fri 11 Dec 2026"))
    assert (christmas.raw_on, christmas.due_on) == (day("Fri 25 Dec 2026"), day("Tue 29 Dec 2026"))
    assert due("draft_plan_views", day("Thu 31 Dec 2026"), counting="working").raw_on == day(
        "Thu 21 Jan 2027"
    )


def test_the_weeks_of_an_assessment():
    asked = day("Mon 04 Jan 2027")
    assert due("assess_decision", asked).raw_on == day("Mon 15 Feb 2027")
    assert due("no_plan_decision", asked).raw_on == day("Mon 26 Apr 2027")
    assert due("plan_20_weeks", asked).raw_on == day("Mon 24 May 2027")


def test_statutory_weeks_get_no_relief_on_a_bank_holiday_only_an_earlier_target():
    made = due("plan_20_weeks", day("Mon 08 Nov 2027"))
    assert made.raw_on == made.due_on == day("Mon 27 Mar 2028")
    easter = due("assess_decision", day("Mon 06 Mar 2028"))
    assert (easter.due_on, easter.target_on) == (day("Mon 17 Apr 2028"), day("Thu 13 Apr 2028"))


@pytest.mark.parametrize(
    ("edge", "first_payment", "period_ends", "last_safe_day"),
    [
        ("month with no 31st before", "Tue 01 Sep 2026", "Mon 30 Nov 2026", "Mon 30 Nov 2026"),
        ("month end, short February", "Mon 30 Nov 2026", "Sat 27 Feb 2027", "Fri 26 Feb 2027"),
        ("no corresponding date", "Sun 31 Jan 2027", "Thu 29 Apr 2027", "Thu 29 Apr 2027"),
        ("leap day corresponds", "Mon 29 Nov 2027", "Mon 28 Feb 2028", "Mon 28 Feb 2028"),
        ("leap day stands in for the 30th", "Tue 30 Nov 2027", "Mon 28 Feb 2028", "Mon 28 Feb 2028"),
    ],
)
def test_payments_are_reviewed_within_their_first_three_months(
    edge, first_payment, period_ends, last_safe_day
):
    made = due("first_payment_review", day(first_payment))
    assert (made.raw_on, made.due_on) == (day(period_ends), day(period_ends))
    assert made.target_on == day(last_safe_day)
    assert any("10 weeks" in step for step in made.steps)


def test_a_stop_takes_twenty_eight_days_and_the_review_window_lies_inside():
    notified = day("Mon 01 Feb 2027")
    assert due("stop_notice", notified).due_on == day("Mon 01 Mar 2027")
    assert due("review_request", notified).due_on == day("Tue 16 Feb 2027")
    assert due("review_outcome", day("Tue 16 Feb 2027")).due_on == day("Tue 16 Mar 2027")


def test_the_earliest_day_of_a_stop_is_never_moved_back_for_a_weekend():
    made = due("stop_notice", day("Sat 06 Feb 2027"))
    assert made.raw_on == made.due_on == made.target_on == day("Sat 06 Mar 2027")


def test_a_subject_access_request_at_a_month_end_runs_to_the_next_working_day():
    made = due("subject_access", day("Sun 31 Jan 2027"))
    assert (made.raw_on, made.due_on) == (day("Sun 28 Feb 2027"), day("Mon 01 Mar 2027"))
    assert due("subject_access", day("Mon 31 Jan 2028")).due_on == day("Tue 29 Feb 2028")


def test_a_bank_holiday_in_northern_ireland_counts_for_freedom_of_information_only():
    assert due("freedom_of_information", day("Thu 04 Jul 2013")).due_on == day("Fri 02 Aug 2013")
    assert due("request_decision", day("Thu 04 Jul 2013")).due_on == day("Thu 01 Aug 2013")


def test_consent_work_opens_six_months_before_compulsory_school_age_ends():
    made = due("yp_consent", day("Fri 25 Jun 2027"))
    assert (made.raw_on, made.target_on) == (day("Fri 25 Dec 2026"), day("Thu 24 Dec 2026"))


def test_returns_are_due_twenty_eight_days_after_the_quarter_on_a_working_day():
    assert due("quarterly_return", day("Thu 31 Dec 2026")).due_on == day("Thu 28 Jan 2027")
    assert due("quarterly_return", day("Wed 31 Mar 2027")).due_on == day("Wed 28 Apr 2027")
    assert due("return_check", day("Thu 24 Dec 2026")).due_on == day("Tue 12 Jan 2027")


def test_a_message_before_christmas_is_answered_in_five_days_that_people_work():
    assert due("message_reply", day("Thu 24 Dec 2026")).due_on == day("Tue 05 Jan 2027")


@pytest.mark.parametrize("channel", ["portal", "email", "hand"])
def test_a_notice_that_arrives_at_once_notifies_the_same_day_even_on_a_sunday(channel):
    assert notified_on(channel, day("Sun 28 Mar 2027")) == day("Sun 28 Mar 2027")


@pytest.mark.parametrize(
    ("edge", "posted", "notified"),
    [
        ("plain", "Tue 08 Dec 2026", "Thu 10 Dec 2026"),
        ("over a weekend", "Fri 04 Dec 2026", "Tue 08 Dec 2026"),
        ("posted on a Saturday", "Sat 05 Dec 2026", "Tue 08 Dec 2026"),
        ("Christmas run", "Thu 24 Dec 2026", "Wed 30 Dec 2026"),
        ("year end", "Thu 31 Dec 2026", "Tue 05 Jan 2027"),
    ],
)
def test_a_posted_letter_notifies_two_working_days_later(edge, posted, notified):
    assert notified_on("post", day(posted)) == day(notified)


def test_the_slowest_channel_decides_when_the_window_opens():
    sent = [("email", day("Tue 08 Dec 2026")), ("post", day("Tue 08 Dec 2026"))]
    notified = last_notified_on(sent)
    assert notified == day("Thu 10 Dec 2026")
    assert due("review_request", notified).due_on == day("Tue 29 Dec 2026")
