"""The bell that wakes the worker: rung after the commit, and no trouble when nobody hears it."""

import time

import pytest
import redis
from celery import current_app
from django.db import transaction

from audit import bell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fresh_bell(monkeypatch):
    monkeypatch.setattr(bell, "_quiet_until", 0.0)


def queued(url):
    with redis.Redis.from_url(url) as client:
        return client.llen("celery")


def test_it_rings_after_the_commit_and_not_before(redis_url):
    with transaction.atomic():
        bell.ring_on_commit("documents.tasks.scan_documents")
        assert queued(redis_url) == 0
    assert queued(redis_url) == 1


def test_it_does_not_ring_for_what_was_undone(redis_url):
    with pytest.raises(ValueError, match="undone"), transaction.atomic():
        bell.ring_on_commit("documents.tasks.scan_documents")
        raise ValueError("undone")
    assert queued(redis_url) == 0


def test_a_broker_that_is_down_costs_a_moment_once(monkeypatch):
    monkeypatch.setitem(current_app.conf, "broker_url", "redis://127.0.0.1:9/0")
    started = time.monotonic()
    assert bell.ring("documents.tasks.scan_documents") is False
    print(f"{(time.monotonic() - started) * 1000:.0f} ms")
    monkeypatch.setattr(current_app, "connection_for_write", lambda **_: pytest.fail("asked again at once"))
    assert bell.ring("documents.tasks.scan_documents") is False
