"""An agreement that begins takes the place of one for the same thing: nothing is paid twice, none is stuck (b3)."""

from datetime import date, timedelta

import pytest
import time_machine

from audit.models import Event
from budgets.actions import agreements as acts
from budgets.actions import endings
from budgets.models import AgreedProvision
from clocks.models import Clock
from letters.models import Letter
from policy import Refused
from tests.factories.agreements import (
    agree_to,
    let_arrive,
    make_active,
    make_agreed_line,
    make_agreed_request,
    make_cast,
    make_ending,
    make_notice_given,
    prepared,
)

# The earlier agreement begins in October for days from 2 November; the later one is agreed in December.
BEGAN, LATER_ON, FROM_ON = date(2026, 10, 19), date(2026, 12, 7), date(2027, 1, 4)
LAST_DAY = FROM_ON - timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    """Let it be 19 October 2026, until a test moves on."""
    with time_machine.travel("2026-10-19T10:00:00+00:00", tick=False) as moved:
        yield moved


@pytest.fixture
def december(clock):
    """Give a way to move on to Monday 7 December 2026."""
    return lambda: clock.move_to("2026-12-07T10:00:00+00:00")


def lines_of(agreement):
    """Give the lines an agreement is for."""
    return [row.line for row in agreement.current_version.provision.order_by("pk")]


def asked_again(cast, line, *, kind="change", **fields):
    """Give the agreement opened for a later request for the provision of a line."""
    request = make_agreed_request(cast, kind=kind)
    own = {"provision": line.provision, "catalogue_key": line.catalogue_key, "agreed_from": FROM_ON}
    make_agreed_line(request, **own | fields)
    return acts.open_agreements(request, on=LATER_ON, by=cast.checker)[0]


def issue(agreement, cast, **given):
    """Send the notice of an agreement."""
    ready = prepared(agreement, cast, on=LATER_ON, **given)
    return acts.issue_notice(ready, on=LATER_ON, by=cast.officer)


def begin(agreement, cast, *, on=LATER_ON):
    """Take an agreement whose notice was sent to its beginning."""
    agreement = acts.sign(agree_to(agreement, cast.parent), on=LATER_ON, by=cast.manager)
    if not agreement.is_paid_over:
        return acts.begin_arrangement(agreement, on=on, by=cast.officer)
    agreement = acts.note_account_verified(agreement, on=LATER_ON, by=cast.finance)
    return acts.note_first_payment(agreement, on=on, by=cast.approver)


def days_paid_for(line_or_provision):
    """Give the days over which something is paid for, in order."""
    rows = AgreedProvision.objects.filter(paid_over__isnull=False, line__provision=line_or_provision)
    return [(row.paid_over.lower, row.paid_over.upper) for row in rows.order_by("paid_over")]


def test_a_payment_agreed_on_review_takes_the_place_of_the_arrangement(cast, december):
    arranged = make_active(cast, mechanism="notional_council")
    (line,) = lines_of(arranged)
    december()
    line.agreed_mechanism, line.agreed_from = "direct_payment", FROM_ON
    line.save()
    (paid,) = acts.open_agreements(arranged.request, on=LATER_ON, by=cast.checker)
    paid = begin(issue(paid, cast), cast)
    arranged.refresh_from_db()
    assert (paid.state, arranged.state, arranged.ended_on) == ("active", "ended", LAST_DAY)
    assert arranged.end_ground == "NEW" and paid.reference in arranged.provision_after
    assert days_paid_for(line.provision) == [(date(2026, 11, 2), FROM_ON), (FROM_ON, None)]


@pytest.mark.parametrize("kind", ["new", "change", "renewal"])
def test_what_is_asked_for_again_is_not_paid_twice(cast, december, kind):
    earlier = make_active(cast)
    (line,) = lines_of(earlier)
    december()
    later = begin(issue(asked_again(cast, line, kind=kind), cast), cast)
    earlier.refresh_from_db()
    assert (later.state, earlier.state, earlier.ended_on) == ("active", "ended", LAST_DAY)
    assert days_paid_for(line.provision) == [(date(2026, 11, 2), FROM_ON), (FROM_ON, None)]
    assert not Clock.objects.open().of(earlier).exists()
    event = Event.objects.get(kind="budgets.agreement_replaced")
    assert (event.about_id, event.by_id) == (earlier.pk, None)


