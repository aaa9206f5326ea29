"""Models for queued emails, and for the text of emails written by Django or Wagtail."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from home.kept_data import about_staff

from .clean_model import CleanModel


class OutgoingEmail(models.Model):
    """Queued email to one person, which `home.mail` sends."""

    personal_data = about_staff(
        what="Who gets a queued email, without text and address.",
        why="The worker sends it.",
        until="Until it is sent. If that fails:",
        days=30,
        since="queued_at",
    )

    build = models.CharField(
        max_length=200, help_text="Dotted path of the function that returns the email."
    )
    object_id = models.BigIntegerField(help_text="Id of the object that the email is about.")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    queued_at = models.DateTimeField(help_text="Time of the last request for this email.")
    due_at = models.DateTimeField(help_text="Time of the next attempt.")
    attempts = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, help_text="Time of the last failed attempt.")
    problem = models.CharField(
        max_length=200,
        blank=True,
        help_text="Reason why the last attempt failed, without an address.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["build", "object_id", "user"], name="one_email_to_a_user"
            ),
            models.UniqueConstraint(
                fields=["build", "object_id"],
                condition=models.Q(user=None),
                name="one_email_without_a_user",
            ),
        ]

    def __str__(self) -> str:
        to = f" to user {self.user_id}" if self.user_id else ""
        return f"{self.build.rpartition('.')[2]} {self.object_id}{to}"


class WrittenEmail(CleanModel):
    """Email written by Django or Wagtail, stored until it is sent or deleted."""

    personal_data = about_staff(
        what="Address and text of an email for a new password.",
        why="The worker sends it.",
        until="Until it is sent. If that fails:",
        days=30,
        since="written_at",
    )

    to = models.CharField(max_length=320)
    subject = models.CharField(max_length=500)
    body = models.TextField()
    html = models.TextField(blank=True)
    written_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Written email {self.pk}"  # without the address, because this may appear in a log
