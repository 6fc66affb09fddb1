"""Make this machine ready and hand over: run by its path, by any Python, before anything is installed.

Only the standard library, and only syntax that an old Python can read far enough to be told it is too old.
"""

import ctypes
import fcntl
import glob
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys

OLDEST = (3, 11)
VERSION = ".".join(map(str, sys.version_info[:2]))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
# The distribution's own is built by a profile of itself; one built from source seldom is, and is a quarter slower.
QUICK = "/usr/bin/python3"
LOCK = os.path.join(ROOT, "requirements-dev.lock")
STAMP = os.path.join(VENV, "installed-from")
# Library to load, Debian package that holds it. WeasyPrint needs the first three, python-magic the last.
LIBRARIES = (
    ("libpango-1.0.so.0", "libpango-1.0-0"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset0"),
    ("libmagic.so.1", "libmagic1"),
)
FONTS = ["fonts-dejavu-core", "fonts-liberation"]
COMMANDS = ("run", "test", "check", "fix", "demo", "manage", "bench")


def say(line):
    """Print a line of progress at once."""
    print(line, flush=True)


def fail(line):
    """Stop with one clear line."""
    print(line, file=sys.stderr, flush=True)
    sys.exit(1)


def end_with_make():
    """End when `make` ends, even when it is killed; stop on a signal also where the shell ignores it."""
    if os.environ.get("MAKELEVEL"):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM, 0, 0, 0)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, frame: sys.exit(128 + received))


def right_python():
    """Go on with a Python that is new enough, the distribution's before another, or say what is missing.

    A Python that was asked for by name, PYTHON=python3.12, is the one that is used.
    """
    if sys.version_info >= OLDEST:
        if not os.environ.get("PYTHON") and os.path.realpath(sys.executable) != os.path.realpath(QUICK):
            hand_over_to_quick()
        return
    for name in ("python3.13", "python3.12", "python3.11"):
        found = shutil.which(name)
        if found:
            os.execv(found, [found] + sys.argv)
    has, needs = sys.version.split()[0], ".".join(map(str, OLDEST))
    fail(f"This needs Python {needs} or newer, and this is {has}: install one (PYTHON=python3.12 names it)")


def hand_over_to_quick():
    """Go on with the distribution's Python, where it is of our version and has a venv to give."""
    fit = f"import ensurepip, sys; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    if os.path.exists(QUICK) and run([QUICK, "-c", fit])[0] == 0:
        # Named, so that it does not look for another in its turn.
        os.execve(QUICK, [QUICK] + sys.argv, dict(os.environ, PYTHON=QUICK))


def ends_with_us():
    """Return what a child does first, so that it ends when we do."""
    parent, libc = os.getpid(), ctypes.CDLL(None)

    def prepare():
        libc.prctl(1, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def run(command, **options):
    """Run a command that ends when we end; return its exit code and what it printed."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=ends_with_us(),
        **options,
    )
    return done.returncode, done.stdout.decode(errors="replace").strip()


def last_line(told):
    """Return the end of what a command printed."""
    return (told.splitlines() or ["no reason given"])[-1]


def install(packages, why):
    """Install Debian packages when we may; otherwise say in one line what to install."""
    wanted = " ".join(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        fail(f"{why}: install {wanted} first (on Debian: sudo apt-get install {wanted}).")
    say(f"{why}: installing {wanted} …")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends"] + list(packages)
    code, told = run(command, env=environment)
    if code:
        run(["apt-get", "update", "-q"], env=environment)
        code, told = run(command, env=environment)
    if code:
        fail(f"{why}, and apt-get could not install {wanted}: {last_line(told)}")


def has_library(name):
    """Say whether a shared library can be loaded."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def system_libraries():
    """See that letters can be drawn and files recognised."""
    missing = [package for library, package in LIBRARIES if not has_library(library)]
    if not any(
        glob.glob(f"{folder}/share/fonts/**/*.[to]tf", recursive=True) for folder in ("/usr", "/usr/local")
    ):
        missing += FONTS
    if missing:
        install(missing, "Letters are drawn with Pango and its fonts, and files are recognised by libmagic")


def stamp():
    """Describe what the environment must have been made from."""
    with open(LOCK, "rb") as lock:
        return f"{hashlib.sha256(lock.read()).hexdigest()} {VERSION} {VENV}"


def made_from():
    """Read what the environment was made from."""
    try:
        with open(STAMP) as file:
            return file.read()
    except OSError:
        return ""


def environment():
    """Make .venv from the hashed lock; do nothing when it is there already."""
    holder = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)  # two starts at once must not both install
    wanted = stamp()
    if made_from() != wanted:
        make_venv(moved=bool(made_from()) and made_from().split(" ", 1)[1] != wanted.split(" ", 1)[1])
        with open(LOCK) as lock:
            count = sum("==" in line for line in lock)
        say(f"Installing {count} packages into .venv, once; this takes about a minute …")
        pip_install(count)
        with open(STAMP, "w") as file:
            file.write(wanted)
    os.close(holder)


