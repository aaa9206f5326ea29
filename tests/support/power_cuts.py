"""Simulated power cuts for SQLite, which lose a part of the data that was not flushed to disk."""

import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

SECTOR = 512
_CALL = re.compile(
    r'(pwrite64|fsync|fdatasync|ftruncate)\(\d+<([^>]+)>(?:, ""\.\.\., (\d+), (\d+))?'
)


@contextmanager
def recorded(pid, database):
    """Record the writes of a process, and yield a function that simulates a power cut.

    Call that function with a `random.Random` after the process has ended. It damages the database's
    files, and returns the count of lost sectors.
    """
    with TemporaryDirectory() as folder:
        log, before = Path(folder) / "log", Path(folder) / "before"
        shutil.copyfile(database, before)
        calls = "trace=pwrite64,fsync,fdatasync,ftruncate"
        tracer = subprocess.Popen(  # noqa: S603
            ["strace", "-y", "-s", "0", "-e", calls, "-o", log, "-p", str(pid)],  # noqa: S607
            stderr=subprocess.PIPE,
            text=True,
        )
        assert "attached" in tracer.stderr.readline()

        def cut(random):
            tracer.wait(timeout=30)
            return _lose(random, database, before, _read(log.read_text()))

        yield cut
        tracer.stderr.close()


def _read(log):
    # Dicts of file paths to lists of (start, end).
    left, flushed = {}, {}
    for line in log.splitlines():
        if not (found := _CALL.match(line)):
            continue
        call, name, size, start = found.groups()
        is_done = line.rstrip().endswith("= 0")
        if call == "pwrite64" and size:
            left.setdefault(name, []).append((int(start), int(start) + int(size)))
        elif call == "ftruncate" and is_done:
            left.pop(name, None)
        elif call in {"fsync", "fdatasync"} and is_done:
            flushed.setdefault(name, []).extend(left.pop(name, []))
    return left, flushed


def _lose(random, database, before, recorded):
    left, flushed = recorded
    log = database.with_name(f"{database.name}-wal")
    count = 0
    # Frames of the write-ahead log have checksums: random bytes will do.
    for start, end in left.get(str(log), ()):
        count += _damage(random, log, start, end, lambda size, _place: os.urandom(size))
    # A sector of the database gets its former content, if that is known.
    old, known = before.read_bytes(), flushed.get(str(database), [])
    for start, end in left.get(str(database), ()):
        if end <= len(old) and not any(a < end and start < b for a, b in known):
            count += _damage(
                random, database, start, end, lambda size, place: old[place : place + size]
            )
    # Shared memory does not survive.
    database.with_name(f"{database.name}-shm").unlink(missing_ok=True)
    return count


def _damage(random, path, start, end, content):
    if not path.exists():
        return 0
    count = 0
    with path.open("r+b") as file:
        for place in range(start, end, SECTOR):
            if random.random() < 0.5:
                file.seek(place)
                file.write(content(min(SECTOR, end - place), place))
                count += 1
    return count
