"""Tests for `check_privacy`, which checks that a running site keeps its visitors' privacy."""

import gzip
import pickle
import random
import re
import zlib
from collections import Counter
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import brotli
import pytest
import requests
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from home.operations.management.commands import check_privacy
from home.operations.privacy import traces, visits
from home.operations.privacy.traces import Traces
from tests.factories import LANGUAGES

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the servers have a SQLite database of their own"
)
LEAKING = {"DJANGO_SETTINGS_MODULE": "tests.support.leaking_site"}


def check(application, *arguments, **environment):
    """Run `check_privacy` for the Somali pages, and return (exit status, output)."""
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


def test_all_languages_are_visited_unless_some_are_named(monkeypatch):
    asked = []

    class Visitor:
        site = "http://127.0.0.1:1"

        def __init__(self, site, canaries, per_type, languages):
            asked.append((per_type, languages))

        def answers(self):
            raise requests.ConnectionError

    monkeypatch.setattr(visits, "Visitor", Visitor)
    for options in ([], ["--language", "so", "--language", "es", "--per-type", "1"]):
        with pytest.raises(CommandError, match="does not answer"):
            call_command("check_privacy", Visitor.site, *options)
    assert asked == [(2, list(LANGUAGES)), (1, ["so", "es"])]


def test_the_journal_of_the_services_is_searched_if_it_can_be(monkeypatch, tmp_path):
    calls, journal = [], {"returncode": 0, "stderr": ""}

    class Visitor:
        kinds, pages, own = Counter({"page": 3}), {}, ""

        def __init__(self, site, canaries, *others):
            self.canaries = canaries

        def answers(self):
            journal["stdout"] = f"GET /\n{self.canaries.agent}\n"
            return []

    def run(command, **options):
        calls.append((command, options))
        return SimpleNamespace(**journal)

    def check_here(*options):
        out = StringIO()
        try:
            call_command(
                "check_privacy", "http://127.0.0.1:1", "--no-browser", *options, stdout=out
            )
        except CommandError as error:
            return out.getvalue(), str(error)
        return out.getvalue(), ""

    for where in ("in_database", "in_files", "in_cache"):
        monkeypatch.setattr(traces, where, lambda *arguments: [])
    monkeypatch.setattr(check_privacy.Command, "check_migrations", lambda self: None)
    monkeypatch.setattr(visits, "Visitor", Visitor)
    monkeypatch.setattr(check_privacy, "Path", lambda name: tmp_path / name.lstrip("/"))
    monkeypatch.setattr(check_privacy.subprocess, "run", run)
    monkeypatch.setattr(check_privacy.shutil, "which", lambda name: f"/usr/bin/{name}")
    no_journal = "Left out: The journal (systemd does not run here; name logs with --log)."
    assert no_journal in check_here("--here")[0]
    (tmp_path / "run/systemd/system").mkdir(parents=True)
    said, problems = check_here("--here")
    assert "The journal" not in said
    assert "the name of the browser is in 1 lines of the journal" in problems
    ((command, options),) = calls
    assert command[:3] == ["journalctl", "-u", "campaign"]
    assert options == {"capture_output": True, "text": True, "check": False}
    for fault in ({"returncode": 1}, {"stderr": "Hint: You are currently not seeing messages"}):
        journal |= {"returncode": 0, "stderr": ""} | fault
        assert "Left out: The journal (this user may not read it" in check_here("--here")[0]
    said, problems = check_here()
    assert "Left out: Database, files, cache, journal (http://127.0.0.1:1 is not SITE_URL" in said
    assert problems == ""
    assert "Visited: 3 addresses of 1 types." in said
    monkeypatch.setattr(check_privacy.shutil, "which", lambda name: None)
    assert no_journal in check_here("--here")[0]


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


TRACES = Traces.new()
# More than a piece in each, with the trace in the last one.
LONG = random.Random(1).randbytes(3 << 20).hex().encode()  # noqa: S311
TEXT = LONG + b" " + TRACES.agent.encode()


def in_file_cache(text):
    # The time of this cache entry contains the first byte of zlib data.
    return pickle.dumps(0x7801789C78) + zlib.compress(pickle.dumps(text))


def found_in(folder, name, content, monkeypatch):
    (folder / name).write_bytes(content)
    monkeypatch.setattr(traces, "folders", lambda: [folder])
    return list(traces.in_files(TRACES, timezone.now() - timedelta(hours=1)))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", TEXT),
        ("page.html.gz", gzip.compress(TEXT, 1)),
        ("two.log.gz", gzip.compress(LONG, 1) + gzip.compress(TEXT, 1)),
        ("page.html.br", brotli.compress(TEXT, quality=1)),
        ("entry.djcache", in_file_cache(TEXT)),
        ("entry.djcache", in_file_cache(TRACES.agent)),
    ],
    ids=["plain", "gzip", "two gzips", "brotli", "cache", "short"],
)
def test_a_trace_at_the_end_of_a_large_compressed_file_is_found(
    tmp_path, monkeypatch, name, content
):
    found = found_in(tmp_path, name, content, monkeypatch)
    assert found == [f"the name of the browser is in the file {tmp_path / name}"]


def test_files_of_the_top_folder_static_are_not_searched_at_any_depth(tmp_path, monkeypatch):
    for folder in ("static/css", "pages/static"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "one.css").write_bytes(TEXT)
    found = found_in(tmp_path / "static", "two.css", TEXT, monkeypatch)
    monkeypatch.setattr(traces, "folders", lambda: [tmp_path])
    searched = "the name of the browser is in the file"
    assert found == [f"{searched} {tmp_path}/static/{name}" for name in ("css/one.css", "two.css")]
    found = list(traces.in_files(TRACES, timezone.now() - timedelta(hours=1)))
    assert found == [f"{searched} {tmp_path}/pages/static/one.css"]


@pytest.mark.parametrize("name", ["page.gz", "page.br", "entry.djcache"])
@pytest.mark.parametrize("damage", ["cut off", "overwritten"])
def test_a_damaged_compressed_file_is_named_and_searched_up_to_the_damage(
    tmp_path, monkeypatch, name, damage
):
    text = TRACES.agent.encode() + b" " + LONG
    compress = {
        "page.gz": gzip.compress,
        "page.br": brotli.compress,
        "entry.djcache": in_file_cache,
    }
    content = compress[name](text)
    half = content[: len(content) // 2]
    content = half if damage == "cut off" else half + b"\xff" * len(half)
    found = found_in(tmp_path, name, content, monkeypatch)
    path = tmp_path / name
    assert found[0].startswith(f"{path} is compressed, and damaged")
    assert found[1:] == [f"the name of the browser is in the file {path}"]
