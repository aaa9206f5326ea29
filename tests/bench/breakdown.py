"""Processor time of public pages by part: database, rows, templates, and the rest.

This module is run as a program in the site's environment, with the paths of pages as arguments.
Each line of the output has the count of queries, the milliseconds of each part, and the path.
"""

import sys
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from functools import wraps
from statistics import median
from unittest import mock

import django
from django.db import connection

from home.operations.call_stack import in_one_chunk

ROUNDS = 20


class Clock:
    """Clock for processor time by part. The time of a nested part counts only for that part."""

    def __init__(self):
        self.seconds, self._parts, self._since = Counter(), ["rest"], time.process_time()

    def _switch(self):
        now = time.process_time()
        self.seconds[self._parts[-1]] += now - self._since
        self._since = now

    @contextmanager
    def part(self, name):
        self._switch()
        self._parts.append(name)
        try:
            yield
        finally:
            self._switch()
            self._parts.pop()

    def timed(self, owner, method, name):
        """Return a patch that counts the time in `owner`'s method `method` as the part `name`."""
        original = getattr(owner, method)

        @wraps(original)
        def measured(*args, **kwargs):
            with self.part(name):
                return original(*args, **kwargs)

        return mock.patch.object(owner, method, measured)


def measure(client, path):
    """Request `path`. Return a `Counter` of parts to seconds, and the count of queries."""
    from django.db.models import QuerySet
    from django.template.base import Template

    clock, queries = Clock(), 0

    def in_database(execute, *args):
        nonlocal queries
        queries += 1
        with clock.part("database"):
            return execute(*args)

    with ExitStack() as patches:
        patches.enter_context(connection.execute_wrapper(in_database))
        patches.enter_context(clock.timed(QuerySet, "_fetch_all", "rows"))
        patches.enter_context(clock.timed(Template, "render", "templates"))
        with clock.part("rest"):
            response = client.get(path)
    assert response.status_code == 200, path
    return clock.seconds, queries


def main(paths):
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    for path in paths:
        client.get(path)
        runs = [measure(client, path) for _ in range(ROUNDS)]
        parts = [
            median(1000 * seconds[part] for seconds, _queries in runs)
            for part in ("database", "rows", "templates", "rest")
        ]
        print(runs[-1][1], *(f"{part:.1f}" for part in parts), path)


if __name__ == "__main__":
    django.setup()
    in_one_chunk(main)(sys.argv[1:])
