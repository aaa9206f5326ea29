"""Tests for log records, which must not contain request data."""

import errno
import io
import logging
import smtplib
import sqlite3
import sys
import threading
import types
import warnings

import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import DisallowedHost, ImproperlyConfigured
from django.core.management import call_command
from django.db import IntegrityError, connection
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from alerts.comments.models import PostComment
from home import logs
from tests import factories as make
from tests.support.servers import CANARIES, canaries_in

CANARY = CANARIES["words"]
# Errors with request data, as libraries raise them.
ERRORS = [
    KeyError(CANARY),
    ValueError(f"invalid literal for int() with base 10: {CANARY!r}"),
    DisallowedHost(f"Invalid HTTP_HOST header: {CANARY!r}."),
    UnicodeDecodeError("utf-8", CANARY.encode(), 0, 1, "invalid start byte"),
    sqlite3.OperationalError(f"no such column: {CANARY}"),
    psycopg.errors.UniqueViolation(f"DETAIL:  Key (email)=({CANARY}) already exists."),
    psycopg.errors.StringDataRightTruncation(f"CONTEXT:  portal with parameters: $1 = {CANARY}"),
    smtplib.SMTPRecipientsRefused({CANARY: (550, b"no such user")}),
    smtplib.SMTPSenderRefused(552, CANARY.encode(), CANARY),
    OSError(errno.ENOSPC, "No space left on device", f"/srv/{CANARY}"),
]


@pytest.fixture
def printed():
    """Yield a function that returns all log output so far, in the site's format."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.PrivateFormatter())
    logging.getLogger().addHandler(handler)
    yield stream.getvalue
    logging.getLogger().removeHandler(handler)


def raise_and_log(error, logger="django.request", message="Internal Server Error: %s"):
    try:
        raise error
    except Exception:
        logging.getLogger(logger).exception(message, CANARY)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_is_printed_with_kind_and_place_but_without_its_text(printed, error):
    raise_and_log(error)
    text = printed()
    assert CANARY not in text
    assert type(error).__name__ in text
    assert 'test_logs.py", line' in text
    assert "in raise_and_log" in text


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_the_causes_of_an_error_are_printed_without_their_texts(printed, error):
    def fail():
        try:
            raise error
        except Exception as cause:
            raise IntegrityError(str(cause)) from cause

    try:
        try:
            fail()
        except IntegrityError:
            raise LookupError(CANARY)  # noqa: B904  Python keeps the context
    except LookupError:
        logging.getLogger("django.request").exception("Failed: %s", CANARY)
    text = printed()
    assert CANARY not in text
    for kind in (type(error), IntegrityError, LookupError):
        assert kind.__name__ in text
    assert text.index(type(error).__name__) < text.index("IntegrityError") < text.index("Lookup")


@pytest.mark.parametrize(
    ("message", "arguments", "shown"),
    [
        (
            "Invalid HTTP_HOST header: Canarywords",
            (),
            "message hidden because it may quote a request",
        ),
        ("%s: %s", ("Not Found", f"/en/comment/{CANARY}/"), "…: …"),
        ("Page %d of %s", (7, CANARY), "Page 7 of …"),
        ("%(user)s has %(count)d", ({"user": CANARY, "count": 3},), "… has 3"),
        ("%d is no number", (CANARY,), "%d is no number"),
        (ValueError(CANARY), (), "message hidden because it may quote a request"),
    ],
)
def test_a_librarys_message_is_printed_with_its_fixed_text_and_numbers_only(
    message, arguments, shown
):
    record = logging.LogRecord(
        "some.library", logging.ERROR, "/srv/library.py", 12, message, arguments, None
    )
    text = logs.PrivateFormatter().format(record)
    assert CANARY not in text
    assert text.endswith(f": {shown} (library.py:12)")


def test_our_own_messages_are_printed_whole(printed):
    logging.getLogger("home.operations.housekeeping").error("Housekeeping failed: %s", "old links")
    assert "Housekeeping failed: old links" in printed()


def test_the_operator_sees_error_codes_in_place_of_the_text(printed):
    try:
        sqlite3.connect("file:/nowhere/at/all?mode=ro", uri=True)
    except sqlite3.Error as error:
        raise_and_log(error)
    raise_and_log(OSError(errno.ENOSPC, CANARY))
    raise_and_log(psycopg.errors.UniqueViolation(CANARY))
    raise_and_log(smtplib.SMTPDataError(552, CANARY))
    text = printed()
    for code in ("[SQLITE_CANTOPEN]", "[No space left on device]", "[23505]", "[552]"):
        assert code in text


def test_an_error_of_the_installation_is_printed_whole(printed):
    raise_and_log(ImproperlyConfigured("Set the SECRET_KEY environment variable"))
    assert "Set the SECRET_KEY environment variable" in printed()


def test_the_view_is_named_instead_of_the_address(client, db, monkeypatch, printed):
    def fail(*args):
        raise KeyError(CANARY)

    monkeypatch.setattr("home.views.resolve_page", fail)
    client.raise_request_exception = False
    headers = {"user-agent": CANARIES["agent"], "x-forwarded-for": CANARIES["address"]}
    client.get(f"/en/{CANARIES['token']}/?q={CANARIES['query']}", headers=headers)
    text = printed()
    assert canaries_in(text) == []
    assert "(500, view wagtail_serve)" in text
    assert "KeyError" in text


def test_no_error_is_emailed(client, db, monkeypatch, settings, mailoutbox):
    settings.ADMINS = [("Operator", "operator@campaign.example")]
    monkeypatch.setattr("home.views.resolve_page", lambda *args: 1 / 0)
    client.raise_request_exception = False
    assert client.get("/en/nowhere/").status_code == 500
    assert not mailoutbox


def test_the_console_prints_records_in_this_way():
    assert settings.LOGGING["handlers"]["console"]["formatter"] == "private"
    for name, configuration in settings.LOGGING["loggers"].items():
        assert not configuration.get("handlers"), name


@pytest.fixture
def uncaught(printed, monkeypatch):
    """Install the site's logging of uncaught errors and warnings, and yield `printed`."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(logging, "raiseExceptions", True)
    # The import of `config.wsgi` has captured the warnings of another test.
    logging.captureWarnings(False)
    logs.log_uncaught_errors()
    yield printed
    logging.captureWarnings(False)


