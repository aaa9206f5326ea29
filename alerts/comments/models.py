"""Readers' comments on posts."""

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy
from django_comments_xtd.models import XtdComment


class Status(models.TextChoices):
    """Where a comment stands with the moderators."""

    PENDING = "pending", pgettext_lazy("state of a comment", "waiting for a moderator")
    PUBLISHED = "published", pgettext_lazy("state of a comment", "published")
    REJECTED = "rejected", pgettext_lazy("state of a comment", "rejected")


class CommentQuerySet(models.QuerySet):
    def thread(self, post_id, language):
        """The published comments on the English page with this id in one language, oldest first."""
        return self.filter(post_id=post_id, language=language, status=Status.PUBLISHED).order_by(
            "submitted", "pk"
        )


class PostComment(XtdComment):
    """A comment on a post in one language.

    The package's comment is two joined tables; what pages filter by is kept in
    columns of this one, since no index can span tables. `status` is the truth
    about publication (`is_public` follows it), and changes in
    `moderation.set_status` alone. It keeps no address of its writer.
    """

    post = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.CASCADE,
        related_name="post_comments",
        help_text="The English page, whichever language the comment is in.",
    )
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    status = models.CharField(max_length=20, choices=Status, default=Status.PENDING)
    reply_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies"
    )
    idempotency_key = models.CharField(
        max_length=64,
        unique=True,
        help_text="From the form's stamp: what was sent twice is stored once.",
    )
    submitted = models.DateTimeField()
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    moderated_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = "comment"
        indexes = [
            models.Index(fields=("post", "language", "status", "submitted"), name="comment_thread"),
            models.Index(fields=("status", "submitted"), name="comment_queue"),
        ]

    def __str__(self):
        # Wagtail's audit log keeps this for ever: no word of the comment, no name.
        return f"Comment {self.pk}"
