"""PostgreSQL, a Redis server and a virus scanner of our own, unless the environment names others."""

import os
import pwd
import shutil
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import redis

from portal.local import places
from portal.local.keys import Keys
from portal.local.processes import Child, Trouble, free_port, start, wait_until

ROOT = Path(__file__).resolve().parents[2]
ROLES = ROOT / "docker/roles.sql"
SCANNER = ROOT / "portal/local/scanner.py"
DATABASE = "portal"
# What a throwaway cluster need not promise: surviving a power cut.
THROWAWAY = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_wal_size=1GB",
    "shared_buffers=64MB",
)
# The industry's harmless test file, in the hexadecimal ClamAV's signatures use.
EICAR = (
    "58354f2150254041505b345c505a58353428505e2937434329377d24454943"
    "41522d5354414e444152442d414e544956495255532d544553542d46494c452124482b482a"
)


@dataclass
class Servers:
    """The servers we started and the environment that leads to them."""

    children: list[Child] = field(default_factory=list)
    env: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def stop(self) -> None:
        """Stop them, the last one started first."""
        while self.children:
            self.children.pop().stop()


def start_servers(
    folder: Path, logs: Path, keys: Keys, user: pwd.struct_passwd | None, *, throwaway=False
) -> Servers:
    """Start whatever the environment does not name already; on trouble leave nothing running."""
    servers = Servers()
    try:
        if "REDIS_URL" not in os.environ:
            start_redis(servers, folder, logs, keys, user)
        if "CLAMD_URL" not in os.environ:
            start_scanner(servers, folder, logs, user)
        if "DATABASE_URL" not in os.environ:
            start_postgres(servers, folder, logs, keys, user, throwaway=throwaway)
    except BaseException:
        servers.stop()
        raise
    return servers


def start_postgres(servers: Servers, folder: Path, logs: Path, keys: Keys, user, *, throwaway=False) -> None:
    """Start PostgreSQL on a free port of the loopback address, with an owner role and an application role."""
    data = folder / "postgres"
    version = data / "PG_VERSION"
    binaries = places.postgres_binaries(folder, user, int(version.read_text()) if version.exists() else None)
    if not version.exists():
        _initialise(data, binaries, logs, keys, user, throwaway=throwaway)
    _end_leftover(data)
    port = free_port()
    options = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=60"]
    options += THROWAWAY if throwaway else ()
    command = [binaries / "postgres", "-D", data, *(part for option in options for part in ("-c", option))]
    # SIGINT: an orderly stop that does not wait for clients; SIGQUIT does not even write a checkpoint.
    leave = signal.SIGQUIT if throwaway else signal.SIGINT
    child = start(
        "PostgreSQL",
        command,
        log=logs / "postgres.log",
        env=_plain_env(),
        user=user,
        stop_signal=leave,
        cwd=folder,
    )
    servers.children.append(child)
    admin = {"host": "127.0.0.1", "port": port, "user": "postgres", "password": keys.database_admin}
    wait_until(lambda: _connects(admin), child)
    _prepare(admin, keys, throwaway=throwaway)
    at = f"127.0.0.1:{port}/{DATABASE}"
    servers.env["DATABASE_URL"] = f"postgres://portal_app:{keys.database_app}@{at}"
    servers.env["DATABASE_OWNER_URL"] = f"postgres://portal_owner:{keys.database_owner}@{at}"
    servers.told.append(f"PostgreSQL {version.read_text().strip()} on port {port}, its data in {data}")


def _plain_env() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _initialise(data: Path, binaries: Path, logs: Path, keys: Keys, user, *, throwaway: bool) -> None:
    if data.exists():  # an earlier start was interrupted here: nothing is in it yet
        shutil.rmtree(data)
    word = data.parent / "password"
    word.write_text(keys.database_admin)
    if user:
        os.chown(word, user.pw_uid, user.pw_gid)
    word.chmod(0o600)
    command = [binaries / "initdb", "-D", data, "-U", "postgres", "-E", "UTF8", "--auth=scram-sha-256"]
    command += [f"--pwfile={word}", *(["--no-sync"] if throwaway else [])]
    log = logs / "initdb.log"
    for locale in ("C.UTF-8", "C"):
        child = start(
            "initdb", [*command, f"--locale={locale}"], log=log, env=_plain_env(), user=user, cwd=data.parent
        )
        if child.process.wait(120) == 0:
            break
    else:
        raise Trouble(f"PostgreSQL could not make its data folder: {child.last_words()}")
    word.unlink()


