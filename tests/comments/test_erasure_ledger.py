"""Tests for the ledger of erasures, with which comments are erased again after a restore."""

import os
import subprocess
import sys
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core import serializers
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.utils import timezone

from alerts.comments import erasure_ledger as erasures
from alerts.comments.erasure import erase, withdraw
from alerts.comments.models import PostComment, Redaction, SpamScreening
from config.wsgi import Application
from home.addresses import page_address
from home.operations import ledger
from home.operations.ledger import replay
from tests import factories as make
from tests.support.everything import everything_stored
from tests.support.secret_comment import SECRETS, secret_comment
from tests.support.soup import parse

pytestmark = pytest.mark.django_db


def back_up():
    models = [*PostComment._meta.get_parent_list(), PostComment, SpamScreening, Redaction]
    return serializers.serialize("json", [row for m in models for row in m._base_manager.all()])


def restore(saved):
    for row in serializers.deserialize("json", saved):
        row.save()


@pytest.mark.parametrize("go", [lambda c, by: erase(c.pk, by=by), lambda c, by: withdraw(c.pk)])
@pytest.mark.parametrize("replies", [0, 1])
def test_a_restored_comment_is_erased_again_by_the_first_replay(client, alert, user, go, replies):
    comment, other = secret_comment(alert), make.comment(alert, text="Another.")
    for _reply in range(replies):
        make.comment(alert, text="A reply.", reply_to=comment)
    saved = back_up()
    go(comment, user())
    restore(saved)
    assert "Secretwords" in everything_stored()
    assert [replay(), replay()] == [1, 0]
    assert [word for word in SECRETS if word in everything_stored()] == []
    assert PostComment.objects.count() == 1 + 2 * replies
    assert ("A reader", "Another.") in [
        (place.b.text, text.text.strip())
        for place in parse(client.get(page_address(alert, "en"))).select(f"#comment-{other.pk}")
        if (text := place.select_one(".comment-text"))
    ]


def test_the_command_says_how_many_it_erased_again(alert, user):
    comment = secret_comment(alert)
    saved = back_up()
    erase(comment.pk, by=user())
    restore(saved)
    said = StringIO()
    call_command("replayerasures", stdout=said)
    call_command("replayerasures", stdout=said)
    assert said.getvalue() == "Carried out again: 1\nCarried out again: 0\n"


def test_a_check_warns_while_the_database_holds_what_was_erased(alert, user):
    comment = secret_comment(alert)
    saved = back_up()
    erase(comment.pk, by=user())
    call_command("check", databases=["default"], fail_level="WARNING")
    restore(saved)
    with pytest.raises(SystemCheckError, match="W001"):
        call_command("check", databases=["default"], fail_level="WARNING")


def test_a_form_that_is_sent_once_more_after_its_erasure_is_a_new_comment(alert, user):
    comment = secret_comment(alert)
    key = comment.idempotency_key
    erase(comment.pk, by=user())
    make.comment(alert, idempotency_key=key)
    assert replay() == 0


def test_the_ledger_has_the_time_and_the_act_but_nothing_about_anybody(alert, user):
    first, second = secret_comment(alert), make.comment(alert)
    before = timezone.now()
    erase(first.pk, by=user())
    withdraw(second.pk)
    text = settings.ERASURE_LEDGER.read_text()
    assert [line.split()[2:] for line in text.splitlines()] == [
        ["comment.erased", first.idempotency_key, "."],
        ["comment.withdrawn", second.idempotency_key, "."],
    ]
    at = [line.at for line in ledger.read()]
    assert before <= at[0] <= at[1] <= timezone.now()
    assert settings.ERASURE_LEDGER.stat().st_mode & 0o077 == 0


def test_nothing_is_erased_if_the_ledger_cannot_be_written(alert, user, settings, tmp_path):
    comment = secret_comment(alert)
    settings.ERASURE_LEDGER = tmp_path / "nowhere" / "erasures.txt"
    with pytest.raises(OSError, match="nowhere"):
        erase(comment.pk, by=user())
    assert PostComment.objects.get().comment == "Secretwords"


def test_an_erasure_that_was_cut_off_by_a_crash_is_completed(alert):
    # Recorded, but not done.
    ledger.record(erasures.ERASED, secret_comment(alert).idempotency_key)
    assert replay() == 1
    assert not PostComment.objects.exists()


