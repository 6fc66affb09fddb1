"""From the imported roster to a refused line, a review asked for in time, and its answer: every role at a browser."""

from datetime import timedelta

import pytest

from budgets.models import PersonalBudgetRequest
from clocks.models import Clock
from decisions.models import BoardMeeting, DecisionReview
from people.roles import Basis, Role
from policy.deadlines import due, notified_on
from policy.plain import long_date
from tests.journeys import steps
from tests.journeys.steps import AGAIN, MENTORING, SECURED, THERAPY, WHY, WHY_NOT, Town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(live_server, smtp_server, new_context, time_machine, settings):
    settings.BASE_URL = live_server.url
    return Town(live_server.url, new_context, time_machine)


def tell_the_family(town):
    """Let the officer tell the family of personal budgets first, by a letter."""
    desk = town.by_form(Role.CASE_OFFICER).go("admin:case", town.child.key)
    desk.press("Record that the family was told").choose("Who was told", "Rowan Thistlewood")
    desk.choose("Why now", "The family asked").choose("How they were told", "By letter only")
    desk.sends("Record and send the letter")


def ask_for_a_budget(town):
    """Let the parent fill in a request with two lines, like a person, and send it."""
    home = town.by_form(Basis.PARENT)
    home.open("/home/").follow(steps.CHILD_NAME).press("Ask for a personal budget").press("Start")
    home.follow("About this request")
    home.choose("What are you asking for?", "A new personal budget")
    home.choose("How did you hear about personal budgets?", "At the annual review").sends("Continue")
    home.follow("What the budget would pay for")
    add_therapy(home)
    add_mentoring(home)
    home.press("Continue").follow("Who would receive the payments")
    home.choose("Who would receive the payments?", "The parent or carer")
    home.date("Their date of birth", town.today.replace(day=3, month=2, year=1988))
    home.choose("How would they manage the money?", "Without help")
    home.choose("Is this person under a court order", "No").sends("Continue")
    home.follow("What the child or young person says")
    home.write("What does your child, or do you", "I like it when we do words in the quiet room.")
    home.write("How were these views given?", "Merryn told us, with pictures.").sends("Continue")
    home.follow("How to reach you")
    home.tick("You may talk to the school or college about this request").sends("Continue")
    home.follow("Check your answers and send").sees("£2,470.00", "£3,120.00")
    home.page.get_by_label("What I have written is true").check()
    home.sends("Send the request")
    request = PersonalBudgetRequest.objects.get()
    home.sees(request.reference, long_date(due("request_decision", town.today).due_on))
    return request


def add_therapy(home):
    home.press("Add what the budget would pay for")
    home.page.get_by_label(THERAPY).check()
    home.sends("Continue")
    home.choose("Which outcome in the plan", "Merryn will join in a small group for twenty minutes.")
    home.choose("What kind of support is it?", "Therapy")
    home.choose("What pays for it now?", "Top-up money for the plan")
    home.write("Why is what happens now not enough?", "The group is too loud.").sends("Continue")
    home.choose("Where would it happen?", "At a school, college or nursery")
    home.write("Name of the school, college or nursery", "Wealdbridge Primary School")
    home.choose("Who would provide it?", "Somebody self-employed")
    home.write("Their name, if you know it", "Riverbank Therapies").sends("Continue")
    cost(home, "65", "1")


def add_mentoring(home):
    home.press("Add something else")
    home.page.get_by_label(MENTORING).check()
    home.sends("Continue")
    home.choose("Which outcome in the plan", "Something else")
    home.write("What should it achieve?", "To feel at ease at break.")
    home.choose("What kind of support is it?", "A personal or teaching assistant")
    home.choose("What pays for it now?", "Nothing pays for it yet").sends("Continue")
    home.choose("Where would it happen?", "Somewhere else in the community")
    home.choose("Who would provide it?", "You do not know yet").sends("Continue")
    cost(home, "40", "2", weeks="39")


def cost(home, unit, often, weeks="38"):
    home.write("What does one hour, session or item cost?", unit).write("How many in a week?", often)
    home.write("In how many weeks of the year?", weeks)
    home.choose("How would you like this money to be held?", "A direct payment to you").sends("Continue")


def triage(town, request):
    """Let the officer find everything the Board needs, and call the request ready."""
    desk = town.at(Role.CASE_OFFICER)
    desk.go("admin:case_requests", request.child.key).follow(request.reference)
    desk.follow("Check whether they may be paid")
    desk.choose("Can they manage the payments", "Yes").choose("Do they have capacity", "Yes")
    desk.choose("Are they under one of the court orders", "No")
    desk.tick("Help was considered: a third party, payroll, family")
    desk.write("How you know", "Talked it through by phone.").sends("Record the check")
    for line in request.lines.order_by("position"):
        desk.go("admin:request_check_cost", request.key, line.key)
        desk.write("What it costs the council a year", str(line.yearly))
        desk.write("How the two compare", "Two quotes of this month: it costs us as much.").sends("Save")
    desk.follow("Record that a school or college was asked")
    desk.choose("Consent to what?", "Provision on the premises")
    desk.write("Who was asked", "The head").sends("Record that they were asked")
    desk.follow("Record what they say").choose("What do they say?", "They agree, in writing")
    desk.write("Their words", "By email of today, on file.").sends("Record the answer")
    desk.sees("Nothing is missing.").press("Ready for the Board").sends("Ready for the Board")
    desk.sees("It is ready for the Board.")


