"""Fixtures every test may use: the application's role, Redis, an SMTP server, a worker, a browser."""

import contextlib
import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction

from tests import services

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure():
    """Serve static files as they lie, and hash passwords quickly: how hard they are to guess is tested by itself."""
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    django_settings.STORAGES["staticfiles"] = {"BACKEND": plain}
    django_settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    """Keep what fixtures of a whole module write until its last test; what a test writes itself is undone as ever."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def as_app_role(db):
    """Give a context in which the test's connection has the application's rights, not the owner's."""

    @contextlib.contextmanager
    def take_role():
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE portal_app")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")

    return take_role


@pytest.fixture
def app_connection(transactional_db):
    """Give a second connection, signed in as the application's role; it sees what the test committed."""
    opened = psycopg2.connect(services.app_database_url(connection))
    opened.autocommit = True
    yield opened
    opened.close()


@pytest.fixture
def redis_url():
    """Give the address of this process's own Redis database, emptied before and after."""
    services.empty_redis(os.environ["REDIS_URL"])
    yield os.environ["REDIS_URL"]
    services.empty_redis(os.environ["REDIS_URL"])


@pytest.fixture
def smtp_server(settings):
    """Give a real SMTP server that keeps what it takes, with Django's e-mail pointed at it."""
    with services.SmtpServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield server


@pytest.fixture
def celery_process(transactional_db, redis_url, tmp_path):
    """Give a function that starts `celery worker` or `celery beat` on the test's database and Redis."""
    started = []

    def start(kind="worker", *options, **env):
        started.append(services.start_celery(kind, options, env, connection, tmp_path))
        return started[-1]

    yield start
    for child in reversed(started):
        child.stop()


@pytest.fixture
def celery_worker_process(celery_process):
    """Give a function that starts a worker: `celery_worker_process(EMAIL_URL=smtp_server.url)`."""
    return lambda *options, **env: celery_process("worker", *options, **env)


@pytest.fixture
def celery_beat_process(celery_process):
    """Give a function that starts beat, the timetable."""
    return lambda *options, **env: celery_process("beat", *options, **env)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Use the system's chromium: Playwright's own cannot be had everywhere."""
    if not CHROMIUM:
        pytest.fail("Browser journeys need chromium: install it (Debian: apt-get install chromium).")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture
def page_problems():
    """Give the list of what went wrong in the browser; a test that expects an error clears it."""
    return []


@pytest.fixture
def context(context, page_problems):
    """Fail the test on a script error, a console error, or a request that leaves this machine."""

    def console(message):
        if message.type == "error":
            page_problems.append(f"console: {message.text} ({message.location.get('url')})")

    def request(sent):
        url = urlsplit(sent.url)
        if url.scheme in ("http", "https", "ws", "wss") and url.hostname not in ("127.0.0.1", "localhost"):
            page_problems.append(f"off-site request: {sent.url}")

    context.on("console", console)
    context.on("weberror", lambda error: page_problems.append(f"script: {error.error}"))
    context.on("request", request)
    yield context
    assert page_problems == []


@pytest.fixture(scope="session")
def repository():
    """Give the folder of the clone."""
    return Path(__file__).resolve().parent.parent
