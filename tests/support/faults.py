"""Kills of the site's processes and simulated power cuts, each followed by a check of the data.

A web process writes comments, publishes a page and saves translations. A worker process runs
tasks, housekeeping and backups. For power cuts with SQLite, one process does all of this except
backups. Processes report the actions that they begin and those that are acknowledged. After each
fault, all that was acknowledged must be there, and nothing may be half done.

This is a program, because it needs its own database: `python -m tests.support.faults --help`.
"""

import argparse
import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import django

from tests.support import power_cuts
from tests.support.postgresql_server import PostgreSQL

# Seconds, at most, until the next kill or cut. A long wait lets slow actions end.
WAITS = (1, 1, 1, 8)


class Child:
    """Forked process of the site, which reports its actions through a pipe."""

    def __init__(self, actions, kind, seed):
        # An open connection must not be used by two processes.
        actions.close_connections()
        self.kind = kind
        self.begun, self.done, self.rest = [], [], b""
        self.pipe, end = os.pipe()
        os.set_blocking(self.pipe, False)
        start, self.starter = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(self.pipe)
            os.close(self.starter)
            os.read(start, 1)
            try:
                actions.work(kind, random.Random(seed), end)  # noqa: S311
            finally:
                os._exit(1)
        os.close(end)
        os.close(start)

    def go(self):
        os.write(self.starter, b"!")
        return self

    def listen(self):
        """Read the new reports of the process, and fail if one is about a failed action."""
        while data := self._read():
            self.rest += data
        *lines, self.rest = self.rest.split(b"\n")
        for line in lines:
            what, *about = json.loads(line)
            assert what != "failed", about
            (self.begun if what == "begin" else self.done).append(tuple(about))

    def _read(self):
        try:
            return os.read(self.pipe, 65536)
        except BlockingIOError:
            return b""

    def kill(self):
        """Kill the process, and return the name of the action that was under way, or "between"."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.listen()
        os.close(self.pipe)
        os.close(self.starter)
        return self.begun[-1][0] if len(self.begun) > len(self.done) else "between"


class Site:
    def __init__(self, actions, seed):
        self.actions = actions
        self.random = random.Random(seed)  # noqa: S311
        self.children = {}
        self.begun, self.done = [], []
        self.killed_in = Counter()
        self.lost = 0  # sectors that the cuts damaged

    def warm_up(self):
        # Forks then need not load templates and modules.
        for action in dict.fromkeys(self.actions.ACTIONS["both"]):
            report = (action.__name__, secrets.token_hex(6))
            action(report[1])
            self.begun.append(report)
            self.done.append(report)

    def start(self, kind):
        self.children[kind] = Child(self.actions, kind, secrets.randbits(64))
        return self.children[kind]

    def wait(self):
        time.sleep(self.random.uniform(0, self.random.choice(WAITS)))

    def listen(self):
        for child in self.children.values():
            child.listen()

    def kill(self, kind):
        child = self.children.pop(kind)
        self.killed_in[child.kill()] += 1
        self.begun += child.begun
        self.done += child.done

    def end(self):
        for child in self.children.values():
            os.kill(child.pid, signal.SIGKILL)
            os.waitpid(child.pid, 0)

    def check(self):
        """Check the data, and return the acknowledged (action, word) pairs."""
        self.listen()
        done = self.done + [one for child in self.children.values() for one in child.done]
        found = self.actions.look()
        self.listen()
        begun = self.begun + [one for child in self.children.values() for one in child.begun]
        self.actions.compare(found, begun, done)
        self.actions.close_connections()
        return done


def run_kills(site, number):
    for kind in ("web", "worker"):
        site.start(kind).go()
    for _number in range(number):
        site.wait()
        kind = site.random.choice(list(site.children))
        site.kill(kind)
        site.check()
        site.start(kind).go()
    for kind in list(site.children):
        site.kill(kind)


def run_sqlite_cuts(site, number, data):
    for _number in range(number):
        child = site.start("both")
        with power_cuts.recorded(child.pid, data / "db.sqlite3") as cut:
            child.go()
            site.wait()
            site.kill("both")
            site.lost += cut(site.random)
        site.check()


def run_postgresql_cuts(site, number, server):
    for _number in range(number):
        for kind in ("web", "worker"):
            site.start(kind).go()
        site.wait()
        for child in site.children.values():
            os.kill(child.pid, signal.SIGSTOP)
        site.listen()  # what was acknowledged so far is on disk
        site.lost += server.cut_power(
            site.random, kill_clients=lambda: [site.kill(one) for one in ("web", "worker")]
        )
        server.start()
        site.check()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--cuts", type=int, default=0)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--template", type=Path, help="migrated SQLite database to copy")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with ExitStack() as stack:
        data = Path(stack.enter_context(TemporaryDirectory(prefix="campaign-faults-")))
        os.environ |= {
            "DATA_DIR": str(data),
            "EMAIL_URL": "dummy:",
            "CACHE_URL": "locmem://",
        }
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
        if options.postgresql:
            server = PostgreSQL("on")
            stack.callback(server.remove)
            server.create()
            server.start()
            os.environ["DATABASE_URL"] = server.url
            os.environ["PATH"] = f"{server.tools}:{os.environ['PATH']}"
        elif options.template:
            shutil.copyfile(options.template, data / "db.sqlite3")
        commands = [] if options.template else ["migrate", "setupsite"]
        for command in commands:
            subprocess.run([sys.executable, "manage.py", command], check=True, stdout=sys.stderr)  # noqa: S603
        sys.path.insert(0, "site")
        django.setup()
        # Its imports need Django.
        actions = import_module("tests.support.fault_actions")
        actions.set_up()
        site = Site(actions, options.seed)
        stack.callback(site.end)
        site.warm_up()
        begun_at = time.monotonic()
        run_kills(site, options.kills)
        if options.postgresql:
            run_postgresql_cuts(site, options.cuts, server)
        else:
            run_sqlite_cuts(site, options.cuts, data)
        done = site.check()
        actions.finish_tasks()
        report = {
            "kills": options.kills,
            "cuts": options.cuts,
            "sectors lost": site.lost,
            "killed in": dict(site.killed_in),
            "acknowledged": dict(Counter(name for name, *_about in done)),
            "seconds": round(time.monotonic() - begun_at),
        }
        actions.close_connections()
        print(json.dumps(report))


if __name__ == "__main__":
    main()
