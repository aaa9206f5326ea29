"""Moderators' preferences for emails, and the languages in which they may publish comments."""

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet

from home.people.models import User


class MailChoice(models.TextChoices):
    """Choices of a moderator for emails about waiting comments."""

    NONE = "none", "No email"
    AT_ONCE = "at_once", "An email when a comment arrives, at most one in 15 minutes"
    DAILY = "daily", "A summary once a day, if comments are waiting"


class ModeratorPreferences(models.Model):
    """Email preferences of one moderator.

    If no preferences are stored, superusers get no emails, and other moderators get the daily
    summary.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="moderator_preferences"
    )
    mail = models.CharField(
        "Email about waiting comments",
        max_length=10,
        choices=MailChoice,
        default=MailChoice.DAILY,
    )
    mailed_at = models.DateTimeField(
        null=True, editable=False, help_text="Time of the last email about a new comment."
    )
    summary_on = models.DateField(
        null=True, editable=False, help_text="Day of the last summary, in the site's time zone."
    )

    def __str__(self) -> str:
        return f"Preferences of moderator {self.user_id}"

    @classmethod
    def of(cls, user: User) -> "ModeratorPreferences":
        """Return the stored preferences of `user`, or the defaults without storing them."""
        default = MailChoice.NONE if user.is_superuser else MailChoice.DAILY
        return cls.objects.filter(user=user).first() or cls(user=user, mail=default)


def languages_of(user: User) -> list[str]:
    """Return the codes of the languages in which `user` may publish comments."""
    return [code for code, _name in settings.LANGUAGES if user.has_perm(f"comments.publish_{code}")]


def who_publish(language: str, *, include_superusers: bool = True) -> QuerySet[User]:
    """Return the active users who may publish comments in `language`."""
    return User.objects.with_perm(
        f"comments.publish_{language}",
        backend="django.contrib.auth.backends.ModelBackend",
        include_superusers=include_superusers,
    )


def moderators_to_notify(choice: MailChoice, language: str) -> QuerySet[User]:
    """Return the users who may publish in `language` and have chosen `choice`.

    Users without stored preferences have the default choice. Users without an email address are
    left out.
    """
    chosen = Q(moderator_preferences__mail=choice)
    if choice == MailChoice.DAILY:
        chosen |= Q(moderator_preferences=None, is_superuser=False)
    return who_publish(language).filter(chosen).exclude(email="").order_by("pk")
