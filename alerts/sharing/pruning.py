"""Deletion of outdated share pictures and of old flyers.

With `dry_run`, the functions only count the files.
"""

import time
from collections.abc import Iterable
from pathlib import Path

from . import generated_files
from .formats.pictures import stale_pictures

DAY = 24 * 60 * 60
# The next request for a deleted flyer makes the flyer again.
KEEP_FLYERS_FOR = 7 * DAY


def _older_than(paths: Iterable[Path], seconds: int) -> list[Path]:
    before = time.time() - seconds
    return [path for path in paths if path.stat().st_mtime < before]


def _delete(paths: list[Path], dry_run: bool) -> int:
    if not dry_run:
        for path in paths:
            path.unlink(missing_ok=True)
    return len(paths)


def delete_old_pictures(*, dry_run: bool) -> int:
    """Delete outdated pictures older than a day, and return their count."""
    # Newer outdated pictures may still be in use.
    return _delete(_older_than(stale_pictures(), DAY), dry_run)


def delete_old_flyers(*, dry_run: bool) -> int:
    """Delete flyers older than `KEEP_FLYERS_FOR`, and return their count."""
    return _delete(_older_than(generated_files.every("flyers"), KEEP_FLYERS_FOR), dry_run)
