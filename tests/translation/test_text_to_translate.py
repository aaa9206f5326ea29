"""Tests for the version of an English page that translators get: draft or published."""

import pytest

from alerts.models import AlertPage
from home.translation.strings.lookup import translatable_strings
from tests import factories as make
from tests.support import translating
from tests.support.dashboard_page import begin

pytestmark = pytest.mark.django_db


def test_before_its_first_publication_a_page_is_translated_from_its_newest_text(alert):
    alert.unpublish()
    AlertPage.objects.filter(pk=alert.pk).update(first_published_at=None)
    draft = AlertPage.objects.get(pk=alert.pk)
    draft.title = "English newest draft"
    draft.save_revision()
    translation = begin(AlertPage.objects.get(pk=alert.pk))
    assert translatable_strings(translation)[0].english == "English newest draft"


def test_a_draft_that_is_edited_again_reaches_its_translators(client):
    alert = make.AlertPageFactory(slug="call", live=False, first_published_at=None)
    alert.save_revision()
    translation = begin(alert)
    client.force_login(make.user("Editors"))
    form = translating.alert_form(title="English title, second draft", slug="call")
    assert translating.edit(client, alert, form).status_code == 302
    assert translatable_strings(translation)[0].english == "English title, second draft"


def test_once_published_a_draft_is_not_shown_to_translators(alert):
    draft = AlertPage.objects.get(pk=alert.pk)
    draft.title = "English secret draft"
    draft.save_revision()
    translation = begin(AlertPage.objects.get(pk=alert.pk))
    assert translatable_strings(translation)[0].english == "English title"
    assert "secret" not in translation.source.object_repr
