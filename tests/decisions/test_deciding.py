"""Deciding: each line on its own with all the law asks for, by those who may, at a meeting that may."""

from datetime import date
from decimal import Decimal

import pytest

from audit.acts import NotAllowed
from clocks.models import Clock
from decisions.actions import agenda, deciding
from decisions.models import Decision
from people.roles import Role
from policy import Refused, in_force
from tests.factories.budgets import line_answers, make_case, make_ready_request
from tests.factories.decisions import (
    ASKED_ON,
    FROM_ON,
    LISTED_ON,
    MEETS_ON,
    SECURED,
    WHY,
    WHY_NOT,
    agreed,
    make_listed_item,
    make_meeting,
    make_members,
    manager_of,
    member_at,
    refused,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
LEFT_OUT = {
    "contract": "County contract for therapies",
    "is_paid_by_aggregate_sum": True,
    "limb": "adverse_impact",
    "evidence": "One therapist less would leave two other schools without any at all.",
    "other_ways": ["Sessions at home in the holidays."],
}


@pytest.fixture(autouse=True)
def december(time_machine):
    """Stand late enough for every day of these cases to have come."""
    time_machine.move_to("2026-12-30T10:00:00+00:00", tick=False)


@pytest.fixture
def item():
    """Give a request of one line that is on the agenda of a quorate meeting."""
    return make_listed_item()


@pytest.fixture
def line(item):
    return item.request.lines.get()


def decide(item, line, answers, *, by=None, on=MEETS_ON, **more):
    return deciding.decide_line(item, line, on=on, by=by or member_at(item), **answers, **more)


def barred(item, line, answers, **more):
    """Give the reasons for which a decision is refused."""
    with pytest.raises(Refused) as refusal:
        decide(item, line, answers, **more)
    assert not Decision.objects.filter(item=item, line=line).exists()
    return refusal.value.words


def test_a_line_is_agreed_with_what_it_stands_on(item, line):
    answers = agreed(line, conditions=["The therapist is registered.", " "], local_questions={"need": "Yes."})
    decision = decide(item, line, answers)
    assert (decision.outcome, decision.amount, decision.weeks) == ("agreed", Decimal("2470.00"), 38)
    assert (decision.mechanism, decision.from_on, decision.to_on) == ("direct_payment", FROM_ON, None)
    assert decision.conditions == ["The therapist is registered."]
    assert decision.tests["d"] == {"answer": "met", "reasons": WHY}
    assert decision.local_questions == {"need": "Yes."}
    assert (decision.decided_on, decision.recorded_by, decision.round) == (MEETS_ON, member_at(item), 1)
    assert decision.policy_version == in_force(MEETS_ON).version


def test_a_line_is_refused_with_its_test_its_ground_and_who_secures_it(item, line):
    decision = decide(item, line, refused(line))
    assert (decision.outcome, decision.amount, decision.mechanism, decision.weeks) == (
        "refused",
        None,
        "",
        None,
    )
    assert decision.tests["d"] == {"answer": "not_met", "reasons": WHY_NOT}
    assert (decision.grounds, decision.secured_by) == (["tests"], SECURED)


def test_all_that_is_missing_is_said_at_once(item, line):
    words = barred(item, line, {"outcome": "refused"}, decided_on=date(2026, 10, 1))
    for missing in (
        "received on 2 November 2026: it cannot be decided before then",
        "Test a is not answered", "Test b is not answered", "Test c is not answered", "Test d is not answered",
        "A refusal needs a test that is not met",
        "Give the reasons for this child",
        "Say who secures the provision now",
    ):  # fmt: skip
        assert missing in words


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"amount": None}, "Say the amount that is agreed"),
        ({"amount": Decimal("100.00")}, "say agreed in part"),
        ({"weeks": None}, "Say for how many weeks a year"),
        ({"weeks": 54}, "from 1 to 53"),
        ({"mechanism": ""}, "Say how the budget is held"),
        ({"mechanism": "cash"}, "Say how the budget is held"),
        ({"from_on": None}, "Say from which day"),
        ({"to_on": date(2027, 1, 3)}, "cannot end before it begins"),
        ({"from_on": date(9999, 12, 31)}, "2100"),
        ({"to_on": date(1, 1, 1)}, "2012"),
        ({"reasons": "  "}, "Give the reasons for this child"),
        ({"tests": {}}, "Test a is not answered"),
        ({"tests": {"a": {"answer": "perhaps"}}}, "Say whether the test is met"),
        ({"grounds": ["tests"]}, "take the ground off"),
        ({"outcome": "end"}, "Say agreed, agreed in part, or refused"),
        ({"outcome": ""}, "Say agreed, agreed in part, or refused"),
        ({"amount": Decimal("0.001")}, "whole pennies"),
    ],
)
def test_what_is_agreed_is_whole(item, line, more, words):
    assert words in barred(item, line, agreed(line, **more))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"tests": {}}, "Test d is not answered"),
        (
            {"grounds": [], "tests": {row: {"answer": "met", "reasons": WHY} for row in "abcd"}},
            "A refusal needs",
        ),
        ({"reasons": "Policy."}, "in full"),
        ({"secured_by": ""}, "Say who secures"),
        ({"grounds": ["not_in_plan"]}, "cannot be refused as not in it"),
        ({"grounds": ["recipient"]}, "Nothing bars the person named"),
        ({"grounds": ["no_setting_consent"]}, "No consent of a school or college is missing"),
        ({"grounds": ["school_place"]}, "not a place at a school or college"),
        ({"grounds": ["because"]}, "There is no ground called"),
        ({"grounds": ["aggregate_sum"]}, "Name the contract"),
        ({"grounds": ["aggregate_sum"], "aggregate_sum": LEFT_OUT | {"other_ways": [" "]}}, "in other ways"),
        (
            {"grounds": ["aggregate_sum"], "aggregate_sum": LEFT_OUT | {"limb": "money"}},
            "cannot be taken apart",
        ),
        ({"amount": Decimal("10.00")}, "leave both empty"),
    ],
)
def test_what_is_refused_is_whole(item, line, more, words):
    assert words in barred(item, line, refused(line, **more))


