"""Each kind of bad row is told by its number, its column and a reason; nothing of the file is loaded."""

import pytest

from ehcp.models import Plan
from ehcp.roster import Problem
from people.models import Child, Link, Person
from tests.ehcp.roster.sheets import load, make_roster_officer, of_another, row
from tests.factories.ehcp import make_plan
from tests.factories.people import make_child, make_user

pytestmark = pytest.mark.django_db


def _says(report, row, column, words):
    told = [str(each) for each in report.problems]
    assert {each.row for each in report.problems} == {row}, told
    assert any(each.column == column and words in each.reason for each in report.problems), told


# What is changed in the good row; the column named; what the reason must say.
ONE_ROW = [
    ({"child_ref": ""}, "child_ref", "is missing"),
    ({"plan_ref": ""}, "plan_ref", "is missing"),
    ({"first_name": " \t "}, "first_name", "is missing"),
    ({"last_name": "x" * 101}, "last_name", "has 101 characters, and at most 100 fit"),
    ({"first_name": "Zo\0e"}, "first_name", "a NUL byte"),
    ({"first_name": "Zo\x07e"}, "first_name", "control character (number 7)"),
    ({"first_name": "Zo\ufffd"}, "first_name", "a letter was lost"),
    ({"born_on": ""}, "born_on", "is missing"),
    ({"born_on": "31/02/2016"}, "born_on", "is not a day of the calendar"),
    ({"born_on": "2016-13-01"}, "born_on", "is not a day of the calendar"),
    ({"born_on": "0001-01-01"}, "born_on", "is not between 1980 and 2100"),
    ({"born_on": "31/12/9999"}, "born_on", "is not between 1980 and 2100"),
    ({"born_on": "09/02/16"}, "born_on", "is not a date"),
    ({"born_on": "2 September 2016"}, "born_on", "is not a date"),
    ({"born_on": "٢٠١٦-٠٩-٠٢"}, "born_on", "is not a date"),
    ({"born_on": "45000"}, "born_on", "is not a date"),
    ({"born_on": "2026-11-17"}, "born_on", "after the day of this roster"),
    ({"born_on": "1981-01-01"}, "born_on", "too long ago"),
    ({"upn": "123"}, "upn", "is not a unique pupil number"),
    ({"case_officer": ""}, "case_officer", "is missing"),
    (
        {"case_officer": "nobody@wealdshire.example"},
        "case_officer",
        "no case officer has this email address",
    ),
    ({"case_officer": "Ola Marsh"}, "case_officer", "is not an email address"),
    ({"team": "No such team"}, "team", "there is no team called"),
    ({"stage": "finished"}, "stage", "is not one of assessing, drafting, final"),
    ({"stage": "drafting"}, "final_on", "cannot be there yet at the stage drafting"),
    ({"stage": "assessing"}, "to_prepare_on", "cannot be there yet"),
    ({"final_on": ""}, "final_on", "a plan at the stage final has it"),
    ({"to_prepare_on": ""}, "to_prepare_on", "a plan at the stage final has it"),
    ({"stage": "reassessing"}, "reassess_on", "a plan at the stage reassessing has it"),
    ({"stage": "ceased"}, "ceased_on", "a plan at the stage ceased has it"),
    ({"ceased_on": "2026-01-05"}, "ceased_on", "is there, and the stage is final"),
    ({"draft_issued_on": "2025-04-01"}, "draft_issued_on", "is before to prepare, 14 April 2025"),
    ({"requested_on": "2025-04-15"}, "to_prepare_on", "is before requested, 15 April 2025"),
    ({"draft_issued_on": "2025-05-20"}, "final_on", "is before draft issued, 20 May 2025"),
    ({"final_on": "2026-11-17"}, "final_on", "after the day of this roster, 16 November 2026"),
    ({"stage": "reassessing", "reassess_on": "2025-05-18"}, "reassess_on", "is before final, 19 May 2025"),
    ({"stage": "ceased", "ceased_on": "2025-05-18"}, "ceased_on", "is before final, 19 May 2025"),
    ({"born_on": "2025-02-01"}, "requested_on", "is before the date of birth"),
    ({"educated_elsewhere": "maybe"}, "educated_elsewhere", "is neither yes nor no"),
    ({"review_due_on": "", "review_invited_on": "2026-09-01"}, "review_due_on", "is missing"),
    ({"review_concluded_on": "2026-09-01"}, "review_concluded_on", "without the day of the meeting"),
    (
        {"review_invited_on": "2026-10-02", "review_meeting_on": "2026-10-01"},
        "review_meeting_on",
        "is before invited, 2 October 2026",
    ),
    ({"outcome_words": ""}, "outcome_words", "is missing"),
    ({"outcome_ref": ""}, "outcome_ref", "is missing"),
    ({"paragraph": ""}, "paragraph", "is missing"),
    ({"section": "E"}, "section", "is not one of F, G, H1, H2"),
    ({"words": ""}, "words", "is missing"),
    ({"words": "x" * 20_001}, "words", "has 20,001 characters"),
    ({"hours_a_week": "two"}, "hours_a_week", "is not a number of hours"),
    ({"hours_a_week": "169"}, "hours_a_week", "is not between 0 and 168"),
    ({"hours_a_week": "-1"}, "hours_a_week", "is not between 0 and 168"),
    ({"hours_a_week": "NaN"}, "hours_a_week", "is not between 0 and 168"),
    ({"hours_a_week": "1.125"}, "hours_a_week", "more than two places"),
    ({"parent_1_ref": ""}, "parent_1_ref", "is missing"),
    ({"parent_1_basis": ""}, "parent_1_basis", "is missing"),
    (
        {"parent_1_basis": "representative"},
        "parent_1_basis",
        "is not one of parent, has_care_of, young_person",
    ),
    (
        {"parent_1_basis": "young_person"},
        "parent_1_basis",
        "compulsory school age ends on 24 June 2033 (R2.3)",
    ),
    ({"parent_1_email": "ren at family"}, "parent_1_email", "is not an email address"),
    ({"parent_1_postcode": "not one"}, "parent_1_postcode", "is not a postcode"),
    ({"parent_1_postcode": ""}, "parent_1_postcode", "address and postcode go together"),
    ({"parent_1_address": ""}, "parent_1_address", "address and postcode go together"),
    (
        {"parent_1_address": "", "parent_1_postcode": "", "parent_1_prefers_post": "yes"},
        "parent_1_prefers_post",
        "there is no address to post to",
    ),
    ({"parent_2_first_name": "Kit"}, "parent_2_ref", "is missing"),
]


