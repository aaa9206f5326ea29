"""Tests for the sample content of 2011 and its translations."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.utils.translation import gettext, override
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from alerts.content import sample as sample_content
from alerts.content.texts import catalog
from alerts.models import AlertPage
from home.models.base import BasePage

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

CENTRAL = ZoneInfo("America/Chicago")
LANGUAGES = ["es", "so", "hmn"]
ALERT = "alerts/stand-firm-against-secure-communities/"
ADDRESSES = [
    "",
    "about/",
    "privacy/",
    "accessibility/",
    "alerts/",
    "background/",
    "background/secure-communities/",
    "background/sf958-veto-special-session/",
    "meetings/",
    ALERT,
]


def read(client, language, path):
    response = client.get(f"/{language}/{path}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_every_page_is_live_in_every_language_and_marked_as_a_machine_draft(sample):
    families = {}
    for page in Page.objects.filter(depth__gt=1).specific():
        assert isinstance(page, BasePage)
        assert page.live
        assert page.alias_of_id is None
        families.setdefault(page.translation_key, {})[page.language] = page.provenance
    assert len(families) == len(ADDRESSES)
    for family in families.values():
        assert family == {"en": "", "es": "machine", "so": "machine", "hmn": "machine"}


def test_every_string_is_in_the_tables_of_wagtail_localize_and_was_made_by_a_machine(sample):
    assert TranslationSource.objects.count() == len(ADDRESSES)
    assert Translation.objects.filter(enabled=True).count() == len(ADDRESSES) * len(LANGUAGES)
    for translation in Translation.objects.all():
        total, done = translation.get_progress()
        assert total == done > 0
    kinds = StringTranslation.objects.values_list("translation_type", "has_error").distinct()
    assert list(kinds) == [("machine", False)]


def test_the_notice_stands_at_the_top_of_every_page_in_its_language(client, sample):
    for language in LANGUAGES:
        with override(language):
            draft = gettext("Translated by a machine. No fluent speaker has checked it yet.")
        for path in ADDRESSES:
            page = read(client, language, path)
            first = page.main.find(True)
            assert draft in first.get_text(), (language, path)
            assert first.find("a", href=f"/en/{path}"), (language, path)
            assert page.html["lang"] == language


def test_the_words_on_the_page_are_those_of_the_po_file(client, sample):
    for language in LANGUAGES:
        text = " ".join(read(client, language, ALERT).main.get_text().split())
        entries = [e for key, e in catalog(language).items() if key.startswith("alert.")]
        elsewhere = ("alert.search_description", "alert.share_text", "alert.voicemail")
        shown = [e for e in entries if not e.msgctxt.startswith(elsewhere)]
        assert len(shown) > 20
        for entry in shown:
            assert entry.msgstr != entry.msgid
            assert " ".join(entry.msgstr.split()) in text, (language, entry.msgctxt)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_po_files_have_the_same_texts_and_all_of_them_are_translated(language):
    english = {key: entry.msgid for key, entry in catalog("es").items()}
    assert {key: entry.msgid for key, entry in catalog(language).items()} == english
    assert not [key for key, entry in catalog(language).items() if not entry.msgstr]


def test_the_facts_of_2011_are_the_same_in_every_language(client, sample):
    for language in ["en", *LANGUAGES]:
        text = read(client, language, ALERT).get_text().replace("\xa0", " ")
        for fact in (
            "Mark Dayton",
            "(651) 201-3400",
            "(800) 657-3717",
            "Walker Church",
            "31st St and 16th Ave, Minneapolis",
            "(651) 389-9174",
            "SF958",
            "SF1143",
            "2011",
        ):
            assert fact in text, (language, fact)


def test_the_sample_alert_has_the_times_of_the_call_in_day_and_the_meeting(sample):
    alert = AlertPage.objects.get(pk=sample.pk)
    assert alert.starts_at == datetime(2011, 6, 3, 0, 0, tzinfo=CENTRAL)
    assert alert.ends_at == datetime(2011, 6, 3, 23, 59, tzinfo=CENTRAL)
    assert alert.meeting.starts_at == datetime(2011, 6, 4, 13, 0, tzinfo=CENTRAL)
    assert alert.first_published_at.astimezone(CENTRAL).date() == alert.starts_at.date()
    assert len(alert.talking_points) == 2
    assert alert.explainer_links.count() == 2


def test_no_sample_content_is_made_on_a_site_with_pages(sample):
    before = list(Page.objects.order_by("pk").values_list("pk", "latest_revision"))
    assert sample_content.create() is None
    assert list(Page.objects.order_by("pk").values_list("pk", "latest_revision")) == before
