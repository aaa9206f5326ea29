"""Recognition of the campaign's own texts, which supporters copy into comments."""

from html import unescape

from django.utils.html import strip_tags
from wagtail.rich_text import RichText

from alerts.models import Post
from home.blocks import leaves

from ..models import PostComment
from ..words import links_elsewhere, plain
from .near_duplicates import runs_of

# Share of a comment's runs that must occur in the campaign's texts. Supporters add a name or a
# sentence of their own.
COPIED = 0.65
_FIELDS = (
    *("title", "ask", "share_text", "script", "voicemail", "talking_points", "response"),
    "body",
)


def is_own_text(comment: PostComment) -> bool:
    """Return True if `comment` mostly copies texts of the post, in its language or in English."""
    runs = runs_of(plain(comment.comment))
    post = comment.content_object
    if post is None:
        return False
    pages = type(post).objects.filter(
        translation_key=post.translation_key,
        locale__language_code__in={comment.language, post.source.language},
        live=True,
    )
    own: set[str] = set()
    links: set[str] = set()
    for page in pages:
        texts = _texts_of(page)
        own |= runs_of(plain(" ".join(texts))) | set(map(plain, texts))
        links.update(*map(links_elsewhere, texts))
    # Otherwise, the campaign's texts could hide advertising.
    is_free_of_links = links.issuperset(links_elsewhere(comment.comment))
    return is_free_of_links and len(runs & own) >= COPIED * len(runs)


def _texts_of(page: Post) -> list[str]:
    texts = []
    for name in _FIELDS:
        value = getattr(page, name, "")
        for part in leaves(value):
            text = part.source if isinstance(part, RichText) else part
            if text and isinstance(text, str):
                texts.append(unescape(strip_tags(text.replace("><", "> <"))))
    return texts
