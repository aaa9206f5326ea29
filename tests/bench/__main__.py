"""`make bench`: speed and weight of pages, speed of comments and admin views, and memory.

Compared servers are measured in alternating rounds, so that other load affects both sides.
"""

import contextlib
import gzip
import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from statistics import median

from tests.bench import memory
from tests.bench.comment_posts import comment_posts
from tests.bench.comments import ALERTS, FEW, MANY, PAIRS
from tests.bench.peak import peak
from tests.bench.rendering import parts, rendered_pages
from tests.bench.servers import serving
from tests.bench.stored_pages import stored_pages
from tests.bench.summary import at_most, print_summary
from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
ROUNDS, REQUESTS = 7, 40
ALERT = "alerts/stand-firm-against-secure-communities/"
PAGES = {
    "home page": "/en/",
    "home page in Hmong": "/hmn/",
    "list of alerts": "/so/alerts/",
    "alert": f"/en/{ALERT}",
    "alert in Somali": f"/so/{ALERT}",
    "explainer": "/es/background/secure-communities/",
    "comment form": f"/so/{ALERT}comment/",
}
# Maximum compressed bytes of the first visit to an alert.
BUDGETS = {"HTML and CSS": 25_000, "JavaScript": 10_000, "everything": 50_000}
# Maximum seconds for one request of the translation dashboard.
DASHBOARD_BUDGET = 0.5

# Maximum seconds to check a comment against 200,000 others.
SPAM_CHECKS_BUDGET = 0.2

# Maximum response time of an alert with very many comments, as a multiple of one with few.
COMMENTS_BUDGET = 1.1
# Maximum time of a page or an action with 10,000 posts, as a multiple of that with 100.
GROWTH_BUDGET = 1.3
# Maximum time of the moderation queue with 100,000 comments, as a multiple of that with 1,000.
QUEUE_BUDGET = 2


@contextlib.contextmanager
def server(application, port=None, **environment):
    """Run gunicorn with `application` and extra environment variables, and yield its port."""
    port = port or free_port()
    command = [
        Path(sys.executable).parent / "gunicorn",
        "--bind", f"127.0.0.1:{port}",
        "--workers", "1",
        "--no-control-socket",
        "--pythonpath", f"{ROOT},{ROOT / 'site'}",
        application,
    ]  # fmt: skip
    with serving(port, command, env=os.environ | environment, cwd=ROOT):
        yield port


