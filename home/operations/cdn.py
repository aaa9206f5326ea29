"""Header for a CDN, and purging of changed pages from it."""

import logging
import threading
from collections.abc import Iterable
from time import time

from django.conf import settings
from wagtail.contrib.frontend_cache.utils import purge_urls_from_cache

logger = logging.getLogger(__name__)

HEADER = "CDN-Cache-Control"
# Time for which a CDN may send a page without asking, if the page is not purged before.
_MOST_SECONDS = 600


def header(until: float) -> tuple[str, str]:
    """Return the header of a page that changes at `until`, in seconds since the epoch."""
    return HEADER, f"max-age={min(_MOST_SECONDS, int(until - time()))}"


def purge(paths: set[str]) -> threading.Thread | None:
    """Start a thread that purges the pages at `paths`, and return it. Return None without paths."""
    if not paths:
        return None
    # A CDN that does not answer must not hold up the caller.
    thread = threading.Thread(target=_purge, args=(paths,), daemon=True)
    thread.start()
    return thread


def _purge(paths: Iterable[str]) -> None:
    for path in paths:  # one by one, because an error ends a batch
        try:
            purge_urls_from_cache([f"{settings.SITE_URL}{path}"])
        except Exception:  # the CDN keeps the page for ten minutes at most
            logger.exception("A page was not purged from the CDN")
