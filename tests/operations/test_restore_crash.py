"""Tests for restoring after a crash, and for restores that fail or are killed."""

import os
import resource
import shutil
import signal
import sqlite3
from contextlib import closing

import pytest
from django.utils import timezone

from home.operations import backups, restoring
from home.operations.sqlite import locks
from tests.support.crashes import (
    STATES,
    a_link,
    crash,
    empty,
    fork,
    hot_journal,
    hot_wal,
    in_a_process,
    make_database,
    no_sqlite,
    side,
)


@pytest.fixture
def saved(tmp_path):
    (tmp_path / "backups").mkdir()
    path = tmp_path / "backups" / "backup.sqlite3"
    make_database(path, "saved")
    backups.write_time(path, timezone.now())
    return path


@pytest.fixture
def database(tmp_path):
    (tmp_path / "site").mkdir()
    return tmp_path / "site" / "db.sqlite3"


def integrity(path):
    with closing(sqlite3.connect(path)) as opened:
        try:
            return opened.execute("PRAGMA integrity_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            return str(error)


def words(path):
    """Check a database's integrity, and return the first five letters of each of its texts."""
    assert integrity(path) == "ok"
    with closing(sqlite3.connect(path)) as opened:
        found = opened.execute("SELECT DISTINCT substr(text, 1, 5) FROM words").fetchall()
        return {text for (text,) in found}


def nothing_else(path):
    pass  # in place of the function that prepares a restored database


def restore(saved, database):
    return restoring.restore(saved, database, nothing_else)


def test_copying_the_file_back_after_a_crash_damages_the_database_and_restoring_does_not(
    saved, database
):
    crash(database)
    assert side(database, "-wal").stat().st_size > 0
    shutil.copytree(database.parent, database.parent.parent / "copy")
    copied = database.parent.parent / "copy" / database.name
    shutil.copyfile(saved, copied)
    assert integrity(copied) != "ok"
    restore(saved, database)
    assert words(database) == {"saved"}


@pytest.mark.parametrize("state", STATES)
def test_the_back_up_takes_the_place_of_a_database_in_any_state(saved, database, state):
    state(database)
    restore(saved, database)
    for suffix in ("-wal", "-shm", "-journal", ".restoring"):
        assert not side(database.resolve(), suffix).exists()
    assert words(database) == {"saved"}
    assert database.stat().st_mode & 0o077 == 0
    assert database.is_symlink() == (state is a_link)
    assert words(saved) == {"saved"}


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_the_replaced_database_is_kept_with_its_last_commit(saved, database, mode):
    crash(database, mode)
    kept = restore(saved, database)
    assert "older" in words(kept)
    assert ("crash" in words(kept)) == (mode == "WAL")


def test_a_damaged_replaced_database_is_kept_unchanged(saved, database):
    database.write_bytes(b"damaged" * 1000)
    side(database, "-wal").write_bytes(b"a log")
    kept = restore(saved, database)
    assert kept.read_bytes() == b"damaged" * 1000


# Invalid backups


def of_another_program(path):
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (id)")


def with_a_damaged_index(path):
    make_database(path, "saved")
    with closing(sqlite3.connect(path)) as damaged, damaged:
        damaged.execute("CREATE INDEX some ON words (id) WHERE id > 5")
        damaged.execute("PRAGMA writable_schema = ON")
        damaged.execute(
            "UPDATE sqlite_master SET sql = 'CREATE INDEX some ON words (id)' WHERE name = 'some'"
        )


def with_a_broken_reference(path):
    make_database(path, "saved")
    with closing(sqlite3.connect(path)) as damaged, damaged:
        damaged.execute("CREATE TABLE child (word REFERENCES words (id))")
        damaged.execute("INSERT INTO child VALUES (999999)")


def cut_off(path):
    make_database(path, "saved")
    os.truncate(path, path.stat().st_size - 4096 * 3)


@pytest.mark.parametrize(
    "make_file",
    [
        no_sqlite,
        empty,
        cut_off,
        of_another_program,
        with_a_damaged_index,
        with_a_broken_reference,
    ],
)
def test_a_file_that_is_no_whole_back_up_is_refused_and_nothing_changes(
    tmp_path, database, make_file
):
    bad = tmp_path / "bad.sqlite3"
    make_file(bad)
    make_database(database, "old 0")
    with pytest.raises(backups.BadBackup):
        restore(bad, database)
    assert words(database) == {"old 0"}
    assert [path.name for path in database.parent.iterdir()] == [database.name]


def test_the_site_s_own_database_is_no_back_up(database):
    make_database(database, "old 0")
    with pytest.raises(restoring.NotRestored, match="own database"):
        restore(database, database)


# Killed restores, full disks, databases in use


def die_at(number, saved, database):
    """Restore `saved`, and kill this process before file operation `number`, counted from 0."""
    calls = iter(range(1000))

    def watched(function):
        def call(*arguments, **keywords):
            if next(calls) == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **keywords)

        return call

    for module, names in (
        (os, ("open", "unlink", "replace", "rename", "link", "fsync", "chmod")),
        (shutil, ("copyfile",)),
        (sqlite3, ("connect",)),
    ):
        for name in names:
            setattr(module, name, watched(getattr(module, name)))
    restore(saved, database)
    os._exit(0)


