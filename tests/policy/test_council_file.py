"""A council's own file: what it may say, and the one line that names what is wrong with it."""

from datetime import date
from pathlib import Path

import pytest

import policy
from policy import PolicyError
from policy.catalogue import catalogue_line

ON = date(2026, 11, 21)
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "council.toml"


def test_without_a_file_the_council_is_nobody_in_particular():
    own = policy.council(ON)
    assert own.name == "Your council" and own.is_default
    assert own.closure_days == own.extra_bank_holidays == frozenset()
    assert own.email.endswith(".example") and own.ias.name and own.complaints.name and own.advice


def test_the_example_is_a_whole_file_that_can_be_used(monkeypatch):
    monkeypatch.setenv("COUNCIL_POLICY", str(EXAMPLE))
    policy.check(ON)
    own = policy.council(ON)
    assert own.name == "Wealdshire County Council" and not own.is_default
    assert date(2026, 12, 29) in own.closure_days
    assert own.ias.name == "SEND Advice Wealdshire"
    assert policy.council(date(2028, 4, 1)).name == "Greater Wealdshire Council"
    assert policy.council(date(2028, 4, 1)).phone == own.phone
    assert policy.number("decision_letter", on=date(2027, 3, 31)).amount == 14
    assert policy.number("decision_letter", on=date(2027, 4, 1)).amount == 10
    assert catalogue_line("swimming", date(2027, 4, 1)).in_budget == "conditional"


def test_a_file_that_says_little_keeps_everything_else(council_file):
    council_file('[council]\nname = "Elsewhere Council"\n')
    own = policy.council(ON)
    assert own.name == "Elsewhere Council" and own.ias.website
    assert policy.number("review_request_window", on=ON).amount == 15


def test_a_councils_own_list_of_advice_replaces_ours(council_file):
    council_file('[[advice]]\nname = "Only us"\n')
    assert [one.name for one in policy.council(ON).advice] == ["Only us"]


def test_a_councils_number_stands_although_ours_changes_later(council_file):
    council_file('[[numbers.dp_complaint_ack]]\nvalue = 20\nauthority = "Ours"\nsince = 2020-01-01\n')
    changed = policy.number("dp_complaint_ack", on=ON)
    assert (changed.amount, changed.set_by, changed.authority) == (20, "council", "Ours")


