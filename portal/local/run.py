"""`make run`: the whole portal on this machine, with invented people, until it is told to stop."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from portal.local import keys, places
from portal.local.processes import Child, Trouble, ends_with_us, start, wait_until
from portal.local.servers import ROOT, Servers, start_servers

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
RUNNING = "running.json"
PREPARE = ["-m", "portal.local.prepare"]


class Stopped(BaseException):
    """A signal asked us to stop."""


def say(line: str) -> None:
    """Print a line of progress at once; a terminal that is gone must not keep us from stopping."""
    with contextlib.suppress(OSError):
        print(line, flush=True)


def listen_to_signals() -> None:
    """Stop on Ctrl-C and on termination, also where the shell made us ignore them (`make run &`)."""

    def stop(number, frame):
        ignore_signals()  # once is enough: nothing may interrupt the stopping
        raise Stopped(signal.Signals(number).name)

    for number in STOP_SIGNALS:
        # `nohup make run` wants to outlive its terminal.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, stop)
    # The bootstrap kept them waiting until now.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)


def ignore_signals() -> None:
    """Let nothing interrupt what follows."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def local_servers(data: Path) -> Iterator[tuple[dict[str, str], Servers]]:
    """Run the servers of this data folder; give the environment of the portal's processes, and them."""
    user = places.server_user()
    logs = data / "log"
    logs.mkdir(mode=0o700, exist_ok=True)
    for log in logs.glob("*.log"):
        log.unlink()  # each run has logs of its own, so they do not grow for ever
    own = keys.kept(data / "keys.json")
    servers = start_servers(places.servers_folder(data, user), logs, own, user)
    try:
        for told in servers.told:
            say(f"  {told}")
        yield environment(data, own, servers), servers
    finally:
        ignore_signals()
        servers.stop()


