"""From an agreed line to a signed agreement, two payments, a return and a lawful ending: every role at a browser."""

from datetime import timedelta
from decimal import Decimal

import pytest

from budgets.models import Agreement, Ending
from budgets.tasks import end_agreements
from decisions.actions import agenda, checking, deciding, releasing
from decisions.models import BoardMeeting
from ehcp.actions import give_information
from payments.models import Instalment, QuarterlyReturn
from payments.tasks import open_returns, plan_payments, quarterly_return_reminders
from people.roles import Basis, Role
from policy.deadlines import add_months, due, notified_on, reminders
from policy.plain import long_date, pounds
from policy.quarters import quarter_of
from policy.stopping import earliest_end
from policy.surplus import surplus
from tests.factories.budgets import line_answers, make_ready_request
from tests.factories.decisions import agreed, make_meeting
from tests.journeys import steps
from tests.journeys.steps import Town

pytestmark = pytest.mark.django_db(transaction=True)
YEARLY, WEEKS = Decimal("2470.00"), 38
REASONS = "The school has opened a group of its own, led by the same therapist, at no cost to the council."
EVIDENCE = "The timetable of the new group, and the costs of this year."
AFTERWARDS = "The school, in its new group."
QUESTION, ANSWER = "Which day was the second session?", "It was on the Tuesday, as the receipt says."


@pytest.fixture
def town(live_server, smtp_server, new_context, time_machine, settings):
    settings.BASE_URL = live_server.url
    return Town(live_server.url, new_context, time_machine)


def agree_a_line(town):
    """Let one line be asked for, agreed and released by the acts themselves: the other journey shows the pages."""
    parent, officer, on = town.people[Basis.PARENT], town.people[Role.CASE_OFFICER], town.today
    plan = town.child.plan
    give_information(plan, people=[parent.person], trigger="asked", how="letter", on=on, by=officer)
    parent.child, parent.plan, parent.provision = town.child, plan, plan.provision.order_by("id").first()
    request = make_ready_request(parent, lines=[line_answers(parent.provision)], on=on)
    meeting = make_meeting(meets_on=on, members=town.members, set_by=town.people[Role.CASE_MANAGER])
    item = agenda.put_on_agenda(
        request, meeting, waiver="It is urgent.", on=on, by=town.people[Role.CASE_MANAGER]
    )
    member, checker = town.members[0], town.people[Role.SECOND_CHECKER]
    deciding.decide_line(
        item, request.lines.get(), on=on, by=member, **agreed(request.lines.get(), from_on=on)
    )
    deciding.record_decision(item, on=on, by=member)
    releasing.release(checking.pass_check(item, on=on, by=checker), on=on, by=checker)
    return Agreement.objects.get(request=request)


def send_the_notice(town, agreement):
    """Let the officer prepare the notice, read it as the family will, and send it for consent."""
    desk = town.by_form(Role.CASE_OFFICER).go("admin:case_agreement", agreement.key)
    desk.press("Prepare the notice").date("Date of the first payment", town.today)
    desk.choose("Is it paid in advance?", "Yes").choose("How often is it paid?", "Every month")
    desk.write(
        "What Section J of the plan says about it", "A direct payment of £2,470.00 a year for therapy."
    )
    desk.sends("Save").press("Read the notice and send it").sees("£2,470.00")
    desk.sends("Send it for consent").sees("Sent for consent.")
    threshold = surplus(YEARLY, WEEKS, Decimal("0.00"), on=town.today).threshold
    _, text = town.read_pdf("payment_notice")
    for words in ("£2,470.00", pounds(threshold), long_date(town.today)):
        assert words in text, (words, text)


def consent_and_give_an_account(town, agreement):
    """Let the parent sign, and say where the payments go."""
    home = town.by_form(Basis.PARENT).go("agreement", agreement.key).press("Read and consent")
    for box in home.page.locator("input[name=statements]").all():
        box.check()
    home.choose("Are you under a court order", "No").write("Type your full name to sign", "Rowan Thistlewood")
    home.sends("Sign and send").press("Give the account")
    home.choose("What kind of account is it?", "A bank account used only for these payments")
    home.write("Name on the account", "Rowan Thistlewood").write("Sort code", "10-20-30")
    home.write("Account number", "12345678").tick("This account is used only for these payments")
    home.sends("Save this account").sees("Not yet")


def approve_and_sign(town, agreement):
    """Let finance approve the account, with its full numbers, and the manager sign for the council."""
    desk = town.by_form(Role.FINANCE_OFFICER).go("finance_accounts").follow(agreement.reference)
    desk.press("Show the full numbers").sees("102030", "12345678")
    desk.write("What did you check?", "The name is the recipient’s, as the bank says.")
    desk.sends("Approve this account").sees("Approved.")
    desk = town.at(Role.CASE_MANAGER).go("admin:case_agreement", agreement.key)
    desk.press("Sign for the council").sends("Sign for the council").sees("Signed for the council.")
    plan_payments()
    agreement.refresh_from_db()
    assert agreement.state == "ready"


