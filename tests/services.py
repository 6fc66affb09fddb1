"""Real services for tests: an SMTP server, a Celery process, the application's database role."""

import email
import os
import sys
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit

import redis
from aiosmtpd.controller import Controller

from portal.local.processes import Child, free_port, start, wait_until

ROOT = Path(__file__).resolve().parent.parent


class SmtpServer:
    """An SMTP server that keeps what it takes, and refuses or fails when told to."""

    def __init__(self):
        self.messages = []
        self.recipients = []
        # An answer such as "550 no such mailbox" or "451 try later" makes the server refuse with it.
        self.answer = "250 OK"
        self.port = free_port()
        self._controller = None

    @property
    def url(self):
        """Give the address for EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, server, session, envelope):
        """Keep the message, unless told to refuse it."""
        if self.answer.startswith("2"):
            self.messages.append(email.message_from_bytes(envelope.content, policy=default))
            self.recipients.append(tuple(envelope.rcpt_tos))
        return self.answer

    def stop(self):
        """Stop listening, as a server that is down; `start` brings it back on the same port."""
        if self._controller:
            self._controller.stop()
        self._controller = None

    def start(self):
        """Listen."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *problem):
        self.stop()


def app_database_url(connection):
    """Give the address of the test's own database for the application's role."""
    database = connection.settings_dict["NAME"]
    return urlsplit(os.environ["TESTS_APP_URL"])._replace(path=f"/{database}").geturl()


def empty_redis(url):
    """Forget every task queued in this Redis database."""
    with redis.Redis.from_url(url) as client:
        client.flushdb()


def start_celery(kind, options, env, connection, folder) -> Child:
    """Start `celery worker` or `celery beat`, and wait until it works."""
    log = folder / f"{kind}-{free_port()}.log"
    quick = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--concurrency=1"]
    own = quick if kind == "worker" else [f"--schedule={folder / 'beat'}"]
    environment = {
        **os.environ,
        "DATABASE_URL": app_database_url(connection),
        "C_FORCE_ROOT": "1",
        "PYTHONWARNINGS": "ignore",
        **env,
    }
    command = [sys.executable, "-m", "celery", "-A", "portal", kind, "--loglevel=INFO", *own, *options]
    child = start(f"celery {kind}", command, log=log, env=environment, cwd=ROOT)
    word = " ready." if kind == "worker" else "beat: Starting"
    wait_until(lambda: word in log.read_text(errors="replace"), child, seconds=30)
    return child
