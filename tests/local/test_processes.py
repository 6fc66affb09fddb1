"""Children end when they are told to, and when we end without telling them."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from portal.local.processes import Trouble, free_port, is_taken, start, wait_until

PARENT = """
import sys, time
from portal.local.processes import start
child = start("sleeper", ["/bin/sleep", sys.argv[1]])
print(child.process.pid, flush=True)
time.sleep(60)
"""
LISTENING = """
import signal, sys, time
signal.signal(signal.SIGTERM, eval(sys.argv[1]))
print(1, flush=True)
time.sleep(60)
"""


def is_alive(number):
    try:
        with open(f"/proc/{number}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_port_somebody_listens_on_is_taken_and_a_free_one_is_not():
    port = free_port()
    assert not is_taken(port)
    with socket.create_server(("127.0.0.1", port)):
        assert is_taken(port)


def test_stop_asks_first(tmp_path):
    child = start("polite", [sys.executable, "-c", LISTENING, "lambda *a: sys.exit(7)"], log=tmp_path / "log")
    wait_until(lambda: "1" in child.last_words(), child)
    child.stop()
    assert child.process.returncode == 7


def test_stop_insists_when_a_process_does_not_listen(tmp_path):
    child = start("deaf", [sys.executable, "-c", LISTENING, "signal.SIG_IGN"], log=tmp_path / "log")
    wait_until(lambda: "1" in child.last_words(), child)
    child.stop(patience=0.2)
    assert child.process.returncode == -signal.SIGKILL


def test_stop_leaves_no_grandchild(tmp_path):
    child = start("shell", ["/bin/sh", "-c", "sleep 60 & echo $!; wait"], log=tmp_path / "log")
    wait_until(lambda: child.last_words().isdigit(), child)
    grandchild = int(child.last_words())
    child.stop()
    time.sleep(0.1)
    assert not is_alive(grandchild)


def test_a_child_ends_when_its_parent_is_killed(repository):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, "61"], cwd=repository, stdout=subprocess.PIPE, text=True
    )
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.kill()
    parent.wait()
    end = time.monotonic() + 5
    while is_alive(child) and time.monotonic() < end:
        time.sleep(0.02)
    assert not is_alive(child)


def test_a_process_that_ends_at_once_is_named_with_its_last_words(tmp_path):
    child = start(
        "The web process", ["/bin/sh", "-c", "echo no such table >&2; exit 3"], log=tmp_path / "log"
    )
    with pytest.raises(Trouble, match="The web process ended at once: no such table"):
        wait_until(lambda: False, child)


def test_a_process_that_never_answers_is_named_with_its_log(tmp_path):
    child = start("Redis", ["/bin/sleep", "60"], log=tmp_path / "log")
    try:
        with pytest.raises(
            Trouble, match=f"Redis did not answer within 0 seconds; its log is {tmp_path}/log"
        ):
            wait_until(lambda: False, child, seconds=0.1)
    finally:
        child.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give rights up")
def test_a_server_keeps_none_of_roots_rights(tmp_path, user):
    child = start("id", ["/bin/sh", "-c", "id -u; id -G"], log=tmp_path / "log", user=user)
    child.process.wait(5)
    assert child.last_words() == f"{user.pw_uid} / {user.pw_gid}"
