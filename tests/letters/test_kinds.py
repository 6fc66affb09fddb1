"""Each kind says what it must, has its template, and names nobody where anybody could read it."""

from dataclasses import MISSING, fields
from datetime import date

import pytest

from letters.kinds import KINDS, InformationAboutPersonalBudgets, WorkReminder
from letters.rendering import common_parts
from policy import Organisation, Refused, council
from policy.deadlines import DUTIES
from tests.letters.examples import EXAMPLES, example

NOT_KINDS = {"base.html", "print.html", "email.txt"}
MANDATORY = [(kind, each.name) for kind in EXAMPLES for each in fields(kind)]


def test_every_kind_has_an_example_here():
    assert set(EXAMPLES) == set(KINDS.values())


def test_every_kind_has_its_template_and_every_template_its_kind(repository):
    templates = {path.name for path in (repository / "templates/letters").iterdir()}
    assert templates - NOT_KINDS == {kind.template for kind in KINDS.values()}


@pytest.mark.parametrize(("kind", "name"), MANDATORY, ids=lambda value: getattr(value, "code", value))
@pytest.mark.parametrize("nothing", [None, "", "  \n", (), ("",)], ids=repr)
def test_a_letter_that_leaves_something_out_is_refused(kind, name, nothing):
    with pytest.raises(Refused) as refused:
        example(kind, **{name: nothing})
    assert refused.value.rule == kind.source
    assert name.replace("_", " ") in refused.value.words


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_no_content_is_optional_and_none_hides_what_every_letter_says(kind):
    common = common_parts(
        kind, council=council(), child=None, addressee=_Somebody, reference="L", on=_Somebody
    )
    for each in fields(kind):
        assert each.default is MISSING and each.default_factory is MISSING
        assert each.name not in common


class _Somebody:
    name = "Robin Marsh"

    @staticmethod
    def isoformat():
        return "2026-11-21"


def test_a_character_no_database_text_can_hold_is_refused():
    with pytest.raises(Refused):
        example(InformationAboutPersonalBudgets, how_to_ask="Write\x00to us")


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
