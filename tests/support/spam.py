"""Helpers for tests of the spam checks."""

from alerts.comments.models import BlockedTerm


def names(comment):
    """Return the names of the reasons that the spam checks recorded for `comment`."""
    return [name for name, _points, _detail in comment.screening.reasons]


def block(term, kind="word"):
    made = BlockedTerm(term=term, kind=kind)
    made.full_clean()
    made.save()
    return made
