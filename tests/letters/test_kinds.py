"""Each kind says what it must, has its template, and names nobody where anybody could read it."""

import json
from dataclasses import MISSING, fields, replace
from datetime import date
from decimal import Decimal

import pytest

from letters.kinds import (
    KINDS,
    AgreementActive,
    BoardDecision,
    DayMoved,
    InformationAboutPersonalBudgets,
    Line,
    RequestReceipt,
    ReviewOutcome,
    ReviewReceived,
    WorkReminder,
)
from letters.rendering import common_parts
from policy import Organisation, Refused, council
from policy.deadlines import DUTIES
from tests.letters.example_money import TUTORING
from tests.letters.example_requests import AGREED, NO_SUM, REFUSED
from tests.letters.example_requests import EXAMPLES as REQUESTS
from tests.letters.examples import EXAMPLES, example

NOT_KINDS = {"base.html", "print.html", "email.txt"}
MANDATORY = [
    (kind, each.name) for kind in EXAMPLES for each in fields(kind) if each.name not in kind.optional_fields
]
OPTIONAL = [kind for kind in EXAMPLES if kind.optional_fields]
ONE_OF_EACH = [
    REQUESTS[RequestReceipt]["lines"][0],
    REQUESTS[ReviewOutcome]["lines"][0],
    REFUSED,
    NO_SUM.aggregate_sum,
    TUTORING,
]
MANDATORY_IN_LINES = [
    (line, each.name)
    for line in ONE_OF_EACH
    for each in fields(line)
    if each.name not in line.optional_fields
]
LINES = [line for line in Line.__subclasses__() if line.__module__.startswith("letters.")]


def test_every_kind_has_an_example_here():
    assert set(EXAMPLES) == set(KINDS.values())


def test_every_kind_has_its_template_and_every_template_its_kind(repository):
    templates = {path.name for path in (repository / "templates/letters").iterdir() if path.is_file()}
    assert templates - NOT_KINDS == {kind.template for kind in KINDS.values()}


@pytest.mark.parametrize(("kind", "name"), MANDATORY, ids=lambda value: getattr(value, "code", value))
@pytest.mark.parametrize("nothing", [None, "", "  \n", (), ("",)], ids=repr)
def test_a_letter_that_leaves_something_out_is_refused(kind, name, nothing):
    with pytest.raises(Refused) as refused:
        example(kind, **{name: nothing})
    assert refused.value.rule == kind.source
    assert name.replace("_", " ") in refused.value.words


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_no_content_is_optional_unseen_and_none_hides_what_every_letter_says(kind):
    common = common_parts(
        kind, council=council(), child=None, addressee=_Somebody, reference="L", on=_Somebody
    )
    for each in fields(kind):
        assert_default(kind, each)
        assert each.name not in common


def assert_default(owner, field):
    """Check that a content has a default, which says nothing, only if it is optional."""
    assert field.default_factory is MISSING
    if field.name in owner.optional_fields:
        assert field.default in ("", (), None)
    else:
        assert field.default is MISSING


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.__name__)
def test_no_content_of_a_line_is_optional_unseen(line):
    assert set(line.optional_fields) <= {each.name for each in fields(line)}
    for each in fields(line):
        assert_default(line, each)


@pytest.mark.parametrize(
    ("line", "name"), MANDATORY_IN_LINES, ids=lambda value: getattr(value, "title", value)
)
@pytest.mark.parametrize("nothing", [None, "", (), ("",)], ids=repr)
def test_a_line_that_leaves_something_out_is_refused(line, name, nothing):
    with pytest.raises(Refused) as refused:
        replace(line, **{name: nothing})
    assert refused.value.rule == line.source
    assert name.replace("_", " ") in refused.value.words


@pytest.mark.parametrize("kind", OPTIONAL, ids=lambda kind: kind.code)
def test_optional_contents_may_be_left_out_but_not_hold_half_of_something(kind):
    named = {each.name: each.default for each in fields(kind) if each.name in kind.optional_fields}
    for name in kind.optional_fields:
        with pytest.raises(Refused):
            example(kind, **{name: ("kept", "")})
    left = example(kind, **{name: nothing for name, nothing in named.items() if name != "next_steps"})
    assert set(left.parts()) == {each.name for each in fields(kind)}


