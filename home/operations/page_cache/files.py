"""Files of a stored response: its plain and compressed bodies, and the headers for each.

HTML pages lie at their own path below `pages`, so that the proxy can send them. All other bodies
lie below `others`, and the headers of all below `headers`.
"""

import gzip
import json
import os
import re
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from secrets import token_hex
from time import time

import brotli

from .generations import BLOCK, has_room

# Paths with other characters are never stored.
_STORABLE = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,199}){1,10}/?")
# Encodings in the order of preference, with the extensions that Caddy expects.
_EXTENSIONS = {"br": ".br", "gzip": ".gz", "": ""}
_COMPRESSED_FROM, MOST_BYTES = 500, 2_000_000
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

Headers = list[tuple[str, str]]


def is_storable(path: str) -> bool:
    return bool(_STORABLE.fullmatch(path)) and not path.endswith("/index.html")


def _place(path: str) -> str:
    return path.strip("/") + ("/index.html" if path.endswith("/") else "")


def find(generation: Path, path: str, accepted: str) -> tuple[Headers, bytes] | None:
    """Return the headers and the body that is stored for `path`, or None.

    `accepted` is the header Accept-Encoding.
    """
    try:
        stored = json.loads((generation / "headers" / _place(path)).read_bytes())
        if stored["until"] <= time():
            return None
        offered = _offered(accepted)
        encoding = next(one for one in stored["headers"] if one in offered)
        body = (generation / f"{stored['place']}{_EXTENSIONS[encoding]}").read_bytes()
    except (OSError, ValueError):
        return None
    return [(name, value) for name, value in stored["headers"][encoding]], body


def _offered(accepted: str) -> set[str]:
    """Return the content codings that the browser accepts, with "" for none."""
    parts = [one.replace(" ", "").partition(";q=") for one in accepted.lower().split(",")]
    return {name for name, _q, weight in parts if weight.strip("0.") or not weight} | {""}


def store(generation: Path, path: str, headers: Headers, body: bytes, until: float) -> None:
    """Store a response for `path` in `generation`, which then expires at `until` at the latest.

    Do nothing if the generation is full or no longer exists, or if the disk is full.
    """
    named = {name.title(): value for name, value in headers}
    is_html = named.get("Content-Type") == "text/html; charset=utf-8"
    # Pages that other sites may frame have headers that the proxy does not know.
    is_page = is_html and path.endswith("/") and named.get("X-Frame-Options") == "DENY"
    bodies = {"": body}
    if len(body) >= _COMPRESSED_FROM:
        # Higher qualities take longer than rendering the page.
        small = brotli.compress(body, quality=6), gzip.compress(body, 6, mtime=0)
        bodies = dict(zip(("br", "gzip"), small, strict=True)) | bodies
    version = int.from_bytes(blake2b(body, digest_size=4).digest()) >> 1
    own = {encoding: _own_headers(encoding, one, version) for encoding, one in bodies.items()}
    changed = {name.title() for name in own[""]}
    fixed = [(name, value) for name, value in headers if name.title() not in changed]
    place = f"{'pages' if is_page else 'others'}/{_place(path)}"
    head = {
        "place": place,
        "until": until,
        "headers": {encoding: [*fixed, *new.items()] for encoding, new in own.items()},
    }
    with suppress(OSError):
        sizes = [len(one) for one in bodies.values()]
        if max(sizes) <= MOST_BYTES and has_room(generation, *sizes, BLOCK, until=until):
            for encoding, content in bodies.items():
                _write(generation, f"{place}{_EXTENSIONS[encoding]}", content, version)
            _write(generation, f"headers/{_place(path)}", json.dumps(head).encode(), version)


def _own_headers(encoding: str, body: bytes, version: int) -> dict[str, str]:
    """Return the headers that depend on the encoding, with the ETag that Caddy makes of a file.

    It consists of the file's modification time, which here is `version`, and size.
    """
    more = {"Content-Encoding": encoding} if encoding else {}
    return more | {
        "Content-Length": str(len(body)),
        "ETag": f'"{_base36(version)}{_base36(len(body))}"',
        "Vary": "Accept-Encoding",
    }


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits


def _write(generation: Path, place: str, content: bytes, version: int) -> None:
    """Write a file as a whole: it appears under its name when it is complete."""
    path = generation / place
    # The generation's own folder is not made: it may have been deleted.
    for folder in [*path.relative_to(generation).parents][-2::-1]:
        with suppress(FileExistsError):
            (generation / folder).mkdir(mode=0o750)
    part = path.with_name(f".{token_hex(8)}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as file:
            file.write(content)
        os.utime(part, (version, version))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
