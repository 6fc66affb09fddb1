"""The pages of a review: a family asks and follows it, an officer gets it ready for the Board."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse

from decisions.actions import reviewing
from decisions.models import BoardMeeting, DecisionReview
from letters.models import Letter, Message
from people.roles import Basis, Role
from tests.factories.documents import upload
from tests.factories.people import (
    make_child,
    make_family,
    make_manager,
    make_officer,
    make_team,
    make_user,
    sign_in,
)
from tests.factories.reviews import WHY, ask, make_stop_notice, make_told_request

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 10)


@pytest.fixture(autouse=True)
def clock(time_machine):
    """Stand within the time to ask for a review of what was told on 2 November 2026."""
    time_machine.move_to("2026-11-10T10:00:00+00:00", tick=False)
    return time_machine


@pytest.fixture
def officer():
    return make_officer(team=make_team())


@pytest.fixture
def parent(officer):
    child = make_child(officer=officer)
    parent = make_family(child)
    parent.child = child
    return parent


@pytest.fixture
def told(parent):
    return make_told_request(parent.child, lines=["refused", "agreed_in_part"])


@pytest.fixture
def review(told):
    return ask(told, on=TODAY)


def address(name, record, *more):
    return reverse(name, args=[record.key, *more])


def page(client, name, record, *more, status=200):
    response = client.get(address(name, record, *more))
    assert response.status_code == status, response
    return response.content.decode()


def typed(name, day=TODAY):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def asking(told, **given):
    """Give what the form sends with every line ticked."""
    own = {
        "lines": [line.pk for line in told.lines.all()],
        "words": WHY,
        "wants_meeting": "yes",
        "token": uuid.uuid4(),
    }
    return own | given


# The family.


def test_what_was_agreed_as_asked_is_listed_and_not_ticked(client, parent):
    told = make_told_request(parent.child, lines=["agreed", "refused"])
    sign_in(client, parent)
    html = client.get(address("review_ask", told)).content.decode()
    boxes = [box for box in re.findall(r"<input[^>]*>", html) if 'name="lines"' in box]
    assert [" checked" in box for box in boxes] == [False, True]


def test_the_form_lists_the_lines_all_ticked_with_both_last_days(client, parent, told):
    html = page(sign_in(client, parent), "review_ask", told)
    assert html.count("checked") == 2
    assert "17 November 2026" in html and "8 December 2026" in html
    assert "Why are you asking now?" not in html


def test_a_parent_asks_and_reads_when_the_answer_is_due(client, parent, told):
    sign_in(client, parent)
    response = client.post(address("review_ask", told), asking(told, file=upload()), follow=True)
    found = DecisionReview.objects.get()
    assert response.redirect_chain == [(address("review_sent", found), 302)]
    assert "8 December 2026" in response.content.decode()
    assert found.lines.count() == 2 and found.representations.get().document.name == "report.pdf"
    assert "8 December 2026" in page(client, "review", found)


def test_the_same_form_sent_twice_is_one_review(client, parent, told):
    sign_in(client, parent)
    sent = asking(told)
    places = {client.post(address("review_ask", told), sent)["Location"] for _ in range(2)}
    assert len(places) == 1 == DecisionReview.objects.count()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"lines": []}, "Select at least one decision"),
        ({"lines": ["x"]}, "Select"),
        ({"words": " "}, "Say what you disagree with"),
        ({"wants_meeting": ""}, "Select whether you would like to talk"),
        ({"token": "x"}, "There is a problem"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(client, parent, told, given, words):
    sign_in(client, parent)
    html = client.post(address("review_ask", told), asking(told, **given)).content.decode()
    assert "govuk-error-summary" in html and words in html
    assert not DecisionReview.objects.exists()
    assert WHY in html or given.get("words") == " "


def test_a_late_request_is_never_hidden_and_asks_why(client, parent, told, clock):
    clock.move_to("2026-12-30T10:00:00+00:00", tick=False)
    sign_in(client, parent)
    html = page(client, "review_ask", told)
    assert "Ask all the same" in html and "Why are you asking now?" in html
    client.post(address("review_ask", told), asking(told, late_because="In hospital."))
    found = DecisionReview.objects.get()
    assert (found.state, found.late_because) == ("late", "In hospital.")
    html = page(client, "review_sent", found)
    assert "after the last day, 17 November 2026" in html and "27 January 2027" in html


def test_with_a_review_open_the_form_leads_to_it(client, parent, told, review):
    sign_in(client, parent)
    assert client.get(address("review_ask", told))["Location"] == address("review", review)
    html = client.post(address("review_ask", told), asking(told)).content.decode()
    assert "A review is open already" in html


def test_the_page_of_a_review_says_whose_turn_it_is(client, parent, review):
    html = page(sign_in(client, parent), "review", review)
    for words in ("Being prepared", "Whose turn", "10 November 2026", WHY.partition("’")[0], "Offered"):
        assert words in html
    assert reverse("letter", args=[review.letter_received.key]) in html


def test_a_late_answer_is_shown_with_an_apology_and_a_new_day(client, parent, review, clock):
    clock.move_to("2026-12-09T10:00:00+00:00", tick=False)
    sign_in(client, parent)
    html = page(client, "review", review)
    assert "we are sorry" in html and "1 day overdue" in html
    assert "no day for it yet" in html


def test_a_parent_adds_words_or_a_file_until_the_board_has_decided(client, parent, review):
    sign_in(client, parent)
    client.post(address("review_add", review), {"words": "", "file": upload("new.pdf")})
    client.post(address("review_add", review), {"words": "She fell again.", "file": ""})
    assert [each.words for each in review.representations.order_by("id")][1:] == [
        "new.pdf",
        "She fell again.",
    ]
    html = client.post(address("review_add", review), {"words": ""}).content.decode()
    assert "Write what you want to add" in html
    assert "She fell again." in page(client, "review", review)


def test_what_one_parent_sends_the_other_does_not_read(client, parent, review):
    other = make_family(parent.child)
    html = page(sign_in(client, other), "review", review)
    assert WHY.partition("’")[0] not in html and "Sent by somebody else" in html


@pytest.mark.parametrize("name", ["review", "review_sent", "review_add", "review_ask"])
def test_nobody_else_finds_a_review(client, parent, told, review, officer, name):
    record = told if name == "review_ask" else review
    strangers = [
        make_family(make_child(officer=officer)),
        make_family(parent.child, basis=Basis.NOMINEE),
        make_family(parent.child, to_on=date(2024, 1, 1)),
        officer,
        make_user(role=Role.BOARD_MEMBER),
    ]
    for stranger in strangers:
        page(sign_in(client, stranger), name, record, status=404)


def test_before_anything_is_released_there_is_nothing_to_ask(client, parent):
    page(sign_in(client, parent), "review_ask", make_told_request(parent.child, state="decided"), status=404)


def test_a_notice_that_payments_end_can_be_questioned_as_a_whole(client, parent):
    ending = make_stop_notice(parent.child)
    sign_in(client, parent)
    html = page(client, "review_ask_ending", ending)
    assert "Which decisions" not in html
    sent = {"words": WHY, "wants_meeting": "no", "token": uuid.uuid4()}
    client.post(address("review_ask_ending", ending), sent)
    found = DecisionReview.objects.get()
    assert (found.kind, found.meeting_state) == ("stop", "declined")
    assert "They go on until we have answered" in page(client, "review", found)


def test_the_way_to_ask_is_shown_until_a_review_is_open_and_again_afterwards(
    client, officer, parent, told, clock
):
    way = address("review_ask", told)
    assert way in page(sign_in(client, parent), "request_status", told)
    clock.move_to("2026-12-30T10:00:00+00:00", tick=False)
    sign_in(client, parent)
    late = ask(told, on=date(2026, 12, 30))
    html = page(client, "request_status", told)
    assert way not in html and address("review", late) in html
    manager = make_manager(team=officer.team)
    reviewing.settle_late(late, accept=False, words="Too late.", on=date(2026, 12, 30), by=manager)
    assert way in page(client, "request_status", told)


def test_a_notice_is_questioned_from_the_agreement_once(client, parent):
    ending = make_stop_notice(parent.child)
    sign_in(client, parent)
    way = address("review_ask_ending", ending)
    assert way in page(client, "agreement", ending.agreement)
    review = ask(ending, on=TODAY)
    html = page(client, "agreement", ending.agreement)
    assert way not in html and address("review", review) in html


def test_the_other_parent_is_led_to_no_letter_that_is_not_theirs(client, parent, told, review):
    sign_in(client, make_family(parent.child))
    assert reverse("letter", args=[told.decision_letter.key]) not in page(client, "request_status", told)
    assert reverse("letter", args=[review.letter_received.key]) not in page(client, "review", review)


# The officer.


def test_an_officer_sees_what_is_asked_what_is_missing_and_the_boards_in_time(client, officer, review):
    html = page(sign_in(client, officer), "admin:case_review", review)
    for words in (
        WHY.partition("’")[0],
        "8 December 2026",
        "Before it goes to the Board",
        "19 November 2026",
        "not set yet",
    ):
        assert words in html
    assert "No Board can decide this in time" not in html


def test_when_no_board_can_answer_in_time_the_page_raises_the_alarm(client, officer, review, clock):
    clock.move_to("2026-12-02T10:00:00+00:00", tick=False)
    html = page(sign_in(client, officer), "admin:case_review", review)
    assert "No Board can decide this in time" in html and "the papers are locked" in html


def test_only_a_case_manager_finds_the_way_to_an_agenda(client, officer, review):
    meets_on = TODAY + timedelta(days=16)
    meeting = BoardMeeting.objects.create(
        meets_on=meets_on, papers_on=meets_on - timedelta(days=7), set_by=officer
    )
    way = reverse("board_add", args=[meeting.key, "reviews"])
    assert way not in page(sign_in(client, officer), "admin:case_review", review)
    assert way in page(sign_in(client, make_manager(team=officer.team)), "admin:case_review", review)


def test_an_officer_considers_each_thing_and_settles_the_meeting(client, officer, review):
    member = make_user(role=Role.BOARD_MEMBER)
    sign_in(client, officer)
    each = review.representations.get()
    answer = client.post(address("admin:review_consider", review, each.pk), {"words": "Read."})
    assert answer["Location"] == address("admin:case_review", review)
    offer = {"with_whom": member.pk, "words": "At school.", **typed("meeting_on", date(2026, 11, 12))}
    client.post(address("admin:review_offer_meeting", review), offer)
    assert "Thursday 12 November 2026" in Message.objects.get().words
    held = {"state": "held", "words": "We talked.", "with_whom": member.pk, **typed("held_on")}
    client.post(address("admin:review_settle_meeting", review), held)
    review.refresh_from_db()
    each.refresh_from_db()
    assert (review.meeting_state, review.meeting_on, each.considered_words) == ("held", TODAY, "Read.")
    assert "Before it goes to the Board" not in page(client, "admin:case_review", review)


def test_an_officer_adds_what_came_another_way(client, officer, review):
    sign_in(client, officer)
    sent = {"words": "Rang to say more.", **typed("given_on")}
    assert client.post(address("admin:review_add", review), sent).status_code == 302
    assert review.representations.order_by("-id").first().words == "Rang to say more."


def test_a_late_request_is_taken_by_an_officer_and_refused_by_a_manager_only(client, officer, told, clock):
    clock.move_to("2026-11-20T10:00:00+00:00", tick=False)
    late = ask(told, on=date(2026, 11, 20))
    sign_in(client, officer)
    place = address("admin:review_settle_late", late)
    assert "Only a case manager may refuse one." in client.get(place).content.decode()
    html = client.post(place, {"accept": "no", "words": "Too late."}).content.decode()
    assert "govuk-error-summary" in html
    sign_in(client, make_manager(team=officer.team))
    assert client.post(place, {"accept": "no", "words": "Too late."}).status_code == 302
    assert Letter.objects.filter(kind="review_refused_late").count() == 1


def test_an_officer_takes_a_late_request(client, officer, told, clock):
    clock.move_to("2026-11-20T10:00:00+00:00", tick=False)
    late = ask(told, on=date(2026, 11, 20))
    sign_in(client, officer)
    client.post(address("admin:review_settle_late", late), {"accept": "yes", "words": "In hospital."})
    late.refresh_from_db()
    assert late.state == "accepted"


def test_an_officer_logs_one_made_by_letter_with_the_letter(client, officer, parent, told):
    sign_in(client, officer)
    sent = asking(
        told, asked_by=parent.person_id, how_received="letter", wants_meeting="", **typed("received_on")
    )
    html = client.post(address("admin:review_log", told), sent).content.decode()
    assert "Add the letter or email" in html
    answer = client.post(address("admin:review_log", told), sent | {"file": upload("letter.pdf")})
    found = DecisionReview.objects.get()
    assert answer["Location"] == address("admin:case_review", found)
    assert (found.how_received, found.wants_meeting, found.asked_by) == ("letter", None, parent.person)


def test_an_officer_logs_one_about_an_ending(client, officer, parent):
    ending = make_stop_notice(parent.child)
    sent = {
        "asked_by": parent.person_id,
        "how_received": "phone",
        "words": WHY,
        "wants_meeting": "yes",
        "token": uuid.uuid4(),
        **typed("received_on"),
    }
    sign_in(client, officer)
    assert client.post(address("admin:review_log_ending", ending), sent).status_code == 302
    assert DecisionReview.objects.get().kind == "stop"


@pytest.mark.parametrize(
    "name",
    [
        *("case_review", "review_settle_late", "review_add", "review_offer_meeting", "review_settle_meeting"),
        *("review_log",),
    ],
)
def test_another_teams_review_does_not_exist(client, officer, told, review, name):
    record = told if name == "review_log" else review
    other = make_officer(team=make_team())
    for stranger in (other, make_manager(team=other.team), make_user(role=Role.FINANCE_OFFICER)):
        page(sign_in(client, stranger), f"admin:{name}", record, status=404)


def test_what_was_sent_for_another_review_is_not_found(client, officer, review):
    child = make_child(officer=officer)
    make_family(child)
    other = ask(make_told_request(child), on=TODAY).representations.get()
    page(sign_in(client, officer), "admin:review_consider", review, other.pk, status=404)
