"""Tests for data about readers in the application's logs after failures."""

import contextlib
import os
import resource
import signal
import socket
import socketserver
import sqlite3
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection as tests_connection

from tests.support.servers import (
    CANARIES,
    DEPLOY,
    FORM,
    FORM_TYPE,
    HEADERS,
    QUERY,
    TOKEN,
    canaries_in,
    wait_until,
)

pytestmark = pytest.mark.skipif(
    tests_connection.vendor != "sqlite", reason="the servers have a SQLite database of their own"
)

PRIVATE_ADDRESSES = [
    f"/es/{QUERY}",
    *(f"/en/comment/{path}{TOKEN}/" for path in ("", "confirm/", "stop/")),
    f"/so/translate/{TOKEN}/",
]


def run_sql(application, sql):
    with contextlib.closing(sqlite3.connect(application.database)) as database:
        database.executescript(sql)


def quote_the_words(application):
    # PostgreSQL can quote values in its error messages, too.
    run_sql(
        application,
        "CREATE TRIGGER quote BEFORE INSERT ON django_comments"
        " BEGIN SELECT json_extract('{}', NEW.comment); END",
    )


def lose_the_table(application):
    run_sql(application, "DROP TABLE django_comments")


def kill_workers(application):
    # Open connections of the present workers would still reach a file that was moved.
    killed = application.workers()
    for worker in killed:
        os.kill(worker, signal.SIGKILL)
    wait_until(lambda: application.workers() and not set(application.workers()) & set(killed))


def corrupt_the_file(application):
    for wal in application.data.glob("db.sqlite3-*"):
        wal.unlink()
    application.database.write_bytes(b"no database" * 1000)
    kill_workers(application)


def lose_the_folder(application):
    application.data.rename(application.data.with_name("gone"))
    kill_workers(application)


def fill_the_disk(application):
    # The workers can then write a little more than the log.
    longest = application.log_path.stat().st_size + 20_000
    for worker in application.workers():
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (longest, longest))


FAULTS = [quote_the_words, lose_the_table, corrupt_the_file, lose_the_folder, fill_the_disk]


@pytest.mark.parametrize("breaks", FAULTS)
def test_a_broken_database_shows_no_reader(application, breaks):
    application.serve()
    form = application.filled_form()
    breaks(application)
    assert application.write(form).status == 500
    log = application.log()
    assert "(500, view comments:write)" in log
    assert "django.db.utils." in log
    for target in PRIVATE_ADDRESSES:
        application.ask(target)
    assert canaries_in(application.log()) == []


@pytest.mark.thorough
def test_a_locked_database_shows_no_reader(application):
    application.serve()
    form = application.filled_form()
    with contextlib.closing(sqlite3.connect(application.database)) as database:
        database.execute("BEGIN EXCLUSIVE")
        assert application.write(form).status == 500
    log = application.log()
    assert "django.db.utils." in log
    assert canaries_in(log) == []


@pytest.mark.parametrize(
    "environment",
    [
        {"CACHE_URL": "redis://127.0.0.1:1/0"},
        {"CACHE_URL": "file:///proc/no-such-folder"},
        {"ERASURE_LEDGER": "/proc/no-such-folder/erasures.txt"},
        {"TRUSTED_PROXIES": "0"},
    ],
    ids=lambda environment: " ".join(environment.values()),
)
def test_a_broken_service_or_setting_shows_no_reader(application, environment):
    application.serve(**environment)
    for target in (*PRIVATE_ADDRESSES, FORM + QUERY):
        application.ask(target)
    application.write({"comment": CANARIES["words"], "form_token": TOKEN})
    assert canaries_in(application.log()) == []


def test_a_worker_that_is_killed_in_the_middle_of_a_request_shows_no_reader(application):
    application.serve()
    body = urlencode(application.filled_form())
    head = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    unfinished = (
        f"POST {FORM}{QUERY} HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}Content-Type: {FORM_TYPE}\r\n"
        f"Content-Length: {len(body) + 10}\r\n\r\n{body}"
    )
    answers = []
    request = threading.Thread(target=lambda: answers.append(application.send(unfinished.encode())))
    request.start()
    time.sleep(0.5)
    kill_workers(application)
    request.join()
    assert answers == [b""]
    assert application.ask("/robots.txt")[0].status == 200
    log = application.log()
    assert "was sent SIGKILL" in log
    assert canaries_in(log) == []


@pytest.mark.parametrize("level", ["debug", "info"])
def test_no_setting_of_the_server_makes_it_log_requests(application, level):
    arguments = f"--access-logfile - --log-level {level}"
    application.serve(GUNICORN_CMD_ARGS=arguments)
    application.ask(PRIVATE_ADDRESSES[0])
    with socket.create_connection(("127.0.0.1", application.port)) as connection:
        connection.sendall(f"GET /{TOKEN}".encode())  # gunicorn quotes it at level "debug"
    assert canaries_in(application.log()) == []


def test_a_start_that_fails_says_why(application):
    application.start(
        Path(sys.executable).parent / "gunicorn",
        *("--config", DEPLOY / "gunicorn.conf.py", "--bind", f"127.0.0.1:{application.port}"),
        **application.environment(DJANGO_SETTINGS_MODULE="config.settings.base"),
    )
    wait_until(lambda: application.running.poll() is not None)
    assert 'environs.exceptions.EnvNotSetError: Environment variable "SECRET_KEY" not set' in (
        application.log()
    )


class RefusingMailServer(socketserver.StreamRequestHandler):
    """Handler of a mail server that refuses every recipient, and repeats the address."""

    def handle(self):
        self.wfile.write(b"220 mail\r\n")
        for line in self.rfile:
            refused = line.upper().startswith(b"RCPT")
            self.wfile.write(b"450 not now: " + line if refused else b"250 ok\r\n")
            if line.upper().startswith(b"QUIT"):
                return


def test_a_mail_server_that_refuses_the_recipient_shows_no_address(application):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), RefusingMailServer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        mail = {"EMAIL_URL": f"smtp://127.0.0.1:{server.server_address[1]}"}
        application.serve(**mail)
        assert application.write().status == 302
        queue = ("--backend", "durable", "--queue-name", "*", "--batch")
        assert application.manage("db_worker", *queue, **mail) == 0
        # An uncaught error.
        code = "from django.core.mail import EmailMessage; EmailMessage(to=['{}']).send()"
        backend = "django.core.mail.backends.smtp.EmailBackend"
        code = f"from django.core.mail import get_connection as c; {code}"
        code = code.replace("EmailMessage(", f"EmailMessage(connection=c('{backend}'), ")
        assert application.manage("shell", "-c", code.format(CANARIES["email"]), **mail) == 1
        server.shutdown()
    log = application.log()
    assert "smtplib.SMTPRecipientsRefused" in log
    assert canaries_in(log) == []
    with contextlib.closing(sqlite3.connect(application.database)) as database:
        rows = database.execute(
            "SELECT traceback, args_kwargs FROM django_tasks_database_dbtaskresult"
        )
        assert canaries_in(str(rows.fetchall())) == []


def test_the_search_finds_logged_text(application):
    application.manage("shell", "-c", f"print('{CANARIES['words']}')")
    assert canaries_in(application.log()) == ["words"]