def test_a_sum_that_cannot_be_named_says_its_contract_and_other_ways(item, line):
    answers = refused(line, grounds=["aggregate_sum"], aggregate_sum=LEFT_OUT)
    assert decide(item, line, answers).aggregate_sum == LEFT_OUT


def test_a_sum_that_is_not_relied_on_is_not_kept(item, line):
    assert decide(item, line, refused(line, aggregate_sum=LEFT_OUT)).aggregate_sum == {}


def test_agreed_in_part_is_less_and_says_why_and_who_secures_the_rest(item, line):
    answers = agreed(line, outcome="agreed_in_part", amount=Decimal("1300.00"))
    words = barred(item, line, answers)
    assert "A refusal needs" not in words and "Say who secures" in words
    assert decide(item, line, answers | {"secured_by": SECURED}).outcome == "agreed_in_part"


def test_somebody_who_may_not_be_paid_is_not_agreed_but_refused(line, item):
    request = item.request
    request.can_manage = False
    request.save()
    assert "cannot manage the payments" in barred(item, line, agreed(line))
    assert decide(item, line, refused(line, grounds=["recipient"])).grounds == ["recipient"]


def test_a_consent_of_the_school_that_is_missing_bars_and_is_a_ground(item, line):
    line.delivered_at, line.setting = "setting", "Wealdbridge Primary School"
    line.save()
    assert "The school or college has not given each consent" in barred(item, line, agreed(line))
    line.consents.create(
        kind="premises", setting="Wealdmoor Primary School", state="given", asked_on=ASKED_ON, asked_of="The head",
        answered_on=ASKED_ON, words="By email.", lapsed_on=MEETS_ON, recorded_by=line.request.child.case_officer,
    )  # fmt: skip
    assert "The school or college has not given each consent" in barred(item, line, agreed(line))
    assert decide(item, line, refused(line, grounds=["no_setting_consent"])).outcome == "refused"


def test_the_second_member_is_told_who_decided_and_what(item, line):
    first = member_at(item)
    decide(item, line, refused(line))
    with pytest.raises(Refused) as refusal:
        decide(item, line, agreed(line), by=member_at(item, "health"))
    assert f"{first} has recorded it already: refused." in refusal.value.words
    assert Decision.objects.get().outcome == "refused"