def end_of_the_program():
    try:
        raise ValueError(CANARY)
    except ValueError:
        sys.excepthook(*sys.exc_info())


def end_of_a_thread():
    def run():
        raise ValueError(CANARY)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def end_of_an_object():
    class Fragile:
        def __del__(self):
            raise ValueError(CANARY)

    Fragile()


@pytest.mark.parametrize("fail", [end_of_the_program, end_of_a_thread, end_of_an_object])
def test_an_error_that_nobody_catches_is_logged_in_the_same_way(uncaught, fail):
    fail()
    text = uncaught()
    assert CANARY not in text
    assert "Uncaught exception" in text
    assert "ValueError" in text


def test_a_warning_does_not_show_its_values(uncaught, capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"received a naive datetime ({CANARY})", RuntimeWarning, stacklevel=1)
    assert "py.warnings" in uncaught()
    assert CANARY not in uncaught() + capsys.readouterr().err


def test_a_log_that_cannot_be_written_does_not_print_the_record(uncaught, capsys):
    handler = logging.StreamHandler(types.SimpleNamespace(write=lambda text: 1 / 0))
    logger = logging.getLogger("some.library")
    logger.addHandler(handler)
    logger.error("Failed: %s", CANARY)
    logger.removeHandler(handler)
    assert CANARY not in uncaught() + capsys.readouterr().err


@task(queue_name="default", backend="durable")
def quote_a_reader():
    raise smtplib.SMTPRecipientsRefused({CANARIES["email"]: (550, b"no such user")})


@task(queue_name="default", backend="durable")
def break_a_rule_of_the_database():
    comment = make.comment(make.AlertPageFactory(), text=CANARY)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT CAST('{comment.comment}' AS numeric) / 0, no_such_{CANARY}()")


@pytest.mark.parametrize("failing", [quote_a_reader, break_a_rule_of_the_database])
def test_neither_queue_nor_log_keeps_the_text_of_a_tasks_error(db, failing, run_worker, printed):
    failing.enqueue()
    run_worker()
    result = DBTaskResult.objects.get()
    assert result.status == "FAILED"
    assert canaries_in(result.traceback + printed()) == []
    assert "test_logs.py" in result.traceback
    assert result.exception_class_path.rpartition(".")[2] in result.traceback


def test_failed_housekeeping_does_not_log_deleted_data(db, printed, monkeypatch):
    def fail(*args, **kwargs):
        raise IntegrityError(f"DETAIL:  Failing row contains ({CANARY})")

    monkeypatch.setattr("home.operations.housekeeping._steps", {"old comments": fail})
    with pytest.raises(Exception, match="old comments"):
        call_command("housekeeping")
    text = printed()
    assert CANARY not in text
    assert "Housekeeping failed: old comments" in text
    assert not PostComment.objects.exists()
