"""New generations of the page cache for new versions of the public content."""

import logging
import threading
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from .. import cdn, public_changes
from . import storage

logger = logging.getLogger(__name__)

# Of many requests after a change, one begins the generation.
_lock = threading.Lock()


def catch_up(**kwargs: Any) -> Path:
    """Begin a new generation if public content has changed or the current one has expired."""
    with _lock:
        return storage.ensure_current(public_changes.version())


def latest() -> Path:
    """Return the generation for the content that any host has committed."""
    now = storage.current()
    return now if now and now.name.startswith(f"{public_changes.version()}-") else catch_up()


def keep_current(pause: float = 1) -> None:
    """Start a thread that renews the page cache, or discard the cache if it is off."""
    if settings.PAGE_CACHE:
        threading.Thread(target=_repeat, args=(pause,), name="page cache", daemon=True).start()
    else:
        storage.discard_current()


def renew() -> threading.Thread | None:
    """Begin a new generation if one is due, and delete old ones.

    Return the thread that purges their pages from the CDN, or None if there is nothing to purge.
    """
    try:
        catch_up()
    finally:  # After a failure, the current generation is an old one.
        thread = cdn.purge(storage.sweep())
    return thread


def _repeat(pause: float) -> None:
    reported = ""
    while True:
        try:
            renew()
        except Exception as error:  # the thread must go on
            connection.close()
            if str(error) != reported:
                logger.exception("The page cache was not renewed")
            reported = str(error)
        time.sleep(pause)