@pytest.mark.parametrize("changes, column, words", ONE_ROW, ids=lambda value: str(value)[:50])
def test_a_bad_row_says_its_number_its_column_and_why(officer, changes, column, words):
    report = load(of_another(2), row(**changes))
    _says(report, 3, column, words)
    assert not report.loaded and not Child.objects.exists()


# The second row beside the good one.
TWO_ROWS = [
    ({}, "paragraph", "row 2 already has paragraph F1 of plan P1"),
    ({"paragraph": "F2", "first_name": "Zoe"}, "first_name", "is “Zoe”, and row 2 has “Zoë” for the same child"),
    ({"paragraph": "F2", "born_on": "2016-09-03"}, "born_on", "row 2 has “2016-09-02” for the same child"),
    ({"paragraph": "F2", "final_on": "2025-05-20"}, "final_on", "row 2 has “2025-05-19” for the same plan"),
    ({"paragraph": "F2", "review_due_on": ""}, "review_due_on", "is nothing, and row 2 has “2027-05-19”"),
    ({"paragraph": "F2", "outcome_words": "Other"}, "outcome_words", "for the same outcome"),
    ({"paragraph": "F2", "parent_1_phone": ""}, "parent_1_phone", "for the same person"),
    ({"paragraph": "F2", "parent_1_basis": "has_care_of"}, "parent_1_basis", "for the same link"),
    ({"plan_ref": "P2"}, "child_ref", "has the plan P1: a child has one plan"),
    ({"child_ref": "C2", "upn": "", "paragraph": "F2"}, "plan_ref", "is the plan of child C1"),
    ({"child_ref": "C2", "plan_ref": "P2"}, "upn", "is also that of child C1"),
]  # fmt: skip


