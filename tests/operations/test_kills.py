"""Tests for the data after kills of processes and after power cuts."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from wagtail.models import Revision

from alerts.models import AlertPage
from home.translation import sync
from tests import factories as make
from tests.support import translating
from tests.support.postgresql_server import tools

needs_postgresql = pytest.mark.skipif(tools() is None, reason="PostgreSQL is not installed")
needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")

# Backups take longer than most waits between two kills.
QUICK = {"comment", "publish", "translate", "tasks", "housekeep"}


def cause(*options):
    # Not the variables of the test settings.
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PYTHONPATH": f"{settings.BASE_DIR}:{settings.BASE_DIR / 'site'}",
    }
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "tests.support.faults", *map(str, options)],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_twenty_kills_lose_nothing_and_leave_nothing_half_done(db, database_template):
    if connection.vendor != "sqlite":
        pytest.skip("the kept database is SQLite's")
    report = cause("--kills", 20, "--template", database_template)
    assert report["acknowledged"]["comment"] > 0


@pytest.mark.audit
def test_many_kills_with_sqlite(db, database_template):
    report = cause("--kills", 500, "--template", database_template)
    assert set(report["acknowledged"]) & set(report["killed in"]) >= QUICK


@pytest.mark.audit
@needs_postgresql
def test_many_kills_with_postgresql():
    report = cause("--kills", 500, "--postgresql")
    assert set(report["acknowledged"]) & set(report["killed in"]) >= QUICK


@pytest.mark.audit
@needs_strace
def test_power_cuts_with_sqlite(db, database_template):
    assert cause("--cuts", 200, "--template", database_template)["acknowledged"]["comment"] > 0


@pytest.mark.audit
@needs_postgresql
def test_power_cuts_with_postgresql():
    assert cause("--cuts", 200, "--postgresql")["acknowledged"]["comment"] > 0


@pytest.mark.django_db
def test_a_fault_while_translations_are_marked_as_outdated_undoes_the_publication(
    admin_of, monkeypatch
):
    editor, alert = admin_of("Editors"), make.AlertPageFactory(title="Before", slug="call")
    revisions = Revision.objects.count()

    def fail(page):
        raise OSError

    monkeypatch.setattr(sync, "english_published", fail)
    form = translating.alert_form(title="After", slug="call")
    with pytest.raises(OSError):  # noqa: PT011
        translating.edit(editor, alert, form, publish=True)
    assert AlertPage.objects.get().title == "Before"
    assert Revision.objects.count() == revisions
    add = reverse("wagtailadmin_pages:add", args=("alerts", "alertpage", alert.get_parent().pk))
    with pytest.raises(OSError):  # noqa: PT011
        editor.post(add, form | {"slug": "new", "action-publish": "1"})
    assert AlertPage.objects.count() == 1
    alert.title = "After"
    with pytest.raises(OSError):  # noqa: PT011
        alert.save_revision(clean=False).publish()
    assert AlertPage.objects.get().title == "Before"
