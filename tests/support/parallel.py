"""Several people at the same moment, each with a connection of their own to the database."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connections


def at_once(actions):
    """Do all `actions` at the same moment; whatever one of them raises is raised here."""
    barrier = threading.Barrier(len(actions), timeout=30)

    def do(action):
        barrier.wait()
        try:
            return action()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actions)) as pool:
        return [future.result() for future in [pool.submit(do, action) for action in actions]]
