"""What stands in the way is told in one line, before anything slow is done."""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys

import pytest


@pytest.fixture
def bootstrap(repository):
    """Load the program by its path, as it is run."""
    spec = importlib.util.spec_from_file_location("bootstrap", repository / "portal/local/bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def refused(capsys):
    """Give a function that wants a call to end with one line and exit code 1."""

    def want(call, *arguments):
        with pytest.raises(SystemExit) as stopped:
            call(*arguments)
        assert stopped.value.code == 1
        lines = capsys.readouterr().err.strip().splitlines()
        assert len(lines) == 1
        return lines[0]

    return want


def test_it_needs_nothing_but_the_standard_library(repository):
    program = "import runpy; runpy.run_path('portal/local/bootstrap.py'); print('read')"
    command = [sys.executable, "-I", "-S", "-c", program]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True)
    assert done.stdout == "read\n", done.stderr


def test_an_old_python_hands_over_to_a_newer_one(bootstrap, monkeypatch):
    became = []
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(
        bootstrap.shutil, "which", lambda name: f"/opt/{name}" if name == "python3.12" else None
    )
    monkeypatch.setattr(bootstrap.os, "execv", lambda path, arguments: became.append(path) or sys.exit(0))
    with pytest.raises(SystemExit):
        bootstrap.right_python()
    assert became == ["/opt/python3.12"]


@pytest.fixture
def quick(bootstrap, monkeypatch, tmp_path):
    """Give a function that puts a distribution's Python there, and those that took over."""
    became = []
    monkeypatch.delenv("PYTHON", raising=False)
    monkeypatch.setattr(bootstrap.os, "execve", lambda path, _, env: became.append((path, env["PYTHON"])))

    def put(program):
        path = tmp_path / "python3"
        path.write_text(f"#!/bin/sh\n{program}\n")
        path.chmod(0o755)
        monkeypatch.setattr(bootstrap, "QUICK", str(path))
        return became

    return put


def test_the_distributions_own_python_goes_before_another(bootstrap, quick, tmp_path):
    became = quick(f'exec {sys.executable} "$@"')
    bootstrap.right_python()
    assert became == [(str(tmp_path / "python3"),) * 2]


def test_a_distributions_python_that_will_not_do_is_left_alone(bootstrap, quick, monkeypatch):
    became = quick(f'exec {sys.executable} -c "raise ImportError"')  # of another version, or without venv
    bootstrap.right_python()
    quick(f'exec {sys.executable} "$@"')
    monkeypatch.setenv("PYTHON", "python3.12")
    bootstrap.right_python()
    monkeypatch.delenv("PYTHON")
    monkeypatch.setattr(bootstrap, "QUICK", sys.executable)
    bootstrap.right_python()
    monkeypatch.setattr(bootstrap, "QUICK", "/none/python3")
    bootstrap.right_python()
    assert became == []


def test_an_old_python_alone_is_told_what_is_needed(bootstrap, monkeypatch, refused):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    assert refused(bootstrap.right_python).startswith("This needs Python 3.11 or newer")


def test_a_taken_port_is_refused(bootstrap, monkeypatch, refused):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        line = refused(bootstrap.check_port)
    assert f"Port {port} is taken" in line and "make run PORT=8001" in line


@pytest.mark.parametrize("word", ["eighty", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_no_port_is_refused(bootstrap, monkeypatch, refused, word):
    monkeypatch.setenv("PORT", word)
    assert "PORT must be a number from 1 to 65535" in refused(bootstrap.check_port)


def test_a_data_folder_that_cannot_be_made_is_refused(bootstrap, monkeypatch, refused, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DATA", str(tmp_path / "file/var"))
    assert "cannot be used (Not a directory)" in refused(bootstrap.data_folder)


def test_one_data_folder_has_one_portal(bootstrap, tmp_path):
    assert bootstrap.hold(tmp_path)
    assert not bootstrap.hold(tmp_path)
    assert bootstrap.holder(tmp_path) == str(os.getpid())


def test_a_missing_library_is_named_to_those_who_may_not_install_it(bootstrap, monkeypatch, refused):
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(bootstrap, "LIBRARIES", (("libpango-9.so", "libpango-9"), ("libc.so.6", "libc6")))
    line = refused(bootstrap.system_libraries)
    assert line.startswith("Letters are drawn with Pango") and "sudo apt-get install libpango-9)" in line


def test_root_on_debian_installs_what_is_missing(bootstrap, monkeypatch):
    ran = []
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(bootstrap, "run", lambda command, **options: ran.append(command) or (0, ""))
    monkeypatch.setattr(bootstrap, "LIBRARIES", (("libpango-9.so", "libpango-9"),))
    bootstrap.system_libraries()
    assert ran == [["apt-get", "install", "-y", "-q", "--no-install-recommends", "libpango-9"]]


def test_an_installation_that_fails_says_so(bootstrap, monkeypatch, refused):
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(bootstrap, "run", lambda command, **options: (100, "E: no such package"))
    assert refused(bootstrap.install, ["chromium"], "The tests use a browser").endswith("E: no such package")


def test_a_machine_without_venv_is_told_which_package_holds_it(bootstrap, monkeypatch, refused, tmp_path):
    monkeypatch.setattr(bootstrap, "VENV", str(tmp_path / "venv"))
    monkeypatch.setattr(bootstrap, "PYTHON", str(tmp_path / "venv/bin/python"))
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert f"python{bootstrap.VERSION}-venv" in refused(bootstrap.make_venv, False)


def test_the_environment_is_made_again_only_when_the_lock_changed(bootstrap, monkeypatch, tmp_path):
    installs = []
    (tmp_path / "lock").write_text("django==5.2.19\n")
    for name, value in (("LOCK", "lock"), ("STAMP", "stamp"), ("VENV", "venv")):
        monkeypatch.setattr(bootstrap, name, str(tmp_path / value))
    (tmp_path / "venv").mkdir()
    monkeypatch.setattr(bootstrap, "make_venv", lambda moved: (tmp_path / "venv").mkdir(exist_ok=True))
    monkeypatch.setattr(bootstrap, "STAMP", str(tmp_path / "venv/stamp"))
    monkeypatch.setattr(bootstrap, "pip_install", installs.append)
    bootstrap.environment()
    assert installs == [1]
    bootstrap.environment()
    assert installs == [1]
    (tmp_path / "lock").write_text("django==5.2.20\n")
    bootstrap.environment()
    assert installs == [1, 1]


def test_a_package_that_cannot_be_had_is_told_in_one_line(bootstrap, monkeypatch, refused, tmp_path):
    (tmp_path / "lock").write_text(f"no-such-package==1.0 --hash=sha256:{'0' * 64}\n")
    monkeypatch.setattr(bootstrap, "LOCK", str(tmp_path / "lock"))
    monkeypatch.setattr(bootstrap, "PYTHON", sys.executable)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert "No matching distribution found for no-such-package==1.0" in refused(bootstrap.pip_install, 1)


def test_the_tests_want_a_browser_and_a_scanner(bootstrap, monkeypatch, refused):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name, path=None: None)
    assert "sudo apt-get install chromium clamav-daemon" in refused(bootstrap.chromium_and_scanner)


def test_make_names_every_command(repository):
    if not shutil.which("make"):
        pytest.fail("These commands are make's: install make.")
    told = subprocess.run(["make"], cwd=repository, capture_output=True, text=True, check=True).stdout
    for target in ("run", "test", "check", "fix", "docs", "demo"):
        assert f"\n{target} " in f"\n{told}"
