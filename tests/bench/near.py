"""Benchmark of the spam checks with 200,000 other comments, 50,000 of them with the same text.

This module is run as a program in the site's environment. Each line of the output has the seconds
that a case took, and the name of the case.
"""

import random
import time
from statistics import median

import django
from django.db import connection, transaction

OTHERS, FLOOD, CHUNK = 150_000, 50_000, 10_000
ROUNDS = 15
ADVERT = "We lend money to everybody within two days without papers, write to our office today."


def build(number_of_others=OTHERS, flood=FLOOD):
    from alerts.comments.models import BANDS, SpamScreening
    from alerts.comments.spam import near_duplicates as near
    from alerts.comments.words import plain
    from tests import factories as make
    from tests.bench.comments import copies

    chance = random.Random(4)  # noqa: S311
    letters = "aeiou", "bcdfghjklmnprstvwxyz"
    words = [
        "".join(chance.choice(letters[place % 2]) for place in range(chance.randint(2, 9)))
        for _word in range(3000)
    ]

    def sentence(length):
        return " ".join(chance.choice(words) for _word in range(length))

    def bands_of(text):
        bands = near.bands_of(near.runs_of(plain(text)))
        return dict(zip(BANDS, bands, strict=True))

    first = make.comment(make.AlertPageFactory(slug="near"), status="spam", text=ADVERT)
    copied = bands_of(ADVERT)
    for start in range(0, number_of_others + flood, CHUNK):
        screenings = []

        def copy(pk, start=start, screenings=screenings):
            is_flood = start >= number_of_others
            text = ADVERT if is_flood else sentence(chance.randint(5, 40))
            bands = copied if is_flood else bands_of(text)
            screenings.append(SpamScreening(comment_id=pk, **bands))
            return {
                "thread_id": pk,
                "parent_id": pk,
                "idempotency_key": str(pk),
                "comment": text,
            }

        copies(first, CHUNK, copy)
        SpamScreening.objects.bulk_create(screenings)
    return sentence


def seconds(text):
    """Return the median seconds that the spam checks take for a comment with this text."""
    from alerts.comments.models import PostComment
    from alerts.comments.spam.checks import screen_again

    comment = PostComment(comment=text)
    figures = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        with transaction.atomic():
            screen_again(comment)
            transaction.set_rollback(True)
        figures.append(time.perf_counter() - start)
    return median(figures)


def main():
    with transaction.atomic():
        sentence = build()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for name, text in {
        "new words": sentence(30),
        "3,000 characters": sentence(800)[:3000],
        "the flood's words": ADVERT,
        "nearly the flood's words": ADVERT.replace("two", "six"),
        "two words": "Thank you",
    }.items():
        print(f"{seconds(text):.4f} {name}")


if __name__ == "__main__":
    django.setup()
    main()
