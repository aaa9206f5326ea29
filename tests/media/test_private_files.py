"""Tests for permissions to open documents and pictures by URL."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from alerts.models import AlertPage
from home.media.models import CustomImage
from home.operations import jobs
from tests import factories as make
from tests.support import every_page
from tests.support.markup import find, page_at
from tests.support.uploads import (
    VIDEO_URL,
    addresses,
    close,
    content,
    statuses,
    with_document,
    with_picture,
    with_video,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("indexing", "folder")]


@pytest.fixture
def publish(django_capture_on_commit_callbacks):
    def publish(*body, **fields):
        with django_capture_on_commit_callbacks(execute=True):
            return make.AlertPageFactory(body=list(body), **fields)

    return publish


# Documents


def test_a_public_document_is_sent_for_saving_and_nothing_in_it_may_run(client):
    document = make.DocumentFactory(title="Know your rights!")
    response = client.get(document.url)
    assert content(response).startswith(b"%PDF-")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="know-your-rights.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "public, no-cache"
    assert "Cookie" not in response.get("Vary", "")


def test_a_document_in_a_private_collection_leads_to_the_login_and_names_nothing(client, user):
    document = make.DocumentFactory(title="Safe house")
    close(document)
    response = client.get(document.url)
    assert response.status_code == 302
    assert response.url == f"/admin/login/?next={document.url}"
    assert "no-store" in response["Cache-Control"]
    assert "safe" not in response.url.lower()
    assert "letter" not in response.url
    client.force_login(user("Moderators"))
    response = client.get(document.url)
    assert content(response).startswith(b"%PDF-")
    assert response["Cache-Control"] == "private, no-store"


def test_a_wrong_name_gets_the_same_response_whether_a_private_document_exists_or_not(client):
    document = make.DocumentFactory(title="Safe house")
    close(document)
    private, absent = document.pk, document.pk + 1000
    for name in ("", "letter.pdf", "Safe house.pdf", "a/b", "%00", "0" * 32 + ".pdf"):
        answers = [client.get(f"/documents/{pk}/{name}") for pk in (private, absent, "9" * 30)]
        assert [answer.status_code for answer in answers] == [404] * 3
        assert len({answer.content for answer in answers}) == 1


def test_a_document_for_a_group_is_refused_to_others_who_are_signed_in(client, user):
    document = make.DocumentFactory()
    close(document, "Editors")
    client.force_login(user("Moderators"))
    assert client.get(document.url).status_code == 302
    client.force_login(user("Editors"))
    assert client.get(document.url).status_code == 200


def test_a_document_is_withdrawn_with_the_page_that_links_to_it(client, publish, committed, user):
    document = make.DocumentFactory()
    alert = publish(with_document(document))
    assert client.get(document.url).status_code == 200
    committed(alert.unpublish)
    assert client.get(document.url).status_code == 404
    client.force_login(user("Moderators"))
    assert client.get(document.url).status_code == 404
    client.force_login(user("Editors"))
    assert client.get(document.url)["Cache-Control"] == "private, no-store"


def test_a_document_linked_in_a_text_is_as_private_as_its_page(client, publish, user):
    document = make.DocumentFactory()
    link = f'<p><a linktype="document" id="{document.pk}">plan</a></p>'
    alert = publish(("text", link))
    assert client.get(document.url).status_code == 200
    every_page.restrict(alert)
    assert client.get(document.url).url == f"/admin/login/?next={document.url}"
    client.force_login(user("Moderators"))
    assert client.get(document.url).status_code == 200


def test_a_document_stays_public_while_another_public_page_links_to_it(client, publish, committed):
    document = make.DocumentFactory()
    first, _second = publish(with_document(document)), publish(with_document(document))
    committed(first.unpublish)
    assert client.get(document.url).status_code == 200


# Pictures


def test_a_picture_is_public_while_a_public_page_shows_it(client, publish, committed):
    picture = make.ImageFactory()
    alert = publish(with_picture(picture))
    (address,) = addresses(picture)
    response = client.get(address)
    assert Image.open(BytesIO(content(response))).format == "WEBP"
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, no-cache"
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
    committed(alert.unpublish)
    old = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert old.status_code == 404


def expire(page):
    AlertPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(seconds=1))


def republish_without_pictures(page):
    page.body = []
    page.save_revision().publish()


@pytest.mark.parametrize(
    "withdraw",
    [
        every_page.restrict,
        lambda page: every_page.restrict(page.get_parent()),
        expire,
        republish_without_pictures,
        AlertPage.delete,
        lambda page: close(CustomImage.objects.get()),
        lambda page: CustomImage.objects.get().delete(),
    ],
    ids=["page", "parent", "expired", "removed", "deleted", "collection", "picture"],
)
def test_the_old_address_of_a_picture_stops_answering(client, publish, committed, withdraw):
    picture = make.ImageFactory()
    alert = publish(with_picture(picture), social_image=None)
    old = addresses(picture)
    assert statuses(client, old) == {200}
    committed(withdraw, alert)
    assert statuses(client, old) == {404}


def test_a_picture_whose_removal_a_killed_process_did_not_index_is_withdrawn_by_the_worker(
    client, publish
):
    picture = make.ImageFactory()
    alert = publish(with_picture(picture), social_image=None)
    with disable_reference_index_auto_update():
        republish_without_pictures(alert)
    assert statuses(client, addresses(picture)) == {200}
    jobs.index_references()
    assert statuses(client, addresses(picture)) == {404}


def test_a_translation_does_not_make_its_restricted_english_page_s_picture_public(
    client, publish, committed
):
    picture = make.ImageFactory()
    alert = publish(with_picture(picture))
    committed(every_page.translate_with_markup, alert, "so")
    assert ReferenceIndex.get_references_to(picture).values("object_id").distinct().count() == 2
    every_page.restrict(alert)
    assert statuses(client, addresses(picture)) == {404}


def test_a_translation_does_not_make_its_expired_english_page_s_picture_public(
    client, publish, committed
):
    picture = make.ImageFactory()
    alert = publish(with_picture(picture))
    committed(every_page.translate_with_markup, alert, "so")
    assert statuses(client, addresses(picture)) == {200}
    expire(alert)
    assert statuses(client, addresses(picture)) == {404}


def test_the_picture_for_social_media_is_as_private_as_its_page(client, publish, committed):
    picture = make.ImageFactory()
    alert = publish(social_image=picture)
    assert statuses(client, addresses(picture)) == {200}
    committed(alert.unpublish)
    assert statuses(client, addresses(picture)) == {404}


def test_a_picture_that_no_page_shows_is_for_the_admin_alone(client, user):
    paths = addresses(make.ImageFactory())
    assert statuses(client, paths) == {404}
    for group, status in (("Moderators", 404), ("Editors", 200), ("Translators (Soomaali)", 200)):
        client.force_login(user(group))
        assert statuses(client, paths) == {status}, group


def test_a_picture_in_a_private_collection_is_shown_to_those_it_is_for(client, user):
    picture = make.ImageFactory()
    close(picture, "Moderators")
    paths = addresses(picture)
    for group, status in (("Translators (Soomaali)", 404), ("Editors", 200)):
        client.force_login(user(group))
        assert statuses(client, paths) == {status}, group
        assert client.get(paths[0]).get("Cache-Control") in ("private, no-store", None)


def test_readers_of_a_restricted_page_see_its_picture(client, publish, user):
    picture = make.ImageFactory()
    alert = publish(with_picture(picture))
    every_page.restrict(alert)
    client.force_login(user("Moderators"))
    assert client.get(f"/en/alerts/{alert.slug}/").status_code == 200
    answers = [client.get(address) for address in addresses(picture)]
    assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}


def shown_pictures(client, alert):
    root = page_at(client, f"alerts/{alert.slug}/")
    preview = find(root, "meta", property="og:image")[0].get("content")
    in_text = [one.get("src") for one in find(find(root, "main")[0], "img")]
    return [*in_text, preview.removeprefix("http://testserver")]


def test_a_page_does_not_show_a_picture_that_its_readers_cannot_load(client, publish):
    picture = make.ImageFactory()
    blocks = with_picture(picture), with_video(picture)
    alert = publish(*blocks, social_image=picture)
    shown = shown_pictures(client, alert)
    assert len(shown) == 3
    assert statuses(client, shown) == {200}
    close(picture)
    (preview,) = shown_pictures(client, alert)
    assert f"/alerts/{alert.slug}/picture.png" in preview  # made from the headline
    assert VIDEO_URL in client.get(f"/en/alerts/{alert.slug}/").text


def test_readers_of_a_restricted_page_see_pictures_from_their_private_collection(
    client, publish, user
):
    picture = make.ImageFactory()
    alert = publish(with_picture(picture))
    close(picture)
    every_page.restrict(alert)
    client.force_login(user("Moderators"))
    address, _preview = shown_pictures(client, alert)
    assert client.get(address).status_code == 200


def test_the_queries_for_a_picture_do_not_grow_with_the_pages_that_show_it(
    client, publish, django_assert_max_num_queries
):
    picture = make.ImageFactory()
    for _ in range(12):
        publish(with_picture(picture))
    (address,) = addresses(picture)
    with django_assert_max_num_queries(6):
        client.get(address)
