"""The comments under a post."""

from django import template
from django.core.paginator import Paginator
from django.utils.translation import get_language

from alerts.comments.models import PostComment

register = template.Library()
PER_PAGE = 20


@register.inclusion_tag("comments/thread.html", takes_context=True)
def comment_thread(context, post):
    """The published comments on `post` in the reader's language, a page of 20 at a time.

    Two queries, however many comments there are; a page that does not exist
    (`?comments=`) is the nearest that does.
    """
    comments = PostComment.objects.thread(post.source.pk, get_language()).only(
        "user_name", "comment", "submitted", "language"
    )
    request = context.get("request")
    number = request.GET.get("comments", 1) if request else 1
    return {
        "request": request,
        "post": post,
        "comments": Paginator(comments, PER_PAGE).get_page(number),
        "accepts_comments": post.source.live and post.source.comments_open,
    }
