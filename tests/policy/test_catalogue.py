"""What a budget could pay for: three streams, dated, advice except where the law forbids."""

from datetime import date

import pytest

from policy import InputError, PolicyError
from policy.catalogue import bars_to_direct_payment, catalogue, catalogue_line
from policy.payment_tests import Stream

ON = date(2026, 11, 21)
LINE = """
[[catalogue]]
key = "{key}"
stream = "education"
title = "Ours"
in_budget = "{answer}"
as_direct_payment = "no"
authority = "Our policy"
since = {since}
{more}
"""


@pytest.mark.parametrize(
    ("key", "in_budget", "as_direct_payment"),
    [
        ("school_funded_support", "conditional", "conditional"),
        ("top_up", "yes", "yes"),
        ("specialist_equipment", "conditional", "yes"),
        ("transport", "conditional", "conditional"),
        ("central_services", "no", "no"),
        ("specialist_provision", "no", "no"),
        ("in_house_services", "conditional", "no"),
        ("continuing_care", "yes", "yes"),
        ("gp_and_emergency", "no", "no"),
        ("never_social_care", "no", "no"),
    ],
)
def test_the_lines_of_the_policy(key, in_budget, as_direct_payment):
    line = catalogue_line(key, ON)
    assert (line.in_budget, line.as_direct_payment) == (in_budget, as_direct_payment)


def test_every_stream_has_lines_and_every_condition_its_words():
    assert {line.stream for line in catalogue(ON)} == set(Stream)
    assert all(
        line.condition for line in catalogue(ON) if "conditional" in (line.in_budget, line.as_direct_payment)
    )
    assert {line.stream for line in catalogue(ON, Stream.HEALTH)} == {Stream.HEALTH}


def test_only_transport_and_short_breaks_may_lie_outside_the_plan():
    assert {line.key for line in catalogue(ON) if line.non_plan} == {"transport", "short_breaks"}


def test_a_no_is_advice_and_only_a_school_place_is_barred():
    barred = [line.key for line in catalogue(ON) if bars_to_direct_payment(line.key, ON)]
    assert barred == ["school_place"]
    assert bars_to_direct_payment("school_place", ON)[0].rule == "R4A.3"


def test_education_otherwise_than_at_school_is_never_barred():
    assert catalogue_line("eotas", ON).in_budget == "conditional"
    assert bars_to_direct_payment("eotas", ON) == ()


def test_a_councils_line_replaces_ours_while_it_is_in_force(council_file):
    council_file(LINE.format(key="top_up", answer="no", since="2027-01-01", more="until = 2027-12-31"))
    answers = [catalogue_line("top_up", date(2026 + n, 12, 31)).in_budget for n in range(3)]
    assert answers == ["yes", "no", "yes"]
    assert catalogue_line("top_up", date(2027, 1, 1)).title == "Ours"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LINE.format(key="a", answer="maybe", since="2027-01-01", more=""), "one of yes, no, conditional"),
        (
            LINE.format(key="a", answer="conditional", since="2027-01-01", more=""),
            "condition: expected the condition",
        ),
        (
            LINE.format(key="a", answer="no", since="2027-01-01", more="until = 2026-12-31"),
            "on or after since",
        ),
        (LINE.format(key="a", answer="no", since="2027-01-01", more="law = true"), "unknown key"),
        (LINE.format(key="school_place", answer="yes", since="2027-01-01", more=""), "leaves to the council"),
        (LINE.format(key="a", answer="no", since="2027-01-01", more="") * 2, "do not overlap"),
        (
            LINE.format(key="a", answer="no", since="2027-01-01", more="until = 2027-06-30")
            + LINE.format(key="a", answer="no", since="2027-06-30", more=""),
            "do not overlap",
        ),
    ],
)
def test_a_wrong_line_is_named(council_file, text, expected):
    council_file(text)
    with pytest.raises(PolicyError, match=expected):
        catalogue(ON)


def test_versions_that_follow_each_other_are_fine(council_file):
    council_file(
        LINE.format(key="a", answer="no", since="2027-01-01", more="until = 2027-06-30")
        + LINE.format(key="a", answer="yes", since="2027-07-01", more="")
    )
    assert catalogue_line("a", date(2027, 6, 30)).in_budget == "no"
    assert catalogue_line("a", date(2027, 7, 1)).in_budget == "yes"


def test_an_unknown_line_is_one_clear_line():
    with pytest.raises(InputError, match="no catalogue line called 'yacht'"):
        catalogue_line("yacht", ON)
