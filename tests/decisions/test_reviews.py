"""Asking for a review: in time, late, twice, by phone; and getting it ready for the Board."""

import uuid
from datetime import date, timedelta

import pytest

from audit.acts import NotAllowed
from audit.models import Event
from clocks.models import Clock
from decisions.actions import reviewing
from decisions.models import DecisionReview
from documents import actions as documents
from letters.models import Delivery, Letter
from people.roles import Role
from policy import Refused
from tests.factories.documents import upload
from tests.factories.people import make_child, make_family, make_manager, make_officer, make_team, make_user
from tests.factories.reviews import WHY, ask, make_line, make_told_request

TOLD_ON, LAST_DAY = date(2026, 11, 2), date(2026, 11, 17)
IN_TIME, LATE = date(2026, 11, 10), date(2026, 11, 18)


@pytest.fixture
def officer(db, time_machine):
    """Give a case officer, on the last day on which this file asks for anything."""
    time_machine.move_to("2026-12-30T10:00:00+00:00", tick=False)
    return make_officer(team=make_team())


@pytest.fixture
def manager(officer):
    """Give a case manager of the officer's team."""
    return make_manager(team=officer.team)


@pytest.fixture
def request_told(officer):
    """Give a request of which a refusal was released."""
    child = make_child(officer=officer)
    make_family(child)
    return make_told_request(child, told_on=TOLD_ON)


def clock_of(review):
    return Clock.objects.get(duty="review_outcome", about_id=review.pk)


def test_a_review_asked_for_in_time_is_taken_and_its_letter_says_the_last_day(request_told):
    review = ask(request_told, on=IN_TIME)
    request_told.refresh_from_db()
    assert (review.state, review.is_late, review.last_day_was) == ("accepted", False, LAST_DAY)
    assert request_told.state == "under_review"
    letter = review.letter_received
    assert letter.kind == "review_received" and letter.written_on == IN_TIME
    assert letter.parts["says"]["answer_by"] == "2026-12-08" == clock_of(review).due_on.isoformat()
    assert letter.parts["says"]["received_on"] == "2026-11-10"
    assert "somebody from the Governance Board" in letter.parts["says"]["meeting_offer"]
    assert Clock.objects.get(duty="review_request").met_on == IN_TIME
    assert review.meeting_state == "offered"
    assert "The school, with the therapist it has now" in letter.html


def test_what_the_family_wrote_is_the_first_thing_to_consider(request_told):
    review = ask(request_told, on=IN_TIME)
    assert [(each.words, each.considered_on) for each in review.representations.all()] == [(WHY, None)]


@pytest.mark.parametrize(
    ("on", "state"), [(LAST_DAY, "accepted"), (LATE, "late"), (date(2026, 12, 30), "late")]
)
def test_the_last_day_counts_and_later_ones_wait_for_an_officer(request_told, on, state):
    assert ask(request_told, on=on).state == state


def test_a_late_request_is_owed_an_answer_all_the_same_and_changes_nothing_yet(request_told):
    review = ask(request_told, on=LATE, late_because="I was in hospital.")
    request_told.refresh_from_db()
    assert (review.state, review.late_because) == ("late", "I was in hospital.")
    assert clock_of(review).due_on == LATE + timedelta(days=28)
    assert request_told.state == "review_window"
    assert not Letter.objects.filter(kind__startswith="review").exists()


@pytest.mark.parametrize("state", [Delivery.State.FAILED, Delivery.State.WAITING, Delivery.State.TO_PRINT])
def test_nobody_is_late_while_the_notice_has_not_arrived(request_told, state):
    Delivery.objects.update(state=state, failure="It came back", notified_on=None)
    assert ask(request_told, on=LATE).state == "accepted"


def test_a_notice_that_arrived_later_moves_the_day_before_anybody_is_called_late(request_told):
    Delivery.objects.update(notified_on=date(2026, 11, 9))
    assert ask(request_told, on=LATE).state == "accepted"


@pytest.mark.parametrize("state", ["concluded", "review_outcome"])
def test_a_late_request_reopens_what_was_closed(officer, state):
    child = make_child(officer=officer)
    make_family(child)
    told = make_told_request(child, told_on=TOLD_ON, state=state)
    review = reviewing.settle_late(ask(told, on=LATE), accept=True, words="In hospital.", on=LATE, by=officer)
    told.refresh_from_db()
    assert (review.state, told.state) == ("accepted", "under_review")


def test_a_late_request_taken_says_so_in_the_letter(request_told, officer):
    review = ask(request_told, on=LATE)
    review = reviewing.settle_late(
        review, accept=True, words="You were in hospital.", on=LATE + timedelta(days=2), by=officer
    )
    letter = review.letter_received
    assert "17 November 2026" in letter.html and "You were in hospital." in letter.html
    assert letter.parts["says"]["answer_by"] == "2026-12-16"
    assert clock_of(review).started_on == LATE


def test_only_a_manager_refuses_a_late_request_with_reasons_and_in_writing(request_told, officer, manager):
    review = ask(request_told, on=LATE)
    with pytest.raises(NotAllowed):
        reviewing.settle_late(review, accept=False, words="Too late.", on=LATE, by=officer)
    with pytest.raises(Refused, match="Say why"):
        reviewing.settle_late(review, accept=False, words=" ", on=LATE, by=manager)
    review = reviewing.settle_late(
        review, accept=False, words="The plan has changed.\nThe line is gone.", on=LATE, by=manager
    )
    letter = Letter.objects.get(kind="review_refused_late")
    request_told.refresh_from_db()
    assert review.state == "refused_late" and request_told.state == "review_window"
    assert letter.parts["says"]["reasons"] == ["The plan has changed.", "The line is gone."]
    assert clock_of(review).dropped_on == LATE
    with pytest.raises(Refused, match="nothing left to consider"):
        reviewing.consider(review.representations.get(), words="Read.", on=LATE, by=officer)


