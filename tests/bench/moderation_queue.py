"""Benchmark of the moderation queue with 1,000 and with 100,000 comments.

`tests.bench` runs this module in its own process, on a site with only home pages. Each line of the
output has the name of a list, after its processor seconds with few and with many comments.
"""

import time
from datetime import timedelta

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from alerts.comments.models import PostComment, SpamScreening  # noqa: E402
from home.operations.call_stack import in_one_chunk  # noqa: E402
from tests import factories as make  # noqa: E402
from tests.bench.comments import copies  # noqa: E402

FEW, MANY, ROUNDS = 1000, 100_000, 7
# Statuses of each hundred comments; the languages alternate.
STATUSES = ["published"] * 60 + ["rejected"] * 10 + ["spam"] * 20 + ["pending"] * 10
LANGUAGES = ["en", "en", "es", "so", "hmn"]
LISTS = {
    "waiting": "",
    "waiting, Somali": "?status=pending&language=so",
    "published": "?status=published",
    "spam": "?status=spam",
    "all, page 3": "?status=&p=3",
}


@transaction.atomic
def fill(comment, number):
    def change(pk):
        status = STATUSES[pk % len(STATUSES)]
        sent = comment.submitted - timedelta(minutes=pk)
        return {
            "thread_id": pk,
            "parent_id": pk,
            "idempotency_key": str(pk),
            "status": status,
            "is_public": status == "published",
            "is_shown": status == "published",
            "language": LANGUAGES[pk // len(STATUSES) % len(LANGUAGES)],
            "submitted": str(sent),
            "moderated_at": None if status == "pending" else str(sent),
        }

    copies(comment, number, change)
    # Every fifth of the comments that `copies` has just stored is a near duplicate.
    SpamScreening.objects.bulk_create(
        SpamScreening(comment_id=pk, cluster=pk // 7 if pk % 5 == 0 else None)
        for pk in PostComment.objects.filter(screening=None).values_list("pk", flat=True)
    )


def seconds(client, query):
    """Return the shortest processor time of several identical requests."""
    figures = []
    for _ in range(ROUNDS):
        start = time.process_time()
        response = client.get(reverse("moderation:index") + query)
        figures.append(time.process_time() - start)
        assert response.status_code == 200, response.status_code
    return min(figures)


def measure():
    user, _created = get_user_model().objects.get_or_create(username="moderator")
    user.groups.add(Group.objects.get(name="Moderators"))
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    return {name: seconds(client, query) for name, query in LISTS.items()}


def main():
    comment = make.comment(make.AlertPageFactory(), text="We called at noon.", user_name="Xamdi")
    fill(comment, FEW - 1)
    few = measure()
    fill(comment, MANY - FEW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for name, many in measure().items():
        print(f"{few[name]:.3f} {many:.3f} {name}")


if __name__ == "__main__":
    in_one_chunk(main)()
