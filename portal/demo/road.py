"""The invented council at work: a case at each place of the road from a draft to an ending, made by the acts."""

import uuid
from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from budgets.actions import agreements, endings, triage
from budgets.actions.payment_reviews import record_payment_review
from budgets.models import PersonalBudgetRequest
from decisions.actions import checking, concluding, deciding, meetings, releasing, reviewing
from payments.actions import returns
from people.roles import Basis
from policy.quarters import quarter_of
from portal.demo import road_words as words
from portal.demo.road_acts import Road

WEEKS_OF_MEETINGS = 8
ONE_DAY = timedelta(days=1)


def walk(on):
    """Bring about a case at each place of the road; where somebody has asked already nothing is done.

    Each is a transaction of its own, since the worker is at work on the same children meanwhile.
    """
    if PersonalBudgetRequest.objects.exists():
        return
    road = Road(on)
    for case in (
        *(
            paid_and_late,
            return_to_check,
            notice_of_the_end,
            consent_taken_back,
            arrangement,
            answered_review,
        ),
        *(open_review, account_to_verify, parent_to_try, nominee_to_try, before_the_board, at_the_board),
        *(after_the_board, young_person_to_try),
    ):
        with transaction.atomic():
            case(road)
    road.close_meetings()
    road.let_letters_arrive()
    concluding.conclude_unquestioned(on)


def parent_to_try(road):
    """Let the parent see a decision with a refused line, an agreement to consent to, and a draft half written."""
    child, parent = road.child(1), road.users[Basis.PARENT]
    lines = (
        road.line(child),
        road.line(
            child, 1, title="A mentor on Saturdays", category="assistant", unit_cost="22.50", units_a_week="3"
        ),
    )
    request = road.ask(parent, child, road.answers(child, *lines), days=20)
    road.prepare(request, days=19)
    road.released(request, days=10, after=6, refuse=[1], from_on=road.on + timedelta(days=21))
    road.noticed(request, days=2, first_on=road.on + timedelta(days=21))
    answers = road.answers(child, road.line(child, 1, title="Music therapy on Thursdays", unit_cost="48.00"))
    road.draft(parent, child, {name: answers[name] for name in ("about", "lines")})


def nominee_to_try(road):
    """Let the nominee see an agreement to consent to: the parent named them, and said so on paper."""
    child, nominee = road.child(1), road.users[Basis.NOMINEE].person
    line = road.line(
        child, 1, title="Travel training with a coach", mechanism="third_party", category="training"
    )
    answers = road.answers(child, line, recipient=nominee, kind="nominee")
    request = road.log(child, answers, days=19, how="letter")
    road.prepare(request, days=18, nominated=True)
    road.released(request, days=10, after=5, from_on=road.on + timedelta(days=14))
    agreement = road.noticed(request, days=3, first_on=road.on + timedelta(days=14))
    road.consented(agreement, days=1, kind="nominator", person=road.family(child))


def young_person_to_try(road):
    """Let the young person send a request today."""
    child, user = road.child(2), road.users[Basis.YOUNG_PERSON]
    line = road.line(child, 1, title="A tutor for the bakery course", category="tutoring", unit_cost="38.00")
    road.ask(user, child, road.answers(child, line, kind="young_person"), days=0)


def before_the_board(road):
    """Leave requests with the officer: outside a window, waiting for the family, ready."""
    child = road.child(8)
    about = {"kind": "new", "how_heard": "website", "educated_elsewhere": False, "words": words.EARLY}
    road.log(child, road.answers(child, road.line(child), about=about), days=2)
    child = road.child(11)
    request = road.log(
        child, road.answers(child, road.line(child, provider="", unit_cost="70.00")), days=9, how="letter"
    )
    items = ["The name of the therapist", "What one session costs, in writing"]
    why = "The Board compares the cost with what the council pays, so it needs the therapist’s own price."
    triage.ask_for_more(request, items=items, why=why, on=road.ago(6), by=road.officer)
    child = road.child(16)
    request = road.log(child, road.answers(child, road.line(child, unit_cost="52.00")), days=8, how="email")
    road.prepare(request, days=3)


