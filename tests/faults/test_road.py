"""The road from a request to its payments while real things break, and while several people act at once."""

import os
import signal
import time
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import redis
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit import bell
from audit.models import JobRun
from budgets.actions import agreements
from budgets.models import Agreement, PersonalBudgetRequest, RequestDraft
from clocks.models import Clock, ClockStep
from clocks.sweep import sweep
from decisions.actions import agenda, deciding
from decisions.models import AgendaItem, Decision
from letters.actions import write_many
from letters.kinds import BoardDecision
from letters.models import Delivery, Letter
from letters.writing import Writing
from payments.actions.instalments import approve, cancel_after_end, release
from payments.duties import RETURNS
from payments.models import Instalment
from policy import Refused
from tests.factories.budgets import make_case, make_draft, make_ready_request
from tests.factories.decisions import ASKED_ON, MEETS_ON, agreed, make_listed_item, make_meeting, member_at
from tests.factories.payments import (
    make_active_agreement,
    make_approver,
    make_finance_officer,
    make_open_return,
    parent_of,
)
from tests.factories.people import make_team, sign_in
from tests.factories.threads import at_once
from tests.faults.test_deliveries import (  # noqa: F401  broker, mail and worker are fixtures
    ON_ITS_WAY,
    assert_each_noted_once,
    broker,
    cases,
    kill_one_process,
    kill_whole_worker,
    mail,
    wait_for_empty_outbox,
    wait_until_more_than,
    worker,
)
from tests.letters.examples import example

pytestmark = pytest.mark.django_db(transaction=True)
DRAFTS, PAIRS, LETTERS, KILLS, RETURNED = 20, 10, 120, 6, 4
REMINDERS = "payments.tasks.quarterly_return_reminders"
SENT = {"agreed": "on"}


def signed_in(user, how_many):
    """Give browsers that are all signed in as one user, as tabs of one browser are."""
    first = sign_in(Client(), user)
    browsers = [Client() for _ in range(how_many)]
    for each in browsers:
        each.cookies.update(first.cookies)
    return browsers


def test_twenty_drafts_each_sent_five_times_at_once_are_twenty_requests():
    team, slowest = make_team(), 0.0
    for _ in range(DRAFTS):
        parent = make_case(team=team)
        page = reverse("draft_check", args=[make_draft(parent).key])
        tabs = signed_in(parent, 5)
        began = time.perf_counter()
        answers = at_once(*[lambda tab=tab, page=page: tab.post(page, SENT) for tab in tabs])
        slowest = max(slowest, time.perf_counter() - began)
        request = PersonalBudgetRequest.objects.get(child=parent.child)
        receipt = reverse("request_sent", args=[request.key])
        assert [(each.status_code, each["Location"]) for each in answers] == [(302, receipt)] * 5
        assert all(request.reference in tab.get(receipt).content.decode() for tab in tabs[:2])
        written = Letter.objects.get(kind="receipt", child=parent.child)
        assert written.parts["says"]["request_reference"] == request.reference
    assert PersonalBudgetRequest.objects.count() == DRAFTS
    assert not RequestDraft.objects.exists()
    print(f"{DRAFTS} drafts, five sendings at once each: the slowest five took {slowest:.2f} s")


def test_a_member_decides_while_the_family_withdraws(time_machine):
    time_machine.move_to("2026-12-30T10:00:00+00:00", tick=False)
    meeting, decided = make_meeting(), 0
    for _ in range(PAIRS):
        request = make_ready_request(make_case(), on=ASKED_ON)
        item = make_listed_item(request, meeting=meeting)
        line, member, parent = item.request.lines.get(), member_at(item), request.requester.user
        said, withdrawn = at_once(
            lambda: deciding.decide_line(item, line, on=MEETS_ON, by=member, **agreed(line)),  # noqa: B023
            lambda: agenda.withdraw_request(item.request, because="We moved.", on=MEETS_ON, by=parent),  # noqa: B023
        )
        assert isinstance(withdrawn, PersonalBudgetRequest), withdrawn
        assert isinstance(said, Decision) or "nothing to decide" in said.words
        decided += isinstance(said, Decision)
        line.refresh_from_db()
        assert (AgendaItem.objects.get(pk=item.pk).state, line.state) == ("taken_off", "withdrawn")
        assert not Clock.objects.open().of(request).exists()
    print(f"of {PAIRS} pairs {decided} were decided before they were withdrawn")


def test_finance_approves_and_releases_while_the_family_takes_consent_back(time_machine):
    # The second payment is late and the third nearly due, so both may be paid.
    on = date(2026, 11, 27)
    time_machine.move_to("2026-11-27T10:00:00+00:00", tick=False)
    officer, approver, paid = make_finance_officer(), make_approver(), 0
    for _ in range(PAIRS):
        agreement = make_active_agreement()
        planned = Instalment.objects.filter(schedule__agreement=agreement).order_by("number")
        approved = approve(planned[1], on=on, by=officer)
        results = at_once(
            lambda: end(agreement, on=on),  # noqa: B023
            lambda: approve(planned[2], on=on, by=officer),  # noqa: B023
            lambda: release(approved, on=on, by=approver),  # noqa: B023
        )
        assert isinstance(results[0], Agreement), results[0]
        assert all(isinstance(each, Refused | Instalment) for each in results[1:]), results
        agreement.refresh_from_db()
        assert agreement.state == "ended"
        was_paid = isinstance(results[2], Instalment)
        paid += was_paid
        letters = Letter.objects.filter(kind="remittance", child=agreement.child)
        assert letters.count() == 1 + was_paid
        cancel_after_end(on + timedelta(days=1))
        left = planned.filter(state__in=["planned", "approved"], from_on__gt=on)
        assert not left.exists(), "a payment for days after the end can still be made"
    print(f"of {PAIRS} second payments {paid} were paid before the end")


