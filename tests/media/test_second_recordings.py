"""Tests for several audio recordings of a page, and for users who may not record."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission

from alerts.models import AlertPage
from home.media.recording_tasks import make_mp3, notify_of_withdrawal
from home.media.recordings import Recording, facts_as_text, withdraw_outdated
from home.models import OutgoingEmail
from tests import factories as make
from tests.support import sounds
from tests.support.markup import find, parse, text_of
from tests.support.soup import page_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def alert():
    return make.AlertPageFactory(slug="call")


@pytest.fixture
def record(alert):
    def record(language="so", page=None, content=b"mp3", **fields):
        page = page or alert
        facts = facts_as_text(AlertPage.objects.get(pk=page.pk).recorded_facts())
        fields = {"facts": facts, "size": 3, "seconds": 5} | fields
        file = ContentFile(content, "call.mp3")
        return Recording.objects.create(page=page, language=language, file=file, **fields)

    return record


def upload(alert, content, language="so"):
    facts = facts_as_text(AlertPage.objects.get(pk=alert.pk).recorded_facts())
    return Recording.objects.create(
        page=alert, language=language, original=sounds.upload(content), facts=facts
    )


# Readers


def test_the_newest_of_two_recordings_is_played(client, alert, record):
    record(content=b"old")
    newest = record(content=b"new")
    html = client.get("/so/alerts/call/").text
    assert f"/so/alerts/call/recording.mp3?v={newest.pk}" in html
    answer = client.get("/so/alerts/call/recording.mp3")
    assert b"".join(answer.streaming_content) == b"new"
    assert answer["Content-Disposition"] == 'inline; filename="call-so.mp3"'


def test_a_newer_recording_that_is_withdrawn_or_not_made_yet_leaves_the_older_one(client, record):
    record(content=b"old")
    record(content=b"new", withdrawn_at=timezone.now())
    Recording.objects.filter(pk=record().pk).update(file="")
    answer = client.get("/so/alerts/call/recording.mp3")
    assert b"".join(answer.streaming_content) == b"old"


def test_the_player_is_named_by_the_length_of_the_recording_and_its_size_is_below(client, record):
    record(seconds=130, size=2048)
    root = parse(client.get("/en/alerts/call/"))
    assert not find(root, "audio")
    record("en", seconds=130, size=2048)
    (audio,) = find(parse(client.get("/en/alerts/call/")), "audio")
    (fold,) = find(parse(client.get("/en/alerts/call/")), "details", class_="recording")
    (caption,) = find(fold, "span", id="recording")
    assert audio.get("aria-labelledby") == "recording"
    assert text_of(caption) == "Listen, 2 min 10 s"
    assert text_of(fold) == "Listen, 2 min 10 s 2.0 KB"
    assert audio.get("controls") is not None


# Conversion


def test_a_converted_recording_replaces_only_older_ones_of_its_page_and_language(alert, record):
    older = record()
    kept = [record("es"), record(page=make.AlertPageFactory(slug="other"))]
    second = upload(alert, sounds.tone("amr"))
    newer = record()
    make_mp3.call(second.pk)
    left = set(Recording.objects.values_list("pk", flat=True))
    assert older.pk not in left
    assert left == {second.pk, newer.pk, *(one.pk for one in kept)}


def test_an_older_recording_stays_if_the_newer_one_cannot_be_converted(client, alert, record):
    older = record()
    second = upload(alert, b"no sound")
    make_mp3.call(second.pk)
    assert {one.pk: one.state for one in Recording.objects.all()} == {
        older.pk: "ready",
        second.pk: "failed",
    }
    assert client.get("/so/alerts/call/recording.mp3").status_code == 200


def test_a_recording_that_is_withdrawn_during_its_conversion_stays_withdrawn(alert, monkeypatch):
    new = upload(alert, sounds.tone("amr"))

    def convert(file):
        Recording.objects.update(withdrawn_at=timezone.now())
        return b"mp3", 2

    monkeypatch.setattr("home.media.sound.to_mp3", convert)
    make_mp3.call(new.pk)
    stored = Recording.objects.get()
    assert stored.file
    assert stored.withdrawn_at


def test_a_conversion_that_is_run_twice_changes_nothing(alert, record):
    second = upload(alert, sounds.tone("amr"))
    make_mp3.call(second.pk)
    before = Recording.objects.values().get()
    assert before["size"] == Recording.objects.get().file.size > 0
    assert before["seconds"] == 2
    make_mp3.call(second.pk)
    assert Recording.objects.values().get() == before


# Withdrawal


def test_only_recordings_with_other_facts_are_withdrawn_and_only_once(alert, record):
    record("es")
    outdated = record(facts="other")
    page = AlertPage.objects.get()
    assert withdraw_outdated(page) == [outdated.pk]
    assert withdraw_outdated(page) == []
    assert list(Recording.objects.playable().values_list("language", flat=True)) == ["es"]


@pytest.mark.parametrize(
    ("change", "is_notified"),
    [
        ({}, True),
        ({"email": ""}, False),
        ({"is_active": False}, False),
    ],
    ids=str,
)
def test_the_maker_of_a_withdrawn_recording_is_notified_if_reachable(
    user, record, run_worker, mailoutbox, change, is_notified
):
    maker = user("Translators (Soomaali)", **{"email": "maker@example.org"} | change)
    withdrawn = record(uploaded_by=maker, withdrawn_at=timezone.now())
    record("es", uploaded_by=user(email="other@example.org"), withdrawn_at=timezone.now())
    notify_of_withdrawal([withdrawn.pk])
    assert OutgoingEmail.objects.exists() == is_notified
    run_worker()
    assert [message.to for message in mailoutbox] == [["maker@example.org"]] * is_notified


@pytest.mark.parametrize("reason", ["left the group", "not withdrawn", "another maker"])
def test_no_outdated_email_about_a_recording_is_sent(user, record, run_worker, mailoutbox, reason):
    maker = user("Translators (Soomaali)", email="maker@example.org")
    withdrawn = record(uploaded_by=maker, withdrawn_at=timezone.now())
    notify_of_withdrawal([withdrawn.pk])
    if reason == "left the group":
        maker.groups.clear()
    elif reason == "not withdrawn":
        Recording.objects.update(withdrawn_at=None)
    else:
        Recording.objects.update(uploaded_by=user())
    run_worker()
    assert not mailoutbox


def test_the_email_about_a_withdrawal_has_the_title_as_it_is_written(
    user, alert, record, run_worker, mailoutbox
):
    AlertPage.objects.update(title="Food & “shelter”")
    maker = user("Editors", email="maker@example.org")
    notify_of_withdrawal([record(uploaded_by=maker, withdrawn_at=timezone.now()).pk])
    run_worker()
    (message,) = mailoutbox
    assert message.subject == "Somali: a recording was withdrawn"
    assert "“Food & “shelter””" in message.body
    assert f"http://testserver/admin/recordings/{alert.pk}/" in message.body
    assert not message.alternatives


# The admin


def test_the_list_of_a_page_has_only_its_own_recordings(admin_of, alert, record):
    own = record()
    record(page=make.AlertPageFactory(slug="other"))
    page = parse(admin_of().get(reverse("recordings", args=[alert.pk])))
    players = [one.get("src") for one in find(page, "audio")]
    assert players == [reverse("listen_to_recording", args=[own.pk])]


def test_a_translator_sees_the_states_of_the_recordings_in_their_language(admin_of, alert, record):
    ready, withdrawn = record(), record(withdrawn_at=timezone.now())
    failed = upload(alert, b"x")
    Recording.objects.filter(pk=failed.pk).update(problem="Not whole.")
    upload(alert, b"x")
    record("es")
    root = parse(admin_of("Translators (Soomaali)").get(reverse("recordings", args=[alert.pk])))
    (section,) = find(root, "section", aria_labelledby="recording-so")
    assert text_of(find(section, "h2", id="recording-so")[0]) == "Somali"
    states = [text_of(bold) for bold in find(section, "b")]
    assert states == [
        "The recording is being converted.",
        "The recording failed",
        "Recording withdrawn",
        "Readers can play this recording.",
    ]
    assert "Not whole." in text_of(section)
    assert [(a.get("src"), a.get("aria-label")) for a in find(section, "audio")] == [
        (f"/admin/recordings/{one.pk}/listen/", "Somali") for one in (withdrawn, ready)
    ]
    assert "Replace with:" in text_of(section)
    assert len(find(root, "section", aria_labelledby="recording-es")) == 0


@pytest.mark.parametrize(
    ("numbers", "is_dated", "says"),
    [
        (["+16512013400"], True, "(651) 201-3400 , and this deadline: Tuesday, June 3, 2031, 5:00"),
        (["+16512013400"], False, "(651) 201-3400 , and this deadline: none"),
        ([], True, "none , and this deadline: Tuesday, June 3, 2031, 5:00"),
        ([], False, ""),
    ],
)
def test_the_number_and_the_deadline_to_say_are_above_the_form(
    admin_of, alert, numbers, is_dated, says
):
    ends_at = datetime(2031, 6, 3, 17, tzinfo=ZoneInfo("America/Chicago"))
    AlertPage.objects.update(ends_at=ends_at if is_dated else None)
    make.call(alert, make.office(numbers=numbers))
    page = admin_of("Editors").get(reverse("recordings", args=[alert.pk]))
    found = [one for one in page_of(page).main.select("p") if "Say this" in one.text]
    assert bool(found) == bool(says)
    assert not found or words(found[0]).replace("\xa0", " ").startswith(f"Say this number: {says}")


def test_a_page_that_was_never_recorded_says_so(admin_of, alert):
    root = parse(admin_of("Editors").get(reverse("recordings", args=[alert.pk])))
    sections = [one for one in find(root, "section") if one.get("data-language")]
    assert len(sections) == 4
    for section in sections:
        assert "There is no recording." in text_of(section)
        assert "Replace with:" not in text_of(section)
        assert "Recording:" in text_of(section)


@pytest.mark.parametrize("is_ready", [True, False])
def test_the_confirmation_says_whether_readers_lose_a_recording(admin_of, record, is_ready):
    one = record(withdrawn_at=None if is_ready else timezone.now())
    answer = admin_of("Editors").get(reverse("delete_recording", args=[one.pk]))
    assert ("readers can no longer play it" in answer.text) == is_ready


def test_an_upload_that_is_being_converted_cannot_be_heard(admin_of, alert):
    waiting = upload(alert, b"x")
    client = admin_of("Editors")
    assert client.get(reverse("listen_to_recording", args=[waiting.pk])).status_code == 404


def test_a_form_without_a_file_is_answered_with_what_is_missing(admin_of, alert):
    facts = facts_as_text(AlertPage.objects.get().recorded_facts())
    answer = admin_of("Editors").post(
        reverse("recordings", args=[alert.pk]), {"language": "so", "facts": facts}, follow=True
    )
    assert "Choose a file first." in answer.text
    assert not Recording.objects.exists()


@pytest.mark.parametrize("kind", ["translation", "plain page", "home page"])
def test_only_english_posts_are_recorded(admin_of, alert, kind):
    pages = {
        "translation": lambda: make.translate(alert, "so", publish=False),
        "plain page": make.StandardPageFactory,
        "home page": make.home,
    }
    page, client = pages[kind](), admin_of()
    address = reverse("recordings", args=[page.pk])
    assert client.get(address).status_code == 404
    assert address not in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text


def test_a_translator_cannot_record_a_draft_that_they_may_not_see(admin_of):
    draft = make.AlertPageFactory(live=False)
    address = reverse("recordings", args=[draft.pk])
    assert admin_of("Translators (Soomaali)").get(address).status_code == 302
    assert admin_of("Editors").get(address).status_code == 200


def test_somebody_who_publishes_in_no_language_is_not_offered_recordings(admin_of, alert):
    writers = Group.objects.create(name="Writers")
    writers.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(group=writers, page=make.home(), permission_type="change")
    address = reverse("recordings", args=[alert.pk])
    editor = reverse("wagtailadmin_pages:edit", args=[alert.pk])
    client = admin_of("Writers")
    page = client.get(editor)
    assert page.status_code == 200
    assert address not in page.text
    assert client.get(address).status_code == 302
    assert address in admin_of("Editors").get(editor).text


def test_a_recording_that_was_sent_days_ago_is_dated(admin_of, alert, record):
    record(uploaded_at=timezone.now() - timedelta(days=3))
    day = timezone.localtime(timezone.now() - timedelta(days=3))
    answer = admin_of("Editors").get(reverse("recordings", args=[alert.pk]))
    assert f"{day:%b} {day.day}, {day.year}" in answer.text


@pytest.mark.parametrize(
    ("ask", "is_withdrawn"),
    [("Do NOT call him.", True), ("Call him!", False), ("call  HIM", False)],
)
def test_a_recording_of_another_ask_is_withdrawn_unless_only_signs_changed(
    client, django_capture_on_commit_callbacks, ask, is_withdrawn
):
    alert = make.AlertPageFactory(slug="call", ask="Call him.")
    facts = facts_as_text(AlertPage.objects.get(pk=alert.pk).recorded_facts())
    made = Recording.objects.create(page=alert, language="so", facts=facts, file="x.mp3")
    assert b"<audio" in client.get("/so/alerts/call/").content
    alert.ask = ask
    with django_capture_on_commit_callbacks(execute=True):
        alert.save_revision().publish()
    made.refresh_from_db()
    assert bool(made.withdrawn_at) is is_withdrawn
    assert (b"<audio" in client.get("/so/alerts/call/").content) is not is_withdrawn
