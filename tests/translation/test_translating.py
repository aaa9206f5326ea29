"""Tests for translating a page, from submission to the published translation."""

import html

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.translation import gettext, override
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import rich_text

from alerts.models import AlertIndexPage, AlertPage
from tests import factories as make
from tests.support import translating
from tests.support.soup import full_notice, text_of

pytestmark = pytest.mark.django_db

TRANSLATORS = translating.TRANSLATORS
LANGUAGES = pytest.mark.parametrize("language", list(TRANSLATORS))
NOT_TRANSLATED = "This page is not in your language yet. You see the English text."
BY_VOLUNTEER = "Translated by a volunteer, not yet checked by a second reader."


@pytest.fixture
def sign_in(client, user):
    def sign_in(group):
        client.force_login(user(group))
        return client

    return sign_in


def read(client, path):
    client.logout()
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def notice(page):
    return text_of(full_notice(page))


def in_language(language, message):
    with override(language):
        text = gettext(message)
    assert text != message
    return text


def somali(page):
    return page.get_translation(Locale.objects.get(language_code="so"))


def test_submitting_a_page_publishes_nothing(client, sign_in, django_capture_on_commit_callbacks):
    alert = make.AlertPageFactory(slug="call")
    with django_capture_on_commit_callbacks(execute=True):
        translating.submit(sign_in("Editors"), alert, *TRANSLATORS)
    assert Page.objects.filter(translation_key=alert.translation_key, live=False).count() == 3
    for language in TRANSLATORS:
        page = read(client, f"/{language}/alerts/call/")
        assert notice(page) == in_language(language, NOT_TRANSLATED)
        assert page.h1["lang"] == "en"


@LANGUAGES
def test_a_translator_sees_the_english_translates_and_publishes(client, sign_in, publish, language):
    alert = make.AlertPageFactory(slug="call", talking_points=[("point", "Thank him.")])
    translating.submit(sign_in("Editors"), alert, language)
    translation = translating.translation_of(alert, language)
    target = translation.get_target_instance()

    translator = sign_in(TRANSLATORS[language])
    editor = translator.get(reverse("wagtailadmin_pages:edit", args=[target.pk]))
    for english in (alert.title, alert.ask, "Thank him."):
        assert english in html.unescape(editor.content.decode())
    answers = translating.type_all(translator, translation, make.words_in(language))
    assert {answer.status_code for answer in answers} == {302}
    assert notice(read(client, f"/{language}/alerts/call/")) == in_language(
        language, NOT_TRANSLATED
    )

    publish(sign_in(TRANSLATORS[language]), target)
    page = read(client, f"/{language}/alerts/call/")
    for english in (alert.title, alert.ask, "Thank him."):
        assert f"[{language}] {english}" in page.main.get_text()
    assert page.html["lang"] == language
    assert in_language(language, BY_VOLUNTEER) in notice(page)
    assert AlertPage.objects.get(pk=target.pk).provenance == "volunteer"


def test_a_string_typed_again_is_public_once_it_is_published(client, sign_in, publish):
    alert = make.AlertPageFactory(slug="call")
    target = make.translate(alert, "so", publish=False)
    publish(sign_in(TRANSLATORS["so"]), target)
    translation = translating.translation_of(alert, "so")
    headline, _english = translating.strings(translation)[0]

    answer = translating.type_string(
        sign_in(TRANSLATORS["so"]), translation, headline, "Cinwaan la saxay"
    )
    assert answer.status_code == 302
    assert f"[so] {alert.title}" in read(client, "/so/alerts/call/").h1.get_text()

    publish(sign_in(TRANSLATORS["so"]), target)
    assert "Cinwaan la saxay" in read(client, "/so/alerts/call/").h1.get_text()


def test_bold_words_and_links_survive_and_the_link_keeps_the_readers_language(
    client, sign_in, publish
):
    explainer = make.ExplainerPageFactory(slug="program")
    english = f'<p>Read <b>now</b> <a linktype="page" id="{explainer.pk}">what it is</a>.</p>'
    alert = make.AlertPageFactory(slug="call", body=[("text", english)])
    translating.submit(sign_in("Editors"), alert, "so")
    translation = translating.translation_of(alert, "so")
    translator = sign_in(TRANSLATORS["so"])
    for segment, text in translating.strings(translation):
        rich = segment.string.data
        words = rich.replace("Read", "Akhri").replace("now", "hadda").replace("what it is", "waxa")
        translating.type_string(
            translator, translation, segment, words if rich != text else f"[so] {text}"
        )
    publish(translator, translation.get_target_instance())
    body = read(client, "/so/alerts/call/").find(class_="body")
    assert body.b.get_text() == "hadda"
    assert body.a.get_text() == "waxa"
    assert body.a["href"] == "/so/background/program/"


