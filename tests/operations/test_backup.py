"""Tests for `manage.py backup`."""

import multiprocessing
import os
import resource
import signal
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.utils import timezone

from alerts.comments.models import PostComment
from home.models import AddressKey, RateCount
from home.operations import backups, ledger
from home.operations.preparing import connected_to
from tests import factories as make
from tests.support.restoring import rows

pytestmark = [
    pytest.mark.skipif(connection.vendor != "sqlite", reason="backups of SQLite"),
    # SQLite copies a database only outside a transaction.
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def back_up(*where):
    call_command("backup", *where, verbosity=0)


@pytest.fixture
def of_its_own(tmp_path):
    """Replace the site's database with a copy that the test may damage, and yield its path."""
    path = tmp_path / "own.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    with connected_to(path):
        yield path


def damage_an_index(path):
    with closing(sqlite3.connect(path)) as damaged, damaged:
        damaged.execute("CREATE INDEX some ON people_user (id) WHERE id < 0")
        damaged.execute("PRAGMA writable_schema = ON")
        damaged.execute(
            "UPDATE sqlite_master SET sql = 'CREATE INDEX some ON people_user (id)'"
            " WHERE name = 'some'"
        )


@pytest.mark.usefixtures("open_umask")
def test_without_a_path_the_back_up_is_in_the_folder_for_back_ups_readable_by_its_owner_only(
    capsys,
):
    make.comment(make.AlertPageFactory(), text="Kept.")
    back_up()
    path = Path(capsys.readouterr().out.strip())
    assert path.parent == settings.DATA_DIR / "backups"
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    assert rows(path, "SELECT comment FROM django_comments") == [("Kept.",)]
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert abs(backups.made_at(path) - timezone.now()) < timedelta(minutes=2)
    path.unlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_back_up_made_by_root_belongs_to_the_service(tmp_path, settings):
    os.chown(tmp_path, 12345, 12345)
    settings.DATA_DIR, settings.ERASURE_LEDGER = tmp_path, tmp_path / "erasures.txt"
    back_up()
    (made,) = backups.folder().iterdir()
    for path in (backups.folder(), made, settings.ERASURE_LEDGER):
        assert (path.stat().st_uid, path.stat().st_gid) == (12345, 12345)


@pytest.mark.parametrize("name", ["", "one.sqlite3", "it's a “name”; -- ?.sqlite3"])
def test_the_target_folder_has_the_back_up_and_no_other_file(tmp_path, name):
    place = tmp_path / "disk"
    place.mkdir()
    back_up(place / name)
    (made,) = place.iterdir()
    assert made.name == name or (not name and made.suffix == ".sqlite3")
    backups.check(made)


def write_pairs(path, stop):
    writer = sqlite3.connect(path, isolation_level=None, timeout=20)
    while not stop.is_set():
        # An inconsistent copy of the database can have an odd number of rows.
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO pairs VALUES (randomblob(2000))")
        writer.execute("INSERT INTO pairs VALUES (randomblob(2000))")
        writer.execute("COMMIT")


def test_a_back_up_during_writes_is_consistent_and_does_not_stop_them(of_its_own, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE pairs (data)")
    fork = multiprocessing.get_context("fork")
    stop = fork.Event()
    writer = fork.Process(target=write_pairs, args=(of_its_own, stop))
    writer.start()
    counts = []
    for number in range(5):
        path = tmp_path / f"{number}.sqlite3"
        back_up(path)
        assert rows(path, "PRAGMA integrity_check") == [("ok",)]
        counts += rows(path, "SELECT count(*) FROM pairs")[0]
    stop.set()
    writer.join()
    assert [count % 2 for count in counts] == [0] * 5
    assert len(set(counts)) > 1


def test_a_good_back_up_is_not_replaced_by_one_of_a_damaged_database(of_its_own, tmp_path):
    make.comment(make.AlertPageFactory(), text="Kept.")
    path = tmp_path / "backup.sqlite3"
    back_up(path)
    before = path.read_bytes()
    size = of_its_own.stat().st_size
    connection.close()
    with of_its_own.open("r+b") as file:
        for place in range(4096 * 3, size - 4096, 4096 * 5):
            file.seek(place)
            file.write(os.urandom(4096))
    with pytest.raises(CommandError, match=r"No backup was made\."):
        back_up(path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.glob("*backup*")] == [path.name]


def test_broken_references_are_found(of_its_own, tmp_path):
    make.comment(make.AlertPageFactory())
    with closing(sqlite3.connect(of_its_own)) as damaged, damaged:
        damaged.execute("DELETE FROM django_comments")
    with pytest.raises(CommandError, match="missing row of django_comments"):
        back_up(tmp_path / "backup.sqlite3")


def test_a_full_disk_leaves_the_former_back_up(tmp_path):
    path = tmp_path / "backup.sqlite3"
    path.write_bytes(b"the former one")
    usual = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
    try:
        with pytest.raises(CommandError, match=r"No backup was made\."):
            back_up(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, usual)
    assert path.read_bytes() == b"the former one"
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_fills_up_while_sessions_are_left_out_leaves_the_former_back_up(
    tmp_path, monkeypatch
):
    path = tmp_path / "backup.sqlite3"
    path.write_bytes(b"the former one")

    def on_a_full_disk(*_args):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(backups, "_empty_short_lived_tables", on_a_full_disk)
    with pytest.raises(CommandError, match=r"No backup was made\. database or disk is full"):
        back_up(path)
    assert path.read_bytes() == b"the former one"
    assert list(tmp_path.iterdir()) == [path]


def test_partial_files_of_a_killed_back_up_are_deleted(tmp_path):
    left = tmp_path / ".backup.sqlite3.abc.part"
    left.write_bytes(b"words")
    yesterday = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(left, (yesterday, yesterday))
    back_up(tmp_path / "backup.sqlite3")
    assert not left.exists()


def test_back_ups_that_the_ledger_does_not_reach_are_deleted_on_schedule():
    back_up()
    (made,) = backups.folder().glob("*.sqlite3")
    call_command("housekeeping", verbosity=0)
    assert made.exists()
    old = (timezone.now() - ledger.KEEP_FOR - timedelta(days=1)).timestamp()
    os.utime(made, (old, old))
    call_command("housekeeping", verbosity=0)
    assert not made.exists()


def test_erased_text_is_not_in_a_back_up(tmp_path):
    alert = make.AlertPageFactory()
    make.comment(alert, text="Erased words.")
    PostComment.objects.get().delete()
    path = tmp_path / "backup.sqlite3"
    back_up(path)
    assert b"Erased words." not in path.read_bytes()


def test_short_lived_rows_are_not_in_a_back_up(tmp_path):
    now = timezone.now()
    kept = {
        AddressKey: {"day": now.date(), "value": "half-of-a-key"},
        RateCount: {"name": "comment.3600.1.beef", "ends_at": now},
        Session: {"session_key": "key-of-a-session", "session_data": "-", "expire_date": now},
    }
    for model, fields in kept.items():
        model.objects.create(**fields)
    make.comment(make.AlertPageFactory(), screening={"sender": "c0de"})
    path = tmp_path / "backup.sqlite3"
    back_up(path)
    content = path.read_bytes()
    with closing(sqlite3.connect(path)) as database:
        senders = database.execute("SELECT sender FROM comments_spamscreening").fetchall()
    assert senders == [("",)]
    for secret in (b"half-of-a-key", b"comment.3600.1.beef", b"key-of-a-session"):
        assert secret not in content
    assert all(model.objects.count() == 1 for model in kept)  # not deleted on the site


def test_a_database_that_is_not_migrated_yet_is_backed_up(of_its_own, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE home_ratecount")
    back_up(tmp_path / "backup.sqlite3")
    backups.check(tmp_path / "backup.sqlite3")


def test_a_damaged_database_is_reported_and_not_served(of_its_own):
    make.user()
    call_command("check", databases=["default"])
    damage_an_index(of_its_own)
    connection.close()
    with pytest.raises(SystemCheckError, match=r"operations\.E001"):
        call_command("check", databases=["default"])
    with pytest.raises(CommandError, match="The database is damaged"):
        call_command("replayerasures")
