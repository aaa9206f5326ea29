"""Tests for bulk deletion in the admin, page aliases, and requests for uploads."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.documents.models import document_served
from wagtail.models import Page
from wagtail.users.models import UserProfile

from home.media.models import CustomDocument, CustomImage
from home.models import StandardPage
from home.people.languages import LanguageAccess
from tests import factories as make
from tests.support import every_page
from tests.support.uploads import content, picture_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(
    ("app", "model", "factory"),
    [
        ("media", "customimage", make.ImageFactory),
        ("media", "customdocument", make.DocumentFactory),
        ("home", "meeting", make.meeting),
    ],
    ids=["pictures", "documents", "meetings"],
)
def test_the_guards_of_pages_let_other_things_be_deleted_in_bulk(admin_of, app, model, factory):
    things = [factory(), factory()]
    address = reverse("wagtail_bulk_action", args=(app, model, "delete"))
    chosen = "&".join(f"id={thing.pk}" for thing in things)
    answer = admin_of().post(f"{address}?{chosen}&next=/admin/")
    assert answer.status_code == 302
    assert not type(things[0]).objects.exists()


def test_one_page_in_a_bulk_action_that_is_refused_refuses_them_all(admin_of):
    free, translated = make.StandardPageFactory(), make.StandardPageFactory()
    make.translate(translated, "so", publish=False)
    address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "delete"))
    answer = admin_of().post(f"{address}?id={free.pk}&id={translated.pk}&next=/admin/", follow=True)
    assert "has translations" in answer.text
    assert StandardPage.objects.filter(pk__in=[free.pk, translated.pk]).count() == 2


def test_a_page_that_only_has_a_mirror_can_be_deleted_in_bulk(admin_of):
    page = make.StandardPageFactory()
    every_page.alias(page, "so")
    address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "delete"))
    admin_of().post(f"{address}?id={page.pk}&next=/admin/")
    assert not Page.objects.filter(pk=page.pk).exists()


def test_translations_are_deleted_in_bulk_without_their_english_page(admin_of):
    page = make.StandardPageFactory()
    somali = make.translate(page, "so", publish=False)
    address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "delete"))
    admin_of().post(f"{address}?id={somali.pk}&next=/admin/")
    assert not Page.objects.filter(pk=somali.pk).exists()
    assert Page.objects.filter(pk=page.pk).exists()


def test_a_mirror_is_no_begun_translation(user):
    draft = make.AlertPageFactory(live=False)
    pages = Page.objects.filter(pk=draft.pk)
    access = LanguageAccess(user("Translators (Soomaali)"))
    every_page.alias(draft, "so")
    assert not access.visible(pages).exists()
    Page.objects.filter(locale__language_code="so").update(alias_of=None)
    assert access.visible(pages).exists()


# Uploads


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("???", "document.pdf"),
        ("x" * 200, f"{'x' * 80}.pdf"),
        ("Xuquuqda aad leedahay", "xuquuqda-aad-leedahay.pdf"),
    ],
)
def test_a_document_is_saved_under_its_title(client, title, name):
    document = make.DocumentFactory(title=title)
    answer = client.get(document.url)
    answer.close()
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_wagtails_signal_about_a_served_document_is_sent(client):
    heard = []

    def listen(sender, instance, request, **kwargs):
        heard.append((sender, instance.pk, request.path))

    document_served.connect(listen)
    try:
        document = make.DocumentFactory()
        assert content(client.get(document.url)).startswith(b"%PDF-")
    finally:
        document_served.disconnect(listen)
    assert heard == [(CustomDocument, document.pk, document.url)]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_an_upload_is_only_read_at_its_address(client, method):
    document = make.DocumentFactory()
    picture = make.ImageFactory()
    rendition = picture.get_rendition("width-480|format-webp")
    assert getattr(client, method)(document.url).status_code == 405
    assert getattr(client, method)(rendition.url).status_code == 405
    assert CustomDocument.objects.exists()
    assert CustomImage.objects.exists()


@pytest.mark.usefixtures("indexing")
@pytest.mark.parametrize(
    ("group", "status"),
    [
        ("Submit-only translators (Soomaali)", 200),
        ("Moderators", 404),
        ("Members", 404),
    ],
)
def test_a_picture_of_no_page_is_seen_by_those_who_edit_pages(client, user, group, status):
    Group.objects.get_or_create(name="Members")
    rendition = make.ImageFactory().get_rendition("width-480|format-webp")
    client.force_login(user(group))
    assert client.get(rendition.url).status_code == status


@pytest.mark.parametrize(("group", "status"), [("Moderators", 200), ("Members", 404)])
def test_a_portrait_is_not_seen_by_an_account_outside_of_the_admin(client, user, group, status):
    Group.objects.get_or_create(name="Members")
    profile = UserProfile.objects.create(
        user=user("Editors"), avatar=picture_file("me.png", (9, 9))
    )
    client.force_login(user(group))
    assert client.get(profile.avatar.url).status_code == status
