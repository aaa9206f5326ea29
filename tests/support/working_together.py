"""Helpers for tests of several people who work on one translation."""

from django.test import TestCase
from wagtail_localize.models import StringTranslation

from alerts.models import AlertPage
from home.translation import review
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make


def write_all(translation, prefix="[so]"):
    for item in translatable_strings(translation):
        save_translation(item, f"{prefix} {item.english}")


def publish(translation):
    with TestCase.captureOnCommitCallbacks(execute=True):
        review.publish(translation.get_target_instance(), make.user())


def change_english(**fields):
    page = AlertPage.objects.get(locale__language_code="en")
    for name, value in fields.items():
        setattr(page, name, value)
    with TestCase.captureOnCommitCallbacks(execute=True):
        page.save_revision().publish()


def words(translation):
    rows = StringTranslation.objects.filter(locale=translation.target_locale)
    return dict(rows.values_list("translation_of__data", "data"))
