"""Querysets of the comments that a page shows, for `alerts.comments.lookup`."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import CharField, Field, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from home.prepared import Parameter, ReaderLanguage, prepared

from .availability import RULES
from .models import PostComment

# Threads below a post, until the reader asks for a page of them.
THREADS_UNDER_POST = 3
REPLIES_INLINE = 5
# Columns that pages show. The other columns, such as those for addresses, are not loaded.
SHOWN = (
    *("user_name", "comment", "is_withdrawn", "submitted", "language", "passed_to"),
    *("level", "root", "reply_to", "place"),
    *("is_erased", "is_campaign", "is_closed"),
    *("call_result", "office__name"),
)


def first_comments(  # noqa: PLR0913
    comments: QuerySet[PostComment],
    other_count: Combinable,
    number: int,
    newest: bool,
    per_page: int,
    *,
    is_excerpt: bool = False,
) -> QuerySet[PostComment]:
    """Return the first comments of the threads on a page, with all counts that the page shows.

    With `is_excerpt`, threads are counted only until there are more than the page shows.
    """
    order = ("-submitted", "-pk") if newest else ("submitted", "pk")
    roots = comments.filter(root=None).order_by(*order)
    replies = PostComment.objects.filter(root=OuterRef("pk"), is_shown=True).order_by("place")
    return (
        part_of(roots, number, per_page)
        .order_by(*order)
        .select_related("office")
        .only(*SHOWN)
        .annotate(
            thread_count=count_of(part_of(roots, 1, per_page + 1) if is_excerpt else roots),
            comment_count=count_of(comments),
            other_count=other_count,
            **RULES,
            reply_count=count_of(replies),
            last_inline=Subquery(replies.values("place")[REPLIES_INLINE - 1 : REPLIES_INLINE]),
        )
    )


@prepared
def first_under_post() -> QuerySet[PostComment]:
    """Return the first comments of the threads below a post, in the reader's language.

    Run the query with `post`, the ID of the English page.
    """
    shown = PostComment.objects.filter(post=Parameter("post", IntegerField()), is_shown=True)
    language = ReaderLanguage()
    own, other_count = shown.filter(language=language), count_in_other_languages(shown, language)
    return first_comments(own, other_count, 1, False, THREADS_UNDER_POST, is_excerpt=True)


def count_in_other_languages(
    comments: QuerySet[PostComment], language: str | ReaderLanguage
) -> Combinable:
    """Return an expression for the count of `comments` in other languages than `language`."""
    # Two ranges of the index, instead of a condition that is checked for each comment.
    before = count_of(comments.filter(language__lt=language))
    return before + count_of(comments.filter(language__gt=language))


def count_of(comments: QuerySet[PostComment]) -> Coalesce:
    """Return a subquery for the count of `comments`."""
    # With Django's `Count`, the subquery would group the comments, which takes nearly twice as long.
    number = Func(template="COUNT(*)", output_field=IntegerField())
    return Coalesce(Subquery(comments.order_by().annotate(number=number).values("number")), 0)


def part_of(comments: QuerySet[PostComment], number: int, per_page: int) -> QuerySet[PostComment]:
    """Return a queryset of the comments on page `number` of `comments`."""
    start = (number - 1) * per_page
    return PostComment.objects.filter(pk__in=comments.values("pk")[start : start + per_page])


def load(wanted: list[dict[str, Any]]) -> list[PostComment]:
    """Return the public comments that match any dict of lookups in `wanted`, sorted by `place`."""
    if not wanted:
        return []
    if len(wanted) > 2 * THREADS_UNDER_POST:
        return list(_meeting_any(wanted))
    given = {
        f"{name}_{number}": value
        for number, lookups in enumerate(wanted)
        for name, value in lookups.items()
    }
    return _meeting_few(*(tuple(lookups) for lookups in wanted)).run(**given)


def _meeting_any(wanted: Iterable[dict[str, Any]]) -> QuerySet[PostComment]:
    conditions = reduce(or_, (Q(**lookups) for lookups in wanted))
    comments = PostComment.objects.filter(conditions, is_shown=True)
    return comments.select_related("office").order_by("place").only(*SHOWN)


@prepared
def _meeting_few(*names: tuple[str, ...]) -> QuerySet[PostComment]:
    # For example, the parameter `root_0` is the lookup `root` of the first dict.
    kinds: dict[str, Field] = {
        "pk": IntegerField(),
        "root": IntegerField(),
        "place__lte": CharField(),
    }
    return _meeting_any(
        {name: Parameter(f"{name}_{number}", kinds[name]) for name in of_one}
        for number, of_one in enumerate(names)
    )