def at_the_board(road):
    """Set the Board's meetings, with one request before it today and one on the agenda of the next."""
    child = road.child(5)
    lines = (
        road.line(child),
        road.line(child, title="A therapist’s assistant on Fridays", category="assistant", unit_cost="36.00"),
    )
    request = road.log(child, road.answers(child, *lines), days=16, how="email")
    road.listed(road.prepare(request, days=12), days=0)
    until = road.on + timedelta(weeks=WEEKS_OF_MEETINGS)
    series = meetings.set_series(from_on=road.on, until_on=until, on=road.on, by=road.manager)
    child = road.child(64)
    answers = road.answers(child, road.line(child), kind="young_person")
    request = road.prepare(road.log(child, answers, days=7, how="email"), days=2)
    following = next(each for each in series if each.papers_on >= road.on)
    road.list_for(request, following)


def after_the_board(road):
    """Leave what the Board decided with the second checker: one to check, one to release."""
    child = road.child(24)
    request = road.log(child, road.answers(child, road.line(child), road.line(child, 1)), days=20)
    road.decided(road.prepare(request, days=17), days=4, refuse=[1], from_on=road.on + timedelta(days=28))
    child = road.child(14)
    request = road.log(child, road.answers(child, road.line(child, unit_cost="58.00")), days=21)
    item = road.decided(road.prepare(request, days=17), days=4, from_on=road.on + timedelta(days=28))
    checking.pass_check(item, on=road.ago(2), by=road.checker)


def open_review(road):
    """Leave a review with the officer: asked for, added to, its meeting not settled yet."""
    child = road.child(15)
    request = road.log(child, road.answers(child, road.line(child)), days=40)
    request = road.released(road.prepare(request, days=36), days=25, refuse=[0])
    review = _asked_for(road, request, days=9)
    first = review.representations.get()
    reviewing.consider(first, words=words.CONSIDERED, on=road.ago(7), by=road.officer)
    reviewing.add_representation(review, words=words.ADDED, on=road.ago(5), by=road.officer)


def answered_review(road):
    """Answer a review: the Board looked again and left its decision as it was."""
    child = road.child(3)
    request = road.log(child, road.answers(child, road.line(child)), days=75)
    request = road.released(road.prepare(request, days=72), days=60, refuse=[0])
    review = _asked_for(road, request, days=45)
    for each in review.representations.all():
        reviewing.consider(each, words=words.CONSIDERED, on=road.ago(40), by=road.officer)
    settled = {"state": "declined", "words": words.MEETING}
    review = reviewing.settle_meeting(review, **settled, on=road.ago(39), by=road.officer)
    item = road.listed(review, days=30)
    member, on = road.members[0], item.meeting.meets_on
    for line in review.lines.all():
        said = {"outcome": "refused", "review_outcome": "upheld", "reasons": words.STILL_NOT}
        deciding.decide_line(item, line, on=on, by=member, **said)
    item = deciding.record_decision(item, on=on, by=member)
    checking.pass_check(item, on=road.ago(29), by=road.checker)
    item.refresh_from_db()
    releasing.release(item, on=road.ago(27), by=road.checker)


def _asked_for(road, request, *, days):
    return reviewing.ask_for_review(
        request, lines=list(request.lines.all()), words=words.ASKED_AGAIN, wants_meeting=True,
        asked_by=road.family(request.child), how_received="phone", token=uuid.uuid4(), on=road.ago(days),
        by=road.officer,
    )  # fmt: skip


def account_to_verify(road):
    """Leave an agreement with finance: consented to and signed, its account to be approved."""
    child = road.child(4)
    request = road.log(child, road.answers(child, road.line(child)), days=44)
    from_on = road.on + timedelta(days=14)
    request = road.released(road.prepare(request, days=40), days=28, from_on=from_on)
    agreement = road.consented(road.noticed(request, days=12, first_on=from_on), days=6)
    agreements.sign(agreement, on=road.ago(5), by=road.manager)
    road.account(agreement, days=3)


def arrangement(road):
    """Begin an arrangement for which the council holds the money."""
    child = road.child(56)
    line = road.line(child, mechanism="notional_council")
    request = road.released(
        road.prepare(road.log(child, road.answers(child, line), days=80), days=76), days=62
    )
    agreement = road.consented(road.noticed(request, days=50), days=45, person=road.family(child))
    agreement = agreements.sign(agreement, on=road.ago(44), by=road.manager)
    agreements.begin_arrangement(agreement, on=road.ago(42), by=road.officer)


