"""Form fields for dates and times that keep what was typed, and say how they understood it."""

from datetime import date, datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.panels import PublishingPanel
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminTimeInput

from .describing import describe
from .reading import EXAMPLES, READERS


class TypedInput:
    """A mixin for Wagtail's widgets: they show the format, and above the field what was understood.

    A subclass names the `kind` of its values: date, time or datetime.
    """

    kind = None

    def __init__(self, attrs=None, **kwargs):
        placeholder = f"Like {EXAMPLES[self.kind]}"
        super().__init__({"placeholder": placeholder, **(attrs or {})}, **kwargs)

    def render(self, name, value, attrs=None, renderer=None):
        # Below the field Wagtail's calendar would cover it.
        return format_html(
            '<p class="typed-date" aria-live="polite" data-for="{}" data-address="{}">{}</p>{}',
            (attrs or {}).get("id", ""),
            reverse("typed_date", args=[self.kind.__name__]),
            self._understood(value),
            super().render(name, value, attrs, renderer),
        )

    def _understood(self, value):
        """Return how `value` is understood; nothing if it cannot be read, which its error says."""
        try:
            value = READERS[self.kind](value) if isinstance(value, str) and value else value
        except ValidationError:
            return ""
        if isinstance(value, datetime) and timezone.is_naive(value):
            value = timezone.make_aware(value, timezone.get_default_timezone())
        return "" if value in (None, "") else describe(value)


class DateInput(TypedInput, AdminDateInput):
    kind = date


class TimeInput(TypedInput, AdminTimeInput):
    kind = time


class DateTimeInput(TypedInput, AdminDateTimeInput):
    kind = datetime

    def get_config(self):
        # With a day that is picked the calendar would take the minute of the click.
        return super().get_config() | {"defaultTime": "12:00 PM"}


class TypedField:
    """A mixin for Django's fields: they read what Americans type, and nothing else."""

    kind = None

    def to_python(self, value):
        if isinstance(value, str) and value.strip():
            return READERS[self.kind](value.strip())
        return super().to_python(value)


class DateField(TypedField, forms.DateField):
    widget = DateInput
    kind = date


class TimeField(TypedField, forms.TimeField):
    widget = TimeInput
    kind = time


class DateTimeField(TypedField, forms.DateTimeField):
    widget = DateTimeInput
    kind = datetime

    def prepare_value(self, value):
        """Return a moment by Minnesota's clock; as text in the hour that an autumn night has twice."""
        if not isinstance(value, datetime) or timezone.is_naive(value):
            return value
        local = timezone.localtime(value, timezone.get_default_timezone())
        if local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
            return f"{local:{self.widget.format} %Z}"
        return timezone.make_naive(local, local.tzinfo)


class SchedulePanel(PublishingPanel):
    """Wagtail's panel to schedule a page, with our fields."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        for panel in self.children:
            panel.widget = DateTimeInput(
                attrs=panel.widget.attrs,
                js_overlay_parent_selector=panel.widget.js_overlay_parent_selector,
            )


def register():
    """Make every form of the admin use these fields for its model's dates and times."""
    register_form_field_override(models.DateField, override={"form_class": DateField})
    register_form_field_override(models.TimeField, override={"form_class": TimeField})
    register_form_field_override(models.DateTimeField, override={"form_class": DateTimeField})