def test_the_notice_says_it_before_and_a_letter_says_it_after(cast, december):
    earlier = make_active(cast)
    december()
    later = issue(asked_again(cast, lines_of(earlier)[0]), cast)
    says = later.current_version.letter.parts["says"]
    assert says["takes_over"] == [
        f"When it begins, this takes the place of agreement {earlier.reference}, whose last day is then 3 January 2027."
    ]
    assert not Letter.objects.filter(kind="agreement_replaced").exists()
    begin(later, cast)
    letter = Letter.objects.get(kind="agreement_replaced")
    told = letter.parts["says"]
    assert letter.addressee == cast.parent.person
    assert (told["earlier"], told["later"]) == (earlier.reference, later.reference)
    assert (told["ended_on"], told["begins_on"]) == ("2027-01-03", "2027-01-04")
    assert told["final_return"] == "Please send your last return by 1 February 2027."
    assert told["account"].startswith("Keep the account open until")


def test_an_arrangement_leaves_nothing_to_return(cast, december):
    earlier = make_active(cast, mechanism="notional_council")
    december()
    later = asked_again(cast, lines_of(earlier)[0], mechanism="notional_council")
    begin(issue(later, cast), cast)
    says = Letter.objects.get(kind="agreement_replaced").parts["says"]
    assert says["final_return"] == "No money was paid to you, so there is no return to send."


@pytest.mark.parametrize(("kind", "state"), [("new", "active"), ("change", "ended"), ("renewal", "ended")])
def test_what_need_not_be_in_the_plan_is_replaced_when_a_change_was_asked_for(cast, december, kind, state):
    request = make_agreed_request(cast)
    line = make_agreed_line(request, provision=None, catalogue_key="short_breaks")
    (earlier,) = acts.open_agreements(request, on=BEGAN, by=cast.checker)
    earlier = acts.issue_notice(prepared(earlier, cast), on=BEGAN, by=cast.officer)
    earlier = acts.sign(agree_to(earlier, cast.parent), on=BEGAN, by=cast.manager)
    earlier = acts.note_account_verified(earlier, on=BEGAN, by=cast.finance)
    earlier = acts.note_first_payment(earlier, on=BEGAN, by=cast.approver)
    december()
    begin(issue(asked_again(cast, line, kind=kind), cast), cast)
    earlier.refresh_from_db()
    assert earlier.state == state


def test_parts_of_one_request_stand_side_by_side(cast):
    request = make_agreed_request(cast)
    one = make_agreed_line(request)
    make_agreed_line(request, provision=one.provision, mechanism="notional_council")
    paid, arranged = acts.open_agreements(request, on=BEGAN, by=cast.checker)
    for each in (paid, arranged):
        each = acts.issue_notice(prepared(each, cast), on=BEGAN, by=cast.officer)
        each = acts.sign(agree_to(each, cast.parent), on=BEGAN, by=cast.manager)
        if each.is_paid_over:
            each = acts.note_account_verified(each, on=BEGAN, by=cast.finance)
            acts.note_first_payment(each, on=BEGAN, by=cast.approver)
        else:
            acts.begin_arrangement(each, on=BEGAN, by=cast.officer)
    assert set(request.agreements.values_list("state", flat=True)) == {"active"}


def test_one_that_pays_for_more_is_not_ended_and_the_notice_says_what_to_do(cast, december):
    earlier = make_active(cast, lines=2)
    first, second = lines_of(earlier)
    december()
    later = asked_again(cast, first)
    with pytest.raises(Refused) as refused:
        issue(later, cast)
    assert refused.value.rule == "b3"
    assert refused.value.words == (
        f"Agreement {earlier.reference} pays for {first.title} on the same days, and also for {second.title}, which "
        f"this one does not. Propose that {earlier.reference} ends, and let this one begin after its last day."
    )
    assert not Letter.objects.filter(kind="payment_notice", written_on=LATER_ON).exists()