@pytest.mark.parametrize("absent", ["education", "health", "social_care"])
def test_nothing_is_decided_without_each_body(absent):
    bodies = [body for body in ("education", "health", "social_care") if body != absent]
    item = make_listed_item(meeting=make_meeting(members=make_members()[:2], bodies=bodies))
    line = item.request.lines.get()
    words = barred(item, line, agreed(line), by=member_at(item, bodies[0]))
    assert f"nobody here is for {absent.replace('_', ' ')}" in words


@pytest.mark.parametrize("role", Role.values)
def test_only_members_at_the_meeting_decide(item, line, role):
    with pytest.raises(NotAllowed):
        decide(item, line, agreed(line), by=make_user(role=role, team=item.child.team))


def test_nothing_is_decided_before_the_board_has_met(item, line):
    assert "The Board has not met yet" in barred(item, line, agreed(line), on=LISTED_ON)


def test_a_decision_has_the_day_of_its_meeting(item, line):
    words = barred(item, line, agreed(line), decided_on=date(2026, 11, 11))
    assert "The Board met on 12 November 2026" in words


def test_a_line_of_another_request_is_not_before_the_board(item):
    other = make_ready_request(on=ASKED_ON).lines.get()
    with pytest.raises(Refused, match="not before the Board"):
        decide(item, other, agreed(other))


def test_a_member_who_decides_after_the_family_withdrew_is_told(item, line):
    request = item.request
    agenda.withdraw_request(request, because="We moved.", on=MEETS_ON, by=request.requester.user)
    words = barred(item, line, agreed(line))
    assert "Taken off the agenda" in words and "Withdrawn" in words


def test_the_decision_is_recorded_when_every_line_is_decided():
    parent = make_case()
    lines = [line_answers(parent.provision), line_answers(parent.provision, title="Music therapy")]
    item = make_listed_item(make_ready_request(parent, lines=lines, on=ASKED_ON))
    first, second = item.request.lines.order_by("position")
    member = member_at(item)
    decide(item, first, agreed(first))
    with pytest.raises(Refused, match="Decide every line first"):
        deciding.record_decision(item, on=MEETS_ON, by=member)
    decide(item, second, refused(second))
    item = deciding.record_decision(item, on=MEETS_ON, by=member)
    assert (item.state, item.decided_on, item.recorded_by) == ("recorded", MEETS_ON, member)
    item.request.refresh_from_db()
    assert (item.request.state, item.request.decided_on) == ("decided", MEETS_ON)
    clock = Clock.objects.get(duty="decision_letter")
    assert (clock.about_id, clock.started_on, clock.due_on) == (item.pk, MEETS_ON, date(2026, 11, 26))
    assert {line.state for line in item.request.lines.all()} == {"requested"}, "nothing is told yet"
    assert Clock.objects.open().filter(duty="request_decision").exists()


def test_those_who_took_part_are_on_record_and_nobody_else(item, line):
    present = {each.member for each in item.meeting.attendances.all()}
    fourth, absent = make_user(role=Role.BOARD_MEMBER), make_user(role=Role.BOARD_MEMBER)
    item.meeting.attendances.create(member=fourth, body="health")
    agenda.recuse(item, member=fourth, reasons="My niece.", on=MEETS_ON, by=manager_of(item.child))
    decide(item, line, agreed(line))
    item = deciding.record_decision(item, on=MEETS_ON, by=member_at(item))
    assert set(item.voters.all()) == present and absent not in item.voters.all()


def test_it_is_not_recorded_when_too_few_are_left_to_take_part(item, line):
    decide(item, line, agreed(line))
    item.meeting.attendances.filter(body="health").delete()
    with pytest.raises(Refused, match="not quorate for this item"):
        deciding.record_decision(item, on=MEETS_ON, by=member_at(item))


def test_it_is_recorded_once_and_by_somebody_who_sat(item, line):
    decide(item, line, agreed(line))
    with pytest.raises(NotAllowed):
        deciding.record_decision(item, on=MEETS_ON, by=make_user(role=Role.BOARD_MEMBER))
    deciding.record_decision(item, on=MEETS_ON, by=member_at(item))
    with pytest.raises(Refused, match="nothing to decide here now"):
        deciding.record_decision(item, on=MEETS_ON, by=member_at(item))


def test_an_ending_is_not_decided_in_place_of_lines(item):
    with pytest.raises(Refused, match="Decide each line"):
        deciding.decide_ending(item, outcome="end", reasons=WHY, on=MEETS_ON, by=member_at(item))
