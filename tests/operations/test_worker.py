"""Tests for worker processes that are killed, or that run at the same time."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

ROOT = Path(__file__).resolve().parents[2]
# Two scheduled pages, which the tests make due with SQL, and a live one.
SETUP = """
from datetime import timedelta
from django.utils import timezone
from tests import factories as make
from tests.support.slow_tasks import note
for slug in ("first", "second"):
    page = make.AlertPageFactory(slug=slug, live=False, go_live_at=timezone.now() + timedelta(days=9))
    page.save_revision().publish()
make.AlertPageFactory(slug="third")
"""
PAST = "datetime('now', '-1 day')"


class Site:
    def __init__(self, folder):
        self.folder = folder
        self.workers = []
        self.environment = os.environ | {
            "DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
            "CACHE_URL": "locmem://",
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
        }

    def manage(self, *arguments):
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(  # noqa: S603
            command, cwd=ROOT, env=self.environment, check=True, text=True, capture_output=True
        )

    def start_worker(self):
        with (self.folder / f"log-{len(self.workers)}").open("w") as log:
            worker = subprocess.Popen(
                [sys.executable, "manage.py", "worker"],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log,
            )  # fmt: skip
        self.workers.append(worker)
        return worker

    def sql(self, statement, *values):
        database = sqlite3.connect(self.folder / "db.sqlite3", timeout=20)
        try:
            with database:
                return database.execute(statement, values).fetchall()
        finally:
            database.close()

    def live(self):
        rows = self.sql("SELECT slug FROM wagtailcore_page WHERE live AND depth > 3 ORDER BY slug")
        return [slug for (slug,) in rows]

    def notes(self):
        path = self.folder / "notes"
        return path.read_text().splitlines() if path.exists() else []

    def logs(self):
        return "".join(path.read_text() for path in self.folder.glob("log-*"))

    def wait_until(self, condition, seconds=60):
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, self.logs()
            time.sleep(0.2)


@pytest.fixture
def site(db, tmp_path, database_template):
    """Yield a site with two scheduled alerts and a live one, and kill its workers at the end."""
    if connection.vendor != "sqlite":
        pytest.skip("the kept database is SQLite's")
    shutil.copyfile(database_template, tmp_path / "db.sqlite3")
    site = Site(tmp_path)
    site.manage("shell", "-c", SETUP)
    yield site
    for worker in site.workers:
        worker.kill()
        worker.wait()


def is_due(site, slug):
    site.sql(
        f"UPDATE wagtailcore_revision SET approved_go_live_at = {PAST},"  # noqa: S608
        f" content = json_set(content, '$.go_live_at', {PAST})"
        " WHERE object_id = (SELECT id FROM wagtailcore_page WHERE slug = ?)",
        slug,
    )


def queue(site, *calls):
    site.manage(
        "shell",
        "-c",
        f"from tests.support.slow_tasks import note\nfor one in {calls}: note.enqueue(*one)",
    )


def test_a_worker_that_is_killed_in_the_middle_recovers_when_it_is_started_again(site):
    queue(site, (1, 600))
    worker = site.start_worker()
    site.wait_until(lambda: site.notes() == ["begun 1"])
    is_due(site, "first")  # a long task does not delay the other job
    site.sql(f"UPDATE wagtailcore_page SET expire_at = {PAST} WHERE slug = 'third'")  # noqa: S608
    site.wait_until(lambda: site.live() == ["first"])
    worker.kill()
    worker.wait()
    queue(site, (2, 0))
    is_due(site, "second")
    # A minute passes, and the task no longer waits.
    site.sql(f"UPDATE operations_worker SET seen_at = {PAST}")  # noqa: S608
    site.sql(
        f"UPDATE {DBTaskResult._meta.db_table} SET started_at = {PAST},"  # noqa: S608
        " args_kwargs = '{\"args\": [1, 0], \"kwargs\": {}}' WHERE status = 'RUNNING'"
    )
    # As if the worker had been killed during housekeeping, which has been due since yesterday.
    site.sql(
        f"UPDATE operations_periodicjob SET succeeded_at = {PAST}, tried_at = {PAST}"  # noqa: S608
        " WHERE name = 'housekeeping'"
    )
    begun = site.sql("SELECT datetime('now')")[0][0]

    worker = site.start_worker()

    site.wait_until(lambda: "done 1" in site.notes() and "done 2" in site.notes())
    site.wait_until(lambda: site.live() == ["first", "second"])
    housekeeping = "SELECT succeeded_at FROM operations_periodicjob WHERE name = 'housekeeping'"
    site.wait_until(lambda: site.sql(housekeeping)[0][0] >= begun)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=30) == 0
    assert site.sql("SELECT count(*) FROM operations_worker") == [(0,)]
    assert "Traceback" not in site.logs()


def test_two_workers_at_once_do_everything_once(site):
    workers = [site.start_worker(), site.start_worker()]
    site.wait_until(lambda: site.sql("SELECT count(*) FROM operations_worker") == [(2,)])
    queue(site, *((number, 0.1) for number in range(30)))
    for slug in ("first", "second"):
        is_due(site, slug)
    site.wait_until(lambda: sum(line.startswith("done") for line in site.notes()) >= 30)
    site.wait_until(lambda: site.live() == ["first", "second", "third"])
    for worker in workers:
        worker.terminate()
        assert worker.wait(timeout=30) == 0
    assert set(Counter(site.notes()).values()) == {1}
    published = "SELECT count(*) FROM wagtailcore_pagelogentry WHERE action = ?"
    assert site.sql(published, "wagtail.publish.scheduled") == [(2,)]
    assert "Traceback" not in site.logs()


def test_a_worker_loads_the_views_only_when_a_task_needs_them(tmp_path):
    program = """
import sys, django
django.setup()
from django.core.management import ManagementUtility
from home.operations.management.commands import worker
worker.readiness.results = lambda **options: []
worker.call_command = lambda name, *arguments, **options: print(name, "config.urls" in sys.modules)
worker._repeat = worker.keep_current = worker.workers.leave = lambda *arguments: None
ManagementUtility(["manage.py", "worker"]).execute()
"""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={
            "DATA_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == ["replayerasures False", "db_worker False"], done.stderr


# Raises what the handler of SIGTERM raises, right after a statement that begins a transaction.
INTERRUPTED = """
import traceback
from django.core.management import call_command
from django.db import connection

def interrupt(execute, sql, *more):
    result = execute(sql, *more)
    names = {frame.name for frame in traceback.extract_stack()}
    if sql.startswith("BEGIN") and "exclusive_transaction" in names:
        raise SystemExit(0)
    return result

connection.execute_wrappers.append(interrupt)
call_command("worker")
"""


def test_a_worker_that_is_stopped_while_a_transaction_begins_leaves_without_an_error(site):
    site.manage("shell", "-c", INTERRUPTED)
    assert site.sql("SELECT count(*) FROM operations_worker") == [(0,)]