def test_stored_lines_and_pairs_read_with_their_dates():
    made = example(AgreementActive)
    assert AgreementActive.contents(json.loads(json.dumps(made.parts())))["payments"] == made.payments
    read = BoardDecision.contents(json.loads(json.dumps(example(BoardDecision).parts())))
    assert read["lines"][2]["aggregate_sum"]["other_ways"] == NO_SUM.aggregate_sum.other_ways
    assert read["lines"][0]["aggregate_sum"] is None
    assert (read["agreed_count"], read["refused_count"]) == (1, 2)
    assert ReviewReceived.contents(json.loads(json.dumps(example(ReviewReceived).parts())))[
        "evidence_by"
    ] == date(2026, 12, 10)


class _Somebody:
    name = "Robin Marsh"

    @staticmethod
    def isoformat():
        return "2026-11-21"


def test_a_character_no_database_text_can_hold_is_refused():
    with pytest.raises(Refused):
        example(InformationAboutPersonalBudgets, how_to_ask="Write\x00to us")


@pytest.mark.parametrize("value", [[], ["Write to us"], Decimal("1.50"), 1.5, {"a": "b"}], ids=repr)
def test_what_has_no_words_of_its_own_is_a_mistake(value):
    with pytest.raises(TypeError, match="a letter holds words"):
        example(InformationAboutPersonalBudgets, how_to_ask=value)


def test_information_explains_each_of_the_four_ways():
    ways = EXAMPLES[InformationAboutPersonalBudgets]["mechanisms"]
    with pytest.raises(Refused, match="four ways"):
        example(InformationAboutPersonalBudgets, mechanisms=ways[:3])
    with pytest.raises(Refused, match="four ways"):
        example(InformationAboutPersonalBudgets, mechanisms=(*ways[:3], ways[0]))


def test_an_organisation_without_a_name_is_refused():
    with pytest.raises(Refused, match="organisations"):
        example(InformationAboutPersonalBudgets, organisations=(Organisation(name=" "),))


@pytest.mark.parametrize("numbers", [{"due": 0, "overdue": 0}, {"due": -1, "overdue": 3}])
def test_a_work_reminder_reminds_of_something(numbers):
    with pytest.raises(Refused):
        WorkReminder(**numbers)


@pytest.mark.parametrize("name", ["amount", "period", "mechanism", "outcomes"])
def test_an_agreed_line_says_what_is_agreed(name):
    with pytest.raises(Refused, match=f"agreed must say: {name}"):
        replace(AGREED, **{name: type(getattr(AGREED, name))()})


def test_a_line_that_is_not_agreed_says_what_it_relies_on():
    with pytest.raises(Refused, match="not agreed must say: evidence"):
        replace(REFUSED, evidence=())


def test_an_agreed_line_needs_its_next_steps_and_a_refused_one_does_not():
    with pytest.raises(Refused, match="what happens next"):
        example(BoardDecision, next_steps=())
    assert example(BoardDecision, next_steps=(), lines=(REFUSED,)).next_steps == ()


@pytest.mark.parametrize("new_day", [date(2026, 12, 28), date(2026, 12, 29)])
def test_a_day_only_ever_moves_later(new_day):
    with pytest.raises(Refused) as refused:
        example(DayMoved, new_day=new_day)
    assert refused.value.rule == "T9"


def test_every_kind_of_line_is_tried_here():
    assert {type(line) for line in ONE_OF_EACH} == set(LINES)


def test_secrets_are_not_among_the_parts_that_are_kept():
    for kind in KINDS.values():
        made = example(kind)
        assert set(made.secrets()) == set(kind.secret_fields)
        assert not set(made.parts()) & set(kind.secret_fields)
        assert set(made.parts()) | set(made.secrets()) == {each.name for each in fields(kind)}


def test_stored_contents_read_as_they_were():
    for kind in KINDS.values():
        made = example(kind)
        read = kind.contents(made.parts() | made.secrets())
        for each in fields(kind):
            if isinstance(getattr(made, each.name), str | int | date):
                assert read[each.name] == getattr(made, each.name)


def test_two_kinds_cannot_have_one_code():
    with pytest.raises(TypeError, match="information"):
        type("Another", (InformationAboutPersonalBudgets,), {"code": "information"})


def test_every_duty_a_letter_meets_exists():
    assert {kind.duty for kind in KINDS.values() if kind.duty} <= set(DUTIES)


def test_every_kind_names_its_rule_and_its_email():
    for kind in KINDS.values():
        assert kind.source and kind.title and kind.email_subject and kind.email_words
