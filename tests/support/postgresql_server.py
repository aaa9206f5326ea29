"""Temporary PostgreSQL servers for tests."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from tests.support.ports import free_port


def tools():
    """Return the folder of PostgreSQL's programs, or None if they are not installed."""
    found = shutil.which("initdb") or max(
        map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), default=None
    )
    return Path(found).resolve().parent if found else None


def _children(pid):
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def postgresql_server():
    """Start a server, yield the URL of its empty database, and remove the server at the end."""
    server = PostgreSQL()
    try:
        server.create()
        server.start()
        yield server.url
    finally:
        server.remove()


class PostgreSQL:
    # `fsync` is "on" or "off".
    def __init__(self, fsync="off"):
        self.folder = Path(tempfile.mkdtemp(prefix="campaign-postgresql-"))
        self.data, self.port, self.tools = self.folder / "data", free_port(), tools()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self.options = (
            f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync={fsync}"
            " -c recovery_init_sync_method=syncfs"
        )
        self.as_owner = {}
        if os.geteuid() == 0:  # the server refuses root
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self.as_owner = {"user": "postgres", "group": "postgres", "extra_groups": []}

    def _run(self, name, *arguments):
        command = [str(self.tools / name), *map(str, arguments)]
        # A file: the server inherits the output and would keep a pipe open.
        with self.folder.with_suffix(".log").open("ab") as log:
            subprocess.run(  # noqa: S603
                command, cwd="/", stdout=log, stderr=log, check=True, **self.as_owner
            )

    def create(self):
        self._run(
            *("initdb", "-D", self.data, "--auth=trust", "--username=postgres", "--encoding=UTF8")
        )

    def start(self):
        log = self.folder / "log"
        try:
            self._run("pg_ctl", "-D", self.data, "-w", "-o", self.options, "-l", log, "start")
        except subprocess.CalledProcessError as error:
            error.add_note(log.read_text()[-2000:])
            raise

    def stop(self):
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    def remove(self):
        if (self.data / "postmaster.pid").exists():
            with suppress(subprocess.CalledProcessError):  # it has failed before
                self.stop()
        shutil.rmtree(self.folder)
        self.folder.with_suffix(".log").unlink(missing_ok=True)

    def cut_power(self, random, kill_clients):
        """Kill the server, damage unflushed sectors of its write-ahead log, and return their count.

        Stop the clients with a signal before the call. `kill_clients` runs while the server is
        stopped.
        """
        with psycopg.connect(self.url) as database:
            name, start = database.execute(
                "SELECT file_name, file_offset"
                " FROM pg_walfile_name_offset(pg_current_wal_flush_lsn())"
            ).fetchone()
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGSTOP)  # it starts no more processes
        pids = [pid, *_children(pid)]
        for child in pids[1:]:
            os.kill(child, signal.SIGSTOP)
        kill_clients()
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        while any(Path(f"/proc/{pid}/exe").exists() for pid in pids):
            time.sleep(0.02)
        # Their process IDs are not free until somebody has waited for them.
        for path in (self.data / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            path.unlink()
        return self._lose(random, name, start)

    def _lose(self, random, name, start):
        log = self.data / "pg_wal" / name
        end, count = min(log.stat().st_size, start + 65536), 0
        with log.open("r+b") as file:
            while start < end:
                size = min(512 - start % 512, end - start)
                if random.random() < 0.5:
                    file.seek(start)
                    file.write(random.choice([bytes(size), os.urandom(size)]))
                    count += 1
                start += size
        return count
