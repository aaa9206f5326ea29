"""Tests for the addresses of stored files."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import UploadedFile
from wagtail.users.models import UserProfile

from home.media.models import CustomImage, Recording
from home.media.recordings import facts_as_text
from tests import factories as make
from tests.support.uploads import addresses, close, content, picture_file, statuses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("indexing", "folder")]


def test_no_original_is_ever_sent_and_no_name_leads_to_another(admin_of):
    client = admin_of()
    client.post(
        reverse("wagtailimages:add"),
        {"title": "Door", "file": picture_file("maria-garcia.png"), "collection": 1},
    )
    picture = CustomImage.objects.get()
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


# Recordings, avatars, generated files


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
    # A cache must revalidate before it serves the file again.
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


# Responses


def test_behind_a_proxy_the_response_names_the_file_and_is_empty(client, settings):
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


def test_uploads_are_readable_for_their_owner_and_group_alone(folder):
    make.DocumentFactory()
    modes = {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()}
    assert modes == {0o640}
