"""Deletion of outdated share pictures and of old flyers."""

import time

from . import generated_files
from .formats.pictures import stale_pictures

DAY = 24 * 60 * 60
# A deleted flyer is quickly made again on the next request.
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
    """Delete outdated pictures, except those of the last day, whose addresses may be in use."""
    return _delete(_older_than(stale_pictures(), DAY), dry_run)


def delete_old_flyers(*, dry_run):
    return _delete(_older_than(generated_files.every("flyers"), KEEP_FLYERS_FOR), dry_run)