@pytest.mark.parametrize(
    "torn",
    ["2 2026-11-24T1", "x y", "\x00\x00", "2 2026-11-24T12:00:00+00:00 comment.erased k", "\n\n"],
)
def test_a_line_that_a_crash_cut_off_takes_no_other_with_it(alert, torn):
    first, second = secret_comment(alert), make.comment(alert)
    ledger.record(erasures.ERASED, first.idempotency_key)
    with settings.ERASURE_LEDGER.open("a") as file:
        file.write(torn)
    ledger.record(erasures.ERASED, second.idempotency_key)
    assert replay() == 2


def test_many_processes_write_into_the_ledger_at_once():
    code = (
        "import sys, pathlib; sys.path[:0] = ['.', 'site'];"
        "import django; django.setup();"
        "from django.conf import settings; settings.ERASURE_LEDGER = pathlib.Path(sys.argv[1]);"
        "from home.operations import ledger;"
        "[ledger.record('comment.erased', f'{sys.argv[2]}-{n}')"
        " for n in range(50)]"
    )
    writers = [
        subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", code, str(settings.ERASURE_LEDGER), str(writer)],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
        )
        for writer in range(3)
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    lines = settings.ERASURE_LEDGER.read_text().splitlines()
    assert {line.split()[3] for line in lines} == {f"{w}-{n}" for w in range(3) for n in range(50)}


@pytest.mark.thorough  # slow: migrates its own database
def test_the_site_erases_again_before_it_serves(tmp_path):
    env = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": "an-example-of-a-secret-0123456789-abcdefghijklmnopqrstuvwxyz",
        "SITE_URL": "https://campaign.example.org",
        "DJANGO_SETTINGS_MODULE": "config.settings.base",
    }

    def run(*arguments):
        done = subprocess.run(  # noqa: S603
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1:]

    shell = ("manage.py", "shell", "--no-imports", "--command")
    run("manage.py", "migrate", "--verbosity", "0")
    run("manage.py", "setupsite")
    run(
        *shell,
        "import sys; sys.path.insert(0, '.'); from tests import factories as make;"
        "from home.operations import ledger;"
        "comment = make.comment(make.AlertPageFactory());"
        "ledger.record('comment.erased', comment.idempotency_key)",
    )
    count = "from alerts.comments.models import PostComment; print(PostComment.objects.count())"
    assert run(*shell, count) == ["1"]
    start = "import sys; sys.path[:0] = ['.', 'site']; from config.wsgi import application"
    run("-c", start)
    assert run(*shell, count) == ["1"]
    request = (
        "from wsgiref.util import setup_testing_defaults;"
        "environ = {'HTTP_HOST': 'campaign.example.org'};"  # redirected to https
        "setup_testing_defaults(environ); application(environ, lambda status, headers: None)"
    )
    run("-c", f"{start}; {request}")
    assert run(*shell, count) == ["0"]


def test_nothing_is_served_while_the_ledger_cannot_be_replayed(monkeypatch):
    results = [OSError("The disk is full."), 0]
    served = []

    def replay_or_fail():
        result = results.pop(0)
        if isinstance(result, Exception):
            raise result

    monkeypatch.setattr(ledger, "replay", replay_or_fail)
    site = Application(lambda environ, start_response: served.append(environ["PATH_INFO"]) or [])
    with pytest.raises(OSError, match="disk"):
        site({"PATH_INFO": "/first/"}, None)
    for _request in range(2):
        site({"PATH_INFO": "/second/"}, None)
    assert (served, results) == (["/second/"] * 2, [])


def test_lines_older_than_any_back_up_are_dropped(alert, settings):
    old = timezone.now() - ledger.KEEP_FOR - timedelta(days=1)
    new = timezone.now() - ledger.KEEP_FOR + timedelta(days=1)
    lines = [
        f"2 {at.isoformat()} comment.erased {key} .\n" for at, key in ((old, "old"), (new, "new"))
    ]
    settings.ERASURE_LEDGER.write_text("".join(lines))
    assert ledger.drop_old(dry_run=True) == 1
    assert settings.ERASURE_LEDGER.read_text() == "".join(lines)
    assert [ledger.drop_old(), ledger.drop_old()] == [1, 0]
    assert settings.ERASURE_LEDGER.read_text() == lines[1]
