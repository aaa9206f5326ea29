"""Test for data about readers on a server's disk after the declared days."""

import logging
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alerts.comments.models import PostComment, Status
from alerts.comments.redaction import redact
from alerts.comments.services import Decision, set_status
from home.addresses import page_address
from home.kept_data import About
from home.operations import public_changes
from home.operations.page_cache import renewal, storage
from home.operations.privacy.declared import declarations
from tests import factories as make
from tests.support import by_link, exchange, hostile_files
from tests.support.everything import everything_in
from tests.support.flags import flag_address
from tests.support.reader_form import form_address, form_fields, write
from tests.support.stored_pages import Reader
from tests.support.writer import press

pytestmark = [
    pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into the database's file"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

ADDRESS, AGENT, EMAIL = (
    "2001:db8:1234:5678:9abc:def1:2345:6789",
    "Canarybrowser",
    "canary@reader.example",
)
# Gone at once, or never stored.
NEVER = {
    "address": ADDRESS,
    "network": "2001:db8:1234:5678",
    "browser": AGENT,
    "referrer": "canaryreferrer",
    "cookie": "canarycookie",
    "account": "canaryaccount",
    "password": "canarypassword",
    "search": "canarysearch",
    "file name": "canaryfile",
    "camera": "Secret Camera",
    "GPS": "GPSInfo",
    "author": hostile_files.SECRET,
}
# Gone after a time.
LATER = {
    "email": EMAIL,
    "withdrawn": "Withdrawnwords",
    "rejected": "Rejectedwords",
    "redacted": "Redactedwords",
    "report": "Reportwords",
    "name": "Canaryname",
}
DAY = timedelta(days=1)


@pytest.fixture
def disk(settings, tmp_path):
    """Put the site's data, cache and stored pages below `tmp_path`, and yield that folder."""
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "private"
    settings.ERASURE_LEDGER = tmp_path / "erasures.txt"
    settings.PAGE_CACHE_ROOT = tmp_path / "pages"
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": str(tmp_path / "cache")}}
    public_changes.watch(connection)
    yield tmp_path
    connection.execute_wrappers.remove(public_changes._notice)


def found_on(disk, log, texts):
    """Return the names in `texts` whose text is in the database files, on `disk` or in `log`."""
    database = Path(connection.settings_dict["NAME"])
    kept = everything_in(disk) + log
    for path in database.parent.glob(f"{database.name}*"):
        kept += path.read_bytes().decode("latin-1")
    return {name for name, text in texts.items() if text.lower() in kept.lower()}


@contextmanager
def working_as(user):
    client = Client(headers=HEADERS, REMOTE_ADDR=ADDRESS)
    client.force_login(user)
    yield client


HEADERS = {
    "User-Agent": AGENT,
    "X-Forwarded-For": ADDRESS,
    "Referer": "https://canaryreferrer.example/",
}


def renew_pages():
    # Each process does this every second.
    renewal.catch_up()
    storage.sweep()


def plant(run_worker):
    """Send the texts of `NEVER` and `LATER` through forms, headers and uploads."""
    reader = Client(headers=HEADERS, REMOTE_ADDR=ADDRESS)
    reader.cookies["trace"] = "canarycookie"
    alert = make.AlertPageFactory(slug="call")
    make.call(alert, make.office())
    moderator = make.user("Moderators")
    private = {}
    for words in ("Withdrawnwords", "Rejectedwords", "Redactedwords"):
        answer = write(reader, form_address(alert), f"{words}.", name="Canaryname", follow_up=EMAIL)
        assert answer.status_code == 302
        private[words] = answer["Location"]
    run_worker()
    report = page_address(alert) + "report/"
    data = form_fields(reader.get(report)) | {"comment": "Reportwords.", "name": "Canaryname"}
    buttons = reader.get(report).content.decode().partition('name="call" value="')[2]
    assert reader.post(report, data | {"call": buttons.partition('"')[0]}).status_code in (302, 303)
    withdrawn, rejected, redacted, reported = PostComment.objects.order_by("pk")
    for comment in (withdrawn, redacted):
        set_status(comment.pk, Decision(Status.PUBLISHED, moderator))
    renew_pages()
    _status, _headers, page = Reader().get("/en/alerts/call/", user_agent=AGENT)
    assert b"Withdrawnwords" in page
    for comment in (rejected, reported):
        set_status(comment.pk, Decision(Status.REJECTED, moderator))
    assert press(reader, flag_address(redacted), reason="personal").status_code in (302, 303)
    redact(redacted.pk, "[[Redactedwords]].", by=moderator, edits=0, without_name=True)
    assert press(reader, private["Withdrawnwords"] + "delete/").status_code == 303
    for path in ("/en/canarysearch/", "/en/?q=canarysearch", "/so/translate/canarysearch/"):
        reader.get(path)
    reader.post("/admin/login/", {"username": "canaryaccount", "password": "canarypassword"})
    _translation, link = by_link.open_link()
    assert reader.get(link).status_code == 200
    upload_files()
    return alert


def upload_files():
    picture = SimpleUploadedFile("canaryfile.jpg", hostile_files.picture("jpg"))
    document = SimpleUploadedFile("canaryfile.pdf", hostile_files.pdf())
    with working_as(make.user("Editors")) as client:
        for kind, file in (("images", picture), ("docs", document)):
            fields = {"title": "x", "file": file, "collection": 1}
            client.post(reverse(f"wagtail{kind}:add"), fields, follow=True)
    translation = exchange.begin(title="English import")
    with working_as(make.user("Translators (Soomaali)")) as client:
        content = exchange.download(client, translation, "po")
        file = SimpleUploadedFile("canaryfile.po", exchange.fill_po(content, lambda text: None))
        client.post(exchange.address(translation), {"file": file}, follow=True)


def keep_house(time_machine, start, days):
    time_machine.move_to(start + days * DAY + timedelta(hours=4))
    call_command("housekeeping")
    renew_pages()


def left_after(days):
    """Return the labels of models with readers' data that should be gone after `days` days."""
    return [
        model._meta.label
        for model, declared in declarations().items()
        if declared.about == About.READERS and declared.days is not None and declared.days <= days
        for rows in [model._default_manager.all()]
        if any(any(row.values()) for row in rows.values(*declared.fields))
    ]


def test_after_its_time_a_seized_disk_shows_no_reader(disk, run_worker, caplog, time_machine):
    caplog.set_level(logging.INFO)
    start = timezone.now()
    alert = plant(run_worker)
    call_command("backup")
    assert found_on(disk, caplog.text, NEVER) == set()
    # The search finds what is still kept.
    assert found_on(disk, "", LATER) >= {"email", "rejected", "redacted", "report"}
    assert PostComment.objects.filter(post=alert).count() == 3
    for days in (2, 4, 30):
        keep_house(time_machine, start, days + 1)
        assert [label for label in left_after(days) if label != "comments.PostComment"] == []
    assert set(PostComment.objects.values_list("status", flat=True)) == {Status.PUBLISHED}
    (backup,) = (disk / "backups").iterdir()
    hidden = backup.rename(disk.parent / "hidden")
    assert found_on(disk, caplog.text, LATER | NEVER) == set()
    hidden.rename(backup)
    assert found_on(disk, "", LATER) >= {"email", "rejected", "redacted", "report"}
    keep_house(time_machine, start, 401)
    assert found_on(disk, caplog.text, LATER | NEVER) == set()
