"""States of a database file and its folder that a crash or an operator can cause."""

import multiprocessing
import os
import signal
import sqlite3
from contextlib import closing

fork = multiprocessing.get_context("fork")
ROWS = 3000


def make_database(path, text):
    with closing(sqlite3.connect(path)) as new, new:
        for table in ("django_migrations", "wagtailcore_page"):
            new.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY AUTOINCREMENT, applied)")
        for table in ("wagtailcore_modellogentry", "wagtailcore_pagelogentry"):
            new.execute(f"CREATE TABLE {table} (timestamp)")
        new.execute("CREATE TABLE words (id INTEGER PRIMARY KEY, text)")
        # SQLite corrupts this index if it applies the write-ahead log of another database.
        new.execute("CREATE INDEX words_text ON words (text)")
        new.executemany(
            "INSERT INTO words (text) VALUES (?)", [(f"{text} {n}" * 9,) for n in range(ROWS)]
        )


def side(database, suffix):
    return database.with_name(database.name + suffix)


def in_a_process(function, *arguments):
    process = fork.Process(target=function, args=arguments)
    process.start()
    process.join(60)
    return process


def write_until_killed(path, journal_mode):
    """Change most rows of a database and checkpoint, change a few more, then kill this process."""
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute(f"PRAGMA journal_mode = {journal_mode}")
    writer.execute("UPDATE words SET text = 'older' || text WHERE id % 3 > 0")
    writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    writer.execute("PRAGMA cache_size = 5")  # forces changes into the database file
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE words SET text = 'crash' || text WHERE id BETWEEN 1000 AND 1300")
    # Otherwise, the last changes are uncommitted, and a rollback journal remains.
    if journal_mode == "WAL":
        writer.execute("COMMIT")
    os.kill(os.getpid(), signal.SIGKILL)


def crash(database, journal_mode="WAL"):
    make_database(database, "old")
    process = in_a_process(write_until_killed, database, journal_mode)
    assert process.exitcode == -signal.SIGKILL


# States of the data folder


def hot_wal(database):
    crash(database)


def hot_journal(database):
    crash(database, "DELETE")
    assert side(database, "-journal").exists()


def copied_back_by_hand(database):
    crash(database)
    make_database(side(database, ".new"), "again")
    side(database, ".new").replace(database)


def no_database_but_its_log(database):
    crash(database)
    database.unlink()


def nothing(database):
    pass


def empty(database):
    database.touch()


def no_sqlite(database):
    crash(database)
    database.write_bytes(os.urandom(20_000))


def truncated(database):
    crash(database)
    os.truncate(database, database.stat().st_size // 2)


def unknown_format(database):
    make_database(database, "old")
    with database.open("r+b") as file:
        file.seek(44)
        file.write(b"\xff\xff\xff\xff")


def former_restore_was_killed(database):
    crash(database)
    side(database, ".restoring").write_bytes(b"half")
    side(database, ".restoring-wal").write_bytes(b"half")


def a_link(database):
    elsewhere = database.parent / "elsewhere"
    elsewhere.mkdir()
    crash(elsewhere / "real.sqlite3")
    database.symlink_to(elsewhere / "real.sqlite3")


STATES = [
    hot_wal,
    hot_journal,
    copied_back_by_hand,
    no_database_but_its_log,
    nothing,
    empty,
    no_sqlite,
    truncated,
    unknown_format,
    former_restore_was_killed,
    a_link,
]