def end(agreement, *, on):
    """Let whoever is paid take their consent back."""
    return agreements.withdraw_consent(agreement, on=on, by=parent_of(agreement))


def test_killed_workers_send_no_released_decision_twice_and_lose_none(worker, mail):  # noqa: F811
    writings = [
        Writing(kind=example(BoardDecision), child=child, to=person, channels=("email",))
        for child, person in cases(LETTERS // 4)
        for _ in range(4)
    ]
    with transaction.atomic():
        write_many(writings, on=timezone.localdate())
    running = worker()
    for kill in range(1, KILLS + 1):
        bell.ring("letters.tasks.deliver_letters")
        wait_until_more_than(mail, len(mail.messages) + kill)
        if kill % 3:
            kill_one_process(running)
        else:
            kill_whole_worker(running)
            running = worker()
    left = Delivery.objects.filter(state__in=ON_ITS_WAY).count()
    wait_for_empty_outbox(120)
    taken, doubtful = mail.count(), 0
    for delivery in Delivery.objects.all():
        times = taken[delivery.message_id]
        assert times <= 1, "a decision was sent twice"
        assert (delivery.state, times) == ("sent", 1) or delivery.state == "doubtful", "a decision was lost"
        doubtful += delivery.state == "doubtful"
    print(f"{left} of {LETTERS} left after {KILLS} kills; {doubtful} in doubt, for a person to look at")
    assert left > 0 and doubtful <= KILLS
    assert_each_noted_once()


@contextmanager
def no_step_can_be_written():
    """Keep a sweep in the middle of its work: it has read what is owed, and waits to write that it chased it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE clocks_clockstep IN EXCLUSIVE MODE")
        yield


def wait_until_a_sweep_waits(seconds=30):
    """Wait until another connection waits to write a step."""
    end_at = time.monotonic() + seconds
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'clocks_clockstep'::regclass"
    while True:
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        assert time.monotonic() < end_at, "no sweep came to write"
        time.sleep(0.05)


def wait_for_the_job(seconds=60):
    """Ring as the timetable does until the reminders of today are done."""
    end_at = time.monotonic() + seconds
    while not JobRun.objects.filter(name=RETURNS, for_date=timezone.localdate(), outcome="done").exists():
        assert time.monotonic() < end_at, "the reminders were not taken up again"
        bell.ring(REMINDERS)
        time.sleep(0.3)


def test_reminders_of_returns_killed_in_the_middle_are_taken_up_and_sent_once(worker, mail):  # noqa: F811
    on = timezone.localdate()
    due_on = on + timedelta(days=3)
    for _ in range(RETURNED):
        make_open_return()
    owed = Clock.objects.filter(duty="quarterly_return")
    owed.update(
        started_on=on - timedelta(days=25), raw_on=due_on, due_on=due_on, target_on=due_on, next_step_on=on
    )
    Delivery.objects.update(state="withdrawn")
    running = worker()
    for kill in (kill_one_process, kill_whole_worker):
        with no_step_can_be_written():
            bell.ring(REMINDERS)
            wait_until_a_sweep_waits()
            kill(running)
        assert not Letter.objects.filter(kind="return_reminder").exists(), "half a sweep was kept"
    running = worker()
    wait_for_the_job()
    wait_for_empty_outbox(60)
    bell.ring(REMINDERS)
    assert sweep(on, job=RETURNS) is None

    written = Letter.objects.filter(kind="return_reminder")
    assert sorted(written.values_list("child", flat=True)) == sorted(owed.values_list("child", flat=True))
    assert ClockStep.objects.filter(clock__in=owed, outcome="reminded").count() == RETURNED
    sent = Delivery.objects.filter(letter__in=written, channel="email")
    assert {mail.count()[each.message_id] for each in sent} == {1}
    assert JobRun.objects.filter(name=RETURNS, for_date=on).count() == 1


def test_a_family_sends_its_request_while_the_broker_is_stopped(worker, mail, broker):  # noqa: F811
    process, url = broker
    running = worker(REDIS_URL=url)
    parent = make_case()
    Delivery.objects.update(state="withdrawn")
    draft = make_draft(parent)
    (browser,) = signed_in(parent, 1)
    os.kill(process.pid, signal.SIGSTOP)
    began = time.monotonic()
    answer = browser.post(reverse("draft_check", args=[draft.key]), SENT, follow=True)
    took = time.monotonic() - began
    request = PersonalBudgetRequest.objects.get()
    assert ([code for _, code in answer.redirect_chain], answer.status_code) == ([302], 200)
    assert request.reference in answer.content.decode()
    assert mail.messages == []
    os.kill(process.pid, signal.SIGCONT)
    with redis.Redis.from_url(url) as client:
        client.flushall()
    assert not running.has_ended()
    wait_for_empty_outbox(60)
    print(f"sent with the broker stopped in {took:.2f} s")
    receipt = Delivery.objects.get(letter__kind="receipt", channel="email")
    assert (receipt.state, mail.count()[receipt.message_id]) == ("sent", 1)
