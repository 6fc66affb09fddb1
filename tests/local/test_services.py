"""The services other tests lean on are what they say they are."""

import os
import smtplib

import pytest
from django.core.mail import send_mail
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from psycopg2.errors import InsufficientPrivilege

from people.models import Person
from portal.celery import app
from portal.local.processes import wait_until


def test_the_applications_role_may_write_rows_and_not_empty_tables(as_app_role):
    table = Person._meta.db_table
    with as_app_role(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("portal_app",)
        Person.objects.create(first_name="Amara", last_name="Okafor")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(f'TRUNCATE "{table}" CASCADE')
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("portal_owner",)


def test_a_second_connection_has_the_applications_rights_only(app_connection):
    Person.objects.create(first_name="Amara", last_name="Okafor")
    with app_connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{Person._meta.db_table}"')
        assert cursor.fetchone() == (1,)
        with pytest.raises(InsufficientPrivilege):
            cursor.execute("CREATE TABLE mine (id int)")


def test_mail_goes_over_smtp_and_can_be_refused(smtp_server):
    send_mail("A letter is ready", "Sign in to read it.", "send@wealdshire.example", ["a@family.example"])
    assert [message["Subject"] for message in smtp_server.messages] == ["A letter is ready"]
    assert smtp_server.recipients == [("a@family.example",)]
    smtp_server.answer = "550 no such mailbox"
    with pytest.raises(smtplib.SMTPDataError):
        send_mail("Another", "Sign in.", "send@wealdshire.example", ["b@family.example"])
    smtp_server.stop()
    with pytest.raises(ConnectionRefusedError):
        send_mail("Another", "Sign in.", "send@wealdshire.example", ["b@family.example"])
    assert len(smtp_server.messages) == 1


def test_a_worker_works_as_the_application_on_the_tests_own_database(celery_worker_process):
    worker = celery_worker_process()
    with connection.cursor() as cursor:
        wait_until(lambda: _signed_in(cursor) or app.control.ping(timeout=0.5), worker, seconds=20)
    assert worker.process.poll() is None
    assert not _owner_in(worker.process.pid)


def _signed_in(cursor):
    cursor.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE usename = 'portal_app' AND datname = current_database()"
    )
    return cursor.fetchone()[0]


def _owner_in(number):
    with open(f"/proc/{number}/environ") as environment:
        found = dict(item.split("=", 1) for item in environment.read().split("\0") if "=" in item)
    return "portal_owner" in found["DATABASE_URL"]


def test_beat_rings(celery_beat_process):
    beat = celery_beat_process()
    assert not beat.has_ended()


def test_each_process_of_the_run_has_its_own_redis_database(redis_url):
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    expected = int(worker.removeprefix("gw")) + 1 if worker else 0
    assert redis_url.endswith(f"/{expected}")


def test_trouble_in_the_browser_is_seen(page, page_problems):
    page.set_content("<script>console.error('lost')</script><img src='http://elsewhere.example/pixel.png'>")
    page.evaluate("setTimeout(() => { throw new Error('broken') }, 0)")
    page.wait_for_timeout(300)
    told = " ".join(page_problems)
    assert "lost" in told and "broken" in told and "off-site request: http://elsewhere.example" in told
    page_problems.clear()
