"""Paginated lookups of comment threads and replies, each with a constant number of queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from alerts.models import Post
from home.addresses import relative_path

from .availability import RULES, closed_reason, comment_rules, rules_in
from .models import PostComment
from .thread_queries import (
    REPLIES_INLINE,
    SHOWN,
    THREADS_UNDER_POST,
    count_of,
    first_comments,
    first_under_post,
    load,
    part_of,
)
from .tokens import find_token

THREADS_PER_PAGE = 20
REPLIES_PER_PAGE = 50
# More pages than any thread has; a larger number in a URL could overflow in the database.
_FAR = 100_000


@dataclass
class ThreadComment:
    """Comment in one page of paginated results. `answers` has the direct replies on that page.

    `reply_count` and `has_more` are set only for the first comment of a thread. `reply_count`
    counts all public replies in the thread. `has_more`, which only `page_of_threads` sets, is True
    if the page leaves out some of these replies.
    """

    comment: PostComment
    in_closed_thread: bool
    reply_count: int = 0
    has_more: bool = False
    answers: list["ThreadComment"] = field(default_factory=list)


@dataclass(frozen=True)
class FoundComment:
    """Public comment with the results of `availability.RULES` by name, in `rules`.

    `reply_count` is the count of public replies in the thread if the comment begins a thread,
    otherwise 0. `earlier_count` is the count of public replies before the comment in its thread if
    the comment is a reply, otherwise 0.
    """

    comment: PostComment
    rules: dict[str, Any]
    reply_count: int
    earlier_count: int


class ThreadPage(Page[ThreadComment]):
    """Page of a Django paginator, with threads as `ThreadComment` objects.

    `comment_count` counts the comments and replies on all pages of results. `other_count` counts
    the comments on the post in other languages. `rules` has the results of `availability.RULES` by
    name. `also` has the comments that `page_of_threads` has loaded for its argument `also`.
    """

    def __init__(  # noqa: PLR0913
        self,
        threads: list[ThreadComment],
        number: int,
        per_page: int,
        *,
        thread_count: int,
        comment_count: int,
        other_count: int,
        rules: dict[str, Any],
        also: list[PostComment],
    ) -> None:
        super().__init__(threads, number, _paginator(threads, per_page, thread_count))
        self.comment_count, self.other_count = comment_count, other_count
        self.rules, self.also = rules, also


def page_of_threads(  # noqa: PLR0913
    comments: QuerySet[PostComment],
    others: QuerySet[PostComment],
    *,
    number: int | str = 1,
    newest: bool = False,
    also: Collection[int] = (),
    per_page: int | None = None,
    rows: list[Any] | None = None,  # comments with the annotations of `first_comments`
) -> ThreadPage:
    """Return one page of the threads in `comments`, with the first replies in each thread.

    If `number` is beyond the last page, return the last page. The lookup takes at most three
    queries, or five in that case.

    Args:
        comments: the public comments on a post in one or several languages.
        others: the public comments on the post in all other languages, which are only counted.
        number: number of the page, as in the URL.
        newest: True to sort the newest thread first, instead of the oldest.
        also: IDs of other comments to load, which the template shows apart from the threads.
        per_page: count of threads per page, by default `THREADS_PER_PAGE`.
        rows: the first comments of the threads on the page, if they are already loaded.
    """
    number, per_page = _page_number(number), per_page or THREADS_PER_PAGE
    if rows is None:
        rows = list(first_comments(comments, others, number, newest, per_page))
    if not rows and number > 1:
        last = Paginator(comments.filter(root=None), per_page).num_pages
        return page_of_threads(
            comments, others, number=last, newest=newest, also=also, per_page=per_page
        )
    if rows:
        rules = rules_in(rows[0])
        thread_count, comment_count = rows[0].thread_count, rows[0].comment_count
        other_count = rows[0].other_count
    else:
        rules = comment_rules(other_count=count_of(others))
        thread_count, comment_count, other_count = 0, 0, rules.pop("other_count")
    wanted: list[dict[str, Any]] = [{"pk": pk} for pk in also]
    threads = []
    for row in rows:
        has_more = row.reply_count > REPLIES_INLINE
        threads.append(ThreadComment(row, row.is_closed, row.reply_count, has_more))
        if row.reply_count:
            until = {"place__lte": row.last_inline} if has_more else {}
            wanted.append({"root": row.pk} | until)
    loaded = load(wanted)
    _nest(threads, [comment for comment in loaded if comment.root_id])
    return ThreadPage(
        threads,
        number,
        per_page,
        thread_count=thread_count,
        comment_count=comment_count,
        other_count=other_count,
        rules=rules,
        also=[comment for comment in loaded if comment.pk in also],
    )


def find_comment(post_id: int, pk: int) -> FoundComment:
    """Return the `FoundComment` for a public comment, in one query.

    `pk` is the ID of the comment, and `post_id` the ID of the English page.

    Raises:
        PostComment.DoesNotExist: the page has no such public comment.
    """
    thread = PostComment.objects.filter(is_shown=True)
    earlier = thread.filter(root=OuterRef("root"), place__lt=OuterRef("place"))
    comment = (
        PostComment.objects.shown_on(post_id)
        .select_related("office")
        .only(*SHOWN)
        .annotate(
            **RULES,
            reply_count=count_of(thread.filter(root=OuterRef("pk")), "root"),
            earlier_count=count_of(earlier, "root"),
        )
        .get(pk=pk)
    )
    return FoundComment(comment, rules_in(comment), comment.reply_count, comment.earlier_count)


def page_of_replies(
    found: FoundComment, number: int | str = 1
) -> tuple[ThreadComment, Page[PostComment]]:
    """Return the first comment of a thread, and one page of the replies in the thread.

    `found` is the first comment. It is returned as a `ThreadComment`, with the replies nested in
    `answers`. If the parent of a reply is on an earlier page, the parent is included too. If
    `number` is out of range, return the nearest page.
    """
    last = max(-(-found.reply_count // REPLIES_PER_PAGE), 1)
    number = min(_page_number(number), last)
    replies = PostComment.objects.filter(root=found.comment.pk, is_shown=True).order_by("place")
    part = part_of(replies, number, REPLIES_PER_PAGE)
    rows = list(replies.filter(Q(pk__in=part) | Q(pk__in=part.values("reply_to"))).only(*SHOWN))
    root = ThreadComment(found.comment, found.comment.is_closed, found.reply_count)
    _nest([root], rows)
    return root, Page(rows, number, _paginator(rows, REPLIES_PER_PAGE, found.reply_count))


def page_of_reply(found: FoundComment) -> int:
    """Return the number of the page of replies that has the reply `found`."""
    return found.earlier_count // REPLIES_PER_PAGE + 1


def thread_context(
    request: HttpRequest | None, post: Post, rules: dict[str, Any]
) -> dict[str, Any]:
    """Return the template context that every page with comments on `post` needs.

    `rules` has the results of `availability.RULES` by name.
    """
    closed = closed_reason(post, **rules)
    return {
        "request": request,
        "post": post,
        "path": relative_path(post.source),
        "accepts_comments": closed is None,
        "closed": closed,
    }


def threads_context(  # noqa: PLR0913
    request: HttpRequest | None,
    post: Post,
    comments: QuerySet[PostComment],
    others: QuerySet[PostComment],
    *,
    also: Collection[int] = (),
    per_page: int | None = None,
    rows: list[PostComment] | None = None,
) -> dict[str, Any]:
    """Return the template context for the page of threads that the URL of `request` selects.

    If `request` is None, the context is for the first page. The other arguments are as in
    `page_of_threads`.
    """
    query = request.GET if request else {}
    newest = query.get("order") == "newest"
    page = page_of_threads(
        comments,
        others,
        number=query.get("comments", 1),
        newest=newest,
        also=also,
        per_page=per_page,
        rows=rows,
    )
    return thread_context(request, post, page.rules) | {
        "threads": page,
        "newest": newest,
        "is_excerpt": per_page is not None,
    }


def own_threads(
    request: HttpRequest | None, post: Post, also: Collection[int] = ()
) -> dict[str, Any]:
    """Return the template context for the threads on `post` in the reader's language.

    If the URL of `request` selects no page and no order, the context has only the first
    `THREADS_UNDER_POST` threads. `also` is as in `page_of_threads`.
    """
    query = request.GET if request else {}
    per_page = rows = None
    if "comments" not in query and "order" not in query:
        per_page, rows = THREADS_UNDER_POST, first_under_post().run(post=post.source.pk)
    shown = PostComment.objects.shown_on(post.source.pk)
    here = {"language": get_language()}
    own, others = shown.filter(**here), shown.exclude(**here)
    return threads_context(request, post, own, others, also=also, per_page=per_page, rows=rows)


def _page_number(number: int | str) -> int:
    """Return `number`, an integer or a text from a URL, as a page number from 1 to `_FAR`.

    A text that is not a number becomes 1.
    """
    try:
        return min(max(int(number), 1), _FAR)
    except ValueError:
        return 1


def _paginator(rows: list, per_page: int, total: int) -> Paginator:
    """Return a paginator for `rows`, the rows of one page, with the known `total` of all rows."""
    paginator = Paginator(rows, per_page)
    paginator.count = total
    return paginator


def _nest(roots: list[ThreadComment], replies: Iterable[PostComment]) -> None:
    """Add each reply to the `answers` of its parent. `replies` must be ordered by `place`."""
    shown: dict[int | None, ThreadComment] = {root.comment.pk: root for root in roots}
    for reply in replies:
        closed = shown[reply.root_id].in_closed_thread
        shown[reply.pk] = ThreadComment(reply, closed)
        shown[reply.reply_to_id].answers.append(shown[reply.pk])


def private_path(key: str) -> str:
    """Return the path of the private page of the comment with the idempotency key `key`."""
    stored = PostComment.objects.filter(idempotency_key=key).values_list("token_hash", flat=True)
    return reverse("comments:private", args=(find_token(key, stored.first()),))
