"""Storage of responses in the folder of a generation.

The proxy sends files from the folder `pages` by itself.
"""

import fcntl
import gzip
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import glob
from hashlib import blake2b
from pathlib import Path
from secrets import token_hex
from time import time
from zlib import crc32

import brotli
from django.conf import settings
from django.utils.http import int_to_base36

# Paths with other characters are never stored.
STORABLE = re.compile(r"(?!.*/index\.html$)(/[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,199}){1,10}/?")
# Largest size of a generation, in blocks of 4 KB, and of a file, in bytes. Each file and each folder
# takes at least one block.
BLOCK, MOST_BLOCKS, MOST_BYTES = 4096, 250_000, 2_000_000
# Files whose names end with the times, in seconds since the epoch, at which pages change. They have
# a byte for each block of these pages.
_UNTIL = "until-"
# Encodings in the order of preference, with the extensions that Caddy expects.
_EXTENSIONS = {"br": ".br", "gzip": ".gz", "": ""}
# Headers that depend on the encoding.
_OWN = {"Content-Length", "Etag", "Vary"}

Headers = list[tuple[str, str]]


def current() -> Path | None:
    """Return the folder of the current generation, or None if there is none."""
    try:
        # Not followed, so that later writes go to the same folder.
        name = os.readlink(f"{settings.PAGE_CACHE_ROOT}/current")
        return Path(settings.PAGE_CACHE_ROOT, name)
    except OSError:
        return None


def discard_current() -> None:
    """Delete the symlink `current`, so that neither the site nor the proxy sends a stored page."""
    (settings.PAGE_CACHE_ROOT / "current").unlink(missing_ok=True)


def ensure_current(version: str) -> Path:
    """Return the current generation, a new one unless it is for `version` and can be used."""
    now = current()
    if now and now.name.startswith(f"{version}-") and _is_usable(now):
        return now
    new = settings.PAGE_CACHE_ROOT / f"{version}-{token_hex()}"
    try:
        settings.PAGE_CACHE_ROOT.mkdir(mode=0o750, parents=True, exist_ok=True)
        new.mkdir(mode=0o750)
        link = new / "link"
        link.symlink_to(new.name)
        link.replace(settings.PAGE_CACHE_ROOT / "current")
        return new
    except OSError:  # such as a full disk: then no page is better than an old one
        if now:
            try:  # `sweep` deletes it, and returns its pages for the CDN.
                now.rename(now.with_name(f"dropped-{token_hex()}"))
            except OSError:  # In another user's folder, the symlink cannot be deleted either.
                shutil.rmtree(now, ignore_errors=True)
        discard_current()
        raise


def _is_usable(generation: Path) -> bool:
    ends = [float(one.name.removeprefix(_UNTIL)) for one in generation.glob(f"{_UNTIL}*")]
    return os.access(generation, os.W_OK | os.X_OK) and time() < min(ends, default=float("inf"))


def sweep() -> set[str]:
    """Delete all generations except the current one, because old pages may contain erased data.

    Return the paths of the deleted pages if there is a CDN, which may have them too.
    """
    found, now, gone = list(settings.PAGE_CACHE_ROOT.glob("*-*")), current(), set()
    for generation in found:
        if generation != now:
            if settings.WAGTAILFRONTENDCACHE:
                headers = generation / "headers"
                names = glob("**", root_dir=headers, recursive=True)
                files = (name for name in names if (headers / name).is_file())
                gone |= {f"/{name.removesuffix('index.html')}" for name in files}
            shutil.rmtree(generation, ignore_errors=True)
    return gone


@contextmanager
def first(generation: Path, path: str) -> Iterator[None]:
    """Hold the lock of `path` in the `with` block, or wait until another request releases it."""
    try:
        lock = (generation / f"{crc32(path.encode()) % 256}.lock").open("wb")
    except OSError:  # the generation has been deleted
        yield
        return
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fcntl.flock(lock, fcntl.LOCK_SH)
            fcntl.flock(lock, fcntl.LOCK_UN)
        yield


