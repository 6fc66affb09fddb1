"""The other commands of the Makefile: test, check, fix, demo, manage, bench."""

import fcntl
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from portal.local import keys
from portal.local.processes import Trouble, ends_with_us
from portal.local.run import PREPARE, RUNNING, as_owner, listen_to_signals, local_servers, run_to_end, say
from portal.local.servers import ROOT

BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
# In the order of tests/plugin.py: left to itself, xdist keeps the files with few tests, the long ones, for the end.
# Three processes keep two cores at work, since some tests wait for workers, browsers and leases.
WHOLE = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]


def test(arguments: list[str]) -> int:
    """Become pytest: the whole suite on a few processes, or what was asked for."""
    command = [sys.executable, "-m", "pytest", *(arguments or WHOLE)]
    os.execv(sys.executable, command)


def bench(arguments: list[str]) -> int:
    """Become pytest over the benchmarks, whose tables are shown as they come."""
    command = [sys.executable, "-m", "pytest", "-q", "-s", *(arguments or ["benchmarks"])]
    os.execv(sys.executable, command)


def production_like() -> dict[str, str]:
    """Return an environment such as production has; no check asks the database."""
    own = keys.fresh()
    wanted = {
        "SECRET_KEY": own.secret_key,
        "SEALING_KEYS": own.sealing_keys,
        "ALLOWED_HOSTS": "budgets.wealdshire.example",
        "BASE_URL": "https://budgets.wealdshire.example",
        "EMAIL_URL": "smtps://portal:secret@mail.wealdshire.example",
        "DATABASE_URL": "postgres://portal_app:secret@127.0.0.1:1/portal",  # nobody answers there
        "CLAMD_URL": "tcp://scanner:3310",
        "REDIS_URL": "redis://broker:6379/0",
        "DOCUMENTS_URL": "file:///srv/documents",
        "SECURE": "1",
        "DEBUG": "0",
        "DEMO": "0",
    }
    gone = ("DATABASE_OWNER_URL", "COUNCIL_POLICY")
    return {name: value for name, value in os.environ.items() if name not in gone} | wanted


CHECKS = {
    "style": [BIN / "ruff", "check", "--quiet", "--output-format=concise", "."],
    "format": [BIN / "ruff", "format", "--check", "--quiet", "--output-format=concise", "."],
    "floors": [BIN / "lint-imports", "--no-logo"],
    "types of policy": [BIN / "mypy", "--no-error-summary", "policy"],
    "templates": [BIN / "djlint", "--lint", "--quiet", "templates"],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "production settings": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
    "generated documents": [*MANAGE, "make_docs", "--check"],
}


def check(arguments: list[str]) -> int:
    """Run every check, tell each one's outcome, and fail if any failed."""
    env, failed = production_like(), []
    for name, command in CHECKS.items():
        started = time.monotonic()
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        say(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name} ({time.monotonic() - started:.1f} s)")
        if done.returncode:
            failed.append(name)
            say(done.stdout.strip())
    say(
        f"make check: {len(CHECKS) - len(failed)} of {len(CHECKS)} in order"
        + (f"; not: {', '.join(failed)}" if failed else "")
    )
    return 1 if failed else 0


def fix(arguments: list[str]) -> int:
    """Put code in order as far as tools can, and say what is left."""
    subprocess.run([BIN / "ruff", "check", "--fix", "--quiet", "."], cwd=ROOT)
    return subprocess.run([BIN / "ruff", "format", "."], cwd=ROOT).returncode


def demo(arguments: list[str]) -> int:
    """Empty the data and load the invented council again, whether the portal runs or not."""
    return with_servers(["demo", "--fresh", *arguments])


def manage(arguments: list[str]) -> int:
    """Run any command of the portal on the local data."""
    return with_servers(arguments or ["help"])


def with_servers(arguments: list[str]) -> int:
    """Run manage.py with the servers of the data folder, started for it when the portal does not run."""
    data = Path(os.environ["DATA"])
    running = data / RUNNING
    if not is_ours(data):
        if not running.exists():
            raise Trouble(f"Another command is using {data}: wait for it, then try again.")
        return _manage(arguments, {**json.loads(running.read_text()), **os.environ})
    listen_to_signals()
    with local_servers(data) as (env, _):
        run_to_end(PREPARE, env=as_owner(env), log=data / "log")
        return _manage(arguments, env)


def _manage(arguments: list[str], env: dict[str, str]) -> int:
    owner = arguments[0] == "migrate"
    return subprocess.run(
        [*MANAGE, *arguments], cwd=ROOT, env=as_owner(env) if owner else env, preexec_fn=ends_with_us()
    ).returncode


def is_ours(data: Path) -> bool:
    """Say whether the lock of the data folder is the one we brought along, not the running portal's."""
    probe = os.open(data / "lock", os.O_RDWR)
    try:
        fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return (data / "lock").read_text() == str(os.getpid())
    finally:
        os.close(probe)
    return True
