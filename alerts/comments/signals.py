"""Signal for the rooms above this one, which comments must not import."""

from django.dispatch import Signal

# Sent after the commit, with `post_ids`: readers may see other comments on these English pages than
# before. The call totals count published answers, and follow it.
shown_changed = Signal()


def send_shown_changed(post_ids):
    """Send `shown_changed`; a receiver that fails is logged and holds nobody up."""
    shown_changed.send_robust(sender=None, post_ids=set(post_ids))
