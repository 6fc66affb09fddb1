"""What the worker does with the outbox, over a real SMTP server."""

import smtplib
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection, transaction
from django.utils import timezone

from audit.models import Event
from letters import actions, outbox, pdf
from letters.actions import mark_posted, write, write_many
from letters.kinds import (
    ChangeOfOfficer,
    InformationAboutPersonalBudgets,
    InvitationToJoin,
    MessageAlert,
    WorkReminder,
)
from letters.mail import Mailer
from letters.models import Channel, Delivery, LetterPdf
from letters.printing import print_batch
from letters.tasks import deliver_letters
from letters.writing import Writing
from policy import Refused
from policy.deadlines import notified_on
from tests.letters.examples import example

pytestmark = pytest.mark.django_db(transaction=True)
State = Delivery.State
TODAY = timezone.localdate


def written(case, kind=ChangeOfOfficer, *, to=None, channels=None):
    """Write an example letter and give its deliveries."""
    with transaction.atomic():
        letters = write(
            example(kind),
            child=case.child,
            to=to or [case.parent],
            by=case.officer,
            on=TODAY(),
            channels=channels,
        )
    return list(Delivery.objects.filter(letter__in=letters).order_by("id"))


def test_a_letter_goes_by_email_and_is_noted(case, smtp_server):
    [delivery] = written(case)
    assert outbox.deliver() is False
    delivery.refresh_from_db()
    assert (delivery.state, delivery.notified_on) == (State.SENT, TODAY())
    [message] = smtp_server.messages
    assert message["Message-ID"] == delivery.message_id
    assert smtp_server.recipients == [(case.user.email,)]
    event = Event.objects.get(kind="letters.delivered")
    assert (event.child_id, event.about_id) == (case.child.pk, delivery.letter_id)
    assert delivery.letter.notified_on == TODAY()


def test_a_letter_by_post_becomes_a_pdf_in_the_print_queue(case, smtp_server):
    deliveries = written(case, InformationAboutPersonalBudgets, to=[case.carer], channels=[Channel.POST])
    outbox.deliver()
    assert list(Delivery.objects.to_print()) == deliveries
    kept = LetterPdf.objects.get()
    assert bytes(kept.pdf).startswith(b"%PDF") and kept.pages >= 1
    assert smtp_server.messages == []


def test_a_secret_is_wiped_once_it_is_sent(case, smtp_server):
    [delivery] = written(case, InvitationToJoin, to=[case.carer], channels=[Channel.EMAIL])
    assert delivery.secret
    outbox.deliver()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.secret) == (State.SENT, None)
    assert "AB2C-DE3F-GH4J-KM5N" in smtp_server.messages[0].get_content()


def test_the_words_a_sweep_left_out_are_rendered_once(case, smtp_server):
    with transaction.atomic():
        [letter] = write_many(
            [Writing(kind=example(ChangeOfOfficer), child=case.child, to=case.parent)], on=TODAY()
        )
    outbox.deliver()
    letter.refresh_from_db()
    assert "Kim Lane" in letter.html
    assert letter.deliveries.get().state == State.SENT


def test_two_channels_are_noted_when_the_last_has_arrived(case, smtp_server):
    written(case, to=[case.carer])
    outbox.deliver()
    posted = Delivery.objects.get(channel=Channel.POST)
    assert not Event.objects.filter(kind="letters.delivered").exists()
    mark_posted([posted], on=TODAY(), by=case.officer)
    outbox.deliver()
    outbox.deliver()
    event = Event.objects.get(kind="letters.delivered")
    assert event.on == notified_on("post", TODAY()) == posted.letter.notified_on


