"""Tests for new ledgers, for lines that a crash cut off, and for the hashes in backups."""

import hashlib
import stat
from datetime import timedelta
from functools import partial
from io import BytesIO

import pytest
from django.utils import timezone

from home.operations import archive_format, ledger


def test_only_a_new_ledger_is_given_to_the_owner_of_its_folder_and_stored_in_it(
    settings, tmp_path, monkeypatch
):
    settings.ERASURE_LEDGER = tmp_path / "erasures.txt"
    monkeypatch.setattr(ledger, "give_to_owner_of_folder", lambda path: calls.append(("own", path)))
    monkeypatch.setattr(ledger, "sync_folder", lambda path: calls.append(("sync", path)))
    calls = []
    ledger.record("test.act", 1)
    wanted = {("own", settings.ERASURE_LEDGER), ("sync", settings.ERASURE_LEDGER)}
    assert wanted <= set(calls)
    calls.clear()
    ledger.record("test.act", 2)
    assert not wanted & set(calls)


def test_a_line_that_a_crash_cut_off_does_not_spoil_the_next(settings, tmp_path):
    settings.ERASURE_LEDGER = tmp_path / "erasures.txt"
    ledger.record("test.act", 1)
    whole = settings.ERASURE_LEDGER.read_bytes()
    settings.ERASURE_LEDGER.write_bytes(whole + whole[:-5])
    ledger.record("test.act", 2)
    lines = settings.ERASURE_LEDGER.read_bytes().splitlines()
    assert [line.endswith(b".") for line in lines] == [True, False, True]


@pytest.mark.parametrize("size", [None, 0, 1, 1 << 20, (1 << 20) + 1, (1 << 20) + 2, 1 << 30])
def test_the_hash_is_that_of_the_bytes_from_the_current_position(size):
    content = b"a" * (1 << 20) + b"bcd"
    file = BytesIO(content)
    file.read(1)
    rest = content[1:] if size is None else content[1 : 1 + size]
    assert archive_format.digest(file, size) == hashlib.sha256(rest).hexdigest()


@pytest.mark.usefixtures("open_umask")
def test_only_its_owner_can_read_the_ledger(settings, tmp_path, time_machine):
    for number, begin in enumerate((ledger.ensure, partial(ledger.record, "test.act", 1))):
        settings.ERASURE_LEDGER = tmp_path / f"{number}.txt"
        begin()
        assert stat.S_IMODE(settings.ERASURE_LEDGER.stat().st_mode) == 0o600
    time_machine.move_to(timezone.now() + ledger.KEEP_FOR + timedelta(days=1))
    assert ledger.drop_old() == 1
    assert stat.S_IMODE(settings.ERASURE_LEDGER.stat().st_mode) == 0o600
