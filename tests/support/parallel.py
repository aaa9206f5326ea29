"""Helper for tests of concurrent actions, each with its own database connection."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connections


def at_once(actions):
    barrier = threading.Barrier(len(actions), timeout=30)

    def do(action):
        barrier.wait()
        try:
            return action()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actions)) as pool:
        return [future.result() for future in [pool.submit(do, action) for action in actions]]
