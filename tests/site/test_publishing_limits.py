"""Tests for exact limits of publication, schedules and meetings."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, PageLogEntry, Revision

from alerts.models import AlertPage
from home.models import HomePage, Meeting, OutgoingEmail
from home.models.home_page import SocialAccountBlock
from home.publishing import rules
from home.publishing.models import PublishingFailure
from tests import factories as make
from tests.site.test_scheduled_publishing import break_schedule, schedule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
)  # fmt: skip


@pytest.fixture
def at():
    return timezone.now() + HOUR


@pytest.fixture
def fails(time_machine):
    """Return a function that sets the clock and publishes due pages, one of which must fail."""

    def fails(moment):
        time_machine.move_to(moment, tick=False)
        with pytest.raises(CommandError):
            call_command("publish_due")

    return fails


def panel(client):
    return client.get(reverse("wagtailadmin_home")).text


# The schedule


def test_an_expired_page_is_marked_as_expired_and_logged(at, time_machine):
    page = make.StandardPageFactory(expire_at=at)
    time_machine.move_to(at, tick=False)
    call_command("publish_due")
    page = Page.objects.get(pk=page.pk)
    assert (page.live, page.expired) == (False, True)
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.unpublish.scheduled").exists()


def test_a_failure_to_withdraw_is_over_once_the_page_is_withdrawn(
    at, fails, monkeypatch, admin_of, caplog
):
    page = make.AlertPageFactory(expire_at=at)

    def fail(page, **options):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(AlertPage, "unpublish", fail)
        fails(at)
        fails(at + SECOND)
    said = [record for record in caplog.records if "on time" in record.getMessage()]
    assert len(said) == 1  # only the first failure
    failure = PublishingFailure.objects.get()
    assert failure.page_id == page.pk
    call_command("publish_due")
    assert not PublishingFailure.objects.exists()
    assert "Not published on time" not in panel(admin_of("Editors"))


@pytest.mark.parametrize("is_live", [False, True])
def test_a_page_that_is_scheduled_again_has_failed_no_more(at, fails, is_live):
    if is_live:
        page = make.AlertPageFactory()
        page.save_revision().publish()
        page = AlertPage.objects.get(pk=page.pk)
        page.go_live_at = at
        page.save_revision().publish()
    else:
        page = schedule("call", at)
    break_schedule(page, ask="")  # an alert without its ask cannot be published
    fails(at)
    assert PublishingFailure.objects.get().due_at == at
    page = AlertPage.objects.get(pk=page.pk)
    page.go_live_at, page.ask = at + DAY, "Call."
    page.save_revision().publish()
    assert not PublishingFailure.objects.exists()


def test_pages_are_published_and_withdrawn_in_the_order_of_their_times(
    at, time_machine, monkeypatch
):
    done = []

    def note(page, *arguments, **options):
        done.append(page.slug)

    for name, moment in (("second", at + SECOND), ("first", at)):
        make.AlertPageFactory(slug=f"over-{name}", expire_at=moment)
        schedule(name, moment)
    monkeypatch.setattr(AlertPage, "unpublish", note)
    monkeypatch.setattr(AlertPage, "publish", note)
    time_machine.move_to(at + SECOND, tick=False)
    call_command("publish_due")
    assert done == ["over-first", "over-second", "first", "second"]


def test_a_second_reason_takes_the_place_of_the_first(at, fails):
    page = schedule("call", at)
    break_schedule(page, ask="")
    fails(at)
    PublishingFailure.objects.update(reason="Another reason.")
    Revision.objects.filter(object_id=str(page.pk)).update(approved_go_live_at=at)
    fails(at + SECOND)
    failure = PublishingFailure.objects.get()
    assert "Ask" in failure.reason
    assert failure.reason.startswith("This page did not go live. ")
    assert failure.reason.endswith(" Complete it, then publish it.")


@pytest.mark.parametrize(
    ("change", "is_told"),
    [
        (lambda user: None, True),
        (lambda user: user.groups.clear(), False),
        (lambda user: PublishingFailure.objects.all().delete(), False),
    ],
    ids=["stays", "leaves", "page is published"],
)
def test_the_email_about_a_failure_is_only_sent_while_it_concerns_the_editor(
    at, fails, run_worker, mailoutbox, change, is_told
):
    editor = make.user("Editors", email="editor@example.org")
    make.user("Editors")
    make.user("Editors", email="former@example.org", is_active=False)
    writers = Group.objects.create(name="Writers")
    GroupPagePermission.objects.create(group=writers, page=make.home(), permission_type="change")
    make.user("Writers", email="writer@example.org")
    make.user("Translators (Soomaali)", email="translator@example.org")
    page = schedule("call", at, title="Call & stop")
    break_schedule(page, ask="")
    fails(at)
    assert OutgoingEmail.objects.count() == 1
    change(editor)
    run_worker()
    assert [message.to for message in mailoutbox] == [["editor@example.org"]] * is_told
    if is_told:
        assert mailoutbox[0].subject == "Not published: Call & stop"
        assert f"http://testserver/admin/pages/{page.pk}/edit/" in mailoutbox[0].body


@pytest.mark.parametrize(("late", "is_shown"), [(2 * MINUTE, False), (2 * MINUTE + SECOND, True)])
def test_a_page_is_overdue_after_two_minutes_for_those_who_may_publish_it(
    admin_of, at, time_machine, late, is_shown
):
    schedule("call", at)
    time_machine.move_to(at + late, tick=False)
    assert ("is overdue" in panel(admin_of("Editors"))) == is_shown
    assert "is overdue" not in panel(admin_of("Translators (Soomaali)"))
    assert "is overdue" not in panel(admin_of("Moderators"))


def test_a_page_with_a_failure_is_not_called_overdue_too(admin_of, at, fails, time_machine):
    page = schedule("call", at)
    break_schedule(page, ask="")
    fails(at)
    Revision.objects.filter(object_id=str(page.pk)).update(approved_go_live_at=at)
    time_machine.move_to(at + HOUR, tick=False)
    html = panel(admin_of("Editors"))
    assert "did not go live" in html
    assert "is overdue" not in html


def test_a_dashboard_without_failures_has_no_panel_about_them(admin_of):
    assert 'id="not-published' not in panel(admin_of("Editors"))


def test_the_editor_page_tells_when_the_page_was_due(admin_of, fails, time_machine):
    at = timezone.now() + HOUR  # 8:00 a.m. in Minnesota
    page = schedule("call", at)
    break_schedule(page, ask="")
    fails(at)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (
        "June 3, 2031, 8:00 AM: This page did not go live." in admin_of("Editors").get(address).text
    )


# Rules


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"expire_at": 0}, "The expiry date has passed."),
        ({"expire_at": 1}, None),
        ({"expire_at": 60, "go_live_at": 60}, "must go live before it expires"),
        ({"expire_at": 61, "go_live_at": 60}, None),
        ({"expire_at": 59, "go_live_at": 60}, "must go live before it expires"),
    ],
    ids=str,
)
def test_a_page_expires_after_now_and_after_it_goes_live(time_machine, fields, message):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    page = make.StandardPageFactory(live=False)
    for name, seconds in fields.items():
        setattr(page, name, now + seconds * SECOND)
    if message is None:
        rules.check(page)
    else:
        with pytest.raises(ValidationError, match=message):
            rules.check(page)


def test_a_schedule_of_a_live_page_with_a_version_is_allowed(time_machine, at):
    time_machine.move_to(at - HOUR, tick=False)
    page = make.StandardPageFactory()
    page.save_revision().publish()
    page = page.specific_class.objects.get(pk=page.pk)
    page.go_live_at = at
    rules.check(page)
    page.live_revision = None
    with pytest.raises(ValidationError, match="Publish the page now"):
        rules.check(page)
    page.go_live_at = timezone.now()
    rules.check(page)


def test_each_message_names_its_block_and_is_given_once():
    quote = ("quote", {"text": "", "attribution": "A neighbor"})
    page = make.AlertPageFactory(live=False, ask="")
    page.body = [("heading", "Before"), quote]
    with pytest.raises(ValidationError) as refusal:
        rules.check(page)
    said = rules.sentences(page, refusal.value)
    assert "Block 2 (Quote): Text: This field is required." in said
    assert said.count("Ask: ") == 1
    assert "Block 1" not in said


@pytest.mark.parametrize(("count", "more"), [(10, None), (11, "… and 1 more.")])
def test_ten_pages_of_a_refused_selection_are_named(admin_of, count, more):
    pages = [make.AlertPageFactory(live=False, starts_at=None) for _ in range(count)]
    for page in pages:
        page.save_revision(clean=False)
    address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    chosen = "&".join(f"id={page.pk}" for page in pages)
    answer = admin_of("Editors").post(f"{address}?{chosen}&next=/admin/reports/locked/")
    assert answer["Location"] == "/admin/reports/locked/"
    messages = [str(message).strip() for message in get_messages(answer.wsgi_request)]
    assert sum("is not complete" in text for text in messages) == 10
    assert [text for text in messages if "more." in text] == ([more] if more else [])
    assert messages[-1] == "Nothing was published. Complete these pages, then try again."


@pytest.mark.parametrize(("is_live", "is_refused"), [(True, True), (False, False)])
def test_a_copy_is_published_with_its_subpages_only_if_the_live_ones_are_complete(
    admin_of, is_live, is_refused
):
    alert = make.AlertPageFactory(slug="call", live=is_live)
    AlertPage.objects.filter(pk=alert.pk).update(starts_at=None)
    index = alert.get_parent()
    data = {
        "new_title": "Copy", "new_slug": "copy", "new_parent_page": index.get_parent().pk,
        "copy_subpages": "on", "publish_copies": "on",
    }  # fmt: skip
    client = admin_of()
    answer = client.post(reverse("wagtailadmin_pages:copy", args=[index.pk]), data)
    assert ("is not complete" in answer.text) == is_refused
    del data["copy_subpages"]
    answer = client.post(reverse("wagtailadmin_pages:copy", args=[index.pk]), data)
    assert "is not complete" not in answer.text


# Home pages and meetings


def test_a_meeting_ends_after_it_starts():
    meeting = make.meeting()
    for ends_at, is_allowed in (
        (meeting.starts_at, False),
        (meeting.starts_at + SECOND, True),
        (None, True),
    ):
        meeting.ends_at = ends_at
        if is_allowed:
            meeting.full_clean()
        else:
            with pytest.raises(ValidationError, match="must end after it starts"):
                meeting.full_clean()


def test_a_cancelled_meeting_is_not_the_next_one(client):
    make.meeting(place="Walker Church")
    assert "Walker Church" in client.get("/en/").text
    Meeting.objects.update(is_cancelled=True)
    assert "Walker Church" not in client.get("/en/").text


def test_an_account_of_the_campaign_has_an_encrypted_address():
    block = SocialAccountBlock()
    block.clean(block.to_python({"name": "Facebook", "url": "https://facebook.com/nmd"}))
    for url in ("http://facebook.com/nmd", "ftp://facebook.com/nmd"):
        with pytest.raises(ValidationError):
            block.clean(block.to_python({"name": "Facebook", "url": url}))


def test_a_home_page_without_an_expiry_is_valid(at):
    home = HomePage.objects.get(locale__language_code="so")
    home.full_clean()
    home.expire_at = at
    with pytest.raises(ValidationError, match="needs its home page"):
        home.full_clean()
