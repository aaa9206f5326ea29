"""Speed of stored pages, beside a "hello" view by the same server and a static file by the same proxy."""

import contextlib
import http.client
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

ROUNDS, REQUESTS = 7, 400
# Least speed, as a part of the reference's.
BUDGET, PROXY_BUDGET = 0.9, 0.5
CADDYFILE = Path(__file__).resolve().parents[2] / "site" / "deploy" / "Caddyfile"
STATIC = """
campaign.example {{
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


def compare(name, ours, reference, budget):
    """Measure two (port, host, path) in alternation. Return True if ours is within the budget."""
    pairs = [(rate(*ours), rate(*reference)) for _ in range(ROUNDS)]
    first, second = (median(figures) for figures in zip(*pairs, strict=True))
    ratio = first / second
    print(f"{name:42} {first:10.0f} {second:10.0f} {ratio:7.2f} {budget:7}")
    return ratio >= budget


@contextlib.contextmanager
def caddy(configuration):
    """Run Caddy, wait until it accepts connections, and yield its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "Caddyfile")
        path.write_text(configuration.replace("campaign.example {", f"http://127.0.0.1:{port} {{"))
        process = subprocess.Popen(  # noqa: S603
            [shutil.which("caddy"), "run", "--config", path, "--adapter", "caddyfile"],
            env={"HOME": folder},
            stderr=subprocess.DEVNULL,
        )
        try:
            for _ in range(100):
                with contextlib.suppress(OSError):
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                time.sleep(0.1)
            yield port
        finally:
            process.terminate()
            process.wait()


def configurations(folder, static):
    """Return the project's Caddyfile for a site in `folder`, and one that sends files in `static`."""
    shipped = CADDYFILE.read_text().replace("{\n", "{\n\tadmin off\n", 1)
    options = shipped[: shipped.index("\ncampaign.example {")]
    site = shipped.replace("/srv/campaign-data/pages", f"{folder}/pages")
    return site, options + STATIC.format(folder=static)


def stored_pages(folder, site, hello, path):
    """Compare a stored page with its references. Return True if each row is within the budget."""
    host = f"127.0.0.1:{site}"
    print(f"\n{'stored page':42} {'requests/s':>10} {'other/s':>10} {'ratio':>7} {'budget':>7}")
    rate(site, host, path)  # stores it
    rows = [
        compare(
            "by the site / hello", (site, host, path), (hello, f"127.0.0.1:{hello}", "/"), BUDGET
        )
    ]
    if not shutil.which("caddy"):
        print("by the proxy: Caddy is not installed")
        return all(rows)
    stored = Path(folder, "pages/current/pages", path.strip("/"), "index.html")
    with tempfile.TemporaryDirectory() as static:
        Path(static, "page.html").write_bytes(stored.read_bytes())
        ours, plain = configurations(folder, static)
        with caddy(ours) as proxy, caddy(plain) as reference:
            file = (reference, f"127.0.0.1:{reference}", "/page.html")
            rows.append(
                compare(
                    "by the proxy / a file by the proxy", (proxy, host, path), file, PROXY_BUDGET
                )
            )
    return all(rows)