def get(port, path):
    """Return the body of the page at `path`. Exit if the response's status is not 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != 200:
        raise SystemExit(f"{path}: {response.status}")
    return body


def rate(port, path):
    """Return the requests per second of one round of requests for `path`."""
    start = time.perf_counter()
    for _ in range(REQUESTS):
        get(port, path)
    return REQUESTS / (time.perf_counter() - start)


def speeds(site, hello):
    print(f"\n{'page':22} {'requests/s':>10} {'hello/s':>10} {'ratio':>7} {'HTML':>8} {'gzip':>8}")
    for name, path in PAGES.items():
        html = get(site, path)
        pairs = [(rate(site, path), rate(hello, "/")) for _ in range(ROUNDS)]
        ours, bare = (median(figures) for figures in zip(*pairs, strict=True))
        compressed = len(gzip.compress(html))
        print(
            f"{name:22} {ours:10.1f} {bare:10.1f} {ours / bare:7.3f} {len(html):8} {compressed:8}"
        )


def threads(site):
    """Print response times of alerts with few and many comments. Return the summary's rows."""
    times = {slug: [] for slug in ALERTS}
    for _ in range(ROUNDS * REQUESTS // 2):
        for slug, seconds in times.items():
            start = time.perf_counter()
            get(site, f"/en/alerts/{slug}/")
            seconds.append(time.perf_counter() - start)
    columns = f"{FEW} (ms)", f"{MANY:,} (ms)", "ratio", "budget"
    print(f"\n{'an alert with comments in':28}", *(f"{column:>11}" for column in columns))
    rows = []
    for name, slugs in PAIRS.items():
        few, many = (times[slug] for slug in slugs)
        ratio = median(slow / quick for slow, quick in zip(many, few, strict=True))
        milliseconds = (f"{median(side) * 1000:11.1f}" for side in (few, many))
        print(f"{name:28}", *milliseconds, f"{ratio:11.3f} {COMMENTS_BUDGET:11}")
        title = f"time of an alert: {MANY:,} / {FEW} comments in {name}"
        rows.append(at_most(title, ratio, COMMENTS_BUDGET))
    return rows


def weights(site):
    """Print the download sizes of a first visit to an alert. Return the summary's rows."""
    html = get(site, f"/so/{ALERT}")
    found = re.findall(rb'(?:src|href)="(/static/[^"]+\.(css|js|svg|png))"', html)
    sizes = {"css": 0, "js": 0, "svg": 0, "png": 0}
    for path, kind in found:
        sizes[kind.decode()] += len(gzip.compress(get(site, path.decode())))
    page = len(gzip.compress(html)) + sizes["css"]
    measured = {
        "HTML and CSS": page,
        "JavaScript": sizes["js"],
        "everything": page + sizes["js"] + sizes["svg"] + sizes["png"],
    }
    print(f"\n{'an alert, first visit':22} {'bytes':>10} {'budget':>10}")
    for name, budget in BUDGETS.items():
        print(f"{name:22} {measured[name]:10} {budget:10}")
    return [
        at_most(f"first visit to an alert: {name} (bytes)", measured[name], budget)
        for name, budget in BUDGETS.items()
    ]


def environment_in(folder):
    """Return the environment variables for a site whose data is in `folder`."""
    return {
        "DATA_DIR": folder,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "SECRET_KEY": "only-for-the-bench",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
    }


def python(*arguments, **environment):
    """Run Python with these arguments and extra environment variables, and return its output."""
    command = [sys.executable, *arguments]
    return subprocess.run(  # noqa: S603
        command,
        env=os.environ | environment,
        cwd=ROOT,
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    ).stdout


@cache
def migrated():
    """Return a temporary folder with a migrated database. It is deleted when the process ends."""
    folder = tempfile.TemporaryDirectory()
    # Django's checks refuse to migrate without compiled catalogs.
    for command in (["compilecatalogs"], ["migrate", "-v0"]):
        python("manage.py", *command, **environment_in(folder.name))
    return folder


@contextlib.contextmanager
def new_site():
    """Yield a temporary folder for the data of a site, with a migrated database."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(Path(migrated().name, "db.sqlite3"), folder)
        yield folder


def figures_of(module):
    """Run a module of this package with its own database. Return the lines of its output."""
    with new_site() as folder:
        environment = environment_in(folder)
        # Like `setupsite`, but with no page below the home pages: each module makes its own.
        foundation = "from alerts.content import starting; starting.create_foundation()"
        python("manage.py", "shell", "--command", foundation, **environment)
        return python("-m", f"tests.bench.{module}", **environment).splitlines()


def dashboard(hello):
    bare = 1 / rate(hello, "/")
    figures = figures_of("dashboard")
    print(f"\n{'dashboard, 1,000 posts × 3':38} {'seconds':>8} {'budget':>8} {'hello':>8}")
    slowest = 0
    for line in figures:
        seconds, name = line.split(" ", 1)
        print(f"{name:38} {seconds:>8} {DASHBOARD_BUDGET:8} {bare:8.4f}")
        slowest = max(slowest, float(seconds))
    return [at_most("translation dashboard, 1,000 posts (s)", slowest, DASHBOARD_BUDGET)]


def slowest_ratio(module, few_name, many_name, budget):
    """Print the times of `module` with few and with many rows. Return the greatest ratio."""
    print(f"\n{module:28} {few_name:>12} {many_name:>12} {'ratio':>7} {'budget':>7}")
    ratios = []
    for line in figures_of(module):
        few, many, name = line.split(" ", 2)
        ratios.append(float(many) / float(few))
        print(f"{name:28} {few:>12} {many:>12} {ratios[-1]:7.2f} {budget:7}")
    return max(ratios)


def moderation_queue():
    slowest = slowest_ratio("moderation_queue", "1,000 (s)", "100,000 (s)", QUEUE_BUDGET)
    return [at_most("moderation queue: 100,000 / 1,000 comments", slowest, QUEUE_BUDGET)]


def growth():
    slowest = slowest_ratio("growth", "100 (ms)", "10,000 (ms)", GROWTH_BUDGET)
    return [at_most("slowest page: 10,000 / 100 posts", slowest, GROWTH_BUDGET)]


def spam_checks():
    figures = figures_of("near")
    print(f"\n{'spam checks, 200,000 comments':38} {'seconds':>8} {'budget':>8}")
    slowest = 0
    for line in figures:
        seconds, name = line.split(" ", 1)
        print(f"{name:38} {seconds:>8} {SPAM_CHECKS_BUDGET:8}")
        slowest = max(slowest, float(seconds))
    return [at_most("spam checks among 200,000 comments (s)", slowest, SPAM_CHECKS_BUDGET)]


def usual_site():
    """Measure a site with the production settings. Return the summary's rows."""
    with new_site() as folder:
        memory.set_up(folder)
        return peak(folder) + memory.rows_of(folder)


def measure():
    """Run all benchmarks, and return the rows of the summary."""
    with new_site() as folder:
        environment = environment_in(folder)
        python("manage.py", "samplecontent", "--first-alert", **environment)
        python("-m", "tests.bench.comments", **environment)
        hello = server("tests.bench.hello:application", DJANGO_SETTINGS_MODULE="tests.bench.hello")
        port = free_port()
        caching = {"PAGE_CACHE": "on", "SITE_URL": f"http://127.0.0.1:{port}"}
        cached = server("config.wsgi", port, **environment | caching)
        parts(
            python(
                "-m", "tests.bench.breakdown", "/en/", "/en/alerts/fifty/", **environment
            ).splitlines()
        )
        wagtail = server(
            "tests.bench.bare.wsgi",
            **environment | {"DJANGO_SETTINGS_MODULE": "tests.bench.bare.settings"},
        )
        with (
            server("config.wsgi", **environment | {"TRUSTED_PROXIES": "1"}) as site,
            hello as bare,
            cached as stored,
            wagtail as plain,
        ):
            speeds(site, bare)
            return [
                *stored_pages(folder, stored, bare, f"/en/{ALERT}"),
                *rendered_pages(site, plain, rate),
                *threads(site),
                *comment_posts(site),
                *weights(site),
                *dashboard(bare),
                *moderation_queue(),
                *growth(),
                *spam_checks(),
                *usual_site(),
            ]


def main():
    rows = measure()
    print_summary(rows)
    missed = sum(not row.is_kept for row in rows)
    # Only None or 0 means success.
    sys.exit(f"Missed: {missed} of {len(rows)} budgets." if missed else 0)


if __name__ == "__main__":
    main()
