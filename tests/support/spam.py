"""Reasons against a comment, and the terms that moderators block."""

from alerts.comments.models import BlockedTerm


def names(comment):
    """Return the names of the reasons that the spam checks found against `comment`."""
    return [name for name, _points, _detail in comment.screening.reasons]


def block(term, kind="word"):
    """Add `term` to the blocked terms as the admin does, validated."""
    made = BlockedTerm(term=term, kind=kind)
    made.full_clean()
    made.save()
    return made
