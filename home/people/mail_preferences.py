"""Base model of users' preferences for emails about one kind of news."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from home.kept_data import about_staff

from .models import User

# Shortest time between two emails at once to one person, for each kind of news.
PAUSE = timedelta(minutes=15)


class MailChoice(models.TextChoices):
    NONE = "none", "No email"
    AT_ONCE = "at_once", "An email at once, at most one in 15 minutes"
    DAILY = "daily", "A summary once a day, if there is something to do"


class MailPreferences(models.Model):
    """Base for email preferences about one kind of news.

    Subclasses add the field `user`, with a related name.
    """

    personal_data = about_staff(
        what="Which emails somebody wants, and when the last was sent.",
        why="Nobody gets more emails than they want.",
        until="Until the account is deleted.",
    )

    mail = models.CharField("email", max_length=10, choices=MailChoice, default=MailChoice.DAILY)
    mailed_at = models.DateTimeField(
        null=True, editable=False, help_text="Time of the last email that was sent at once."
    )
    summary_on = models.DateField(
        null=True, editable=False, help_text="Day of the last summary, in the site's time zone."
    )

    class Meta:
        abstract = True

    @classmethod
    def default_choice(cls, user: User) -> MailChoice:
        """Return the choice that applies to `user` until there are stored preferences."""
        return MailChoice.NONE if user.is_superuser else MailChoice.DAILY

    @classmethod
    def of(cls, user: User) -> Self:
        """Return the stored preferences of `user`, or unsaved ones with the default choice."""
        rows: Any = cls._default_manager  # the subclass has the user
        return rows.filter(user=user).first() or cls(user=user, mail=cls.default_choice(user))

    @classmethod
    def among(cls, users: QuerySet[User], choice: MailChoice) -> QuerySet[User]:
        """Return the active users in `users` who have an email address and have chosen `choice`.

        For the daily summary, include users without stored preferences who are not administrators.
        """
        user_field: Any = cls._meta.get_field("user")
        name: str = user_field.remote_field.related_name
        chosen = Q(**{f"{name}__mail": choice})
        if choice == MailChoice.DAILY:
            chosen |= Q(**{name: None}, is_superuser=False)
        return users.filter(chosen, is_active=True).exclude(email="").order_by("pk")

    @classmethod
    def claim_summary(cls, user: User) -> bool:
        """Record that `user` gets a summary today. Return False if this was recorded already."""
        today = timezone.localdate()
        manager: Any = cls._default_manager
        manager.get_or_create(user=user)
        rows = manager.filter(user=user)
        return bool(
            rows.filter(Q(summary_on=None) | Q(summary_on__lt=today)).update(summary_on=today)
        )

    def must_wait_until(self, now: datetime) -> datetime | None:
        """Return the time of the next immediate email, or None if it can be sent at `now`."""
        due = self.mailed_at + PAUSE if self.mailed_at else now
        return due if due > now else None

    def record_mail(self, moment: datetime) -> None:
        """Record that an email with all news until `moment` has been sent."""
        type(self)._default_manager.filter(pk=self.pk).update(mailed_at=moment)
