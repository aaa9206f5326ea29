"""Files of a stored response: its body, compressed bodies, and its headers.

HTML pages lie at their own path below `pages`, so that the proxy can send them. All other bodies
lie below `others`, and the headers of all below `headers`.
"""

import gzip
import json
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import brotli

from .generations import MOST_BYTES, count_one, end_at

# Paths with other characters are never stored.
_STORABLE = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,199}){1,10}/?")
# Encodings in the order of preference, with the extensions that Caddy expects.
ENCODINGS = {"br": ".br", "gzip": ".gz"}
_COMPRESSED_FROM = 500  # bytes


@dataclass(frozen=True)
class Stored:
    """Stored response. `encodings` are the content codings of its files besides the plain one."""

    headers: list[tuple[str, str]]
    body: Path
    encodings: tuple[str, ...]

    def read(self, accepted: str) -> tuple[str, bytes]:
        """Return a tuple of content coding and body for an Accept-Encoding header."""
        offered = {name.partition(";")[0].strip() for name in accepted.split(",")}
        for encoding in self.encodings:
            if encoding in offered and f"{encoding};q=0" not in accepted.replace(" ", ""):
                return encoding, Path(f"{self.body}{ENCODINGS[encoding]}").read_bytes()
        return "", self.body.read_bytes()


def is_storable(path: str) -> bool:
    return bool(_STORABLE.fullmatch(path))


def _place(path: str) -> str:
    return path.strip("/") + ("/index.html" if path.endswith("/") else "")


def find(generation: Path, path: str) -> Stored | None:
    """Return the stored response for `path`, or None."""
    try:
        stored = json.loads((generation / "headers" / _place(path)).read_bytes())
    except (OSError, ValueError):
        return None
    headers = [(name, value) for name, value in stored["headers"]]
    return Stored(headers, generation / stored["body"], tuple(stored["encodings"]))


def store(
    generation: Path,
    path: str,
    headers: list[tuple[str, str]],
    body: bytes,
    until: float,
) -> None:
    """Store a response for `path` in `generation`, which then ends at `until` at the latest.

    Do nothing if the generation is full or no longer exists, or if the disk is full.
    """
    content_type = dict(headers).get("Content-Type", "")
    is_page = path.endswith("/") and content_type == "text/html; charset=utf-8"
    place = f"{'pages' if is_page else 'others'}/{_place(path)}"
    bodies = {"": body}
    if len(body) >= _COMPRESSED_FROM and not content_type.startswith(("image/p", "audio/")):
        bodies |= {"br": brotli.compress(body), "gzip": gzip.compress(body, mtime=0)}
    if len(body) > MOST_BYTES:
        return
    encodings = [name for name in bodies if name]
    head = json.dumps({"headers": headers, "body": place, "encodings": encodings}).encode()
    with suppress(OSError):
        if not count_one(generation):
            return
        end_at(generation, until)
        for encoding, content in bodies.items():
            _write(generation, f"{place}{ENCODINGS.get(encoding, '')}", content)
        _write(generation, f"headers/{_place(path)}", head)


def _write(generation: Path, place: str, content: bytes) -> None:
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
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
