"""Tests for the status that each role gets from every URL outside the admin.

A line of `public_urls.txt` has a route, a kind of object, and the statuses of GET and of an empty
POST. The status for readers comes first. Other statuses follow, each after the letter of its role,
such as E200.
"""

from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from tests.support import public_urls

TABLE = Path(__file__).with_name("public_urls.txt")
ROLES = {
    "E": "Editors",
    "S": "Submit-only translators (Soomaali)",
    "M": "Moderators (Soomaali)",
}


def verdicts():
    return [line.rsplit(" | ", 3) for line in TABLE.read_text().splitlines()]


def status(client, method, address):
    # Changes in the database are undone.
    with transaction.atomic():
        response = getattr(client, method)(address, headers={"Origin": "http://testserver"})
        b"".join(response.streaming_content) if response.streaming else None
        transaction.set_rollback(True)
    return str(response.status_code)


def answers(clients, method, address):
    """Return the statuses that `clients` get, in the notation of the table."""
    found = {letter: status(client, method, address) for letter, client in clients.items()}
    reader = found.pop("")
    others = [f"{letter}{code}" for letter, code in found.items() if code != reader]
    return " ".join([reader, *others])


def test_every_url_outside_the_admin_has_a_verdict_on_each_kind_of_object(db):
    world = public_urls.build()
    assert [row[:2] for row in verdicts()] == [
        [route, kind]
        for route, _name in public_urls.patterns()
        for kind in public_urls.addresses(route, world)
    ]


@pytest.mark.audit
def test_each_role_gets_the_answers_in_the_table(user, db):
    world = public_urls.build()
    clients = {"": Client(raise_request_exception=False)}
    for letter, group in ROLES.items():
        clients[letter] = Client(raise_request_exception=False)
        clients[letter].force_login(user(group))
    found = [
        [route, kind, *(answers(clients, method, address) for method in ("get", "post"))]
        for route, _name in public_urls.patterns()
        for kind, address in public_urls.addresses(route, world).items()
    ]
    assert found == verdicts()
