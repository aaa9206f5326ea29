"""Content of files and cache entries in pieces, both as stored and decompressed."""

import pickletools
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import BinaryIO

import brotli

_CHUNK = 1 << 16
# Bytes repeated at the beginning of the next piece, so that no text is cut in two.
_OVERLAP = 200
_GZIP = b"\x1f\x8b"
_PICKLE = b"\x80"
_ZLIB = b"\x78"


class Damaged(Exception):
    """Raised after the last readable piece of a damaged compressed file."""


def pieces(file: BinaryIO, *, is_brotli: bool = False) -> Iterator[bytes]:
    """Yield overlapping pieces of the content of `file`, then of its decompressed content, if any.

    Raises:
        Damaged: only the beginning of the file could be decompressed.
    """
    yield from _overlapping(_chunks(file, 0))
    file.seek(0)
    head = file.read(len(_GZIP))
    try:
        if is_brotli:
            yield from _overlapping(_from_brotli(_chunks(file, 0)))
        elif head == _GZIP:
            yield from _overlapping(_from_zlib(_chunks(file, 0), partial(zlib.decompressobj, 31)))
        elif head.startswith(_PICKLE):
            yield from _of_cache_entry(file)
    except (brotli.error, zlib.error) as error:
        raise Damaged from error


def _of_cache_entry(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    try:
        # An entry begins with a pickled time, which is only parsed: loading a pickle can run code.
        for _opcode in pickletools.genops(file):
            pass
    except ValueError:
        return
    start = file.tell()
    if file.read(1) == _ZLIB:
        yield from _overlapping(_from_zlib(_chunks(file, start), zlib.decompressobj))


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
