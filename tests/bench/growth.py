"""Benchmark of the site with 100 posts and with 10,000, in four languages, with 20 comments each.

Run this module as a program in the site's environment, with a migrated, empty database. It is not
part of `make bench`. Each line of the output has the milliseconds with few and with many posts,
and the name of what was measured.
"""

import time

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from alerts.models import AlertIndexPage, AlertPage  # noqa: E402

FEW, MANY, COMMENTS, ROUNDS = 100, 10_000, 20, 7
ADDRESSES = {
    "home page": "/en/",
    "home page in Somali": "/so/",
    "list of alerts": "/en/alerts/",
    "list of alerts in Somali": "/so/alerts/",
    "second page of the list": "/en/alerts/?page=2",
    "an alert": "/en/alerts/{slug}/",
    "feed": "/en/feed.atom",
    "calendar": "/en/calendar.ics",
    "sitemap": "/sitemap.xml",
    "translation dashboard": reverse("translation_dashboard"),
    "moderation queue": reverse("moderation:index"),
    "page explorer": "/admin/pages/{index}/",
}


def shortest(action):
    """Call `action` `ROUNDS` times, and return the shortest processor time in milliseconds."""
    figures = []
    for _ in range(ROUNDS):
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


def measure(client):
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
    return figures


def main():
    if not AlertIndexPage.objects.exists():
        call_command("setupsite", verbosity=0)
    user = get_user_model().objects.create_superuser("root")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    call_command("manyposts", posts=FEW, comments=COMMENTS * FEW, verbosity=0)
    few = measure(client)
    call_command("manyposts", posts=MANY - FEW, comments=COMMENTS * (MANY - FEW), verbosity=0)
    for name, many in measure(client).items():
        print(f"{few[name]:.1f} {many:.1f} {name}")


if __name__ == "__main__":
    main()
