"""Who may comment where, and the one way in which a comment's status changes."""

from django.db import transaction
from django.utils import timezone
from django_comments.moderation import CommentModerator
from wagtail.log_actions import log

from .models import PostComment, Status


def accepts_comments(post):
    """Whether readers can comment on `post`, a page as the reader has it.

    The English page decides for all languages: it must be live and have its comments
    open. Both it and the reader's page must be open for everybody to read.
    """
    source = post.source
    return (
        source.live
        and source.comments_open
        and not any(page.get_view_restrictions().exists() for page in {source, post})
    )


class PostModerator(CommentModerator):
    """Holds every comment, and lets none through to a post that takes none."""

    def allow(self, comment, content_object, request):
        return accepts_comments(content_object)

    def moderate(self, comment, content_object, request):
        return True


@transaction.atomic
def set_status(comment_id, status, *, by):
    """Give the comment with this id the `status` that the moderator `by` decided on.

    Returns the comment. A second identical decision changes nothing.

    Raises:
        PostComment.DoesNotExist: the comment is gone.
    """
    comment = PostComment.objects.select_for_update(of=("self",)).get(pk=comment_id)
    if comment.status == status:
        return comment
    before, comment.status = comment.status, status
    comment.is_public = status == Status.PUBLISHED
    comment.moderated_by, comment.moderated_at = by, timezone.now()
    comment.save()
    log(
        instance=comment,
        action=f"comments.{status}",
        user=by,
        data={"before": before, "after": status},
    )
    return comment
