"""Opening agreements for what was agreed, their notice, and what must be in it (reg 8, R8, d2)."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, transaction

from audit.acts import NotAllowed
from budgets.actions import agreements as acts
from budgets.models import AgreedProvision, AgreementVersion
from clocks.models import Clock
from letters.models import Letter
from people.roles import Basis
from policy import Refused
from policy.deadlines import due
from tests.factories.agreements import (
    make_agreed_line,
    make_agreed_request,
    make_agreement,
    make_issued,
    make_nominee,
    prepared,
)
from tests.factories.people import make_link, make_person

TODAY = date(2026, 10, 19)


@pytest.fixture(autouse=True)
def today():
    """Let it be Monday 19 October 2026."""
    with time_machine.travel("2026-10-19T10:00:00+00:00", tick=False):
        yield


def notice_of(agreement):
    """Give what the notice of an agreement says, as it was sent to its recipient."""
    return agreement.current_version.letter.parts["says"]


def test_each_way_to_hold_what_was_agreed_gets_its_agreement(cast):
    request = make_agreed_request(cast)
    make_agreed_line(request)
    make_agreed_line(request)
    make_agreed_line(request, mechanism="notional_council", state="agreed_in_part")
    make_agreed_line(request, state="refused", secured_by="The school")
    opened = acts.open_agreements(request, on=TODAY, by=cast.checker)
    assert [each.mechanism for each in opened] == ["direct_payment", "notional_council"]
    direct, notional = opened
    assert (direct.state, direct.recipient, direct.recipient_kind) == ("draft", cast.parent.person, "parent")
    assert notional.holder and notional.recipient == cast.parent.person
    version = direct.current_version
    assert (version.number, version.yearly, version.funded_weeks) == (1, Decimal("4940.00"), 38)
    assert [row.title for row in version.provision.order_by("id")] == ["Tutoring 1", "Tutoring 2"]
    assert acts.open_agreements(request, on=TODAY, by=cast.checker) == []


def test_the_notice_is_owed_from_the_release_and_met_by_sending_it(cast):
    agreement = make_agreement(cast)
    clock = Clock.objects.of(agreement, "agreement_notice").get()
    assert (clock.started_on, clock.due_on) == (TODAY, due("agreement_notice", TODAY).due_on)
    acts.issue_notice(prepared(agreement, cast), on=TODAY, by=cast.officer)
    clock.refresh_from_db()
    assert clock.met_on == TODAY


def test_the_notice_prints_the_sums_the_days_and_the_threshold(cast):
    agreement = make_issued(cast, lines=2, agreed_to=date(2027, 7, 22))
    says = notice_of(agreement)
    assert says["annual_total"] == "£4,940.00"
    assert says["weekly_rate"] == "£130.00"
    assert (says["threshold"], says["threshold_weeks"]) == ("£780.00", 6)
    assert [line["title"] for line in says["lines"]] == ["Tutoring 1", "Tutoring 2"]
    assert {line["weekly"] for line in says["lines"]} == {"£65.00"}
    assert says["payments"][0] == ["2026-10-19", "£562.87"]
    assert says["return_dates"][0] == ["2 November 2026 to 31 December 2026", "2027-01-28"]
    assert ["The first review of the payments", "by 18 January 2027"] in says["review_dates"]
    assert says["notice_days"] == 28 and says["review_days"] == 15 and says["answer_days"] == 28
    assert set(says["statements"]) == set(acts.STATEMENTS["recipient"].values())
    assert agreement.current_version.threshold == Decimal("780.00")


def test_a_rate_that_is_no_whole_penny_is_shown_as_about(cast):
    line = {"agreed_yearly": Decimal("7800.00"), "agreed_weeks": 38}
    says = notice_of(make_issued(cast, **line))
    assert says["weekly_rate"] == "about £205.26"
    assert says["threshold"] == "£1,231.58"


def test_the_family_and_the_recipient_get_the_notice_each_once(cast):
    carer = make_person()
    make_link(cast.child, carer, basis=Basis.HAS_CARE_OF)
    agreement = make_issued(cast)
    version = agreement.current_version
    written = Letter.objects.filter(about_type=version._meta.label_lower, about_id=version.pk)
    assert {letter.addressee for letter in written} == {cast.parent.person, carer}
    assert written.count() == 2


def test_a_notice_leaves_out_no_agreed_line(cast):
    agreement = prepared(make_agreement(cast), cast)
    late = make_agreed_line(agreement.request)
    with pytest.raises(Refused, match=late.title) as refused:
        acts.issue_notice(agreement, on=TODAY, by=cast.officer)
    assert refused.value.rule == "R8.6"
    (agreement,) = acts.open_agreements(agreement.request, on=TODAY, by=cast.checker)
    assert agreement.current_version.yearly == Decimal("4940.00")
    acts.issue_notice(agreement, on=TODAY, by=cast.officer)


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"can_manage": None}, "R5.2"),
        ({"can_manage": False, "help_considered": True}, "R5.2"),
        ({"recipient_born_on": date(2011, 9, 2)}, "R5.3"),
        ({"recipient_born_on": None}, "R5.3"),
        ({"has_capacity": False}, "R5.4"),
        ({"is_in_schedule": True}, "R5.5"),
        ({"is_in_schedule": None}, "R5.5"),
    ],
)
def test_nobody_is_sent_a_notice_who_may_not_receive(cast, facts, rule):
    request = make_agreed_request(cast, **facts)
    make_agreed_line(request)
    (agreement,) = acts.open_agreements(request, on=TODAY, by=cast.checker)
    with pytest.raises(Refused) as refused:
        acts.issue_notice(prepared(agreement, cast), on=TODAY, by=cast.officer)
    assert refused.value.rule == rule
    assert not Letter.objects.filter(kind="payment_notice").exists()


def test_a_recipient_who_was_not_the_one_checked_is_refused(cast):
    other = make_person()
    make_link(cast.child, other)
    agreement = prepared(make_agreement(cast), cast, recipient=other)
    with pytest.raises(Refused, match="not the recipient who was checked"):
        acts.issue_notice(agreement, on=TODAY, by=cast.officer)


def test_a_recipient_is_tied_to_the_child(cast):
    with pytest.raises(Refused) as refused:
        prepared(make_agreement(cast), cast, recipient=make_person())
    assert refused.value.rule == "R5.1"


def test_a_third_party_arrangement_pays_a_nominee(cast):
    request = make_agreed_request(cast)
    make_agreed_line(request, mechanism="third_party")
    (agreement,) = acts.open_agreements(request, on=TODAY, by=cast.checker)
    with pytest.raises(Refused) as refused:
        prepared(agreement, cast)
    assert refused.value.rule == "R22.1"
    nominee = make_nominee(cast, request)
    given = {"recipient": nominee.person, "recipient_kind": "nominee"}
    agreement = acts.issue_notice(prepared(agreement, cast, **given), on=TODAY, by=cast.officer)
    assert notice_of(agreement)["recipient_name"] == nominee.person.name
    to = Letter.objects.filter(kind="payment_notice").values_list("addressee", flat=True)
    assert set(to) == {nominee.person_id, cast.parent.person_id}


def test_support_at_a_school_needs_its_consent_in_writing(cast):
    agreement = prepared(make_agreement(cast, delivered_at="setting", setting="Wealdbridge Primary"), cast)
    line = agreement.current_version.provision.get().line
    with pytest.raises(Refused) as refused:
        acts.issue_notice(agreement, on=TODAY, by=cast.officer)
    assert refused.value.rule == "R9.1"
    given = {
        "kind": "premises", "state": "given", "asked_on": TODAY, "asked_of": "Head", "answered_on": TODAY,
        "words": "Letter seen", "recorded_by": cast.officer,
    }  # fmt: skip
    line.consents.create(setting="Wealdmoor Primary", lapsed_on=TODAY, **given)
    with pytest.raises(Refused, match="needs the written consent"):
        acts.issue_notice(agreement, on=TODAY, by=cast.officer)
    line.consents.create(setting=line.setting, **given)
    agreement = acts.issue_notice(agreement, on=TODAY, by=cast.officer)
    assert notice_of(agreement)["setting_consents"] == [
        "Wealdbridge Primary agreed on 19 October 2026: provision on the premises."
    ]


def test_how_much_is_agreed_can_be_worded_and_not_left_out(cast):
    agreement = make_agreement(cast)
    row = agreement.current_version.provision.get()
    assert row.quantity == "1 a week. The plan says: One hour of tutoring a week."
    with pytest.raises(Refused) as refused:
        prepared(agreement, cast, quantities={row.pk: " "})
    assert refused.value.rule == "R8.6"
    agreement = prepared(agreement, cast, quantities={row.pk: "One hour a week, one to one"})
    says = notice_of(acts.issue_notice(agreement, on=TODAY, by=cast.officer))
    assert says["lines"][0]["quantity"] == "One hour a week, one to one"


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"first_payment_on": None}, "R8.2"),
        ({"first_payment_on": date(2026, 10, 18)}, "R8.1"),
        ({"conditions": [" "]}, "R8.2"),
    ],
)
def test_a_notice_that_is_not_complete_is_not_sent(cast, given, rule):
    agreement = prepared(make_agreement(cast), cast, **given)
    with pytest.raises(Refused) as refused:
        acts.issue_notice(agreement, on=TODAY, by=cast.officer)
    assert refused.value.rule == rule


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"rhythm": "daily"}, "R10.5"),
        ({"recipient_kind": "friend"}, "R5.1"),
        ({"from_on": date(2026, 11, 1)}, "R7.2"),
        ({"from_on": date(2027, 7, 23)}, "R7.2"),
    ],
)
def test_terms_that_cannot_be_are_refused_while_preparing(cast, given, rule):
    with pytest.raises(Refused) as refused:
        prepared(make_agreement(cast, agreed_to=date(2027, 7, 22)), cast, **given)
    assert refused.value.rule == rule


def test_the_last_day_and_the_weeks_are_those_that_were_agreed(cast):
    agreement = make_agreement(cast, agreed_to=date(2027, 7, 22))
    version = agreement.current_version
    version.to_on, version.funded_weeks = None, 20
    version.save()
    with pytest.raises(Refused, match="prepare it again") as refused:
        acts.issue_notice(agreement, on=TODAY, by=cast.officer)
    assert refused.value.rule == "R7.2"
    says = notice_of(
        acts.issue_notice(prepared(agreement, cast, from_on=date(2026, 12, 1)), on=TODAY, by=cast.officer)
    )
    assert (says["period"], says["funded_weeks"]) == ("1 December 2026 to 22 July 2027", 38)


def test_a_notice_prepared_before_the_board_agreed_something_else_is_prepared_again(cast):
    agreement = prepared(make_agreement(cast), cast)
    agreement.request.lines.update(agreed_to=date(2027, 7, 22))
    with pytest.raises(Refused, match="prepare it again"):
        acts.issue_notice(agreement, on=TODAY, by=cast.officer)
    agreement = acts.issue_notice(prepared(agreement, cast), on=TODAY, by=cast.officer)
    assert agreement.current_version.to_on == date(2027, 7, 22)
    agreement.request.lines.update(agreed_from=date(2026, 12, 1))
    agreement = acts.revise(agreement, because="It begins later.", on=TODAY, by=cast.officer)
    with pytest.raises(Refused, match="agreed from 1 December 2026"):
        prepared(agreement, cast)


def test_what_is_not_agreed_any_more_is_not_noticed(cast):
    agreement = prepared(make_agreement(cast, lines=2), cast)
    first = agreement.current_version.provision.order_by("id")[0].line
    type(first).objects.filter(pk=first.pk).update(agreed_mechanism="notional_council")
    with pytest.raises(Refused, match=f"not in this way: {first.title}") as refused:
        acts.issue_notice(agreement, on=TODAY, by=cast.officer)
    assert refused.value.rule == "R8.6"


def test_a_notice_that_was_sent_is_frozen_with_its_lines(cast):
    agreement = make_issued(cast)
    version = agreement.current_version
    with pytest.raises(DatabaseError), transaction.atomic():
        AgreementVersion.objects.filter(pk=version.pk).update(yearly=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        AgreedProvision.objects.filter(version=version).update(yearly=1)
    with pytest.raises(Refused) as refused:
        prepared(agreement, cast)
    assert refused.value.rule == "R8.3"


def test_another_version_takes_over_and_is_owed_again(cast):
    agreement = make_issued(cast)
    with time_machine.travel("2026-10-21T10:00:00+00:00", tick=False):
        agreement = acts.revise(
            agreement, because="The tutor costs more.", on=date(2026, 10, 21), by=cast.officer
        )
    assert (agreement.state, agreement.current_version.number) == ("draft", 2)
    assert agreement.current_version.provision.count() == 1
    assert agreement.current_version.issued_on is None
    owed = Clock.objects.open().of(agreement, "agreement_notice").get()
    assert owed.started_on == date(2026, 10, 21)


def test_what_a_review_agreed_more_of_becomes_another_version(cast):
    agreement = make_issued(cast)
    line = agreement.current_version.provision.get().line
    line.agreed_yearly = Decimal("3000.00")
    line.save()
    make_agreed_line(agreement.request)
    (changed,) = acts.open_agreements(agreement.request, on=TODAY, by=cast.checker)
    assert changed == agreement
    version = changed.current_version
    assert (version.number, version.yearly, version.provision.count()) == (2, Decimal("5470.00"), 2)
    assert changed.state == "draft"


def test_what_was_declined_or_has_ended_is_not_opened_again_by_another_line(cast):
    agreement = make_issued(cast)
    acts.decline(agreement, because="No", provision_after="The school", on=TODAY, by=cast.parent)
    line = make_agreed_line(agreement.request)
    (opened,) = acts.open_agreements(agreement.request, on=TODAY, by=cast.checker)
    assert [row.line for row in opened.current_version.provision.all()] == [line]


def test_more_than_was_declined_is_offered_anew_and_so_is_what_is_to_begin_again(cast):
    agreement = make_issued(cast)
    acts.decline(agreement, because="Too little", provision_after="The school", on=TODAY, by=cast.parent)
    request = agreement.request
    assert acts.open_agreements(request, on=TODAY, by=cast.checker) == []
    (again,) = acts.open_agreements(request, again=agreement, on=TODAY, by=cast.checker)
    acts.issue_notice(prepared(again, cast), on=TODAY, by=cast.officer)
    acts.decline(again, because="Too little", provision_after="The school", on=TODAY, by=cast.parent)
    request.lines.update(agreed_yearly=Decimal("3000.00"))
    (more,) = acts.open_agreements(request, on=TODAY, by=cast.checker)
    assert more.current_version.yearly == Decimal("3000.00")


def check(agreement, cast, recipient, **given):
    """Check another recipient of an agreement."""
    own = {
        "recipient_kind": "parent",
        "born_on": date(1980, 1, 1),
        "can_manage": True,
        "is_in_schedule": False,
        "words": "Checked by phone.",
    }
    return acts.check_another_recipient(
        agreement, recipient=recipient, **own | given, on=TODAY, by=cast.officer
    )


def test_another_recipient_is_checked_before_a_notice_goes_to_them(cast):
    other = make_person()
    make_link(cast.child, other)
    agreement = prepared(make_agreement(cast), cast)
    with pytest.raises(Refused):
        check(agreement, cast, make_person())
    with pytest.raises(Refused):
        check(agreement, cast, other, words=" ")
    agreement = check(agreement, cast, other, can_manage=None)
    with pytest.raises(Refused, match="can manage"):
        acts.issue_notice(agreement, on=TODAY, by=cast.officer)
    agreement = acts.issue_notice(check(agreement, cast, other), on=TODAY, by=cast.officer)
    assert notice_of(agreement)["recipient_name"] == other.name
    with pytest.raises(Refused):
        check(agreement, cast, cast.parent.person)


def test_who_may_not(cast):
    agreement = make_agreement(cast)
    with pytest.raises(NotAllowed):
        acts.open_agreements(agreement.request, on=TODAY, by=cast.parent)
    agreement = prepared(agreement, cast)
    for nobody in (cast.parent, cast.board, cast.finance, cast.checker):
        with pytest.raises(NotAllowed):
            acts.issue_notice(agreement, on=TODAY, by=nobody)
    agreement = acts.issue_notice(agreement, on=TODAY, by=cast.officer)
    for nobody in (cast.parent, cast.officer, cast.approver):
        with pytest.raises(NotAllowed):
            acts.sign(agreement, on=TODAY, by=nobody)
