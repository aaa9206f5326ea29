"""Content of files and cache entries, as it is and decompressed, in pieces of limited size."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import BinaryIO

import brotli

_CHUNK = 1 << 16
# Bytes repeated at the beginning of the next piece, so that no text is cut in two.
_OVERLAP = 200
_GZIP = b"\x1f\x8b"
_ZLIB = b"\x78"


class Damaged(Exception):
    """Raised after the pieces of a compressed file whose end is missing or damaged."""


def pieces(file: BinaryIO, *, is_brotli: bool = False) -> Iterator[bytes]:
    """Yield the content of `file`, then its decompressed content.

    Gzip is recognized by its first bytes, and so are the entries of Django's file cache.

    Raises:
        Damaged: the file was decompressed only up to some place.
    """
    yield from _overlapping(_chunks(file, 0))
    file.seek(0)
    head = file.read(_OVERLAP)
    try:
        if is_brotli:
            yield from _overlapping(_from_brotli(_chunks(file, 0)))
        elif head.startswith(_GZIP):
            yield from _overlapping(_from_zlib(_chunks(file, 0), partial(zlib.decompressobj, 31)))
        else:
            yield from _of_cache_entry(file, head)
    except (brotli.error, zlib.error) as error:
        raise Damaged from error


def _of_cache_entry(file: BinaryIO, head: bytes) -> Iterator[bytes]:
    """Yield the decompressed value of an entry of Django's file cache.

    The value follows a pickled time, which can have any byte, so decompression is tried at each
    byte with which it can begin.
    """
    start = head.find(_ZLIB)
    while start != -1:
        with suppress(zlib.error):  # something else begins here
            yield from _overlapping(_from_zlib(_chunks(file, start), zlib.decompressobj))
        start = head.find(_ZLIB, start + 1)


def _chunks(file: BinaryIO, start: int) -> Iterator[bytes]:
    file.seek(start)
    while data := file.read(_CHUNK):
        yield data


def _overlapping(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for data in chunks:
        yield rest + data
        rest = (rest + data)[-_OVERLAP:]


def _from_brotli(chunks: Iterable[bytes]) -> Iterator[bytes]:
    decompressor = brotli.Decompressor()
    for data in chunks:
        # In small steps, because a step that fails yields nothing.
        for start in range(0, len(data), 512):
            yield decompressor.process(data[start : start + 512])
    if not decompressor.is_finished():
        raise brotli.error


def _from_zlib(chunks: Iterable[bytes], new: Callable[[], "zlib._Decompress"]) -> Iterator[bytes]:
    """Yield the decompressed content of one or more streams, one after another."""
    decompressor = new()
    for data in chunks:
        rest = data
        while rest:
            if decompressor.eof:
                decompressor = new()
            yield decompressor.decompress(rest)
            rest = decompressor.unused_data
    if not decompressor.eof:
        raise zlib.error
