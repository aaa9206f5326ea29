"""Speed of stored pages, beside a "hello" view by the same server and a static file by the same proxy."""

import contextlib
import http.client
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.support.servers import Proxy

ROUNDS, REQUESTS = 7, 400
# Least speed, as a part of the reference's.
BUDGET = 0.9
FILE = """
http://127.0.0.1:{port} {{
	encode zstd gzip
	root * {folder}
	file_server
}}
"""


def rate(port, host, path):
    """Make one round of requests over one connection. Return the number of requests per second."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    start = time.perf_counter()
    for _ in range(REQUESTS):
        connection.request("GET", path, headers={"Host": host})
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise SystemExit(f"{path}: {response.status}")
    elapsed = time.perf_counter() - start
    connection.close()
    return REQUESTS / elapsed


def compare(name, ours, reference):
    """Measure two (port, host, path) in alternation. Return True if ours is within the budget."""
    pairs = [(rate(*ours), rate(*reference)) for _ in range(ROUNDS)]
    first, second = (median(figures) for figures in zip(*pairs, strict=True))
    ratio = first / second
    print(f"{name:42} {first:10.0f} {second:10.0f} {ratio:7.2f} {BUDGET:7}")
    return ratio >= BUDGET


@contextlib.contextmanager
def proxies(folder, site, static):
    """Run the project's proxy in front of `site`, and yield its port and that of a plain one."""
    with tempfile.TemporaryDirectory() as own, tempfile.TemporaryDirectory() as plain:
        proxy, file_server = Proxy(Path(own), site), Proxy(Path(plain), site)
        proxy.configuration = proxy.configuration.replace(
            "/srv/campaign-data/pages", f"{folder}/pages"
        )
        options = file_server.configuration.partition("\ncampaign")[0].split("\n}\n")[0] + "\n}\n"
        file_server.configuration = options + FILE.format(port=file_server.port, folder=static)
        try:
            yield proxy.serve().port, file_server.serve().port
        finally:
            proxy.end()
            file_server.end()


def stored_pages(folder, site, hello, path):
    """Compare a stored page with its references. Return True if both rows are within the budget."""
    host = f"127.0.0.1:{site}"
    print(f"\n{'stored page':42} {'requests/s':>10} {'other/s':>10} {'ratio':>7} {'budget':>7}")
    rate(site, host, path)  # stores it
    stored = Path(folder, "pages/current/pages", path.strip("/"), "index.html")
    with tempfile.TemporaryDirectory() as static:
        Path(static, "page.html").write_bytes(stored.read_bytes())
        with proxies(folder, site, static) as (proxy, file_server):
            return all(
                [
                    compare(
                        "by the site / hello",
                        (site, host, path),
                        (hello, f"127.0.0.1:{hello}", "/"),
                    ),
                    compare(
                        "by the proxy / a static file by the proxy",
                        (proxy, host, path),
                        (file_server, f"127.0.0.1:{file_server}", "/page.html"),
                    ),
                ]
            )
