"""Model for failures of scheduled publication and expiry."""

from django.db import models
from wagtail.models import Page


class PublishingFailure(models.Model):
    """Record of a page that was not published or unpublished on time, with the reason.

    The row is deleted when the page is published, expires or is scheduled again.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="publishing_failure")
    due_at = models.DateTimeField(help_text="Scheduled time of the publication or withdrawal.")
    failed_at = models.DateTimeField(auto_now=True)
    reason = models.TextField()

    class Meta:
        ordering = ["-failed_at"]

    def __str__(self) -> str:
        return f"Publishing failure of page {self.page_id}"