def test_a_page_translated_before_its_index_page_puts_no_english_copy_before_readers(
    client, sign_in, publish
):
    alert = make.AlertPageFactory(slug="call")
    target = make.translate(alert, "so", publish=False)
    publish(sign_in(TRANSLATORS["so"]), target)

    assert f"[so] {alert.title}" in read(client, "/so/alerts/call/").h1.get_text()
    index = read(client, "/so/alerts/")
    assert notice(index) == in_language("so", NOT_TRANSLATED)
    assert index.h1["lang"] == "en"
    assert index.find("link", rel="canonical")["href"] == "http://testserver/en/alerts/"
    english = read(client, "/en/alerts/")
    assert not english.find("link", rel="alternate", hreflang="so")
    sitemap = client.get("/sitemap.xml").content.decode()
    assert "/so/alerts/call/" in sitemap
    assert "/so/alerts/<" not in sitemap
    assert '/so/alerts/"' not in sitemap


def test_an_index_page_translated_after_its_pages_takes_its_place(client, sign_in, publish):
    alert = make.AlertPageFactory(slug="call")
    publish(sign_in(TRANSLATORS["so"]), make.translate(alert, "so", publish=False))
    index = AlertIndexPage.objects.get(locale__language_code="en")
    translating.submit(sign_in("Editors"), index, "so")
    translator = sign_in(TRANSLATORS["so"])
    translating.type_all(translator, translating.translation_of(index, "so"), make.words_in("so"))
    publish(translator, somali(index))
    page = read(client, "/so/alerts/")
    assert f"[so] {index.title}" in page.h1.get_text()
    assert in_language("so", BY_VOLUNTEER) in notice(page)
    assert f"[so] {alert.title}" in page.main.get_text()


def test_a_changed_english_sentence_is_offered_again_and_replaces_the_old_one_when_published(
    client, sign_in, publish
):
    alert = make.AlertPageFactory(slug="call", ask="Old ask.")
    target = make.translate(alert, "so", publish=False)
    publish(sign_in(TRANSLATORS["so"]), target)
    alert.ask = "New ask."
    alert.save_revision().publish()
    translation = translating.translation_of(alert, "so")
    assert "[so] Old ask." in read(client, "/so/alerts/call/").get_text()

    translator = sign_in(TRANSLATORS["so"])
    (segment,) = [
        segment for segment, text in translating.strings(translation) if text == "New ask."
    ]
    translating.type_string(translator, translation, segment, "[so] New ask.")
    publish(translator, target)
    page = read(client, "/so/alerts/call/").get_text()
    assert "[so] New ask." in page
    assert "[so] Old ask." not in page


def test_a_translator_writes_the_home_page_of_the_language_which_is_there_from_the_start(
    client, sign_in
):
    url = reverse("wagtailadmin_pages:edit", args=[make.home("so").pk])
    form = {
        "title": "Masaafurin dambe ma rabno",
        "slug": "home-so",
        "intro": "Waxaan nahay olole.",
        "about": rich_text("<p>Cidda aan nahay</p>"),
        "more-count": "0",
        "search_description": "",
    }
    translator = sign_in(TRANSLATORS["so"])
    shown = BeautifulSoup(translator.get(url).content, "html.parser")
    assert shown.find(attrs={"name": "title"})
    assert not shown.find(attrs={"name": "phone"})
    response = translator.post(url, form | {"action-publish": "1"})
    assert response.status_code == 302
    page = read(client, "/so/")
    assert page.h1.get_text() == "Masaafurin dambe ma rabno"
    assert "Cidda aan nahay" in page.main.get_text()


def test_deleting_a_translation_keeps_its_translators_words(client, sign_in, publish):
    alert = make.AlertPageFactory(slug="call")
    target = make.translate(alert, "so", publish=False)
    publish(sign_in(TRANSLATORS["so"]), target)
    kept = translating.stored_strings("so")
    editor = sign_in("Editors")
    editor.post(reverse("wagtailadmin_pages:delete", args=[target.pk]))
    assert not Page.objects.filter(pk=target.pk).exists()
    assert kept
    assert translating.stored_strings("so") == kept

    translating.submit(editor, alert, "so")
    publish(sign_in(TRANSLATORS["so"]), somali(alert))
    assert f"[so] {alert.title}" in read(client, "/so/alerts/call/").h1.get_text()


@LANGUAGES
def test_a_restricted_page_stays_restricted_in_translation(client, sign_in, publish, language):
    alert = make.AlertPageFactory(slug="call")
    alert.view_restrictions.create(restriction_type="login")
    publish(sign_in(TRANSLATORS[language]), make.translate(alert, language, publish=False))
    client.logout()
    response = client.get(f"/{language}/alerts/call/")
    assert response.status_code == 302
    assert response["location"].startswith("/admin/login/?next=")
    assert alert.title not in response.content.decode()


def test_a_page_without_any_translated_text_is_not_published(admin_of):
    alert = make.AlertPageFactory()
    translation = make.submit(alert, "so")
    translation.save_target(publish=False)
    page = translation.get_target_instance()
    client = admin_of("Translators (Soomaali)")
    response = client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"}, follow=True
    )
    assert "First translate what readers need most: title, ask" in response.content.decode()
    page.refresh_from_db()
    assert not page.live
