"""What is typed into a request is read or refused in words, whatever it is; never an error (rulebook d1)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgets import answers as asking
from budgets.actions import requests
from budgets.actions.requests.keys import with_own_keys
from budgets.models import PersonalBudgetRequest, RequestDraft
from policy import Refused
from tests.factories.budgets import line_answers, make_case, request_answers

TODAY = date(2026, 11, 6)
SECTIONS = (*asking.SECTIONS, "received")
AWKWARD = st.sampled_from(
    [
        "\x00",
        "a\x00b",
        "\ud800",
        "£",
        "1e9",
        "9" * 400,
        "-1",
        "٣",
        " ",
        "true",
        "2026-02-30",
        "0001-01-01",
        "NaN",
    ]
)
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(alphabet=st.characters(), max_size=30),
    AWKWARD,
    st.just(10**400),
)
JSON = st.recursive(
    PLAIN,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=12,
)
LINE = line_answers()
GOOD = request_answers(line_answers())


def spoilt(good):
    """Give good answers, some of them replaced by anything at all."""
    return st.fixed_dictionaries(
        {}, optional={name: st.one_of(st.just(value), JSON) for name, value in good.items()}
    )


SPOILT_LINES = st.lists(st.one_of(spoilt(LINE), JSON), max_size=3)
SPOILT = st.fixed_dictionaries(
    {},
    optional={
        "lines": st.one_of(SPOILT_LINES, JSON),
        **{
            name: st.one_of(st.just(value), spoilt(value), JSON)
            for name, value in GOOD.items()
            if name != "lines"
        },
    },
)
fuzz = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)


@pytest.fixture
def case(db):
    """Give a parent with a plan."""
    return make_case()


def read(case, answers, **more):
    """Read answers about the child of a case."""
    return asking.read(answers, child=case.child, on=TODAY, **more)


@fuzz
@given(answers=st.one_of(SPOILT, JSON), logged=st.booleans())
def test_anything_at_all_is_read_or_refused(case, answers, logged):
    try:
        asked = read(case, with_own_keys(answers), logged=logged)
    except Refused as refused:
        assert refused.words.strip() and refused.rule
        assert asking.missing(with_own_keys(answers), child=case.child, logged=logged)
    else:
        assert all(line.yearly > 0 for line in asked.lines)


@fuzz
@given(section=st.sampled_from(SECTIONS) | st.text(max_size=5), answers=st.one_of(SPOILT_LINES, JSON))
def test_anything_at_all_is_kept_in_a_draft_as_it_is_or_refused(case, section, answers):
    draft = requests.start_draft(case.child, by=case)
    try:
        kept = requests.save_section(draft, section, answers, by=case)
    except Refused:
        assert RequestDraft.objects.get(pk=draft.pk).answers == draft.answers
    else:
        assert RequestDraft.objects.get(pk=draft.pk).answers == kept.answers
        assert section in kept.answers
        requests.missing(kept, child=case.child)


@settings(fuzz, max_examples=50)
@given(spoil=spoilt(LINE), sections=spoilt({name: each for name, each in GOOD.items() if name != "lines"}))
def test_anything_at_all_is_sent_or_refused_whole(case, spoil, sections):
    line = LINE | {"provision": case.provision.pk} | spoil
    before = PersonalBudgetRequest.objects.count()
    answers = GOOD | {"lines": [line]} | sections
    draft = RequestDraft(child=case.child, written_by=case, answers={})
    draft.save()
    try:
        for section, given_answers in answers.items():
            draft = requests.save_section(draft, section, given_answers, by=case)
        requests.submit(draft, on=TODAY, by=case)
    except Refused:
        assert PersonalBudgetRequest.objects.count() == before
    else:
        assert PersonalBudgetRequest.objects.count() == before + 1


def refusal(case, **answers):
    """Give the words in which a line with these answers is refused."""
    with pytest.raises(Refused) as refused:
        read(case, request_answers(line_answers(case.provision, **answers)))
    return str(refused.value)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"unit_cost": "sixty"}, "Enter what one costs in pounds and pence, like 65.00."),
        ({"unit_cost": "999999999999"}, "Enter what one costs in pounds and pence, like 65.00."),
        ({"unit_cost": 65.0}, "Something here cannot be read."),
        (
            {"unit_cost": "99999999.99"},
            "Check what one costs and how many: the cost of the year is too high.",
        ),
        ({"units_a_week": "0"}, "Enter how many in a week, because you gave what one costs."),
        ({"units_a_week": "1.555"}, "Enter how many in a week as a number, like 1.5."),
        (
            {"unit_cost": "0", "units_a_week": "0"},
            "Enter what it costs: so far it comes to nothing for the year.",
        ),
        ({"funded_weeks": 54}, "a number of weeks from 1 to 53"),
        ({"funded_weeks": "38.5"}, "a number of weeks from 1 to 53"),
        ({"mechanism": "cash"}, "Choose how the money would be held from the list."),
        ({"delivered_at": "setting"}, "Enter the name of the school or college."),
        ({"outcome_words": ""}, "Choose an outcome of the plan, or say what it should achieve."),
        ({"provider": "x" * 201}, "in at most 200 characters"),
        ({"transport_entitled": "perhaps"}, "Say whether transport is free now."),
    ],
)
def test_what_is_wrong_with_a_line_is_said_in_words(case, answers, words):
    assert words in refusal(case, **answers)


def test_a_refusal_says_which_line_it_is_about(case):
    assert refusal(case, title="Riding lessons", mechanism="").startswith("Riding lessons: ")


def test_the_same_line_twice_is_not_two_lines(case):
    line = line_answers(case.provision)
    with pytest.raises(Refused, match="have become one"):
        read(case, request_answers(line, line))


def test_there_is_an_end_to_what_can_be_asked(case):
    with pytest.raises(Refused, match="at most 30"):
        read(case, request_answers(*(line_answers(case.provision) for _ in range(31))))
    with pytest.raises(Refused, match="too long"):
        read(case, request_answers(line_answers(case.provision), about={"words": "x" * 200_001}))


def test_what_it_costs_is_policys_arithmetic(case):
    line = line_answers(
        case.provision, unit_cost="£33.33", units_a_week="1.25", on_costs="50.00", one_off="10"
    )
    (asked,) = read(case, request_answers(line)).lines
    assert asked.yearly == Decimal("1643.18")


def test_a_line_held_by_the_council_needs_nobody_to_be_paid(case):
    line = line_answers(case.provision, mechanism="notional_council")
    asked = read(case, request_answers(line, recipient=None))
    assert asked.recipient == asking.Recipient()
    with pytest.raises(Refused, match="who would receive the payments"):
        read(case, request_answers(line_answers(case.provision), recipient=None))


@pytest.mark.parametrize(
    ("recipient", "rule"),
    [
        ({"is_organisation": True}, "R5.1"),
        ({"born_on": None}, "d1"),
        ({"born_on": "2027-01-01"}, "d1"),
        ({"schedule_answer": ""}, "d1"),
        ({"manages": None}, "d1"),
    ],
)
def test_the_law_asks_who_would_be_paid(case, recipient, rule):
    answers = request_answers(line_answers(case.provision))
    answers["recipient"] |= recipient
    with pytest.raises(Refused) as refused:
        read(case, answers)
    assert refused.value.rule == rule


def test_an_organisation_has_no_date_of_birth(case):
    answers = request_answers(line_answers(case.provision))
    answers["recipient"] |= {"kind": "nominee", "is_organisation": True, "born_on": ""}
    assert read(case, answers).recipient.recipient_is_organisation


def test_the_catalogue_says_which_money_a_line_is_asked_from(case):
    line = line_answers(catalogue_key="short_breaks")
    with pytest.raises(Refused, match="Choose the money"):
        read(case, request_answers(line))
    assert read(case, request_answers(line | {"stream": "social_care"})).lines[0].stream == "social_care"


def test_reading_many_lines_asks_no_more_than_reading_one(case, django_assert_num_queries):
    for count in (1, 30):
        outcome = case.provision.outcome_id
        answers = request_answers(*(line_answers(case.provision, outcome=outcome) for _ in range(count)))
        with django_assert_num_queries(2):
            read(case, answers)
