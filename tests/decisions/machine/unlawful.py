"""What may never be, read from the database after every step: of one child's request, its items and reviews."""

from budgets.models import PersonalBudgetRequest
from clocks.models import Clock
from decisions.models import AgendaItem, Decision, DecisionReview
from decisions.states import decisions_of
from letters.models import Delivery
from policy.deadlines import due, notified_on
from policy.plain import pounds
from tests.decisions.machine.parts import BODIES

WAITING = ("listed", "recorded", "checked")
SETTLED = ("recorded", "checked", "released")
OPEN = ("late", "accepted", "on_agenda", "decided")
UNTOLD = ("requested", "info_needed", "ready", "on_agenda", "decided", "withdrawn", "no_longer_needed")
CLOSED = ("withdrawn", "no_longer_needed")


def check(child, lawful):
    """Check one child's case: stands as the model says, and nowhere it may not; error: AssertionError."""
    request = PersonalBudgetRequest.objects.select_related("decision_letter").get(child=child)
    items = list(
        AgendaItem.objects.filter(child=child)
        .select_related("meeting", "letter", "review")
        .prefetch_related("decisions__line", "voters", "recusals", "meeting__attendances")
        .order_by("pk")
    )
    reviews = list(DecisionReview.objects.filter(child=child).select_related("outcome_letter"))
    clocks = list(Clock.objects.filter(child=child))
    lines = list(request.lines.order_by("position"))
    _stands_as_the_model_says(
        lawful,
        request.state,
        [(each.state, each.request_id) for each in items if each.state in WAITING],
        [each.state for each in reviews if each.state in OPEN],
    )
    _nothing_is_decided_before_it_is_asked(request, items, reviews)
    _who_stepped_aside_stays_aside(items)
    for item in items:
        _is_decided_in_quorum_and_checked_by_another(item)
        _is_told_by_a_stored_letter(item)
    _lines_take_effect_with_the_letter(request, items, lines)
    _what_is_closed_waits_for_nothing(request, items, clocks)
    _reviews_are_one_at_a_time(request, reviews, clocks)
    _the_window_waits_for_the_notice(request, reviews, lawful.on)


def check_stands(child, lawful):
    """Check only that a case stands where it stood: after an act that was refused."""
    # Read after most steps, so no more than the states is fetched.
    request = PersonalBudgetRequest.objects.filter(child=child).values_list("state", flat=True)
    items = AgendaItem.objects.filter(child=child, state__in=WAITING).order_by("pk")
    reviews = DecisionReview.objects.filter(child=child, state__in=OPEN).values_list("state", flat=True)
    _stands_as_the_model_says(
        lawful, request.get(), list(items.values_list("state", "request")), list(reviews)
    )


def _stands_as_the_model_says(lawful, request, items, reviews):
    assert request == lawful.request
    waiting = [(state, "request" if of_request else "review") for state, of_request in items]
    assert waiting == ([(lawful.item.state, lawful.item.about)] if lawful.item else [])
    assert reviews == ([lawful.review.state] if lawful.review else [])


def _nothing_is_decided_before_it_is_asked(request, items, reviews):
    for each in items:
        asked = each.review.received_on if each.review_id else request.received_on
        for decision in each.decisions.all():
            assert decision.decided_on >= asked, "decided before it was asked for"
            assert decision.decided_on == each.meeting.meets_on
    for each in (request, *reviews):
        assert each.decided_on is None or each.decided_on >= each.received_on


def _who_stepped_aside_stays_aside(items):
    aside = set()
    for item in items:
        recused = {each.member_id for each in item.recusals.all()}
        assert aside <= recused, "somebody who stepped aside takes part when it is listed again"
        aside = recused


def _is_decided_in_quorum_and_checked_by_another(item):
    if item.state not in SETTLED:
        return
    voters = {each.pk for each in item.voters.all()}
    deciders = {each.recorded_by_id for each in decisions_of(item)}
    came = {each.member_id: each.body for each in item.meeting.attendances.all()}
    assert {came.get(pk) for pk in voters} == set(BODIES.values()), "recorded without a quorum"
    recused = {each.member_id for each in item.recusals.all()}
    assert not recused & (voters | deciders | {item.recorded_by_id}), "somebody who stepped aside took part"
    assert deciders | {item.recorded_by_id} <= voters
    for by in (item.checked_by_id, item.released_by_id):
        assert by not in voters | deciders | {item.recorded_by_id}, "checked by somebody who took part"


