"""Fixtures for browser tests."""

import os
import shutil
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db import connections
from playwright.sync_api import expect, sync_playwright

from alerts.content import sample as sample_content
from alerts.models import AlertPage
from tests import factories as make
from tests.browser.readers_site import Reader, Watch

HERE = Path(__file__).parent
FLAGS = [
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NO_BROWSER = (
    "Browser tests left out: there is no Chromium. Get it with `apt-get install chromium`"
    " or `.venv/bin/playwright install chromium`, or name one in the variable CHROMIUM."
)


def pytest_collection_modifyitems(items):
    # After all other tests, because these leave the database empty.
    items.sort(key=lambda item: HERE in item.path.parents)


@cache
def chromium():
    """Return the path of Chromium, or None if it is not installed."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if found:
        return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def pytest_runtest_setup(item):
    if not chromium():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_BROWSER)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return browser_type_launch_args | {
        "executable_path": chromium(),
        "args": FLAGS + (["--no-sandbox"] if as_root else []),
    }


@pytest.fixture(scope="session", autouse=True)
def patience():
    # Long enough for a slow machine.
    expect.set_options(timeout=10_000)


@pytest.fixture(scope="session", autouse=True)
def database_beside_an_event_loop(django_db_setup, request):
    """Keep the database connections usable while Playwright's event loop runs in this thread."""
    before = connections.all()
    request.getfixturevalue("playwright")
    # Otherwise, Django refuses queries while an event loop runs.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Otherwise, Django opens new connections, without pytest-django's changes to the old ones.
    for connection in before:
        connections[connection.alias] = connection


@pytest.fixture(autouse=True)
def data_of_migrations(django_db_serialized_rollback, transactional_db):
    """Restore the initial data of the database, which the previous test removed."""


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory):
    return tmp_path_factory.mktemp("sample") / "sample.json"


@pytest.fixture
def sample(data_of_migrations, sample_file):
    # Loading a file is faster than creating the content for each test.
    if sample_file.exists():
        call_command("loaddata", sample_file, verbosity=0)
    else:
        sample_content.create_first_alert()
        call_command("dumpdata", output=sample_file, verbosity=0)
    return AlertPage.objects.get(locale__language_code="en")


@pytest.fixture
def clock():
    travels = []

    def set_to(*time):
        stop()
        travel = time_machine.travel(datetime(*time, tzinfo=ZoneInfo("America/Chicago")), tick=True)
        travel.start()
        travels.append(travel)

    def stop():
        while travels:
            travels.pop().stop()

    yield set_to
    stop()


@pytest.fixture
def admin_site(new_context, live_server):
    """Return a function that signs in a new user, as in `admin_site(EditorAdmin, "Editors")`."""

    def sign_in(admin_class, group):
        username = make.user(group).username
        return admin_class(new_context(base_url=live_server.url).new_page()).sign_in(username)

    return sign_in


@pytest.fixture
def reader(new_context, live_server):
    """Yield a function that opens a browser for a reader and returns the `Reader`."""
    readers = []

    def arrive(**browser):
        context = new_context(base_url=live_server.url, **browser)
        watch = Watch(context, live_server.url)
        readers.append(Reader(context.new_page(), watch))
        return readers[-1]

    yield arrive
    # Cookies, requests to other hosts, and errors.
    assert [reader.watch.traces() for reader in readers] == [[] for _reader in readers]
