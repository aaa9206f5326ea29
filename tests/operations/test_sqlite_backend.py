"""Tests for SQLite with the site's settings: locks, power cuts and crashes."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.conf import settings
from django.db import connection

from tests.operations.test_settings import PRODUCTION

pytestmark = [
    pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite"),
    pytest.mark.django_db,  # provides the template of a migrated database
]


class Site:
    """Site with its own data folder. Its commands run in separate processes."""

    def __init__(self, folder):
        self.folder = folder
        self.database = folder / "db.sqlite3"
        # `dev` has the same database settings and needs no collected files.
        self.env = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        }

    def start(self, *arguments, code=None, before=(), **variables):
        """Start a manage.py command, or the shell if there is `code` to run.

        `before` is a command line to which the command is appended. `variables` are added to the
        environment.
        """
        if code:
            code = f"import sys; sys.path.insert(0, '.')\n{code}"
            arguments = ("shell", "--no-imports", "--command", code)
        with (self.folder / "errors").open("w") as errors:
            return subprocess.Popen(  # noqa: S603
                [*before, sys.executable, "manage.py", *arguments],
                cwd=settings.BASE_DIR,
                env=self.env | variables,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def run(self, *arguments, **keywords):
        process = self.start(*arguments, **keywords)
        said, _nothing = process.communicate(timeout=100)
        assert process.returncode == 0, (self.folder / "errors").read_text()
        return said.strip()


@pytest.fixture
def site(tmp_path, database_template):
    made = Site(tmp_path)
    shutil.copyfile(database_template, made.database)
    return made


@pytest.fixture
def lock(site):
    """Hold the write lock of the site's database, and yield the connection that holds it."""
    with closing(sqlite3.connect(site.database, isolation_level=None)) as holder:
        holder.execute("PRAGMA journal_mode = WAL")
        holder.execute("BEGIN IMMEDIATE")
        yield holder


ALERT = """
from tests import factories as make
alert = make.AlertPageFactory(slug="call", first_published_at=None)
"""
GET = """
import time
from django.test import Client
from django.db import connection
begun = time.monotonic()
from tests.support.reader_form import form_fields
client = Client(headers={"host": "127.0.0.1"})
def post(path, **data):
    answer = client.post(path, form_fields(client.get(path)) | data)
    assert answer.status_code in (302, 303), answer
"""


def test_a_fresh_process_shows_alerts_while_the_database_is_locked(site, request):
    site.run(code=ALERT)
    request.getfixturevalue("lock")
    code = f"{GET}print(client.get('/en/alerts/call/').status_code, time.monotonic() - begun < 18)"
    assert site.run(code=code).splitlines()[-1] == "200 True"


def test_no_feature_of_the_database_depends_on_whether_it_is_locked(site, request):
    code = """
from django.db import connection
names = [n for n in dir(connection.features) if n[0] != "_" and n not in ("connection", "django_test_skips")]
print([(n, v) for n in sorted(names) if not callable(v := getattr(connection.features, n))])
"""
    free = site.run(code=code)
    request.getfixturevalue("lock")
    assert site.run(code=code) == free
    assert "('supports_json_field', True)" in free


def test_every_connection_waits_until_a_commit_is_on_the_disk(site):
    code = """
from threading import Thread
from django.db import connection
def ask():
    with connection.cursor() as cursor:
        for name in ("synchronous", "journal_mode", "secure_delete", "foreign_keys"):
            print(cursor.execute(f"PRAGMA {name}").fetchone()[0], end=" ")
    connection.close()
ask()
ask()
thread = Thread(target=ask)
thread.start()
thread.join()
"""
    production = PRODUCTION | {"DJANGO_SETTINGS_MODULE": "config.settings.base"}
    assert site.run(code=code, **production) == "2 wal 1 1 2 wal 1 1 2 wal 1 1"


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_no_comment_is_acknowledged_before_it_is_on_the_disk(site):
    site.run(code=ALERT)
    code = (
        GET
        + """
import os, sqlite3
keep = sqlite3.connect(connection.settings_dict["NAME"])  # like another worker, so that SQLite keeps the log
keep.execute("PRAGMA schema_version").fetchone()
path = "/en/alerts/call/comment/"
post(path, comment="The first one.")
form = form_fields(client.get(path)) | {"comment": "Words."}
os.write(1, b"posted")
assert client.post(path, form).status_code == 302
os.write(1, b"answered")
"""
    )
    trace = site.folder / "trace"
    site.run(code=code, before=("strace", "-f", "-e", "trace=fdatasync,fsync,write", "-o", trace))
    between = trace.read_text().partition('"posted"')[2].partition('"answered"')[0]
    assert "fdatasync(" in between