def _last_quarter(road):
    """Give the first and last day of the quarter that ended before today."""
    this, _ = quarter_of(road.on, basis="financial")
    return quarter_of(this - ONE_DAY, basis="financial")


def _paying(road, child, *, first_on, kind="parent", recipient=None, unit_cost="150.00", weeks=52):
    """Give an agreement that is ready to be paid from a day on."""
    days = (road.on - first_on).days
    line = road.line(child, unit_cost=unit_cost, funded_weeks=weeks)
    answers = road.answers(child, line, kind=kind, recipient=recipient)
    request = road.prepare(road.log(child, answers, days=days + 70), days=days + 66)
    request = road.released(request, days=days + 45, from_on=first_on)
    return road.ready(request, days=days + 20, first_on=first_on)


def paid_and_late(road):
    """Pay the young person for months, one payment late, a return still to be sent."""
    first_on, to_on = _last_quarter(road)
    agreement = _paying(road, road.child(2), first_on=first_on, kind="young_person")
    road.pay(agreement, until=max(to_on, road.ago(40)))


def return_to_check(road):
    """Leave a return with finance that is over six weeks of money until its bills are taken off."""
    first_on, to_on = _last_quarter(road)
    user = road.users[Basis.REPRESENTATIVE]
    agreement = _paying(road, road.child(10), first_on=first_on, recipient=user.person)
    agreement = road.pay(agreement, until=road.on)
    held_on = agreement.active_on + timedelta(days=80)
    reviewed = {"occasion": "first", "held_on": held_on, **words.REVIEWED}
    record_payment_review(agreement, **reviewed, on=held_on, by=road.officer)
    returns.open_returns(to_on + ONE_DAY)
    own = agreement.returns.get()
    on, closing = road.ago(1), Decimal("1040.00")
    provision = own.version.provision.get()
    spent = {"spent_on": to_on, "payee": "Larkspur Tutors (invented)", "provision": provision.pk}
    owed = {
        "kind": "invoice",
        "amount": Decimal("260.00"),
        "words": "The tutor’s bill for the last two weeks",
    }
    own = returns.save(own, on=on, by=user)
    own = returns.save(own, opening=Decimal("0.00"), closing=closing, statement=closing, on=on, by=user)
    spent["amount"] = own.paid_in - closing
    returns.add_spending(own, **spent, token=uuid.uuid4(), on=on, by=user)
    returns.add_owed(own, **owed, token=uuid.uuid4(), on=on, by=user)
    returns.submit(own, on=on, by=user)


def notice_of_the_end(road):
    """Give notice today that an agreement ends, as the Board decided."""
    agreement = road.pay(
        _paying(road, road.child(40), first_on=road.ago(75), kind="young_person"), until=road.on
    )
    ending = endings.propose_ending(
        agreement, ground="G6", reasons=words.ENDING, evidence=words.EVIDENCE, provision_after=words.AFTERWARDS,
        on=road.ago(20), by=road.officer,
    )  # fmt: skip
    item, member = road.listed(ending, days=4), road.members[0]
    on = item.meeting.meets_on
    deciding.decide_ending(item, outcome="end", reasons=words.ENDING, on=on, by=member)
    item = deciding.record_decision(item, on=on, by=member)
    item = checking.pass_check(item, on=road.ago(2), by=road.checker)
    releasing.release(item, on=road.on, by=road.checker)


def consent_taken_back(road):
    """End an agreement because the young person took their consent back in writing."""
    agreement = road.pay(
        _paying(road, road.child(48), first_on=road.ago(70), kind="young_person"), until=road.ago(12)
    )
    given = {"words": words.NO_LONGER, "provision_after": "The council, with a tutor of its own"}
    agreement = agreements.withdraw_consent(agreement, **given, on=road.ago(10), by=road.officer)
    arranged = {"provision_after": given["provision_after"], "words": words.ARRANGED}
    agreements.note_another_way(agreement, **arranged, on=road.ago(8), by=road.officer)
