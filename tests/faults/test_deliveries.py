"""Letters while real things break: workers are killed, the broker is stopped and emptied."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from celery import current_app
from django.db import transaction
from django.utils import timezone

from audit import bell
from audit.models import Event
from letters.actions import write, write_many
from letters.kinds import ChangeOfOfficer, MessageAlert
from letters.models import Delivery, Letter
from letters.writing import DELIVER, Writing
from portal.local import keys, places
from portal.local.servers import Servers, start_redis
from tests.factories.people import make_child, make_link, make_person
from tests.letters.examples import example
from tests.services import SmtpServer

pytestmark = pytest.mark.django_db(transaction=True)
State = Delivery.State
ON_ITS_WAY = (State.WAITING, State.CLAIMED, State.SENDING)
LETTERS, KILLS, WHOLE_WORKER_EVERY = 500, 20, 8
EMAIL_ONLY = ("email",)


class SlowSmtpServer(SmtpServer):
    """An SMTP server that takes its time over each message, so that there is a moment to be killed in."""

    async def handle_DATA(self, server, session, envelope):
        """Take the message, wait, and only then say so."""
        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(random.uniform(0.005, 0.03))
        return answer

    def count(self):
        """Count what was taken, by Message-ID."""
        return Counter(message["Message-ID"] for message in list(self.messages))


@pytest.fixture
def mail():
    """Give the slow server."""
    with SlowSmtpServer() as server:
        yield server


@pytest.fixture
def worker(celery_worker_process, mail):
    """Give a function that starts a worker with short leases."""
    settings = {"DJANGO_SETTINGS_MODULE": "tests.faults.worker_settings", "EMAIL_URL": mail.url}
    return lambda **env: celery_worker_process(**settings | env)


def cases(how_many):
    """Make children, each with one person tied to it."""
    pairs = [(make_child(), make_person()) for _ in range(how_many)]
    for child, person in pairs:
        make_link(child, person)
    return pairs


def write_all(pairs, how_many):
    """Write letters as a sweep does: half of them are legal notices to the worker."""
    kinds = (example(ChangeOfOfficer), example(MessageAlert))
    writings = [
        Writing(kind=kinds[number % 2], child=child, to=person, channels=EMAIL_ONLY)
        for number in range(how_many)
        for child, person in [pairs[number // 2 % len(pairs)]]
    ]
    with transaction.atomic():
        write_many(writings, on=timezone.localdate())


def wait_for_empty_outbox(seconds):
    """Ring as the timetable does until nothing is on its way."""
    end = time.monotonic() + seconds
    while left := Delivery.objects.filter(state__in=ON_ITS_WAY).count():
        assert time.monotonic() < end, f"{left} letters are still on their way"
        bell.ring(DELIVER)
        time.sleep(0.3)


def kill_one_process(worker):
    """Kill the process of the worker that does the work, as the kernel would: at once, without a word."""
    for number in Path(f"/proc/{worker.process.pid}/task/{worker.process.pid}/children").read_text().split():
        command = Path(f"/proc/{number}/cmdline").read_bytes()
        if b"celery" in command:
            os.kill(int(number), signal.SIGKILL)


def kill_whole_worker(worker):
    """Kill the worker and every process it started."""
    os.killpg(worker.process.pid, signal.SIGKILL)
    worker.process.wait()


def test_killed_workers_lose_nothing_and_send_no_legal_notice_twice(worker, mail, record_property):
    seed = int(os.environ.get("FAULT_SEED") or time.time())
    record_property("seed", seed)
    print(f"FAULT_SEED={seed}")
    chance = random.Random(seed)
    write_all(cases(50), LETTERS)
    running = worker()
    for kill in range(1, KILLS + 1):
        bell.ring(DELIVER)
        before = len(mail.messages)
        # The blow falls in the middle of work: after some messages, a moment into the next.
        wait_until_more_than(mail, before + chance.randint(2, 12))
        time.sleep(chance.uniform(0, 0.05))
        if kill % WHOLE_WORKER_EVERY:
            kill_one_process(running)
        else:
            kill_whole_worker(running)
            running = worker()
    left = Delivery.objects.filter(state__in=ON_ITS_WAY).count()
    wait_for_empty_outbox(120)

    sent = mail.count()
    print(f"{left} left after the last kill; {len(mail.messages)} messages for {LETTERS} letters")
    assert left > 0
    assert Delivery.objects.count() == LETTERS
    for delivery in Delivery.objects.select_related("letter"):
        times = sent[delivery.message_id]
        if delivery.letter.kind == ChangeOfOfficer.code:
            assert times <= 1, "a legal notice was sent twice"
            assert (delivery.state, times) == (State.SENT, 1) or delivery.state == State.DOUBTFUL
        else:
            assert (delivery.state, times > 0) == (State.SENT, True), "a letter was lost"
    # No kill can leave more than one message in doubt.
    assert Delivery.objects.filter(state=State.DOUBTFUL).count() <= KILLS
    assert len(mail.messages) - len(sent) <= KILLS
    assert_each_noted_once()


def wait_until_more_than(mail, messages, seconds=120):
    """Wait until the server has taken more than so many messages, or none is left to take."""
    end, rung = time.monotonic() + seconds, time.monotonic()
    while len(mail.messages) <= messages and Delivery.objects.filter(state__in=ON_ITS_WAY).exists():
        assert time.monotonic() < end, "the worker does not work"
        if time.monotonic() - rung > 0.5:
            bell.ring(DELIVER)
            rung = time.monotonic()
        time.sleep(0.01)


def wait_until_noted():
    """Ring as the timetable does until every letter that was sent has been looked at for its child's record."""
    end = time.monotonic() + 60
    while Delivery.objects.filter(state=State.SENT, noted_at=None).exists() and time.monotonic() < end:
        bell.ring(DELIVER)
        time.sleep(0.2)


