"""Program that takes the network from its PostgreSQL server, and measures how long the site waits.

It needs a network namespace of its own, and the environment of a site except `DATABASE_URL`. Each
line of the output has the name of a case, the seconds until it ended, and its error or status.
"""

import os
import socket
import subprocess
import threading
import time

import django
from django.conf import settings
from django.db import OperationalError, connection
from django.test import RequestFactory

from tests.support.postgresql_server import postgresql_server


def set_network(state):
    subprocess.run(["ip", "link", "set", "lo", state], check=True)  # noqa: S603, S607


def report(case, query):
    start, error = time.monotonic(), "none"
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
    except OperationalError as caught:
        error = type(caught).__name__
    print(case, round(time.monotonic() - start, 1), error, flush=True)


def report_probes(case):
    for path in ("/healthz", "/readyz"):
        start = time.monotonic()
        status = ask(path)
        print(f"{path}-{case}", round(time.monotonic() - start, 1), status, flush=True)


def ask(path):
    from config.wsgi import application  # which needs the settings

    host = settings.SITE_URL.removeprefix("https://")
    request = RequestFactory().get(path, secure=True, headers={"host": host})
    given = []
    application(request.environ, lambda *response: given.extend(response)).close()
    return given[0].split()[0]


def main():
    set_network("up")
    with postgresql_server() as address:
        os.environ["DATABASE_URL"] = address
        django.setup()
        report("long", "SELECT pg_sleep(12)")
        ask("/readyz")  # which loads the site
        connection.ensure_connection()
        set_network("down")
        report_probes("open")
        set_network("up")
        connection.close()
        connection.ensure_connection()
        set_network("down")
        report("sending", "SELECT 1")
        connection.close()
        report("connecting", "SELECT 1")
        report_probes("closed")
        set_network("up")
        connection.ensure_connection()
        threading.Timer(0.5, set_network, ["down"]).start()
        report("waiting", "SELECT pg_sleep(60)")
        set_network("up")
    with socket.create_server(("127.0.0.1", connection.settings_dict["PORT"])):
        connection.close()
        report("silent", "SELECT 1")


if __name__ == "__main__":
    main()
