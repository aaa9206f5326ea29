"""Tests for refused and interrupted restores of full backups, and for interrupted backups."""

import json
import os
import signal
import sqlite3
import tarfile
from contextlib import closing

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from alerts.comments.models import PostComment
from home.operations import archives, preparing, restored_files, scratch, unpacking
from home.operations.archive_format import digest
from home.operations.models import PeriodicJob
from home.operations.sqlite import locks
from tests.support.crashes import fork, in_a_process
from tests.support.full_backups import back_up, changed, restore
from tests.support.restoring import MARKS, database

pytestmark = MARKS


@pytest.fixture
def saved(small_site, settings, capsys):
    """Make a full backup, then change the comment, and delete the upload and the ledger."""
    path = back_up(capsys)
    PostComment.objects.update(comment="Later.")
    small_site.unlink()
    small_site.parent.rmdir()
    settings.ERASURE_LEDGER.unlink()
    return path


def files(folder):
    """Return the relative paths in `folder`, except backups, scratch folders and the ledger's lock."""
    found = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    return {name for name in found if not name.startswith(("backups", "scratch", "erasures.lock"))}


def manifest_with(**fields):
    return lambda data: json.dumps(json.loads(data) | fields).encode()


def kill():
    os.kill(os.getpid(), signal.SIGKILL)


def use_until_done(ready, done):
    locks._descriptors.clear()  # as in a process that is not a fork of this process
    locks.share(database())
    ready.set()
    done.wait(60)


def test_every_reason_to_refuse_a_restore_is_found_before_anything_is_touched(
    saved, settings, monkeypatch
):
    before = files(settings.DATA_DIR)

    def refused(path, reason):
        with pytest.raises(CommandError, match=reason):
            call_command("restore", path, "--without-ledger")
        assert files(settings.DATA_DIR) == before
        assert PostComment.objects.get().comment == "Later."

    for fields, reason in (
        ({"made_at": "2020-01-01T00:00:00+00:00"}, "more than 400 days ago"),
        ({"engine": "postgresql"}, "The backup is of postgresql"),
        ({"migrations": [["comments", "9999_later"]]}, r"newer version.*comments\.9999_later"),
        ({"format": 99}, "newer version"),
    ):
        refused(changed(saved, "manifest.json", manifest_with(**fields)), reason)
    with monkeypatch.context() as patch:
        usage = unpacking.shutil.disk_usage(settings.DATA_DIR)._replace(free=100_000)
        patch.setattr(unpacking.shutil, "disk_usage", lambda place: usage)
        refused(saved, r"has 0 MB free, and \d+ MB are needed")
    ready, done = fork.Event(), fork.Event()
    server = fork.Process(target=use_until_done, args=(ready, done))
    server.start()
    ready.wait(60)
    refused(saved, "The site is running")
    done.set()
    server.join()


def test_a_newer_backup_is_refused_even_if_its_manifest_does_not_say_so(saved, settings, tmp_path):
    before = files(settings.DATA_DIR)

    def add_migration(data):
        path = tmp_path / "changed"
        path.write_bytes(data)
        with closing(sqlite3.connect(path)) as new, new:
            new.execute(
                "INSERT INTO django_migrations (app, name, applied)"
                " VALUES ('comments', '9999_later', '2026-01-01')"
            )
        content = path.read_bytes()
        path.unlink()
        return content

    bad = changed(saved, "database.sqlite3", add_migration)
    with tarfile.open(bad) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))
        database = digest(archive.extractfile("database.sqlite3"))
    files_in_it = manifest["files"] | {"database.sqlite3": database}
    bad = changed(bad, "manifest.json", manifest_with(files=files_in_it))
    with pytest.raises(CommandError, match=r"newer version.*comments\.9999_later"):
        call_command("restore", bad, "--without-ledger")
    assert files(settings.DATA_DIR) == before
    assert PostComment.objects.get().comment == "Later."


def killed_in(module, name, saved):
    """Restore `saved` in another process, which is killed when it calls `name` of `module`."""

    def run():
        setattr(module, name, lambda *arguments: kill())
        call_command("restore", saved, "--without-ledger", verbosity=0)

    connection.close()
    assert in_a_process(run).exitcode == -signal.SIGKILL


def test_a_restore_killed_before_the_database_is_replaced_can_be_undone_or_repeated(
    saved, small_site, settings, capsys
):
    before = files(settings.DATA_DIR)
    killed_in(preparing, "redo_changes", saved)
    assert small_site.exists()
    assert PostComment.objects.get().comment == "Later."
    assert f"A restore of {saved} was interrupted" in restored_files.find_problem()
    with pytest.raises(CommandError, match=r"does not start.*restore --undo"):
        call_command("worker")
    capsys.readouterr()
    for said in ("Undone.", "No restore was interrupted."):
        call_command("restore", "--undo")
        assert capsys.readouterr().out.strip() == said
    assert files(settings.DATA_DIR) - {"db.sqlite3.restoring"} == before
    assert restored_files.find_problem() is None
    killed_in(preparing, "redo_changes", saved)
    restore(saved)
    assert PostComment.objects.get().comment == "Kept."
    assert small_site.read_bytes() == b"a document"
    assert restored_files.find_problem() is None


