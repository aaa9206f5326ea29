"""Search for the traces of a test visit in the database, files, cache and logs."""

import secrets
import string
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from redis import Redis
from redis.exceptions import ResponseError

from .pieces import Damaged, pieces

# Code and styles, which nobody writes while the site runs.
_NOT_SEARCHED = [("static",)]


@dataclass(frozen=True)
class Traces:
    """Random texts that identify a test visitor, none of which the site may store."""

    agent: str
    address: str
    # In addresses of pages, referrers and cookies.
    word: str

    @classmethod
    def new(cls) -> "Traces":
        """Return random traces, with an IPv6 address from the range reserved for documentation."""
        letters = [secrets.choice(string.ascii_lowercase) for _ in range(16)]
        # No group begins with a zero, so that the address has only one spelling.
        groups = [f"{0x1000 + secrets.randbelow(0xEFFF):x}" for _ in range(6)]
        return cls(
            agent=f"Visitor{secrets.token_hex(8)}",
            address=":".join(["2001", "db8", *groups]),
            word="".join(letters),
        )

    @property
    def headers(self) -> dict[str, str]:
        return {
            "User-Agent": self.agent,
            "X-Forwarded-For": self.address,
            "X-Real-Ip": self.address,
            "Referer": f"https://{self.word}.example/",
        }

    @property
    def texts(self) -> dict[str, str]:
        """Texts to search for, by name."""
        return {
            "the name of the browser": self.agent,
            "the network address": self.address,
            # Shared by a household: enough to find it.
            "the network": ":".join(self.address.split(":")[:4]),
            "the address of a page, a referrer or a cookie": self.word,
        }

    def found_in(self, data: bytes) -> list[str]:
        """Return the names of the traces in `data`, ignoring case."""
        lower = data.lower()
        return [name for name, text in self.texts.items() if text.lower().encode() in lower]


def in_database(traces: Traces) -> Iterator[str]:
    """Yield a sentence for each trace found in a table of the database."""
    quote = connection.ops.quote_name
    texts = [text.lower() for text in traces.texts.values()]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [
                quote(column.name)
                for column in connection.introspection.get_table_description(cursor, table)
            ]
            has_text = " OR ".join(map(_has_text, columns))
            counts = ", ".join(f"count(*) FILTER (WHERE {has_text})" for _text in texts)
            cursor.execute(
                f"SELECT {counts} FROM {quote(table)}",  # noqa: S608
                [text for text in texts for _column in columns],
            )
            for name, count in zip(traces.texts, cursor.fetchone(), strict=True):
                if count:
                    yield f"{name} is in {count} rows of the table {table}"


def _has_text(column: str) -> str:
    if connection.vendor == "postgresql":
        return f"position(%s in lower({column}::text)) > 0"
    return f"instr(lower(CAST({column} AS TEXT)), %s) > 0"


def folders() -> list[Path]:
    """Return DATA_DIR, and the folders and files outside it to which the site writes."""
    places = [settings.MEDIA_ROOT, settings.ERASURE_LEDGER, settings.PAGE_CACHE_ROOT]
    for cache in settings.CACHES.values():
        if "filebased" in cache["BACKEND"] or "FileCache" in cache["BACKEND"]:
            places.append(cache["LOCATION"])
    if connection.vendor == "sqlite":
        places.append(Path(connection.settings_dict["NAME"]).parent)
    root = Path(settings.DATA_DIR)
    others = [Path(place) for place in places if place]
    return [root, *(path for path in others if not path.is_relative_to(root))]


def in_files(traces: Traces, since: datetime) -> Iterator[str]:
    """Yield a sentence for each trace found in paths, and in files changed after `since`.

    A file that cannot be read yields a sentence too.
    """
    for folder in folders():
        paths = [folder] if folder.is_file() else sorted(folder.rglob("*"))
        for path in paths:
            if path.parts[len(folder.parts) :][:1] not in _NOT_SEARCHED:
                yield from _in_file(traces, path, since.timestamp())


def _in_file(traces: Traces, path: Path, since: float) -> Iterator[str]:
    found = traces.found_in(str(path).encode())
    try:
        # Some file systems have times of whole seconds.
        if path.is_file() and path.stat().st_mtime >= since - 2:
            with path.open("rb") as file:
                for data in pieces(file, is_brotli=path.suffix == ".br"):
                    found += traces.found_in(data)
    except FileNotFoundError:
        pass  # deleted meanwhile
    except Damaged:
        yield f"{path} is compressed, and damaged: the end of its content is not known"
    except OSError as error:
        yield f"{path} cannot be read: {error.strerror}"
    for name in dict.fromkeys(found):
        yield f"{name} is in the file {path}"


def in_cache(traces: Traces) -> Iterator[str]:
    """Yield a sentence for each trace found in a Redis cache."""
    address: Any = settings.CACHES["default"].get("LOCATION", "")
    if not str(address).startswith(("redis://", "rediss://", "unix://")):
        return
    store = Redis.from_url(address)
    for key in store.scan_iter(count=1000):
        found = traces.found_in(key)
        try:
            value: Any = store.get(key)
        except ResponseError:  # no string
            value = store.dump(key)
        with suppress(Damaged):  # something else that begins like a compressed file
            for data in pieces(BytesIO(value or b"")):
                found += traces.found_in(data)
        for name in dict.fromkeys(found):
            yield f"{name} is in the cache"


def in_lines(traces: Traces, lines: Iterable[str], log: str) -> Iterator[str]:
    """Yield a sentence for each trace in `lines` of `log`, with the count of lines."""
    counts: dict[str, int] = {}
    for line in lines:
        for name in traces.found_in(line.encode()):
            counts[name] = counts.get(name, 0) + 1
    for name, count in counts.items():
        yield f"{name} is in {count} lines of {log}"
