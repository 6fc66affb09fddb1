"""C21, Cheshire East and Kent: information asked for and not given; no record of who was told."""

from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, transaction

from clocks.models import Clock, ClockStep
from clocks.sweep import sweep
from ehcp import actions
from ehcp.models import InformationGiven, Plan
from letters.models import Letter
from tests.factories.ehcp import make_annual_review, make_plan
from tests.factories.people import make_child, make_family, make_link, make_manager, make_officer, make_team

ASKED_ON = date(2026, 11, 2)


@pytest.fixture
def officer(db):
    """Give a case officer in a team."""
    return make_officer(team=make_team())


@pytest.fixture
def mother(officer):
    """Give a mother of two children with plans."""
    first, second = (make_plan(child=make_child(officer=officer)) for _ in range(2))
    mother = make_family(first.child)
    make_link(second.child, mother.person)
    mother.plans = [first, second]
    return mother


def tell(plan, people, officer, trigger, on):
    """Record that people were told, by letter, on the day itself."""
    with time_machine.travel(f"{on}T10:00:00+00:00", tick=False):
        return actions.give_information(
            plan, people=people, trigger=trigger, how=InformationGiven.How.LETTER, on=on, by=officer
        )


def test_a_mother_who_asks_for_two_children_is_owed_an_answer_for_each(mother, officer):
    with time_machine.travel("2026-11-02T10:00:00+00:00", tick=False):
        for plan in mother.plans:
            actions.ask_for_information(plan, on=ASKED_ON, by=mother)
    owed = Clock.objects.open().filter(duty="information_given")
    assert {clock.child_id for clock in owed} == {plan.child_id for plan in mother.plans}
    assert {clock.due_on for clock in owed} == {date(2026, 11, 16)}

    tell(mother.plans[0], [mother.person], officer, InformationGiven.Trigger.ASKED, date(2026, 11, 5))
    assert owed.get().child_id == mother.plans[1].child_id


def test_one_that_is_forgotten_is_chased_and_stays_marked_late(mother, officer):
    manager = make_manager(team=officer.team)
    plan = mother.plans[0]
    with time_machine.travel("2026-11-02T10:00:00+00:00", tick=False):
        clock = actions.ask_for_information(plan, on=ASKED_ON, by=mother)
    sweep(date(2026, 11, 15))
    sweep(date(2026, 11, 17))
    assert list(ClockStep.objects.order_by("step_on").values_list("outcome", flat=True)) == [
        "reminded",
        "escalated",
    ]
    assert list(Letter.objects.order_by("pk").values_list("addressee", flat=True)) == [
        officer.person_id,
        manager.person_id,
    ]
    tell(plan, [mother.person], officer, InformationGiven.Trigger.ASKED, date(2026, 11, 18))
    clock.refresh_from_db()
    assert clock.met_on == date(2026, 11, 18)
    assert clock.is_late(on=date(2027, 11, 18))


@pytest.mark.parametrize("stage", ["draft", "review"])
def test_a_draft_or_an_invitation_without_the_information_is_owed_it(officer, stage):
    child = make_child(officer=officer)
    plan = make_plan(child=child, stage=Plan.Stage.DRAFTING if stage == "draft" else Plan.Stage.FINAL)
    if stage == "review":
        make_annual_review(plan, invited_on=ASKED_ON)
    assert actions.open_information_clocks([plan.pk], ASKED_ON) == 1
    parent = make_family(child).person
    trigger = InformationGiven.Trigger.DRAFT if stage == "draft" else InformationGiven.Trigger.ANNUAL_REVIEW
    tell(plan, [parent], officer, trigger, date(2026, 11, 3))
    assert not Clock.objects.open().exists()
    assert actions.open_information_clocks([plan.pk], date(2026, 11, 4)) == 0


def test_who_was_told_when_how_and_with_which_edition_is_one_question(
    mother, officer, django_assert_num_queries
):
    told, untold = mother.plans
    (given,) = tell(told, [mother.person], officer, InformationGiven.Trigger.ANNUAL_REVIEW, date(2026, 11, 5))
    with django_assert_num_queries(1):
        answer = list(
            Plan.objects.order_by("pk").values_list(
                "reference",
                "information_given__given_on",
                "information_given__how",
                "information_given__letter__policy_version",
            )
        )
    assert answer == [
        (told.reference, date(2026, 11, 5), "letter", given.letter.policy_version),
        (untold.reference, None, None, None),
    ]
    assert given.letter.policy_version


def test_the_record_of_telling_cannot_be_changed(mother, officer):
    (given,) = tell(
        mother.plans[0], [mother.person], officer, InformationGiven.Trigger.ASKED, date(2026, 11, 5)
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        InformationGiven.objects.filter(pk=given.pk).update(given_on=date(2026, 10, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        given.delete()
