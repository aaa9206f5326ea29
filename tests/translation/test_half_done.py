"""Tests for partial and outdated translations on readers' pages."""

import pytest
from bs4 import BeautifulSoup
from django.utils.translation import gettext, override
from wagtail_localize.models import StringTranslation

from alerts.models import AlertPage
from home.translation import review
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.dashboard_page import begin
from tests.support.soup import full_notice, text_of
from tests.support.translating import change

pytestmark = pytest.mark.django_db

LANGUAGES = pytest.mark.parametrize("language", ["es", "so", "hmn"])
PARTLY = "Parts of this page are not translated yet. You see them in English."
OLDER = "Parts of this translation may be out of date."


def write(translation, *only, prefix=None, without=()):
    """Translate the strings that start with one of `only`, or all, except those in `without`."""
    prefix = prefix or f"[{translation.target_locale.language_code}]"
    for item in translatable_strings(translation):
        wanted = not only or item.english.startswith(only)
        if wanted and not (without and item.english.startswith(without)):
            save_translation(item, f"{prefix} {item.english}")


def publish(translation):
    target = translation.get_target_instance()
    return review.publish(AlertPage.objects.get(pk=target.pk), make.user())


def core(translation):
    write(translation, "English title", "English ask", "English line")
    publish(translation)


def read(client, language="so"):
    return BeautifulSoup(client.get(f"/{language}/alerts/call/").content, "html.parser")


def shown(page):
    """Return the texts of the article that are not marked as English, and those that are."""
    own, english = [], []
    for text in page.article.find_all(string=True):
        if text.strip():
            marked = text.find_parent(attrs={"lang": True})["lang"]
            (english if marked == "en" else own).append(text.strip())
    return " ".join(own), " ".join(english)


def say(text, language):
    with override(language):
        rendered = gettext(text)
    assert rendered != text
    return rendered


@LANGUAGES
def test_the_core_is_published_alone_and_the_rest_stands_in_english_under_a_notice(
    client, alert, language
):
    core(begin(alert, language))
    page = read(client, language)
    own, english = shown(page)
    for text in ("English title", "English ask", "English line"):
        assert f"[{language}] {text}" in own
    for text in ("English heading", "English first sentence.", "English point one"):
        assert text in english
        assert text not in own
    assert say(PARTLY, language) in text_of(full_notice(page))


@LANGUAGES
def test_a_paragraph_with_one_sentence_missing_is_english_as_a_whole(client, alert, language):
    translation = begin(alert, language)
    write(translation, without=("English second",))
    publish(translation)
    own, english = shown(read(client, language))
    assert "English first sentence. English second sentence." in english
    assert "first sentence" not in own
    assert f"[{language}] English heading" in own


def test_nothing_is_published_before_the_core_is_translated(client, alert):
    translation = begin(alert)
    write(translation, without=("English ask",))
    with pytest.raises(review.NotReady, match="ask"):
        publish(translation)
    assert shown(read(client))[0].count("[so]") == 0


def test_a_whole_translation_says_nothing_of_missing_parts(client, alert):
    translation = begin(alert)
    write(translation)
    publish(translation)
    page = read(client)
    page.select_one(".now .notice a").decompose()  # the name of the English language
    page.find(class_="state").decompose()
    page.find(id="share").find_parent("section").decompose()  # names of services
    assert shown(page)[1] == "English line"
    assert say(PARTLY, "so") not in page.get_text()


@LANGUAGES
def test_when_the_english_changes_the_old_translation_stays_and_says_so(client, alert, language):
    translation = begin(alert, language)
    write(translation)
    publish(translation)
    change(alert, title="English title, corrected")
    page = read(client, language)
    assert f"[{language}] English title" == page.h1.get_text()
    assert say(OLDER, language) in text_of(full_notice(page))
    assert full_notice(page).find("a")["href"] == "/en/alerts/call/"

    write(translation)
    assert say(OLDER, language) in read(client, language).get_text()
    publish(translation)
    page = read(client, language)
    assert page.h1.get_text() == f"[{language}] English title, corrected"
    assert say(OLDER, language) not in page.get_text()


def test_a_changed_line_of_the_script_never_stands_above_an_old_meaning(client, alert):
    translation = begin(alert)
    write(translation)
    publish(translation)
    script = AlertPage.objects.get(pk=alert.pk).script
    script[0].value = "English other line"
    change(alert, script=script)
    script = read(client).find(class_="script")
    assert "English other line" in script.get_text()
    assert "[so]" not in script.get_text()


def test_a_changed_fact_does_not_outdate_a_translation(client, alert):
    translation = begin(alert)
    write(translation)
    publish(translation)
    office = make.office(numbers=["+16512013400"])
    make.call(alert, office)
    change(alert, comments_open=False)
    page = read(client)
    assert "651" in page.article.get_text()
    assert say(OLDER, "so") not in page.get_text()


def test_a_change_without_new_words_is_carried_over_with_its_review(
    client, alert, django_capture_on_commit_callbacks
):
    translation = begin(alert)
    write(translation)
    publish(translation)
    target = AlertPage.objects.get(pk=translation.get_target_instance().pk)
    review.mark_reviewed(target, by=make.user())
    body = AlertPage.objects.get(pk=alert.pk).body
    body.append(("explainer", make.ExplainerPageFactory()))
    points = AlertPage.objects.get(pk=alert.pk).talking_points
    del points[0]
    with django_capture_on_commit_callbacks(execute=True):
        change(alert, body=body, talking_points=points, slug="call-again")
    target.refresh_from_db()
    assert [block.block_type for block in target.body] == ["heading", "text", "explainer"]
    assert [point.value for point in target.talking_points] == ["[so] English point two"]
    assert target.slug == "call-again"
    assert target.reviewed_on
    assert client.get("/so/alerts/call/").status_code == 301


