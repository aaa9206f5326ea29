"""Cache of generated files, named after their content, in the private folder of uploads.

A view sends them, once it has checked that everybody may read the page. A file whose words have changed since is never found again, since its name is another;
housekeeping deletes it.
"""

import secrets
import time
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

# How long somebody waits for another who is making the same file, in seconds.
PATIENCE = 5


def find(name):
    """The path of the kept file with this name (“flyers/…”), or None."""
    path = Path(settings.MEDIA_ROOT) / name
    return path if path.is_file() else None


def keep(name, content):
    """Store bytes under `name`, in one step: nobody ever reads half of them. Returns the path."""
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{secrets.token_hex(8)}")
    part.write_bytes(content)
    part.chmod(settings.FILE_UPLOAD_PERMISSIONS)
    part.replace(path)
    return path


def find_or_make(name, make):
    """The path of the file with this name; if it is missing, `make()` gives its bytes.

    Two who ask at once do not both make it: the second waits a little for the first.
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
    """The paths of all files in a folder of uploads."""
    folder = Path(settings.MEDIA_ROOT) / folder
    return [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
