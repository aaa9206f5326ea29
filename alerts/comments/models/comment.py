"""Readers' comments on posts."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django_comments_xtd.models import XtdComment
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from alerts.call_results import Result
from home.clean_model import CleanModel
from home.languages import language_choices

from .querysets import CommentQuerySet
from .statuses import Reason, Status

# A comment, replies to it, and replies to those.
DEEPEST_LEVEL = settings.COMMENTS_XTD_MAX_THREAD_LEVEL

# Stands for words that a moderator took out of a comment. No reader can send it: it is invisible.
REDACTED = "\ufffc"


@register_setting(icon="comment", order=100)
class CommentSettings(BaseGenericSetting, CleanModel):
    """Settings of administrators and moderators for all comments; there is one row."""

    is_paused = models.BooleanField(
        "Pause all comments",
        default=False,
        help_text="No post takes comments, until this is taken back. What is public stays.",
    )
    contact = models.EmailField(
        "Who is told of threats",
        blank=True,
        help_text="Gets a mail, without the comment's words, when a comment is kept as evidence.",
    )
    flags_needed = models.PositiveSmallIntegerField(
        "Readers who take a comment back to the queue",
        default=3,
        help_text="When so many have asked moderators to look at a published comment, it is hidden"
        " and waits again. 0: never, moderators only see how many have asked.",
    )

    class Meta:
        verbose_name = "comment settings"


class PostComment(XtdComment, CleanModel):
    """A comment on a post in one language, or a reply to one.

    The package's comment is two joined tables; what pages filter and sort by is
    kept in columns of this one, since no index can span tables. `status` is the
    truth about publication (`is_public` follows it): the spam checks set the first one, and
    `services.set_status` all others. It keeps no address of its writer.

    The result of the spam checks and the words that a moderator took out are in `SpamScreening` and
    `Redaction`, which no page for readers loads. The flags stay here: a decision resets them in
    the query that it makes anyway.
    """

    post = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.CASCADE,
        related_name="post_comments",
        help_text="The English page, whichever language the comment is in.",
    )
    language = models.CharField(max_length=10, choices=language_choices)
    status = models.CharField(max_length=20, choices=Status, default=Status.PENDING)
    reason = models.CharField(max_length=20, choices=Reason, blank=True, default="")
    is_shown = models.BooleanField(
        default=False,
        editable=False,
        help_text="It is published, and so is every comment above it.",
    )
    reply_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies"
    )
    root = models.ForeignKey(
        "self",
        null=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="thread",
        help_text="The first comment of the thread that a reply is in.",
    )
    place = models.CharField(
        max_length=10 * DEEPEST_LEVEL,
        default="",
        editable=False,
        help_text="Where a reply stands in its thread: the numbers, of ten digits each, of the"
        " replies from the first level down to this one. It sorts as the package's `order` and"
        " never changes.",
    )
    idempotency_key = models.CharField(
        max_length=64,
        unique=True,
        help_text="From the form's form_token: what was sent twice is stored once.",
    )
    submitted = models.DateTimeField()
    queued_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="Since when it waits for a moderator, or waited last: sent, or put back.",
    )
    waited = models.DurationField(
        null=True, editable=False, help_text="How long it waited for the last decision."
    )
    token_hash = models.CharField(
        max_length=64,
        unique=True,
        null=True,
        editable=False,
        help_text="Of the key in the writer's private link; comments from before have none.",
    )
    edits = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="How often its words were changed: a decision is about those that were read.",
    )
    is_withdrawn = models.BooleanField(
        default=False,
        editable=False,
        help_text="Its writer took the words away; the place stays for the replies.",
    )
    is_erased = models.BooleanField(
        default=False,
        editable=False,
        help_text="A moderator erased all of it; the place stays for the replies.",
    )
    is_campaign = models.BooleanField(
        default=False,
        editable=False,
        help_text="The campaign itself wrote it, in the moderation queue.",
    )
    is_closed = models.BooleanField(
        default=False,
        editable=False,
        help_text="The first comment of a thread that takes no more replies.",
    )
    office = models.ForeignKey(
        "alerts.Office",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Whom its writer called, if it tells how a call went.",
    )
    call_result = models.CharField(max_length=20, choices=Result, blank=True, default="")
    flag_count = models.PositiveSmallIntegerField(
        default=0,
        editable=False,
        help_text="How many readers have asked moderators to look again since the last decision.",
    )
    flag_reasons = models.JSONField(
        default=dict,
        editable=False,
        help_text="How many of them gave which `Reason`; who gave none is not in it.",
    )
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    moderated_at = models.DateTimeField(null=True, blank=True)
    notified_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="When the writer of what it answers was told of it by mail.",
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = "comment"
        # The permissions to publish in a language are created with the roles.
        permissions = [
            ("handle_evidence", "Can see and release comments that are kept as evidence"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_shown=False) | Q(status=Status.PUBLISHED),
                name="comment_shown_is_published",
            ),
            models.CheckConstraint(
                condition=Q(reason="") | Q(status=Status.REJECTED),
                name="comment_reason_is_of_rejection",
            ),
        ]
        indexes = [
            # A page of threads, a page of replies, and numbers of comments. SQLite counts in an
            # index alone only where that has the columns of its own condition.
            models.Index(
                fields=("post", "language", "submitted"),
                condition=Q(is_shown=True, root=None),
                name="comment_threads",
            ),
            models.Index(
                fields=("root", "place", "is_shown"),
                condition=Q(is_shown=True),
                name="comment_replies",
            ),
            models.Index(
                fields=("post", "language", "root", "is_shown"),
                condition=Q(is_shown=True),
                name="comment_numbers",
            ),
            # The moderation queue: what waits, in one language too, and what was decided last.
            models.Index(fields=("status", "submitted"), name="comment_queue"),
            models.Index(fields=("status", "language", "submitted"), name="comment_queue_language"),
            models.Index(fields=("status", "moderated_at"), name="comment_decisions"),
            models.Index(
                fields=("flag_count",), condition=Q(flag_count__gt=0), name="comment_flags"
            ),
        ]

    def __str__(self):
        # Wagtail's audit log keeps this for ever: no word of the comment, no name.
        return f"Comment {self.pk}"

    @property
    def parent_of_reply(self):
        """The comment below which a reply to this one stands: at the deepest level, its own parent."""
        return self if self.level < DEEPEST_LEVEL else self.reply_to

    @property
    def waits(self):
        """Tell if no moderator has decided; a comment that the spam checks hold waits among the spam."""
        return self.status == Status.PENDING or (
            self.status == Status.SPAM and self.moderated_at is None
        )

    @property
    def is_gone(self):
        """Tell if only its place is left, for the replies."""
        return self.is_withdrawn or self.is_erased

    @property
    def is_redacted(self):
        """Tell if a moderator took words or the name out; select `redaction` with the comment."""
        return hasattr(self, "redaction") or REDACTED in self.comment

    @property
    def can_be_edited(self) -> bool:
        """Tell if its writer may change it; the words that a moderator took out must not come back."""
        return self.waits and not self.is_redacted

    def lock_thread(self):
        """Lock this comment's thread until the transaction ends."""
        root = type(self).objects.filter(pk=self.root_id or self.pk)
        root.select_for_update(of=("self",)).values_list("pk").first()

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Save the comment; give a new reply (with `reply_to`) its place in the thread.

        Raises:
            PostComment.DoesNotExist: the comment that it replies to is gone.
        """
        if self.pk:
            return super().save(*args, **kwargs)
        parent = self.reply_to
        if parent:
            parent.lock_thread()
            parent.refresh_from_db(fields=("is_shown",))
            self.parent_id, self.root_id = parent.pk, parent.root_id or parent.pk
        self.is_shown = self.status == Status.PUBLISHED and (parent is None or parent.is_shown)
        self.queued_at = self.queued_at or self.submitted
        super().save(*args, **kwargs)
        if parent:
            self.place = f"{parent.place}{self.pk:010}"
            type(self).objects.filter(pk=self.pk).update(place=self.place)

    @transaction.atomic
    def delete(self, using=None, keep_parents=False):
        """Delete the comment and all replies below it, in the same few queries for any number.

        Returns the number of comments and, as Django's does, a dict of it by the model's label.
        """
        self.lock_thread()
        chosen = [(self.pk, self.root_id, self.reply_to_id)]
        number = type(self).objects.delete_with_replies(chosen)
        return number, {self._meta.label: number}