@pytest.mark.parametrize("by", ["printing", "worker", "officer"])
def test_a_withdrawal_that_completes_a_letter_has_it_noted(case, smtp_server, by):
    written(case, to=[case.carer])
    outbox.deliver()
    posted = Delivery.objects.filter(channel=Channel.POST)
    assert not Event.objects.filter(kind="letters.delivered").exists()
    if by == "officer":
        posted.update(state=State.FAILED, failure="Lost.")
        actions.record_by_hand(posted.get(), on=TODAY(), by=case.officer)
    else:
        case.child.links.update(to_on=TODAY() - timedelta(days=1))
    if by == "worker":
        posted.update(state=State.WAITING, next_try_at=timezone.now())
    if by == "printing":
        with pytest.raises(Refused):
            print_batch(posted, by=case.officer)
    outbox.deliver()
    outbox.deliver()
    assert posted.get().state == State.WITHDRAWN
    assert Event.objects.get(kind="letters.delivered").on == TODAY()


def test_noting_does_not_wait_for_somebody_at_work_on_the_child(case, smtp_server, app_connection):
    written(case)
    app_connection.autocommit = False
    with app_connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM people_child FOR NO KEY UPDATE")
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '2s'")
    outbox.deliver()
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")
    assert Delivery.objects.get().state == State.SENT
    assert not Event.objects.filter(kind="letters.delivered").exists()
    app_connection.rollback()
    outbox.deliver()
    assert Event.objects.filter(kind="letters.delivered").count() == 1


def test_the_address_is_the_one_of_the_moment_it_leaves(case, smtp_server):
    written(case, to=[case.carer], channels=[Channel.EMAIL])
    case.carer.email = "moved@family.example"
    case.carer.save()
    outbox.deliver()
    assert smtp_server.recipients == [("moved@family.example",)]


def test_an_address_that_was_proved_comes_first(case, smtp_server):
    case.parent.email = "never.proved@family.example"
    case.parent.save()
    EmailAddress.objects.create(user=case.user, email="second@family.example", verified=False)
    written(case)
    outbox.deliver()
    assert smtp_server.recipients == [(case.user.email,)]


def test_a_letter_to_somebody_whose_link_has_ended_is_not_sent(case, smtp_server):
    deliveries = written(case, to=[case.parent, case.carer])
    case.child.links.update(to_on=TODAY() - timedelta(days=1))
    outbox.deliver()
    for delivery in deliveries:
        delivery.refresh_from_db()
        assert delivery.state == State.WITHDRAWN and "link" in delivery.failure
    assert smtp_server.messages == [] and not LetterPdf.objects.exists()


def test_a_legal_notice_to_somebody_whose_link_has_ended_is_an_officers_task(case, smtp_server, legal):
    [delivery] = written(case)
    case.child.links.update(to_on=TODAY() - timedelta(days=1))
    outbox.deliver()
    assert list(Delivery.objects.needs_a_person()) == [delivery]


def test_a_digest_goes_to_staff_only_while_their_sign_in_is_open(case, smtp_server):
    writing = Writing(kind=example(WorkReminder), child=None, to=case.officer.person)
    with transaction.atomic():
        write_many([writing], on=TODAY())
    outbox.deliver()
    assert "/staff/" in smtp_server.messages[0].get_content()
    case.officer.is_active = False
    case.officer.save()
    with transaction.atomic():
        write_many([writing], on=TODAY())
    outbox.deliver()
    assert Delivery.objects.order_by("id").last().state == State.WITHDRAWN
    assert len(smtp_server.messages) == 1


@pytest.fixture
def legal(monkeypatch):
    """Make news of another officer a legal notice."""
    monkeypatch.setattr(ChangeOfOfficer, "legal_notice", True)


def test_a_mailbox_that_does_not_exist_is_an_officers_task(case, smtp_server):
    [delivery] = written(case)
    smtp_server.answer = "550 no such mailbox"
    outbox.deliver()
    delivery.refresh_from_db()
    assert delivery.state == State.FAILED and "550" in delivery.failure
    assert case.user.email not in delivery.failure


@pytest.mark.parametrize("address", ["", "nobody", "köln@family.example", "two@a.example,b@c.example"])
def test_an_address_that_cannot_be_right_is_an_officers_task(case, smtp_server, address):
    deliveries = written(case, to=[case.carer, case.parent], channels=[Channel.EMAIL])
    case.carer.email = address
    case.carer.save()
    outbox.deliver()
    states = [Delivery.objects.get(pk=each.pk).state for each in deliveries]
    assert states == [State.FAILED, State.SENT]


