"""Queryset of comments, with methods that lock or delete many comments in a few queries."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.db.models.functions import Coalesce
from django_comments.models import Comment
from django_comments_xtd.models import XtdComment

from home.people.models import User

from .statuses import Status

# `PostComment`, whose module imports this one.
C = TypeVar("C", bound=models.Model)


def delete_in_one_query(rows: models.QuerySet) -> int:
    """Delete `rows`, but no rows that refer to them, in one query, and return the count."""
    # Django has no public method for this. `QuerySet.delete` would load every row, because Wagtail
    # listens to the deletion signals of all models.
    return rows._raw_delete(rows.db)


class CommentQuerySet(models.QuerySet[C]):
    def shown_on(self, post_id: int) -> Self:
        """Filter to the public comments, in all languages, on the English page with this ID."""
        return self.filter(post_id=post_id, is_shown=True)

    def seen_by(self, user: User) -> Self:
        """Filter to comments that the moderator `user` may read."""
        is_trusted = user.has_perm("comments.handle_evidence")
        return self if is_trusted else self.exclude(status=Status.EVIDENCE)

    def with_number(self, number: int) -> Self:
        """Filter to the comment with the ID `number`, which may be too large for the database."""
        # For `pk`, a foreign key, Django would pass such an ID on to the database.
        return self.filter(id=number)

    def in_queue_of(self, languages: list[str]) -> Self:
        """Filter to comments that are in one of `languages` or were passed to one of them."""
        return self.filter(Q(language__in=languages) | Q(passed_to__in=languages))

    def lock_threads(self) -> None:
        """Lock the threads of these comments until the transaction ends."""
        # Additions, decisions and deletions can change other rows of the thread, so they need this
        # lock.
        comments = type(self)(self.model)
        roots = self.order_by().values(top=Coalesce("root_id", "pk"))
        # The same order everywhere prevents deadlocks.
        locked = comments.filter(pk__in=roots).order_by("pk")
        list(locked.select_for_update(of=("self",)).values_list("pk"))

    def get_locked(self, pk: int) -> C | None:
        """Lock the thread of the comment with this ID, and return the comment, if there is one."""
        self.filter(pk=pk).lock_threads()
        return self.filter(pk=pk).first()

    def delete_with_replies(self, chosen: list[tuple[int, int | None, int | None]]) -> int:
        """Delete the comments in `chosen` and all replies below them, and return the count.

        Each item of `chosen` is a tuple (`pk`, `root_id`, `reply_to_id`). Lock the threads before.
        """
        if not chosen:
            return 0
        pks = [pk for pk, *_above in chosen]
        comments = type(self)(self.model)
        # A comment has at most two levels below it.
        replies = comments.filter(reply_to__in=pks).values("pk")
        theirs = comments.filter(reply_to__in=replies).values("pk")
        doomed = comments.filter(Q(pk__in=pks) | Q(pk__in=replies) | Q(pk__in=theirs))
        doomed.delete_related()
        # The table by which `doomed` is selected comes last; foreign keys are checked at commit.
        for rows in (
            Comment.objects.filter(pk__in=doomed.values("pk")),
            XtdComment.norel_objects.filter(pk__in=doomed.values("pk")),
            doomed,
        ):
            count = delete_in_one_query(rows)
        above = {pk for _pk, *above in chosen for pk in above if pk}
        if above:
            below = comments.filter(Q(root=OuterRef("pk")) | Q(reply_to=OuterRef("pk"))).order_by()
            left = below.annotate(group=models.Value(1)).values("group").annotate(count=Count("*"))
            XtdComment.norel_objects.filter(pk__in=above).update(
                nested_count=Coalesce(Subquery(left.values("count")), 0)
            )
        return count

    def delete_related(self, *, keep: tuple[type[models.Model], ...] = ()) -> None:
        """Delete the rows of other models that refer to these comments with `CASCADE`.

        Rows of the models in `keep` stay.
        """
        for relation in self.model._meta.get_fields(include_hidden=True):
            if (
                isinstance(relation, ForeignObjectRel)
                and relation.on_delete is models.CASCADE
                and not issubclass(relation.related_model, (Comment, *keep))
            ):
                others = relation.related_model._base_manager.all()
                delete_in_one_query(
                    others.filter(**{f"{relation.field.name}__in": self.values("pk")})
                )
