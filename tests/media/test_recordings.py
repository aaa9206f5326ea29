"""Tests for audio recordings of alerts."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone
from django.utils.html import escape
from mutagen.mp3 import MP3

from alerts.models import AlertPage, OfficePhone
from home.media import sound
from home.media.models import Recording
from home.media.recordings import facts_as_text
from tests import factories as make
from tests.support import every_page, sounds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def alert():
    alert = make.AlertPageFactory(slug="call")
    make.call(alert, make.office(numbers=["+16512013400"]))
    return alert


@pytest.fixture
def somali(admin_of):
    return admin_of("Translators (Soomaali)")


@pytest.fixture
def send(alert, run_worker, django_capture_on_commit_callbacks):
    def send(client, content, language="so", name="recording.m4a", facts=None):
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(
                f"/admin/recordings/{alert.pk}/",
                {
                    "language": language,
                    "file": sounds.upload(content, name),
                    "facts": facts or facts_of(alert),
                },
                follow=True,
            )
        run_worker()
        return response.content.decode()

    return send


def facts_of(alert):
    return facts_as_text(AlertPage.objects.get(pk=alert.pk).recorded_facts())


def page_in(client, language="so"):
    return client.get(f"/{language}/alerts/call/").content.decode()


def uploads():
    return list((Path(settings.MEDIA_ROOT) / "recording_uploads").glob("*"))


@pytest.mark.parametrize("kind", list(sounds.KINDS))
def test_a_phones_recording_becomes_a_small_mono_mp3_without_metadata(client, somali, send, kind):
    send(somali, sounds.tone(kind, title="At home", artist="Xaliimo"), name=f"x.{kind}")
    response = client.get("/so/alerts/call/recording.mp3")
    content = b"".join(response.streaming_content)
    made = MP3(io.BytesIO(content))
    assert (made.info.channels, made.info.bitrate) == (1, 32000)
    assert made.info.length == pytest.approx(2, abs=0.2)
    assert made.tags is None
    assert b"Xaliimo" not in content
    assert uploads() == []


def test_a_recording_is_shown_in_its_language_before_the_text_is_translated(client, somali, send):
    assert "<audio" not in page_in(client)
    send(somali, sounds.tone("ogg"))
    html = page_in(client)
    assert 'preload="none"' in html
    assert "/so/alerts/call/recording.mp3?v=" in html
    assert html.index("</h1>") < html.index('class="ask"') < html.index("<audio")
    for language in ("en", "es", "hmn"):
        assert "<audio" not in page_in(client, language)
        assert client.get(f"/{language}/alerts/call/recording.mp3").status_code == 404
    every_page.restrict(AlertPage.objects.get())
    assert client.get("/so/alerts/call/recording.mp3").status_code == 404


@pytest.fixture
def recorded(client, somali, send):
    send(somali, sounds.tone("ogg"))
    return b"".join(client.get("/so/alerts/call/recording.mp3").streaming_content)


def test_a_part_is_served(client, recorded):
    for asked, part in (
        ("bytes=0-99", slice(0, 100)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-50", slice(-50, None)),
        ("bytes=-999999999", slice(0, None)),
    ):
        response = client.get("/so/alerts/call/recording.mp3", headers={"Range": asked})
        assert response.status_code == 206
        content = b"".join(response.streaming_content)
        assert content == recorded[part]
        assert response["Content-Length"] == str(len(content))
        start = len(recorded) - len(content) if part.stop is None else part.start
        end = start + len(content) - 1
        assert response["Content-Range"] == f"bytes {start}-{end}/{len(recorded)}"


def test_a_range_beyond_the_file_is_refused_and_an_invalid_range_is_ignored(client, recorded):
    for asked in ("bytes=999999-", "bytes=-0"):
        response = client.get("/so/alerts/call/recording.mp3", headers={"Range": asked})
        assert response.status_code == 416
        assert response["Content-Range"] == f"bytes */{len(recorded)}"
    for asked in ("bytes=9-5", "bytes=-", "bytes=0-1,5-6", "lines=1-2", "bytes=٣-"):
        response = client.get("/so/alerts/call/recording.mp3", headers={"Range": asked})
        assert response.status_code == 200
        assert b"".join(response.streaming_content) == recorded


def test_a_part_is_served_of_the_same_recording_only(client, recorded):
    address, part = "/so/alerts/call/recording.mp3", {"Range": "bytes=0-9"}
    whole = client.get(address)
    whole.close()
    assert whole["Accept-Ranges"] == "bytes"
    assert "no-cache" in whole["Cache-Control"]
    # The name in the storage would give permanent access to the file.
    assert whole["Content-Disposition"] == 'inline; filename="call-so.mp3"'
    for known, status in ((whole["ETag"], 206), (whole["Last-Modified"], 206), ('"x"', 200)):
        response = client.get(address, headers=part | {"If-Range": known})
        assert response.status_code == status
        response.close()
    head = client.head(address, headers=part)
    assert (head.status_code, head["Content-Length"]) == (200, str(len(recorded)))
    assert client.get(address, headers={"If-None-Match": whole["ETag"]}).status_code == 304


def new_number():
    phone = OfficePhone.objects.get()
    phone.number = "+16125550000"
    phone.save()


def new_deadline():
    alert = AlertPage.objects.get()
    alert.ends_at += timedelta(hours=1)
    alert.save_revision().publish()


@pytest.mark.parametrize("change", [new_number, new_deadline])
def test_a_recording_is_withdrawn_when_its_facts_change_and_its_maker_is_notified(
    somali, send, mailoutbox, run_worker, django_capture_on_commit_callbacks, change
):
    get_user_model().objects.update(email="maker@example.org")
    send(somali, sounds.tone("ogg"))
    assert "<audio" in page_in(somali)
    with django_capture_on_commit_callbacks(execute=True):
        change()
    assert "<audio" not in page_in(somali)
    assert somali.get("/so/alerts/call/recording.mp3").status_code == 404
    assert "Recording withdrawn" in somali.get("/admin/translation/").content.decode()
    run_worker()
    send(somali, sounds.tone("ogg"))
    (mail,) = [mail for mail in mailoutbox if "withdrawn" in mail.subject]
    assert mail.to == ["maker@example.org"]
    assert f"/admin/recordings/{AlertPage.objects.get().pk}/" in mail.body
    assert "<audio" in page_in(somali)
    assert Recording.objects.count() == 1


def test_a_recording_with_outdated_facts_is_hidden_even_without_a_signal(somali, send):
    send(somali, sounds.tone("ogg"))
    OfficePhone.objects.update(number="+16125550000")
    assert "<audio" not in page_in(somali)
    assert somali.get("/so/alerts/call/recording.mp3").status_code == 404


def test_a_recording_made_before_the_number_changed_is_refused(client, somali, alert, send):
    html = somali.get(f"/admin/recordings/{alert.pk}/").content.decode()
    shown = facts_of(alert)
    assert html.count(f'name="facts" value="{escape(shown)}"') == html.count('name="file"')
    assert html.count('name="language" value="so"') == html.count('name="language"') == 1
    OfficePhone.objects.update(number="+16125550000")
    answer = send(somali, sounds.tone("ogg"), facts=shown)
    assert "has changed since you opened this page" in answer
    assert "(612) 555-0000" in answer
    assert not Recording.objects.exists()


def test_a_change_of_other_facts_withdraws_nothing(
    client, somali, send, django_capture_on_commit_callbacks
):
    send(somali, sounds.tone("ogg"))
    alert = AlertPage.objects.get()
    alert.title = "Another headline"
    with django_capture_on_commit_callbacks(execute=True):
        alert.save_revision().publish()
        OfficePhone.objects.get().save()
    assert Recording.objects.get().state == "ready"
    assert "<audio" in page_in(client)


def test_the_recording_of_an_alert_that_is_over_is_not_shown(client, somali, send):
    send(somali, sounds.tone("ogg"))
    AlertPage.objects.update(decided_at=timezone.now() - timedelta(seconds=1))
    assert "<audio" not in page_in(client)
    assert client.get("/so/alerts/call/recording.mp3").status_code == 404


def bomb():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sound.mp3", bytes(10_000_000))
    return made.getvalue()


@pytest.mark.hostile
def test_an_invalid_recording_is_refused_with_a_reason(client, somali, send):
    for content, message in (
        (sounds.film(), sound.VIDEO),
        (bomb(), sound.NO_SOUND),
        (b"This is text, named .mp3.", sound.NO_SOUND),
        (b"#EXTM3U\nfile:///etc/passwd\n", sound.NO_SOUND),
        (b"x", sound.NO_SOUND),
        (b"ID3" + bytes(500), sound.NO_SOUND),
        (sounds.tone("m4a")[:5000], sound.NO_SOUND),
        (sounds.tone("wav")[:30000], sound.NOT_WHOLE),
        (sounds.silence(605), sound.TOO_LONG),
        (bytes(sound.MOST_BYTES + 1), sound.TOO_BIG),
    ):
        assert message in send(somali, content, name="recording.mp3")
        assert not Recording.objects.exists()
        assert uploads() == []
    assert "<audio" not in page_in(client)


@pytest.mark.hostile
def test_a_file_found_to_be_cut_off_during_conversion_fails_with_a_reason(client, somali, send):
    damaged = bytearray(sounds.tone("m4a"))
    start = damaged.index(b"mdat") + 4
    damaged[start : start + 15000] = bytes(15000)
    send(somali, bytes(damaged))
    record = Recording.objects.get()
    answer = somali.get(f"/admin/recordings/{record.page_id}/").content.decode()
    assert record.problem or record.file
    assert not record.problem or record.problem in answer
    assert uploads() == []


def test_a_failed_conversion_leaves_no_upload_behind(client, somali, send, monkeypatch):
    def fail(file):
        raise RuntimeError("out of memory")

    monkeypatch.setattr(sound, "to_mp3", fail)
    send(somali, sounds.tone("ogg"))
    assert Recording.objects.get().problem
    assert uploads() == []


def test_an_upload_on_which_the_work_was_interrupted_is_deleted(alert):
    Recording.objects.create(
        page=alert,
        language="so",
        original=sounds.upload(b"x"),
        uploaded_at=timezone.now() - timedelta(days=2),
    )
    assert len(uploads()) == 1
    call_command("housekeeping", stdout=io.StringIO())
    assert uploads() == []
    assert Recording.objects.get().problem


@pytest.mark.parametrize(
    ("group", "may"),
    [
        ("Translators (Soomaali)", ["so"]),
        ("Submit-only translators (Soomaali)", []),
        ("Moderators", []),
        ("Editors", None),
    ],
)
def test_users_upload_recordings_in_the_languages_that_they_publish(admin_of, send, group, may):
    client = admin_of(group)
    for language in ("en", "so", "hmn"):
        before = Recording.objects.count()
        send(client, sounds.tone("amr"), language)
        assert Recording.objects.count() - before == (may is None or language in may)


def test_translators_delete_recordings_in_their_language_after_a_confirmation(
    client, admin_of, user, alert, send
):
    client.force_login(user("Translators (Soomaali)"))
    send(client, sounds.tone("ogg"))
    record = Recording.objects.get()
    file = Path(record.file.path)
    address = f"/admin/recordings/{record.pk}/delete/"
    client.force_login(user("Translators (Hmoob)"))
    client.post(address)
    assert Recording.objects.exists()
    client.force_login(user("Translators (Soomaali)"))
    assert "cannot be undone" in client.get(address).content.decode()
    assert Recording.objects.exists()
    client.post(address)
    assert not Recording.objects.exists()
    assert file.exists()  # deleted on commit, and the test never commits


def test_the_dashboard_and_the_editor_link_to_the_recordings(admin_of, alert):
    client = admin_of()
    html = client.get("/admin/translation/").content.decode()
    assert html.count("Recording missing") == 3
    editor = client.get(f"/admin/pages/{alert.pk}/edit/").content.decode()
    assert f"/admin/recordings/{alert.pk}/" in editor
    AlertPage.objects.update(ends_at=timezone.now())
    assert "Recording missing" not in client.get("/admin/translation/").content.decode()
