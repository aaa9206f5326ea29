"""Signal for packages that depend on comments, which comments must not import."""

from django.dispatch import Signal

# Sent after the commit when the public comments on the English pages `post_ids` may have changed.
# The call totals count published answers, and use it.
shown_changed = Signal()


def send_shown_changed(post_ids):
    """Send `shown_changed`; errors of receivers are logged and not raised."""
    shown_changed.send_robust(sender=None, post_ids=set(post_ids))