def pay_from_the_list(town, first):
    """Let one person tick and approve the payment that is due, and another release it."""
    for role, verb in ((Role.FINANCE_OFFICER, "Approve"), (Role.FINANCE_APPROVER, "Release")):
        desk = town.at(role).open(f"/finance/payments/?list={verb.lower()}")
        desk.page.get_by_label(f"due {long_date(first.due_on)}").check()
        desk.page.get_by_label("I have checked the amount").check()
        desk.sends(f"{verb} the ticked payments").sees(f"1 payment {verb.lower()}d.")


def pay_one(town, second):
    """Let two people pay the next payment, each on its own page, on the day it is due."""
    town.move_to(second.due_on)
    for role, verb in ((Role.FINANCE_OFFICER, "Approve"), (Role.FINANCE_APPROVER, "Release")):
        desk = town.at(role).go("finance_payment", second.key).press(verb)
        desk.sends(f"{verb} this payment").sees(f"{verb}d.")
    _, text = town.read_pdf("remittance")
    for words in (pounds(second.amount), long_date(town.today)):
        assert words in text, (words, text)


def be_reminded(town, agreement):
    """Let the quarter end and the first reminder come; give the return."""
    first = quarter_of(agreement.first_paid_on, basis="financial")
    town.move_to(max(first[1] + timedelta(days=1), town.today))
    open_returns()
    found = QuarterlyReturn.objects.order_by("to_on").first()
    assert (found.from_on, found.to_on) == (agreement.first_paid_on, first[1]) or found.from_on == first[0]
    owed = due("quarterly_return", found.to_on)
    reminded_on = next(day for day in reminders(owed) if day > town.today)
    town.move_to(reminded_on)
    quarterly_return_reminders()
    letter, text = town.read_pdf("return_reminder")
    assert letter.written_on == reminded_on
    assert long_date(owed.due_on) in text, text
    return found


def fill_in_the_return(town, found):
    """Let the parent fill in the return part by part, and send it."""
    home = town.at(Basis.PARENT).go("return", found.key).follow("What was spent").press("Add what was spent")
    home.page.locator("input[name=provision]").first.check()
    home.write("Who was paid", "Riverbank Therapies").date("Date it was paid", found.from_on)
    home.write("Amount", "65.00").sends("Save").sees("£65.00").press("Continue")
    left = found.paid_in - Decimal("65.00")
    home.follow("Balances").write("Balance at the start", "0").write("Balance at the end", left)
    home.write("Balance on the bank statement", left).sends("Save and continue")
    home.follow("How it was used").choose("If less was used", "School holidays").sends("Save and continue")
    home.follow("Check and send").tick("This return is true and complete as far as I know.")
    home.sends("Send the return").sees("We have your return.")


def check_the_return(town, found):
    """Let finance ask one thing, the parent answer and send it again, and finance accept it."""
    desk = town.at(Role.FINANCE_OFFICER).go("finance_returns").follow(re_period(found))
    desk.press("Ask about it").write("What is missing or not clear?", QUESTION)
    desk.sends("Send this question").sees("Asked.")
    _, text = town.read_pdf("return_query")
    assert QUESTION in text
    assert long_date(due("return_query", notified_on("email", town.today)).due_on) in text, text
    home = town.at(Basis.PARENT).go("return", found.key).press("Answer")
    home.write("Your answer", ANSWER).sends("Save the answer").sees("Now send the return again.")
    home.tick("This return is true and complete as far as I know.").sends("Send the return")
    desk = town.at(Role.FINANCE_OFFICER).go("finance_return", found.key).sees(ANSWER)
    desk.press("Accept").sends("Accept this return").sees("Accepted.")
    found.refresh_from_db()
    assert found.state == "accepted"
    _, text = town.read_pdf("return_accepted")
    assert pounds(found.closing) in text and pounds(found.threshold) in text, text


def re_period(found):
    return f"{found.to_on:%B %Y}" if found.to_on.day > 27 else long_date(found.to_on)


