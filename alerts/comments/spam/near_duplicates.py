"""Search for near duplicates of comments, by MinHash with bands.

The method is described in A. Broder, "On the resemblance and containment of documents", 1997, and
in Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3.
"""

import struct
from collections.abc import Sequence
from functools import reduce
from hashlib import blake2b
from operator import or_

from django.db.models import Q
from django.utils.crypto import salted_hmac

from ..models import BANDS, PostComment, SpamScreening
from ..words import plain

# A text is represented by the set of all runs of four characters in it, without capitals, accents
# and punctuation. Two texts are near duplicates if their sets have a Jaccard index of at least
# `ALIKE`.
#
# Each of twelve keyed hash functions gives its least value over the runs. Three of these values are
# hashed to a band, one number in an indexed column. Two texts have an equal band with a probability
# of 94% if their index is 0.8, and of 10% if it is 0.3. The texts of the newest `CANDIDATES`
# comments with an equal band are compared. The key is derived from the site's secret, so that the
# bands alone do not confirm a guess of a text.
#
# `python -m tests.bench.near` measures the time of a search.
RUN = 4  # characters
ALIKE = 0.8
ROWS = 3
CANDIDATES = 50
# Characters without punctuation. Texts below `SHORT` are compared as a whole; many people who do
# not know each other write the same texts below `VERY_SHORT` ("Thank you all").
SHORT, VERY_SHORT = 40, 25


def runs_of(text: str) -> set[str]:
    """Return the set of runs in `text`, which `plain` has normalized."""
    if len(text) < SHORT:
        return {text}
    return {text[start : start + RUN] for start in range(len(text) - RUN + 1)}


def likeness(one: set[str], other: set[str]) -> float:
    """Return the Jaccard index of two sets of runs, from 0 to 1."""
    return len(one & other) / len(one | other)


def bands_of(runs: set[str]) -> list[int]:
    """Return the four bands for the runs of a text, as signed 32-bit integers."""
    key = salted_hmac("comments.spam.near", "", algorithm="sha256").digest()
    least = struct.Struct(f"<{len(BANDS) * ROWS}I")
    hashes = (
        least.unpack(blake2b(run.encode(), digest_size=least.size, key=key).digest())
        for run in runs
    )
    values = [min(column) for column in zip(*hashes, strict=True)]
    bands: list[int] = []
    for start in range(0, len(values), ROWS):
        band = repr(values[start : start + ROWS]).encode()
        bands += struct.unpack("<i", blake2b(band, digest_size=4).digest())
    return bands


def columns(comment: PostComment) -> dict[str, int | None]:
    """Return the bands of `comment` by column; all are None without letters or digits."""
    text = plain(comment.comment)
    values: Sequence[int | None] = bands_of(runs_of(text)) if text else [None] * len(BANDS)
    return dict(zip(BANDS, values, strict=True))


def alike(comment: PostComment, bands: dict[str, int | None]) -> list[PostComment]:
    """Return the near duplicates of `comment` among the newest candidates, newest first."""
    if None in bands.values():
        return []
    candidates = (
        SpamScreening.objects.filter(reduce(or_, (Q(**{band: bands[band]}) for band in BANDS)))
        .exclude(pk=comment.pk)
        .order_by("-pk")
        .values("pk")[:CANDIDATES]
    )
    found = (
        PostComment.objects.filter(pk__in=candidates)
        .filter(is_campaign=False, is_withdrawn=False, is_erased=False)
        .select_related("screening")
        .only("comment", "status", "submitted", "moderated_at", "screening__cluster")
        .order_by("-pk")
    )
    runs = runs_of(plain(comment.comment))
    return [one for one in found if likeness(runs, runs_of(plain(one.comment))) >= ALIKE]
