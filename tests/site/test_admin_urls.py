"""Tests that each role opens only its URLs of the admin, and reads nothing hidden.

A line of `admin_urls.txt` has a route, and the letters of the roles that get status 200 by GET
and by POST, or "-".
"""

import re
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from wagtail import VERSION as WAGTAIL

from tests import factories as make
from tests.support import admin_urls
from tests.support.admin_urls import CANARY, PK
from tests.support.content_security_policy import directives

# The table is that of the locked release.
pytestmark = pytest.mark.skipif(WAGTAIL >= (8,), reason="Wagtail 8 has other URLs")
TABLE = Path(__file__).with_name("admin_urls.txt")
LETTERS = {
    "E": "Editors",
    "T": "Translators (Soomaali)",
    "S": "Submit-only translators (Soomaali)",
    "M": "Moderators (Soomaali)",
}
INLINE_SCRIPT = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"[^\"]*(?:json|template)[^\"]*\")|\son(?:click|load|submit)="
)
# Requests that would end the session of the test.
ENDS_SESSION = {"admin/logout/"}


def verdicts():
    rows = [line.rsplit(" ", 2) for line in TABLE.read_text().splitlines()]
    return {route: (get.strip("-"), post.strip("-")) for route, get, post in rows}


@pytest.fixture
def hidden(db):
    # Hidden from all roles but editors.
    make.user("Editors", pk=PK, username=CANARY, email=f"{CANARY}@example.org")
    return admin_urls.hide_objects()


def ask(client, method, address):
    with transaction.atomic():
        response = getattr(client, method)(address)
        text = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    return response, text.decode(errors="replace")


def walk(client, method):
    for route, name in admin_urls.patterns():
        if route not in ENDS_SESSION:
            for address in admin_urls.addresses(route, name):
                yield route, address, *ask(client, method, address)


def test_every_url_has_a_verdict():
    assert list(verdicts()) == list(dict.fromkeys(route for route, _name in admin_urls.patterns()))


@pytest.mark.audit
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("letter", LETTERS)
def test_a_role_opens_its_urls_only_and_reads_nothing_hidden(user, hidden, letter, method):
    client = Client(raise_request_exception=False)
    client.force_login(user(LETTERS[letter]))
    opened, failed, leaked = set(), [], []
    for route, address, response, text in walk(client, method):
        status = response.status_code
        if status == 200:
            opened.add(route)
        if status >= 500:
            failed.append((status, address))
        if CANARY in text and letter != "E":
            leaked.append(address)
    column = method == "post"
    assert failed == []
    assert leaked == []
    assert opened == {route for route, found in verdicts().items() if letter in found[column]}


@pytest.mark.audit
def test_pages_with_inline_scripts_are_those_whose_policy_allows_them(user, hidden):
    client = Client(raise_request_exception=False)
    client.force_login(user())
    for _route, address, response, text in walk(client, "get"):
        if response.status_code == 200 and INLINE_SCRIPT.search(text):
            scripts = directives(response["Content-Security-Policy"])["script-src"]
            is_shown_in_editor = response["Content-Type"] == "application/json"
            assert "'unsafe-inline'" in scripts or is_shown_in_editor, address