def test_a_server_that_says_later_is_tried_later_and_later_still(case, smtp_server):
    [delivery] = written(case)
    smtp_server.answer = "451 try again later"
    waits = []
    for _ in range(outbox.MOST_TRIES):
        outbox.deliver()
        delivery.refresh_from_db()
        if delivery.state == State.FAILED:
            break
        waits.append((delivery.next_try_at - timezone.now()).total_seconds())
        Delivery.objects.update(next_try_at=timezone.now())
    assert delivery.tries == outbox.MOST_TRIES and "451" in delivery.failure
    assert waits[0] == pytest.approx(outbox.FIRST_DELAY_SECONDS, abs=5)
    assert waits[-1] == pytest.approx(outbox.LONGEST_DELAY_SECONDS, abs=5)
    assert all(first <= second + 5 for first, second in zip(waits, waits[1:], strict=False))


def test_a_server_that_is_down_is_asked_once_a_run_and_the_print_queue_goes_on(
    case, smtp_server, monkeypatch
):
    opened = []
    real_open = EmailBackend.open
    monkeypatch.setattr(EmailBackend, "open", lambda self: opened.append(1) or real_open(self))
    for _ in range(3):
        written(case, to=[case.carer])
    smtp_server.stop()
    outbox.deliver()
    assert len(opened) == 1
    by_email = Delivery.objects.filter(channel=Channel.EMAIL)
    assert set(by_email.values_list("state", flat=True)) == {State.WAITING}
    assert sorted(by_email.values_list("tries", flat=True)) == [0, 0, 1]
    assert Delivery.objects.to_print().count() == 3
    smtp_server.start()
    by_email.update(next_try_at=timezone.now())
    outbox.deliver()
    assert len(smtp_server.messages) == 3


class _Cut:
    """A line that breaks while the message is handed over."""

    def __init__(self, monkeypatch, *, taken):
        def data(line, message):
            if taken:
                real(line, message)
            raise smtplib.SMTPServerDisconnected("cut")

        real = smtplib.SMTP.data
        monkeypatch.setattr(smtplib.SMTP, "data", data)


def test_a_legal_notice_in_doubt_waits_for_a_person(case, smtp_server, legal, monkeypatch):
    [delivery] = written(case)
    _Cut(monkeypatch, taken=True)
    outbox.deliver()
    outbox.deliver()
    delivery.refresh_from_db()
    assert (delivery.state, len(smtp_server.messages)) == (State.DOUBTFUL, 1)
    assert delivery in Delivery.objects.needs_a_person()


def test_anything_else_in_doubt_goes_again_with_the_same_message_id(case, smtp_server, monkeypatch):
    [delivery] = written(case, MessageAlert)
    with monkeypatch.context() as patched:
        _Cut(patched, taken=True)
        outbox.deliver()
    Delivery.objects.update(next_try_at=timezone.now())
    outbox.deliver()
    assert [message["Message-ID"] for message in smtp_server.messages] == [delivery.message_id] * 2
    assert Delivery.objects.get().state == State.SENT


@pytest.mark.parametrize(
    ("kind", "state", "found"),
    [
        (MessageAlert, State.CLAIMED, State.SENT),
        (MessageAlert, State.SENDING, State.SENT),
        (ChangeOfOfficer, State.CLAIMED, State.SENT),
        (ChangeOfOfficer, State.SENDING, State.DOUBTFUL),
    ],
)
def test_what_a_dead_worker_held_is_taken_up(case, smtp_server, legal, kind, state, found):
    [delivery] = written(case, kind)
    past = timezone.now() - timedelta(seconds=1)
    Delivery.objects.update(state=state, lease_until=past, next_try_at=past, sent_at=past)
    outbox.deliver()
    delivery.refresh_from_db()
    assert delivery.state == found
    assert bool(delivery.failure) == (found == State.DOUBTFUL)


@pytest.mark.parametrize("state", [State.CLAIMED, State.SENDING])
def test_what_a_living_worker_holds_is_left_to_it(case, smtp_server, state):
    [delivery] = written(case)
    later = timezone.now() + timedelta(seconds=30)
    Delivery.objects.update(state=state, lease_until=later, next_try_at=later)
    outbox.deliver()
    delivery.refresh_from_db()
    assert delivery.state == state and smtp_server.messages == []


