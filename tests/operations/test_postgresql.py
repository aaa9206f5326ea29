"""Tests for dumps and checks of a small PostgreSQL database, which Django uses in this process."""

import os
import secrets
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg.conninfo import conninfo_to_dict

from home.operations import postgresql, pruning, readiness
from tests.support.postgresql_server import postgresql_server, tools
from tests.support.servers import wait_until

pytestmark = [
    pytest.mark.skipif(tools() is None, reason="PostgreSQL is not installed"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="replaces a connection to SQLite"),
]
TABLES = """
CREATE TABLE kept (id serial PRIMARY KEY, words text);
INSERT INTO kept (words) VALUES ('Kept.');
CREATE TABLE django_session (session_key text);
INSERT INTO django_session VALUES ('key-of-a-session');
CREATE TABLE comments_spamscreening (comment_id int, sender text);
INSERT INTO comments_spamscreening VALUES (1, 'c0de');
"""


@pytest.fixture(scope="module")
def server():
    with postgresql_server() as url:
        yield url


@contextmanager
def used_by_django(url):
    given = conninfo_to_dict(url)
    here = {"NAME": given["dbname"], "USER": given["user"], "PASSWORD": "", "OPTIONS": {}}
    here |= {"HOST": given["host"], "PORT": given["port"]}
    former = connections["default"]
    connections["default"] = DatabaseWrapper(former.settings_dict | here, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = former


@pytest.fixture
def database(server, django_db_blocker, monkeypatch):
    """Let Django use a new database with `TABLES`, and return the database's URL."""
    monkeypatch.setenv("PATH", f"{tools()}:{os.environ['PATH']}")
    name = f"campaign_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as opened:
        opened.execute(f"CREATE DATABASE {name}")
    url = server.removesuffix("postgres") + name
    with psycopg.connect(url) as opened:
        opened.execute(TABLES)
    with django_db_blocker.unblock(), used_by_django(url):
        yield url


def all_rows(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def is_alone():
    try:
        postgresql.refuse_others()
    except postgresql.InUse:
        return False
    return True


def test_a_dump_brings_back_all_but_short_lived_rows_and_blank_texts(database, tmp_path):
    dump, blanked = tmp_path / "dump", tmp_path / "blanked"
    digests = postgresql.dump(dump, blanked)
    assert {name: count for name, (count, _hash) in digests.items()} == {
        "kept": 1,
        "comments_spamscreening": 1,
    }
    assert "c0de" not in blanked.read_text()
    assert postgresql.restored_digests(dump, blanked) == digests
    execute("UPDATE kept SET words = 'Later.'")
    execute("CREATE TABLE newer (id int)")
    with postgresql.scratch_schema() as schema:
        postgresql.load(schema, dump, blanked)
        with postgresql.connected_to(schema):
            assert all_rows("SELECT words FROM kept") == [("Kept.",)]
            postgresql.skip_ids()
        assert all_rows("SELECT words FROM kept") == [("Later.",)]
        with psycopg.connect(database), pytest.raises(postgresql.InUse):
            postgresql.replace_tables(schema)
        wait_until(is_alone)
        postgresql.replace_tables(schema)
    execute("INSERT INTO kept (words) VALUES ('New.')")
    assert all_rows("SELECT id, words FROM kept ORDER BY id") == [(1, "Kept."), (100_002, "New.")]
    assert all_rows("SELECT * FROM comments_spamscreening") == [(1, "")]
    assert all_rows("SELECT * FROM django_session") == []
    assert all_rows("SELECT tablename FROM pg_tables WHERE tablename = 'newer'") == []
    assert all_rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'campaign_%'") == []


def test_a_tool_that_fails_or_is_missing_is_named(database, monkeypatch, tmp_path):
    (tmp_path / "dump").write_bytes(b"nonsense")
    with pytest.raises(postgresql.ToolFailed, match=r"^pg_restore: pg_restore: error: "):
        postgresql.restored_digests(tmp_path / "dump", tmp_path / "blanked")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(postgresql.ToolFailed, match=r"^pg_dump is missing"):
        postgresql.dump(tmp_path / "dump", tmp_path / "blanked")


def test_what_killed_processes_leave_is_counted_and_dropped(database):
    execute("CREATE SCHEMA campaign_scratch_1")
    with psycopg.connect(database, autocommit=True) as alive:
        alive.execute("CREATE SCHEMA campaign_scratch_2")
        alive.execute("SELECT pg_advisory_lock(hashtext('campaign_scratch_2'))")
        assert postgresql.drop_abandoned(dry_run=True) == 1
        assert postgresql.drop_abandoned() == 1
        assert postgresql.drop_abandoned() == 0
    assert pruning.drop_replaced(dry_run=True) == 0


def test_a_role_that_may_not_create_schemas_is_told_what_it_lacks(database):
    execute("DROP ROLE IF EXISTS limited")
    execute("CREATE ROLE limited LOGIN")
    name = database.rpartition("/")[2]
    limited = database.replace("postgres@", "limited@")
    with (
        used_by_django(limited),
        pytest.raises(postgresql.NotAllowed) as refusal,
        postgresql.scratch_schema(),
    ):
        pass
    grant = f'GRANT CREATE ON DATABASE "{name}" TO "limited";'
    assert str(refusal.value).endswith(f"run: {grant}")
    execute(grant)
    with used_by_django(limited), postgresql.scratch_schema():
        pass


def test_a_database_that_the_open_or_a_new_connection_cannot_write_is_read_only(database):
    read_only = "The database is read-only."
    assert readiness.check_database() is None
    execute("SET default_transaction_read_only = on")
    assert readiness.check_database() == read_only
    execute("SET default_transaction_read_only = off")
    assert readiness.check_database() is None
    name = database.rpartition("/")[2]
    execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    assert readiness.check_database() == read_only