def pip_install(count):
    """Install the hashed lock into .venv, telling how far it is."""
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-warn-script-location"]
    command += ["--progress-bar", "off", "--no-compile", "--require-hashes", "--no-deps", "-r", LOCK]
    pip = subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=ends_with_us(),
    )
    found, problem = 0, "no reason given"
    for line in pip.stdout:
        found += line.startswith("Collecting ")
        if line.startswith("Collecting ") and found % 30 == 0:
            say(f"  {found} of {count} fetched …")
        elif line.startswith("Installing collected"):
            say("  unpacking …")
        elif line.startswith("ERROR: "):
            problem = line.strip()
    if pip.wait():
        fail(f"pip could not install requirements-dev.lock: {problem}")


def make_venv(moved):
    """Make an empty environment, unless a sound one is there."""
    if not moved and os.path.exists(PYTHON) and run([PYTHON, "-m", "pip", "--version"])[0] == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    say(f"Making .venv with Python {VERSION} …")
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        install([f"python{VERSION}-venv"], "Debian keeps Python's venv in a package of its own")
    code, told = run([sys.executable, "-m", "venv", VENV])
    if code:
        shutil.rmtree(VENV, ignore_errors=True)
        fail(f"Python could not make .venv: {last_line(told)}")


def chromium_and_scanner():
    """See that the browser journeys and the virus scans of the tests can run."""
    missing = []
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        missing.append("chromium")
    if not shutil.which("clamd", path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/usr/local/sbin"):
        missing.append("clamav-daemon")
    if missing:
        install(missing, "The tests use a real browser and a real virus scanner")


def check_port():
    """Refuse a port that is taken before anything slow is done."""
    word = os.environ.get("PORT") or "8000"
    if not word.isdigit() or not 0 < int(word) < 65536:
        fail(f"PORT must be a number from 1 to 65535, not {word!r}.")
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(word)))
    except PermissionError:
        fail(f"Port {word} needs more rights than you have: choose another, for example make run PORT=8001")
    except OSError:
        fail(
            f"Port {word} is taken: stop what uses it, or choose another port, for example make run PORT=8001"
        )
    finally:
        probe.close()


def data_folder():
    """Make the data folder and return it."""
    folder = os.path.abspath(os.path.join(ROOT, os.environ.get("DATA") or "var"))
    try:
        os.makedirs(folder, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(13, "you may not write in it")
    except OSError as problem:
        fail(f"The data folder {folder} cannot be used ({problem.strerror}): choose another with DATA=/path")
    return folder


def hold(folder):
    """Take the data folder for us alone, until our process ends, however it ends."""
    lock = os.open(os.path.join(folder, "lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    os.set_inheritable(lock, True)  # kept through exec; the children we start later do not get it
    os.ftruncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())
    return True


def holder(folder):
    """Read which process holds the data folder."""
    with open(os.path.join(folder, "lock")) as file:
        return file.read() or "unknown"


def main(arguments):
    """Make everything ready and become the command asked for."""
    if not arguments or arguments[0] not in COMMANDS:
        fail(f"Usage: bootstrap.py {'|'.join(COMMANDS)}")
    end_with_make()
    right_python()
    command = arguments[0]
    folder = data_folder() if command in ("run", "demo", "manage") else ""
    if folder:
        held = hold(folder)
        if command == "run":
            if not held:
                fail(
                    f"The portal already runs on {folder} (process {holder(folder)}): stop it first, "
                    "or choose another folder and port, for example make run DATA=var2 PORT=8001"
                )
            check_port()
        os.environ["DATA"] = folder
    environment()
    system_libraries()
    if command == "test":
        chromium_and_scanner()
    if command == "run":
        # A signal that comes while Python starts again waits until it is listened to (run.listen_to_signals).
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
    os.chdir(ROOT)
    os.execv(PYTHON, [PYTHON, "-m", "portal.local"] + arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
