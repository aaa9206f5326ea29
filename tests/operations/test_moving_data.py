"""Tests for the documented commands that move the data to another database."""

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management import call_command
from wagtail.models import Page

from tests import factories as make

# Prefixes of tables that the dump leaves out, or that have no data of the site.
LEFT_OUT = (
    "wagtailsearch",
    "sqlite_",
    "comments_followup",
    "home_addresskey",
    "django_session",
)


def documented_commands():
    text = (settings.BASE_DIR / "site" / "docs" / "operators.md").read_text()
    section = text.split("## Move the data to another database")[1].split("\n## ")[0]
    # For the old database, and for the new one.
    return re.findall(r"```\n(.*?)```", section, flags=re.DOTALL)


def run(commands, data, folder, **environment):
    python = f"{sys.executable} {settings.BASE_DIR / 'manage.py'}"
    script = "set -e\n" + re.sub(r"(?m)^\s*manage\.py", python, commands)
    done = subprocess.run(  # noqa: S603
        ["/bin/bash", "-c", script],
        cwd=folder,
        env={
            "PATH": "/usr/bin:/bin",
            "DATA_DIR": str(data),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        }
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_documented_dump_leaves_out_what_exists():
    left_out = re.findall(r"--exclude (\S+)", documented_commands()[0])
    assert left_out
    for label in left_out:
        # Raises an error if the app or model does not exist.
        (apps.get_model if "." in label else apps.get_app_config)(label)


@pytest.mark.django_db
def test_pages_can_be_loaded_before_their_content_types(tmp_path):
    page = Page.objects.get(pk=make.AlertPageFactory(slug="call").pk)
    later = {"app_label": "alerts", "model": "later"}
    rows = [
        *json.loads(serializers.serialize("json", [page])),
        {"model": "contenttypes.contenttype", "pk": 999_999, "fields": later},
    ]
    rows[0]["fields"] |= {"content_type": 999_999, "title": "From a dump"}
    dump = tmp_path / "dump.json"
    dump.write_text(json.dumps(rows))
    call_command("loaddata", dump, verbosity=0)
    assert Page.objects.get(slug="call").title == "From a dump"


def counts(database):
    with closing(sqlite3.connect(database)) as opened:
        names = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            for (name,) in names
            if not name.startswith(LEFT_OUT)
        }


def pages(database):
    with closing(sqlite3.connect(database)) as opened:
        query = "SELECT id, path, title, live, translation_key FROM wagtailcore_page ORDER BY id"
        return opened.execute(query).fetchall()


@pytest.mark.audit
def test_the_documented_commands_carry_every_row_over(tmp_path, server_database):
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    (old / "db.sqlite3").write_bytes(server_database.read_bytes())
    dump, load = documented_commands()
    run(dump, old, tmp_path)
    run(load, new, tmp_path)
    before, after = counts(old / "db.sqlite3"), counts(new / "db.sqlite3")
    assert before["alerts_alertpage"] == 4
    assert after == before
    assert pages(new / "db.sqlite3") == pages(old / "db.sqlite3")
