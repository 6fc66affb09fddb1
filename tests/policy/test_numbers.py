"""The numbers: all of them there, each with its authority, dated, and read as the type it is."""

from datetime import date

import pytest

import policy
from policy import InputError, PolicyError
from policy.numbers import every_version, read_numbers

ON = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("key", "shown", "evidence"),
    [
        ("review_request_window", "15 calendar days", "POL"),
        ("review_late_accept", "yes", "DESIGN"),
        ("review_outcome_limit", "28 calendar days", "POL"),
        ("budget_end_notice_limit", "28 calendar days", "POL"),
        ("reasonable_notice_days", "28 calendar days", "DESIGN"),
        ("draft_representation_days", "15 calendar days", "V"),
        ("ehc_6w", "42 calendar days", "S"),
        ("ehc_16w", "112 calendar days", "S"),
        ("ehc_20w", "140 calendar days", "V"),
        ("ar_invite", "14 calendar days", "V"),
        ("ar_report", "14 calendar days", "S"),
        ("ar_decision", "28 calendar days", "S"),
        ("ar_final_after_notice", "56 calendar days", "V"),
        ("dp_first_review", "3 months", "S"),
        ("dp_review_cadence", "3, 6, 12 months", "PRAC"),
        ("period_review_days", "28 calendar days", "DESIGN"),
        ("quarter_basis", "financial", "DESIGN"),
        ("return_due_days", "28 calendar days", "DESIGN"),
        ("return_reminders", "-14, -3, +1, +7, +14 days from the day it is due", "DESIGN"),
        ("return_check_days", "10 working days", "DESIGN"),
        ("overpayment_days", "28 calendar days", "DESIGN"),
        ("year_end_return", "yes", "POL"),
        ("surplus_weeks", "6 weeks", "POL"),
        ("evidence_request_days", "14 calendar days", "PRAC"),
        ("repay_notice_days", "28 calendar days", "DESIGN"),
        ("board_weekday", "Thursday", "PRAC"),
        ("paper_lead", "7 calendar days", "PRAC"),
        ("decision_letter", "14 calendar days", "PRAC"),
        ("request_decision_target", "20 working days", "DESIGN"),
        ("first_payment_target", "20 working days", "DESIGN"),
        ("contact_reply_days", "5 working days", "PRAC"),
        ("another_way_days", "5 working days", "DESIGN"),
        ("payment_ahead_days", "5 working days", "DESIGN"),
        ("pay_pending_review", "yes", "DESIGN"),
        ("sar", "1 month", "V"),
        ("foi", "20 UK working days", "V"),
        ("dp_complaint_ack", "30 calendar days", "S"),
        ("retention_fin", "6 years", "PRAC"),
        ("retention_case", "35 years", "PRAC"),
        ("small_number_mask", "5", "DESIGN"),
        ("policy_review", "36 months", "POL"),
        ("policy_review_minor", "12 months", "POL"),
        ("information_given_days", "10 working days", "DESIGN"),
        ("escalate_again_days", "7 calendar days", "DESIGN"),
    ],
)
def test_every_number_of_the_policy_is_here_as_it_comes(key, shown, evidence):
    setting = policy.number(key, on=ON)
    assert (setting.shown, setting.evidence, setting.set_by) == (shown, evidence, "default")


def test_every_number_names_its_rule_its_authority_and_its_day():
    for setting in policy.settings(ON):
        assert setting.title and setting.authority and setting.rule[0] in "RT" and setting.since <= ON


def test_a_number_is_read_as_what_it_is():
    keys = ("year_end_return", "board_weekday", "dp_review_cadence", "sar")
    read = {key: policy.number(key, on=ON) for key in keys}
    assert read["year_end_return"].is_on is True
    assert read["board_weekday"].word == "Thursday"
    assert read["dp_review_cadence"].amounts == (3, 6, 12)
    assert (read["sar"].amount, read["sar"].amounts) == (1, (1,))


def test_a_number_read_as_what_it_is_not_is_one_clear_line():
    reads = {
        "board_weekday": lambda one: one.amount,
        "surplus_weeks": lambda one: one.is_on,
        "sar": lambda one: one.word,
        "year_end_return": lambda one: one.amount,
    }
    for key, read in reads.items():
        with pytest.raises(InputError, match=f"^{key} is not"):
            read(policy.number(key, on=ON))
    with pytest.raises(InputError, match="no setting called 'no_such_key'"):
        policy.number("no_such_key", on=ON)


def test_a_day_before_the_first_edition_is_given_the_first():
    assert policy.number("review_request_window", on=date(2012, 1, 1)).amount == 15


def test_an_edition_is_the_same_object_until_something_changes():
    assert policy.in_force(date(2026, 6, 19)) is policy.in_force(ON)
    assert policy.in_force(date(2026, 6, 18)).since == date(2014, 9, 1)


def test_an_edition_cannot_be_changed():
    edition = policy.in_force(ON)
    with pytest.raises(TypeError):
        edition.by_key["surplus_weeks"] = None
    with pytest.raises(AttributeError):
        edition["surplus_weeks"].value = 8


OLD_AND_NEW = """
[[days]]
title = "Days"
value = 15
unit = "days"
counting = "calendar"
rule = "R1.1"
authority = "Old"
evidence = "POL"
since = 2020-01-01

[[days]]
title = "Days"
value = 20
unit = "days"
counting = "calendar"
rule = "R1.1"
authority = "New"
evidence = "POL"
since = {since}
"""


def test_a_new_version_of_a_number_stands_beside_the_old_one(tmp_path):
    file = tmp_path / "numbers.toml"
    file.write_text(OLD_AND_NEW.format(since="2021-01-01"))
    assert [one.amount for one in read_numbers(file)["days"]] == [15, 20]


@pytest.mark.parametrize("since", ["2020-01-01", "2019-12-31"])
def test_versions_that_overlap_or_run_backwards_are_refused(tmp_path, since):
    file = tmp_path / "numbers.toml"
    file.write_text(OLD_AND_NEW.format(since=since))
    with pytest.raises(PolicyError, match="days: expected its versions oldest first"):
        read_numbers(file)


def test_every_version_lists_the_councils_after_ours(council_file):
    council_file('[[numbers.surplus_weeks]]\nvalue = 8\nauthority = "Ours"\nsince = 2027-01-01\n')
    assert [(one.amount, one.set_by) for one in every_version()["surplus_weeks"]] == [
        (6, "default"),
        (8, "council"),
    ]
