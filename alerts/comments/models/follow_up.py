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

# How long an address is kept that nobody confirms, and a link to confirm it works.
CONFIRM_WITHIN = timedelta(days=2)
# How many mails to confirm are sent to one address in that time if it confirms none.
MOST_ASKED = 3

# What a link in a mail does.
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
        """Return the follow-up whose link in an email, for `purpose`, has this token, or None.

        Raises:
            BadSignature: it is no token of ours, or one for something else.
        """
        return self.filter(key=_signer(purpose).unsign(token)).select_related("comment").first()

    def confirmed(self):
        """Filter to those whose address is confirmed."""
        return self.filter(confirmed_at__isnull=False, comment__is_erased=False)

    def without_use(self):
        """Filter to those of comments about which there will be nothing more to notify."""
        return self.filter(
            Q(comment__is_closed=True)
            | Q(comment__root__is_closed=True)
            | Q(comment__is_withdrawn=True)
            | Q(comment__is_erased=True)
            # Where an editor closed all comments readers answer no more. Of what waits, or was
            # published a moment ago, there is still to be told.
            | (_CLOSED & ~_STILL_TO_NOTIFY)
        )


class FollowUp(CleanModel):
    """Request of a comment's writer to be notified when it is published or answered.

    Of the tokens in the links of its mails nothing is kept: they are `key`, signed
    with the site's secret, so that the database alone opens none of them, and those
    in old mails work as long as the address is kept.
    """

    comment = models.OneToOneField(
        "comments.PostComment", on_delete=models.CASCADE, related_name="follow_up"
    )
    email = models.EmailField()
    language = models.CharField(max_length=10, choices=language_choices)
    key = models.CharField(max_length=16, unique=True, default=make_key, editable=False)
    created = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(
        null=True, help_text="When the mail was sent in which the address is to be confirmed."
    )
    confirmed_at = models.DateTimeField(null=True)
    notified_at = models.DateTimeField(
        null=True, help_text="When the mail was sent that the comment is published."
    )

    objects = FollowUpQuerySet.as_manager()

    def __str__(self):
        return f"Follow-up {self.pk}"  # not the address: this may stand in a log

    def token(self, purpose):
        """Return the token in the address of a link in an email, for `CONFIRM` or `STOP`."""
        return _signer(purpose).sign(self.key)

    @property
    def is_late(self):
        """Tell if it is too late to confirm the address."""
        return self.confirmed_at is None and self.created < timezone.now() - CONFIRM_WITHIN


class AskedAddress(models.Model):
    """Record of an email that asked to confirm an address, so that nobody can make us send many.

    It outlives the comment, which its writer can delete and write again; it goes when
    the address is confirmed, and by `delete_unconfirmed`. It holds a keyed hash.
    """

    digest = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"Asked at {self.at}"

    @staticmethod
    def digest_of(email):
        """Return one digest for all spellings of a mailbox that large providers take for one.

        Capitals, dots, and what follows a plus sign: https://support.google.com/mail/answer/7436150
        and RFC 5233.
        """
        name, _at, domain = email.casefold().rpartition("@")
        mailbox = f"{name.partition('+')[0].replace('.', '')}@{domain}"
        return salted_hmac("comments.asked_address", mailbox, algorithm="sha256").hexdigest()

    @classmethod
    def is_asked_enough(cls, email):
        """Return whether `email` was sent as many questions lately as it may be."""
        recent = cls.objects.filter(at__gt=timezone.now() - CONFIRM_WITHIN)
        return recent.filter(digest=cls.digest_of(email)).count() >= MOST_ASKED

    @classmethod
    def note(cls, email):
        """Note that `email` is asked now."""
        cls.objects.create(digest=cls.digest_of(email))

    @classmethod
    def delete_for(cls, email):
        """Delete the records of `email`, whose owner wants our emails."""
        cls.objects.filter(digest=cls.digest_of(email)).delete()
