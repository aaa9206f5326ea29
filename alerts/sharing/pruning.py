"""Deletes pictures and flyers that say what is not so any more, or that nobody asks for."""

import time

from . import generated_files as kept_files
from .formats.pictures import stale_pictures

DAY = 24 * 60 * 60
# A flyer that is asked for again is made again, in a moment.
KEEP_FLYERS_FOR = 7 * DAY


def _older_than(paths, seconds):
    before = time.time() - seconds
    return [path for path in paths if path.stat().st_mtime < before]


def _delete(paths, dry_run):
    if not dry_run:
        for path in paths:
            path.unlink(missing_ok=True)
    return len(paths)


def delete_old_pictures(*, dry_run):
    """Those of the last day stay: whoever has just seen their address may fetch them."""
    return _delete(_older_than(stale_pictures(), DAY), dry_run)


def delete_old_flyers(*, dry_run):
    return _delete(_older_than(kept_files.every("flyers"), KEEP_FLYERS_FOR), dry_run)
