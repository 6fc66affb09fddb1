"""What is agreed on other terms is not added up, and what a review takes away leaves its agreement (R10.1, R12, b1)."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from audit.acts import NotAllowed
from audit.models import Event
from budgets.actions import agreements as acts
from budgets.actions.agreements.opening import open_agreements
from clocks.models import Clock
from policy import Refused
from tests.factories.agreements import (
    make_active,
    make_agreed_line,
    make_agreed_request,
    make_agreement,
    make_issued,
    make_notice_given,
    make_ready_agreement,
    prepared,
)

TODAY = date(2026, 10, 19)
NEEDS_NOTICE = "A review changed what was agreed: a new notice is needed"


@pytest.fixture(autouse=True)
def today():
    """Let it be Monday 19 October 2026."""
    with time_machine.travel("2026-10-19T10:00:00+00:00", tick=False):
        yield


def reviewed(request, cast):
    """Let what a review settled be carried out; give the agreements it opened or changed."""
    return open_agreements(request, on=TODAY, by=cast.checker)


def settle(line, **facts):
    """Let a review settle a line otherwise."""
    type(line).objects.filter(pk=line.pk).update(**facts)
    line.refresh_from_db()


def refused(line):
    """Let a review refuse a line."""
    nothing = {"agreed_yearly": None, "agreed_weeks": None, "agreed_from": None, "agreed_mechanism": ""}
    settle(line, state="refused", secured_by="The school", **nothing)


def lines_of(agreement):
    """Give the lines an agreement is for."""
    return [row.line for row in agreement.current_version.provision.order_by("pk")]


def standing(request):
    """Give each agreement of a request with its state and the titles in it."""
    return {
        (each.state, each.mechanism, tuple(line.title for line in lines_of(each)))
        for each in request.agreements.all()
    }


@pytest.mark.parametrize(
    "other",
    [
        {"agreed_weeks": 52, "agreed_yearly": Decimal("5200.00")},
        {"agreed_to": date(2027, 3, 31)},
        {"agreed_from": date(2027, 1, 4)},
    ],
)
def test_lines_for_other_weeks_or_days_are_not_added_up(cast, other):
    request = make_agreed_request(cast)
    make_agreed_line(request)
    make_agreed_line(request, **other)
    make_agreed_line(request)
    first, second = reviewed(request, cast)
    assert [line.title for line in lines_of(first)] == ["Tutoring 1", "Tutoring 3"]
    (line,) = lines_of(second)
    for agreement, of in ((first, lines_of(first)[0]), (second, line)):
        version = agreement.current_version
        assert (version.from_on, version.to_on) == (of.agreed_from, of.agreed_to)
        assert version.funded_weeks == of.agreed_weeks
    assert (first.current_version.yearly, second.current_version.yearly) == (
        Decimal("4940.00"),
        line.agreed_yearly,
    )
    assert reviewed(request, cast) == []
    for agreement in (first, second):
        agreement = acts.issue_notice(prepared(agreement, cast), on=TODAY, by=cast.officer)
        assert agreement.state == "notice_issued"


def test_a_line_given_other_days_leaves_its_agreement_and_gets_its_own(cast):
    request = make_agreed_request(cast)
    lines = [make_agreed_line(request) for _ in range(3)]
    (agreement,) = reviewed(request, cast)
    acts.issue_notice(prepared(agreement, cast), on=TODAY, by=cast.officer)
    settle(lines[0], agreed_to=date(2027, 7, 31))
    changed, own = reviewed(request, cast)
    assert changed == agreement and changed.current_version.number == 2
    assert changed.current_version.yearly == Decimal("4940.00")
    assert (own.current_version.to_on, lines_of(own)) == (date(2027, 7, 31), [lines[0]])


@pytest.mark.parametrize("facts", [{"agreed_to": date(2027, 7, 31)}, {"conditions": ["Send us a report."]}])
def test_one_that_has_not_begun_takes_up_other_days_and_conditions(cast, facts):
    agreement = make_ready_agreement(cast)
    settle(lines_of(agreement)[0], **facts)
    (changed,) = reviewed(agreement.request, cast)
    version = changed.current_version
    assert (changed, changed.state, version.number) == (agreement, "draft", 2)
    assert version.to_on == facts.get("agreed_to")
    assert set(facts.get("conditions", ())) <= set(version.conditions)


def test_a_notice_that_begins_later_than_was_agreed_stands_unless_its_own_lines_are_decided_anew(cast):
    later, request = date(2027, 2, 1), make_agreed_request(cast)
    line = make_agreed_line(request)
    (agreement,) = reviewed(request, cast)
    agreement = prepared(agreement, cast, from_on=later, first_payment_on=later)
    acts.issue_notice(agreement, on=TODAY, by=cast.officer)
    assert line.agreed_from < later
    assert open_agreements(request, settled={line.pk + 1}, on=TODAY, by=cast.checker) == []
    agreement.refresh_from_db()
    assert (agreement.state, agreement.current_version.from_on) == ("notice_issued", later)
    (changed,) = open_agreements(request, settled={line.pk}, on=TODAY, by=cast.checker)
    assert (changed.state, changed.current_version.from_on) == ("draft", line.agreed_from)


@pytest.mark.parametrize("make", [make_agreement, make_issued, make_ready_agreement])
def test_with_nothing_left_it_is_called_off(cast, make):
    agreement = make(cast)
    refused(lines_of(agreement)[0])
    assert reviewed(agreement.request, cast) == []
    agreement.refresh_from_db()
    assert agreement.state == "called_off"
    assert not Clock.objects.open().of(agreement).exists()
    assert Event.objects.get(kind="budgets.agreement_called_off").about_id == agreement.pk
    assert reviewed(agreement.request, cast) == []


def test_what_is_agreed_again_after_that_is_opened_anew(cast):
    agreement = make_agreement(cast)
    line = lines_of(agreement)[0]
    refused(line)
    reviewed(agreement.request, cast)
    again = {"agreed_yearly": line.yearly, "agreed_weeks": 38, "agreed_from": date(2026, 11, 2)}
    settle(line, state="agreed", agreed_mechanism="direct_payment", **again)
    (opened,) = reviewed(agreement.request, cast)
    assert opened != agreement and opened.state == "draft"


def test_a_line_taken_away_leaves_the_others_and_one_moved_gets_another_agreement(cast):
    agreement = make_issued(cast, lines=3)
    lines = lines_of(agreement)
    refused(lines[0])
    settle(lines[1], agreed_mechanism="notional_council")
    reviewed(agreement.request, cast)
    assert standing(agreement.request) == {
        ("draft", "direct_payment", ("Tutoring 3",)),
        ("draft", "notional_council", ("Tutoring 2",)),
    }
    agreement.refresh_from_db()
    assert agreement.current_version.yearly == Decimal("2470.00")


def test_a_notice_never_says_what_is_not_agreed_any_more(cast):
    agreement = prepared(make_agreement(cast, lines=2), cast)
    refused(lines_of(agreement)[0])
    with pytest.raises(Refused, match="no longer agreed, or not in this way: Tutoring 1") as problem:
        acts.issue_notice(agreement, on=TODAY, by=cast.officer)
    assert problem.value.rule == "R8.6"


def test_what_was_declined_is_offered_when_it_is_held_another_way(cast):
    agreement = make_issued(cast)
    acts.decline(agreement, because="No", provision_after="The school", on=TODAY, by=cast.parent)
    settle(lines_of(agreement)[0], agreed_mechanism="notional_council")
    (opened,) = reviewed(agreement.request, cast)
    assert opened.mechanism == "notional_council"


def test_one_to_begin_again_stays_whatever_else_a_review_settles(cast):
    agreement = make_issued(cast)
    acts.decline(agreement, because="No", provision_after="The school", on=TODAY, by=cast.parent)
    (again,) = open_agreements(agreement.request, again=agreement, on=TODAY, by=cast.checker)
    assert reviewed(agreement.request, cast) == []
    again.refresh_from_db()
    assert again.state == "draft" and len(lines_of(again)) == 1


def test_a_line_that_is_paid_for_and_refused_on_review_owes_a_notice(cast):
    agreement = make_active(cast, lines=2)
    refused(lines_of(agreement)[0])
    for _ in range(2):
        assert reviewed(agreement.request, cast) == []
    agreement.refresh_from_db()
    clock = Clock.objects.open().of(agreement, "agreement_notice").get()
    assert (agreement.state, clock.label, clock.owner) == ("active", NEEDS_NOTICE, cast.officer)
    assert Event.objects.filter(kind="budgets.change_needs_notice").count() == 1


def test_the_notice_of_its_end_is_the_notice_that_is_owed(cast):
    agreement = make_active(cast)
    refused(lines_of(agreement)[0])
    reviewed(agreement.request, cast)
    make_notice_given(agreement, cast)
    assert Clock.objects.of(agreement, "agreement_notice").get(label=NEEDS_NOTICE).met_on == TODAY


def test_one_that_is_ending_owes_no_other_notice(cast):
    agreement = make_active(cast)
    make_notice_given(agreement, cast)
    refused(lines_of(agreement)[0])
    reviewed(agreement.request, cast)
    assert not Clock.objects.open().of(agreement, "agreement_notice").exists()
    assert Event.objects.filter(kind="budgets.changed_while_ending").exists()


def test_more_weeks_of_one_line_among_others_wait_for_a_notice(cast):
    agreement = make_active(cast, lines=2)
    settle(lines_of(agreement)[0], agreed_weeks=52, agreed_yearly=Decimal("9000.00"))
    reviewed(agreement.request, cast)
    assert agreement.versions.count() == 1
    assert Clock.objects.open().of(agreement, "agreement_notice").get().label == NEEDS_NOTICE


def test_more_weeks_of_an_only_line_are_paid(cast):
    agreement = make_active(cast)
    settle(lines_of(agreement)[0], agreed_weeks=52, agreed_yearly=Decimal("9000.00"))
    reviewed(agreement.request, cast)
    assert agreement.versions.order_by("number").last().funded_weeks == 52


def test_nobody_else_calls_it_off(cast):
    agreement = make_agreement(cast)
    refused(lines_of(agreement)[0])
    for nobody in (cast.parent, cast.board, cast.finance):
        with pytest.raises(NotAllowed):
            open_agreements(agreement.request, on=TODAY, by=nobody)
