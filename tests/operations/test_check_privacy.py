"""Tests for `check_privacy`, which checks that a running site keeps its visitors' privacy."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the servers have a SQLite database of their own"
)
LEAKING = {"DJANGO_SETTINGS_MODULE": "tests.support.leaking_site"}


def check(application, *arguments, **environment):
    """Run `check_privacy` for the Somali pages of `application`. Return (exit status, output)."""
    start = len(application.log())
    status = application.manage(
        *("check_privacy", application.address, "--per-type", "1", "--language", "so"),
        *("--log", str(application.log_path), *arguments),
        **environment,
    )
    return status, application.log()[start:]


def test_a_site_that_keeps_its_promises_passes(running):
    status, said = check(running, "--no-browser")
    assert status == 0, said
    assert "No cookie, no other host, no missing header and no trace was found." in said
    assert "Left out: Chromium (--no-browser)." in said


def test_each_broken_promise_is_named(application):
    application.serve(**LEAKING)
    status, said = check(application, "--no-browser", **LEAKING)
    assert status == 1
    for sentence in (
        "sets a cookie: visit",
        "leads browsers to another host: counter.example",
        "X-Content-Type-Options is not nosniff",
        "Referrer-Policy is unsafe-url",
        "Permissions-Policy does not forbid accelerometer, autoplay",
        "Content-Security-Policy allows 'unsafe-inline' in script-src",
        "Content-Security-Policy allows * in img-src",
        "has a script in the page itself",
        "the name of the browser is in 1 rows of the table django_session",
        "the network address is in the file " + str(application.data / "visits.txt"),
        "the network address is in the file " + str(application.data / "cache"),
    ):
        assert sentence in said
    # The addresses of private links were logged.
    assert re.search(rf"a cookie is in \d+ lines of {application.log_path}", said)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["campaign.example"], "not an address that begins with http"),
        (["http://127.0.0.1:1", "--no-browser"], "does not answer"),
        (["http://127.0.0.1:1", "--log", "/nowhere.log"], "There is no log"),
        (["http://127.0.0.1:1", "--per-type", "0"], "At least one"),
    ],
)
def test_a_site_that_cannot_be_visited_is_refused_with_a_sentence(arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("check_privacy", *arguments)
