"""However the launcher ends, nothing it started is left, and the next start finds its data."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.local.conftest import family, left_alive

# The launcher gives each of its six processes 15 s before it insists: longer than all of them is a fault.
LONGEST = 6 * 15 + 30
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@pytest.fixture(scope="module")
def data():
    """Give one data folder for all these tests, as one clone has: each start finds what the last one left."""
    folder = Path(os.environ["TESTS_FOLDER"]) / f"data-{os.getpid()}"
    folder.mkdir(mode=0o755)
    return folder


@pytest.fixture
def launch(repository, data, clean_environment):
    """Give a function that starts the launcher and waits until it is ready."""
    started = []

    def begin(**options):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.local.light"],
            cwd=repository,
            env={**clean_environment, "DATA": str(data)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )
        started.append(process)
        for line in process.stdout:
            if line == "ready\n":
                break
        else:
            pytest.fail(process.stderr.read())
        return process, family(process.pid)

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def names(processes):
    return " ".join(process.name() for process in processes)


def test_signals_stop_everything_and_the_data_stay(launch, data):
    for number in SIGNALS:
        process, everything = launch()
        assert (
            "postgres" in names(everything) and "redis" in names(everything) and "sleep" in names(everything)
        )
        process.send_signal(number)
        told, errors = process.communicate(timeout=LONGEST)
        assert (process.returncode, errors) == (0, "")
        assert told.endswith("Stopping …\nStopped.\n")
        assert left_alive(everything) == []
    assert not (data / "running.json").exists()
    # Logs are this run's: the cluster was not made again.
    assert (data / "log/postgres.log").exists() and not (data / "log/initdb.log").exists()


def test_a_launcher_in_the_background_listens_to_ctrl_c_too(launch):
    # A shell starts `make run &` with SIGINT ignored, and what it starts would inherit that.
    process, everything = launch(preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=LONGEST)
    assert process.returncode == 0
    assert left_alive(everything) == []


def test_nohup_is_respected(launch):
    process, everything = launch(preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    process.send_signal(signal.SIGHUP)
    time.sleep(0.7)
    assert process.poll() is None
    process.terminate()
    process.communicate(timeout=LONGEST)
    assert left_alive(everything) == []


def test_a_killed_launcher_leaves_nothing_and_the_next_one_starts(launch):
    process, everything = launch()
    process.kill()
    process.wait()
    # At once, while the old servers may still be going down.
    second, others = launch()
    assert left_alive(everything) == []
    second.terminate()
    second.communicate(timeout=LONGEST)
    assert left_alive(others) == []


def test_one_process_that_ends_stops_all_and_is_named(launch):
    process, everything = launch()
    web = [one for one in everything if one.name() == "sh"][-1]
    web.kill()
    _, errors = process.communicate(timeout=LONGEST)
    assert process.returncode == 1
    assert len(errors.splitlines()) == 1
    assert "process has ended, so everything stops" in errors
    assert left_alive(everything) == []


def test_a_server_that_ends_stops_all_and_is_named(launch):
    process, everything = launch()
    next(one for one in everything if one.name().startswith(("redis", "valkey"))).kill()
    _, errors = process.communicate(timeout=LONGEST)
    assert process.returncode == 1
    assert errors.startswith("Redis has ended, so everything stops")
    assert left_alive(everything) == []


def test_secrets_and_documents_are_closed_to_others(launch, data):
    process, _ = launch()
    for name in ("keys.json", "running.json", "documents", "log"):
        assert (data / name).stat().st_mode & 0o077 == 0, name
    process.terminate()
    process.communicate(timeout=LONGEST)


@pytest.mark.skipif(os.geteuid() != 0, reason="rights are given up only by root")
def test_no_server_runs_as_root(launch):
    process, everything = launch()
    servers = [one for one in everything if one.name() in ("postgres", "redis-server", "clamd")]
    assert len(servers) >= 3
    assert [one.name() for one in servers if 0 in one.uids()] == []
    process.terminate()
    process.communicate(timeout=LONGEST)
    assert not psutil.pid_exists(servers[0].pid)
