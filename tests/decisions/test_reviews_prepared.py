"""A review made ready for the Board: everything sent is considered, and a meeting is offered (R7.3, R7.7)."""

import uuid
from datetime import date

import pytest

from audit.acts import NotAllowed
from decisions.actions import reviewing
from decisions.models import DecisionReview
from letters.models import Message
from people.roles import Role
from policy import Refused
from tests.factories.people import make_child, make_family, make_officer, make_team, make_user
from tests.factories.reviews import ask, make_told_request, parent_of
from tests.factories.threads import at_once

ON, LATER = date(2026, 11, 10), date(2026, 11, 12)


@pytest.fixture
def officer(db, time_machine):
    """Give a case officer on a day after all that these tests do."""
    time_machine.move_to("2026-12-01T10:00:00+00:00", tick=False)
    return make_officer(team=make_team())


@pytest.fixture
def member(officer):
    """Give a member of the Board."""
    return make_user(role=Role.BOARD_MEMBER)


@pytest.fixture
def review(officer):
    """Give a review asked for in time."""
    child = make_child(officer=officer)
    make_family(child)
    return ask(make_told_request(child), on=ON)


def consider_all(review, officer):
    for each in review.representations.all():
        reviewing.consider(each, words="Read: it changes what we know.", on=LATER, by=officer)


def test_it_goes_to_the_board_only_when_all_is_considered_and_a_meeting_was_settled(review, officer, member):
    with pytest.raises(Refused, match="First offer the family a meeting"):
        reviewing.put_review_on_agenda(review, by=officer)
    reviewing.offer_meeting(review, with_whom=member, words="At your school.", on=ON, by=officer)
    with pytest.raises(Refused, match="First offer the family a meeting"):
        reviewing.put_review_on_agenda(review, by=officer)
    reviewing.settle_meeting(review, state="declined", words="She rang to say no.", on=LATER, by=officer)
    with pytest.raises(Refused, match="considered"):
        reviewing.put_review_on_agenda(review, by=officer)
    consider_all(review, officer)
    assert reviewing.put_review_on_agenda(review, by=officer).state == "on_agenda"
    assert reviewing.take_review_off(review, by=officer).state == "accepted"


def test_what_is_added_later_must_be_considered_too(review, officer):
    reviewing.settle_meeting(review, state="no_reply", words="Rang twice.", on=LATER, by=officer)
    consider_all(review, officer)
    reviewing.add_representation(review, words="A report.", on=LATER, by=parent_of(review.child))
    with pytest.raises(Refused, match="considered"):
        reviewing.put_review_on_agenda(review, by=officer)


def test_the_same_thing_sent_twice_is_to_be_considered_once(review, officer):
    parent, before = parent_of(review.child), review.representations.count()
    for _ in range(2):
        reviewing.add_representation(review, words="A report.", on=LATER, by=parent)
    assert review.representations.count() == before + 1
    reviewing.add_representation(review, words="A report.", on=LATER, by=officer)
    reviewing.add_representation(review, words="Another report.", on=LATER, by=parent)
    assert review.representations.count() == before + 3


def test_considering_says_how_is_done_once_and_never_by_the_family(review, officer):
    first = review.representations.get()
    with pytest.raises(NotAllowed):
        reviewing.consider(first, words="Yes.", on=LATER, by=parent_of(review.child))
    with pytest.raises(Refused, match="Say how"):
        reviewing.consider(first, words=" ", on=LATER, by=officer)
    assert reviewing.consider(first, words="Read.", on=LATER, by=officer).considered_by == officer
    with pytest.raises(Refused, match="12 November 2026"):
        reviewing.consider(first, words="Again.", on=LATER, by=officer)


@pytest.mark.parametrize(
    ("words", "given_on"), [(" ", None), ("A report.", date(2026, 11, 9)), ("A report.", date(2026, 11, 13))]
)
def test_an_empty_addition_or_a_wrong_day_is_refused(review, officer, words, given_on):
    with pytest.raises(Refused):
        reviewing.add_representation(review, words=words, given_on=given_on, on=LATER, by=officer)


