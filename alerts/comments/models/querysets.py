"""Operations on many comments at once, in a constant number of queries."""

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django_comments.models import Comment
from django_comments_xtd.models import XtdComment

from .statuses import Status


def delete_in_one_query(rows: models.QuerySet) -> int:
    """Delete `rows`, but nothing that refers to them, in one query; return their count.

    Django has no public way: its `delete` loads every row and makes some queries for each hundred,
    because a receiver of Wagtail listens to deletions of all models. A thread can have thousands.
    """
    return rows._raw_delete(rows.db)


class CommentQuerySet(models.QuerySet):
    def shown_on(self, post_id):
        """Filter to the public comments on the English page with this id, in all languages."""
        return self.filter(post_id=post_id, is_shown=True)

    def below(self, comment):
        """Filter to the replies below `comment`, of any status."""
        return self.filter(
            root_id=comment.root_id or comment.pk, place__startswith=comment.place
        ).exclude(pk=comment.pk)

    def seen_by(self, user):
        """Filter to the comments that the moderator `user` may read; not all may read evidence."""
        is_trusted = user.has_perm("comments.handle_evidence")
        return self if is_trusted else self.exclude(status=Status.EVIDENCE)

    def lock_threads(self):
        """Lock the threads of these comments until the transaction ends.

        Call this before adding a reply to a thread, or deciding on or deleting a comment in it:
        several rows hold the order of a thread and the visibility of its comments.
        """
        roots = self.order_by().values(top=Coalesce("root_id", "pk"))
        # The same order everywhere prevents deadlocks.
        locked = self.model.objects.filter(pk__in=roots).order_by("pk")
        list(locked.select_for_update(of=("self",)).values_list("pk"))

    def delete_with_replies(self, chosen: list[tuple[int, int | None, int | None]]) -> int:
        """Delete the `chosen` comments and all replies below them; return the count.

        Each is given as (pk, root_id, reply_to_id). The caller locks their threads. The number of
        queries is constant.
        """
        if not chosen:
            return 0
        pks = [pk for pk, *_above in chosen]
        # A comment has at most two levels below it.
        replies = self.model.objects.filter(reply_to__in=pks).values("pk")
        theirs = self.model.objects.filter(reply_to__in=replies).values("pk")
        doomed = self.model.objects.filter(Q(pk__in=pks) | Q(pk__in=replies) | Q(pk__in=theirs))
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
            below = self.model.objects.filter(
                Q(root=OuterRef("pk")) | Q(reply_to=OuterRef("pk"))
            ).order_by()
            left = below.annotate(group=models.Value(1)).values("group").annotate(count=Count("*"))
            XtdComment.norel_objects.filter(pk__in=above).update(
                nested_count=Coalesce(Subquery(left.values("count")), 0)
            )
        return count

    def delete_related(self, *, keep: tuple = ()) -> None:
        """Delete the rows that belong to these comments, with one query per model not in `keep`."""
        for relation in self.model._meta.get_fields(include_hidden=True):
            if (
                (relation.one_to_many or relation.one_to_one)
                and relation.auto_created
                and not relation.concrete
                and relation.on_delete is models.CASCADE
                and not issubclass(relation.related_model, (Comment, *keep))
            ):
                others = relation.related_model._base_manager.all()
                delete_in_one_query(
                    others.filter(**{f"{relation.field.name}__in": self.values("pk")})
                )
