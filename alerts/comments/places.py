"""Where everybody can read a comment, if anybody can."""

from django.urls import reverse
from django.utils.translation import override

from alerts.models import Post
from home.addresses import find_page, relative_path


def post_for_everybody(comment, language):
    """The post of `comment` as a reader of `language` has it; None where not everybody may read it."""
    page = find_page(language, relative_path(comment.post))
    is_open = isinstance(page, Post) and not page.get_view_restrictions().exists()
    return page if is_open else None


def public_address(comment):
    """The path of the page on which `comment` stands, in its own language, while it is shown."""
    with override(comment.language):
        return reverse("comments:one", args=(relative_path(comment.post), comment.pk))
