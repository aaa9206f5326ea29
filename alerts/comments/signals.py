"""Signal for other packages, which this package must not import."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.dispatch import Signal

from home.operations.public_changes import public_content_changed

# Sent after the commit if the public comments on the English pages `post_ids` may have changed.
# The call totals, which count published answers, listen to it.
shown_changed = Signal()


def announce_change(post_ids: Iterable[int]) -> None:
    """Send `shown_changed` for these English pages after the commit, and renew the page cache."""
    transaction.on_commit(partial(shown_changed.send_robust, sender=None, post_ids=set(post_ids)))
    public_content_changed()
