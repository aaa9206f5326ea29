"""Times of changes, for feeds and search engines."""

from datetime import datetime

from alerts.models import Post


def text_changed_at(post: Post) -> datetime | None:
    """Return the time at which the text of `post` last changed, or None if never published."""
    # A change of the English makes a translation outdated or, with `urgent_fix`, replaces it.
    moments = [post.last_published_at, post.english_changed_at]
    if post.source.urgent_fix:
        moments.append(post.source.last_published_at)
    return max((moment for moment in moments if moment), default=None)