def test_after_a_refusal_the_family_may_ask_again(request_told, manager):
    review = ask(request_told, on=LATE)
    reviewing.settle_late(review, accept=False, words="Too late.", on=LATE, by=manager)
    assert ask(request_told, on=LATE + timedelta(days=1)).state == "late"


def test_a_second_review_waits_for_the_first(request_told):
    ask(request_told, on=IN_TIME)
    with pytest.raises(Refused, match="open already"):
        ask(request_told, on=IN_TIME)


def test_the_same_form_sent_again_is_the_same_review(request_told):
    token = uuid.uuid4()
    first = ask(request_told, on=IN_TIME, token=token)
    assert ask(request_told, on=IN_TIME, token=token) == first
    assert Letter.objects.filter(kind="review_received").count() == 1


def test_nothing_can_be_reviewed_before_it_is_released(officer):
    child = make_child(officer=officer)
    make_family(child)
    with pytest.raises(Refused, match="Nothing has been released"):
        ask(make_told_request(child, state="decided"), on=IN_TIME)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"words": " \n"}, "Say what you disagree with"),
        ({"lines": []}, "Choose at least one"),
        ({"received_on": date(2026, 11, 1)}, "Give a day from 2 November 2026"),
        ({"received_on": date(2026, 11, 11)}, "Give a day from 2 November 2026"),
        ({"how_received": "phone"}, "only the family itself"),
        ({"how_received": "pigeon"}, "Choose how"),
    ],
)
def test_what_is_missing_or_wrong_is_said(request_told, given, words):
    with pytest.raises(Refused, match=words):
        ask(request_told, on=IN_TIME, **given)
    assert not DecisionReview.objects.exists()


def test_only_lines_of_this_request_are_reviewed(request_told, officer):
    other = make_child(officer=officer)
    make_family(other)
    theirs = make_told_request(other).lines.get()
    with pytest.raises(Refused, match="Choose at least one"):
        ask(request_told, on=IN_TIME, lines=[theirs])


def test_strangers_neither_ask_nor_are_asked_for(request_told, officer):
    other = make_child(officer=officer)
    stranger = make_family(other)
    with pytest.raises(NotAllowed):
        ask(request_told, on=IN_TIME, by=stranger, asked_by=stranger.person)
    with pytest.raises(Refused, match="in your own name"):
        ask(request_told, on=IN_TIME, asked_by=stranger.person)
    with pytest.raises(Refused, match="cannot ask for this child"):
        ask(request_told, on=IN_TIME, by=officer, asked_by=stranger.person)
    for role in (Role.BOARD_MEMBER, Role.SECOND_CHECKER, Role.FINANCE_OFFICER, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            ask(request_told, on=IN_TIME, by=make_user(role=role))


def test_an_officer_logs_one_made_by_phone_from_the_day_it_came(request_told, officer):
    review = ask(request_told, on=LATE, by=officer, received_on=LAST_DAY)
    assert (review.state, review.how_received, review.logged_by) == ("accepted", "phone", officer)
    assert clock_of(review).due_on == date(2026, 12, 15)
    assert review.letter_received.written_on == LATE


@pytest.mark.parametrize("how", ["letter", "email"])
def test_one_made_in_writing_is_logged_with_the_writing(request_told, officer, how):
    with pytest.raises(Refused, match="Add the letter or email"):
        ask(request_told, on=IN_TIME, by=officer, how_received=how)
    received = documents.receive(upload("letter.pdf"), child=request_told.child, by=officer, on=IN_TIME)
    review = ask(request_told, on=IN_TIME, by=officer, how_received=how, file=received)
    document = review.representations.get().document
    assert (document.name, document.about_id) == ("letter.pdf", review.pk)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ({"state": "refused"}, "dp_refusal"),
        ({"state": "not_paid"}, "dp_refusal"),
        ({"state": "refused", "mechanism": "notional_council"}, "budget_refusal"),
        ({"state": "agreed"}, "other_outcome"),
        ({"state": "agreed_in_part"}, "other_outcome"),
    ],
)
def test_any_outcome_may_be_reviewed_and_its_kind_is_kept(officer, line, kind):
    child = make_child(officer=officer)
    make_family(child)
    told = make_told_request(child, lines=[])
    make_line(told, **line)
    assert ask(told, on=IN_TIME).kind == kind


@pytest.mark.parametrize(("wants", "state"), [(True, "offered"), (None, "offered"), (False, "declined")])
def test_a_meeting_is_offered_unless_they_said_no(request_told, wants, state):
    review = ask(request_told, on=IN_TIME, wants_meeting=wants)
    assert review.meeting_state == state
    assert ("do not want a meeting" in review.letter_received.html) == (wants is False)


def test_both_parents_who_had_the_notice_are_written_to(request_told):
    father = make_family(request_told.child)
    review = ask(request_told, on=IN_TIME, by=father, asked_by=father.person)
    told = set(Letter.objects.filter(kind="review_received").values_list("addressee", flat=True))
    assert told == {father.person_id, request_told.requester_id} and review.asked_by == father.person


def test_every_act_leaves_a_record(request_told, officer):
    review = ask(request_told, on=LATE)
    reviewing.settle_late(review, accept=True, words="In hospital.", on=LATE, by=officer)
    kinds = set(Event.objects.filter(about_id=review.pk).values_list("kind", flat=True))
    assert {"decisions.review_asked_for", "decisions.late_review_taken"} <= kinds
