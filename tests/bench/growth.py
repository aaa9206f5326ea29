"""Benchmark of the site with 100 posts and with 10,000, in four languages, with 20 comments each.

`tests.bench` runs this module in its own process, on a site with only home pages. Each line of the
output has the name of what was measured, after its processor milliseconds with few and with many
posts. The database with few posts is a copy, and the two are measured in alternation.
"""

import os
import resource
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from alerts.comments.models import PostComment  # noqa: E402
from alerts.models import AlertIndexPage, AlertPage  # noqa: E402
from home.operations.call_stack import in_one_chunk  # noqa: E402

FEW, MANY, COMMENTS = 100, 10_000, 20
ALTERNATIONS, ROUNDS, STARTS = 6, 3, 2
ADDRESSES = {
    "home page": "/en/",
    "home page in Somali": "/so/",
    "list of alerts": "/en/alerts/",
    "list of alerts in Somali": "/so/alerts/",
    "second page of the list": "/en/alerts/?page=2",
    "alert": "/en/alerts/{slug}/",
    "Atom feed": "/en/feed.atom",
    "JSON feed": "/so/feed.json",
    "calendar": "/en/calendar.ics",
    "section of the sitemap": "/sitemap-1.xml",
    "admin home page": reverse("wagtailadmin_home"),
    "translation dashboard": reverse("translation_dashboard"),
    "moderation queue": reverse("moderation:index"),
    "page explorer": "/admin/pages/{index}/",
}
START = "from config import wsgi; wsgi.load_all()"


def shortest(action, rounds=ROUNDS):
    """Call `action` once, then `rounds` times, and return its shortest processor time in ms."""
    action()
    figures = []
    for _ in range(rounds):
        start = time.process_time()
        action()
        figures.append(time.process_time() - start)
    return 1000 * min(figures)


def get(client, address):
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address}: {response.status_code}")
    if response.streaming:
        b"".join(response.streaming_content)


def approve(client):
    comment = PostComment.objects.filter(status="pending").earliest("submitted")
    client.post(reverse("moderation:decide", args=[comment.pk, "published"]))
    comment.refresh_from_db()
    if comment.status != "published":
        raise SystemExit(f"The comment is still {comment.status}.")


def measure(client):
    """Return the milliseconds of each surface with the current database."""
    index = AlertIndexPage.objects.get(locale__language_code="en").pk
    made = AlertPage.objects.filter(slug__startswith="call-", locale__language_code="en")
    page = made.order_by("path")[5]
    figures = {
        name: shortest(
            lambda address=address: get(client, address.format(index=index, slug=page.slug))
        )
        for name, address in ADDRESSES.items()
    }
    figures["publish"] = shortest(lambda: page.save_revision().publish())
    figures["approve"] = shortest(lambda: approve(client))
    return figures


def start(database):
    """Return the processor time in milliseconds until a server process is ready to answer."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(  # noqa: S603
        [sys.executable, "-c", START],
        env=os.environ | {"DATABASE_URL": f"sqlite:///{database}"},
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def use(database):
    connection.close()
    connection.settings_dict["NAME"] = str(database)
    cache.clear()


def call(command, **options):
    # The standard output has the figures only.
    call_command(command, stdout=sys.stderr, **options)


def build():
    """Return the paths of a database with few posts, and of one with many."""
    many = Path(connection.settings_dict["NAME"])
    call("setupsite")
    call("manyposts", posts=FEW, comments=COMMENTS * FEW)
    connection.close()  # writes the log to the file
    few = many.with_name("few.sqlite3")
    shutil.copyfile(many, few)
    call("manyposts", posts=MANY - FEW, comments=COMMENTS * (MANY - FEW))
    return few, many


def main():
    user = get_user_model().objects.create_superuser("root")
    databases = build()
    client = Client(SERVER_NAME="127.0.0.1")
    figures = defaultdict(lambda: ([], []))
    for _ in range(ALTERNATIONS):
        for size, database in enumerate(databases):
            use(database)
            client.force_login(user)
            for name, figure in measure(client).items():
                figures[name][size].append(figure)
    for _ in range(STARTS):
        for size, database in enumerate(databases):
            figures["start-up"][size].append(start(database))
    for name, (few, many) in figures.items():
        print(f"{min(few):.1f} {min(many):.1f} {name}")


if __name__ == "__main__":
    in_one_chunk(main)()