def environment(data: Path, own: keys.Keys, servers: Servers) -> dict[str, str]:
    """Return the portal's environment; what was set by hand stays."""
    port = os.environ.get("PORT") or "8000"
    ours = {
        "SECRET_KEY": own.secret_key,
        "SEALING_KEYS": own.sealing_keys,
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "EMAIL_URL": "console:",
        "EMAIL_FROM": "no-reply@wealdshire.example",
        "COUNCIL_POLICY": str(ROOT / "docs/examples/council.toml"),
        "DOCUMENTS_URL": (data / "documents").as_uri(),
        "STATIC_ROOT": str(data / "static"),
        "SECURE": "0",
        "DEBUG": "0",
        "DEMO": "1",
        "C_FORCE_ROOT": "1",
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    whole = {**ours, **servers.env, **os.environ}
    whole.setdefault("DATABASE_OWNER_URL", whole["DATABASE_URL"])
    for folder in ("documents", "static"):
        (data / folder).mkdir(mode=0o700, exist_ok=True)
    return whole


def as_owner(env: dict[str, str]) -> dict[str, str]:
    """Return the environment of a migration: the owner's role instead of the application's."""
    return {**env, "DATABASE_URL": env["DATABASE_OWNER_URL"]}


def run_to_end(command: list[str], *, env: dict[str, str], log: Path) -> str:
    """Run a command of the portal to its end and return what it printed."""
    errors = log / "manage.log"
    with open(errors, "ab") as out:
        done = subprocess.run(
            [sys.executable, *command],
            env=env,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=out,
            text=True,
            preexec_fn=ends_with_us(),
        )
    if done.returncode:
        told = errors.read_text(errors="replace").strip() or done.stdout.strip() or "no reason given"
        raise Trouble(f"{' '.join(command)} failed: {told.splitlines()[-1]} (all of it: {errors})")
    return done.stdout


def start_portal(env: dict[str, str], data: Path, running: list[Child]) -> None:
    """Start worker, beat and web, in this order."""
    celery = [sys.executable, "-W", "ignore::RuntimeWarning", "-m", "celery", "-A", "portal"]
    quiet = ["--loglevel=INFO", "--without-gossip", "--without-mingle"]
    web = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--workers=2", f"--bind=127.0.0.1:{port()}"]
    commands = {
        "worker": [*celery, "worker", "--concurrency=2", *quiet],
        "beat": [*celery, "beat", "--loglevel=INFO", f"--schedule={data / 'beat'}", "--pidfile="],
        "web": [
            *web,
            "--graceful-timeout=5",
            "--no-control-socket",
            "--access-logfile=-",
            "--logger-class=portal.logs.AccessLog",
        ],
    }
    # As in production, the owner's password is kept from those who do not need it.
    own = {name: value for name, value in env.items() if name != "DATABASE_OWNER_URL"}
    for name, command in commands.items():
        running.append(start(f"The {name} process", command, log=data / f"log/{name}.log", env=own, cwd=ROOT))


def has_said(word: str, child: Child) -> bool:
    """Say whether this is in the process's log, which holds this run only."""
    return word in child.log.read_text(errors="replace")


def port() -> int:
    """Return the port of the web process."""
    return int(os.environ.get("PORT") or 8000)


def is_healthy() -> bool:
    """Ask the web process whether it works."""
    connection = http.client.HTTPConnection("127.0.0.1", port(), timeout=5)
    try:
        connection.request("GET", "/healthz/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


# How each process shows that it works.
ANSWERS: dict[str, Callable[[Child], Callable[[], bool]]] = {
    "The worker process": lambda child: lambda: has_said(" ready.", child),
    "The beat process": lambda child: lambda: has_said("beat: Starting", child),
    "The web process": lambda child: is_healthy,
}


def serve(env: dict[str, str], data: Path, servers: Servers, running: list[Child]) -> None:
    """Bring the portal up, tell how to get in, and watch it."""
    say("Bringing the database up to date …")
    log = data / "log"
    nobody = run_to_end(PREPARE, env=as_owner(env), log=log).strip().endswith("empty")
    loading = data / "loading"  # found again when loading was interrupted
    if nobody or loading.exists():
        say("Loading the invented council, on this first start only …")
        loading.touch()
        run_to_end(["manage.py", "demo"], env=env, log=log)
        loading.unlink()
    say("Starting web, worker and beat …")
    start_portal(env, data, running)
    sign_ins = run_to_end(["manage.py", "demo", "--sign-ins"], env=env, log=log)
    for child in running:
        wait_until(ANSWERS[child.name](child), child, pause=0.2)
    say(f"\nThe portal is ready: {env['BASE_URL']}\n\n{sign_ins.rstrip()}\n")
    say(f"Emails are printed in {data / 'log/worker.log'}. Ctrl-C stops everything; the data stay in {data}.")
    watch([*running, *servers.children])


def watch(running: list[Child]) -> None:
    """Wait until one of the processes ends, and say which: the others are of no use without it."""
    while True:
        for child in running:
            if child.has_ended():
                raise Trouble(
                    f"{child.name} has ended, so everything stops. Last words: {child.last_words()}"
                )
        time.sleep(0.5)


def main(arguments: list[str]) -> int:
    """Run the portal until a signal stops it or one of its processes ends."""
    data = Path(os.environ["DATA"])
    running: list[Child] = []
    try:
        listen_to_signals()
        say("Starting the servers …")
        with local_servers(data) as (env, servers):
            try:
                _remember(data, env)
                serve(env, data, servers, running)
            finally:
                ignore_signals()
                (data / RUNNING).unlink(missing_ok=True)
                say("Stopping …")
                stop_together(running)
    except Stopped:
        say("Stopped.")
    return 0


def _remember(data: Path, env: dict[str, str]) -> None:
    # `make demo` and `make manage` find the running servers by this.
    path = data / RUNNING
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({name: value for name, value in env.items() if os.environ.get(name) != value}, file)


def stop_together(running: list[Child]) -> None:
    """Ask all of them at once, then wait for each: beat, worker and web are gone before the servers stop."""
    for child in running:
        if not child.has_ended():
            child.process.send_signal(child.stop_signal)
    while running:
        running.pop().stop()
