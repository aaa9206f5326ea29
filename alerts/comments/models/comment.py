"""Comments on posts."""

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django_comments_xtd.models import XtdComment

from alerts.call_results import Result
from home.clean_model import CleanModel
from home.kept_data import about_readers
from home.languages import language_choices

from .querysets import CommentQuerySet
from .statuses import Reason, Status

# Level of replies to replies. Comments that begin a thread have level 0.
DEEPEST_LEVEL = settings.COMMENTS_XTD_MAX_THREAD_LEVEL

# Placeholder for words that a moderator removed. Readers cannot send it: forms drop it.
REDACTED = "\ufffc"


class PostComment(XtdComment, CleanModel):
    """Comment on a post in one language, or a reply to a comment."""

    # django_comments_xtd stores a comment in two joined tables. This third table has the columns by
    # which pages filter and sort, because no index can span tables. The package's columns for IP
    # and email addresses stay empty.
    personal_data = about_readers(
        what="The text of a comment, the name if one is given, and what a report says about a call.",
        why="Readers read it after a moderator has approved it.",
        until="Published or evidence: until its writer or a moderator deletes it. Otherwise:",
        days=30,
        since="submitted",
        paragraphs=("privacy.body.5", "privacy.body.7", "privacy.body.10", "privacy.body.11"),
    )
    post = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.CASCADE,
        related_name="post_comments",
        help_text="The English page, whatever the language of the comment.",
    )
    language = models.CharField(max_length=10, choices=language_choices)
    # Change it with `services.set_status`, which also updates `is_shown` and the package's
    # `is_public`.
    status = models.CharField(max_length=20, choices=Status, default=Status.PENDING)
    reason = models.CharField(max_length=20, choices=Reason, blank=True, default="")
    note = models.CharField(
        max_length=300,
        blank=True,
        default="",
        help_text="Sentence of a moderator about the rejection, which only the writer reads.",
    )
    passed_to = models.CharField(
        max_length=10,
        choices=language_choices,
        blank=True,
        default="",
        help_text="Language that somebody must read to decide, if it is not that of the thread.",
    )
    is_shown = models.BooleanField(
        default=False,
        editable=False,
        help_text="True if it and every comment above it are published.",
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
        help_text="The first comment of a reply's thread.",
    )
    place = models.CharField(
        max_length=10 * DEEPEST_LEVEL,
        default="",
        editable=False,
        help_text="Sort key of a reply in its thread: the ids, of ten digits each, of the replies"
        " from the first level down to this one. It sorts as the package's `order` and never"
        " changes.",
    )
    idempotency_key = models.CharField(
        max_length=64,
        unique=True,
        help_text="Key of the form token, so that a form that is sent twice is stored once.",
    )
    submitted = models.DateTimeField()
    queued_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="Time at which it was sent, or last put back into the queue.",
    )
    waited = models.DurationField(
        null=True, editable=False, help_text="Time that it waited for the last decision."
    )
    token_hash = models.CharField(
        max_length=64,
        unique=True,
        null=True,
        editable=False,
        help_text="Hash of the token in the writer's private link.",
    )
    edits = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="Count of changes of its text; a decision names the version that was read.",
    )
    is_withdrawn = models.BooleanField(
        default=False,
        editable=False,
        help_text="Its writer withdrew it; a placeholder remains for the replies.",
    )
    is_erased = models.BooleanField(
        default=False,
        editable=False,
        help_text="A moderator erased it; a placeholder remains for the replies.",
    )
    is_campaign = models.BooleanField(
        default=False,
        editable=False,
        help_text="A moderator wrote it in the campaign's name.",
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
        help_text="The office that its writer called, if it reports on a call.",
    )
    call_result = models.CharField(max_length=20, choices=Result, blank=True, default="")
    flag_count = models.PositiveSmallIntegerField(
        default=0,
        editable=False,
        help_text="Count of flags by readers since the last decision.",
    )
    flag_reasons = models.JSONField(
        default=dict,
        editable=False,
        help_text="Count of flags for each `Reason`; flags without a reason are left out.",
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
        help_text="Time of the email about this reply to the writer of the comment above it.",
    )

    objects = CommentQuerySet.as_manager()  # type: ignore[assignment, misc]  # no manager of xtd

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
            models.CheckConstraint(
                condition=Q(note="") | Q(status=Status.REJECTED),
                name="comment_note_is_of_rejection",
            ),
        ]
        indexes = [
            # A page of threads, a page of replies, and counts of comments. SQLite counts in an
            # index alone only if the index has the columns of its own condition.
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
            # The moderation queue: waiting comments, in one or all languages, and the last
            # decisions.
            models.Index(fields=("status", "submitted"), name="comment_queue"),
            models.Index(fields=("status", "language", "submitted"), name="comment_queue_language"),
            models.Index(fields=("status", "moderated_at"), name="comment_decisions"),
            # Counts for the queue and the menu, from the index alone.
            models.Index(
                fields=("status", "language", "passed_to", "queued_at", "submitted"),
                name="comment_counts",
            ),
            models.Index(
                fields=("flag_count",), condition=Q(flag_count__gt=0), name="comment_flags"
            ),
        ]

    def __str__(self) -> str:
        # Wagtail's audit log keeps this forever, so it must not quote the comment or name its
        # writer.
        return f"Comment {self.pk}"

    @property
    def parent_of_reply(self) -> "PostComment | None":
        """Comment under which to place a reply: this one or, at the deepest level, its parent."""
        return self if self.level < DEEPEST_LEVEL else self.reply_to

    @property
    def written_in(self) -> str:
        """Code of the language of the text: `passed_to` or, if that is empty, `language`."""
        return self.passed_to or self.language

    @property
    def waits(self) -> bool:
        """True if a moderator must decide on the comment."""
        return self.status == Status.PENDING or (
            self.status == Status.SPAM and self.moderated_at is None
        )

    @property
    def fold_reason(self) -> str:
        """Reason to show moderators the text only after a click, or "" if there is none."""
        if self.status == Status.EVIDENCE:
            return "Kept as evidence"
        if self.reason == Reason.THREAT:
            return "Rejected as a threat"
        screening = getattr(self, "screening", None)
        return screening.fold_reason if screening else ""

    @property
    def version(self) -> str:
        """Text that changes when the comment is decided on, passed on or flagged."""
        at = self.moderated_at.isoformat() if self.moderated_at else ""
        return f"{self.status}/{self.reason}/{at}/{self.flag_count}/{self.passed_to}"

    @property
    def seen(self) -> str:
        """ID, `edits` and `version`, for a form about several comments."""
        return f"{self.pk}|{self.edits}|{self.version}"

    @property
    def is_gone(self) -> bool:
        return self.is_withdrawn or self.is_erased

    @property
    def is_redacted(self) -> bool:
        """True if a moderator has removed words or, while this can be undone, the name."""
        # Without `select_related("redaction")`, this takes a query.
        return hasattr(self, "redaction") or REDACTED in self.comment

    @property
    def can_be_edited(self) -> bool:
        """True if the writer may change the comment."""
        return self.waits and not self.is_redacted

    def replies_below(self) -> CommentQuerySet["PostComment"]:
        """Return the replies below this comment on all levels, of any status."""
        thread = type(self).objects.filter(root_id=self.root_id or self.pk)
        return thread.filter(place__startswith=self.place).exclude(pk=self.pk)

    def lock_thread(self) -> None:
        """Lock the thread of this comment until the transaction ends."""
        root = type(self).objects.filter(pk=self.root_id or self.pk)
        root.select_for_update(of=("self",)).values_list("pk").first()

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            super().save(*args, **kwargs)
            return
        parent = self.reply_to
        if parent:
            parent.lock_thread()
            # Raises `DoesNotExist` if the comment above has been deleted.
            parent.refresh_from_db(fields=("is_shown",))
            self.parent_id, self.root_id = parent.pk, parent.root_id or parent.pk
        self.is_shown = self.status == Status.PUBLISHED and (parent is None or parent.is_shown)
        self.queued_at = self.queued_at or self.submitted
        super().save(*args, **kwargs)
        if parent:
            self.place = f"{parent.place}{self.pk:010}"
            type(self).objects.filter(pk=self.pk).update(place=self.place)

    @transaction.atomic
    def delete(
        self, using: str | None = None, keep_parents: bool = False
    ) -> tuple[int, dict[str, int]]:
        # The replies below go too, in a constant number of queries. Only comments are counted.
        self.lock_thread()
        chosen = [(self.pk, self.root_id, self.reply_to_id)]
        count = type(self).objects.delete_with_replies(chosen)
        return count, {self._meta.label: count}
