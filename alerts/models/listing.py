"""Abstract model with the columns by which public lists find and count posts."""

from datetime import datetime

from django.db import models
from django.utils import timezone

from home.models.base import BasePage


class ListedPage(BasePage):
    """Page with copies of what its lists need, in columns of its own table.

    Lists find, count and sort posts by these columns and an index, without a look at the table of
    all pages. `alerts.signals` updates the copies whenever a page is saved, as a whole or in part.
    """

    listed_at = models.DateTimeField(
        null=True,
        editable=False,
        db_index=True,
        help_text="Time of the first publication of an English page that is live, otherwise empty.",
    )
    listed_until = models.DateTimeField(
        null=True, editable=False, help_text="Time at which the page expires."
    )
    listed_year = models.PositiveSmallIntegerField(
        null=True, editable=False, help_text="Year in which the list has the page."
    )

    listing_fields = ("listed_at", "listed_until", "listed_year")
    own_fields = (*BasePage.own_fields, *listing_fields)

    class Meta:
        abstract = True

    @property
    def dated(self) -> datetime | None:
        """Time that determines the year in which the list has the page."""
        return self.first_published_at

    def repeat_fields(self) -> None:
        """Set the columns for lists from the other fields."""
        is_listed = self.live and self.is_source
        self.listed_at = (
            (self.first_published_at or self.listed_at or timezone.now()) if is_listed else None
        )
        self.listed_until = self.expire_at if is_listed else None
        day = timezone.localdate(self.dated) if is_listed and self.dated else None
        self.listed_year = day.year if day else None

    @classmethod
    def update_listing(cls, pk: int) -> None:
        """Store the columns for lists of the page `pk`, if its stored fields have changed."""
        page = cls.objects.defer_streamfields().select_related("locale").get(pk=pk)
        before = [getattr(page, name) for name in cls.listing_fields]
        page.repeat_fields()
        after = [getattr(page, name) for name in cls.listing_fields]
        if after != before:
            columns = dict(zip(cls.listing_fields, after, strict=True))
            cls.objects.filter(pk=pk).update(**columns)
