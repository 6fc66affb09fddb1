"""Child processes that cannot outlive the process that started them."""

import contextlib
import ctypes
import os
import pwd
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
# Loaded before any fork: between fork and exec nothing may be loaded any more.
_libc = ctypes.CDLL(None, use_errno=True)


class Trouble(Exception):
    """A reason not to go on, told in one line that says what to do."""


def die_with_parent(number: int) -> None:
    """Ask the kernel to send us this signal when our parent ends, however it ends."""
    _libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


def ends_with_us(number: int = signal.SIGKILL) -> Callable[[], None]:
    """Return what a child does between fork and exec so that it ends when we do."""
    parent = os.getpid()

    def prepare() -> None:
        die_with_parent(number)
        if os.getppid() != parent:  # it ended before we asked
            os._exit(1)

    return prepare


@dataclass
class Child:
    """A process we started, and how it is asked to stop."""

    name: str
    process: subprocess.Popen
    stop_signal: int
    log: Path | None = None

    def has_ended(self) -> bool:
        """Say whether the process is over."""
        return self.process.poll() is not None

    def stop(self, patience: float = 15) -> None:
        """Ask the process to stop, insist when it does not, and leave nothing of its group."""
        if not self.has_ended():
            self.process.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_words(self, lines: int = 3) -> str:
        """Return the end of the log, for the line that says why a process ended."""
        if self.log is None or not self.log.exists():
            return ""
        return " / ".join(self.log.read_text(errors="replace").strip().splitlines()[-lines:])


def as_user(user: pwd.struct_passwd | None) -> dict:
    """Return what subprocess needs to run as that account, with none of our groups."""
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def start(
    name: str,
    command: list,
    *,
    log: Path | None = None,
    env: dict[str, str] | None = None,
    user: pwd.struct_passwd | None = None,
    cwd: Path | str = "/",
    stop_signal: int = signal.SIGTERM,
    death_signal: int | None = None,
) -> Child:
    """Start a process in a group of its own that ends when we end."""
    with open(log if log else os.devnull, "ab") as out:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            # A group of its own: Ctrl-C reaches us alone, and we stop the others in order.
            start_new_session=True,
            preexec_fn=ends_with_us(death_signal or stop_signal),
            **as_user(user),
        )
    return Child(name, process, stop_signal, log)


def free_port() -> int:
    """Return a port nobody on this machine listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_taken(port: int) -> bool:
    """Say whether somebody listens on this port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Trouble(
                f"Port {port} needs more rights than you have. Choose another: make run PORT=8000"
            ) from None
        except OSError:
            return True
    return False


def wait_until(ready: Callable[[], bool], child: Child, seconds: float = 60, pause: float = 0.02) -> None:
    """Wait until a process answers; say which one ended, or did not answer in time."""
    end = time.monotonic() + seconds
    while not ready():
        if child.has_ended():
            raise Trouble(f"{child.name} ended at once: {child.last_words()}")
        if time.monotonic() > end:
            raise Trouble(f"{child.name} did not answer within {seconds:.0f} seconds; its log is {child.log}")
        time.sleep(pause)