def test_a_meeting_is_offered_to_whoever_asked_by_message_and_the_same_offer_once(review, officer, member):
    for _ in range(2):
        reviewing.offer_meeting(
            review, with_whom=member, meeting_on=LATER, words="At your school.", on=ON, by=officer
        )
    sent = Message.objects.get()
    assert sent.person == review.asked_by and not sent.from_family
    assert "Thursday 12 November 2026" in sent.words and member.person.name in sent.words


def test_a_meeting_is_with_a_member_of_the_board_on_a_day_to_come(review, officer, member):
    with pytest.raises(Refused, match="member of the Governance Board"):
        reviewing.offer_meeting(review, with_whom=officer, words="", on=ON, by=officer)
    with pytest.raises(Refused, match="later day"):
        reviewing.offer_meeting(
            review, with_whom=member, meeting_on=date(2026, 11, 9), words="", on=ON, by=officer
        )
    with pytest.raises(NotAllowed):
        reviewing.offer_meeting(review, with_whom=member, words="", on=ON, by=parent_of(review.child))


def test_a_meeting_that_was_held_says_with_whom_and_when(review, officer, member):
    with pytest.raises(Refused, match="Choose the member"):
        reviewing.settle_meeting(review, state="held", words="We talked.", on=LATER, by=officer)
    with pytest.raises(Refused, match="Give a day"):
        reviewing.settle_meeting(
            review,
            state="held",
            words="We talked.",
            with_whom=member,
            held_on=date(2026, 11, 13),
            on=LATER,
            by=officer,
        )
    review = reviewing.settle_meeting(
        review, state="held", words="We talked.", with_whom=member, on=LATER, by=officer
    )
    assert (review.meeting_state, review.meeting_with, review.meeting_on) == ("held", member, LATER)


@pytest.mark.parametrize(("state", "words"), [("offered", "Yes."), ("maybe", "Yes."), ("declined", " ")])
def test_a_meeting_is_settled_in_words_and_one_of_three_ways(review, officer, state, words):
    with pytest.raises(Refused):
        reviewing.settle_meeting(review, state=state, words=words, on=LATER, by=officer)


def test_a_late_request_is_not_prepared_before_it_is_taken(officer, member):
    child = make_child(officer=officer)
    make_family(child)
    late = ask(make_told_request(child), on=date(2026, 11, 20))
    with pytest.raises(Refused, match="already"):
        reviewing.put_review_on_agenda(late, by=officer)
    with pytest.raises(Refused, match="cannot be arranged"):
        reviewing.offer_meeting(late, with_whom=member, words="", on=date(2026, 11, 20), by=officer)
    added = reviewing.add_representation(late, words="A report.", on=date(2026, 11, 20), by=parent_of(child))
    assert late.representations.count() == 2 and added.considered_on is None


@pytest.mark.django_db(transaction=True)
def test_five_identical_forms_at_once_are_one_review(time_machine):
    time_machine.move_to("2026-12-01T10:00:00+00:00", tick=False)
    child = make_child(officer=make_officer(team=make_team()))
    make_family(child)
    told, token = make_told_request(child), uuid.uuid4()
    outcomes = at_once(*[lambda: ask(told, on=ON, token=token)] * 5)
    assert len({each.pk for each in outcomes}) == 1 == DecisionReview.objects.count()


@pytest.mark.django_db(transaction=True)
def test_both_parents_asking_at_once_make_one_review_and_the_other_hears_of_it(time_machine):
    time_machine.move_to("2026-12-01T10:00:00+00:00", tick=False)
    child = make_child(officer=make_officer(team=make_team()))
    parents = [make_family(child) for _ in range(2)]
    told = make_told_request(child)
    outcomes = at_once(*(lambda by=by: ask(told, on=ON, by=by, asked_by=by.person) for by in parents))
    assert sorted(type(each).__name__ for each in outcomes) == ["DecisionReview", "Refused"]
