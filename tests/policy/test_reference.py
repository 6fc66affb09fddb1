"""The reference pages: every rule found where it is written, every number with its authority."""

import pytest

from policy import settings
from policy.deadlines import DUTIES
from policy.reference import law_page, numbers_page, provisions_in, rules_in
from tests.policy.days import day

MODULE = '''"""What an ending needs (reg 14, R14.8)."""

NEEDED = ("R1.5",)


def notice():
    """Give notice (SEND Regulations reg 22(2), R5.1-R5.3)."""
    raise Refused("R7.1", "R9.9 is only mentioned here")
'''


@pytest.fixture
def floor(tmp_path):
    """Make a floor of one module, with a test and a migration that are left out."""
    (tmp_path / "budgets" / "migrations").mkdir(parents=True)
    (tmp_path / "budgets" / "endings.py").write_text(MODULE)
    (tmp_path / "budgets" / "migrations" / "0001_first.py").write_text('"""R99.1"""')
    return tmp_path


def test_a_rule_is_found_in_docstrings_and_where_it_stands_alone(floor):
    page = law_page(floor, ["budgets", "decisions"])
    assert "| R14.8 | `budgets.endings` | What an ending needs (reg 14, R14.8). |" in page
    assert "| R1.5 | `budgets.endings` |" in page
    for rule in ("R5.1", "R5.2", "R5.3", "R7.1"):
        assert f"| {rule} | `budgets.endings.notice` | Give notice" in page
    assert "| R9.9" not in page and "R99.1" not in page


def test_a_provision_is_found_under_its_own_act(floor):
    page = law_page(floor, ["budgets"])
    assert "| Personal Budgets Regulations reg 14 | `budgets.endings` |" in page
    assert "| SEND Regulations reg 22 | `budgets.endings.notice` |" in page


def test_rules_are_listed_in_the_order_of_the_rule_book(floor):
    page = law_page(floor, ["budgets"])
    places = [page.index(f"| {rule} |") for rule in ("R1.5", "R5.1", "R5.2", "R7.1", "R14.8")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("(reg 7, R7.5)", ["R7.5"]),
        ("R14.1-R14.3 and T6", ["R14.1", "R14.2", "R14.3", "T6"]),
        ("R15.3-15.4", ["R15.3", "R15.4"]),
        ("R4A.4 and R4A", ["R4A.4", "R4A"]),
        ("T1-T11", ["T1", "T11"]),
        ("nothing, PR7.5 nor R7.5x", []),
    ],
)
def test_the_rules_in_a_text(text, rules):
    assert rules_in(text) == rules


def test_the_provisions_in_a_text():
    assert provisions_in("reg 5(2)(d), SEND Regulations reg 13(2), s.49(3), regs 5 to 15") == [
        "Personal Budgets Regulations reg 5",
        "SEND Regulations reg 13",
        "Children and Families Act s.49",
        "Personal Budgets Regulations reg 5",
    ]


def test_every_number_and_every_duty_is_on_the_page():
    page = numbers_page()
    for setting in settings(day("Sat 21 Nov 2026")):
        line = next(one for one in page.splitlines() if one.startswith(f"| `{setting.key}` |"))
        assert setting.shown in line and setting.authority in line and f"| {setting.evidence} |" in line
    assert all(f"| `{name}` | {duty.title} | {duty.date_means} |" in page for name, duty in DUTIES.items())


def test_a_councils_own_file_does_not_change_the_page(council_file):
    page = numbers_page()
    council_file('[[numbers.surplus_weeks]]\nvalue = 8\nauthority = "Ours"\nsince = 2020-01-01\n')
    assert numbers_page() == page
