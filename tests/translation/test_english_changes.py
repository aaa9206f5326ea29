"""Tests for the effects of changes to English pages on their translations."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from alerts.models import AlertIndexPage, AlertPage
from home.translation import sync
from home.translation.models import Pronunciation
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_pronunciation, save_translation
from tests import factories as make
from tests.support.by_link import begin, english
from tests.support.soup import parse
from tests.support.translating import change, publish

pytestmark = pytest.mark.django_db
POINT = {"talking_points": [("point", "English point")]}


def somali():
    return Locale.objects.get(language_code="so")


def write(translation, *only):
    prefix = f"[{translation.target_locale.language_code}]"
    for string in translatable_strings(translation):
        if not only or string.english.startswith(only):
            save_translation(string, f"{prefix} {string.english}")


def published(language="so", **fields):
    translation = begin(language, **fields)
    write(translation)
    publish(translation)
    return translation


def source(translation):
    return translation.get_target_instance().source


def stop(translation):
    translation.enabled = False
    translation.save()


@pytest.mark.parametrize(
    ("changed", "revisions"),
    [
        ({"comments_open": False}, 0),
        ({"slug": "call-again"}, 1),
        ({"ask": "English ask, changed"}, 1),
        ({"talking_points": []}, 1),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_a_translation_is_published_again_only_if_something_changes_for_its_readers(
    changed, revisions
):
    translation = published(**POINT)
    before = translation.get_target_instance().revisions.count()
    change(source(translation), **changed)
    target = translation.get_target_instance()
    assert target.revisions.count() - before == revisions
    assert target.slug == changed.get("slug", target.slug)
    assert target.translation_status.outdated == ({"ask"} if "ask" in changed else set())


def test_a_new_address_that_another_page_of_the_language_has_gets_a_number():
    translation = published(slug="call")
    index = AlertIndexPage.objects.get(locale__language_code="so")
    make.AlertPageFactory(parent=index, locale=somali(), slug="taken", live=False)
    change(source(translation), slug="taken")
    assert translation.get_target_instance().slug == "taken-1"


def test_readers_are_told_the_day_of_the_newest_change_that_their_language_lacks():
    translation = published(**POINT, body=[("heading", "English heading")])
    page, now, found = source(translation), timezone.now(), []
    body = AlertPage.objects.get(pk=page.pk).body
    body.append(("heading", "English new heading"))
    for days, changed in enumerate(
        [
            {"ask": "English ask, changed"},
            {"body": body},  # a new block is in English, not old
            {"title": "English title, changed"},
        ],
        start=1,
    ):
        with time_machine.travel(now + timedelta(days=days)):
            change(page, **changed)
        found.append((translation.get_target_instance().english_changed_at - now).days)
    assert found == [1, 1, 3]
    with time_machine.travel(now + timedelta(days=4)):
        write(translation)
        publish(translation)
    assert translation.get_target_instance().english_changed_at is None


@pytest.mark.parametrize("in_upstreams_editor", [False, True])
def test_a_translation_that_was_withdrawn_by_itself_brings_no_old_text_back(
    django_capture_on_commit_callbacks, in_upstreams_editor
):
    translation = published(**POINT)
    points = source(translation).talking_points
    points[0].value = "English point, changed"
    change(source(translation), talking_points=points)
    assert translation.get_target_instance().translation_status.outdated
    translation.get_target_instance().unpublish()
    translation.refresh_from_db()
    if in_upstreams_editor:
        with django_capture_on_commit_callbacks(execute=True):
            translation.save_target(publish=True)
    else:
        publish(translation)
    target = translation.get_target_instance()
    assert target.live
    assert [point.value for point in target.talking_points] == ["English point, changed"]
    assert not target.translation_status.outdated


def test_a_translation_that_lacks_a_new_line_of_the_core_comes_back_with_the_english():
    translation = published()
    change(source(translation), script=[("line", "English line")])
    assert translation.get_target_instance().live
    AlertPage.objects.get(pk=source(translation).pk).unpublish()
    assert not translation.get_target_instance().live
    AlertPage.objects.get(pk=source(translation).pk).get_latest_revision().publish()
    assert translation.get_target_instance().live


def test_withdrawing_one_language_leaves_the_others_and_the_english():
    page = english()
    languages = {}
    for language in ("so", "es"):
        languages[language] = sync.start_translation(
            page, Locale.objects.get(language_code=language)
        )
        write(languages[language])
        publish(languages[language])
    languages["so"].get_target_instance().unpublish()
    assert AlertPage.objects.get(pk=page.pk).live
    spanish = languages["es"].get_target_instance()
    assert spanish.live
    assert not spanish.returns_with_english


def test_the_home_pages_of_all_languages_stay_when_the_english_one_is_withdrawn():
    make.home().unpublish()
    assert [make.home(language).live for language in make.LANGUAGES] == [False, True, True, True]


def test_pronunciations_of_another_language_are_not_on_the_page():
    page = english(script=[("line", "English line")])
    for language in ("so", "hmn"):
        translation = sync.start_translation(page, Locale.objects.get(language_code=language))
        line = next(
            one for one in translatable_strings(translation) if one.english == "English line"
        )
        save_pronunciation(line, f"said in {language}")
    assert Pronunciation.objects.count() == 2
    for language in ("so", "hmn"):
        translation = sync.start_translation(page, Locale.objects.get(language_code=language))
        write(translation)
        publish(translation)
        target = translation.get_target_instance()
        assert target.pronunciations == {"English line": f"said in {language}"}


# Translations written by hand


def test_by_hand_only_the_blocks_that_changed_are_marked_whatever_other_pages_have():
    published(title="Another title", slug="another")
    translation = published(**POINT)
    stop(translation)
    change(source(translation), ask="English ask, changed")
    target = translation.get_target_instance()
    assert target.translation_status.outdated == {"ask"}
    assert target.english_changed_at
    assert target.ask == "[so] English ask"


def test_by_hand_nothing_is_marked_when_no_text_changes():
    translation = published(**POINT)
    stop(translation)
    change(source(translation), comments_open=False)
    target = translation.get_target_instance()
    assert target.translation_status.is_up_to_date
    assert target.english_changed_at is None


def test_by_hand_a_block_that_is_shown_in_english_does_not_become_old_text(client):
    translation = begin(**POINT, slug="call")
    write(translation, "English title", "English ask")
    publish(translation)
    stop(translation)
    points = AlertPage.objects.get(pk=source(translation).pk).talking_points
    points[0].value = "English point, changed"
    change(source(translation), talking_points=points)
    target = translation.get_target_instance()
    assert target.translation_status.outdated == set()
    assert target.english_changed_at is None
    shown = parse(client.get("/so/alerts/call/")).article.find(
        string=lambda text: "English point" in text
    )
    assert shown.find_parent(attrs={"lang": True})["lang"] == "en"


def test_a_withdrawn_translation_made_of_strings_is_not_marked_like_one_by_hand(admin_of):
    translation = published()
    translation.get_target_instance().unpublish()
    change(source(translation), ask="English ask, changed")
    target = translation.get_target_instance()
    shown = admin_of("Translators (Soomaali)").get(
        reverse("wagtailadmin_pages:edit", args=[target.pk])
    )
    assert "The English has changed since this was published" not in shown.content.decode()
    assert target.translation_status.is_up_to_date


# Aliases


@pytest.mark.parametrize("which", ["index", "alert"])
def test_an_alias_becomes_a_draft_when_its_translation_begins(client, which):
    page = english(slug="call")
    index = page.get_parent().specific
    index.copy_for_translation(somali(), alias=True)
    if which == "alert":
        page.copy_for_translation(somali(), alias=True)
    translation = sync.start_translation(page, somali())
    for target in (
        translation.get_target_instance(),
        AlertIndexPage.objects.get(locale=somali()),
    ):
        assert target.alias_of is None
        assert not target.live
    assert parse(client.get("/so/alerts/call/")).h1["lang"] == "en"


def test_a_stopped_translation_whose_page_was_deleted_begins_again():
    translation = begin()
    stop(translation)
    page = source(translation)
    translation.get_target_instance().delete()
    again = sync.start_translation(page, somali())
    assert again == translation
    assert again.enabled
    assert not again.get_target_instance().live
