"""Reg 5 and the Schedule: who may receive payments, and each way in which someone may not."""

from dataclasses import replace
from datetime import date

import pytest

from policy import Refused
from policy.bars import refuse_if_barred
from policy.eligibility import CONDITIONS, ProposedRecipient, RecipientKind, bars_to_receiving

ON = date(2026, 11, 21)
PARENT = ProposedRecipient(
    RecipientKind.PARENT, born_on=date(1985, 3, 3), can_manage=True, is_in_schedule=False
)
NOMINEE = replace(PARENT, kind=RecipientKind.NOMINEE, nominated_in_writing=True)
COMPANY = ProposedRecipient(
    RecipientKind.NOMINEE, is_organisation=True, nominated_in_writing=True, can_manage=True
)
YOUNG = replace(PARENT, kind=RecipientKind.YOUNG_PERSON, born_on=date(2009, 9, 1))


@pytest.mark.parametrize("who", [PARENT, NOMINEE, COMPANY, YOUNG])
def test_a_parent_a_nominee_an_organisation_and_a_young_person_may_receive(who):
    assert bars_to_receiving(who, on=ON) == ()


@pytest.mark.parametrize(
    ("who", "rule", "words"),
    [
        (replace(NOMINEE, nominated_in_writing=False), "R5.1", "nominated in writing"),
        (replace(COMPANY, kind=RecipientKind.PARENT), "R5.1", "only as a nominee"),
        (replace(YOUNG, born_on=date(1990, 1, 1)), "R5.1", "under 25"),
        (replace(PARENT, can_manage=None), "R5.2", "Say whether"),
        (replace(PARENT, can_manage=False), "R5.2", "Consider the help"),
        (replace(PARENT, can_manage=False, help_considered=True), "R5.2", "even with the help"),
        (replace(PARENT, born_on=None), "R5.3", "date of birth"),
        (replace(PARENT, born_on=date(2011, 1, 1)), "R5.3", "2027-06-25"),
        (replace(PARENT, has_capacity=None), "R5.4", "assessment"),
        (replace(PARENT, has_capacity=False), "R5.4", "do not have capacity"),
        (replace(PARENT, is_in_schedule=None), "R5.5", "missing"),
        (replace(PARENT, is_in_schedule=True), "R5.5", "offer a nominee"),
    ],
)
def test_each_condition_bars_by_itself_under_its_own_rule(who, rule, words):
    (bar,) = bars_to_receiving(who, on=ON)
    assert bar.rule == rule and words in bar.words


def test_a_young_person_may_not_receive_on_the_last_day_of_compulsory_school_age():
    young = replace(YOUNG, born_on=date(2010, 9, 23))
    assert [bar.rule for bar in bars_to_receiving(young, on=date(2027, 6, 25))] == ["R5.1", "R5.3"]
    assert bars_to_receiving(young, on=date(2027, 6, 26)) == ()


def test_every_reason_is_given_at_once_and_the_refusal_carries_the_first_rule():
    bars = bars_to_receiving(ProposedRecipient(RecipientKind.NOMINEE, has_capacity=None), on=ON)
    assert [bar.rule for bar in bars] == ["R5.1", "R5.2", "R5.3", "R5.4", "R5.5"]
    with pytest.raises(Refused) as refused:
        refuse_if_barred(bars)
    assert refused.value.rule == "R5.1"
    assert all(bar.words in str(refused.value) for bar in bars)
    refuse_if_barred(())


def test_the_conditions_shown_to_people_are_those_that_are_checked():
    assert [one.rule for one in CONDITIONS] == ["R5.1", "R5.2", "R5.3", "R5.4", "R5.5"]