def find(generation: Path, path: str, accept_encoding: str) -> tuple[Headers, bytes, float] | None:
    """Return the stored headers, body and end for `path`, or None if missing or expired."""
    try:
        stored = json.loads(_read(f"{generation}/headers/{_place(path)}"))
        if stored["until"] <= time():
            return None
        encoding = next(one for one in _EXTENSIONS if _is_accepted(one, accept_encoding))
        body = _read(f"{generation}/{stored['place']}{_EXTENSIONS[encoding]}")
    except (OSError, ValueError):
        return None
    headers = [(name, value) for name, value in stored["headers"]]
    headers += [("Content-Encoding", encoding)] if encoding else []
    # Caddy makes an ETag of the file's modification time, which is our version, and its size.
    etag = int_to_base36(stored["version"]) + int_to_base36(len(body))
    headers += [("Content-Length", str(len(body))), ("ETag", f'"{etag}"')]
    return [*headers, ("Vary", "Accept-Encoding")], body, stored["until"]


def _read(path: str) -> bytes:
    # In two thirds of the time of `Path(path).read_bytes()`.
    with open(path, "rb", buffering=0) as file:
        return file.read()


def _is_accepted(encoding: str, accepted: str) -> bool:
    pattern = rf"(^|,)\s*{encoding}\s*(?!\s*;\s*q=0(\.0*)?\s*(,|$))(;|,|$)"
    return not encoding or bool(re.search(pattern, accepted, re.IGNORECASE))


def store(generation: Path, path: str, headers: Headers, body: bytes, until: float) -> None:
    """Store a response that expires at `until`, in seconds since the epoch, if there is room."""
    named = {name.title(): value for name, value in headers}
    is_html = named.get("Content-Type") == "text/html; charset=utf-8"
    # The proxy knows neither the headers of pages that other sites may frame, nor those for a CDN,
    # nor whether another host has changed a page.
    is_page = is_html and path.endswith("/") and named.get("X-Frame-Options") == "DENY"
    is_page = is_page and not (settings.SEVERAL_HOSTS or settings.WAGTAILFRONTENDCACHE)
    place = f"{'pages' if is_page else 'others'}/{_place(path)}"
    version = int.from_bytes(blake2b(body, digest_size=4).digest()) >> 1
    fixed = [(name, value) for name, value in headers if name.title() not in _OWN]
    about = {"place": place, "until": until, "version": version, "headers": fixed}
    contents = {
        place: body,
        # Higher qualities take longer than rendering the page.
        f"{place}.br": brotli.compress(body, quality=6),
        f"{place}.gz": gzip.compress(body, 6, mtime=0),
        f"headers/{_place(path)}": json.dumps(about).encode(),
    }
    with suppress(OSError):
        if _has_room(generation, path, [len(one) for one in contents.values()], until):
            for name, content in contents.items():
                _write(generation / name, content, version)


def _place(path: str) -> str:
    return path.strip("/") + ("/index.html" if path.endswith("/") else "")


def _has_room(generation: Path, path: str, sizes: list[int], until: float) -> bool:
    """Reserve room for files of these sizes. Return False if they do not fit."""
    blocks = sum(size // BLOCK + 1 for size in sizes) + 2 * path.count("/")  # of folders
    used = sum(one.stat().st_size for one in generation.glob(f"{_UNTIL}*"))
    if max(sizes) > MOST_BYTES or used + blocks > MOST_BLOCKS:
        return False
    with (generation / f"{_UNTIL}{until}").open("ab") as file:
        file.write(b"." * blocks)
    return True


def _write(path: Path, content: bytes, version: int) -> None:
    # If the generation has just been deleted, it appears again until it is swept.
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{token_hex()}")
    part.write_bytes(content)
    os.utime(part, (version, version))
    part.replace(path)
