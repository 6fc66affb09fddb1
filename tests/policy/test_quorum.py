"""R25.1: education, health and social care each take part, or the Board does not decide."""

from datetime import date

import pytest

from policy.quorum import Body, bars_to_sitting

ON = date(2027, 1, 7)
E, H, S = Body


@pytest.mark.parametrize(
    ("edge", "present", "missing"),
    [
        ("one of each is just enough", [E, H, S], []),
        ("more is no harm", [E, E, H, S, S], []),
        ("many of one do not stand in for another", [E, E, E, S], ["health"]),
        ("one alone", [S], ["education", "health"]),
        ("nobody", [], ["education", "health", "social care"]),
    ],
)
def test_who_must_be_there(edge, present, missing):
    bars = bars_to_sitting(present, on=ON)
    assert [bar.rule for bar in bars] == ["R25.1"] * len(missing)
    assert all(f"here is for {words}" in bar.words for bar, words in zip(bars, missing, strict=True))


def test_a_council_may_ask_for_more_of_each_from_a_day_on(council_file):
    council_file(
        '[[numbers.board_quorum]]\nvalue = 2\nauthority = "Terms of reference"\nsince = 2027-04-01\n'
    )
    assert bars_to_sitting([E, H, S], on=date(2027, 3, 31)) == ()
    bars = bars_to_sitting([E, E, H, S, S], on=date(2027, 4, 1))
    assert [bar.words for bar in bars] == [
        "The Board needs 2 members for each of education, health and social care: 1 here is for health."
    ]
    assert bars_to_sitting([E, E, H, H, S, S], on=date(2027, 4, 1)) == ()
