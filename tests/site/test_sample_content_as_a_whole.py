"""Tests for the creation and the removal of the whole sample content."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from wagtail.models import Page

from alerts.content import sample as sample_content
from alerts.content import starting
from alerts.content.sample import readers
from alerts.models import AlertPage
from home.models import HomePage
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

# Logs keep their entries, and later tasks ignore content that is gone.
LOGS = {
    "wagtailcore.PageLogEntry",
    "wagtailcore.ModelLogEntry",
    "django_tasks_database.DBTaskResult",
}


def counts():
    models = [model for model in apps.get_models() if model._meta.label not in LOGS]
    return {model._meta.label: model._default_manager.count() for model in models}


def files():
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_nothing_of_the_whole_sample_is_left(committed, indexing):
    committed(starting.create)
    before, files_before = counts(), files()
    committed(sample_content.create)
    made = counts()
    assert made != before
    committed(call_command, "samplecontent", remove=True)
    # Home pages are published once more, with empty texts, and then are in the search index.
    ignored = {
        "wagtailcore.Revision",
        "wagtailsearch.IndexEntry",
        "wagtailsearch.SQLiteFTSIndexEntry",
    }
    left = {name: count for name, count in counts().items() if name not in ignored}
    assert left == {name: count for name, count in before.items() if name not in ignored}
    assert files() == files_before
    assert Page.find_problems() == ([], [], [], [], [])
    for home in HomePage.objects.all():
        assert (home.intro, home.about, home.phone, home.provenance) == ("", "", None, "")
    committed(sample_content.create)
    assert {name: count for name, count in counts().items() if name not in ignored} == {
        name: count for name, count in made.items() if name not in ignored
    }


def test_a_run_that_is_interrupted_leaves_nothing_and_the_next_completes_it(committed, monkeypatch):
    def stop(*args):
        raise KeyboardInterrupt

    committed(starting.create)
    before = counts()
    with monkeypatch.context() as patch:
        patch.setattr(readers, "add_calls", stop)
        with pytest.raises(KeyboardInterrupt):
            sample_content.create()
    assert counts() == before
    assert committed(sample_content.create).slug == "vote-no-on-jail-beds"


def test_a_removal_without_sample_content_changes_nothing(committed, capsys):
    committed(starting.create)
    page = make.AlertPageFactory(slug="own")
    before = counts()
    call_command("samplecontent", remove=True)
    assert "There is no sample content." in capsys.readouterr().out
    assert counts() == before
    assert AlertPage.objects.get() == page
