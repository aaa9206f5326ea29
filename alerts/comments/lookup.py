"""Queries for pages of threads and of replies, each in a constant number of queries."""

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from home.addresses import relative_path

from .availability import RULES, closed_reason, comment_rules, rules_in
from .models import PostComment

THREADS_PER_PAGE = 20
REPLIES_INLINE = 5
REPLIES_PER_PAGE = 50
# Columns that pages show; the others, such as those for addresses, are not loaded.
SHOWN = (
    *("user_name", "comment", "is_withdrawn", "submitted", "language"),
    *("level", "root", "reply_to", "place"),
    *("is_erased", "is_campaign", "is_closed"),
    *("call_result", "office__name"),
)
# More pages than any thread has; a larger number in a URL could overflow in the database.
_FAR = 100_000


class ThreadPage(Page):
    """Page of the comments that begin a thread, oldest or newest first.

    It also holds the counts of these and the other comments on the post, the values of the `RULES`,
    and the comments `also`.
    """

    def __init__(self, rows, number, *, threads, comments, others, rules, also):  # noqa: PLR0913
        super().__init__(rows, number, _paginator(rows, THREADS_PER_PAGE, threads))
        self.comments, self.others, self.rules, self.also = comments, others, rules, also


def page_of_threads(comments, others, *, number=1, newest=False, also=()):
    """Return a page of the threads among `comments`, a queryset of public comments on a post.

    Each comment that begins a thread has its first replies nested in `answers`, and the count of all
    its replies in `replies_shown`. `more` is True if some are left out.

    This takes two queries. A number beyond the last page returns the last page, with one more query.

    Args:
        others: queryset of the other public comments on the post, which are counted.
        number: number of the page as in the URL.
        also: ids of comments shown elsewhere on the same page, which the second query loads.
    """
    number = _page_number(number)
    order = ("-submitted", "-pk") if newest else ("submitted", "pk")
    roots = comments.filter(root=None).order_by(*order)
    replies = PostComment.objects.filter(root=OuterRef("pk"), is_shown=True).order_by("place")
    rows = list(
        _slice(roots, number, THREADS_PER_PAGE)
        .order_by(*order)
        .select_related("office")
        .only(*SHOWN)
        .annotate(
            of_threads=_count(roots),
            of_comments=_count(comments),
            of_others=_count(others),
            **RULES,
            replies_shown=_count(replies, "root"),
            last_inline=Subquery(replies.values("place")[REPLIES_INLINE - 1 : REPLIES_INLINE]),
        )
    )
    if not rows and number > 1:
        last = Paginator(roots, THREADS_PER_PAGE).num_pages
        return page_of_threads(comments, others, number=last, newest=newest, also=also)
    if rows:
        rules = rules_in(rows[0])
        threads, here, elsewhere = rows[0].of_threads, rows[0].of_comments, rows[0].of_others
    else:
        rules = comment_rules(of_others=_count(others))
        threads, here, elsewhere = 0, 0, rules.pop("of_others")
    loaded = list(_first_replies(rows, also))
    _nest(rows, [comment for comment in loaded if comment.root_id])
    return ThreadPage(
        rows,
        number,
        threads=threads,
        comments=here,
        others=elsewhere,
        rules=rules,
        also=[comment for comment in loaded if comment.pk in also],
    )


def find_comment(post_id, pk):
    """Return the public comment `pk` on the English page `post_id`, with one query.

    It is annotated with the count of its thread's replies in `replies_shown`, the count of those
    before it in `earlier`, and the `RULES`.

    Raises:
        PostComment.DoesNotExist: the page has no such public comment.
    """
    thread = PostComment.objects.filter(is_shown=True)
    return (
        PostComment.objects.shown_on(post_id)
        .select_related("office")
        .only(*SHOWN)
        .annotate(
            **RULES,
            replies_shown=_count(thread.filter(root=OuterRef("pk")), "root"),
            earlier=_count(
                thread.filter(root=OuterRef("root"), place__lt=OuterRef("place")), "root"
            ),
        )
        .get(pk=pk)
    )


