"""Tests for what models declare: their columns, for how long data is kept, and references."""

import pytest
from django.apps import apps
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


def test_rows_without_content_are_not_searched_for_references():
    ignored = {
        model._meta.label_lower
        for model in apps.get_models()
        if getattr(model, "wagtail_reference_index_ignore", False)
    }
    assert ignored >= {
        *("calls.callcount", "calls.calltotals", "calls.supportcount"),
        *("comments.redaction", "comments.spamscreening", "people.factorcode"),
        *("home.addresskey", "home.ratecount", "home.samplerecord", "home.usedformtoken"),
        "publishing.editorform",
    }
