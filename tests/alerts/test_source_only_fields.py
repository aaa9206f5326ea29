"""Tests for English fields that have no translations, on pages in each language."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from alerts.models import ExplainerPage
from tests import factories as make
from tests.support import translating

pytestmark = pytest.mark.django_db

CENTRAL = ZoneInfo("America/Chicago")
LANGUAGES = ["en", "es", "so", "hmn"]


@pytest.fixture(autouse=True)
def nine_in_the_morning():
    # A time that no test looks for on the page.
    with time_machine.travel(datetime(2031, 6, 1, 9, 0, tzinfo=CENTRAL)):
        yield


@pytest.fixture
def alert_in_all_languages(django_capture_on_commit_callbacks):
    alert = make.AlertPageFactory(
        slug="call", ends_at=datetime(2031, 6, 3, 17, 0, tzinfo=CENTRAL), meeting=make.meeting()
    )
    make.call(alert, make.office("Mark Dayton", ["+16512013400"]))
    alert.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        for language in LANGUAGES[1:]:
            make.translate(alert, language)
    return alert


def read(client, language, path="alerts/call/"):
    response = client.get(f"/{language}/{path}")
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


def test_each_language_has_its_own_words(client, alert_in_all_languages):
    spanish = read(client, "es")
    assert "[es] English ask" in spanish
    assert "[so]" not in spanish
    assert "[so] English ask" in read(client, "so")
    assert "[hmn] English ask" in read(client, "hmn")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_corrected_number_is_right_in_every_language_at_once(
    client, user, alert_in_all_languages, language
):
    office = alert_in_all_languages.office_links.get().office
    phone = office.phones.get()
    client.force_login(user("Editors"))
    client.post(
        reverse("wagtailsnippets_alerts_office:edit", args=[office.pk]),
        translating.office_form("651-555-0199", phone),
    )
    client.logout()
    html = read(client, language)
    assert "(651) 555-0199" in html
    assert "201-3400" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_corrected_source_only_fields_are_right_in_every_language_at_once(
    client, user, alert_in_all_languages, language
):
    alert = alert_in_all_languages
    make.ExplainerPageFactory(title="Explainer that came later")
    assert "11:30" not in read(client, language)
    client.force_login(user("Editors"))
    form = translating.alert_form(
        slug="call",
        starts_at="2011-06-03 08:00",
        ends_at="2031-06-03 11:30",
        offices=[*alert.office_links.all(), make.office("Office that was forgotten")],
        explainers=[ExplainerPage.objects.get(title="Explainer that came later")],
        meeting=make.meeting(place="Corrected Church").pk,
    )
    assert translating.edit(client, alert, form, publish=True).status_code == 302
    client.logout()
    html = read(client, language)
    for fact in (
        "11:30",
        "Corrected Church",
        "Office that was forgotten",
        "Explainer that came later",
    ):
        assert fact in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_corrected_phone_of_the_campaign_is_right_in_every_language(client, language):
    home = make.home()
    home.phone = "+16513899174"
    home.save_revision().publish()
    assert "(651) 389-9174" in read(client, language, "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_source_only_fields_of_an_english_draft_are_not_shown_to_readers(
    client, user, alert_in_all_languages, language
):
    alert = alert_in_all_languages
    client.force_login(user("Editors"))
    form = translating.alert_form(
        slug="call",
        starts_at="2011-06-03 08:00",
        ends_at="2031-06-03 11:30",
        offices=[*alert.office_links.all(), make.office("Secret office")],
        meeting=make.meeting(place="Secret Church").pk,
    )
    assert translating.edit(client, alert, form).status_code == 302
    client.logout()
    html = read(client, language)
    assert "(651) 201-3400" in html
    for fact in ("11:30", "Secret office", "Secret Church"):
        assert fact not in html


def test_a_preview_of_the_english_draft_shows_what_is_in_its_form(
    client, user, alert_in_all_languages
):
    alert = alert_in_all_languages
    client.force_login(user("Editors"))
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[alert.pk])
    form = translating.alert_form(
        slug="call",
        title="Headline of the draft",
        starts_at="2011-06-03 08:00",
        ends_at="2031-06-03 11:30",
        offices=[*alert.office_links.all(), make.office("Office of the draft", ["+16515550199"])],
        meeting=make.meeting(place="Church of the draft").pk,
    )
    assert client.post(url, form).json()["is_valid"]
    html = client.get(url).content.decode().replace("\xa0", " ")
    for draft in (
        "Headline of the draft",
        "11:30",
        "Office of the draft",
        "(651) 555-0199",
        "Church of the draft",
    ):
        assert draft in html
    assert "Headline of the draft" not in read(client, "en")