@pytest.mark.parametrize("changes, column, words", TWO_ROWS, ids=lambda value: str(value)[:50])
def test_rows_that_contradict_each_other_are_told(officer, changes, column, words):
    report = load(row(), row(**changes))
    _says(report, 3, column, words)
    assert not Child.objects.exists()


def test_one_person_cannot_be_both_parents(officer):
    second = {
        name.replace("_1_", "_2_"): value for name, value in row().items() if name.startswith("parent_1_")
    }
    report = load(row(**second))
    assert report.problems == [Problem(2, "parent_2_ref", "is the same person as parent_1")]


def test_every_problem_is_told_not_only_the_first(officer):
    rows = [
        of_another(number, born_on="31/02/2016", stage="gone", hours_a_week="x") for number in range(2, 12)
    ]
    report = load(*rows)
    assert len(report.problems) == 30 and report.bad_rows == 10
    assert [each.row for each in report.problems] == sorted(each.row for each in report.problems)
    assert str(report.problems[0]).startswith("row 2, column born_on: “31/02/2016” is not")


def test_the_same_bad_cells_are_told_on_each_row_that_has_them(officer):
    report = load(row(stage="gone"), row(stage="gone", paragraph="F2"))
    assert [each.row for each in report.problems] == [2, 3]


def test_a_case_officer_whose_sign_in_is_closed_is_told_apart(officer):
    make_roster_officer("left@wealdshire.example", is_active=False)
    report = load(row(case_officer="left@wealdshire.example"))
    assert "the sign-in of this case officer is closed" in report.problems[0].reason


def test_a_sign_in_without_the_role_is_no_case_officer(officer):
    make_user(role="finance_officer", email="pay@wealdshire.example")
    assert load(row(case_officer="pay@wealdshire.example")).problems[0].column == "case_officer"


def test_a_plan_keeps_its_child_and_a_child_its_plan(officer):
    make_plan(reference="P1", child=make_child(reference="C8"))
    make_plan(reference="P9", child=make_child(reference="C2"))
    report = load(row(), of_another(2))
    assert report.problems == [
        Problem(2, "plan_ref", "is the plan of child C8"),
        Problem(3, "child_ref", "has the plan P9: a child has one plan, which keeps its reference"),
    ]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(officer):
    spaced = row(words="Support\r\nat lunch,\r\nand after", paragraph="F1")
    blank = dict.fromkeys(row(), "")
    report = load(spaced, blank, row(paragraph="F2", section="Z"))
    assert [each.row for each in report.problems] == [4]


def test_good_rows_loads_the_plans_without_a_bad_row_and_tells_the_rest(officer):
    rows = [row(), row(paragraph="F2", section="Z"), of_another(2), of_another(3, stage="gone")]
    report = load(*rows, good_rows=True)
    assert report.loaded and [each.row for each in report.problems] == [3, 5]
    assert list(Plan.objects.values_list("reference", flat=True)) == ["P2"]
    assert list(Person.objects.filter(roster_ref__isnull=False).values_list("roster_ref", flat=True)) == [
        "N2"
    ]
    assert Link.objects.count() == 1


def test_a_bad_row_is_no_reason_to_call_its_plan_gone(officer):
    load(row(), of_another(2), of_another(3))
    report = load(row(), of_another(2, stage="gone"), good_rows=True)
    assert list(Plan.objects.exclude(missing_from_roster_on=None).values_list("reference", flat=True)) == [
        "P3"
    ]
    assert report.count("plan", "vanished") == 1


def test_a_row_that_names_no_plan_calls_no_plan_gone(officer):
    load(row(), of_another(2))
    report = load(row(), row(plan_ref="", paragraph="F2"), good_rows=True)
    assert report.loaded and not Plan.objects.exclude(missing_from_roster_on=None).exists()
    assert any("nothing was marked as gone" in line for line in report.lines())
