"""Speed of sending a comment, and the slowest of the reads, forms and comments.

The site runs with its usual database settings: a comment is on the disk (`synchronous=FULL`), and has
passed all spam checks, before its writer gets an answer.
"""

import http.client
import random
import time
from statistics import median, quantiles
from types import SimpleNamespace
from urllib.parse import urlencode

from tests.bench.comments import FEW
from tests.bench.summary import at_least, at_most
from tests.support.soup import parse

ALERT = "/en/alerts/fifty/"
ROUNDS, REQUESTS = 3, 200
# Least speed of a comment as a fraction of the rendered alert's.
BUDGET = 0.5
# Most that the 99th percentile may be, as a multiple of the median of its class.
SLOWEST_BUDGET = 4


def ask(port, method, path, status, body=None, **headers):
    """Return the body of a response. Exit unless its status is `status`."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    text = response.read()
    connection.close()
    if response.status != status:
        raise SystemExit(f"{method} {path}: {response.status}")
    return text


def timed(seconds, *arguments, **headers):
    start = time.perf_counter()
    text = ask(*arguments, **headers)
    seconds.append(time.perf_counter() - start)
    return text


def words(chance):
    """Return a new comment, because spam checks find texts that were sent before."""
    letters = "aeiou", "bcdfghjklmnprstvwxyz"
    return " ".join(
        "".join(chance.choice(letters[place % 2]) for place in range(chance.randint(2, 9)))
        for _word in range(chance.randint(5, 40))
    )


def one_round(port, chance):
    """Ask for an alert and its form, and send a comment, in turn. Return the seconds of each."""
    reads, forms, comments = [], [], []
    for _request in range(REQUESTS):
        timed(reads, port, "GET", ALERT, 200)
        form = timed(forms, port, "GET", f"{ALERT}comment/", 200)
        inputs = parse(SimpleNamespace(content=form)).find("form", method="post").find_all("input")
        fields = {one["name"]: one.get("value", "") for one in inputs}
        body = urlencode(fields | {"comment": words(chance), "name": "Xamdi"})
        # Each comment comes from another address. The proxy's is the last.
        sender = ".".join(str(chance.randint(1, 254)) for _part in range(4))
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": sender}
        timed(comments, port, "POST", f"{ALERT}comment/", 302, body, **headers)
    return reads, forms, comments


def comment_posts(port):
    """Measure the site at `port`, and return the rows of the summary."""
    chance = random.Random(16)  # noqa: S311
    for path in (ALERT, f"{ALERT}comment/"):
        ask(port, "GET", path, 200)  # loads what the first request needs
    rounds = [one_round(port, chance) for _round in range(ROUNDS)]
    names = f"reads (alert with {FEW} comments)", "forms", "comments"
    print(
        f"\n{'requests one by one':38} {'p50 (ms)':>10} {'p99 (ms)':>10} {'p99/p50':>8} {'budget':>7}"
    )
    rows = []
    for name, seconds in zip(names, zip(*rounds, strict=True), strict=True):
        # Other load on the machine is seldom in the slowest requests of most rounds.
        middle = median(median(one) for one in seconds)
        slowest = median(quantiles(one, n=100)[98] for one in seconds)
        ratio = median(quantiles(one, n=100)[98] / median(one) for one in seconds)
        print(
            f"{name:38} {middle * 1000:10.1f} {slowest * 1000:10.1f} {ratio:8.2f}"
            f" {SLOWEST_BUDGET:7}"
        )
        rows.append(at_most(f"p99 / p50: {name}", ratio, SLOWEST_BUDGET))
    speed = median(
        read / comment
        for reads, _forms, comments in rounds
        for read, comment in zip(reads, comments, strict=True)
    )
    return [at_least("comment on the disk / rendered alert", speed, BUDGET), *rows]
