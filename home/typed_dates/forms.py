"""Form fields that read dates and times in American notation, and show them in words."""

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

Kind = type[date] | type[time]  # a datetime is a date


class TypedInput:
    """Mixin for Wagtail's widgets that shows an example, and the value in words."""

    kind: Kind

    def __init__(self, attrs=None, **kwargs):
        placeholder = f"Like {EXAMPLES[self.kind]}"
        super().__init__({"placeholder": placeholder, **(attrs or {})}, **kwargs)

    def render(self, name, value, attrs=None, renderer=None):
        # Above the field, because Wagtail's calendar covers the space below.
        return format_html(
            '<p class="typed-date" aria-live="polite" data-for="{}" data-address="{}">{}</p>{}',
            (attrs or {}).get("id", ""),
            reverse("typed_date", args=[self.kind.__name__]),
            self._understood(value),
            super().render(name, value, attrs, renderer),
        )

    def _understood(self, value):
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
        # Otherwise a day picked in the calendar would get the current minute.
        return super().get_config() | {"defaultTime": "12:00 PM"}


class TypedField:
    """Mixin for Django's form fields that reads text with the parser in `reading`."""

    kind: Kind

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
        if not isinstance(value, datetime) or timezone.is_naive(value):
            return value
        local = timezone.localtime(value, timezone.get_default_timezone())
        # The hour that is repeated when the clocks go back needs the time zone.
        if local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
            return f"{local:{self.widget.format} %Z}"
        return timezone.make_naive(local, local.tzinfo)


class SchedulePanel(PublishingPanel):
    """Wagtail's panel for scheduling a page, with the widgets of this module."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        for panel in self.children:
            panel.widget = DateTimeInput(
                attrs=panel.widget.attrs,
                js_overlay_parent_selector=panel.widget.js_overlay_parent_selector,
            )


def register() -> None:
    """Make admin forms use the fields of this module for date and time fields of models."""
    register_form_field_override(models.DateField, override={"form_class": DateField})
    register_form_field_override(models.TimeField, override={"form_class": TimeField})
    register_form_field_override(models.DateTimeField, override={"form_class": DateTimeField})
