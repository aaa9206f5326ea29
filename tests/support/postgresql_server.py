"""A PostgreSQL server of its own for tests that need one."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from tests.support.servers import free_port


def tools():
    """Return the folder of PostgreSQL's programs, or None if they are not installed."""
    found = shutil.which("initdb") or max(
        map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), default=None
    )
    return Path(found).resolve().parent if found else None


@contextmanager
def postgresql_server():
    """Yield the URL of an empty database on a new server, which ends with the `with` block."""
    folder = Path(tempfile.mkdtemp(prefix="campaign-postgresql-"))
    port, data = free_port(), folder / "data"
    if os.geteuid() == 0:  # the server refuses root
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_owner = {"user": "postgres", "group": "postgres", "extra_groups": []}
    else:
        as_owner = {}

    def run(name, *arguments):
        command = [str(tools() / name), *map(str, arguments)]
        # A file: the server inherits the output and would keep a pipe open.
        with (folder.parent / f"{folder.name}.log").open("ab") as log:
            subprocess.run(  # noqa: S603
                command, cwd="/", stdout=log, stderr=log, check=True, **as_owner
            )

    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    try:
        run("initdb", "-D", data, "--auth=trust", "--username=postgres", "--encoding=UTF8")
        run("pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start")
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        if data.exists():
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)
        (folder.parent / f"{folder.name}.log").unlink()
