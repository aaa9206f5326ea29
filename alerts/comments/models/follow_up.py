"""Email addresses of writers who asked to be notified; no other table holds them."""

import secrets
from datetime import timedelta

from django.core.signing import Signer
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from home.clean_model import CleanModel
from home.languages import language_choices

# Time after which an address that was not confirmed is deleted, and its link expires.
CONFIRM_WITHIN = timedelta(days=2)
# Emails that may ask one address to confirm in that time.
MOST_ASKED = 3

# Purposes of links in emails.
CONFIRM, STOP = "confirm", "stop"


def _signer(purpose):
    return Signer(salt=f"comments.followups.{purpose}", sep=".")


def make_key():
    return secrets.token_hex(8)


_CLOSED = Q(comment__post__alertpage__comments_open=False) | Q(
    comment__post__explainerpage__comments_open=False
)


_STILL_TO_NOTIFY = (
    Q(comment__status="pending")
    | Q(comment__status="spam", comment__moderated_at=None)
    | Q(comment__status="published", confirmed_at__isnull=False, notified_at=None)
)


class FollowUpQuerySet(models.QuerySet):
    def for_token(self, token, purpose):
        """Return the follow-up whose link for `purpose` has this token, or None.

        Raises:
            BadSignature: the token is forged or has another purpose.
        """
        return self.filter(key=_signer(purpose).unsign(token)).select_related("comment").first()

    def confirmed(self):
        """Filter to those whose address is confirmed and whose comment is not erased."""
        return self.filter(confirmed_at__isnull=False, comment__is_erased=False)

    def without_use(self):
        """Filter to those for which there will be no more emails."""
        return self.filter(
            Q(comment__is_closed=True)
            | Q(comment__root__is_closed=True)
            | Q(comment__is_withdrawn=True)
            | Q(comment__is_erased=True)
            # When an editor has closed the comments of a post, there are no more replies. But waiting
            # and just published comments still need an email.
            | (_CLOSED & ~_STILL_TO_NOTIFY)
        )


class FollowUp(CleanModel):
    """Request of a comment's writer for emails when it is published or answered.

    The tokens in the emails' links are `key`, signed with the site's secret. The database alone
    therefore opens no link, and links in old emails work until the address is deleted.
    """

    comment = models.OneToOneField(
        "comments.PostComment", on_delete=models.CASCADE, related_name="follow_up"
    )
    email = models.EmailField()
    language = models.CharField(max_length=10, choices=language_choices)
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

    def __str__(self):
        return f"Follow-up {self.pk}"  # not the address, because logs can contain this

    def token(self, purpose):
        """Return the token for a link in an email; `purpose` is `CONFIRM` or `STOP`."""
        return _signer(purpose).sign(self.key)

    @property
    def is_late(self):
        """True if it is too late to confirm the address."""
        return self.confirmed_at is None and self.created < timezone.now() - CONFIRM_WITHIN


class AskedAddress(models.Model):
    """Record of an email that asked to confirm an address, to limit such emails.

    It stays when the comment is deleted. It is deleted when the address is confirmed, and by
    `delete_unconfirmed`. It holds only a keyed hash of the address.
    """

    digest = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"Asked at {self.at}"

    @staticmethod
    def digest_of(email):
        """Return a digest that is the same for all spellings of a mailbox at large providers.

        Capitals, dots and the part after a plus sign do not count
        (https://support.google.com/mail/answer/7436150, RFC 5233).
        """
        name, _at, domain = email.casefold().rpartition("@")
        mailbox = f"{name.partition('+')[0].replace('.', '')}@{domain}"
        return salted_hmac("comments.asked_address", mailbox, algorithm="sha256").hexdigest()

    @classmethod
    def is_asked_enough(cls, email):
        """Return True if `email` was asked `MOST_ASKED` times within `CONFIRM_WITHIN`."""
        recent = cls.objects.filter(at__gt=timezone.now() - CONFIRM_WITHIN)
        return recent.filter(digest=cls.digest_of(email)).count() >= MOST_ASKED

    @classmethod
    def note(cls, email):
        """Record that `email` is asked now."""
        cls.objects.create(digest=cls.digest_of(email))

    @classmethod
    def delete_for(cls, email):
        """Delete the records of `email`, whose owner has confirmed it."""
        cls.objects.filter(digest=cls.digest_of(email)).delete()