def test_after_notice_of_its_end_the_later_one_waits_for_its_last_day(cast, december, clock):
    earlier = make_active(cast, lines=2)
    december()
    ending = make_notice_given(earlier, cast, on=LATER_ON)
    line = lines_of(earlier)[0]
    with pytest.raises(Refused):
        issue(asked_again(cast, line, agreed_from=ending.ends_on), cast)
    later = asked_again(cast, line, agreed_from=ending.ends_on + timedelta(days=1))
    later = acts.sign(agree_to(issue(later, cast), cast.parent), on=LATER_ON, by=cast.manager)
    later = acts.note_account_verified(later, on=LATER_ON, by=cast.finance)
    with pytest.raises(Refused, match="Another agreement still pays"):
        acts.note_first_payment(later, on=LATER_ON, by=cast.approver)
    let_arrive(ending, "stop_notice")
    after = ending.ends_on + timedelta(days=1)
    clock.move_to(f"{after}T10:00:00+00:00")
    endings.complete_ending(ending, on=after)
    assert acts.note_first_payment(later, on=after, by=cast.approver).state == "active"


def test_one_that_would_leave_the_earlier_no_day_begins_later(cast, december):
    earlier = make_active(cast)
    december()
    later = asked_again(cast, lines_of(earlier)[0], agreed_from=date(2026, 11, 2))
    with pytest.raises(
        Refused, match="pays for Tutoring 1 from 2 November 2026: this one begins on a later day"
    ):
        issue(later, cast)


def test_days_that_are_over_are_not_paid_for_again(cast, december):
    earlier = make_active(cast)
    line = lines_of(earlier)[0]
    december()
    given = {"words": "No more.", "provision_after": "The school", "on": LATER_ON, "by": cast.officer}
    acts.withdraw_consent(earlier, **given)
    with pytest.raises(Refused, match="until 7 December 2026: this one begins after that day"):
        issue(asked_again(cast, line, agreed_from=LATER_ON), cast)
    later = begin(issue(asked_again(cast, line, agreed_from=LATER_ON + timedelta(days=1)), cast), cast)
    assert later.state == "active"


def test_an_ending_under_way_is_let_go_and_a_day_given_notice_of_is_kept_to(cast, december):
    earlier, other = make_active(cast), make_active(cast)
    december()
    proposed = make_ending(earlier, cast, on=LATER_ON)
    begin(issue(asked_again(cast, lines_of(earlier)[0]), cast), cast)
    noticed = make_notice_given(other, cast, on=LATER_ON)
    later = asked_again(cast, lines_of(other)[0], agreed_from=noticed.ends_on + timedelta(days=20))
    begin(issue(later, cast), cast)
    for ending, last_day in ((proposed, LAST_DAY), (noticed, noticed.ends_on)):
        ending.refresh_from_db()
        assert (ending.state, ending.agreement.ended_on) == ("not_ended", last_day)


def test_one_agreed_for_a_period_runs_until_the_later_one_begins(cast, december):
    earlier = make_active(cast, agreed_to=date(2026, 12, 31))
    december()
    begin(issue(asked_again(cast, lines_of(earlier)[0], kind="renewal"), cast), cast)
    earlier.refresh_from_db()
    assert (earlier.state, earlier.ended_on) == ("ended", LAST_DAY)


def test_what_is_for_another_thing_or_another_child_is_left_alone(cast, december):
    earlier, other, stranger = make_active(cast), make_active(cast), make_active(make_cast())
    december()
    begin(issue(asked_again(cast, lines_of(earlier)[0], agreed_to=date(2027, 1, 31)), cast), cast)
    for each in (other, stranger):
        each.refresh_from_db()
        assert each.state == "active"
