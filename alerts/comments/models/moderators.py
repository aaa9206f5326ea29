"""Preferences of moderators for emails about waiting comments."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q


class MailChoice(models.TextChoices):
    NONE = "none", "No email"
    AT_ONCE = "at_once", "An email when a comment arrives, at most one in 15 minutes"
    DAILY = "daily", "A summary once a day, if comments are waiting"


class ModeratorPreferences(models.Model):
    """Email preferences of one moderator.

    The default is the daily summary, and no email for administrators.
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

    def __str__(self):
        return f"Preferences of moderator {self.user_id}"

    @classmethod
    def of(cls, user):
        """Return the stored preferences of `user`, or the default ones."""
        default = MailChoice.NONE if user.is_superuser else MailChoice.DAILY
        return cls.objects.filter(user=user).first() or cls(user=user, mail=default)


def languages_of(user):
    """Return the codes of the languages in which `user` may publish comments."""
    return [code for code, _name in settings.LANGUAGES if user.has_perm(f"comments.publish_{code}")]


def who_publish(language, **options):
    """Return the active users who may publish comments in `language`; pass `options` to `with_perm`."""
    return get_user_model().objects.with_perm(
        f"comments.publish_{language}",
        backend="django.contrib.auth.backends.ModelBackend",
        **options,
    )


def moderators_to_notify(choice, language):
    """Return the active users with an email address who publish in `language` and made `choice`."""
    chosen = Q(moderator_preferences__mail=choice)
    if choice == MailChoice.DAILY:
        chosen |= Q(moderator_preferences=None, is_superuser=False)
    return who_publish(language).filter(chosen).exclude(email="").order_by("pk")