def test_a_worker_thought_dead_sends_nothing(case, smtp_server):
    [delivery] = written(case)
    [(number, lease, channel)] = outbox._claim([Channel.EMAIL])
    Delivery.objects.update(lease_until=lease + timedelta(seconds=60))
    with Mailer() as mailer:
        outbox._deliver_one(number, lease, channel, mailer)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries, smtp_server.messages) == (State.CLAIMED, 0, [])


def test_a_claim_is_served_by_the_outbox_index(case):
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        values = {"now": timezone.now(), "lease": timezone.now(), "channels": ("email",), "most": 20}
        cursor.execute("EXPLAIN " + outbox._CLAIM, values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("RESET enable_seqscan")
    assert "letters_outbox" in plan


def test_a_letter_that_cannot_be_made_stops_nobody_else(case, smtp_server, caplog):
    bad, good = written(case, MessageAlert), written(case, MessageAlert)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE letters_letter DISABLE TRIGGER locked")
        cursor.execute(
            "UPDATE letters_letter SET html = NULL, parts = '{}' WHERE id = %s", [bad[0].letter_id]
        )
        cursor.execute("ALTER TABLE letters_letter ENABLE TRIGGER locked")
    outbox.deliver()
    assert Delivery.objects.get(pk=good[0].pk).state == State.SENT
    spoilt = Delivery.objects.get(pk=bad[0].pk)
    assert spoilt.state == State.FAILED and "could not be prepared" in spoilt.failure
    ours = " ".join(each.getMessage() for each in caplog.records if each.name.startswith("letters"))
    assert "KeyError" in ours and case.parent.name not in ours and case.user.email not in ours


def test_a_template_that_fails_stops_nobody_else(case, smtp_server, monkeypatch):
    monkeypatch.setattr(MessageAlert, "template", "missing.html")
    with transaction.atomic():
        write_many([Writing(kind=example(MessageAlert), child=case.child, to=case.parent)], on=TODAY())
    [good] = written(case)
    outbox.deliver()
    assert Delivery.objects.get(pk=good.pk).state == State.SENT
    assert "TemplateDoesNotExist" in Delivery.objects.exclude(pk=good.pk).get().failure


def test_a_pdf_that_hangs_is_given_up_and_stops_nobody_else(case, smtp_server, settings, monkeypatch):
    settings.LETTERS_PDF_SECONDS = 4
    real = pdf.render_to_string

    def endless(template, context):
        html = real(template, context)
        return html + "<table><tr><td>" * 4000 if context["letter"].kind == MessageAlert.code else html

    monkeypatch.setattr(pdf, "render_to_string", endless)
    [bad] = written(case, MessageAlert, channels=[Channel.POST])
    [good] = written(case, channels=[Channel.POST])
    outbox.deliver()
    bad.refresh_from_db()
    assert bad.state == State.FAILED and "PDF" in bad.failure
    assert Delivery.objects.get(pk=good.pk).state == State.TO_PRINT


def test_a_letter_without_a_postal_address_is_an_officers_task(case, smtp_server):
    [delivery] = written(case, to=[case.carer], channels=[Channel.POST])
    case.carer.address = ""
    case.carer.save()
    outbox.deliver()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.failure) == (State.FAILED, "There is no postal address.")


def test_a_run_that_is_too_long_leaves_the_rest_to_the_next(case, smtp_server, silent_bell, monkeypatch):
    for _ in range(3):
        written(case)
    monkeypatch.setattr(outbox, "BATCH", 1)
    assert outbox.deliver(seconds=0) is True
    assert Delivery.objects.filter(state=State.WAITING).count() == 2
    rung = []
    monkeypatch.setattr("letters.tasks.ring", lambda task: rung.append(task))
    monkeypatch.setattr("letters.tasks.outbox.deliver", lambda: True)
    deliver_letters()
    assert rung == ["letters.tasks.deliver_letters"]
