"""Tests for what models declare: their columns, and the days for which they keep personal data."""

import pytest
from django.core.management import call_command

from home.operations.privacy.declared import declarations


@pytest.mark.django_db
def test_no_model_differs_from_its_migrations():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_data_about_people_is_declared_to_be_kept_for_these_days():
    days = {model._meta.label: one.days for model, one in declarations().items()}
    assert {label: kept for label, kept in days.items() if kept is not None} == {
        "comments.AskedAddress": 2,
        "comments.FollowUp": 2,
        "comments.PostComment": 30,
        "comments.Redaction": 30,
        "comments.SpamScreening": 2,
        "django_comments.Comment": 0,
        "django_tasks_database.DBTaskResult": 7,
        "exchange.TranslationImport": 14,
        "home.AddressKey": 2,
        "home.OutgoingEmail": 30,
        "home.RateCount": 2,
        "home.UsedFormToken": 4,
        "home.WrittenEmail": 30,
        "people.FactorCode": 8,
        "sessions.Session": 8,
        "teamwork.StringVersion": 180,
        "teamwork.WorkNote": 1,
        "translation.LinkUse": 92,
        "wagtailcore.Revision": 365,
    }
