"""A pytest plugin: real servers for one run of the tests, gone when it ends."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from portal.local import keys, places
from portal.local.processes import Trouble
from portal.local.servers import Servers, start_servers

PREFIX = "portal-tests-"
# Browsers, killed workers, runs at random, every page as every role.
LONG = (
    "tests/faults/",
    "tests/journeys/",
    "tests/decisions/test_machine.py",
    "tests/architecture/",
    "tests/local/",
)
WORKER = os.environ.get("PYTEST_XDIST_WORKER")


class _Run:
    """The servers of this run, and the folder they live in."""

    folder: Path | None = None
    servers: Servers | None = None

    @classmethod
    def stop(cls) -> None:
        if cls.servers:
            cls.servers.stop()
        if cls.folder:
            shutil.rmtree(cls.folder, ignore_errors=True)
        cls.servers = cls.folder = None


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests():
    """Set the environment before Django reads its settings; only the controller of xdist starts servers."""
    if not WORKER:
        try:
            _start()
        except Trouble as trouble:
            _Run.stop()
            pytest.exit(str(trouble), returncode=1)
    _own_corner()


def _start() -> None:
    user = places.server_user()
    if "CLAMD_URL" not in os.environ and not places.clamd_program():
        raise Trouble(
            "The tests scan with the real ClamAV: install it (Debian: apt-get install clamav-daemon)."
        )
    _sweep_leftovers()
    _Run.folder = folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=_temporary(user)))
    folder.chmod(0o711)
    atexit.register(_Run.stop)
    secret = keys.fresh()
    home = places.make_private(folder / "servers", user)
    logs = places.make_private(folder / "logs", None)
    _Run.servers = start_servers(home, logs, secret, user, throwaway=True)
    for name, value in _Run.servers.env.items():
        os.environ[name] = value
    os.environ["TESTS_APP_URL"] = os.environ["DATABASE_URL"]
    # Tests make and flush tables, which is the owner's right; `as_app_role` takes the application's.
    os.environ["DATABASE_URL"] = os.environ.get("DATABASE_OWNER_URL", os.environ["DATABASE_URL"])
    os.environ.update(
        SECRET_KEY=secret.secret_key,
        SEALING_KEYS=secret.sealing_keys,
        ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
        BASE_URL="http://testserver",
        EMAIL_URL="console:",
        EMAIL_FROM="send@wealdshire.example",
        SECURE="0",
        DEBUG="0",
        DEMO="0",
        COUNCIL_POLICY="",
        DJANGO_ALLOW_ASYNC_UNSAFE="true",  # Playwright's loop runs in the thread that uses the database
        TESTS_FOLDER=str(folder),
    )
    # xdist wants every process to collect the same tests in the same order, sets and all.
    os.environ.setdefault("PYTHONHASHSEED", "0")


def _own_corner() -> None:
    """Give each process of xdist its own document store and its own database of Redis."""
    folder = Path(os.environ["TESTS_FOLDER"]) / (WORKER or "main")
    for name in ("documents", "static"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    os.environ["DOCUMENTS_URL"] = f"file://{folder}/documents"
    os.environ["STATIC_ROOT"] = f"{folder}/static"
    if WORKER:
        base, _, _ = os.environ["REDIS_URL"].rpartition("/")
        os.environ["REDIS_URL"] = f"{base}/{int(WORKER.removeprefix('gw')) + 1}"


def _temporary(user) -> str:
    for folder in (tempfile.gettempdir(), "/tmp", "/var/tmp"):
        if places.can_write(Path(folder), user):
            return folder
    raise Trouble(
        f"No temporary folder that {user.pw_name if user else 'you'} can write in: set TMPDIR to one."
    )


def _sweep_leftovers() -> None:
    """Remove folders of earlier runs that were killed before they could do so."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        number = folder.name.removeprefix(PREFIX).split("-")[0]
        if (
            folder.owner() == Path("/proc/self").owner()
            and number.isdigit()
            and not Path(f"/proc/{number}").exists()
        ):
            shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(items):
    """Begin with the files that take minutes, so that all processes end together."""
    items.sort(key=lambda item: not item.path.relative_to(item.config.rootpath).as_posix().startswith(LONG))


def pytest_report_header():
    """Tell which servers the tests run on."""
    return [f"servers: {told}" for told in _Run.servers.told] if _Run.servers else []


def pytest_unconfigure():
    """Stop the servers at the end of the run."""
    _Run.stop()
