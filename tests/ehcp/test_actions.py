"""Telling families about personal budgets: what the acts do, who may not, and when not (reg 3, R3.2)."""

from datetime import date, timedelta

import pytest
import time_machine

from audit.acts import NotAllowed
from audit.models import Event
from clocks.models import Clock
from ehcp import actions
from ehcp.models import InformationGiven, Plan
from letters.models import Delivery, Letter
from people.roles import Basis, Role
from policy import Refused
from tests.factories.ehcp import make_plan
from tests.factories.people import (
    make_child,
    make_family,
    make_link,
    make_manager,
    make_officer,
    make_person,
    make_team,
    make_user,
)

TODAY = date(2026, 11, 6)
Trigger, How = InformationGiven.Trigger, InformationGiven.How


@pytest.fixture(autouse=True)
def today():
    """Let it be Friday 6 November 2026."""
    with time_machine.travel("2026-11-06T10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def officer(db):
    """Give a case officer in a team."""
    return make_officer(team=make_team())


@pytest.fixture
def plan(officer):
    """Give a plan of the officer's caseload, being drafted since 20 April 2026."""
    return make_plan(child=make_child(officer=officer), stage=Plan.Stage.DRAFTING)


@pytest.fixture
def parent(plan):
    """Give a parent who has joined."""
    return make_family(plan.child)


def give(plan, *people, by, on=TODAY, how=How.MEETING, trigger=Trigger.DRAFT):
    """Record that people were told."""
    return actions.give_information(plan, people=list(people), trigger=trigger, how=how, on=on, by=by)


def ask(plan, by, on=TODAY):
    """Log that the family asked to be told."""
    return actions.ask_for_information(plan, on=on, by=by)


def test_each_person_told_has_a_letter_and_a_record(plan, parent, officer):
    carer = make_person()
    make_link(plan.child, carer, basis=Basis.HAS_CARE_OF)
    given = give(plan, parent.person, carer, by=officer, on=TODAY - timedelta(days=3))
    assert [each.person for each in given] == [parent.person, carer]
    for each in given:
        assert (each.given_on, each.trigger, each.how) == (date(2026, 11, 3), "draft", "meeting")
        assert (each.letter.addressee, each.letter.kind) == (each.person, "information")
        assert each.letter.written_on == TODAY
        assert each.recorded_by == officer
    assert Letter.objects.count() == 2
    assert set(Delivery.objects.filter(person=carer).values_list("channel", flat=True)) == {"email", "post"}


def test_the_letter_says_all_that_it_must(plan, parent, officer):
    (given,) = give(plan, parent.person, by=officer)
    says = given.letter.parts["says"]
    assert len(says["mechanisms"]) == 4
    assert any(line.startswith("Short breaks") for line in says["provision"])
    assert not any("A place at a school" in line for line in says["provision"])
    assert "the plan is being drafted, so you can ask now" in says["when_to_ask"]
    assert says["organisations"][0]["name"] == given.letter.parts["common"]["ias"]["name"]
    assert says["policy_link"].startswith("https://")
    assert "You do not have to have a personal budget" in given.letter.html


def test_outside_a_window_it_says_what_becomes_of_a_request(officer):
    plan = make_plan(child=make_child(officer=officer))
    (given,) = give(plan, make_family(plan.child).person, by=officer, trigger=Trigger.ASKED)
    assert "You can still write to us" in given.letter.parts["says"]["when_to_ask"]


def test_the_clock_is_met_on_the_day_they_were_told(plan, parent, officer):
    clock = ask(plan, officer, on=date(2026, 11, 2))
    give(plan, parent.person, by=officer, on=date(2026, 11, 4))
    clock.refresh_from_db()
    assert clock.met_on == date(2026, 11, 4)


def test_being_told_before_a_window_opened_meets_nothing(plan, parent, officer):
    clock = ask(plan, officer)
    give(plan, parent.person, by=officer, on=TODAY - timedelta(days=1))
    clock.refresh_from_db()
    assert clock.is_open


def test_it_is_in_the_childs_record(plan, parent, officer):
    (given,) = give(plan, parent.person, by=officer)
    event = Event.objects.get(kind="ehcp.information_given")
    assert (event.child_id, event.by_id, event.about_id, event.on) == (
        plan.child_id,
        officer.pk,
        given.pk,
        TODAY,
    )
    said = event.detail.said
    assert said["letter"] == given.letter.reference
    assert (said["why"], said["how"]) == ("Draft plan", "At a meeting, and by letter")


@pytest.mark.parametrize(
    "who", ["parent", "officer of another caseload", "manager of another team", "administrator", "closed"]
)
def test_only_officers_of_the_child_give(plan, parent, officer, who):
    by = {
        "parent": lambda: parent,
        "officer of another caseload": lambda: make_officer(team=officer.team),
        "manager of another team": lambda: make_manager(team=make_team()),
        "administrator": lambda: make_user(role=Role.ADMINISTRATOR),
        "closed": lambda: make_officer(is_active=False),
    }[who]()
    with pytest.raises(NotAllowed):
        give(plan, parent.person, by=by)
    assert not InformationGiven.objects.exists()
    assert not Letter.objects.exists()


def test_a_case_manager_of_the_team_may(plan, parent, officer):
    assert give(plan, parent.person, by=make_manager(team=officer.team))


@pytest.mark.parametrize(
    ("on", "words"), [(date(2026, 11, 7), "future"), (date(2026, 1, 11), "began on 12 January 2026")]
)
def test_not_on_a_day_that_cannot_be(plan, parent, officer, on, words):
    for act in (lambda: give(plan, parent.person, by=officer, on=on), lambda: ask(plan, officer, on=on)):
        with pytest.raises(Refused, match=words):
            act()
    assert not Letter.objects.exists()
    assert not Clock.objects.exists()


def test_on_the_first_day_of_the_plan(plan, parent, officer):
    assert give(plan, parent.person, by=officer, on=date(2026, 1, 12))


def test_a_letter_only_tells_on_the_day_it_goes(plan, parent, officer):
    with pytest.raises(Refused, match="goes out today"):
        give(plan, parent.person, by=officer, how=How.LETTER, on=TODAY - timedelta(days=1))
    assert give(plan, parent.person, by=officer, how=How.LETTER)


def strangers(plan):
    """Make people who are not, or not now, tied to the child of a plan."""
    other, former, nominee, new = (make_person() for _ in range(4))
    make_link(make_child(), other)
    make_link(plan.child, former, to_on=TODAY - timedelta(days=1))
    make_link(plan.child, nominee, basis=Basis.NOMINEE)
    make_link(plan.child, new, from_on=TODAY)
    return {
        "nobody's": make_person(),
        "another child's": other,
        "former": former,
        "nominee": nominee,
        "new": new,
    }


@pytest.mark.parametrize("who", ["nobody's", "another child's", "former", "nominee", "new"])
def test_not_to_somebody_without_a_tie_then_and_now(plan, parent, officer, who):
    with pytest.raises(Refused, match="Not tied"):
        give(plan, parent.person, strangers(plan)[who], by=officer, on=TODAY - timedelta(days=1))
    assert not Letter.objects.exists()


def test_not_to_nobody_nor_twice_to_one(plan, parent, officer):
    for people in ([], [parent.person, parent.person]):
        with pytest.raises(Refused):
            give(plan, *people, by=officer)


@pytest.mark.parametrize("wrong", [{"trigger": "whim"}, {"how": "telepathy"}])
def test_not_for_reasons_or_in_ways_nobody_knows(plan, parent, officer, wrong):
    with pytest.raises(Refused, match="from the lists"):
        give(plan, parent.person, by=officer, **wrong)


def test_not_once_the_plan_has_ceased(officer):
    plan = make_plan(child=make_child(officer=officer), stage=Plan.Stage.CEASED)
    for act in (lambda: give(plan, make_family(plan.child).person, by=officer), lambda: ask(plan, officer)):
        with pytest.raises(Refused, match="ceased on 1 October 2026"):
            act()


def test_a_family_that_asks_starts_the_clock(plan, parent, officer):
    clock = ask(plan, parent)
    assert (clock.duty, clock.owner, clock.started_on) == ("information_given", officer, TODAY)
    assert clock.due_on == date(2026, 11, 20)
    assert clock.label == "Information about personal budgets", "both parents and staff read it"
    assert Event.objects.get(kind="ehcp.information_asked_for").by_id == parent.pk


def test_asking_again_never_moves_the_day(plan, parent, officer):
    first = ask(plan, officer, on=date(2026, 11, 2))
    assert ask(plan, parent) == first
    assert Clock.objects.count() == 1
    assert Event.objects.filter(kind="ehcp.information_asked_for").count() == 2


def test_asking_earlier_than_was_known_starts_an_earlier_clock(plan, officer):
    ask(plan, officer)
    assert ask(plan, officer, on=date(2026, 11, 2)).due_on == date(2026, 11, 16)


def test_asking_after_being_told_starts_anew(plan, parent, officer):
    ask(plan, parent, on=date(2026, 11, 2))
    give(plan, parent.person, by=officer, on=date(2026, 11, 4))
    assert ask(plan, parent).is_open


@pytest.mark.parametrize("who", ["another family", "another officer", "nominee"])
def test_only_the_family_and_its_officers_ask(plan, officer, who):
    by = {
        "another family": lambda: make_family(make_child()),
        "another officer": lambda: make_officer(team=officer.team),
        "nominee": lambda: make_family(plan.child, basis=Basis.NOMINEE),
    }[who]()
    with pytest.raises(NotAllowed):
        ask(plan, by)