def _is_told_by_a_stored_letter(item):
    assert (item.state == "released") == (item.letter_id is not None) == (item.released_on is not None)
    if item.state != "released":
        return
    assert item.letter.pk and item.letter.html and item.checked_by_id
    told = {each["title"]: each for each in item.letter.parts["says"]["lines"]}
    decided = {each.line.title: each for each in decisions_of(item)}
    assert told.keys() == decided.keys() and told
    for title, decision in decided.items():
        said = told[title]
        assert said["reasons"][0] == decision.reasons
        assert said["amount"] == (f"{pounds(decision.amount)} a year" if decision.amount else "")
        outcome = decision.get_outcome_display()
        if item.review_id:
            assert said["now"].split(":")[0] == outcome
            assert said["outcome"] == decision.get_review_outcome_display()
        else:
            assert said["outcome"] == outcome


def _lines_take_effect_with_the_letter(request, items, lines):
    last = {}
    for item in items:
        if item.state == "released":
            last |= {each.line_id: each for each in decisions_of(item)}
    for line in lines:
        decision = last.get(line.pk)
        if decision is None:
            assert line.state == ("withdrawn" if request.state in CLOSED else "requested"), (
                "told before the letter"
            )
            assert line.agreed_yearly is None and not line.agreed_mechanism
            continue
        assert line.state == decision.outcome
        assert line.agreed_yearly == decision.amount
        if line.state != "agreed":
            assert line.secured_by.strip(), "nobody secures what is refused"
    assert bool(last) == (request.state not in UNTOLD)


def _what_is_closed_waits_for_nothing(request, items, clocks):
    if request.state not in CLOSED:
        return
    assert all(each.state not in WAITING for each in items)
    theirs = {("budgets.personalbudgetrequest", request.pk)}
    theirs |= {("decisions.agendaitem", each.pk) for each in items}
    still = [each.duty for each in clocks if each.is_open and (each.about_type, each.about_id) in theirs]
    assert still == [], "something is still owed about a request that is closed"
    assert not Decision.objects.filter(item__request=request, item__state="released").exists()


def _reviews_are_one_at_a_time(request, reviews, clocks):
    still = [each for each in reviews if each.state in OPEN]
    assert len(still) <= 1
    taken = [each for each in still if each.state != "late"]
    assert bool(taken) == (request.state == "under_review")
    for review in reviews:
        (clock,) = [each for each in clocks if each.duty == "review_outcome" and each.about_id == review.pk]
        assert (clock.started_on, clock.due_on) == (
            review.received_on,
            due("review_outcome", review.received_on).due_on,
        ), "the time to answer runs from receipt"
        assert clock.is_open == (review.state in OPEN)
        if review.state == "released":
            assert review.outcome_letter.html and review.released_on
        if review.state in ("decided", "released"):
            unread = review.representations.filter(considered_on=None)
            assert not unread.exists(), "decided without what the family sent"


def _the_window_waits_for_the_notice(request, reviews, on):
    if request.released_on is None:
        return
    written = request.decision_letter
    sent = Delivery.objects.filter(
        letter__about_id=request.pk, letter__about_type=written.about_type, letter__kind=written.kind
    ).values_list("channel", "notified_on")
    expected = max(notified_on(channel, request.released_on) for channel, _ in sent)
    days = [day for _, day in sent]
    last_day = None if None in days else due("review_request", max(expected, *days)).due_on
    if request.concluded_on:
        assert last_day and request.concluded_on > last_day, (
            "closed before the last day, or before the notice came"
        )
    for each in reviews:
        assert each.is_late == (each.last_day_was is not None and each.last_day_was < each.received_on) or (
            not each.is_late and each.last_day_was is not None
        )
        if each.is_late:
            assert last_day and last_day < each.received_on, "called late before the notice had come"
    assert request.state != "concluded" or on > last_day
