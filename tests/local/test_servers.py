"""Our own servers: from nothing, after a crash, and with two roles as in production."""

import os
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis
from psycopg2.errors import InsufficientPrivilege

from portal.local import keys, places
from portal.local.servers import Servers, start_postgres, start_servers


@pytest.fixture
def cluster(open_folder, user, clean_environment):
    """Give a function that starts PostgreSQL on one folder, each time with the same keys."""
    home = places.make_private(open_folder / "servers", user)
    own = keys.kept(open_folder / "keys.json")
    started = []

    def begin():
        servers = Servers()
        started.append(servers)
        start_postgres(servers, home, open_folder, own, user)
        return servers

    yield begin
    for servers in started:
        servers.stop()


def ask(url, statement):
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


def test_the_application_reads_and_writes_rows_and_no_more(cluster):
    env = cluster().env
    owner, app = env["DATABASE_OWNER_URL"], env["DATABASE_URL"]
    ask(owner, "CREATE TABLE letter (id bigserial PRIMARY KEY, words text)")
    ask(app, "INSERT INTO letter (words) VALUES ('Dear Ms Okafor')")
    ask(app, "UPDATE letter SET words = 'Dear Mr Okafor'")
    assert ask(app, "SELECT words FROM letter") == [("Dear Mr Okafor",)]
    for refused in (
        "TRUNCATE letter",
        "DROP TABLE letter",
        "ALTER TABLE letter ADD COLUMN x int",
        "CREATE TABLE mine (id int)",
        "ALTER TABLE letter DISABLE TRIGGER ALL",
        "SET ROLE portal_owner",
    ):
        with pytest.raises(InsufficientPrivilege):
            ask(app, refused)
    ask(app, "DELETE FROM letter")


def test_the_owner_is_no_superuser_and_makes_no_databases(cluster):
    owner = cluster().env["DATABASE_OWNER_URL"]
    told = ask(
        owner, "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    )
    assert told == [(False, False, False)]


def test_data_outlive_a_stop(cluster):
    servers = cluster()
    ask(servers.env["DATABASE_OWNER_URL"], "CREATE TABLE kept AS SELECT 7 AS number")
    servers.stop()
    assert ask(cluster().env["DATABASE_URL"], "SELECT number FROM kept") == [(7,)]


def test_a_lock_file_a_crash_left_does_not_block(cluster, open_folder):
    servers = cluster()
    ask(servers.env["DATABASE_OWNER_URL"], "CREATE TABLE kept AS SELECT 7 AS number")
    servers.children[0].process.kill()
    servers.stop()
    lock = open_folder / "servers/postgres/postmaster.pid"
    # After a restart of the machine the number may be another process's by now: here, ours.
    rest = lock.read_text().split("\n", 1)[1]
    lock.write_text(f"{os.getpid()}\n{rest}")
    assert ask(cluster().env["DATABASE_URL"], "SELECT number FROM kept") == [(7,)]


def test_a_server_an_earlier_start_left_running_is_ended(cluster):
    left = cluster().children[0]
    env = cluster().env
    assert left.process.wait(10) is not None
    assert ask(env["DATABASE_URL"], "SELECT 1") == [(1,)]


def test_a_folder_that_was_interrupted_while_being_made_is_made_again(cluster, open_folder, user):
    half = places.make_private(open_folder / "servers/postgres", user)
    (half / "base").mkdir()
    assert ask(cluster().env["DATABASE_URL"], "SELECT 1") == [(1,)]


def test_the_wheels_do_all_that_the_installed_servers_do(open_folder, user, clean_environment, monkeypatch):
    monkeypatch.setenv("SERVERS", "wheels")
    monkeypatch.setattr(places, "clamd_program", lambda: None)
    home = places.make_private(open_folder / "servers", user)
    servers = start_servers(home, open_folder, keys.fresh(), user, throwaway=True)
    try:
        assert ask(servers.env["DATABASE_URL"], "SELECT current_user") == [("portal_app",)]
        assert redis.Redis.from_url(servers.env["REDIS_URL"]).ping()
        assert any("for demonstration only" in told for told in servers.told)
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=urlsplit(servers.env["REDIS_URL"]).port).ping()
    finally:
        servers.stop()


def test_a_server_named_in_the_environment_is_used(open_folder, user, clean_environment, monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL", "CLAMD_URL"):
        monkeypatch.setenv(name, "somewhere:")
    servers = start_servers(open_folder, open_folder, keys.fresh(), user)
    assert servers.children == [] and servers.env == {}


def test_secrets_are_made_once_and_kept_from_others(tmp_path):
    first = keys.kept(tmp_path / "keys.json")
    assert keys.kept(tmp_path / "keys.json") == first != keys.fresh()
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
