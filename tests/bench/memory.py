"""Memory of the site under load: gunicorn with its workers, and the background worker."""

import contextlib
import http.client
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench.summary import at_most
from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
# Maximum proportional set size in MiB of all processes together.
MEMORY_BUDGET = 350
READERS, ROUNDS = 8, 4
LANGUAGES = ("en", "es", "so", "hmn")
ALERT = "alerts/stand-firm-against-secure-communities/"
RUNNING = "alerts/vote-no-on-jail-beds/"
PATHS = [
    *("", "alerts/", "background/", "feed.atom", "feed.json", "calendar.ics"),
    *(f"{ALERT}{name}" for name in ("", "comment/", "repost/", "action.ics", "qr.svg")),
    *(f"{RUNNING}{name}" for name in ("", "comment/", "flyer/", "flyer.pdf", "card/")),
]
HEADERS = {"Host": "campaign.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}


def environment(data):
    """Return environment variables for the production settings, with `data` as DATA_DIR."""
    return {
        **{name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}},
        "DATA_DIR": str(data),
        "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "SITE_URL": "https://campaign.example",
        "TRUSTED_PROXIES": "1",
        "EMAIL_URL": "dummy://",
        # As in the units.
        "MALLOC_ARENA_MAX": "2",
        "MALLOC_MMAP_THRESHOLD_": "131072",
    }


def manage(data, *arguments):
    subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, env=environment(data), check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def set_up(data):
    for command in ("migrate", "samplecontent", "collectstatic --noinput"):
        manage(data, *command.split())


def family(pid):
    """Return the IDs of a process and of all its descendants."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in family(int(child)))]


def pss(pid):
    """Return the proportional set size of a process in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


@contextlib.contextmanager
def running(data):
    """Run gunicorn and the worker as the systemd units do. Yield the port and both processes."""
    port = free_port()
    commands = (
        [BIN / "gunicorn", "--config", "site/deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"],
        [sys.executable, "manage.py", "worker"],
    )  # fmt: skip
    processes = [
        subprocess.Popen(command, cwd=ROOT, env=environment(data), start_new_session=True)  # noqa: S603
        for command in commands
    ]
    try:
        end = time.monotonic() + 60
        while ask(port, "/readyz") != 200:
            if time.monotonic() > end:
                raise SystemExit("The site does not become ready.")
            time.sleep(0.5)
        yield port, processes
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGTERM)
        for process in processes:
            process.wait()


def ask(port, path):
    """Request a page as the proxy would. Return the status, or 0 if there is no answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with contextlib.closing(connection):
        try:
            connection.request("GET", path, headers=HEADERS)
            response = connection.getresponse()
            response.read()
        except OSError:
            return 0
        return response.status


def load(port):
    """Request all pages in all languages with several threads. Exit if a status is not 200."""
    paths = [f"/{code}/{path}" for code in LANGUAGES for path in PATHS] + ["/admin/login/"]
    with ThreadPoolExecutor(READERS) as readers:
        statuses = list(readers.map(lambda path: ask(port, path), paths * ROUNDS))
    wrong = {path: one for path, one in zip(paths * ROUNDS, statuses, strict=True) if one != 200}
    if wrong:
        raise SystemExit(f"The site did not answer: {wrong}")


def finish_tasks(data):
    """Wait until the worker has made the pictures that were asked for, in processes of their own."""
    unfinished = "SELECT COUNT(*) FROM django_tasks_database_dbtaskresult WHERE finished_at IS NULL"
    end = time.monotonic() + 60
    with contextlib.closing(sqlite3.connect(Path(data, "db.sqlite3"))) as database:
        while database.execute(unfinished).fetchone()[0]:
            if time.monotonic() > end:
                raise SystemExit("The worker does not finish its tasks.")
            time.sleep(0.5)


def memory(data):
    """Print the memory of web and worker before and after load. Return the last total in MiB."""
    with running(data) as (port, processes):
        print(f"\n{'memory (PSS), MiB':22} {'web':>10} {'worker':>10} {'all':>10}")
        for name in ("idle", "under load"):
            if name != "idle":
                load(port)
            finish_tasks(data)
            web, worker = (sum(map(pss, family(process.pid))) for process in processes)
            print(f"{name:22} {web:10.0f} {worker:10.0f} {web + worker:10.0f}")
        return web + worker


def rows_of(folder):
    """Measure the site with data in `folder`, and return the rows of the summary."""
    return [at_most("memory of the site and its worker (MiB)", memory(folder), MEMORY_BUDGET)]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        set_up(temporary)
        sys.exit(0 if all(row.is_kept for row in rows_of(temporary)) else 1)
