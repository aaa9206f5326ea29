"""Operations on many comments at once, in the same few queries for any number."""

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django_comments.models import Comment
from django_comments_xtd.models import XtdComment

from .statuses import Status


def delete_in_one_query(rows: models.QuerySet) -> int:
    """Delete `rows`, and nothing that refers to them, in one query; return how many there were.

    Django has no public way: its `delete` loads every row, with some queries for each hundred, since
    a receiver of Wagtail's listens to the deletion of every model. A thread can have thousands.
    """
    return rows._raw_delete(rows.db)


class CommentQuerySet(models.QuerySet):
    def shown_on(self, post_id):
        """Filter to the comments that readers see on the English page with this id, in all languages."""
        return self.filter(post_id=post_id, is_shown=True)

    def below(self, comment):
        """Return all replies below `comment`, of any status."""
        return self.filter(
            root_id=comment.root_id or comment.pk, place__startswith=comment.place
        ).exclude(pk=comment.pk)

    def seen_by(self, user):
        """Filter to those that the moderator `user` may read: evidence is for administrators."""
        is_trusted = user.has_perm("comments.handle_evidence")
        return self if is_trusted else self.exclude(status=Status.EVIDENCE)

    def lock_threads(self):
        """Lock the threads of these comments until the transaction ends.

        Whatever adds a reply to a thread, decides on a comment of it or deletes one
        does this first: the order of a thread and what of it is shown are told by
        several rows.
        """
        roots = self.order_by().values(top=Coalesce("root_id", "pk"))
        # Always in the same order: who waits for another holds nothing that the other needs.
        locked = self.model.objects.filter(pk__in=roots).order_by("pk")
        list(locked.select_for_update(of=("self",)).values_list("pk"))

    def delete_with_replies(self, chosen: list[tuple[int, int | None, int | None]]) -> int:
        """Delete the `chosen` comments and all replies below them, in the same few queries for any number.

        Each is given as (pk, root_id, reply_to_id). Call it with their threads locked. Returns the
        number of deleted comments.
        """
        if not chosen:
            return 0
        pks = [pk for pk, *_above in chosen]
        # There are two levels below a comment at most.
        replies = self.model.objects.filter(reply_to__in=pks).values("pk")
        theirs = self.model.objects.filter(reply_to__in=replies).values("pk")
        doomed = self.model.objects.filter(Q(pk__in=pks) | Q(pk__in=replies) | Q(pk__in=theirs))
        doomed.delete_related()
        # The table that tells which go is last; foreign keys are checked at the end of the transaction.
        for rows in (
            Comment.objects.filter(pk__in=doomed.values("pk")),
            XtdComment.norel_objects.filter(pk__in=doomed.values("pk")),
            doomed,
        ):
            number = delete_in_one_query(rows)
        above = {pk for _pk, *above in chosen for pk in above if pk}
        if above:
            below = self.model.objects.filter(
                Q(root=OuterRef("pk")) | Q(reply_to=OuterRef("pk"))
            ).order_by()
            left = below.annotate(one=models.Value(1)).values("one").annotate(number=Count("*"))
            XtdComment.norel_objects.filter(pk__in=above).update(
                nested_count=Coalesce(Subquery(left.values("number")), 0)
            )
        return number

    def delete_related(self, *, keep: tuple = ()) -> None:
        """Delete what belongs to these comments, in one query for each model that is not in `keep`."""
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
