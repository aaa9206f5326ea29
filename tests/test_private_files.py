"""Uploads and generated files: nobody gets one by its address who may not see it."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.models import CollectionViewRestriction, ReferenceIndex, UploadedFile
from wagtail.users.models import UserProfile

from alerts.models import AlertPage
from home.media.models import CustomImage, Recording, Rendition
from home.media.recordings import facts_as_text

from . import every_page
from . import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "private"
    return settings.MEDIA_ROOT


def content(response):
    return b"".join(response.streaming_content)


def picture_file(name="door.png", size=(1200, 600)):
    made = BytesIO()
    Image.new("RGB", size, "red").save(made, name.rpartition(".")[2].upper().replace("JPG", "JPEG"))
    return SimpleUploadedFile(name, made.getvalue())


@pytest.fixture
def publish(django_capture_on_commit_callbacks):
    """Make a live alert whose text has these blocks; Wagtail indexes what it uses on commit."""

    def publish(*body, **fields):
        with django_capture_on_commit_callbacks(execute=True):
            return make.AlertPageFactory(body=list(body), **fields)

    return publish


@pytest.fixture
def change(django_capture_on_commit_callbacks):
    """Call a function in a transaction that is committed."""

    def change(function, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return function(*args, **kwargs)

    return change


def with_picture(picture):
    return ("picture", {"image": picture, "alt_text": "People at a door", "caption": ""})


def with_document(document):
    return ("document", {"document": document, "label": "The letter"})


def addresses(picture):
    """The public addresses of all sizes of a picture."""
    picture.get_rendition("width-480|format-webp")
    return [rendition.url for rendition in Rendition.objects.filter(image=picture)]


def close(upload, group=None):
    """Move an upload to a collection for people who are signed in, or for a group."""
    collection = make.Collection.get_first_root_node().add_child(name="Plans")
    kinds = CollectionViewRestriction
    restriction = kinds.objects.create(
        collection=collection, restriction_type=kinds.GROUPS if group else kinds.LOGIN
    )
    if group:
        restriction.groups.add(Group.objects.get(name=group))
    upload.collection = collection
    upload.save()


def statuses(client, paths):
    return {client.get(path).status_code for path in paths}


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


def test_a_wrong_name_answers_alike_for_a_private_document_and_for_none(client):
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


def test_a_document_is_withdrawn_with_the_page_that_links_to_it(client, publish, change, user):
    document = make.DocumentFactory()
    alert = publish(with_document(document))
    assert client.get(document.url).status_code == 200
    change(alert.unpublish)
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


def test_a_document_stays_public_while_another_public_page_links_to_it(client, publish, change):
    document = make.DocumentFactory()
    first, _second = publish(with_document(document)), publish(with_document(document))
    change(first.unpublish)
    assert client.get(document.url).status_code == 200


# Pictures


def test_a_picture_is_public_while_a_public_page_shows_it(client, publish, change):
    picture = make.ImageFactory()
    alert = publish(with_picture(picture))
    (address,) = addresses(picture)
    response = client.get(address)
    assert Image.open(BytesIO(content(response))).format == "WEBP"
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, no-cache"
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
    change(alert.unpublish)
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
def test_the_old_address_of_a_picture_stops_answering(client, publish, change, withdraw):
    picture = make.ImageFactory()
    alert = publish(with_picture(picture), social_image=None)
    old = addresses(picture)
    assert statuses(client, old) == {200}
    change(withdraw, alert)
    assert statuses(client, old) == {404}


def test_a_translation_does_not_make_its_restricted_english_page_s_picture_public(
    client, publish, change
):
    picture = make.ImageFactory()
    alert = publish(with_picture(picture))
    change(every_page.translate_with_markup, alert, "so")
    assert ReferenceIndex.get_references_to(picture).values("object_id").distinct().count() == 2
    every_page.restrict(alert)
    assert statuses(client, addresses(picture)) == {404}


def test_the_picture_for_social_media_is_as_private_as_its_page(client, publish, change):
    picture = make.ImageFactory()
    alert = publish(social_image=picture)
    assert statuses(client, addresses(picture)) == {200}
    change(alert.unpublish)
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


# Originals, and names


def test_no_original_is_ever_sent_and_no_name_leads_to_another(admin_of, publish):
    client = admin_of()
    client.post(
        reverse("wagtailimages:add"),
        {"title": "Door", "file": picture_file("maria-garcia.png"), "collection": 1},
    )
    picture = CustomImage.objects.get()
    publish(with_picture(picture))
    paths = addresses(picture)
    stem, folder = Path(picture.file.name).stem, Path(picture.file.name).parent
    assert len(stem) == 32
    for path in paths:
        assert stem[:6] not in path
        assert "maria" not in path
        name = Path(path).name
        for guess in (
            f"/media/{picture.file.name}",
            f"/media/{folder}/{name}",
            f"/media/{stem}.png",
        ):
            assert client.get(guess).status_code == 404
    assert statuses(client, [f"/media/{picture.file.name}", picture.file.url]) == {404}


TRICKS = [
    "/media/../private/{name}",
    "/media/images/../{name}",
    "/media/images/%2e%2e/{name}",
    "/media/images/..%2f{name}",
    "/media//{name}",
    "//media/{name}",
    "/media/./{name}",
    "/media/%2e/{name}",
    "/media/{name}/",
    "/media/{name}%00",
    "/media/{encoded}",
    "/media/images\\..\\{name}",
    "/private/{name}",
    "/documents/../media/{name}",
    "/{name}",
]


@pytest.mark.hostile
def test_no_trick_with_the_path_leads_to_a_stored_file(client, folder):
    document, picture = make.DocumentFactory(), make.ImageFactory()
    close(document)
    stored = [document.file.name, picture.file.name]
    assert all((folder / name).is_file() for name in stored)
    for name in stored:
        for trick in TRICKS:
            path = trick.format(name=name, encoded=name.replace("/", "%2f"))
            assert client.get(path).status_code in (301, 302, 400, 404), path


def test_two_uploads_of_one_name_and_in_one_moment_have_names_that_nobody_guesses():
    first, second = make.DocumentFactory(), make.DocumentFactory()
    assert first.filename != second.filename
    assert "letter" not in first.filename + second.filename


# Recordings, portraits, generated files


@pytest.fixture
def recording():
    alert = make.AlertPageFactory(slug="call")
    record = Recording.objects.create(
        page=alert, language="so", facts=facts_as_text(alert.recorded_facts()), size=4
    )
    record.file.save("x.mp3", SimpleUploadedFile("x.mp3", b"tone"))
    record.original.save("maria.m4a", SimpleUploadedFile("maria.m4a", b"raw"))
    return record


def test_a_withdrawn_recording_is_heard_by_its_translators_alone(client, admin_of, recording):
    public = "/so/alerts/call/recording.mp3"
    assert content(client.get(public)) == b"tone"
    Recording.objects.update(withdrawn_at=timezone.now())
    guesses = [f"/media/{file.name}" for file in (recording.file, recording.original)]
    listen = f"/admin/recordings/{recording.pk}/listen/"
    assert statuses(client, [public, *guesses]) == {404}
    assert client.get(listen).status_code == 302
    translator = admin_of("Translators (Soomaali)")
    assert listen in translator.get(f"/admin/recordings/{recording.page_id}/").content.decode()
    assert content(translator.get(listen)) == b"tone"
    assert "no-store" in translator.get(listen)["Cache-Control"]
    assert statuses(translator, [public, *guesses]) == {404}
    assert admin_of("Translators (Hmoob)").get(listen).status_code == 302


def test_generated_files_of_an_unpublished_alert_answer_at_no_address(client, run_worker, folder):
    alert = make.AlertPageFactory(slug="call")
    public = [f"/en/alerts/call/{name}" for name in ("picture.png", "flyer.pdf", "qr.svg")]
    statuses(client, public)
    run_worker()
    responses = [client.get(path) for path in public]
    assert {response.status_code for response in responses} == {200}
    # A cache in between asks before it gives one out again.
    assert all("no-cache" in response["Cache-Control"] for response in responses)
    alert.unpublish()
    made = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    assert len(made) >= 2
    assert statuses(client, [*public, *(f"/media/{name}" for name in made)]) == {404}


def test_a_portrait_is_seen_in_the_admin_alone(client, user):
    somebody = user("Moderators")
    client.force_login(somebody)
    UserProfile.objects.create(user=somebody, avatar=picture_file("me.png", (60, 60)))
    address = UserProfile.objects.get().avatar.url
    assert client.get(address)["Cache-Control"] == "private, no-store"
    client.logout()
    assert client.get(address).status_code == 404


def test_an_upload_that_waits_for_more_words_answers_at_no_address(admin_of):
    client = admin_of()
    waiting = UploadedFile.objects.create(file=picture_file())
    assert client.get(f"/media/{waiting.file.name}").status_code == 404


# Sending


def test_with_a_proxy_the_answer_names_the_file_and_holds_none_of_it(client, settings):
    settings.PROXY_SENDS_FILES = True
    document = make.DocumentFactory()
    response = client.get(document.url)
    assert response["X-Accel-Redirect"] == f"/{document.file.name}"
    assert response.content == b""
    close(document)
    assert "X-Accel-Redirect" not in client.get(document.url)


def test_a_file_that_is_gone_is_a_page_not_found(client):
    document = make.DocumentFactory()
    document.file.storage.delete(document.file.name)
    assert client.get(document.url).status_code == 404


def test_the_queries_for_a_picture_do_not_grow_with_the_pages_that_show_it(
    client, publish, django_assert_max_num_queries
):
    picture = make.ImageFactory()
    for _ in range(12):
        publish(with_picture(picture))
    (address,) = addresses(picture)
    with django_assert_max_num_queries(6):
        client.get(address)


def test_uploads_are_readable_for_their_owner_and_group_alone(folder):
    make.DocumentFactory()
    modes = {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()}
    assert modes == {0o640}
