"""Tests for English drafts, unpublished strings and approvals of translations."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale

from alerts.models import AlertPage
from home.models import OutgoingEmail
from home.translation import review, sync
from home.translation.models import ReviewRequest
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support import translating
from tests.support.by_link import begin, english, key, open_link

pytestmark = pytest.mark.django_db


def start(page, language="so"):
    return sync.start_translation(page, Locale.objects.get(language_code=language))


def write(translation, prefix="[so]"):
    for string in translatable_strings(translation):
        save_translation(string, f"{prefix} {string.english}")


def publish(translation):
    return review.publish(translation.get_target_instance(), make.user())


def save_draft(page, **fields):
    draft = AlertPage.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(draft, name, value)
    return draft.save_revision()


def unpublished_english():
    page = make.AlertPageFactory(
        title="English title", ask="English ask", live=False, first_published_at=None
    )
    page.save_revision()
    return page


def texts(translation):
    return [string.english for string in translatable_strings(translation)]


def test_a_withdrawn_page_with_a_newer_draft_is_translated_as_it_was_published():
    page = english()
    page.unpublish()
    save_draft(page, title="Secret draft")
    translation = start(AlertPage.objects.get(pk=page.pk))
    assert texts(translation) == ["English title", "English ask"]
    assert "Secret" not in translation.source.object_repr


def test_a_live_page_without_a_date_of_publication_is_translated_as_it_is_read():
    page = english()
    AlertPage.objects.filter(pk=page.pk).update(first_published_at=None)
    save_draft(page, title="Secret draft")
    assert texts(start(AlertPage.objects.get(pk=page.pk))) == ["English title", "English ask"]


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_the_draft_of_a_page_that_was_once_published_does_not_reach_its_translators(
    admin_of, is_withdrawn
):
    translation = begin(slug="call")
    page = AlertPage.objects.get(locale__language_code="en")
    if is_withdrawn:
        page.unpublish()
    form = translating.alert_form(title="Secret draft", slug="call")
    assert translating.edit(admin_of("Editors"), page, form).status_code == 302
    assert AlertPage.objects.get(pk=page.pk).draft_title == "Secret draft"
    assert texts(translation) == ["English title", "English ask"]


def test_a_link_remembers_no_text_that_nobody_has_published(client):
    other = begin(title="Other", slug="other", ask="English same")
    write(other, "[unread]")
    translation, url = open_link(ask="English same")
    place = f"{url}{key(translation, 'English same')}/"
    assert "unread" not in client.get(place).content.decode()
    publish(other)
    assert "unread" in client.get(place).content.decode()


def test_an_approval_counts_for_one_publication_and_no_text_that_is_written_later():
    make.user("Translators (Soomaali)", email="reviewer@example.org")
    page = unpublished_english()
    translation = start(page)
    write(translation)
    assert publish(translation) is False
    AlertPage.objects.get(pk=page.pk).get_latest_revision().publish()
    target = translation.get_target_instance()
    assert (target.live, target.title) == (True, "[so] English title")
    approved = ReviewRequest.objects.get()
    assert approved.closed_at
    assert approved.approved_at

    save_translation(translatable_strings(translation)[0], "[unread]")
    assert not OutgoingEmail.objects.exists()
    assert ReviewRequest.objects.get().approved_at == approved.approved_at
    save_draft(page, search_description="More").publish()
    assert translation.get_target_instance().title == "[so] English title"


def test_a_later_publication_does_not_change_when_an_earlier_request_was_closed():
    translation = begin()
    write(translation)
    review.submit_for_review(translation, None)
    publish(translation)
    closed_at = ReviewRequest.objects.get().closed_at
    assert closed_at
    publish(translation)
    assert ReviewRequest.objects.get().closed_at == closed_at


def test_a_string_in_one_language_withdraws_no_approval_in_another():
    page = unpublished_english()
    somali, spanish = start(page), start(page, "es")
    for translation in (somali, spanish):
        write(translation)
        publish(translation)
    save_translation(translatable_strings(spanish)[0], "Título")
    assert review.approval_of(somali)
    assert review.approval_of(spanish) is None


def test_an_approved_translation_that_lost_its_core_stays_a_draft_and_the_english_goes_live(caplog):
    page = unpublished_english()
    translation = start(page)
    write(translation)
    publish(translation)
    save_draft(page, ask="English ask, changed").publish()
    assert AlertPage.objects.get(pk=page.pk).live
    assert not translation.get_target_instance().live
    assert "An approved translation is not ready" in caplog.text


def test_a_stopped_translation_is_not_published_from_its_strings():
    translation = begin()
    write(translation)
    translation.enabled = False
    translation.save()
    with pytest.raises(review.NotReady, match="stopped"):
        publish(translation)
    assert not translation.get_target_instance().live


def test_a_translation_whose_page_does_not_validate_is_not_published_and_says_why(monkeypatch):
    translation = begin()
    write(translation)
    refuse(monkeypatch, "so")
    with pytest.raises(review.NotReady, match="This page is wrong"):
        publish(translation)
    assert not translation.get_target_instance().live


def refuse(monkeypatch, language):
    clean = AlertPage.clean

    def refusing(page):
        clean(page)
        if page.locale.language_code == language:
            raise ValidationError("This page is wrong.")

    monkeypatch.setattr(AlertPage, "clean", refusing)


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_translation_that_cannot_follow_holds_up_neither_the_english_nor_the_others(
    monkeypatch, caplog, by_hand
):
    page = english()
    translations = [start(page, language) for language in ("so", "es")]
    for translation in translations:
        write(translation)
        publish(translation)
        if by_hand:
            translation.enabled = False
            translation.save()
    AlertPage.objects.get(pk=page.pk).unpublish()
    somali, spanish = translations
    refuse(monkeypatch, "so")
    AlertPage.objects.get(pk=page.pk).get_latest_revision().publish()
    assert AlertPage.objects.get(pk=page.pk).live
    assert spanish.get_target_instance().live
    assert not somali.get_target_instance().live
    assert "A withdrawn page could not come back" in caplog.text
    assert ("A translation could not follow" in caplog.text) is not by_hand
