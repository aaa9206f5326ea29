"""Tests for scheduled publication and expiry, and for notices of failures."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision
from wagtail.signals import page_published

from alerts.models import AlertPage
from home.logs import PrivateFormatter
from home.models import Meeting
from home.publishing.models import PublishingFailure
from tests import factories as make
from tests.alerts.test_publication import INCOMPLETE, bulk_publish, is_live
from tests.support.mail_server import FailingServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def schedule(slug, at, **fields):
    page = make.AlertPageFactory(
        slug=slug, live=False, first_published_at=None, go_live_at=at, **fields
    )
    page.save_revision().publish()
    return page


def break_schedule(page, **fields):
    revision = page.get_latest_revision()
    revision.content |= fields
    Revision.objects.filter(pk=revision.pk).update(content=revision.content)


@pytest.fixture
def at():
    return timezone.now() + HOUR


@pytest.fixture
def publish(time_machine, django_capture_on_commit_callbacks, run_worker):
    """Return a function that sets the clock, publishes the due pages, and runs the worker."""

    def publish(moment, *, fails=False):
        time_machine.move_to(moment, tick=False)
        with django_capture_on_commit_callbacks(execute=True):
            if fails:
                with pytest.raises(CommandError):
                    call_command("publish_due")
            else:
                call_command("publish_due")
        run_worker()

    return publish


def test_a_page_goes_live_at_its_time_and_not_before(client, at, publish):
    schedule("call", at)
    publish(at - SECOND)
    assert client.get("/en/alerts/call/").status_code == 404
    publish(at)
    assert client.get("/en/alerts/call/").status_code == 200


def test_a_first_page_that_fails_does_not_hold_back_the_others(client, at, publish):
    first, _second = schedule("first", at), schedule("second", at + SECOND)
    break_schedule(first, ends_at=None)
    publish(at + SECOND, fails=True)
    assert not is_live(first)
    assert client.get("/en/alerts/second/").status_code == 200


def test_a_page_that_raises_an_error_does_not_hold_back_the_others_and_is_tried_again(
    client, at, publish, caplog
):
    first, second = schedule("first", at), schedule("second", at + SECOND)
    words = "words of a reader"
    caplog.handler.setFormatter(PrivateFormatter())  # as in production

    def fail(instance, **kwargs):
        if instance.pk == first.pk:
            raise RuntimeError(words)

    page_published.connect(fail)
    try:
        publish(at + SECOND, fails=True)
        publish(at + 2 * SECOND, fails=True)
    finally:
        page_published.disconnect(fail)
    assert (is_live(first), is_live(second)) == (False, True)
    assert "RuntimeError" in caplog.text
    assert words not in caplog.text
    publish(at + HOUR)
    assert is_live(first)
    assert not PublishingFailure.objects.exists()


def test_a_first_expiry_that_fails_does_not_hold_back_the_others(at, publish, monkeypatch):
    first = make.AlertPageFactory(slug="first", expire_at=at)
    second = make.AlertPageFactory(slug="second", expire_at=at)
    unpublish = AlertPage.unpublish

    def fail(page, **options):
        if page.pk == first.pk:
            raise RuntimeError
        return unpublish(page, **options)

    monkeypatch.setattr(AlertPage, "unpublish", fail)
    publish(at, fails=True)
    assert (is_live(first), is_live(second)) == (True, False)


def test_a_locked_database_delays_publication_without_a_notice(
    at, publish, monkeypatch, mailoutbox
):
    page = schedule("call", at)
    make.user("Editors", email="editor@example.org")

    def fail(*args, **options):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr("home.publishing.due.rules.check", fail)
        publish(at, fails=True)
    assert not PublishingFailure.objects.exists()
    publish(at + SECOND)
    assert is_live(page)
    assert not mailoutbox


# Values that an approved revision may lack when it is due, each with a word from the notice.
LACKS = {
    "times": ({"starts_at": None}, "Starts"),
    "an ask": ({"ask": ""}, "Ask"),
    "a picture": (
        {"body": '[{"type": "picture", "value": {"image": null, "alt_text": ""}, "id": "1"}]'},
        "Alt text",
    ),
    "a future": ({"expire_at": "2031-06-03T12:30:00Z"}, "expiry"),
}


@pytest.mark.parametrize("what", LACKS)
def test_an_incomplete_page_does_not_go_live_and_its_editors_are_notified(
    admin_of, at, publish, mailoutbox, what
):
    fields, reason = LACKS[what]
    page = schedule("call", at)
    break_schedule(page, **fields)
    make.user("Editors", email="editor@example.org")
    make.user("Moderators", email="moderator@example.org")
    client = admin_of("Editors")

    publish(at, fails=True)

    assert not is_live(page)
    assert not Revision.objects.exclude(approved_go_live_at=None)
    (mail,) = mailoutbox
    assert mail.to == ["editor@example.org"]
    assert reason.lower() in mail.body.lower()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert edit in mail.body
    home = client.get(reverse("wagtailadmin_home")).text
    assert "Not published on time" in home
    assert reason.lower() in home.lower()
    assert "did not go live" in client.get(edit).text
    publish(at + HOUR)  # nobody is notified twice
    assert len(mailoutbox) == 1


def test_a_mail_server_that_is_down_loses_no_warning_and_no_old_one_is_sent(
    at, publish, mailoutbox, settings, monkeypatch
):
    settings.EMAIL_DELIVERY_BACKEND = f"{FailingServer.__module__}.FailingServer"
    monkeypatch.setattr(FailingServer, "errors", {None: OSError()})
    make.user("Editors", email="editor@example.org")
    one, other = schedule("one", at), schedule("other", at)
    for page in (one, other):
        break_schedule(page, ask="")
    publish(at, fails=True)
    assert not mailoutbox

    one.save_revision().publish()
    FailingServer.errors.clear()
    publish(at + DAY)

    (mail,) = mailoutbox
    assert reverse("wagtailadmin_pages:edit", args=[other.pk]) in mail.body


def test_a_live_page_stays_as_it_is_where_its_scheduled_version_is_incomplete(client, at, publish):
    page = make.AlertPageFactory(slug="call", title="As it is")
    page.save_revision().publish()
    page = AlertPage.objects.get(pk=page.pk)
    page.go_live_at, page.title = at, "As it will be"
    page.save_revision().publish()
    break_schedule(page, starts_at=None)
    publish(at, fails=True)
    assert "As it is" in client.get("/en/alerts/call/").text


def test_the_failure_is_deleted_once_the_page_is_published(admin_of, at, publish):
    page = schedule("call", at)
    break_schedule(page, starts_at=None)
    publish(at, fails=True)
    other = make.AlertPageFactory()
    PublishingFailure.objects.create(page=other, due_at=at, reason="Another.")
    page = AlertPage.objects.get(pk=page.pk)
    page.go_live_at, page.starts_at = at + HOUR, at
    page.save_revision(approved_go_live_at=page.go_live_at)
    assert PublishingFailure.objects.get().page_id == other.pk
    PublishingFailure.objects.update(page=page)
    Revision.objects.update(approved_go_live_at=None)
    page.go_live_at = None
    page.save_revision()
    client = admin_of("Editors")
    bulk_publish(client, page)
    assert is_live(page)
    assert "Not published on time" not in client.get(reverse("wagtailadmin_home")).text


def test_only_users_who_may_publish_a_page_see_its_failure(admin_of, at, publish):
    page = schedule("call", at)
    break_schedule(page, starts_at=None)
    publish(at, fails=True)
    for group in ("Moderators", "Translators (Soomaali)"):
        home = admin_of(group).get(reverse("wagtailadmin_home")).text
        assert "Not published on time" not in home


def test_without_a_worker_the_admin_says_that_a_page_is_overdue(admin_of, at, time_machine):
    schedule("call", at)
    client = admin_of("Editors")
    assert "is overdue" not in client.get(reverse("wagtailadmin_home")).text
    time_machine.move_to(at + 3 * timedelta(minutes=1), tick=False)
    assert "is overdue" in client.get(reverse("wagtailadmin_home")).text


@pytest.mark.parametrize(
    "path", ["", "alerts/", "alerts/other/", "feed.atom", "feed.json", "calendar.ics"]
)
@pytest.mark.parametrize("language", ["en", "so"])
def test_no_kept_page_outlives_the_moment_at_which_another_goes_live(
    client, at, time_machine, path, language
):
    make.AlertPageFactory(slug="other")
    schedule("call", at)
    schedule("later", at + DAY)
    time_machine.move_to(at - 7 * SECOND, tick=False)
    assert client.get(f"/{language}/{path}").holds_until == at
    time_machine.move_to(at + SECOND, tick=False)  # the worker may run at any moment
    assert client.get(f"/{language}/{path}").holds_until == at + 16 * SECOND


def test_a_meeting_that_a_waiting_alert_points_to_can_be_deleted_meanwhile(client, at, publish):
    page = schedule("call", at, meeting=make.meeting())
    Meeting.objects.all().delete()
    publish(at)
    assert is_live(page)


@pytest.mark.parametrize("what", ["no start", "a quote without words"])
def test_a_go_live_time_in_the_past_does_not_publish_an_incomplete_page(admin_of, what, at):
    page = INCOMPLETE[what][0]()
    page.go_live_at = at - DAY
    page.save_revision(clean=False)
    bulk_publish(admin_of("Editors"), page)
    assert not is_live(page)