def page_of_replies(root, number=1):
    """Return a page of all replies to `root`, a comment from `find_comment`, nested in `answers`.

    A page that begins within a branch repeats the comment above that branch. A number out of range
    returns the nearest page.
    """
    last = max(-(-root.replies_shown // REPLIES_PER_PAGE), 1)
    number = min(_page_number(number), last)
    replies = PostComment.objects.filter(root=root.pk, is_shown=True).order_by("place")
    part = _slice(replies, number, REPLIES_PER_PAGE)
    rows = replies.filter(Q(pk__in=part) | Q(pk__in=part.values("reply_to"))).only(*SHOWN)
    _nest([root], rows)
    return Page(rows, number, _paginator(rows, REPLIES_PER_PAGE, root.replies_shown))


def page_of_reply(reply):
    """Return the number of the page of replies that has `reply`, a comment from `find_comment`."""
    return reply.earlier // REPLIES_PER_PAGE + 1


def thread_context(request, post, rules):
    """Return the context around comments on `post`; `rules` are as from `comment_rules`."""
    closed = closed_reason(post, **rules)
    return {
        "request": request,
        "post": post,
        "path": relative_path(post.source),
        "accepts_comments": closed is None,
        "closed": closed,
    }


def threads_context(request, post, comments, others, also=()):
    """Return the context with the page of threads among `comments` that `request` asks for."""
    query = request.GET if request else {}
    newest = query.get("order") == "newest"
    page = page_of_threads(
        comments,
        others,
        number=query.get("comments", 1),
        newest=newest,
        also=also,
    )
    return thread_context(request, post, page.rules) | {"threads": page, "newest": newest}


def _count(comments, same="post"):
    """Return a subquery that counts `comments`, which share one value in the column `same`."""
    counted = comments.order_by().values(same).annotate(number=Count("*"))
    return Coalesce(Subquery(counted.values("number")), 0)


def _page_number(text):
    """Return the page number in a text from a URL, limited to the range of real pages."""
    try:
        return min(max(int(text), 1), _FAR)
    except ValueError:
        return 1


def _paginator(rows, per_page, total):
    """Return Django's paginator for `rows` with a known `total`."""
    paginator = Paginator(rows, per_page)
    paginator.count = total
    return paginator


def _slice(comments, number, per_page):
    """Return the page of `comments` with this number, without loading the pages before it."""
    start = (number - 1) * per_page
    return PostComment.objects.filter(pk__in=comments.values("pk")[start : start + per_page])


def own_threads(request, post, also=()):
    """Return the context of the threads on `post` in the reader's language.

    `also` is as in `page_of_threads`.
    """
    shown = PostComment.objects.shown_on(post.source.pk)
    here = {"language": get_language()}
    return threads_context(request, post, shown.filter(**here), shown.exclude(**here), also)


def _first_replies(roots, also):
    """Return the first replies to each of `roots`, and the comments with the ids `also`.

    This makes no query if there are none.
    """
    inline = Q(pk__in=also) if also else Q()
    for root in roots:
        root.more = root.replies_shown > REPLIES_INLINE
        if root.replies_shown:
            until = {"place__lte": root.last_inline} if root.more else {}
            inline |= Q(root=root.pk, **until)
    if not inline:
        return []
    comments = PostComment.objects.filter(inline, is_shown=True).select_related("office")
    return comments.order_by("place").only(*SHOWN)


def _nest(roots, replies):
    """Set `answers` on each comment from `replies`, which are ordered by place."""
    comments = {comment.pk: comment for comment in [*roots, *replies]}
    for comment in comments.values():
        comment.answers = []
        comment.in_closed_thread = comments[comment.root_id or comment.pk].is_closed
    for reply in replies:
        comments[reply.reply_to_id].answers.append(reply)
