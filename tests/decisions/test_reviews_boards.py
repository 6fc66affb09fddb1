"""The Boards that can answer a review in time, the alarm when there is none, and who decides again (R7.7, R7.9)."""

from datetime import date

import pytest

from decisions.boards import boards_inside, first_possible, same_deciders
from decisions.models import AgendaItem, Attendance, BoardMeeting
from people.roles import Role
from tests.factories.letters import make_letter
from tests.factories.people import make_child, make_family, make_officer, make_team, make_user
from tests.factories.reviews import ask, make_told_request

# The Christmas of the examples: asked on Monday 7 December 2026, Boards on Thursdays, none on 24 and 31 December.
RECEIVED, LIMIT = date(2026, 12, 7), date(2027, 1, 4)
THURSDAYS = [date(2026, 12, 10), date(2026, 12, 17), date(2026, 12, 24), date(2026, 12, 31)]


@pytest.fixture
def officer(db, time_machine):
    """Give a case officer, on a day after all that these tests do."""
    time_machine.move_to("2027-01-05T10:00:00+00:00", tick=False)
    return make_officer(team=make_team())


@pytest.fixture
def child(officer):
    """Give a child with a family."""
    child = make_child(officer=officer)
    make_family(child)
    return child


def meeting(day, officer, *, papers_on=None, state="planned", **fields):
    because = "The offices are closed." if state == "cancelled" else ""
    papers_on = papers_on or date.fromordinal(day.toordinal() - 7)
    return BoardMeeting.objects.create(
        meets_on=day, papers_on=papers_on, state=state, set_by=officer, cancelled_because=because, **fields
    )


def asked(child):
    return ask(make_told_request(child, told_on=date(2026, 12, 1)), on=RECEIVED)


def days(review, on=RECEIVED):
    return [(each.meets_on.day, each.is_possible) for each in boards_inside(review, on=on)]


def test_the_christmas_squeeze_leaves_one_board(child, officer):
    for day in THURSDAYS:
        meeting(day, officer, state="planned" if day.day < 20 else "cancelled")
    review = asked(child)
    assert days(review) == [(10, False), (17, True)]
    assert first_possible(review, on=RECEIVED).papers_on == date(2026, 12, 10)
    says = review.letter_received.parts["says"]
    assert (says["board_dates"], says["evidence_by"]) == (["2026-12-17"], "2026-12-10")
    assert says["answer_by"] == LIMIT.isoformat()


def test_once_the_last_papers_are_locked_there_is_none_and_an_extra_sitting_helps(child, officer):
    for day in THURSDAYS:
        meeting(day, officer, state="planned" if day.day < 20 else "cancelled")
    review, on = asked(child), date(2026, 12, 11)
    assert days(review, on) == [(17, False)]
    assert first_possible(review, on=on) is None
    meeting(date(2026, 12, 22), officer, papers_on=date(2026, 12, 15), is_extra=True)
    assert days(review, on) == [(17, False), (22, True)]


def test_without_any_board_the_letter_says_that_one_is_being_arranged(child, officer):
    for day in THURSDAYS:
        meeting(day, officer, state="cancelled")
    letter = asked(child).letter_received
    assert letter.parts["says"]["board_dates"] == [] and letter.parts["says"]["evidence_by"] is None
    assert "no meeting yet before our answer is due" in letter.html


def test_days_nobody_has_set_are_the_usual_ones_after_the_last_that_is_set(child, officer):
    meeting(THURSDAYS[0], officer)
    review = asked(child)
    assert days(review) == [(10, False), (17, True), (24, True), (31, True)]
    assert [each.meeting is None for each in boards_inside(review, on=RECEIVED)] == [False, True, True, True]


def test_an_extra_sitting_far_ahead_leaves_the_usual_days_before_it(child, officer):
    meeting(date(2026, 12, 30), officer, is_extra=True)
    assert days(asked(child)) == [(10, False), (17, True), (24, True), (30, True), (31, True)]


def test_a_board_after_the_answer_is_due_or_on_the_day_it_was_asked_does_not_count(child, officer):
    for day in (RECEIVED, LIMIT, date(2027, 1, 5)):
        meeting(day, officer)
    assert days(asked(child)) == [(4, True)]


@pytest.mark.parametrize(
    ("first", "then", "same"),
    [
        ("abc", "abc", True),
        ("abc", "ab", True),
        ("abc", "abd", False),
        ("abc", "", False),
    ],
)
def test_the_same_people_are_warned_of_when_nobody_is_new(child, officer, first, then, same):
    members = {name: make_user(role=Role.BOARD_MEMBER) for name in "abcd"}
    review = asked(child)
    decided = AgendaItem.objects.create(
        meeting=meeting(date(2026, 11, 26), officer),
        child=child,
        request=review.request,
        state="released",
        listed_on=RECEIVED,
        listed_by=officer,
        decided_on=date(2026, 11, 26),
        recorded_on=date(2026, 11, 26),
        recorded_by=members["a"],
        checked_on=date(2026, 11, 27),
        checked_by=make_user(role=Role.SECOND_CHECKER),
        checked_digest="x",
        released_on=date(2026, 12, 1),
        letter=make_letter(child, review.asked_by),
    )
    decided.voters.set([members[name] for name in first])
    again = meeting(THURSDAYS[1], officer)
    for name in then:
        Attendance.objects.create(meeting=again, member=members[name], body="education")
    assert same_deciders(review, again) is same
