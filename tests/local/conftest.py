"""What the launcher's tests share."""

import os
import signal
import time
from pathlib import Path

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
    "MAKELEVEL",
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
def open_folder(tmp_path_factory):
    """Give a folder other accounts can enter; pytest's own are closed to them."""
    folder = Path(os.environ["TESTS_FOLDER"]) / f"open-{time.monotonic_ns()}"
    folder.mkdir(mode=0o755)
    return folder


def processes_naming(word):
    """List the processes whose command line names this."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if str(word) in line:
                found.append((int(entry.name), line))
    return found


def nothing_left(word, seconds=15):
    """Wait until no process names this any more; return those that still do."""
    end = time.monotonic() + seconds
    while (left := processes_naming(word)) and time.monotonic() < end:
        time.sleep(0.05)
    return left


@pytest.fixture
def sees_nothing_left():
    """Give the function that looks for processes left behind; what it finds is ended for the next test."""
    words = []

    def look(word):
        words.append(word)
        return nothing_left(word)

    yield look
    for word in words:
        for number, _ in processes_naming(word):
            os.kill(number, signal.SIGKILL)