def plan_boards(town):
    """Let the manager set the weekly meetings; give the first whose papers are open."""
    desk = town.at(Role.CASE_MANAGER).go("board_meetings").press("Set the weekly meetings")
    desk.date("First day", town.today).date("Last day", town.today + timedelta(days=70))
    desk.sends("Set these meetings").sees("meetings set.")
    return next_board(town)


def next_board(town):
    coming = BoardMeeting.objects.filter(papers_on__gte=town.today, meets_on__gt=town.today)
    return coming.order_by("meets_on").first()


def decide_both(town, board, request):
    """Let the member agree the one line and refuse the other, with reasons."""
    agreed, refused = request.lines.order_by("position")
    board.decide(agreed.title)
    board.choose("What was decided", "Agreed").date("From", town.today + timedelta(days=30))
    answer_tests(board, WHY, "abcd")
    board.write("Reasons for this child", WHY.format("an hour each week")).sends("Record this decision")
    board.decide(refused.title)
    board.choose("What was decided", "Refused")
    answer_tests(board, WHY, "abc")
    board.mark("test_d", "not_met").write("Reasons for test d", WHY_NOT)
    board.choose("Grounds for refusing", "One or more of the tests for a direct payment is not met.")
    board.write("Reasons for this child", WHY_NOT).write("Who secures the provision now", SECURED)
    board.sends("Record this decision").sees("Recorded: refused.")
    steps.record_decision(board)


def answer_tests(board, words, rows):
    for row in rows:
        board.mark(f"test_{row}", "met").write(f"Reasons for test {row}", words.format(f"test {row}"))


def read_the_decision(town, request):
    """Let the parent read the letter and its PDF, with the last day to ask, and find the way to a review."""
    last_day = due("review_request", notified_on("email", town.today)).due_on
    letter, text = town.read_pdf("decision")
    for words in (*steps.with_dates(town.today, last_day), "£2,470.00", WHY_NOT, SECURED):
        assert words in text, (words, text)
    assert (letter.written_on, letter.parts["says"]["review_by"]) == (town.today, str(last_day))
    assert Clock.objects.get(duty="review_request").due_on == last_day
    home = town.at(Basis.PARENT).go("request_status", request.key)
    home.sees(f"Ask for a review by {long_date(last_day)}.")
    return last_day


def ask_for_a_review(town, request, last_day):
    """Let the parent ask for the refused line to be looked at again, on the last day."""
    town.move_to(last_day)
    home = town.at(Basis.PARENT).go("request_status", request.key).press("Ask for a review")
    answer_by = due("review_outcome", town.today).due_on
    home.sees(long_date(answer_by))
    assert home.page.get_by_label(MENTORING).is_checked() and not home.page.get_by_label(THERAPY).is_checked()
    home.write("What do you disagree with, and why?", "The mentor is ill so often that Merryn waits alone.")
    home.choose("Would you like to talk to somebody", "Yes").sends("Ask for a review")
    home.sees(long_date(answer_by))
    _, text = town.read_pdf("review_received")
    assert long_date(answer_by) in text, text
    review = DecisionReview.objects.get()
    assert (review.state, review.is_late) == ("accepted", False)
    return review


def prepare_the_review(town, review):
    """Let the officer consider what was said, offer a meeting and record it; the manager lists it in time."""
    desk = town.at(Role.CASE_OFFICER).go("admin:case_review", review.key)
    member = town.members[1].person.name
    desk.press("Offer a meeting").choose("With which member of the Board?", member)
    desk.sends("Send the offer").follow("Mark as considered")
    desk.write("How was it considered?", "Read, and asked of the school.").sends("Mark as considered")
    desk.press("Record what became of it").choose("What became of the meeting?", "It was held")
    desk.write("What was discussed", "The parent spoke of the mornings without the mentor.").sends("Record")
    meeting = next_board(town)
    assert meeting.meets_on <= due("review_outcome", review.received_on).due_on
    steps.put_on_agenda(town, meeting, "Reviews", steps.CHILD)
    return meeting


def uphold(board):
    """Let the member keep the refusal, for the reasons of today, once the warning is read: nobody here is new."""
    board.decide("Merryn").choose("What the review comes to", "The decision stays as it was")
    board.write("Reasons for this child", AGAIN).press("Record this decision")
    board.sees("Everyone at this meeting also took the decision that is reviewed")
    board.tick("I have read the warnings, and this is the decision").sends("Record this decision")


def test_a_refused_line_is_reviewed_and_answered(town):
    tell_the_family(town)
    request = ask_for_a_budget(town)
    triage(town, request)
    meeting = plan_boards(town)
    steps.put_on_agenda(town, meeting, "Requests", request.reference)
    board = steps.hold_board(town, meeting)
    decide_both(town, board, request)
    steps.check_and_release(town, WHY_NOT, SECURED)
    last_day = read_the_decision(town, request)
    review = ask_for_a_review(town, request, last_day)
    meeting = prepare_the_review(town, review)
    board = steps.hold_board(town, meeting)
    uphold(board)
    steps.record_decision(board)
    steps.check_and_release(town, AGAIN)
    _, text = town.read_pdf("review_outcome")
    for words in (*steps.with_dates(review.received_on, meeting.meets_on), AGAIN):
        assert words in text, (words, text)
    review.refresh_from_db()
    assert (review.state, review.released_on) == ("released", town.today)
    assert review.request.lines.order_by("position").last().state == "refused"
    town.at(Basis.PARENT).go("review", review.key).sees("we have answered you")
