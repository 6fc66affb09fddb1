"""Consent, the council's signature, the start, and consent taken back (R8.1, R8.3, R14.1, b3)."""

from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, transaction

from audit.acts import NotAllowed
from audit.models import Event
from budgets.actions import agreements as acts
from budgets.models import Consent
from budgets.models.ending import Ending
from clocks.models import Clock
from letters.models import Letter
from policy import Refused
from policy.deadlines import due
from tests.factories.agreements import (
    agree_to,
    make_active,
    make_agreed_line,
    make_agreed_request,
    make_cast,
    make_issued,
    make_nominee,
    make_notice_given,
    make_ready_agreement,
    prepared,
)
from tests.factories.documents import make_document
from tests.factories.people import make_family

TODAY = date(2026, 10, 19)


@pytest.fixture(autouse=True)
def today():
    """Let it be Monday 19 October 2026."""
    with time_machine.travel("2026-10-19T10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def issued(cast):
    """Give a direct payment whose notice was sent."""
    return make_issued(cast)


@pytest.fixture
def nominated(cast):
    """Give a third-party arrangement whose notice was sent, with its nominee."""
    request = make_agreed_request(cast)
    make_agreed_line(request, mechanism="third_party")
    (agreement,) = acts.open_agreements(request, on=TODAY, by=cast.checker)
    nominee = make_nominee(cast, request)
    given = {"recipient": nominee.person, "recipient_kind": "nominee"}
    agreement = acts.issue_notice(prepared(agreement, cast, **given), on=TODAY, by=cast.officer)
    return agreement, nominee


def test_consent_keeps_the_words_agreed_to_and_starts_the_clock_on_the_first_payment(cast, issued):
    agreement = agree_to(issued, cast.parent)
    assert agreement.state == "consented"
    consent = Consent.objects.get()
    assert consent.statements == acts.STATEMENTS["recipient"]
    assert (consent.person, consent.signed_name) == (cast.parent.person, cast.parent.person.name)
    assert (consent.schedule_answer, consent.version) == ("no", agreement.current_version)
    clock = Clock.objects.of(agreement, "first_payment").get()
    assert (clock.started_on, clock.due_on) == (TODAY, due("first_payment", TODAY).due_on)


def test_a_plan_that_is_final_later_starts_the_clock_later(cast, issued):
    issued.plan.final_on = date(2026, 10, 26)
    issued.plan.save()
    agreement = agree_to(issued, cast.parent)
    assert Clock.objects.of(agreement, "first_payment").get().started_on == date(2026, 10, 26)


def test_every_statement_is_ticked_and_the_name_is_typed(cast, issued):
    wanted = dict.fromkeys(acts.statements_for(issued), True)
    for left_out in wanted:
        with pytest.raises(Refused) as refused:
            agree_to(issued, cast.parent, statements=wanted | {left_out: False})
        assert refused.value.rule == "R8.3"
    with pytest.raises(Refused, match="Type your full name"):
        agree_to(issued, cast.parent, signed_name="  ")
    assert not Consent.objects.exists()


@pytest.mark.parametrize("answer", ["yes", "speak"])
def test_a_declaration_that_is_not_a_no_is_for_a_conversation_and_is_not_kept(cast, issued, answer):
    with pytest.raises(Refused, match="talk to your case officer") as refused:
        agree_to(issued, cast.parent, schedule_answer=answer)
    assert refused.value.rule == "R5.6"
    assert not Consent.objects.exists()
    assert not Event.objects.filter(kind="budgets.consent_given").exists()


def test_the_declaration_is_made_again(cast, issued):
    with pytest.raises(Refused) as refused:
        agree_to(issued, cast.parent, schedule_answer="")
    assert refused.value.rule == "R5.5"


def test_only_the_recipient_consents_for_the_recipient(cast, issued):
    for somebody in (make_family(cast.child), cast.officer):
        with pytest.raises(NotAllowed):
            agree_to(issued, somebody)
    with pytest.raises(NotAllowed):
        agree_to(issued, make_cast().parent)


def test_consent_given_twice_is_one_consent(cast, issued):
    agree_to(issued, cast.parent)
    assert agree_to(issued, cast.parent).state == "consented"
    assert Consent.objects.count() == 1


def test_paper_is_recorded_by_an_officer_with_the_paper(cast, issued):
    with pytest.raises(Refused, match="signed paper"):
        agree_to(issued, cast.officer, how="paper")
    paper = make_document(cast.child, uploaded_by=cast.officer)
    agreement = agree_to(issued, cast.officer, how="paper", document=paper)
    assert agreement.state == "consented"
    assert Consent.objects.get().person == cast.parent.person


def test_a_way_of_consenting_nobody_knows_is_refused(cast, issued):
    with pytest.raises(Refused, match="from the list"):
        agree_to(issued, cast.officer, how="post")


def test_a_nominees_agreement_needs_two_consents(cast, nominated):
    agreement, nominee = nominated
    assert agree_to(agreement, nominee).state == "notice_issued"
    assert not Clock.objects.of(agreement, "first_payment").exists()
    with pytest.raises(NotAllowed):
        agree_to(agreement, nominee, kind="nominator")
    agreement = agree_to(agreement, cast.parent, kind="nominator")
    assert agreement.state == "consented"
    assert Consent.objects.get(kind="nominator").statements == acts.STATEMENTS["nominator"]
    assert Clock.objects.of(agreement, "first_payment").exists()


def test_a_direct_payment_to_a_parent_needs_no_nomination(cast, issued):
    with pytest.raises(Refused, match="needs no such consent"):
        agree_to(issued, cast.parent, kind="nominator")


def test_consent_is_to_one_version(cast, issued):
    agreement = agree_to(issued, cast.parent)
    agreement = acts.revise(agreement, because="A condition changed.", on=TODAY, by=cast.officer)
    assert not Clock.objects.open().of(agreement, "first_payment").exists()
    agreement = acts.issue_notice(prepared(agreement, cast), on=TODAY, by=cast.officer)
    assert agreement.state == "notice_issued"
    assert agree_to(agreement, cast.parent).state == "consented"
    assert list(Consent.objects.order_by("id").values_list("version__number", flat=True)) == [1, 2]


@pytest.mark.parametrize("seen", [None, 1, 3])
def test_consent_to_another_version_than_the_one_that_waits_is_refused(cast, issued, seen):
    agreement = acts.revise(issued, because="A condition changed.", on=TODAY, by=cast.officer)
    agreement = acts.issue_notice(prepared(agreement, cast), on=TODAY, by=cast.officer)
    paper = make_document(cast.child, uploaded_by=cast.officer)
    for given in ({"user": cast.parent}, {"user": cast.officer, "how": "paper", "document": paper}):
        with pytest.raises(Refused, match="Read that one first") as refused:
            agree_to(agreement, **given, seen=seen)
        assert refused.value.rule == "R8.3"
    assert not Consent.objects.exists()


def test_a_consent_is_locked(cast, issued):
    agree_to(issued, cast.parent)
    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.update(signed_name="Somebody Else")
    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.all().delete()


def test_a_no_is_no_refusal_and_says_who_secures_the_provision(cast, issued):
    with pytest.raises(Refused) as refused:
        acts.decline(issued, because="Too much work", provision_after=" ", on=TODAY, by=cast.parent)
    assert refused.value.rule == "R1.5"
    agreement = acts.decline(
        issued, because="Too much work", provision_after="The school", on=TODAY, by=cast.parent
    )
    assert (agreement.state, agreement.provision_after) == ("declined", "The school")


@pytest.mark.parametrize("last", ["consent", "sign", "account"])
def test_it_is_ready_with_whatever_comes_last(cast, issued, last):
    steps = {
        "consent": lambda: agree_to(issued, cast.parent),
        "sign": lambda: acts.sign(issued, on=TODAY, by=cast.manager),
        "account": lambda: acts.note_account_verified(issued, on=TODAY, by=cast.finance),
    }
    for step in sorted(steps, key=lambda name: name == last):
        assert steps[step]().state != "ready" or step == last
    issued.refresh_from_db()
    assert issued.state == "ready"


def test_without_the_text_of_section_j_it_is_not_ready(cast):
    agreement = make_issued(cast, prepare={"section_j": ""})
    agree_to(agreement, cast.parent)
    acts.note_account_verified(agreement, on=TODAY, by=cast.finance)
    agreement = acts.sign(agreement, on=TODAY, by=cast.manager)
    assert agreement.state == "consented"
    with pytest.raises(Refused) as refused:
        acts.make_ready(agreement, on=TODAY, by=cast.officer)
    assert refused.value.rule == "R8.5"


def test_the_first_payment_makes_it_active_and_starts_its_reviews(cast):
    agreement = make_active(cast)
    assert (agreement.state, agreement.active_on, agreement.first_paid_on) == ("active", TODAY, TODAY)
    assert Clock.objects.of(agreement, "first_payment").get().met_on == TODAY
    owed = {clock.duty: clock.due_on for clock in Clock.objects.open().of(agreement)}
    assert owed == {
        "first_payment_review": date(2027, 1, 18),
        "second_payment_review": date(2027, 4, 19),
        "yearly_payment_review": date(2027, 10, 19),
    }
    row = agreement.current_version.provision.get()
    assert (row.paid_over.lower, row.paid_over.upper) == (date(2026, 11, 2), None)
    news = Letter.objects.get(kind="agreement_active", addressee=cast.parent.person)
    assert news.parts["says"]["first_review_by"] == "2027-01-18"
    acts.note_first_payment(agreement, on=TODAY, by=cast.approver)
    assert Letter.objects.filter(kind="agreement_active").count() == 1


def test_two_agreements_never_pay_for_the_same_line_over_the_same_days(cast):
    first = make_active(cast)
    line = first.current_version.provision.get().line
    second = make_issued(cast)
    second.current_version.provision.model.objects.bulk_create(
        [second.current_version.provision.model(
            version=second.current_version, line=line, title="Again", plan_reference="F1", quantity="1",
            stream="education", yearly=1, funded_weeks=38, outcome_words="x",
        )]
    )  # fmt: skip
    agree_to(second, cast.parent)
    acts.sign(second, on=TODAY, by=cast.manager)
    acts.note_account_verified(second, on=TODAY, by=cast.finance)
    with pytest.raises(
        Refused, match="pays for Tutoring 1 from 2 November 2026: this one begins on a later day"
    ):
        acts.note_first_payment(second, on=TODAY, by=cast.approver)


def test_an_arrangement_begins_without_account_or_payment(cast):
    agreement = make_ready_agreement(cast, mechanism="notional_council")
    assert Consent.objects.get().statements == acts.STATEMENTS["arrangement"]
    assert agreement.current_version.letter.kind == "arrangement"
    with pytest.raises(Refused):
        acts.note_account_verified(agreement, on=TODAY, by=cast.finance)
    agreement = acts.begin_arrangement(agreement, on=TODAY, by=cast.officer)
    assert (agreement.state, agreement.active_on) == ("active", TODAY)
    assert not Clock.objects.open().of(agreement).exists()


def test_a_direct_payment_does_not_begin_without_a_payment(cast):
    agreement = make_ready_agreement(cast)
    with pytest.raises(Refused) as refused:
        acts.begin_arrangement(agreement, on=TODAY, by=cast.officer)
    assert refused.value.rule == "b3"


def test_consent_taken_back_ends_payments_at_once_without_a_board(cast):
    agreement = make_active(cast)
    agreement = acts.withdraw_consent(agreement, words="I cannot go on.", on=TODAY, by=cast.parent)
    assert (agreement.state, agreement.ended_on, agreement.end_ground) == ("ended", TODAY, "G1")
    assert (
        agreement.provision_after.startswith("Wealdshire") or "council" in agreement.provision_after.lower()
    )
    assert Consent.objects.get().withdrawn_words == "I cannot go on."
    assert [each.duty for each in Clock.objects.open().of(agreement)] == ["another_way"]
    letter = Letter.objects.get(kind="consent_withdrawn", addressee=cast.parent.person)
    assert letter.parts["says"]["ended_on"] == "2026-10-19"
    assert "16 November 2026" in letter.parts["says"]["final_return"]
    # The line begins on 2 November, after the end: nothing is paid for.
    assert agreement.current_version.provision.get().paid_over is None


def test_consent_taken_back_before_the_start_is_a_decline(cast):
    agreement = make_ready_agreement(cast)
    agreement = acts.withdraw_consent(agreement, on=TODAY, by=cast.parent)
    assert agreement.state == "declined"
    assert not Clock.objects.open().of(agreement, "first_payment").exists()
    letter = Letter.objects.get(kind="agreement_not_begun", addressee=cast.parent.person)
    (secured,) = letter.parts["says"]["provision_after"]
    assert secured == ["Tutoring 1", agreement.provision_after]
    assert not Letter.objects.filter(kind="consent_withdrawn").exists()


def test_an_officer_copies_what_was_written_and_says_who_secures_the_provision(cast):
    agreement = make_active(cast)
    with pytest.raises(Refused) as refused:
        acts.withdraw_consent(agreement, words=" ", provision_after="The school", on=TODAY, by=cast.officer)
    assert refused.value.rule == "R14.1"
    with pytest.raises(Refused) as refused:
        acts.withdraw_consent(agreement, words="I stop.", on=TODAY, by=cast.officer)
    assert refused.value.rule == "R1.5"
    agreement = acts.withdraw_consent(
        agreement, words="I stop.", provision_after="The school", on=TODAY, by=cast.officer
    )
    assert agreement.state == "ended"


def test_a_withdrawal_overtakes_an_ending_under_way(cast):
    agreement = make_active(cast)
    ending = make_notice_given(agreement, cast)
    acts.withdraw_consent(agreement, words="I stop.", on=TODAY, by=cast.parent)
    assert Ending.objects.get(pk=ending.pk).state == "not_ended"
    assert not Clock.objects.open().of(ending).exists()


def test_nobody_else_takes_consent_back(cast):
    agreement = make_active(cast)
    for somebody in (make_family(cast.child), cast.checker, cast.finance):
        with pytest.raises(NotAllowed):
            acts.withdraw_consent(agreement, words="Stop", provision_after="x", on=TODAY, by=somebody)
