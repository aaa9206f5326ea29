"""Test that a new language needs only a setting and a catalog."""

import os
import subprocess
import sys

import polib
from django.conf import settings


def write_catalog(folder):
    source = polib.pofile(str(settings.LOCALE_PATHS[0] / "so" / "LC_MESSAGES" / "django.po"))
    for entry in source:
        if entry.msgid_plural:
            entry.msgstr_plural = {
                0: f"[la] {entry.msgid}",
                1: f"[la] {entry.msgid_plural}",
            }
        else:
            entry.msgstr = f"[la] {entry.msgid}"
    target = folder / "la" / "LC_MESSAGES" / "django.po"
    target.parent.mkdir(parents=True)
    source.save(str(target))


def test_the_site_and_its_roles_work_in_latin(tmp_path):
    write_catalog(tmp_path)
    command = ["-m", "pytest", "tests/new_language/walk.py", "-q", "-p", "no:xdist"]
    walk = subprocess.run(  # noqa: S603
        [sys.executable, *command, "--ds=tests.new_language.settings"],
        cwd=settings.BASE_DIR,
        env={key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
        # The subprocess needs a cache folder that no other process uses.
        | {"CATALOG_FOLDER": str(tmp_path), "PYTEST_XDIST_WORKER": "gw9"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert walk.returncode == 0, walk.stdout + walk.stderr
