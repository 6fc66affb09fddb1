"""Reg 9 and the school's own money: which consents a line needs."""

import pytest

from policy.setting_consent import ConsentKind, consents_needed

P, F = ConsentKind.PREMISES, ConsentKind.SCHOOL_FUNDS


@pytest.mark.parametrize(
    ("edge", "at_setting", "school_funded", "paid_over", "needed"),
    [
        ("paid over, on the premises", True, False, True, (P,)),
        ("held by the council, on the premises: reg 9 is about direct payments", True, False, False, ()),
        ("paid over, at home", False, False, True, ()),
        ("the school's money, at home, not paid over", False, True, False, (F,)),
        ("the school's money, at home, paid over", False, True, True, (F,)),
        ("the school's money, on the premises, not paid over", True, True, False, (F,)),
        ("both", True, True, True, (P, F)),
        ("neither", False, False, False, ()),
    ],
)
def test_the_consents_a_line_needs(edge, at_setting, school_funded, paid_over, needed):
    asked = consents_needed(at_setting=at_setting, school_funded=school_funded, paid_over=paid_over)
    assert asked == needed


def test_each_consent_says_what_it_is_to_and_who_asks_for_it():
    assert (P.rule, F.rule) == ("R9.1", "R9.5")
    assert "reg 9" in P.authority and "reg 9" not in F.authority
    assert "premises" in P.words and "money" in F.words
