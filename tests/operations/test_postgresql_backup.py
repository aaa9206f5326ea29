"""Tests for full backups of PostgreSQL, and for moving data from SQLite to PostgreSQL and back."""

import os
import re
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tests.operations.test_moving_data import counts, documented_commands, run
from tests.support.full_backups import changed
from tests.support.postgresql_server import postgresql_server, tools
from tests.support.servers import wait_until

pytestmark = [
    pytest.mark.audit,
    pytest.mark.skipif(tools() is None, reason="PostgreSQL is not installed"),
]
LEFT_OUT = ("wagtailsearch", "comments_followup", "home_addresskey", "django_session")


@pytest.fixture(scope="module")
def server():
    with postgresql_server() as url:
        yield url


def environment(data, url):
    return {
        "PATH": f"{tools()}:{os.environ['PATH']}",
        "DATA_DIR": str(data),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    }


def manage(data, url, *arguments, fails=False):
    done = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=settings.BASE_DIR,
        env=environment(data, url),
        capture_output=True,
        text=True,
        check=False,
    )
    assert bool(done.returncode) is fails, done.stderr
    return done.stderr if fails else done.stdout


def rows(url):
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
    """Move the sample alert to PostgreSQL by the documented commands. Return (folder, URL)."""
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
    assert schemas(url) == 0
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


ADD_COMMENT = """
from alerts.models import AlertPage
from tests import factories as make
comment = make.comment(AlertPage.objects.filter(locale__language_code="en").first(), text="Kept.",
                       screening={"sender": "c0de"})
print(comment.pk)
"""


def add_comment(folder, url):
    return int(manage(folder / "new", url, "shell", "--no-imports", "-c", ADD_COMMENT))


def test_a_dump_has_no_column_that_backups_leave_blank_and_a_restore_reuses_no_id(moved):
    folder, url = moved
    add_comment(folder, url)
    path = manage(folder / "new", url, "backup", "--full").strip()
    with tarfile.open(path) as archive:
        files = {one.name: archive.extractfile(one).read() for one in archive if one.isfile()}
    dump = subprocess.run(  # noqa: S603
        [tools() / "pg_restore", "-f", "-"],
        input=files.pop("database.dump"),
        capture_output=True,
        check=True,
    ).stdout
    others = b"".join(files.values())
    assert b"Kept." in dump
    assert b"c0de" not in dump + others
    erased = add_comment(folder, url)
    execute(url, f"DELETE FROM comments_spamscreening WHERE comment_id = {erased}")  # noqa: S608
    manage(folder / "new", url, "restore", path)
    assert add_comment(folder, url) > erased
    senders = "SELECT sender FROM comments_spamscreening ORDER BY comment_id"
    with psycopg.connect(url) as database:
        assert database.execute(senders).fetchall() == [("",), ("c0de",)]


def test_a_backup_of_a_newer_version_changes_nothing(moved):
    folder, url = moved
    execute(url, "INSERT INTO django_migrations VALUES (9999, 'comments', '9999_later', now())")
    path = manage(folder / "new", url, "backup", "--full").strip()
    execute(url, "DELETE FROM django_migrations WHERE id = 9999")
    before = rows(url)
    for change in (None, lambda data: re.sub(rb'"migrations": .*?\]\], ', b"", data)):
        if change:  # only the database itself says so
            path = changed(Path(path), "manifest.json", change)
        assert "comments.9999_later" in manage(folder / "new", url, "restore", path, fails=True)
        assert rows(url) == before


def test_a_role_that_may_not_create_schemas_makes_backups_and_is_told_what_it_lacks(moved):
    folder, url = moved
    execute(url, "CREATE ROLE limited LOGIN")
    execute(url, "GRANT ALL ON ALL TABLES IN SCHEMA public TO limited")
    execute(url, "GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO limited")
    limited, known = url.replace("postgres@", "limited@"), folder / "new" / "backups"
    before = set(known.glob("*.tar"))
    time.sleep(1)  # the name of a backup has the second
    said = manage(folder / "new", limited, "backup", "--full", fails=True)
    grant = 'GRANT CREATE ON DATABASE "campaign" TO "limited";'
    assert "was not tested" in said
    assert grant in said
    (path,) = set(known.glob("*.tar")) - before
    assert grant in manage(folder / "new", limited, "restore", path, fails=True)
    execute(url, grant)
    assert "each row and file" in manage(folder / "new", limited, "restore", path, "--test")


def schemas(url):
    with psycopg.connect(url) as database:
        query = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'campaign_scratch_%'"
        return database.execute(query).fetchone()[0]


def test_what_a_killed_backup_leaves_is_deleted_by_housekeeping(moved):
    folder, url = moved
    backup = subprocess.Popen(
        [sys.executable, "manage.py", "backup", "--full"],
        cwd=settings.BASE_DIR,
        env=environment(folder / "new", url),
        stdout=subprocess.DEVNULL,
    )
    wait_until(lambda: schemas(url))
    backup.send_signal(signal.SIGSTOP)
    manage(folder / "new", url, "housekeeping")
    assert schemas(url) == 1  # still in use
    backup.kill()
    backup.wait()
    scratch = folder / "new" / "scratch"
    assert list(scratch.iterdir())
    wait_until(lambda: is_released(url))
    manage(folder / "new", url, "housekeeping")
    assert schemas(url) == 0
    assert list(scratch.iterdir()) == []


def is_released(url):
    # A killed backup could have left its advisory lock.
    with psycopg.connect(url) as database:
        query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
        return database.execute(query).fetchone()[0] == 0