def test_strings_that_nobody_published_stay_unpublished_when_the_english_is_published(
    client, alert
):
    translation = begin(alert)
    write(translation)
    publish(translation)
    write(translation, "English title", prefix="[unread]")
    change(alert, ask="English ask, changed")
    page = read(client)
    assert page.h1.get_text() == "[so] English title"
    assert "[unread]" not in page.get_text()


def test_a_new_paragraph_is_english_until_it_is_translated(client, alert):
    translation = begin(alert)
    write(translation)
    publish(translation)
    body = AlertPage.objects.get(pk=alert.pk).body
    body.append(("heading", "English new heading"))
    change(alert, body=body)
    own, english = shown(read(client))
    assert "English new heading" in english
    assert "[so] English heading" in own


@LANGUAGES
def test_readers_see_changed_blocks_in_english_if_the_old_translation_is_dangerous(
    client, alert, language
):
    translation = begin(alert, language)
    write(translation)
    publish(translation)
    points = AlertPage.objects.get(pk=alert.pk).talking_points
    points[0].value = "English point one, now safe"
    change(alert, talking_points=points, ask="English ask, now safe", urgent_fix=True)
    page = read(client, language)
    notice = text_of(page.article.select_one("header p.notice"))
    assert notice.startswith(say("Parts of this page are in English.", language))
    own, english = shown(page)
    assert "English point one, now safe" in english
    assert "English ask, now safe" in english
    assert f"[{language}] English point one" not in own
    assert f"[{language}] English point two" in own
    listed = client.get(f"/{language}/alerts/").content.decode()
    assert "English ask, now safe" in listed
    assert f"[{language}] English ask" not in listed

    change(alert, urgent_fix=False)
    assert f"[{language}] English ask" in shown(read(client, language))[0]


def test_a_translation_that_wagtail_localize_publishes_itself_is_merged_too(
    client, alert, django_capture_on_commit_callbacks
):
    translation = begin(alert)
    write(translation, without=("English second",))
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    assert "English first sentence. English second sentence." in shown(read(client))[1]


def test_a_string_with_an_error_counts_as_missing(client, alert):
    translation = begin(alert)
    write(translation)
    StringTranslation.objects.filter(data__contains="English response").update(has_error=True)
    publish(translation)
    assert "English response." in shown(read(client))[1]


def test_a_string_that_its_translator_deletes_leaves_the_page_without_a_notice_of_change(
    client, alert
):
    translation = begin(alert)
    write(translation)
    publish(translation)
    StringTranslation.objects.filter(data__contains="English response").delete()
    publish(translation)
    page = read(client)
    assert "English response." in shown(page)[1]
    assert say(OLDER, "so") not in page.get_text()


def test_a_field_that_the_english_fills_later_is_shown_in_english(client, alert):
    change(alert, response="")
    translation = begin(AlertPage.objects.get(pk=alert.pk))
    write(translation)
    publish(translation)
    change(alert, response="<p>English new response.</p>")
    page = read(client)
    assert "English new response." in shown(page)[1]
    assert say(OLDER, "so") not in page.get_text()


def test_content_removed_in_english_is_removed_in_every_language(client, alert):
    translation = begin(alert)
    write(translation)
    publish(translation)
    change(alert, response="", talking_points=[], script=[])
    target = AlertPage.objects.get(pk=translation.get_target_instance().pk)
    assert (target.response, len(target.talking_points), len(target.script)) == ("", 0, 0)
    assert "[so] English response" not in read(client).get_text()


@pytest.mark.parametrize("edited_since", [False, True])
def test_old_text_that_a_machine_made_keeps_the_page_a_machine_draft(client, alert, edited_since):
    translation = begin(alert)
    write(translation)
    StringTranslation.objects.filter(data__contains="response").update(translation_type="machine")
    publish(translation)
    if edited_since:
        write(translation, "English response", prefix="[edited]")
    change(alert, response="<p>Other response</p>")
    page = read(client)
    assert "[so] English response." in page.article.get_text()
    draft = say("Translated by a machine. No fluent speaker has checked it yet.", "so")
    assert draft in text_of(full_notice(page))


def test_a_change_without_new_text_keeps_the_review_while_a_translator_works(alert):
    translation = begin(alert)
    write(translation)
    publish(translation)
    target = AlertPage.objects.get(pk=translation.get_target_instance().pk)
    review.mark_reviewed(target, by=make.user())
    write(translation, "English title", prefix="[edited]")
    change(alert, talking_points=[("point", "English point one")])
    target.refresh_from_db()
    assert len(target.talking_points) == 1
    assert target.reviewed_on


def test_a_page_with_old_text_cannot_be_reviewed(alert):
    translation = begin(alert)
    write(translation)
    publish(translation)
    change(alert, title="English title, corrected")
    target = AlertPage.objects.get(pk=translation.get_target_instance().pk)
    with pytest.raises(review.NotReviewable, match="English has changed"):
        review.mark_reviewed(target, by=make.user())