def assert_each_noted_once():
    """Check that every letter that was sent has one event in its child's record."""
    wait_until_noted()
    noted = Counter(Event.objects.filter(kind="letters.delivered").values_list("about_id", flat=True))
    sent = Delivery.objects.filter(state=State.SENT).values_list("letter_id", flat=True)
    assert noted == Counter(sent)


@contextmanager
def own_redis(folder):
    """Give a Redis server of this test's own, which it may stop."""
    servers, user = Servers(), places.server_user()
    start_redis(servers, places.make_private(folder, user), folder, keys.fresh(), user)
    try:
        yield servers.children[0].process, servers.env["REDIS_URL"]
    finally:
        servers.stop()


@pytest.fixture
def broker(tmp_path, monkeypatch):
    """Give a broker of our own and its address, with this process's Celery pointed at it."""
    folder = Path(os.environ["TESTS_FOLDER"]) / f"redis-{os.getpid()}"
    folder.mkdir(exist_ok=True)
    with own_redis(folder) as (process, url):
        monkeypatch.setitem(current_app.conf, "broker_url", url)
        monkeypatch.setattr(bell, "_quiet_until", 0.0)
        yield process, url


def test_a_stopped_and_emptied_broker_loses_nothing_and_hinders_nobody(worker, mail, broker):
    process, url = broker
    [(child, person)] = cases(1)
    pairs = cases(20)
    running = worker(REDIS_URL=url)
    write_all(pairs, 60)
    bell.ring(DELIVER)
    wait_until_more_than(mail, 10)

    os.kill(process.pid, signal.SIGSTOP)
    took = []
    for _ in range(20):
        began = time.monotonic()
        with transaction.atomic():
            write(example(MessageAlert), child=child, to=[person], by=None, on=timezone.localdate())
        took.append(time.monotonic() - began)
    print(f"writing with the broker stopped: slowest {max(took):.3f} s, all 20 {sum(took):.3f} s")
    # A publisher that waited for the broker would take five seconds over each: a hundred in all.
    assert sum(took) < 50
    os.kill(process.pid, signal.SIGCONT)
    with redis.Redis.from_url(url) as client:
        client.flushall()
    assert not running.has_ended()
    wait_for_empty_outbox(120)
    assert set(Delivery.objects.filter(channel="email").values_list("state", flat=True)) == {State.SENT}
    assert len(mail.count()) == Delivery.objects.filter(channel="email").count()
    wait_until_noted()
    legal = Letter.objects.filter(kind=ChangeOfOfficer.code).values_list("pk", flat=True)
    noted = Event.objects.filter(kind="letters.delivered", about_id__in=legal).values_list(
        "about_id", flat=True
    )
    assert Counter(noted) == Counter(legal)
