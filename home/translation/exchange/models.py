"""Imports of translations from files, with their progress and their results."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from wagtail.models import Locale, Page

from home.clean_model import CleanModel
from home.kept_data import about_staff

# An import without progress for this long has been interrupted, or waits for the worker.
STALLED_AFTER = timedelta(minutes=2)


class TranslationImport(CleanModel):
    """Import of a file for a translated page or, without `page`, for a whole language."""

    personal_data = about_staff(
        what="Who imported translations, and the texts that were imported.",
        why="The import can be watched and continued.",
        until="After the import:",
        days=14,
        since="created_at",
    )

    class Kind(models.TextChoices):
        PO = "po"
        SPREADSHEET = "xlsx"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=4, choices=Kind)
    by_machine = models.BooleanField(default=False)
    is_own = models.BooleanField(default=False, help_text="The user has translated the texts.")
    # The rows of the file, until all are done.
    rows = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    # Count of rows that are done. The transactions that write rows change it too, so that an
    # interrupted import can continue where it stopped.
    position = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    empty = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True, help_text="Reason why the import stopped.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.locale_id}, {self.created_at}"

    @property
    def is_stalled(self) -> bool:
        is_old = self.updated_at < timezone.now() - STALLED_AFTER
        return not self.finished_at and (is_old or bool(self.problem))

    @property
    def percent(self) -> int:
        return 100 * self.position // self.total if self.total else 100


class ImportedRow(CleanModel):
    """Row of an import: a row that was refused, or was written with warnings."""

    of_import = models.ForeignKey(TranslationImport, on_delete=models.CASCADE, related_name="noted")
    is_refused = models.BooleanField()
    row = models.JSONField(help_text="The values of a `ReturnedString`.")
    page_title = models.TextField()
    field_name = models.TextField()
    english = models.TextField()
    why = models.TextField()
    localized_why = models.TextField(blank=True, help_text="In the language of the translation.")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.place}: {self.why}"

    @property
    def place(self) -> str:
        return self.row[0]

    @property
    def text(self) -> str:
        return self.row[3]
