"""SQLite under production's settings, in processes of their own: locks, power cuts, crashes."""

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

from .test_settings import PRODUCTION

pytestmark = [
    pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite"),
    pytest.mark.django_db,  # the template of a migrated database
]


@pytest.fixture
def site(tmp_path, database_template):
    """Run `manage.py` for a site in `tmp_path`; `code` is for its shell."""
    shutil.copyfile(database_template, tmp_path / "db.sqlite3")

    def start(*arguments, code=None):
        if code:
            arguments = (
                "shell",
                "--no-imports",
                "--command",
                f"import sys; sys.path.insert(0, '.')\n{code}",
            )
        clean = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=clean | {"DJANGO_SETTINGS_MODULE": "config.settings.base"} | PRODUCTION,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(*arguments, **keywords):
        process = start(*arguments, **keywords)
        said, failed = process.communicate()
        assert process.returncode == 0, failed
        return said.strip()

    run.start = start
    run.folder = tmp_path
    return run


@pytest.fixture
def lock(site):
    """Hold the lock of the site's database for writing."""
    with closing(sqlite3.connect(site.folder / "db.sqlite3", isolation_level=None)) as holder:
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
def get(path):
    return Client().get(path, headers={"host": "campaign.example.org"}, secure=True)
"""


def test_a_fresh_process_shows_alerts_while_the_database_is_locked(site, request):
    site(code=ALERT)
    request.getfixturevalue("lock")
    code = f"{GET}print(get('/en/alerts/call/').status_code, time.monotonic() - begun < 15)"
    assert site(code=code).splitlines()[-1] == "200 True"


def test_no_feature_of_the_database_depends_on_whether_it_is_locked(site, request):
    code = """
from django.db import connection
names = [n for n in dir(connection.features) if n[0] != "_" and n not in ("connection", "django_test_skips")]
print([(n, v) for n in sorted(names) if not callable(v := getattr(connection.features, n))])
"""
    free = site(code=code)
    request.getfixturevalue("lock")
    assert site(code=code) == free
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
    assert site(code=code) == "2 wal 1 1 2 wal 1 1 2 wal 1 1"


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_no_comment_is_acknowledged_before_it_is_on_the_disk(site):
    site(code=ALERT)
    code = f"""{GET}
from tests.reader_form import form_fields
path = "/en/alerts/call/comment/"
form = form_fields(get(path)) | {{"comment": "Words."}}
import os
os.write(2, b"posted\\n")
answer = Client().post(path, form, headers={{"host": "campaign.example.org"}}, secure=True)
os.write(2, b"answered\\n")
assert answer.status_code == 302
"""
    trace = site.folder / "trace"
    process = subprocess.run(  # noqa: S603
        [
            "strace",
            "-f",
            "-e",
            "trace=fdatasync,fsync,write",
            "-o",
            trace,
            sys.executable,
            "manage.py",  # noqa: S607
            "shell",
            "--no-imports",
            "--command",
            f"import sys; sys.path.insert(0, '.')\n{code}",
        ],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(site.folder),
            "DJANGO_SETTINGS_MODULE": "config.settings.base",
        }
        | PRODUCTION,
        check=False,
    )
    if process.returncode and "ptrace" in trace.read_text():
        pytest.skip("strace may not trace here")
    assert process.returncode == 0
    between = trace.read_text().partition('"posted')[2].partition('"answered')[0]
    assert "sync(" in between


def test_after_a_kill_the_documented_steps_give_a_whole_database_without_what_was_withdrawn(site):
    code = f"""{ALERT}
make.own_comment(alert, "stays", text="Words that stay.")
make.own_comment(alert, "goes", text="Words that go.")
make.own_comment(alert, "rejected", text="Words of another.")
"""
    site(code=code)
    saved = site("backup", site.folder / "saved.sqlite3")
    writer = f"""{GET}
from tests.reader_form import form_fields
from alerts.comments.models import PostComment, Status
from alerts.comments.moderation import set_status
connection.ensure_connection()
connection.connection.execute("PRAGMA wal_autocheckpoint = 0")
connection.close = lambda: None  # the last one to close would empty the log
def post(path, **data):
    form = form_fields(get(path)) | data
    return Client().post(path, form, headers={{"host": "campaign.example.org"}}, secure=True)
assert post("/en/comment/goes/delete/").status_code == 303
set_status(PostComment.objects.get(comment="Words of another.").pk, Status.REJECTED, by=None)
print("withdrawn", flush=True)
number = 0
while True:
    post("/en/alerts/call/comment/", comment=f"Words {{number}} of many readers.")
    number += 1
    print(number, flush=True)
"""
    process = site.start(code=writer)
    for line in process.stdout:
        if line == "5\n":
            break
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (site.folder / "db.sqlite3-wal").stat().st_size > 0

    site("restore", saved)
    site("check", "--database", "default")
    with closing(sqlite3.connect(site.folder / "db.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    page = site(code=f"{GET}print(get('/en/alerts/call/').content.decode())")
    assert "Words that stay." in page
    assert "Words that go." not in page
    assert "Words of another." not in page