def test_after_a_kill_the_documented_steps_give_an_intact_database_without_withdrawn_pages(site):
    code = f"""{ALERT}
make.own_comment(alert, "stays", text="Words that stay.")
make.own_comment(alert, "goes", text="Words that go.")
make.own_comment(alert, "rejected", text="Words of another.")
"""
    site.run(code=code)
    saved = site.run("backup", site.folder / "saved.sqlite3")
    writer = f"""{GET}
from alerts.comments.models import PostComment, Status
from alerts.comments.services import Decision, set_status
connection.ensure_connection()
connection.connection.execute("PRAGMA wal_autocheckpoint = 0")
connection.close = lambda: None  # the last connection to close would empty the log
post("/en/comment/goes/delete/")
set_status(PostComment.objects.get(comment="Words of another.").pk, Decision(Status.REJECTED, by=None))
number = 0
while True:
    post("/en/alerts/call/comment/", comment=f"Words {{number}} of many readers.")
    number += 1
    print(number, flush=True)
"""
    process = site.start(code=writer)
    written = iter(process.stdout.readline, "")
    assert "5\n" in written, (site.folder / "errors").read_text()
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (site.folder / "db.sqlite3-wal").stat().st_size > 0

    site.run("restore", saved)
    site.run("check", "--database", "default")
    with closing(sqlite3.connect(site.database)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    page = site.run(code=f"{GET}print(client.get('/en/alerts/call/').content.decode())")
    assert "Words that stay." in page
    assert "Words that go." not in page
    assert "Words of another." not in page


FORGET = """
import sqlite3
from datetime import timedelta
from pathlib import Path
from django.core.management import call_command
from django.utils import timezone
from alerts.comments import redaction
from alerts.comments.models import FollowUp, PostComment, Redaction, Status
from alerts.comments.notifications.addresses import stop_emails
from alerts.comments.services import edit
from home.operations.schedule import jobs
name = connection.settings_dict["NAME"]
keep = sqlite3.connect(name)  # like another worker, so that SQLite keeps the log
keep.execute("PRAGMA schema_version").fetchone()
connection.connection.execute("PRAGMA wal_autocheckpoint = 0")
old = timezone.now() - timedelta(days=40)

def files():
    return [path.name for path in Path(name).parent.iterdir()
            if path.name.startswith("db.sqlite3") and b"canary" in path.read_bytes().lower()]

def comment(number, text="Left.", **fields):
    return make.comment(alert, text=text, idempotency_key=str(number), **fields)

def redacted(number):
    comment(number, redaction={"original": f"Canary {number} " * 90, "redacted_at": old})

def rejected(number):
    comment(number, f"Canary {number} " * 90, status=Status.REJECTED, moderated_at=old)

def asked(number):
    FollowUp.objects.create(comment=comment(number), email="canary@x.example", language="en",
                            created=old)

def run(job):
    return lambda: jobs[job][1]()

def change():
    for one in PostComment.objects.all():
        edit(one, text="Left.", name="")

def take_out_and_bring_back():
    by = make.user()
    for one in PostComment.objects.all():
        redaction.redact(one.pk, "[[" + one.comment.strip() + "]]", by=by, edits=0)
    Redaction.objects.update(redacted_at=old)
    call_command("housekeeping", verbosity=0)

def stop():
    for one in FollowUp.objects.all():
        stop_emails(one)

for make_rows, forget in (
    (redacted, lambda: call_command("housekeeping")),
    (rejected, lambda: call_command("housekeeping")),
    (asked, run("delete_unconfirmed")),
    (asked, stop),
    (lambda number: comment(number, "Canary " * 90, status=Status.PENDING), change),
    (lambda number: comment(number, "Canary " * 90), take_out_and_bring_back),
):
    for number in range(9):
        make_rows(number)
    assert files(), forget
    forget()
    print("left in:", files())
    PostComment.objects.all().delete()
"""


def test_no_file_of_the_database_holds_what_was_forgotten(site):
    said = site.run(code=f"{ALERT}{GET}{FORGET}")
    assert [line for line in said.splitlines() if "left in:" in line] == ["left in: []"] * 6
