"""Template tags and filters for the comments on a post, and for their counts in lists of posts."""

from django import template
from django.db.models import Count
from django.template.defaultfilters import truncatechars
from django.utils import timezone
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from home.dates import long_date
from home.languages import own_name

from ..lookup import own_threads
from ..models import REDACTED, PostComment
from ..waiting_times import wait_in

register = template.Library()


@register.simple_tag(takes_context=True)
def find_threads(context, post, also=()):
    """Return the context for `comments/thread.html`, with one page of the threads on `post`."""
    return own_threads(context.get("request"), post, also or ())


@register.inclusion_tag("comments/thread.html")
def comment_thread(found):
    return found


@register.simple_tag
def count_comments(*lists):
    """Return the counts of public comments in the reader's language, by English page ID."""
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
    """Return the count of comments on `post` in `counts`, the result of `count_comments`."""
    return counts.get(post.source.pk, 0) if counts else 0


@register.simple_tag
def expected_wait(language):
    return wait_in(language)


@register.simple_tag
def byline(comment, path):
    """Return the paragraph above a comment, with its writer and its linked date."""
    code, day = get_language(), timezone.localdate(comment.submitted)
    language = ""
    if comment.written_in != code:
        language = format_html(
            ', <span lang="{}">{}</span>', comment.written_in, own_name(comment.written_in)
        )
    return format_html(
        '<p class="comment-meta" id="by-{}"><b>{}</b>, <a href="/{}/{}comments/{}/">'
        '<time datetime="{}">{}</time></a>{}</p>',
        *(comment.pk, _writer(comment), code, path, comment.pk),
        *(day.isoformat(), long_date(day), language),
    )


def _writer(comment):
    if comment.is_erased:
        text = _("Removed by a moderator")
    elif comment.is_withdrawn:
        text = _("Removed by its writer")
    elif comment.is_campaign:
        text = _("Answer from the campaign")
    elif comment.user_name:
        text = format_html("<bdi>{}</bdi>", comment.user_name)
    else:
        text = _("A reader")
    return mark_safe(text)  # noqa: S308  a message, or escaped


@register.simple_tag
def reply_link(comment, path):
    """Return the link to the form for a reply to `comment` on the post at `path`."""
    return format_html(
        '<a href="/{}/{}comment/?reply_to={}" rel="nofollow" data-form-in-place'
        ' aria-describedby="by-{}">{}</a>',
        *(comment.language, path, comment.pk, comment.pk),
        mark_safe(_("Reply")),  # noqa: S308  a message
    )


@register.simple_tag
def flag_link(comment, path):
    """Return the link to the form that reports `comment` on the post at `path`."""
    return format_html(
        '<a class="quiet" href="/{}/{}comments/{}/flag/" rel="nofollow"'
        ' aria-describedby="by-{}">{}</a>',
        *(get_language(), path, comment.pk, comment.pk),
        mark_safe(_("Report this comment")),  # noqa: S308  a message
    )


@register.filter
def words(comment):
    """Return the text of `comment` as HTML, with a translated note in place of removed words."""
    removed = format_html(
        '<span class="removed" lang="{}" dir="ltr">{}</span>',
        get_language(),
        _("[removed by a moderator]"),
    )
    # `linebreaks` escapes the text, and the placeholder for removed words has no markup.
    return mark_safe(linebreaks(comment.comment, autoescape=True).replace(REDACTED, removed))  # noqa: S308


@register.filter
def words_in_short(comment):
    """Return up to 300 characters of the text of `comment`, with a note for each removed part."""
    return truncatechars(comment.comment.replace(REDACTED, _("[removed by a moderator]")), 300)
