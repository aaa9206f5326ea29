"""Models for links that let volunteers translate without an account."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.utils import timezone
from wagtail_localize.models import Translation

from home.kept_data import About, KeptData, about_staff
from home.people.models import User


class TranslationLinkQuerySet(models.QuerySet["TranslationLink"]):
    def for_token(self, token: str) -> "TranslationLink | None":
        """Return the link with `token`, even if expired or revoked, or None if there is none."""
        found = self.filter(token_hash=TranslationLink.hash_of(token))
        return found.select_related("translation__source", "translation__target_locale").first()


class TranslationLink(models.Model):
    """Link that lets a volunteer without an account translate one page into one language.

    The link expires after `VALID_FOR`. Its random token is stored only as a hash.
    """

    personal_data = about_staff(
        what="Who made a link for a volunteer. The link itself is stored as a hash.",
        why="A link can be revoked.",
        until="Until the translation or the account is deleted.",
        since="created_at",
    )

    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    VALID_FOR = timedelta(hours=48)

    objects = TranslationLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.translation_id}, until {self.expires_at}"

    @staticmethod
    def hash_of(token: str) -> str:
        return sha256(token.encode()).hexdigest()

    @classmethod
    def issue(cls, translation: Translation, user: User) -> "tuple[TranslationLink, str]":
        """Create a link for `translation`. Return the link and its token, which is not stored."""
        token = secrets.token_urlsafe(24)
        link = cls.objects.create(
            translation=translation,
            token_hash=cls.hash_of(token),
            created_by=user,
            expires_at=timezone.now() + cls.VALID_FOR,
        )
        return link, token

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()


class LinkUse(models.Model):
    """Record of one use of a `TranslationLink`, without data about the volunteer."""

    personal_data = KeptData(
        about=About.VOLUNTEERS,
        what="When a link was opened, and when something was saved or submitted with it.",
        why="Its maker sees if somebody is working.",
        until="After the link has expired, at most:",
        days=92,
        since="at",
    )

    class What(models.TextChoices):
        OPENED = "opened"
        SAVED = "saved"
        SUBMITTED = "submitted"

    link = models.ForeignKey(TranslationLink, on_delete=models.CASCADE, related_name="uses")
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=10, choices=What)

    def __str__(self) -> str:
        return f"{self.what}, {self.at}"
