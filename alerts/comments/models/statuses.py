"""Statuses of a comment, and reasons for a rejection."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    PENDING = "pending", pgettext_lazy("state of a comment", "waiting for a moderator")
    PUBLISHED = "published", pgettext_lazy("state of a comment", "published")
    REJECTED = "rejected", pgettext_lazy("state of a comment", "rejected")
    SPAM = "spam", "spam"  # only moderators see this label and the next
    EVIDENCE = "evidence", "kept as evidence"


class Reason(models.TextChoices):
    """Reason for a rejection, worded for the writer."""

    PERSONAL = (
        "personal",
        pgettext_lazy("why a comment was rejected", "it has somebody's personal data"),
    )
    INSULT = (
        "insult",
        pgettext_lazy("why a comment was rejected", "it insults somebody or is hateful"),
    )
    OFF_TOPIC = (
        "off_topic",
        pgettext_lazy("why a comment was rejected", "it is not about this post"),
    )
    ADVERTISING = "advertising", pgettext_lazy("why a comment was rejected", "it is advertising")
    THREAT = "threat", pgettext_lazy("why a comment was rejected", "it threatens somebody")
    OTHER = "other", pgettext_lazy("why a comment was rejected", "another reason")
