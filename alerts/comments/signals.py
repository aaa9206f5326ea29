"""What other parts of the site can hear about comments."""

from django.dispatch import Signal

# Sent after the commit, with `post_ids`: what readers see of the comments on these English pages
# may have changed. Whatever keeps pages forgets them then.
shown_changed = Signal()


def send_shown_changed(post_ids):
    """Send `shown_changed`; a receiver that fails is logged and holds nobody up."""
    shown_changed.send_robust(sender=None, post_ids=set(post_ids))
