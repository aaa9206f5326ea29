"""Tests for `manage.py backup --full` and for restores of its archives, with SQLite."""

import io
import json
import os
import shutil
import stat
import subprocess
import tarfile
import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from alerts.comments.models import PostComment
from home.operations import archives, backup_records, ledger, readiness
from tests.support.full_backups import back_up, changed, restore

pytestmark = [
    pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite"),
    # SQLite copies a database only outside a transaction.
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.mark.usefixtures("open_umask")
def test_a_full_backup_brings_back_rows_uploads_and_ledger(small_site, settings, capsys):
    path = back_up(capsys)
    assert path.parent == settings.DATA_DIR / "backups"
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with tarfile.open(path) as archive:
        assert archive.getmember("manifest.json").mode == 0o600
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    PostComment.objects.all().delete()
    small_site.unlink()
    kept = small_site.with_name("newer.pdf")
    kept.write_bytes(b"newer")
    settings.ERASURE_LEDGER.unlink()
    restore(path)
    assert PostComment.objects.get().comment == "Kept."
    assert small_site.read_bytes() == b"a document"
    assert kept.exists()
    assert stat.S_IMODE(settings.ERASURE_LEDGER.stat().st_mode) == 0o600
    assert stat.S_IMODE((settings.DATA_DIR / "scratch").stat().st_mode) == 0o700


def test_a_full_backup_is_recorded_with_its_restore_test_and_seen_by_the_readiness_check(
    small_site, capsys, monkeypatch
):
    monkeypatch.setattr(backup_records, "installed_at", lambda: timezone.now() - timedelta(days=9))
    assert "There is no full backup" in readiness.check_backup()
    back_up(capsys)
    assert readiness.check_backup() is None
    assert backup_records.last("restore_test")


def test_the_operators_command_gets_the_path_and_its_failure_is_reported(
    small_site, settings, tmp_path, capsys
):
    away = tmp_path / "it's away"
    away.mkdir()
    settings.BACKUP_COMMAND = f'cp "$1" "{away}"'
    path = back_up(capsys)
    assert (away / path.name).read_bytes() == path.read_bytes()
    settings.BACKUP_COMMAND = "exit 3"
    with pytest.raises(CommandError, match="status 3"):
        back_up(capsys)


@pytest.mark.skipif(shutil.which("age") is None, reason="age is not installed")
def test_an_encrypted_backup_needs_the_private_key(small_site, settings, tmp_path, capsys):
    key = tmp_path / "key"
    subprocess.run(["age-keygen", "-o", key], check=True, capture_output=True)  # noqa: S603, S607
    settings.BACKUP_RECIPIENT = key.read_text().split("public key: ")[1].split()[0]
    path = back_up(capsys)
    assert path.name.endswith(".tar.age")
    assert b"SQLite" not in path.read_bytes()
    for options, reason in (((), "--identity"), (("--identity", __file__), "age has failed")):
        with pytest.raises(CommandError, match=reason):
            call_command("restore", path, *options, "--test")
    call_command("restore", path, "--identity", key, "--test")
    assert "each row and file is as it was" in capsys.readouterr().out


@pytest.mark.parametrize("recipient", ["age1nonsense", "-o/tmp/x", "no key; at all"])
def test_a_wrong_public_key_leaves_no_unencrypted_backup(small_site, settings, capsys, recipient):
    settings.BACKUP_RECIPIENT = recipient
    with pytest.raises(CommandError, match=r"No backup was made\. age "):
        back_up(capsys)
    assert list((settings.DATA_DIR / "backups").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("private/documents/flyer.pdf", lambda data: b"b document", "flyer.pdf in it is damaged"),
        ("private/documents/flyer.pdf", None, "flyer.pdf is missing"),
        ("database.sqlite3", None, "database.sqlite3 is missing"),
        ("manifest.json", None, "its manifest is missing"),
        ("manifest.json", lambda data: data[:50], "its manifest is missing"),
        ("manifest.json", lambda data: data.replace(b'"format": 2', b'"format": 9'), "newer version"),
    ],
)  # fmt: skip
def test_a_damaged_backup_changes_nothing(small_site, capsys, name, content, reason):
    bad = changed(back_up(capsys), name, content)
    PostComment.objects.update(comment="Later.")
    small_site.unlink()
    for option in ((), ("--test",)):
        with pytest.raises(CommandError, match=reason):
            call_command("restore", bad, *option, "--without-ledger")
    assert PostComment.objects.get().comment == "Later."
    assert not small_site.exists()


@pytest.mark.parametrize("name", ["private/documents/added.pdf", "private/added.html", "added"])
def test_a_file_that_was_added_to_a_backup_is_not_restored(small_site, tmp_path, capsys, name):
    path = back_up(capsys)
    with tarfile.open(path, "a") as archive:
        member = tarfile.TarInfo(name)
        member.size = 5
        archive.addfile(member, io.BytesIO(b"added"))
    for option in ((), ("--test",)):
        with pytest.raises(CommandError, match=f"{name} in it was added after the backup was made"):
            call_command("restore", path, *option, "--without-ledger")
    assert not (small_site.parent / "added.pdf").exists()


def test_a_changed_row_fails_the_restore_test(small_site, capsys):
    def other_count(data):
        manifest = json.loads(data)
        manifest["tables"]["django_comments"] = [2, manifest["tables"]["django_comments"][1]]
        return json.dumps(manifest).encode()

    bad = changed(back_up(capsys), "manifest.json", other_count)
    with pytest.raises(CommandError, match="tables differ: django_comments"):
        call_command("restore", bad, "--test")


def test_an_archive_with_the_same_file_twice_is_refused(small_site, capsys):
    path = back_up(capsys)
    with tarfile.open(path, "a") as archive:
        archive.addfile(tarfile.TarInfo("manifest.json"))
    with pytest.raises(CommandError, match=r"'manifest\.json' in it is not a file of a backup"):
        call_command("restore", path, "--without-ledger")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../../escaped", tarfile.REGTYPE),
        ("private/../../../escaped", tarfile.REGTYPE),
        ("/tmp/escaped", tarfile.REGTYPE),  # noqa: S108
        ("private/escaped", tarfile.SYMTYPE),
        ("private/escaped", tarfile.FIFOTYPE),
    ],
)
def test_an_archive_cannot_write_outside_its_folder(small_site, tmp_path, capsys, name, kind):
    path = back_up(capsys)
    with tarfile.open(path, "a") as archive:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, "/etc/passwd"
        archive.addfile(member)
    with pytest.raises(CommandError, match="is not a file of a backup"):
        call_command("restore", path, "--without-ledger")
    assert not list(tmp_path.rglob("escaped"))


def test_backups_are_deleted_after_the_days_of_the_setting_and_nothing_else(
    small_site, settings, capsys
):
    settings.BACKUP_DAYS = 30
    path = back_up(capsys)
    old = path.with_name("campaign-20200101T000000Z.tar.age")
    other = path.with_name("campaign-notes.txt")
    for one in (old, other):
        one.touch()
        os.utime(one, (1, time.time() - 31 * 86_400))
    assert archives.drop_old(path.parent, dry_run=True) == 1
    back_up(capsys)
    assert not old.exists()
    assert other.exists()
    assert path.exists()
    assert ledger.KEEP_FOR.days == 400
