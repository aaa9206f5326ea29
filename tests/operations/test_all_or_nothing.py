"""Tests for operations in which a write fails."""

from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alerts.admin.choosers import ActionTypeCreationForm, OfficeCreationForm
from alerts.calls import decisions, totals
from alerts.calls.models import CallCount
from alerts.comments.models import FollowUp, PostComment
from alerts.comments.notifications.follow_ups import confirm_email
from alerts.models import AlertPage
from home import mail, withdrawals
from home.addresses import page_address
from home.admin.choosers import MeetingCreationForm
from home.media.recordings import Recording, withdraw_outdated
from home.models import OutgoingEmail
from home.operations import ledger
from home.people import roles
from home.publishing.due import publish_due
from tests import factories as make
from tests.support import sounds
from tests.support.all_or_nothing import assert_all_or_nothing, fail_write
from tests.support.reader_form import form_fields
from tests.support.soup import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(db):
    return make.AlertPageFactory(slug="call")


@pytest.fixture
def editor(user):
    return user("Editors")


@pytest.fixture
def moderator(user):
    return user("Moderators", email="moderator@example.org")


# Calls


def test_a_call_report_with_words(client, alert):
    office = make.office()
    make.call(alert, office)
    address = page_address(alert) + "report/"
    data = form_fields(client.get(address))
    data |= {"call": f"{office.pk}-spoke", "comment": "They listened."}
    assert_all_or_nothing(partial(client.post, address, data), writes=5)
    assert (CallCount.objects.count(), PostComment.objects.count()) == (1, 1)


def test_a_supporter(client, alert):
    form = parse(client.get(page_address(alert) + "stand/")).select_one("form.stand-form")
    data = {"form_token": form.select_one("input[name=form_token]")["value"]}
    assert_all_or_nothing(partial(client.post, form["action"], data), writes=3)


def test_a_decision_about_held_calls(alert, editor):
    today = timezone.localdate()
    CallCount.objects.create(
        alert=alert, office=make.office(), day=today, language="en", result="spoke", held=9
    )
    totals.rewrite(alert.pk)
    count = partial(decisions.count_held, alert, decisions.CALLS, today, by=editor)
    assert_all_or_nothing(count, writes=3)


# Pages


def test_a_new_office_with_its_role_and_numbers(db):
    data = {"name": "Ana Ruiz", "role": "Mayor", "number": "651-201-3400"}

    def create():
        form = OfficeCreationForm(data | {"second_number": "651-201-3401"})
        assert form.is_valid(), form.errors
        form.save()

    assert_all_or_nothing(create, writes=4)


def test_an_alert_that_joins_a_story(alert):
    later = make.AlertPageFactory()

    def join():
        page = AlertPage.objects.get(pk=later.pk)
        page.follows = alert
        page.save()

    assert_all_or_nothing(join)


def test_a_page_that_is_due(alert):
    draft = make.AlertPageFactory(live=False, first_published_at=None)
    draft.go_live_at = timezone.now() + timedelta(hours=1)
    revision = draft.save_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    records = ("publishing_publishingfailure", "operations_outgoingemail", "home_outgoingemail")
    assert_all_or_nothing(publish_due, writes=4, apart=records)


def test_recordings_that_are_withdrawn(alert):
    Recording.objects.create(
        page=alert, language="so", facts="other", file=ContentFile(b"x", "x.mp3")
    )
    assert_all_or_nothing(lambda: withdraw_outdated(AlertPage.objects.get(pk=alert.pk)), writes=1)


