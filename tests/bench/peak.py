"""Peak load: 300,000 readers in a day, a tenth of them within ten minutes, on one core.

Each of 50 visits a second opens a connection, and gets a page and then its static files. A visit
begins at its time whether or not the visits before it are over, so that waiting counts.
"""

import asyncio
import http.client
import os
import re
import shutil
import socket
import ssl
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from tests.bench.memory import HEADERS, ROOT, environment, family
from tests.bench.servers import serving
from tests.bench.stored_pages import CADDYFILE, caddy
from tests.bench.summary import at_most
from tests.support.ports import free_port

VISITS_A_SECOND, SECONDS = 300_000 / 10 / 600, 60
# Most milliseconds from the time of a visit to its last byte, for the 99th percentile.
BUDGET = 100
PAGES = [
    f"/{code}/{path}"
    for code in ("en", "es", "so", "hmn")
    for path in ("", "alerts/stand-firm-against-secure-communities/")
]
# Of several cores, the last one is the servers', and the others are the readers'.
*READERS, CORE = sorted(os.sched_getaffinity(0))
ON_ONE_CORE = ("taskset", "--cpu-list", str(CORE))


class Visits:
    """Visits to the server at `port`. `seconds` has the time of each visit that is over."""

    def __init__(self, port, files, tls=None):
        self.port, self.files, self.tls, self.seconds = port, files, tls, []
        # The proxy sets the others.
        names = {"Host"} if tls else HEADERS
        headers = {name: HEADERS[name] for name in names} | {"Accept-Encoding": "gzip, br"}
        self.headers = "".join(f"{name}: {value}\r\n" for name, value in headers.items())

    async def make(self, count):
        """Make visits at their times, one after another."""
        visits, start = [], time.perf_counter()
        for number in range(count):
            begins = start + number / VISITS_A_SECOND
            await asyncio.sleep(begins - time.perf_counter())
            path = PAGES[number % len(PAGES)]
            visits.append(asyncio.create_task(self._visit(path, begins)))
        await asyncio.gather(*visits)

    async def _visit(self, path, begins):
        connection = await self._connect()
        for name in (path, *self.files[path]):
            try:
                await self._get(name, *connection)
            except (asyncio.IncompleteReadError, ConnectionError):
                # Gunicorn closes open connections when it replaces a worker. Browsers try again.
                connection[1].close()
                connection = await self._connect()
                await self._get(name, *connection)
        self.seconds.append(time.perf_counter() - begins)
        connection[1].close()

    async def _connect(self):
        host = HEADERS["Host"] if self.tls else None
        return await asyncio.open_connection(
            "127.0.0.1", self.port, ssl=self.tls, server_hostname=host
        )

    async def _get(self, name, reader, writer):
        writer.write(f"GET {name} HTTP/1.1\r\n{self.headers}\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        if not head.startswith("http/1.1 200 "):
            raise SystemExit(f"{name}: {head}")
        if length := re.search(r"\ncontent-length: (\d+)", head):
            await reader.readexactly(int(length[1]))
            return
        while size := int(await reader.readline(), 16):  # in chunks
            await reader.readexactly(size + 2)
        await reader.readline()


def processor_seconds(pid):
    """Return the processor time of a process and its descendants, with those that have ended."""
    fields = [
        Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in family(pid)
    ]
    return sum(int(number) for one in fields for number in one[11:15]) / os.sysconf("SC_CLK_TCK")


def static_files(port, path):
    """Return the addresses of the style sheets, scripts and pictures of a page."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers=HEADERS)
    page = connection.getresponse().read().decode()
    connection.close()
    files = sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page)))
    if len(files) < 2:
        raise SystemExit(f"{path}: {files}")
    return files


@contextmanager
def application(folder):
    """Run the site with its usual configuration on one core. Yield the port and the process."""
    port = free_port()
    command = [
        *ON_ONE_CORE,
        *(Path(sys.executable).parent / "gunicorn", "--config", "site/deploy/gunicorn.conf.py"),
        *("--bind", f"127.0.0.1:{port}"),
    ]
    with serving(port, command, cwd=ROOT, env=environment(folder)) as process:
        yield port, process


def measure(name, processes, visits):
    """Make all visits, print their times, and return the row of the summary."""
    asyncio.run(visits.make(2 * len(PAGES)))  # stores the pages
    visits.seconds.clear()
    used = sum(map(processor_seconds, processes))
    asyncio.run(visits.make(round(VISITS_A_SECOND * SECONDS)))
    share = 100 * (sum(map(processor_seconds, processes)) - used) / SECONDS
    milliseconds = [1000 * one for one in visits.seconds]
    slowest = quantiles(milliseconds, n=100)[98]
    print(
        f"{name:38} {len(milliseconds):7,} {median(milliseconds):9.1f} {slowest:9.1f}"
        f" {max(milliseconds):9.1f} {share:8.0f} {BUDGET:7}"
    )
    return at_most(f"peak load {name}, p99 (ms)", slowest, BUDGET)


def by_the_proxy(folder, port, process, files):
    """Measure visits through Caddy with TLS, which sends stored pages and static files."""
    shipped = CADDYFILE.read_text().replace("{\n", "{\n\tadmin off\n\tskip_install_trust\n", 1)
    configuration = shipped.replace("/srv/campaign-data", folder)
    configuration = configuration.replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    tls = ssl.create_default_context()
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    site = "https://campaign.example:{port} {{\n\ttls internal"
    with caddy(configuration, site, ON_ONE_CORE) as (proxy, server):
        wait_for_certificate(proxy, tls)
        return measure("by the proxy", [process.pid, server.pid], Visits(proxy, files, tls))


def wait_for_certificate(port, tls):
    """Wait until Caddy has made its certificate, for a minute at most."""
    for attempt in range(600):
        connection = socket.create_connection(("127.0.0.1", port))
        try:
            tls.wrap_socket(connection, server_hostname=HEADERS["Host"]).close()
            return
        except ssl.SSLError:
            if attempt == 599:
                raise
            time.sleep(0.1)


def peak(folder):
    """Measure the site with data in `folder`, and return the rows of the summary."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, READERS or {CORE})
    try:
        with application(folder) as (port, process):
            files = {path: static_files(port, path) for path in PAGES}
            print(
                f"\n{f'{VISITS_A_SECOND:.0f} visits a second':38} {'visits':>7} {'p50 (ms)':>9}"
                f" {'p99 (ms)':>9} {'max (ms)':>9} {'core (%)':>8} {'budget':>7}"
            )
            rows = [measure("by the site", [process.pid], Visits(port, files))]
            if shutil.which("caddy"):
                rows.append(by_the_proxy(folder, port, process, files))
            return rows
    finally:
        os.sched_setaffinity(0, before)
