"""Pages of threads and of replies, each read in two queries whatever their size."""

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
# What a page shows of a comment; all else stays in the database, its writer's address first.
SHOWN = (
    *("user_name", "comment", "is_withdrawn", "submitted", "language"),
    *("level", "root", "reply_to", "place"),
    *("is_erased", "is_campaign", "is_closed"),
    *("call_result", "office__name"),
)
# More pages than any thread has: an address may ask for one that no database can count to.
_FAR = 100_000


class ThreadPage(Page):
    """A page of the comments that begin a thread, oldest or newest first.

    With it come the counts of comments here and elsewhere, the `RULES`, and the comments `also`.
    """

    def __init__(self, rows, number, *, threads, comments, others, rules, also):  # noqa: PLR0913
        super().__init__(rows, number, _paginator(rows, THREADS_PER_PAGE, threads))
        self.comments, self.others, self.rules, self.also = comments, others, rules, also


def page_of_threads(comments, others, *, number=1, newest=False, also=()):
    """Return a page of the threads among `comments`, a queryset of what is shown on a post.

    Each comment that begins a thread has its first replies nested in `answers`, the count of
    all its replies in `replies_shown`, and in `more` whether some are left out.

    Two queries; one more beyond the last page, which answers for it.

    Args:
        others: the queryset of the comments that are shown elsewhere, to be counted.
        number: the number of the page as the address gives it.
        also: ids of comments shown elsewhere on the same page, loaded by the second query.
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
            of_threads=_number(roots),
            of_comments=_number(comments),
            of_others=_number(others),
            **RULES,
            replies_shown=_number(replies, "root"),
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
        rules = comment_rules(of_others=_number(others))
        threads, here, elsewhere = 0, 0, rules.pop("of_others")
    found = list(_first_replies(rows, also))
    _nest(rows, [comment for comment in found if comment.root_id])
    return ThreadPage(
        rows,
        number,
        threads=threads,
        comments=here,
        others=elsewhere,
        rules=rules,
        also=[comment for comment in found if comment.pk in also],
    )


def find_comment(post_id, pk):
    """The comment with the id `pk` that is shown on the English page `post_id`; one query.

    It has the number of its thread's replies in `replies_shown`, and in `earlier`
    how many of them stand before it; the `RULES` are as for a page of threads.

    Raises:
        PostComment.DoesNotExist: no such comment is shown there.
    """
    thread = PostComment.objects.filter(is_shown=True)
    return (
        PostComment.objects.shown_on(post_id)
        .select_related("office")
        .only(*SHOWN)
        .annotate(
            **RULES,
            replies_shown=_number(thread.filter(root=OuterRef("pk")), "root"),
            earlier=_number(
                thread.filter(root=OuterRef("root"), place__lt=OuterRef("place")), "root"
            ),
        )
        .get(pk=pk)
    )


def page_of_replies(root, number=1):
    """A page of all replies to `root`, a comment from `find_comment`; they are nested in `answers`.

    A page that begins within a branch repeats the comment that the branch hangs on.
    Returns a page of Django's paginator; the nearest if there is none with this `number`.
    """
    last = max(-(-root.replies_shown // REPLIES_PER_PAGE), 1)
    number = min(_page_number(number), last)
    replies = PostComment.objects.filter(root=root.pk, is_shown=True).order_by("place")
    part = _slice(replies, number, REPLIES_PER_PAGE)
    rows = replies.filter(Q(pk__in=part) | Q(pk__in=part.values("reply_to"))).only(*SHOWN)
    _nest([root], rows)
    return Page(rows, number, _paginator(rows, REPLIES_PER_PAGE, root.replies_shown))


def page_of_reply(reply):
    """The number of the page of replies on which `reply`, from `find_comment`, stands."""
    return reply.earlier // REPLIES_PER_PAGE + 1


def thread_context(request, post, rules):
    """What the templates of the comments on `post` need beside these; `rules` as `comment_rules`."""
    closed = closed_reason(post, **rules)
    return {
        "request": request,
        "post": post,
        "path": relative_path(post.source),
        "accepts_comments": closed is None,
        "closed": closed,
    }


def threads_context(request, post, comments, others, also=()):
    """The page of the threads among `comments` on `post` that the address of `request` asks for."""
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


def _number(comments, same="post"):
    """The subquery that counts `comments`, which are the same in this column of their index."""
    counted = comments.order_by().values(same).annotate(number=Count("*"))
    return Coalesce(Subquery(counted.values("number")), 0)


def _page_number(text):
    """The number of a page from an address; the nearest that any thread has, whatever the text."""
    try:
        return min(max(int(text), 1), _FAR)
    except ValueError:
        return 1


def _paginator(rows, per_page, total):
    """Return Django's paginator for rows and a total that are known."""
    paginator = Paginator(rows, per_page)
    paginator.count = total
    return paginator


def _slice(comments, number, per_page):
    """The page with this number of `comments`, without loading what stands on the pages before."""
    start = (number - 1) * per_page
    return PostComment.objects.filter(pk__in=comments.values("pk")[start : start + per_page])


def own_threads(request, post, also=()):
    """Return the context of the threads on `post` in the reader's language; `also` as above."""
    shown = PostComment.objects.shown_on(post.source.pk)
    here = {"language": get_language()}
    return threads_context(request, post, shown.filter(**here), shown.exclude(**here), also)


def _first_replies(roots, also):
    """The first replies to each of `roots`, and the comments with the ids `also`.

    No query where there are none.
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
    """Give each comment the `answers` to it; `replies` come in the order of their places."""
    comments = {comment.pk: comment for comment in [*roots, *replies]}
    for comment in comments.values():
        comment.answers = []
        comment.in_closed_thread = comments[comment.root_id or comment.pk].is_closed
    for reply in replies:
        comments[reply.reply_to_id].answers.append(reply)