@pytest.mark.parametrize("state", [hot_wal, hot_journal])
def test_a_restore_that_is_killed_leaves_the_old_database_or_the_new_one_whole(
    saved, database, state
):
    state(database)
    before = database.parent.parent / "before"
    shutil.copytree(database.parent, before)
    seen, number, ended = set(), 0, None
    while ended != 0:
        shutil.rmtree(database.parent)
        shutil.copytree(before, database.parent)
        ended = in_a_process(die_at, number, saved, database).exitcode
        seen.add("new" if words(database) == {"saved"} else "old")
        restore(saved, database)  # as the operator would do next
        assert words(database) == {"saved"}
        number += 1
    assert number > 15
    assert seen == {"old", "new"}


def restore_on_a_full_disk(saved, database, report):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
    try:
        restore(saved, database)
    except (OSError, sqlite3.Error, backups.BadBackup, restoring.NotRestored) as error:
        report.put(str(error))


def test_a_full_disk_leaves_the_old_database(saved, database):
    make_database(database, "old 0")
    report = fork.SimpleQueue()
    in_a_process(restore_on_a_full_disk, saved, database, report)
    assert "too large" in report.get()
    assert words(database) == {"old 0"}
    assert [path.name for path in database.parent.iterdir()] == [database.name]


def test_a_folder_that_cannot_be_flushed_does_not_undo_a_restore(
    saved, database, monkeypatch, caplog
):
    make_database(database, "old 0")

    def fail(_path):
        raise OSError("Input/output error")

    monkeypatch.setattr(restoring.ledger, "sync_folder", fail)
    kept = restore(saved, database)
    assert words(database) == {"saved"}
    assert words(kept) == {"old 0"}
    assert "Input/output error" in caplog.text


def serve_until_done(database, ready, done):
    locks._descriptors.clear()  # as in a process that is not a fork of this process
    locks.share(database)
    ready.set()
    done.wait(60)


def test_while_a_process_of_the_site_runs_nothing_is_restored(saved, database):
    make_database(database, "old 0")
    ready, done = fork.Event(), fork.Event()
    server = fork.Process(target=serve_until_done, args=(database, ready, done))
    server.start()
    ready.wait(60)
    with pytest.raises(restoring.NotRestored, match="The site is running"):
        restore(saved, database)
    assert words(database) == {"old 0"}
    done.set()
    server.join()
    restore(saved, database)
    assert words(database) == {"saved"}


def test_while_another_program_has_the_database_open_nothing_is_restored(saved, database):
    make_database(database, "old 0")
    with closing(sqlite3.connect(database)) as program:
        program.execute("PRAGMA journal_mode = WAL")
        program.execute("SELECT count(*) FROM words").fetchone()
        with pytest.raises(restoring.NotRestored, match="locked"):
            restore(saved, database)
    assert words(database) == {"old 0"}


def test_a_process_that_starts_during_a_restore_waits_for_its_end(saved, database):
    make_database(database, "old 0")
    ready, done = fork.Event(), fork.Event()
    server = fork.Process(target=serve_until_done, args=(database, ready, done))

    def prepare(path):
        server.start()
        assert not ready.wait(1)

    restoring.restore(saved, database, prepare)
    assert ready.wait(60)
    done.set()
    server.join()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_database_restored_by_root_belongs_to_the_service(saved, database):
    make_database(database, "old 0")
    os.chown(database, 12345, 12345)
    restore(saved, database)
    assert (database.stat().st_uid, database.stat().st_gid) == (12345, 12345)
