"""The officers' pages about an annual review and an ending: the meeting, the Boards in time, the way to the notice."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import ViewLog
from budgets.models import Agreement, Ending
from clocks.models import Clock
from decisions.models import BoardMeeting
from ehcp.actions import record_meeting
from ehcp.models import AnnualReviewMeeting
from letters.models import Letter
from policy.deadlines import due
from policy.plain import long_date
from tests.factories.agreements import make_active, make_cast, make_ending, make_payment_review
from tests.factories.decisions import make_meeting
from tests.factories.ehcp import make_annual_review, make_plan
from tests.factories.people import make_officer, sign_in

pytestmark = pytest.mark.django_db
State = Ending.State
CAME = "Rowan Marsh, the family\nJo Lane, the school"
PROPOSAL = {
    "reasons": "A group at the school does the same for less.",
    "evidence": "The costs of the last year",
    "provision_after": "The school",
}


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def officer(client, cast):
    return sign_in(client, cast.officer)


@pytest.fixture
def review(cast):
    plan = getattr(cast.child, "plan", None) or make_plan(child=cast.child)
    return make_annual_review(plan)


@pytest.fixture
def found(cast):
    return make_active(cast)


def held(review, cast, *, days_ago=2, **given):
    """Record a meeting held some days ago, at which the budget was discussed."""
    own = {
        "held_on": timezone.localdate() - timedelta(days=days_ago),
        "attendees": [("Rowan Marsh", "the family"), ("Jo Lane", "the school")],
        "budget_discussed": True,
        "child_views": "I like my tutor.",
        "words": "The group at school works as well.",
    }
    return record_meeting(review, **own | given, on=timezone.localdate(), by=cast.officer)


def typed(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def of_review(name, review):
    kwargs = {"key": review.plan.child.key, "review": review.pk}
    return reverse(f"admin:{name}", kwargs=kwargs)


def of(name, record):
    return reverse(f"admin:{name}", args=[record.key])


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def went(response):
    assert response.status_code == 302, response.context["form"].errors


def the_meeting(**more):
    own = {
        **typed("held_on", timezone.localdate()),
        "attendees": CAME,
        "budget_discussed": "yes",
        "words": "It works.",
        "child_views": "I like my tutor.",
    }
    return own | more


def test_the_plan_leads_to_its_annual_reviews(client, cast, officer, review):
    plan = text_of(client.get(reverse("admin:case_plan", args=[cast.child.key])))
    assert of_review("case_annual_review", review) in plan
    assert "No meeting on record yet" in text_of(client.get(of_review("case_annual_review", review)))
    assert ViewLog.objects.filter(what="case_annual_review", child_id=cast.child.pk).exists()


def test_a_meeting_is_recorded_with_who_came_and_on_whose_behalf(client, cast, officer, review):
    went(client.post(of_review("annual_review_meeting", review), the_meeting()))
    meeting = AnnualReviewMeeting.objects.get(review=review)
    came = [(each.name, each.part) for each in meeting.attendees.order_by("id")]
    assert came == [("Rowan Marsh", "the family"), ("Jo Lane", "the school")]
    text = text_of(client.get(of_review("case_annual_review", review)))
    assert "Jo Lane, the school: not sent the updated plan yet" in text


def test_what_was_said_about_the_budget_is_needed_once_it_was_discussed(client, cast, officer, review):
    address = of_review("annual_review_meeting", review)
    text = text_of(client.post(address, the_meeting(words=" ")))
    assert text.count("Enter what was said about the budget") == 2, "in the summary, and beside the field"
    assert "What was said about the budget (optional)" not in text
    went(client.post(address, the_meeting(words="", budget_discussed="no")))


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (
            "Rowan Marsh, the family\nJo Lane",
            "Line 2: write the name, a comma, and on whose behalf they came",
        ),
        ("Rowan Marsh, the family\n\n, the school", "Line 3: write the name"),
        ("Jo Lane, the school\nJo Lane, the family", "Line 2: Jo Lane is on line 1 already"),
        ("J" * 150 + "," + "s" * 60, "Line 1: write it in 200 characters or fewer"),
        ("\n".join(f"Guest {n}, the school" for n in range(61)), "Enter 60 people or fewer"),
        (" \n ", "Enter who came, one person a line"),
    ],
)
def test_an_error_about_who_came_names_the_line_and_keeps_what_was_typed(
    client, cast, officer, review, lines, words
):
    text = text_of(client.post(of_review("annual_review_meeting", review), the_meeting(attendees=lines)))
    assert words in text
    assert "I like my tutor." in text
    assert lines.splitlines()[0] in text
    assert not AnnualReviewMeeting.objects.exists()


def test_a_meeting_still_to_come_is_refused_and_what_was_typed_stays(client, cast, officer, review):
    tomorrow = timezone.localdate() + timedelta(days=1)
    data = the_meeting(**typed("held_on", tomorrow))
    text = text_of(client.post(of_review("annual_review_meeting", review), data))
    assert "A meeting is recorded once it has been held." in text
    assert "Jo Lane, the school" in text


def test_each_line_gets_its_outcome_and_the_record_closes_when_nothing_is_missing(
    client, cast, officer, found, review
):
    meeting, line = held(review, cast, days_ago=0), found.current_version.provision.get().line_id
    text = text_of(client.post(of_review("annual_review_close", review), {}))
    assert "Say whether each line of the budget continues, changes or ends: Tutoring 1." in text
    text = text_of(client.post(of_review("annual_review_outcomes", review), {f"words_{line}": "He reads."}))
    assert "Select what the meeting came to about Tutoring 1" in text
    assert "He reads." in text
    data = {f"outcome_{line}": "continue", f"words_{line}": "He reads."}
    went(client.post(of_review("annual_review_outcomes", review), data))
    assert meeting.budget_outcomes.get().outcome == "continue"
    assert "Record the review of the payments" in text_of(
        client.post(of_review("annual_review_close", review), {})
    )
    make_payment_review(found, cast, occasion="annual_review", result="no_change")
    text = text_of(client.post(of_review("annual_review_close", review), {}))
    assert "First record that the updated plan went to everybody who came." in text
    sent = {"attendees": [each.pk for each in meeting.attendees.all()], **typed("on", timezone.localdate())}
    went(client.post(of_review("annual_review_circulate", review), sent))
    went(client.post(of_review("annual_review_close", review), {}))
    text = text_of(client.get(of_review("case_annual_review", review)))
    assert "sent the updated plan on" in text
    assert "Closed" in text
    assert of_review("annual_review_close", review) not in text


def test_the_updated_plan_is_recorded_only_for_those_who_came(client, cast, officer, review):
    meeting = held(review, cast)
    text = text_of(client.post(of_review("annual_review_circulate", review), {}))
    assert "Select who was sent the updated plan" in text
    other = make_cast()
    theirs = held(make_annual_review(make_plan(child=other.child)), other).attendees.first()
    data = {"attendees": [theirs.pk], **typed("on", timezone.localdate())}
    text_of(client.post(of_review("annual_review_circulate", review), data))
    assert not meeting.attendees.filter(circulated_on__isnull=False).exists()
    theirs.refresh_from_db()
    assert theirs.circulated_on is None


def test_the_boards_inside_the_limit_are_shown_at_once(client, cast, officer, found, review):
    today = timezone.localdate()
    held_on = today - timedelta(days=2)
    inside, notice_by = today + timedelta(days=10), due("budget_end_notice", held_on).due_on
    held(review, cast)
    make_meeting(meets_on=inside, papers_on=today + timedelta(days=3))
    make_meeting(meets_on=notice_by + timedelta(days=1), papers_on=notice_by, is_extra=True)
    for address in (of("propose_ending", found), of_review("case_annual_review", review)):
        text = text_of(client.get(address))
        assert f"The notice must be given by {long_date(notice_by)}" in text
        assert f"Board of {long_date(inside)}" in text
        assert f"Board of {long_date(notice_by + timedelta(days=1))}" not in text
        assert "No Board is in time." not in text


def test_without_a_board_in_time_a_warning_says_so(client, cast, officer, found, review):
    held(review, cast)
    today = timezone.localdate()
    make_meeting(meets_on=today + timedelta(days=90))
    assert "No Board is in time." in text_of(client.get(of("propose_ending", found)))
    make_meeting(meets_on=today + timedelta(days=3), papers_on=today - timedelta(days=1), is_extra=True)
    text = text_of(client.get(of("propose_ending", found)))
    assert "No Board is in time." in text
    assert "Only with a waiver" in text
    late = make_cast()
    other = make_active(late)
    held(make_annual_review(other.plan), late, days_ago=60)
    sign_in(client, late.officer)
    assert "The time for the notice after the meeting is over." in text_of(
        client.get(of("propose_ending", other))
    )


def test_an_ending_from_the_meeting_starts_the_clock_on_its_notice(client, cast, officer, found, review):
    meeting = held(review, cast)
    data = {"ground": "G6", "meeting": meeting.pk, **PROPOSAL}
    text = text_of(client.post(of("propose_ending", found), data | {"reasons": ""}))
    assert "The costs of the last year" in text
    went(client.post(of("propose_ending", found), data))
    ending = Ending.objects.get()
    assert (ending.meeting, ending.ground, ending.state) == (meeting, "G6", State.PROPOSED)
    clock = Clock.objects.of(ending, "budget_end_notice").get()
    text = text_of(client.get(of("case_ending", ending)))
    assert long_date(clock.due_on) in text
    assert PROPOSAL["reasons"] in text
    assert "A case manager puts it on the agenda" in text
    assert of("ending_notice", ending) not in text
    assert of("case_ending", ending) in text_of(client.get(of_review("case_annual_review", review)))
    text = text_of(client.get(of("case_agreement", found)))
    assert of("case_ending", ending) in text
    assert of("propose_ending", found) not in text
    assert of("propose_ending", found) not in text_of(client.get(of_review("case_annual_review", review)))


def test_a_budget_that_was_not_discussed_cannot_end_at_the_meeting(client, cast, officer, found, review):
    meeting = held(review, cast, budget_discussed=False)
    assert "it cannot end at this review" in text_of(client.get(of_review("case_annual_review", review)))
    data = {"ground": "G6", "meeting": meeting.pk, **PROPOSAL}
    client.post(of("propose_ending", found), data)
    assert not Ending.objects.filter(meeting=meeting).exists()


def test_asking_the_young_person_is_typed_one_time_a_line(client, cast, officer, found):
    day = timezone.localdate() - timedelta(days=9)
    data = {"ground": "G7", **PROPOSAL}
    for attempts, words in (
        (" ", "Enter when and how the young person was asked"),
        ("by phone", "Line 1: write the day, a comma, and how they were asked"),
        ("31 2 2026, by phone", "Line 1: Date must be a real date"),
        (
            f"{long_date(day)}, by phone\n3 March 2099, by letter",
            "Line 2: Date must be the same as or before",
        ),
        (f"{long_date(day)}, by phone", "Ask the young person at least"),
    ):
        text = text_of(client.post(of("propose_ending", found), data | {"attempts": attempts}))
        assert words in text
        assert attempts.strip() in text
    attempts = f"{long_date(day)}, by phone\n{day:%d/%m/%Y}, by letter"
    went(client.post(of("propose_ending", found), data | {"attempts": attempts}))
    ending = Ending.objects.get()
    assert ending.attempts == [[day.isoformat(), "by phone"], [day.isoformat(), "by letter"]]
    assert "by letter" in text_of(client.get(of("case_ending", ending)))


def test_a_ground_that_needs_a_review_of_the_payments_says_so(client, cast, officer, found):
    data = {"ground": "G3", **PROPOSAL}
    text = text_of(client.post(of("propose_ending", found), data))
    assert "This ground needs a review of the payments first." in text
    review = make_payment_review(found, cast)
    text = text_of(client.post(of("propose_ending", found), data))
    assert "Select the review behind it, or no" in text
    went(client.post(of("propose_ending", found), data | {"payment_review": review.pk}))
    assert Ending.objects.get().payment_review == review


def test_a_ground_without_choice_goes_to_notice_without_a_board(client, cast, officer, found):
    ending = make_ending(found, cast, ground="G2")
    assert of("ending_notice", ending) in text_of(client.get(of("case_ending", ending)))
    shown = text_of(client.get(of("ending_notice", ending)))
    assert PROPOSAL["reasons"] in shown
    assert shown.count("<h1") == 1
    assert not Letter.objects.filter(kind="stop_notice").exists()
    long_ago = typed("ends_on", timezone.localdate() - timedelta(days=30))
    text = text_of(client.post(of("ending_notice", ending), long_ago))
    assert "it ends then or later" in text
    last_day = timezone.localdate() + timedelta(days=40)
    went(client.post(of("ending_notice", ending), typed("ends_on", last_day)))
    ending.refresh_from_db()
    assert (ending.state, ending.ends_on) == (State.NOTICE_GIVEN, last_day)
    assert Letter.objects.filter(kind="stop_notice").exists()
    text = text_of(client.get(of("case_ending", ending)))
    assert f"The last day is {long_date(last_day)}" in text


def test_an_ending_the_board_decides_has_no_notice_of_the_officers(client, cast, officer, found):
    ending = make_ending(found, cast)
    assert client.get(of("ending_notice", ending)).status_code == 404
    assert client.post(of("ending_notice", ending), {}).status_code == 404


def test_a_proposal_that_is_let_go_leaves_the_agreement_active(client, cast, officer, found):
    ending = make_ending(found, cast)
    assert "Enter why it does not go ahead" in text_of(client.post(of("ending_drop", ending), {}))
    went(client.post(of("ending_drop", ending), {"because": "The price came down."}))
    ending.refresh_from_db()
    found.refresh_from_db()
    assert (ending.state, found.state) == (State.NOT_ENDED, Agreement.State.ACTIVE)
    again = text_of(client.post(of("ending_drop", ending), {"because": "Again"}))
    assert "It is no longer only a proposal" in again
    assert "Nothing: it does not go ahead." in text_of(client.get(of("case_ending", ending)))


REVIEW_PAGES = (
    *("case_annual_review", "annual_review_meeting", "annual_review_outcomes"),
    *("annual_review_circulate", "annual_review_close"),
)


def test_another_officers_review_and_ending_do_not_exist(client, cast, found, review):
    held(review, cast)
    ending = make_ending(found, cast, ground="G2")
    sign_in(client, make_officer(team=cast.officer.team))
    addresses = [of_review(name, review) for name in REVIEW_PAGES]
    addresses += [of(name, ending) for name in ("case_ending", "ending_notice", "ending_drop")]
    answers = {each: (client.get(each).status_code, client.post(each, {}).status_code) for each in addresses}
    assert set(answers.values()) == {(404, 404)}


def test_a_review_is_found_only_under_its_own_child(client, cast, officer, review):
    other = make_cast()
    theirs = make_annual_review(make_plan(child=other.child))
    mixed = reverse("admin:case_annual_review", kwargs={"key": cast.child.key, "review": theirs.pk})
    assert client.get(mixed).status_code == 404
    for name in REVIEW_PAGES[2:]:
        assert client.get(of_review(name, review)).status_code == 404, "there is no meeting yet"


def test_the_pages_ask_the_database_as_often_for_many_agreements(client, cast, officer, review):
    held(review, cast)
    counts = {}
    for _ in (1, 2):
        found = make_active(cast, lines=len(counts) + 1)
        make_ending(found, cast)
        for _ in range(4):
            make_active(cast)
            BoardMeeting.objects.create(
                meets_on=timezone.localdate() + timedelta(days=BoardMeeting.objects.count() + 1),
                papers_on=timezone.localdate(),
                set_by=cast.manager,
            )
        addresses = [of_review("case_annual_review", review), of_review("annual_review_outcomes", review)]
        pages = {
            **dict(zip(("review", "outcomes"), addresses, strict=True)),
            "ending": of("case_ending", found.endings.get()),
            "propose": of("propose_ending", found),
            "agreement": of("case_agreement", found),
        }
        for name, address in pages.items():
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                text_of(client.get(address))
            counts.setdefault(name, []).append(len(queries))
    assert {name: pair for name, pair in counts.items() if pair[0] != pair[1] or max(pair) > 20} == {}
