"""The officers' pages about an agreement: what each shows, what each act does, and what a refusal leaves typed."""

from datetime import date, timedelta
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from budgets.models import Agreement, PaymentReview
from documents.models import Document
from letters.models import Letter
from payments.models import Account, Instalment
from people.models import Link
from people.sealing import seal
from policy.plain import long_date
from portal.pages import casework_agreements
from tests.factories.agreements import (
    agree_to,
    make_active,
    make_agreement,
    make_cast,
    make_issued,
    make_nominee,
    make_payment_review,
    make_ready_agreement,
    prepared,
)
from tests.factories.documents import upload
from tests.factories.payments import make_active_agreement
from tests.factories.people import make_family, make_officer, sign_in

pytestmark = pytest.mark.django_db
State = Agreement.State
STATEMENTS = ["receive", "agreed_only", "conditions", "returns", "employer", "withdraw"]
ANSWERS = {
    "progress": "He says ten new words.",
    "child_views": "I like Riverbank.",
    "appropriate": "Yes, and used well.",
    "sufficient": "The price has gone up.",
    "obligations": "All are kept.",
    "reasons": "Nothing has to change.",
}


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def officer(client, cast):
    return sign_in(client, cast.officer)


def typed(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def paper():
    return upload("signed.pdf")


def address(name, found, **more):
    return reverse(f"admin:{name}", kwargs={"key": found.key, **more})


def page(client, name, found, **more):
    response = client.get(address(name, found, **more))
    assert response.status_code == 200
    return response.content.decode()


def send(client, name, found, data, **more):
    return client.post(address(name, found, **more), data)


def issue(client, found):
    """Read the notice, then send it."""
    seen = client.get(address("agreement_notice", found)).context["form"]["seen"].value()
    return send(client, "agreement_notice", found, {"seen": seen})


def done(response, found):
    """Require that an act was done, and give its record as it is now."""
    assert response.status_code == 302, response.context["form"].errors
    found.refresh_from_db()
    return found


def terms(found, **more):
    """Type what a notice is to say: paid every month in advance from today, to its recipient."""
    today = timezone.localdate()
    link = Link.objects.get(child=found.child, person=found.recipient)
    own = {
        **typed("from_on", date(2026, 12, 1)),
        "rhythm": "monthly",
        "in_advance": "yes",
        **typed("first_payment_on", today + timedelta(days=20)),
        "conditions": "Use it for the tutoring.\n\n Keep the receipts. ",
        "recipient": link.pk,
        "section_j": "A direct payment of £2,470.00 a year.",
        **{f"quantity_{row.pk}": "1 hour a week" for row in found.current_version.provision.all()},
    }
    return own | more


def test_a_notice_is_prepared_read_and_sent(client, cast, officer):
    found = make_agreement(cast)
    assert "Say how often it is paid, and when the first payment is." in page(client, "case_agreement", found)
    done(send(client, "agreement_prepare", found, terms(found)), found)
    version = found.current_version
    assert version.conditions == ["Use it for the tutoring.", "Keep the receipts."]
    assert (version.from_on, version.rhythm, found.recipient_kind) == (date(2026, 12, 1), "monthly", "parent")
    assert "Nothing is missing." in page(client, "case_agreement", found)
    shown = page(client, "agreement_notice", found)
    assert "Keep the receipts." in shown
    assert "£2,470.00" in shown
    assert shown.count("<h1") == 1
    assert not Letter.objects.filter(kind="payment_notice").exists()
    assert done(issue(client, found), found).state == State.NOTICE_ISSUED
    assert Letter.objects.get(kind="payment_notice").addressee == cast.parent.person
    text = page(client, "case_agreement", found)
    assert "sent on" in text
    assert "Nobody has consented to it yet." in text


def test_what_was_typed_stays_when_the_rules_refuse(client, cast, officer):
    found = make_agreement(cast)
    wrong = terms(found, **typed("from_on", date(2026, 11, 1)))
    text = send(client, "agreement_prepare", found, wrong).content.decode()
    assert "It was agreed from 2 November 2026, and cannot begin before that." in text
    assert "Keep the receipts." in text
    assert "<title>Error: " in text


def test_a_notice_that_is_not_complete_says_why_and_is_not_sent(client, cast, officer):
    found = make_agreement(cast)
    shown = page(client, "agreement_notice", found)
    assert "It cannot be sent yet" in shown
    assert "Send it for consent" not in shown
    assert send(client, "agreement_notice", found, {}).status_code == 200
    found.refresh_from_db()
    assert found.state == State.DRAFT


def test_a_notice_that_changed_since_it_was_read_is_not_sent(client, cast, officer):
    found = prepared(make_agreement(cast), cast)
    seen = client.get(address("agreement_notice", found)).context["form"]["seen"].value()
    prepared(found, cast, conditions=["Use it for the swimming."])
    response = client.post(address("agreement_notice", found), {"seen": seen}, follow=True)
    text = response.content.decode()
    assert "The notice has changed since you read it." in text
    assert "Use it for the swimming." in text
    found.refresh_from_db()
    assert found.state == State.DRAFT
    assert done(issue(client, found), found).state == State.NOTICE_ISSUED


def test_only_people_tied_to_the_child_today_can_be_chosen(client, cast, officer):
    found = make_agreement(cast)
    stranger = make_family(make_cast().child).person
    former = make_family(cast.child, to_on=date(2024, 1, 1)).person
    text = page(client, "agreement_prepare", found)
    assert stranger.name not in text
    for link in Link.objects.filter(person__in=[stranger, former]):
        response = send(client, "agreement_prepare", found, terms(found, recipient=link.pk))
        assert response.status_code == 200


def test_an_arrangement_asks_who_holds_it_and_begins_without_a_payment(client, cast, officer):
    found = make_agreement(cast, mechanism="notional_council")
    text = page(client, "agreement_prepare", found)
    assert "Who holds the money and arranges it?" in text
    assert "How often is it paid?" not in text
    done(send(client, "agreement_prepare", found, terms(found, holder="The transport team")), found)
    done(issue(client, found), found)
    agree_to(found, cast.parent)
    sign_in(client, cast.manager)
    assert done(send(client, "agreement_sign", found, {}), found).state == State.READY
    assert done(send(client, "agreement_begin", found, {}), found).state == State.ACTIVE
    text = page(client, "case_agreement", found)
    assert "The transport team" in text
    assert "Returns" not in text


def test_consent_signed_on_paper_is_recorded_with_the_paper(client, cast, officer):
    found, today = make_issued(cast), timezone.localdate()
    data = {
        "seen": 1,
        "person": cast.parent.person_id,
        "signed_name": "R Marsh",
        "statements": STATEMENTS,
        "schedule_answer": "no",
        **typed("on", today),
        "file": paper(),
    }
    text = send(
        client, "agreement_record_consent", found, data | {"statements": STATEMENTS[:2]}, kind="recipient"
    ).content.decode()
    assert "Tick each statement" in text
    assert "R Marsh" in text
    assert not Document.objects.exists()
    data["file"] = paper()
    stale = send(client, "agreement_record_consent", found, data | {"seen": 2}, kind="recipient")
    assert stale.url == address("agreement_record_consent", found, kind="recipient")
    assert not found.current_version.consents.exists()
    data["file"] = paper()
    assert (
        done(send(client, "agreement_record_consent", found, data, kind="recipient"), found).state
        == State.CONSENTED
    )
    given = found.current_version.consents.get()
    assert (given.how, given.signed_name, given.document.child) == ("paper", "R Marsh", cast.child)
    assert reverse("document", args=[given.document.key]) in page(client, "case_agreement", found)


def test_consent_needs_its_paper_and_is_recorded_once(client, cast, officer):
    found = make_issued(cast)
    data = {"seen": 1, "person": cast.parent.person_id, "signed_name": "R Marsh", "statements": STATEMENTS}
    text = send(client, "agreement_record_consent", found, data, kind="recipient").content.decode()
    assert "Select a file" in text
    agree_to(found, cast.parent)
    done(send(client, "agreement_record_consent", found, data, kind="recipient"), found)
    assert found.current_version.consents.count() == 1
    assert client.get(address("agreement_record_consent", found, kind="cousin")).status_code == 404


def test_a_nominee_and_the_family_sign_each_their_own_paper(client, cast, officer):
    found = make_agreement(cast)
    nominee = make_nominee(cast, found.request)
    found = prepared(found, cast, recipient=nominee.person, recipient_kind="nominee")
    done(issue(client, found), found)
    text = page(client, "case_agreement", found)
    assert "Record a nomination signed on paper" in text
    family = page(client, "agreement_record_consent", found, kind="nominator")
    assert cast.parent.person.name in family
    assert "court orders" not in family
    data = {
        "seen": 1,
        "person": cast.parent.person_id,
        "signed_name": "R Marsh",
        "statements": ["nominate", "agree", "withdraw"],
        **typed("on", timezone.localdate()),
        "file": paper(),
    }
    done(send(client, "agreement_record_consent", found, data, kind="nominator"), found)
    assert found.current_version.consents.get().kind == "nominator"
    assert found.state == State.NOTICE_ISSUED


def test_a_no_is_recorded_with_who_secures_the_support(client, cast, officer):
    found = make_issued(cast)
    text = send(client, "agreement_record_declined", found, {"because": "Too much work"}).content.decode()
    assert "Enter who secures the support now" in text
    assert "Too much work" in text
    data = {"because": "Too much work, by phone today", "provision_after": "The council"}
    assert done(send(client, "agreement_record_declined", found, data), found).state == State.DECLINED
    assert found.provision_after == "The council"


def test_only_a_case_manager_of_the_team_signs_for_the_council(client, cast, officer):
    found = make_issued(cast)
    assert client.get(address("agreement_sign", found)).status_code == 404
    assert send(client, "agreement_sign", found, {}).status_code == 404
    assert "Sign for the council" not in page(client, "case_agreement", found)
    sign_in(client, cast.manager)
    assert "Sign for the council" in page(client, "case_agreement", found)
    assert done(send(client, "agreement_sign", found, {}), found).signed_by == cast.manager


def test_another_version_says_what_changed_and_needs_consent_again(client, cast, officer):
    found = agree_to(make_issued(cast), cast.parent)
    assert "Enter what has changed" in send(client, "agreement_revise", found, {}).content.decode()
    done(send(client, "agreement_revise", found, {"because": "The hours changed."}), found)
    assert (found.state, found.current_version.number) == (State.DRAFT, 2)
    text = page(client, "case_agreement", found)
    assert "Version 2, not sent yet" in text
    assert "Version 1, sent on" in text


def test_a_written_withdrawal_ends_the_payments_today_with_the_writing(client, cast, officer):
    found = make_active(cast)
    data = {"words": "I do not want it any more.", "provision_after": "The council’s tutors"}
    assert "Select a file" in send(client, "agreement_record_withdrawal", found, data).content.decode()
    done(send(client, "agreement_record_withdrawal", found, data | {"file": paper()}), found)
    assert (found.state, found.ended_on) == (State.ENDED, timezone.localdate())
    assert found.end_ground == "G1"
    assert Document.objects.get().about_id == found.pk
    assert Letter.objects.filter(kind="consent_withdrawn").exists()
    assert "The council’s tutors" in page(client, "case_agreement", found)


def test_a_withdrawal_that_is_refused_keeps_no_paper(client, cast, officer):
    found = make_active(cast, mechanism="notional_council")
    data = {"words": "No more.", "provision_after": "The council", "file": paper()}
    text = send(client, "agreement_record_withdrawal", found, data).content.decode()
    assert "No payments are made here." in text
    assert not Document.objects.exists()


def test_a_death_ends_the_agreement_without_any_letter(client, cast, officer):
    found, before = make_active(cast), Letter.objects.count()
    data = {"words": "The hospital told us.", **typed("died_on", timezone.localdate())}
    done(send(client, "agreement_record_death", found, data), found)
    assert (found.state, found.end_ground) == (State.ENDED, "G8")
    assert Letter.objects.count() == before


def test_a_review_of_the_payments_needs_its_five_answers(client, cast, officer):
    found, today = make_active(cast), timezone.localdate()
    data = {"occasion": "first", "result": "no_change", **typed("held_on", today), **ANSWERS}
    text = send(client, "record_payment_review", found, data | {"sufficient": ""}).content.decode()
    assert "Enter whether the amount is still enough" in text
    assert "He says ten new words." in text
    done(send(client, "record_payment_review", found, data), found)
    assert PaymentReview.objects.get().sufficient == "The price has gone up."
    text = page(client, "case_agreement", found)
    assert all(words in text for words in ANSWERS.values())


def test_the_page_says_how_the_account_stands_and_never_its_numbers(client, cast, officer):
    found = make_ready_agreement(cast)
    Account.objects.create(
        agreement=found, kind="bank", holder="R Marsh", sealed_numbers=seal("200000 12345678"),
        last_four="5678", only_for_payments=True, recorded_on=timezone.localdate(), recorded_by=cast.parent,
    )  # fmt: skip
    text = page(client, "case_agreement", found)
    assert "A bank account used only for these payments" in text
    assert "Not yet: finance checks it" in text
    assert "5678" not in text


def test_the_page_shows_an_active_agreement_with_its_clocks_reviews_and_next_steps(client, cast, officer):
    found = make_active(cast)
    make_payment_review(found, cast)
    text = page(client, "case_agreement", found)
    assert "The yearly review of the payments" in text
    assert "The money is not used for the tutoring." in text
    assert reverse("admin:propose_ending", args=[found.key]) in text
    assert reverse("admin:agreement_prepare", args=[found.key]) not in text


NAMES = [
    *("case_agreement", "agreement_prepare", "agreement_notice", "agreement_revise", "agreement_sign"),
    *("agreement_record_declined", "agreement_begin", "agreement_record_withdrawal"),
    *("agreement_record_death", "record_payment_review", "propose_ending"),
]


@pytest.mark.parametrize("name", NAMES)
def test_another_officers_agreement_does_not_exist(client, cast, name):
    found = make_active(cast)
    sign_in(client, make_officer(team=cast.officer.team))
    assert client.get(address(name, found)).status_code == 404
    assert send(client, name, found, {}).status_code == 404
    found.refresh_from_db()
    assert found.state == State.ACTIVE


def test_the_pages_of_a_draft_ask_the_database_as_often_for_many_lines(client, cast, officer):
    counts = {}
    for lines in (1, 6):
        found = prepared(make_agreement(cast, lines=lines), cast)
        for name in ("case_agreement", "agreement_prepare", "agreement_notice"):
            page(client, name, found)
            with CaptureQueriesContext(connection) as queries:
                page(client, name, found)
            counts.setdefault(name, []).append(len(queries))
    assert {name: pair for name, pair in counts.items() if pair[0] != pair[1] or pair[0] > 20} == {}


def test_the_newest_payments_come_first_and_all_can_be_reached(client, monkeypatch):
    monkeypatch.setattr(casework_agreements, "INSTALMENTS", 3)
    found = make_active_agreement()
    sign_in(client, found.child.case_officer)
    rows = Instalment.objects.filter(schedule__agreement=found).order_by("due_on")
    days, last = [f'header">{long_date(day)}</th>' for day in rows.values_list("due_on", flat=True)], 3
    response = client.get(address("case_agreement", found))
    text = response.content.decode()
    assert [day in text for day in days] == [False] * (len(days) - last) + [True] * last
    older = response.context["instalments"].next
    assert escape(older) in text
    text = client.get(urljoin(address("case_agreement", found), older)).content.decode()
    assert days[-last - 1] in text
    assert days[-1] not in text
