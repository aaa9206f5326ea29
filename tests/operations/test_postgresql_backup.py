"""Tests for full backups of PostgreSQL, and for moving data between the engines."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings

from tests.operations.test_moving_data import counts, documented_commands, run
from tests.support.postgresql_server import postgresql_server, tools

pytestmark = [
    pytest.mark.audit,
    pytest.mark.skipif(tools() is None, reason="PostgreSQL is not installed"),
]
LEFT_OUT = ("wagtailsearch", "comments_followup", "home_addresskey", "django_session")


@pytest.fixture(scope="module")
def server():
    with postgresql_server() as url:
        yield url


def manage(data, url, *arguments, fails=False):
    done = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=settings.BASE_DIR,
        env={
            "PATH": f"{tools()}:{os.environ['PATH']}",
            "DATA_DIR": str(data),
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert bool(done.returncode) is fails, done.stderr
    return done.stderr if fails else done.stdout


def rows(url):
    """Return a dict of the tables to their sorted rows as text."""
    with psycopg.connect(url) as database:
        names = database.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        return {
            name: sorted(row for (row,) in database.execute(f'SELECT t::text FROM "{name}" t'))  # noqa: S608
            for (name,) in names
        }


def execute(url, statement):
    with psycopg.connect(url, autocommit=True) as database:
        database.execute(statement)


@pytest.fixture(scope="module")
def moved(server, server_database, tmp_path_factory):
    """Move the sample content from SQLite to PostgreSQL as documented. Return folder and URL."""
    folder = tmp_path_factory.mktemp("moved")
    old, new = folder / "old", folder / "new"
    old.mkdir()
    new.mkdir()
    (old / "db.sqlite3").write_bytes(server_database.read_bytes())
    execute(server, "CREATE DATABASE campaign")
    url = server.removesuffix("postgres") + "campaign"
    dump, load = documented_commands()
    run(dump, old, folder)
    run(load, new, folder, DATABASE_URL=url)
    return folder, url


def test_the_documented_commands_move_every_row_to_postgresql_and_back(moved):
    folder, url = moved
    before = counts(folder / "old" / "db.sqlite3")
    found = {name: len(some) for name, some in rows(url).items() if not name.startswith(LEFT_OUT)}
    assert before["alerts_alertpage"] == 4
    assert found == {name: number for name, number in before.items() if name in found}
    assert set(before) - set(found) == set()
    dump, load = documented_commands()
    back = folder / "back"
    back.mkdir()
    run(dump, folder / "new", folder, DATABASE_URL=url)
    run(load, back, folder)
    assert counts(back / "db.sqlite3") == before


def test_a_full_backup_of_postgresql_brings_back_every_row_and_upload(moved):
    folder, url = moved
    data = folder / "new"
    upload = data / "private" / "documents" / "flyer.pdf"
    upload.parent.mkdir(parents=True, exist_ok=True)
    upload.write_bytes(b"a document")
    manage(data, url, "migrate")  # a restore does, too: it stores the address of the site
    path = manage(data, url, "backup", "--full").strip()
    before = rows(url)
    execute(url, "DELETE FROM alerts_alertexplainer")
    execute(url, "CREATE TABLE newer_than_the_backup (id int)")
    upload.unlink()
    message = manage(data, url, "restore", path, "--test")
    assert "each row and file" in message
    with psycopg.connect(url):
        assert "The site is running" in manage(data, url, "restore", path, fails=True)
    manage(data, url, "restore", path)
    after = rows(url)
    for name in ("operations_periodicjob", "django_session"):
        before.pop(name), after.pop(name)
    assert after == before
    assert upload.read_bytes() == b"a document"


def test_a_dump_that_fails_midway_leaves_the_database_as_it_was(moved, monkeypatch, tmp_path):
    folder, url = moved
    before = rows(url)
    broken = tmp_path / "pg_restore"
    broken.write_text(
        "#!/bin/sh\nfor one; do case $one in --file=*)"
        ' echo "CREATE TABLE x (id int); nonsense;" > "${one#--file=}";; esac; done\n'
    )
    broken.chmod(0o755)
    path = manage(folder / "new", url, "backup", "--full").strip()
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr("tests.operations.test_postgresql_backup.tools", lambda: tmp_path)
    assert "Nothing was restored" in manage(folder / "new", url, "restore", path, fails=True)
    before.pop("operations_periodicjob")
    after = rows(url)
    after.pop("operations_periodicjob")
    assert after == before
