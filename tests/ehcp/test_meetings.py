"""The meeting of an annual review: who came, whether the budget was discussed, who saw the plan (R14.9, R18.6)."""

from datetime import date

import pytest
import time_machine

from audit.acts import NotAllowed
from ehcp import actions
from ehcp.models import AnnualReviewMeeting
from policy import Refused
from tests.factories.ehcp import make_annual_review, make_plan
from tests.factories.people import make_child, make_family, make_manager, make_officer, make_team

TODAY = date(2026, 11, 27)
CAME = [("Sam Ferry", "The school"), ("Robin Marsh", "The family")]


@pytest.fixture(autouse=True)
def today():
    """Let it be Friday 27 November 2026."""
    with time_machine.travel("2026-11-27T10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def officer(db):
    """Give a case officer in a team."""
    return make_officer(team=make_team())


@pytest.fixture
def review(officer):
    """Give a review people were invited to on 9 November 2026."""
    plan = make_plan(child=make_child(officer=officer))
    return make_annual_review(plan, invited_on=date(2026, 11, 9))


def meet(review, by, **given):
    """Record the meeting, held today."""
    own = {
        "held_on": TODAY,
        "attendees": CAME,
        "budget_discussed": True,
        "child_views": "I like my tutor.",
        "words": "The tutoring goes well.",
    }
    return actions.record_meeting(review, **own | given, on=TODAY, by=by)


def test_who_came_and_what_was_said_are_kept(review, officer):
    meeting = meet(review, officer, attendees=[*CAME, ("  ", " ")])
    assert list(meeting.attendees.order_by("id").values_list("name", "part")) == CAME
    assert (meeting.state, meeting.held_on, meeting.budget_discussed) == ("held", TODAY, True)
    review.refresh_from_db()
    assert review.meeting_on == TODAY


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"held_on": date(2026, 11, 28)}, "R14.9"),
        ({"held_on": date(2026, 11, 8)}, "R18.6"),
        ({"attendees": []}, "R14.9"),
        ({"attendees": [("Sam Ferry", "")]}, "R14.9"),
        ({"attendees": [CAME[0], CAME[0]]}, "R14.9"),
        ({"child_views": " "}, "R1.6"),
        ({"words": " "}, "R14.9"),
    ],
)
def test_what_cannot_be_is_refused(review, officer, given, rule):
    with pytest.raises(Refused) as refused:
        meet(review, officer, **given)
    assert refused.value.rule == rule
    assert not AnnualReviewMeeting.objects.exists()


def test_the_day_is_the_rosters_where_it_has_one(review, officer):
    review.meeting_on = date(2026, 11, 26)
    review.save()
    with pytest.raises(Refused, match="26 November 2026"):
        meet(review, officer)
    assert meet(review, officer, held_on=date(2026, 11, 26)).held_on == date(2026, 11, 26)


def test_a_meeting_is_recorded_once(review, officer):
    meet(review, officer)
    with pytest.raises(Refused, match="already"):
        meet(review, officer)


def test_a_meeting_at_which_nothing_was_said_of_the_budget_says_so(review, officer):
    meeting = meet(review, officer, budget_discussed=False, words="")
    assert not meeting.budget_discussed


def test_it_closes_once_everybody_was_sent_the_plan(review, officer):
    meeting = meet(review, officer)
    first, second = meeting.attendees.order_by("id")
    with pytest.raises(Refused) as refused:
        actions.close_meeting(meeting, on=TODAY, by=officer)
    assert refused.value.rule == "R14.9"
    actions.circulate(meeting, attendees=[first], on=TODAY, by=officer)
    with pytest.raises(Refused):
        actions.close_meeting(meeting, on=TODAY, by=officer)
    actions.circulate(meeting, attendees=[first, second], on=TODAY, by=officer)
    meeting = actions.close_meeting(meeting, on=TODAY, by=officer)
    assert (meeting.state, meeting.closed_on) == ("closed", TODAY)
    with pytest.raises(Refused, match="closed"):
        actions.circulate(meeting, attendees=[first], on=TODAY, by=officer)


@pytest.mark.parametrize("on", [date(2026, 11, 26), date(2026, 11, 28)])
def test_the_plan_is_sent_after_the_meeting_and_not_in_the_future(review, officer, on):
    meeting = meet(review, officer)
    with pytest.raises(Refused):
        actions.circulate(meeting, attendees=meeting.attendees.all(), on=on, by=officer)


def test_only_the_childs_officers_record_it(review, officer):
    family = make_family(review.plan.child)
    for nobody in (family, make_officer(team=officer.team), make_manager(team=make_team())):
        with pytest.raises(NotAllowed):
            meet(review, nobody)
    assert meet(review, make_manager(team=officer.team)).recorded_by.team == officer.team
