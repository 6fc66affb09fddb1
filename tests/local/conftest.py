"""What the launcher's tests share."""

import os
import time
from pathlib import Path

import psutil
import pytest

from portal.local import places

# Set for the tests' own servers; a launcher must not find them.
OURS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "CLAMD_URL",
    "DEMO",
    "BASE_URL",
    "ALLOWED_HOSTS",
    "EMAIL_URL",
    "EMAIL_FROM",
    "DOCUMENTS_URL",
    "STATIC_ROOT",
    "SECRET_KEY",
    "SEALING_KEYS",
    "COUNCIL_POLICY",
    "MAKELEVEL",
    "MAKEFLAGS",
    "MFLAGS",
)


@pytest.fixture
def clean_environment(monkeypatch):
    """Forget the servers of the test run."""
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    return os.environ


@pytest.fixture
def user():
    """Give the account the servers run as."""
    return places.server_user()


@pytest.fixture
def open_folder():
    """Give a folder other accounts can enter; pytest's own are closed to them."""
    folder = Path(os.environ["TESTS_FOLDER"]) / f"open-{time.monotonic_ns()}"
    folder.mkdir(mode=0o755)
    return folder


def family(number):
    """List a process's descendants, and itself."""
    process = psutil.Process(number)
    return [*process.children(recursive=True), process]


def left_alive(processes, seconds=20):
    """Wait until these processes are gone; give those that are not, and end them for the next test."""
    left = [process for process in processes if process.is_running() and process.status() != "zombie"]
    end = time.monotonic() + seconds
    while left and time.monotonic() < end:
        time.sleep(0.05)
        left = [process for process in left if process.is_running() and process.status() != "zombie"]
    told = [f"{process.pid} {' '.join(process.cmdline())}" for process in left]
    for process in left:
        process.kill()
    return told