def number(body, key="review_request_window"):
    """Write one number of a council's file."""
    return f'[[numbers.{key}]]\nauthority = "Ours"\nsince = 2027-01-01\n{body}\n'


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("colour = 1", "colour", "not an unknown key"),
        ("[council]\nnmae = 'X'", "council.nmae", "not an unknown key"),
        ("[council]\nname = 5", "council.name", "expected a line of text, found 5"),
        ("[council]\nname = ''", "council.name", "expected a line of text"),
        ("[council]\ncolour = 'blue'", "council.colour", "a colour such as #1d70b8"),
        ("[council]\nemail = 'x'", "council.email", "an email address"),
        ("[council]\nphone = 'call us'", "council.phone", "a telephone number"),
        ("[council]\nwebsite = 'javascript:alert(1)'", "council.website", "begins with https://"),
        ("[council]\naddress = 'one line'", "council.address", "a list of texts"),
        ("[council]\nias = 'SENDIASS'", "council.ias", "a table"),
        ("[council.ias]\nwebsite = 'https://x.example'", "council.ias.name", "which is missing"),
        (
            "[council]\nclosure_days = ['2027-12-29']",
            "council.closure_days",
            "without quotes, found '2027-12-29'",
        ),
        ("[council]\nclosure_days = [2027-12-29T00:00:00]", "council.closure_days", "a date between"),
        ("[council]\nclosure_days = [3027-12-29]", "council.closure_days", "a date between 2005 and 2100"),
        ("[council]\nclosure_days = 2027-12-29", "council.closure_days", "a list of dates"),
        ("[council]\nclosure_days = [2027-12-29, 2027-12-29]", "council.closure_days", "each date once"),
        ("[[council.changes]]\nname = 'New'", "council.changes[1].since", "which is missing"),
        (
            "[[council.changes]]\nsince = 2028-01-01\n[[council.changes]]\nsince = 2027-01-01",
            "council.changes[2].since",
            "a later date",
        ),
        (
            "[[council.changes]]\nsince = 2028-01-01\nclosure_days = []",
            "council.changes[1].closure_days",
            "list them under [council]",
        ),
        ("[advice]\nname = 'X'", "advice", "one or more [[advice]] tables"),
        ("[[advice]]\nwebsite = 'https://x.example'", "advice[1].name", "which is missing"),
        ("numbers = 3", "numbers", "a table"),
        (number("value = 20", "reveiw_window"), "numbers.reveiw_window", "docs/reference/numbers.md"),
        (number("value = '20'"), "numbers.review_request_window[1].value", "a whole number of days"),
        (number("value = true"), "numbers.review_request_window[1].value", "a whole number of days"),
        (number("value = 0"), "numbers.review_request_window[1].value", "from 1 to 3660"),
        (number("value = 20.5"), "numbers.review_request_window[1].value", "a whole number of days"),
        (number("value = [20]"), "numbers.review_request_window[1].value", "one value, not a list"),
        (number(""), "numbers.review_request_window[1].value", "which is missing"),
        (
            number("value = 3\nunit = 'weeks'"),
            "numbers.review_request_window[1].unit",
            "expected one of days",
        ),
        (number("value = 20\ncounting = 'lunar'"), "numbers.review_request_window[1].counting", "working"),
        (number("value = 20\nrounding = 'none'"), "numbers.review_request_window[1].rounding", "unknown key"),
        (number("value = 14", "draft_representation_days"), "draft_representation_days[1].value", "from 15"),
        (number("value = 141", "ehc_20w"), "numbers.ehc_20w[1].value", "to 140 (the law sets this bound)"),
        (number("value = 4", "dp_first_review"), "numbers.dp_first_review[1].value", "to 3"),
        (
            number("value = 20\ncounting = 'working'", "ehc_6w"),
            "numbers.ehc_6w[1].counting",
            "one of calendar",
        ),
        (number("value = 'Sunday'", "board_weekday"), "numbers.board_weekday[1].value", "one of Monday"),
        (number("value = 'yes'", "year_end_return"), "numbers.year_end_return[1].value", "true or false"),
        (number("value = [1, -3]", "return_reminders"), "return_reminders[1].value", "smallest first"),
        (number("value = []", "return_reminders"), "return_reminders[1].value", "whole numbers"),
        (number("value = ['a']", "return_reminders"), "return_reminders[1].value", "whole numbers"),
        (number("value = [1.5]", "return_reminders"), "return_reminders[1].value", "whole numbers"),
        (number("value = [true]", "return_reminders"), "return_reminders[1].value", "whole numbers"),
        (number("value = [401]", "return_reminders"), "return_reminders[1].value", "from -400 to 400"),
        (number("value = [-401]", "return_reminders"), "return_reminders[1].value", "from -400 to 400"),
        (number("value = [1, 1]", "return_reminders"), "return_reminders[1].value", "smallest first"),
        (number("value = 3", "return_reminders"), "return_reminders[1].value", "a list of whole numbers"),
        (number("value = [0, 3]", "dp_review_cadence"), "dp_review_cadence[1].value", "from 1 to 1200"),
        (
            number("value = 'lunar'", "quarter_basis"),
            "numbers.quarter_basis[1].value",
            "financial, anniversary",
        ),
        ("[numbers.surplus_weeks]\nvalue = 8", "numbers.surplus_weeks", "[[surplus_weeks]] tables"),
        (
            "[[numbers.surplus_weeks]]\nvalue = 8\nauthority = 'X'",
            "surplus_weeks[1].since",
            "which is missing",
        ),
        ("[[numbers.surplus_weeks]]\nvalue = 8\nsince = 2027-01-01", "surplus_weeks[1].authority", "missing"),
        (number("value = 20") + number("value = 21"), "numbers.review_request_window", "oldest first"),
        ("[[catalogue]]\nkey = 'x'", "catalogue[1].in_budget", "which is missing"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_line_that_names_the_key(council_file, text, key, expected):
    path = council_file(text)
    with pytest.raises(PolicyError) as error:
        policy.check(ON)
    line = str(error.value)
    assert line.startswith(f"{path}: ") and key in line and expected in line, line
    assert "\n" not in line


def test_the_first_and_the_last_year_of_a_date_are_accepted(council_file):
    council_file("[council]\nclosure_days = [2005-01-01, 2100-12-31]\n")
    assert len(policy.council(ON).closure_days) == 2


@pytest.mark.parametrize("text", ["name = ", "[council", "\x00", "a = 1\na = 2"])
def test_a_file_that_is_not_toml_is_named(council_file, text):
    path = council_file(text)
    with pytest.raises(PolicyError, match="expected a TOML file") as error:
        policy.check(ON)
    assert str(path) in str(error.value) and "\n" not in str(error.value)


def test_a_file_that_is_not_there_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("COUNCIL_POLICY", str(tmp_path / "nowhere.toml"))
    with pytest.raises(PolicyError, match="nowhere.toml: expected a policy file that can be read"):
        policy.check(ON)


def test_a_file_that_is_not_text_is_named(monkeypatch, tmp_path):
    (tmp_path / "council.toml").write_bytes(b"\xff\xfe\x00")
    monkeypatch.setenv("COUNCIL_POLICY", str(tmp_path / "council.toml"))
    with pytest.raises(PolicyError, match="expected a TOML file"):
        policy.check(ON)
