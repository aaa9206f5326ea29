"""Speed of stored pages, compared with a "hello" view and with static files from Caddy."""

import contextlib
import shutil
import socket
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.bench.servers import serving
from tests.bench.summary import at_least
from tests.support.ports import free_port

# Many short rounds: other load on the machine then affects both sides of most pairs.
ROUNDS, REQUESTS = 21, 150
# Minimum speed as a fraction of the reference's. A static file of the site has the same security
# headers as a page. A bare one has none: Caddy needs a quarter of its time to set and send them.
BUDGET, STATIC_BUDGET, BARE_BUDGET = 0.9, 0.9, 0.65
CADDYFILE = Path(__file__).resolve().parents[2] / "site" / "deploy" / "Caddyfile"
BARE = """
campaign.example {{
	root * {folder}
	file_server {{
		precompressed br gzip
	}}
}}
"""


class Client:
    """HTTP client that costs little beside the server: it reads only headers about the length."""

    def __init__(self, port, host, path):
        self._address = "127.0.0.1", port
        headers = f"Host: {host}", "Accept-Encoding: gzip, br"
        self._request = "\r\n".join([f"GET {path} HTTP/1.1", *headers, "", ""]).encode()
        self._socket = self._answer = None

    def get(self):
        """Send the request and read the response, or exit if its status is not 200."""
        if self._socket is None:
            self._socket = socket.create_connection(self._address, 60)
            self._answer = self._socket.makefile("rb")
        self._socket.sendall(self._request)
        status, headers = self._answer.readline(), set()
        while (line := self._answer.readline().lower()) not in (b"\r\n", b""):
            headers.add(line)
        if b" 200 " not in status:
            raise SystemExit(f"{self._request.decode()}{status.decode()}")
        if b"connection: close\r\n" in headers:
            self._answer.read()
            self.close()
        elif b"transfer-encoding: chunked\r\n" in headers:
            while size := int(self._answer.readline(), 16):
                self._answer.read(size + 2)
            self._answer.readline()
        else:
            (length,) = (line for line in headers if line.startswith(b"content-length:"))
            self._answer.read(int(length.partition(b":")[2]))

    def close(self):
        if self._socket:
            self._answer.close()
            self._socket.close()
            self._socket = self._answer = None


def rate(port, host, path):
    """Return the requests per second of one round, over one connection if the server keeps it."""
    client = Client(port, host, path)
    start = time.perf_counter()
    for _ in range(REQUESTS):
        client.get()
    elapsed = time.perf_counter() - start
    client.close()
    return REQUESTS / elapsed


def compare(name, ours, reference, budget):
    """Compare the speeds of two (port, host, path), and return the row of the summary."""
    pairs = [(rate(*ours), rate(*reference)) for _ in range(ROUNDS)]
    first, second = (median(figures) for figures in zip(*pairs, strict=True))
    ratio = median(ours / other for ours, other in pairs)
    print(f"{name:42} {first:10.0f} {second:10.0f} {ratio:7.2f} {budget:7}")
    return at_least(f"stored page {name}", ratio, budget)


@contextlib.contextmanager
def caddy(configuration, site="http://127.0.0.1:{port} {{", prefix=()):
    """Run Caddy with the text of a Caddyfile on a free port. Yield the port and the process.

    `site` replaces the line that opens the site's block, and `prefix` begins the command.
    """
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "Caddyfile")
        path.write_text(configuration.replace("campaign.example {", site.format(port=port)))
        command = [
            *prefix,
            shutil.which("caddy"),
            "run",
            "--config",
            path,
            "--adapter",
            "caddyfile",
        ]
        with serving(port, command, env={"HOME": folder}) as process:
            yield port, process


def configurations(folder):
    """Return the project's Caddyfile for the data in `folder`, and one for static files only."""
    shipped = CADDYFILE.read_text().replace("{\n", "{\n\tadmin off\n", 1)
    options = shipped[: shipped.index("\n# Headers of everything")]
    site = shipped.replace("/srv/campaign-data", folder)
    return site, options + BARE.format(folder=f"{folder}/static")


def by_the_proxy(folder, host, path):
    """Compare a stored page with static copies of it, and return the rows of the summary."""
    stored = Path(folder, "pages/current/pages", path.strip("/"), "index.html")
    static = Path(folder, "static")
    static.mkdir(exist_ok=True)
    for extension in ("", ".br", ".gz"):
        shutil.copyfile(f"{stored}{extension}", static / f"page.html{extension}")
    ours, bare = configurations(folder)
    with caddy(ours) as (proxy, _process), caddy(bare) as (other, _other_process):
        page, name = (proxy, host, path), "by the proxy / a file"
        own = (proxy, f"127.0.0.1:{proxy}", "/static/page.html")
        plain = (other, f"127.0.0.1:{other}", "/page.html")
        return [
            compare(f"{name} with the same headers", page, own, STATIC_BUDGET),
            compare(f"{name} without headers", page, plain, BARE_BUDGET),
        ]


def stored_pages(folder, site, hello, path):
    """Compare the speed of a stored page, a "hello" view and, if Caddy is installed, static files.

    `site` and `hello` are ports. Return the rows of the summary.
    """
    host = f"127.0.0.1:{site}"
    print(f"\n{'stored page':42} {'requests/s':>10} {'other/s':>10} {'ratio':>7} {'budget':>7}")
    rate(site, host, path)  # stores it
    reference = (hello, f"127.0.0.1:{hello}", "/")
    rows = [compare("by the site / hello", (site, host, path), reference, BUDGET)]
    if not shutil.which("caddy"):
        print("by the proxy: Caddy is not installed")
        return rows
    return rows + by_the_proxy(folder, host, path)
