"""Test for the default values of model fields, which SQLite stores whatever their length."""

from django.apps import apps
from django.db import models


def test_every_default_text_fits_into_its_column():
    seen, too_long = set(), set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField) and field.has_default():
                seen.add(str(field))
                if len(str(field.get_default() or "")) > field.max_length:
                    too_long.add(str(field))
    assert "comments.FollowUp.key" in seen
    assert too_long == set()
