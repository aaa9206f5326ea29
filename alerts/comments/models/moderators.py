"""Moderators' preferences for emails, and the languages in which they may publish comments."""

from django.conf import settings
from django.db import models
from django.db.models import QuerySet

from home.people.mail_preferences import MailChoice, MailPreferences
from home.people.models import User


class ModeratorPreferences(MailPreferences):
    """One moderator's preferences for emails about waiting comments."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="moderator_preferences"
    )

    def __str__(self) -> str:
        return f"Preferences of moderator {self.user_id}"


def languages_of(user: User) -> list[str]:
    """Return the codes of the languages in which `user` may publish comments."""
    return [code for code, _name in settings.LANGUAGES if user.has_perm(f"comments.publish_{code}")]


def queue_of(language: str, passed_to: str, languages: list[str]) -> str:
    """Return the language under which a moderator for `languages` finds a waiting comment."""
    is_only_passed = language not in languages and passed_to in languages
    return passed_to if is_only_passed else language


def who_publish(language: str, *, include_superusers: bool = True) -> QuerySet[User]:
    """Return the active users who may publish comments in `language`."""
    return User.objects.with_perm(
        f"comments.publish_{language}",
        backend="django.contrib.auth.backends.ModelBackend",
        include_superusers=include_superusers,
    )


def moderators_to_notify(choice: MailChoice, language: str) -> QuerySet[User]:
    """Return the users who may publish in `language` and should get the emails of `choice`."""
    return ModeratorPreferences.among(who_publish(language), choice)
