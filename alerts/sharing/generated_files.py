"""Generated files in the private media folder. Each file name contains a hash of the file's data.

Before a view sends a file, it must check access to the page that the file belongs to.
"""

import secrets
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

# Seconds for which a request waits for another request that is making the same file.
PATIENCE = 5


def find(name: str) -> Path | None:
    """Return the path of the file `name`, such as “flyers/…”, or None if there is no such file."""
    path = Path(settings.MEDIA_ROOT) / name
    return path if path.is_file() else None


def keep(name: str, content: bytes) -> Path:
    """Store `content` as the file `name`, and return the path of the file."""
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    # Under another name first, so that nobody reads an incomplete file.
    part = path.with_name(f".{secrets.token_hex()}")
    part.write_bytes(content)
    part.chmod(settings.FILE_UPLOAD_PERMISSIONS)
    part.replace(path)
    return path


def find_or_make(name: str, make: Callable[[], bytes]) -> Path:
    """Return the path of the file `name`, which is made with `make` if it is missing."""
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


def every(folder: str) -> list[Path]:
    """Return the paths of all generated files in `folder`, such as “flyers”."""
    place = Path(settings.MEDIA_ROOT) / folder
    return [path for path in place.iterdir() if path.is_file()] if place.is_dir() else []
