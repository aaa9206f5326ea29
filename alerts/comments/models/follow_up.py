"""Models for the email addresses of comment writers who want to be notified."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.signing import Signer
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from home.clean_model import CleanModel
from home.kept_data import about_readers
from home.languages import language_choices

# Time after which an unconfirmed address is deleted and its confirmation link expires.
CONFIRM_WITHIN = timedelta(days=2)
# Maximum number of emails within that time that ask for confirmation of one address.
MOST_ASKED = 3

# Purposes of links in emails.
CONFIRM, STOP = "confirm", "stop"


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"comments.followups.{purpose}", sep=".")


def make_key() -> str:
    return secrets.token_hex(8)


# An editor has closed the comments of the post.
_CLOSED = Q(comment__post__alertpage__comments_open=False) | Q(
    comment__post__explainerpage__comments_open=False
)


# The comment waits for a moderator, or its writer is not yet notified of its publication.
_STILL_TO_NOTIFY = (
    Q(comment__status="pending")
    | Q(comment__status="spam", comment__moderated_at=None)
    | Q(comment__status="published", confirmed_at__isnull=False, notified_at=None)
)


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def for_token(self, token: str, purpose: str) -> "FollowUp | None":
        """Return the follow-up for the token of a link in an email, or None if it was deleted.

        Raises:
            BadSignature: the token is forged or has another purpose.
        """
        return self.filter(key=_signer(purpose).unsign(token)).select_related("comment").first()

    def confirmed(self) -> "FollowUpQuerySet":
        """Filter to follow-ups with a confirmed address and a comment that is not erased."""
        return self.filter(confirmed_at__isnull=False, comment__is_erased=False)

    def without_use(self) -> "FollowUpQuerySet":
        """Filter to follow-ups whose writers will get no more emails."""
        return self.filter(
            Q(comment__is_closed=True)
            | Q(comment__root__is_closed=True)
            | Q(comment__is_withdrawn=True)
            | Q(comment__is_erased=True)
            # A closed post gets no more replies, but its pending comments can still be published.
            | (_CLOSED & ~_STILL_TO_NOTIFY)
        )


class FollowUp(CleanModel):
    """Request by a comment's writer for emails when the comment is published or answered."""

    personal_data = about_readers(
        what="The email address of a writer who wants emails about the comment.",
        why="The site sends these emails.",
        until="Confirmed: until the emails are stopped, the comment is deleted or its thread is closed."
        " Otherwise:",
        days=2,
        since="created",
        paragraphs=("privacy.body.8",),
    )

    comment = models.OneToOneField(
        "comments.PostComment", on_delete=models.CASCADE, related_name="follow_up"
    )
    email = models.EmailField()
    language = models.CharField(max_length=10, choices=language_choices)
    # A link has the key, signed with the site's secret: a copy of the database is not enough to
    # make a link.
    key = models.CharField(max_length=16, unique=True, default=make_key, editable=False)
    created = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(
        null=True, help_text="Time of the email that asked to confirm the address."
    )
    confirmed_at = models.DateTimeField(null=True)
    notified_at = models.DateTimeField(
        null=True, help_text="Time of the email that the comment is published."
    )

    objects = FollowUpQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Follow-up {self.pk}"  # not the address, because logs can contain this

    def token(self, purpose: str) -> str:
        """Return the token for a link in an email, with the purpose `CONFIRM` or `STOP`."""
        return _signer(purpose).sign(self.key)

    @property
    def is_late(self) -> bool:
        """True if it is too late to confirm the address."""
        return self.confirmed_at is None and self.created < timezone.now() - CONFIRM_WITHIN


class AskedAddress(models.Model):
    """Record of an email that asked for confirmation of an address, to limit such emails."""

    personal_data = about_readers(
        what="A keyed hash of an email address that was asked to be confirmed.",
        why="Nobody can flood an address with such emails.",
        until="Until the address is confirmed, at most:",
        days=2,
        since="at",
        paragraphs=("privacy.body.8",),
    )

    # A keyed hash of the address. The record stays when the comment is deleted.
    digest = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Asked at {self.at}"

    @staticmethod
    def digests_of(email: str) -> list[str]:
        """Return keyed hashes of `email`, ignoring capitals, dots in the name and “+” suffixes."""
        # Some large providers deliver emails for these spellings to one mailbox:
        # https://support.google.com/mail/answer/7436150, RFC 5233.
        name, _at, domain = email.casefold().rpartition("@")
        mailbox = f"{name.partition('+')[0].replace('.', '')}@{domain}"
        return [
            salted_hmac(
                "comments.asked_address", mailbox, secret=secret, algorithm="sha256"
            ).hexdigest()
            for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        ]

    @classmethod
    def is_asked_enough(cls, email: str) -> bool:
        """Return True if `MOST_ASKED` emails or more have recently asked to confirm `email`."""
        recent = cls.objects.filter(at__gt=timezone.now() - CONFIRM_WITHIN)
        return recent.filter(digest__in=cls.digests_of(email)).count() >= MOST_ASKED

    @classmethod
    def note(cls, email: str) -> None:
        """Record that the site has just asked to confirm `email`."""
        cls.objects.create(digest=cls.digests_of(email)[0])

    @classmethod
    def delete_for(cls, email: str) -> None:
        cls.objects.filter(digest__in=cls.digests_of(email)).delete()