def meet_about_the_plan(town, agreement):
    """Let the annual review come from the roster, and the officer record its meeting and what it came to."""
    met_on = town.today
    said = {
        "review_due_on": met_on + timedelta(weeks=4), "review_invited_on": met_on - timedelta(weeks=3),
        "review_meeting_on": met_on, "review_concluded_on": None,
    }  # fmt: skip
    weeks = timedelta(weeks=town.shift.weeks)
    said = {name: day and (day - weeks).isoformat() or "" for name, day in said.items()}
    town.take_in([row | said if row["child_ref"] == steps.CHILD else row for row in town.rows])
    review = agreement.plan.annual_reviews.get(meeting_on=met_on)
    here = {"key": town.child.key, "review": review.pk}
    desk = town.at(Role.CASE_OFFICER).go("admin:case_annual_review", **here).press("Record the meeting")
    desk.date("Date of the meeting", met_on)
    desk.write("Who came, and on whose behalf", "Rowan Thistlewood, the family\nJo Lane, the school")
    desk.choose("Was the personal budget discussed?", "Yes")
    desk.write("What was said about the budget", "The new group at school was described, and what it costs.")
    desk.write("The child’s or young person’s views", "I would like to be in the group with Ines.")
    desk.sends("Record the meeting").press("Record what it came to")
    row = agreement.current_version.provision.get()
    desk.mark(f"outcome_{row.line_id}", "end").page.locator(f"[name=words_{row.line_id}]").fill(REASONS)
    desk.sends("Save").press("Record that the updated plan was sent")
    desk.tick("Rowan Thistlewood, the family").tick("Jo Lane, the school")
    desk.sends("Record that it was sent")
    return review, met_on


def propose_the_ending(town, agreement, met_on):
    """Let the officer propose the ending on the ground of resources, and see by when the notice is owed."""
    desk = town.at(Role.CASE_OFFICER).go("admin:propose_ending", agreement.key)
    desk.sees(long_date(due("budget_end_notice", met_on).due_on))
    desk.choose(
        "On which ground?",
        "The payments are no longer compatible with the efficient use of the council's resources.",
    )
    desk.choose("Does it come from an annual review", f"The meeting of {long_date(met_on)}")
    desk.write("The reasons, for this family", REASONS).write("The evidence", EVIDENCE)
    desk.write("Who secures the support afterwards?", AFTERWARDS)
    desk.sends("Propose the ending").sees("The ending is proposed.")
    return Ending.objects.get()


def decide_the_ending(town, agreement, met_on):
    """Let an extra sitting of the Board decide it inside the time of the law, and the notice be released."""
    desk = town.at(Role.CASE_MANAGER).go("board_extra")
    meets_on = met_on + timedelta(days=8)
    desk.date("Day of the sitting", meets_on).sends("Set an extra sitting")
    meeting = BoardMeeting.objects.get(meets_on=meets_on)
    steps.put_on_agenda(town, meeting, "Endings", agreement.reference)
    board = steps.hold_board(town, meeting)
    board.press("Decide this ending").choose("What was decided", "The payments end")
    board.write("Reasons for this child", REASONS).sends("Record this decision")
    steps.record_decision(board)
    steps.check_and_release(town, REASONS, AFTERWARDS)


def read_the_notice(town, met_on):
    """Let the parent read the notice: the last day, and the last day to ask again, as the law counts them."""
    told_on = notified_on("email", town.today)
    ends_on, review_by = earliest_end("G6", told_on), due("review_request", told_on).due_on
    assert town.today <= due("budget_end_notice", met_on).due_on
    letter, text = town.read_pdf("stop_notice")
    for words in (*steps.with_dates(town.today, met_on, ends_on, review_by), REASONS, AFTERWARDS):
        assert words in text, (words, text)
    ending = Ending.objects.get()
    assert (ending.ends_on, ending.released_on, ending.letter.written_on) == (ends_on, town.today, town.today)
    return ending


def see_it_end(town, agreement, ending):
    """Let the last day pass: nothing ends on it, and the day after the service ends the agreement."""
    town.move_to(ending.ends_on)
    end_agreements()
    agreement.refresh_from_db()
    assert agreement.state == "stop_notice"
    town.move_to(ending.ends_on + timedelta(days=1))
    end_agreements()
    open_returns()
    agreement.refresh_from_db()
    assert (agreement.state, agreement.ended_on) == ("ended", ending.ends_on)
    final = QuarterlyReturn.objects.get(is_final=True)
    home = town.at(Basis.PARENT).go("agreement", agreement.key).sees(AFTERWARDS, "Final return for")
    home.follow("Final return").sees(long_date(due("final_return", ending.ends_on).due_on))
    assert final.to_on == ending.ends_on


def test_an_agreed_line_is_paid_accounted_for_and_ended(town):
    agreement = agree_a_line(town)
    send_the_notice(town, agreement)
    consent_and_give_an_account(town, agreement)
    approve_and_sign(town, agreement)
    first, second = Instalment.objects.order_by("number")[:2]
    assert second.due_on == add_months(first.due_on, 1)
    pay_from_the_list(town, first)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.first_paid_on) == ("active", town.today)
    pay_one(town, second)
    found = be_reminded(town, agreement)
    fill_in_the_return(town, found)
    check_the_return(town, found)
    review, met_on = meet_about_the_plan(town, agreement)
    propose_the_ending(town, agreement, met_on)
    decide_the_ending(town, agreement, met_on)
    ending = read_the_notice(town, met_on)
    see_it_end(town, agreement, ending)
