"""Cache of generated files in the private media folder, named by a hash of their content.

A view sends a file after it has checked access to the page. Files of outdated content are never
found again, since their names differ; housekeeping deletes them.
"""

import secrets
import time
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

# Seconds for which a request waits for another one that is making the same file.
PATIENCE = 5


def find(name):
    """Return the path of the file with this name (“flyers/…”), or None."""
    path = Path(settings.MEDIA_ROOT) / name
    return path if path.is_file() else None


def keep(name, content):
    """Store bytes under `name` atomically, so that nobody reads half a file. Return the path."""
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{secrets.token_hex(8)}")
    part.write_bytes(content)
    part.chmod(settings.FILE_UPLOAD_PERMISSIONS)
    part.replace(path)
    return path


def find_or_make(name, make):
    """Return the path of the file with this name; if it is missing, `make()` returns its bytes.

    Of two simultaneous requests, the second waits up to `PATIENCE` seconds for the first.
    """
    path = find(name)
    if path:
        return path
    lock = f"making:{name}"
    if not cache.add(lock, True, timeout=30):
        waited_until = time.monotonic() + PATIENCE
        while time.monotonic() < waited_until:
            if path := find(name):
                return path
            time.sleep(0.05)
    try:
        return find(name) or keep(name, make())
    finally:
        cache.delete(lock)


def every(folder):
    """Return the paths of all files in a folder of generated files."""
    folder = Path(settings.MEDIA_ROOT) / folder
    return [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
