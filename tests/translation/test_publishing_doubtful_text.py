"""Tests for ways to publish a doubtful translation that nobody has confirmed."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail_localize.models import TranslationSource

from tests.support.doubtful import ASK, begin, is_live, write

pytestmark = pytest.mark.django_db


def bulk(client, page):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{url}?id={page.pk}&next=/admin/")


def publish_when_due(client, page):
    page.refresh_from_db()
    revision = page.save_revision()
    type(revision).objects.filter(pk=revision.pk).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=1)
    )
    with pytest.raises(CommandError, match="Not published"):
        call_command("publish_due")


def upstreams_editor(client, page):
    client.post(f"/admin/pages/{page.pk}/edit/?editor=wagtail-localize", {"action": "publish"})


def upstreams_synchronization(client, page):
    source = TranslationSource.objects.get(object_id=page.translation_key)
    url = reverse("wagtail_localize:update_translations", args=[source.pk])
    client.post(url, {"publish_translations": "on"})


@pytest.mark.parametrize(
    "way", [bulk, publish_when_due, upstreams_editor, upstreams_synchronization]
)
def test_no_other_way_publishes_a_doubtful_text(admin_of, way, django_capture_on_commit_callbacks):
    translation = begin()
    write(translation, ask=ASK)
    page = translation.get_target_instance()
    with django_capture_on_commit_callbacks(execute=True):
        way(admin_of(None), page)
    assert not is_live(translation)


def test_wagtail_localize_publishes_no_doubtful_text(django_capture_on_commit_callbacks):
    translation = begin()
    write(translation, ask=ASK)
    with pytest.raises(ValidationError), django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    translation.save_target(publish=False)
    draft = translation.get_target_instance().get_latest_revision_as_object()
    assert draft.block_language("ask") == "en"
