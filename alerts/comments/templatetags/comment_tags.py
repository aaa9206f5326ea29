"""The comments under a post, and their numbers in lists of posts."""

from django import template
from django.db.models import Count
from django.template.defaultfilters import truncatechars
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..lookup import own_threads
from ..models import REDACTED, PostComment
from ..waiting_times import wait_in

register = template.Library()


@register.simple_tag(takes_context=True)
def find_threads(context, post, also=()):
    """Return the context of `comments/thread.html`: a page of threads in the reader's language.

    `also` are ids of comments that are shown elsewhere on the page, loaded by the same query.
    """
    return own_threads(context.get("request"), post, also or ())


@register.inclusion_tag("comments/thread.html")
def comment_thread(found):
    """Show the threads that `find_threads` has found."""
    return found


@register.simple_tag
def count_comments(*lists):
    """Return the count of comments in the reader's language by the id of the English page.

    `lists` are lists of posts, or None; one query for all.
    """
    posts = [post for posts in lists for post in posts or ()]
    return dict(
        PostComment.objects.filter(
            post__in=[post.source.pk for post in posts], language=get_language(), is_shown=True
        )
        .values_list("post")
        .annotate(Count("pk"))
        .order_by()
    )


@register.filter
def count_of(counts, post):
    """Return the count of comments on `post`, from the result of `count_comments`, if there is one."""
    return counts.get(post.source.pk, 0) if counts else 0


@register.simple_tag
def expected_wait(language):
    """How long a comment in the language with this code waits for a moderator, as a sentence."""
    return wait_in(language)


@register.filter
def words(comment):
    """The text of `comment` as HTML; it says in the reader's language where a moderator took words out."""
    removed = format_html(
        '<span class="removed" lang="{}" dir="ltr">{}</span>',
        get_language(),
        _("[removed by a moderator]"),
    )
    # The text is escaped by then, and what stands for the removed words is no markup.
    return mark_safe(linebreaks(comment.comment, autoescape=True).replace(REDACTED, removed))  # noqa: S308


@register.filter
def words_in_short(comment):
    """The beginning of the text of `comment`, to be escaped."""
    return truncatechars(comment.comment.replace(REDACTED, _("[removed by a moderator]")), 300)
