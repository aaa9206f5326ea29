"""Paginated lookups of comment threads and replies, each with a constant number of queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
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
    count_in_other_languages,
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
    """Comment on one page of results, with its direct replies on that page in `answers`."""

    comment: PostComment
    in_closed_thread: bool
    # Both are set only for the first comment of a thread: the count of public replies in the
    # thread, and True if `page_of_threads` leaves some of them out.
    reply_count: int = 0
    has_more: bool = False
    answers: list["ThreadComment"] = field(default_factory=list)


@dataclass(frozen=True)
class FoundComment:
    """Public comment, with the results of `availability.RULES` and its place in the thread."""

    comment: PostComment
    rules: dict[str, Any]
    # Public replies in the thread that the comment begins; 0 for a reply.
    reply_count: int
    # Public replies before this reply in its thread; 0 for a first comment.
    earlier_count: int


class ThreadPage(Page[ThreadComment]):
    """Page of a Django paginator that lists threads."""

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
        # Comments and replies on all pages, and comments that are not listed. `paginator.count`, the
        # count of threads, stops at one more than an excerpt shows.
        self.comment_count, self.other_count = comment_count, other_count
        self.rules, self.also = rules, also


def page_of_threads(  # noqa: PLR0913
    comments: QuerySet[PostComment],
    other_count: Combinable,
    *,
    number: int | str = 1,
    newest: bool = False,
    also: Collection[int] = (),
    per_page: int | None = None,
    rows: list[Any] | None = None,  # comments with the annotations of `first_comments`
) -> ThreadPage:
    """Return one page of the threads in `comments`, with the first replies in each thread.

    If `number` is too large, return the last page. `other_count` is an expression for the count of
    comments that are not listed. Comments with an ID in `also` are loaded too, and `rows` are first
    comments that are already loaded.
    """
    number, per_page = _page_number(number), per_page or THREADS_PER_PAGE
    if rows is None:
        rows = list(first_comments(comments, other_count, number, newest, per_page))
    if not rows and number > 1:
        last = Paginator(comments.filter(root=None), per_page).num_pages
        return page_of_threads(
            comments, other_count, number=last, newest=newest, also=also, per_page=per_page
        )
    if rows:
        first, *_others = rows  # all have the same counts and rules
        rules = rules_in(first)
        thread_count, comment_count = first.thread_count, first.comment_count
        others = first.other_count
    else:
        rules = comment_rules(other_count=other_count)
        thread_count, comment_count, others = 0, 0, rules.pop("other_count")
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
        other_count=others,
        rules=rules,
        also=[comment for comment in loaded if comment.pk in also],
    )


def find_comment(post_id: int, pk: int) -> FoundComment:
    """Return the public comment with the ID `pk` on the English page with the ID `post_id`.

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
            reply_count=count_of(thread.filter(root=OuterRef("pk"))),
            earlier_count=count_of(earlier),
        )
        .get(pk=pk)
    )
    return FoundComment(comment, rules_in(comment), comment.reply_count, comment.earlier_count)


def page_of_replies(
    found: FoundComment, number: int | str = 1
) -> tuple[ThreadComment, Page[PostComment]]:
    """Return the thread that `found` begins, and one page of its replies."""
    last = max(-(-found.reply_count // REPLIES_PER_PAGE), 1)
    number = min(_page_number(number), last)
    replies = PostComment.objects.filter(root=found.comment.pk, is_shown=True).order_by("place")
    part = part_of(replies, number, REPLIES_PER_PAGE)
    # The parent of a reply can be on an earlier page.
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
    """Return the template context that every page with comments on `post` needs."""
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
    other_count: Combinable,
    *,
    also: Collection[int] = (),
    per_page: int | None = None,
    rows: list[PostComment] | None = None,
) -> dict[str, Any]:
    """Return the context for the page of threads that the URL selects, by default the first."""
    query = request.GET if request else {}
    newest = query.get("order") == "newest"
    page = page_of_threads(
        comments,
        other_count,
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
    """Return the template context for the threads on `post` in the reader's language."""
    query = request.GET if request else {}
    per_page = rows = None
    if "comments" not in query and "order" not in query:
        per_page, rows = THREADS_UNDER_POST, first_under_post().run(post=post.source.pk)
    shown = PostComment.objects.shown_on(post.source.pk)
    language = get_language()
    own, other_count = shown.filter(language=language), count_in_other_languages(shown, language)
    return threads_context(request, post, own, other_count, also=also, per_page=per_page, rows=rows)


def _page_number(number: int | str) -> int:
    try:
        return min(max(int(number), 1), _FAR)
    except ValueError:
        return 1


def _paginator(rows: list, per_page: int, total: int) -> Paginator:
    # `rows` are only those of one page.
    paginator = Paginator(rows, per_page)
    paginator.count = total
    return paginator


def _nest(roots: list[ThreadComment], replies: Iterable[PostComment]) -> None:
    shown: dict[int | None, ThreadComment] = {root.comment.pk: root for root in roots}
    # `replies` are ordered by `place`: each one comes after its parent.
    for reply in replies:
        closed = shown[reply.root_id].in_closed_thread
        shown[reply.pk] = ThreadComment(reply, closed)
        shown[reply.reply_to_id].answers.append(shown[reply.pk])


def private_path(key: str) -> str:
    """Return the path of the private page of the comment with the idempotency key `key`."""
    hashes = PostComment.objects.values_list("token_hash", flat=True)
    token = find_token(key, hashes.filter(idempotency_key=key).first())
    return reverse("comments:private", args=(token,))
