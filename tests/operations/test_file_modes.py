"""Tests for the permissions of files on the server."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from home.operations import readiness

DEPLOY = settings.BASE_DIR / "site" / "deploy"
WRITE = """
import django
django.setup()
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from home.operations import backups, ledger

with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE kept (words text)")
cache.set("a", "b")
ledger.record("comment.erased", "key")
backups.make_folder()
storages["renditions"].save("images/b.webp", ContentFile(b"b"))
(settings.DATA_DIR / "other.txt").write_text("x")
"""


@pytest.mark.parametrize("module", ["config.settings.base", "config.settings.dev"])
def test_nobody_else_can_read_what_a_process_with_an_open_umask_writes(tmp_path, module):
    folder = tmp_path / "data"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", WRITE],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": ".:site",
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": module,
            "SECRET_KEY": "s" * 50,
            "SITE_URL": "https://campaign.example",
        },
        capture_output=True,
        text=True,
        check=False,
        umask=0,
    )
    assert done.returncode == 0, done.stderr
    written = [folder, *folder.rglob("*")]
    assert {"db.sqlite3", "erasures.txt", "backups", "other.txt"} <= {path.name for path in written}
    assert [path for path in written if path.stat().st_mode & stat.S_IRWXO] == []
    assert [path for path in written if path.stat().st_mode & stat.S_IWGRP] == []


def test_every_unit_and_script_closes_the_umask():
    for unit in DEPLOY.glob("*.service"):
        assert "\nUMask=0027\n" in unit.read_text(), unit.name
    assert "\numask 027\n" in (DEPLOY / "manage").read_text()
    install = (DEPLOY / "install").read_text()
    assert 'install -m 640 -o root -g campaign /dev/null "$SETTINGS"' in install
    assert re.search(r"chmod 640 \"\$SETTINGS\"", install)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["settings", "ledger", "uploads", "backups", "database"])
def test_the_site_is_not_ready_while_others_can_read_its_data(
    settings, tmp_path, monkeypatch, kind
):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "uploads"
    settings.ERASURE_LEDGER = tmp_path / "ledger"
    monkeypatch.setattr(readiness, "_SETTINGS_FILE", tmp_path / "settings")
    monkeypatch.setitem(readiness.connection.settings_dict, "NAME", str(tmp_path / "database"))
    path = Path(tmp_path / kind)
    path.touch()
    path.chmod(0o640)
    assert readiness.check_modes() is None
    path.chmod(0o644)
    if kind == "database" and readiness.connection.vendor != "sqlite":
        assert readiness.check_modes() is None
    else:
        assert (
            readiness.check_modes() == f"Other users can read {path}. Run `chmod -R o-rwx {path}`."
        )
