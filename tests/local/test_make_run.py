"""`make run` as a visitor types it: the whole portal, from an empty data folder to an end by force."""

import re
import subprocess
import urllib.request

import pytest

from portal.local.processes import free_port
from tests.local.conftest import family, left_alive


@pytest.fixture
def make(repository, open_folder, clean_environment):
    """Give a function that types a make command for one data folder."""
    started = []

    def type_in(*words, **env):
        process = subprocess.Popen(
            ["make", *words],
            cwd=repository,
            env={**clean_environment, "DATA": str(open_folder), **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield type_in
    for process in started:
        process.kill()
        process.communicate()


def fetch(url):
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read().decode()


def test_the_portal_runs_tells_how_to_get_in_and_leaves_nothing(make):
    port = str(free_port())
    first = make("run", PORT=port)
    told = ""
    for line in first.stdout:
        told += line
        if "Ctrl-C stops everything" in line:
            break
    else:
        pytest.fail(told)
    everything = family(first.pid)
    assert "Loading the invented council" in told
    assert f"The portal is ready: http://127.0.0.1:{port}" in told

    page = fetch(f"http://127.0.0.1:{port}/")
    assert "Wealdshire" in page
    style = re.search(r'href="(/static/[^"]+\.css)"', page)[1]
    assert "govuk" in fetch(f"http://127.0.0.1:{port}{style}")
    for role in (
        "case officer",
        "case manager",
        "Board",
        "second check",
        "finance",
        "administrator",
        "parent",
    ):
        assert role.lower() in told.lower(), role

    second = make("run", PORT=str(free_port()))
    line, _ = second.communicate(timeout=60)
    assert second.returncode == 2
    assert line.startswith("The portal already runs on ") and len(line.splitlines()) == 2  # make adds its own

    first.kill()
    assert left_alive(everything) == []
