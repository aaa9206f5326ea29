"""Alerts for a benchmark: with 50 and 10,000 comments, in separate threads and in one thread.

This module is run as a program in the site's environment.
"""

from datetime import timedelta

import django
from django.db import connection, transaction

FEW, MANY = 50, 10_000
# Slugs and their (number of threads, number of replies to the first comment).
ALERTS = {
    "fifty": (FEW, 0),
    "many": (MANY, 0),
    "fifty-in-one-thread": (1, FEW - 1),
    "many-in-one-thread": (1, MANY - 1),
}
# What is compared: slugs of the alert with few comments and of that with many.
PAIRS = {"threads": ("fifty", "many"), "one thread": ("fifty-in-one-thread", "many-in-one-thread")}


def copies(comment, number, change):
    """Store `number` copies of `comment`. `change(pk)` returns a dict of the columns to change."""
    from alerts.comments.models import PostComment

    first = PostComment.objects.latest("pk").pk + 1
    changes = {pk: change(pk) for pk in range(first, first + number)}
    # Table by table, because calling `save` for each copy would take minutes.
    for model in (*reversed(PostComment._meta.get_parent_list()), PostComment):
        fields = model._meta.local_fields
        table, columns = model._meta.db_table, [field.column for field in fields]
        names = ", ".join(f'"{column}"' for column in columns)
        values = {
            field.column: field.get_db_prep_save(getattr(comment, field.attname), connection)
            for field in fields
        }
        rows = []
        for pk, changed in changes.items():
            row = values | {model._meta.pk.column: pk} | changed
            rows.append([row[column] for column in columns])
        with connection.cursor() as cursor:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)  # noqa: S608


def separate_thread(pk):
    """Return the changed columns of a copy that begins its own thread."""
    return {"thread_id": pk, "parent_id": pk, "idempotency_key": str(pk)}


@transaction.atomic
def build():
    from tests import factories as make
    from tests.support import every_page

    for slug, (roots, replies) in ALERTS.items():
        alert = every_page.full_alert(slug=slug, comments=())
        root = make.comment(alert, text="We called at noon. It was easy.", user_name="Xamdi")

        def later_thread(pk, root=root):
            return separate_thread(pk) | {"submitted": str(root.submitted + timedelta(seconds=pk))}

        def reply(pk, root=root):
            return {
                "parent_id": root.pk,
                "level": 1,
                "order": pk,
                "reply_to_id": root.pk,
                "root_id": root.pk,
                "place": f"{pk:010}",
                "idempotency_key": str(pk),
            }

        copies(root, roots - 1, later_thread)
        copies(root, replies, reply)


if __name__ == "__main__":
    django.setup()
    build()
