"""Models for failures of scheduled publication and expiry, and for the forms of the page editor."""

from django.db import models
from wagtail.models import Page, Revision


class PublishingFailure(models.Model):
    """Record of a page that was not published or unpublished on time, with the reason."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="publishing_failure")
    due_at = models.DateTimeField(help_text="Scheduled time of the publication or withdrawal.")
    failed_at = models.DateTimeField(auto_now=True)
    reason = models.TextField()

    class Meta:
        ordering = ["-failed_at"]

    def __str__(self) -> str:
        return f"Publishing failure of page {self.page_id}"


class EditorForm(models.Model):
    """Form for a page that is open in an editor's browser, and the last revision saved with it.

    The browser can send a second save before it learns which page the first one has created.
    """

    key = models.UUIDField(primary_key=True)
    # None until the form for a new page is saved.
    page = models.ForeignKey(Page, null=True, on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField(
        null=True, help_text="`created_at` of the revision, which a later save overwrites."
    )
    is_finished = models.BooleanField(
        default=False, help_text="Saved by a button, after which the browser leaves the form."
    )
    used_at = models.DateTimeField(auto_now=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"Form for page {self.page_id}"