def _end_leftover(data: Path) -> None:
    """End a server an earlier launcher left behind, and remove its lock file when no server holds it."""
    lock = data / "postmaster.pid"
    if not lock.exists():
        return
    number = int(lock.read_text().split("\n", 1)[0] or 0)
    for leave in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if not _is_ours(number, data):
            lock.unlink(missing_ok=True)
            return
        os.kill(number, leave)
        end = time.monotonic() + 10
        while _is_ours(number, data) and time.monotonic() < end:
            time.sleep(0.05)
    raise Trouble(
        f"A PostgreSQL of an earlier start (process {number}) still uses {data}: end it, then start again."
    )


def _is_ours(number: int, data: Path) -> bool:
    try:
        return str(data).encode() in Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


def _connects(admin: dict) -> bool:
    try:
        psycopg2.connect(dbname="postgres", connect_timeout=5, **admin).close()
    except psycopg2.OperationalError:
        return False
    return True


def _run(admin: dict, database: str, *statements: tuple[str, tuple]) -> list:
    connection = psycopg2.connect(dbname=database, **admin)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement, values in statements:
                cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def _prepare(admin: dict, keys: Keys, *, throwaway: bool) -> None:
    settings = (
        "SELECT set_config('portal.owner_password', %s, false), set_config('portal.app_password', %s, false)",
        (keys.database_owner, keys.database_app),
    )
    roles = (ROLES.read_text(), ())
    if throwaway:
        # Test databases are copies of template1, so they are born with the same privileges as the real one.
        extra = ("ALTER ROLE portal_owner CREATEDB; GRANT portal_app TO portal_owner", ())
        _run(admin, "template1", settings, roles, extra)
    exists = ("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
    if not _run(admin, "postgres", exists):
        _run(admin, "postgres", (f"CREATE DATABASE {DATABASE}", ()))
    if not throwaway:
        _run(admin, DATABASE, settings, roles)


def start_redis(servers: Servers, folder: Path, logs: Path, keys: Keys, user) -> None:
    """Start a Redis server that keeps nothing on disk: it is only the bell between web and worker."""
    port = free_port()
    own = places.make_private(folder / "redis", user)
    settings = own / "redis.conf"
    settings.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {keys.redis}\ndir {own}\n"
        'save ""\nappendonly no\ndaemonize no\ndatabases 64\n'
    )
    settings.chmod(0o600)
    if user:
        os.chown(settings, user.pw_uid, user.pw_gid)
    command = [places.redis_program(folder, user), settings]
    child = start("Redis", command, log=logs / "redis.log", env=_plain_env(), user=user, cwd=own)
    servers.children.append(child)
    url = f"redis://:{keys.redis}@127.0.0.1:{port}/0"
    wait_until(lambda: _answers(redis.Redis.from_url(url).ping, redis.RedisError), child)
    servers.env["REDIS_URL"] = url
    servers.told.append(f"Redis on port {port} ({command[0]})")


def _answers(ask, *expected: type[Exception]) -> bool:
    try:
        return bool(ask())
    except (*expected, OSError):
        return False


def start_scanner(servers: Servers, folder: Path, logs: Path, user) -> None:
    """Start ClamAV with one signature, the test file's; without ClamAV, a scanner for demonstration only."""
    port = free_port()
    program = places.clamd_program()
    if program and places.can_execute(program, user):
        command = [program, "--config-file", _clamd_settings(folder, port, user)]
        told = f"ClamAV on port {port}, knowing only the harmless test virus"
    else:
        command = [sys.executable, SCANNER, str(port)]
        told = f"A scanner for demonstration only on port {port}: ClamAV is not installed"
        user = None  # this one runs our own Python, which the servers' account may not reach
    child = start("The virus scanner", command, log=logs / "scanner.log", env=_plain_env(), user=user)
    servers.children.append(child)
    wait_until(lambda: _answers(lambda: _scanner_is_ready(port)), child)
    servers.env["CLAMD_URL"] = f"tcp://127.0.0.1:{port}"
    servers.told.append(told)


def _scanner_is_ready(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as scanner:
        scanner.sendall(b"zPING\0")
        return scanner.recv(5) == b"PONG\0"


def _clamd_settings(folder: Path, port: int, user) -> Path:
    own = places.make_private(folder / "clamd", user)
    signatures = places.make_private(own / "signatures", user)
    settings = own / "clamd.conf"
    (signatures / "demonstration.ndb").write_text(f"Eicar-Test-Signature:0:0:{EICAR}\n")
    settings.write_text(
        f"Foreground yes\nTCPSocket {port}\nTCPAddr 127.0.0.1\nDatabaseDirectory {signatures}\n"
        "StreamMaxLength 60M\nMaxThreads 4\nConcurrentDatabaseReload no\n"
    )
    for path in (settings, signatures / "demonstration.ndb"):
        path.chmod(0o600)
        if user:
            os.chown(path, user.pw_uid, user.pw_gid)
    return settings