def restore_and_be_killed_at_the_end(saved):
    def run():
        calls, recover = iter(range(9)), restored_files.recover
        restored_files.recover = lambda: kill() if next(calls) else recover()
        call_command("restore", saved, "--without-ledger", verbosity=0)

    connection.close()
    assert in_a_process(run).exitcode == -signal.SIGKILL


def test_a_database_that_is_away_does_not_undo_a_complete_restore(
    saved, small_site, settings, monkeypatch, capsys
):
    restore_and_be_killed_at_the_end(saved)

    def is_locked(*arguments, **fields):
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise OperationalError("database is locked") from error

    with monkeypatch.context() as patch:
        patch.setattr(PeriodicJob.objects, "filter", is_locked)
        assert "it is not known whether the restore" in restored_files.find_problem()
        with pytest.raises(CommandError, match=r"^The database does not answer"):
            call_command("restore", "--undo")
        assert (settings.DATA_DIR / "restore.json").exists()
    assert small_site.read_bytes() == b"a document"
    capsys.readouterr()
    call_command("restore", "--undo")
    assert capsys.readouterr().out.strip() == "No restore was interrupted."
    assert small_site.read_bytes() == b"a document"
    for replaced in database().parent.glob("*.replaced-*"):
        replaced.unlink()


@pytest.mark.parametrize(
    ("code", "is_away"),
    [
        (sqlite3.SQLITE_IOERR, True),
        (sqlite3.SQLITE_CANTOPEN, True),
        (sqlite3.SQLITE_FULL, True),
        (sqlite3.SQLITE_ERROR, False),  # no such table
        (sqlite3.SQLITE_CORRUPT, False),
        (sqlite3.SQLITE_NOTADB, False),
    ],
)
def test_only_a_damaged_or_unmigrated_database_is_known_not_to_be_restored(code, is_away):
    cause = sqlite3.DatabaseError("no")
    cause.sqlite_errorcode = code
    error = OperationalError("no")
    error.__cause__ = cause
    assert restored_files._is_away(error) == is_away


@pytest.mark.usefixtures("open_umask")
def test_a_restore_killed_after_the_database_is_replaced_is_complete(saved, small_site, settings):
    restore_and_be_killed_at_the_end(saved)
    assert restored_files.find_problem() is None
    call_command("housekeeping", "--dry-run", verbosity=0)
    assert (settings.DATA_DIR / "restore.json").stat().st_mode & 0o777 == 0o600
    call_command("housekeeping", verbosity=0)
    assert not (settings.DATA_DIR / "restore.json").exists()
    assert small_site.read_bytes() == b"a document"
    assert PostComment.objects.get().comment == "Kept."
    for replaced in database().parent.glob("*.replaced-*"):
        replaced.unlink()


def test_a_killed_backup_leaves_plain_copies_only_in_a_private_folder_until_housekeeping(
    small_site, settings, tmp_path
):
    elsewhere = tmp_path / "disk"
    elsewhere.mkdir()

    def run():
        archives.verify = lambda *arguments: kill()
        call_command("backup", elsewhere, "--full", verbosity=0)

    connection.close()
    assert in_a_process(run).exitcode == -signal.SIGKILL
    place = settings.DATA_DIR / "scratch"
    assert {path.stat().st_mode & 0o777 for path in (place, *place.iterdir())} == {0o700}
    assert list(place.rglob("archive.tar"))
    assert list(elsewhere.iterdir()) == []
    call_command("housekeeping", verbosity=0)
    assert list(place.iterdir()) == []


def test_working_files_of_a_process_that_runs_are_left_alone(small_site, settings, tmp_path):
    with scratch.folder() as folder, scratch.part(tmp_path) as part:
        os.utime(part, (1, 1))
        assert scratch.drop_abandoned() == scratch.drop_parts(tmp_path) == 0
        assert folder.exists()
        assert part.exists()
    assert not folder.exists()
    assert not part.exists()
    # Like a folder that is deleted while it is looked at.
    vanished = folder.with_name("vanished")
    vanished.symlink_to("nowhere")
    assert scratch.drop_abandoned() == 0
    vanished.unlink()
    left = tmp_path / ".abc.part"
    left.write_bytes(b"words")
    assert scratch.drop_parts(tmp_path) == 0  # may be about to be locked
    os.utime(left, (1, 1))
    assert scratch.drop_parts(tmp_path, dry_run=True) == scratch.drop_parts(tmp_path) == 1
    assert not left.exists()


def test_a_backup_onto_another_disk_is_copied_whole(small_site, monkeypatch, capsys, tmp_path):
    target = tmp_path / "disk"
    target.mkdir()
    monkeypatch.setattr(scratch, "_is_same_disk", lambda *paths: False)
    path = back_up(capsys, target)
    assert list(target.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o600
    call_command("restore", path, "--test", verbosity=0)


@pytest.mark.parametrize("arguments", [(), ("one.tar", "--undo")])
def test_restore_needs_a_backup_or_undo(arguments):
    with pytest.raises(CommandError, match="Name a backup, or --undo"):
        call_command("restore", *arguments)
