"""Signal for other packages, which this package must not import."""

from collections.abc import Iterable

from django.dispatch import Signal

# Sent after the commit if the public comments on the English pages `post_ids` may have changed.
# The call totals, which count published answers, listen to it.
shown_changed = Signal()


def send_shown_changed(post_ids: Iterable[int]) -> None:
    """Send `shown_changed` for the English pages with these IDs. Log errors of receivers."""
    shown_changed.send_robust(sender=None, post_ids=set(post_ids))
