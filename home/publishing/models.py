"""Failures of scheduled publication."""

from django.db import models
from wagtail.models import Page


class PublishingFailure(models.Model):
    """The reason why a page was not published or unpublished on time.

    The row is deleted when the page is published or scheduled again.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="publishing_failure")
    due_at = models.DateTimeField(help_text="Scheduled time of the publication or withdrawal.")
    failed_at = models.DateTimeField(auto_now=True)
    reason = models.TextField()

    class Meta:
        ordering = ["-failed_at"]

    def __str__(self) -> str:
        return f"Publishing failure of page {self.page_id}"
