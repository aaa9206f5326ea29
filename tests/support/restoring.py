"""Helpers for tests of backups, of restoring them over the test database, and of the ledger."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from home.operations import ledger
from tests import factories as make

# The tests close and replace the database; pytest-django runs such tests after all others.
MARKS = [
    pytest.mark.skipif(connection.vendor != "sqlite", reason="backups of SQLite"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def database():
    return Path(connection.settings_dict["NAME"])


def restore(path, *options):
    call_command("restore", path, *options, verbosity=0)


def rows(path, query):
    with closing(sqlite3.connect(path)) as opened:
        return opened.execute(query).fetchall()


def acts():
    return [line.act for line in ledger.read()]


def signed_in(group=None):
    client = Client()
    client.force_login(make.user(group))
    return client
