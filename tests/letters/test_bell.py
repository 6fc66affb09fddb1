"""The bell: quick when the broker is down, silent when the act is undone."""

import socket
import time

import pytest
import redis
from celery import current_app
from django.db import transaction

from letters import bell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def silent_bell(monkeypatch):
    """Ring for real in this file."""
    monkeypatch.setattr(bell, "_quiet_until", 0.0)


@pytest.fixture
def deaf_broker(monkeypatch):
    """Give a broker that takes the call and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setitem(current_app.conf, "broker_url", f"redis://127.0.0.1:{server.getsockname()[1]}/0")
        yield server


def test_a_broker_that_does_not_answer_hinders_nobody_and_is_left_alone(deaf_broker, caplog):
    began = time.monotonic()
    assert [bell.ring() for _ in range(50)] == [False] * 50
    # The publisher's own patience would be five seconds a ring.
    assert time.monotonic() - began < 4
    assert caplog.text.count("did not answer") == 1


def test_a_broker_that_is_gone_is_no_error(monkeypatch):
    monkeypatch.setitem(current_app.conf, "broker_url", "redis://127.0.0.1:1/0")
    assert bell.ring() is False


def test_a_ring_reaches_the_queue(redis_url):
    assert bell.ring() is True
    with redis.Redis.from_url(redis_url) as client:
        assert client.llen("celery") == 1


def test_an_act_undone_rings_nobody(redis_url):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        bell.ring_on_commit()
        raise ZeroDivisionError
    with redis.Redis.from_url(redis_url) as client:
        assert client.llen("celery") == 0