def test_a_page_that_expires(alert):
    make.translate(alert, "so", publish=False)
    AlertPage.objects.filter(pk=alert.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    records = ("publishing_publishingfailure", "operations_outgoingemail", "home_outgoingemail")
    assert_all_or_nothing(publish_due, writes=3, apart=records)


def test_a_page_that_a_restore_unpublishes_with_its_schedule(alert):
    revision = alert.save_revision(approved_go_live_at=timezone.now() + timedelta(days=1))
    line = ledger.LedgerLine(
        revision.created_at + timedelta(seconds=1),
        withdrawals.UNPUBLISHED,
        withdrawals.page_key(alert),
        (),
    )
    AlertPage.objects.filter(pk=alert.pk).update(last_published_at=None)
    assert_all_or_nothing(partial(withdrawals.unpublish_again, [line], dry_run=False), writes=3)


def test_a_page_that_a_restore_restricts_to_groups(alert):
    group = Group.objects.get(name="Editors")
    key = withdrawals.page_key(alert)
    line = ledger.LedgerLine(timezone.now(), withdrawals.PRIVACY, key, ("groups", str(group.pk)))
    assert_all_or_nothing(partial(withdrawals.restrict_pages_again, [line], dry_run=False))


@pytest.mark.parametrize(
    ("form_class", "data"),
    [
        (
            ActionTypeCreationForm,
            {"name": "Sign", "sentence": "Ask {office} to sign it.", "plea": "Please sign it."},
        ),
        (
            MeetingCreationForm,
            {"what": "Vigil", "starts_at": "2031-06-04 18:00", "place": "Park", "address": "1 St"},
        ),
    ],
)
def test_a_new_action_type_or_meeting_with_its_phrases(db, form_class, data):
    def create():
        form = form_class(data)
        assert form.is_valid(), form.errors
        form.save()

    assert_all_or_nothing(create)


def test_an_uploaded_recording_and_the_task_that_converts_it(client, alert, user):
    client.force_login(user())
    address = reverse("recordings", args=[alert.pk])
    facts = parse(client.get(address)).find("input", attrs={"name": "facts"})["value"]

    def upload():
        file = sounds.upload(sounds.silence(2), "recording.wav")
        client.post(address, {"language": "so", "facts": facts, "file": file})

    assert_all_or_nothing(upload)
    assert Recording.objects.count() == 1


def test_requests_that_change_no_page_run_in_no_transaction(admin_client):
    page = make.StandardPageFactory()
    with CaptureQueriesContext(connection) as queries:
        form = admin_client.get(reverse("wagtailadmin_pages:copy", args=[page.pk]))
        refused = admin_client.post(reverse("translation_dashboard"))
    assert (form.status_code, refused.status_code) == (200, 405)
    assert len(queries) > 5
    assert not [query["sql"] for query in queries if "SAVEPOINT" in query["sql"]]


# Email, roles


def test_a_queued_email_and_its_task(db):
    row = asked()
    OutgoingEmail.objects.all().delete()
    assert_all_or_nothing(partial(mail.queue, confirm_email, row.object_id))
    assert OutgoingEmail.objects.count() == 1


def asked():
    follow_up = FollowUp.objects.create(
        comment=make.comment(make.AlertPageFactory()), email="reader@example.org", language="en"
    )
    mail.queue(confirm_email, follow_up.pk)
    return OutgoingEmail.objects.get()


def test_an_attempt_to_send_counts_only_with_the_next_one_queued(db):
    before = asked()
    assert fail_write(partial(mail.deliver.call, before.pk), 1)
    row = OutgoingEmail.objects.get()
    assert (row.attempts, row.due_at) == (before.attempts, before.due_at)


def test_an_email_is_sent_again_if_the_record_of_its_sending_fails(db, mailoutbox):
    row = asked()
    for number in range(2, 6):
        if not fail_write(partial(mail.deliver.call, row.pk), number):
            break
        assert not FollowUp.objects.get().asked_at
        assert OutgoingEmail.objects.exists()
        OutgoingEmail.objects.update(attempts=0, due_at=row.due_at)
    assert number > 3
    assert FollowUp.objects.get().asked_at
    assert not OutgoingEmail.objects.exists()


def test_the_permissions_of_all_roles(db):
    Group.objects.get(name="Editors").delete()
    Group.objects.get(name="Moderators").permissions.clear()
    assert_all_or_nothing(roles.sync, writes=3)


# The check itself


def test_an_operation_in_halves_is_found(db):
    def halves():
        make.phrase("One")
        make.phrase("Two")

    with pytest.raises(AssertionError, match="after a failure of write 2"):
        assert_all_or_nothing(halves)
