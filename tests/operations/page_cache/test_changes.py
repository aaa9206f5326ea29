"""Tests for the changes that renew stored pages."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import update_last_login
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from alerts.calls import totals
from alerts.comments.erasure import erase
from alerts.comments.models import CommentSettings, Status
from alerts.comments.services import Decision, set_status, set_thread_closed
from alerts.models import AlertPage
from home.operations import public_changes
from home.operations.page_cache import renewal, storage
from home.publishing.due import publish_due
from tests import factories as make
from tests.support import every_page
from tests.support.soup import parse
from tests.support.stored_pages import commit


def _published_comment(alert):
    return set_status(make.comment(alert, status="pending").pk, Decision("published", by=None))


def _rejected_comment(alert):
    comment = _published_comment(alert)
    return set_status(comment.pk, Decision(Status.REJECTED, by=None, reason="other"))


@pytest.mark.parametrize(
    "change",
    [
        lambda alert: alert.save_revision().publish(),
        lambda alert: AlertPage.objects.update(ask="Say no"),
        lambda alert: alert.unpublish(),
        lambda alert: alert.delete(),
        lambda alert: alert.move(make.the(make.ExplainerIndexPageFactory)),
        _published_comment,
        _rejected_comment,
        lambda alert: make.office(),
        lambda alert: make.phrase("A role"),
        lambda alert: make.meeting(),
        lambda alert: CommentSettings.load().save(),
        lambda alert: PageViewRestriction.objects.create(page=alert, restriction_type="login"),
        lambda alert: Redirect.objects.create(old_path="/en/old", redirect_page=alert),
    ],
    ids=[
        "publish",
        "update",
        "unpublish",
        "delete",
        "move",
        "comment",
        "hide",
        "office",
        "phrase",
        "meeting",
        "settings",
        "restrict",
        "redirect",
    ],
)
def test_no_page_from_before_a_change_is_sent_after_it(reader, alert, path, change):
    reader.get(path)
    with commit():
        change(alert)
    reader.get(path)
    assert reader.rendered == 2


def test_a_comment_that_waits_renews_nothing(reader, alert, path):
    reader.get(path)
    with commit():
        make.comment(alert, status="pending")
    reader.get(path)
    assert reader.rendered == 1


def test_an_erased_comment_is_on_the_disk_no_longer(reader, alert, path, user, cache_is_on):
    with commit():
        comment = set_status(
            make.comment(alert, text="My name is Xamdi", status="pending").pk,
            Decision("published", by=None),
        )
    assert b"Xamdi" in reader.get(path)[2]
    with commit():
        erase(comment.pk, by=user())
    storage.sweep()
    assert b"Xamdi" not in reader.get(path)[2]
    left = [one.read_bytes() for one in cache_is_on.rglob("*") if one.is_file()]
    assert not [one for one in left if b"Xamdi" in one]


def test_a_thread_that_is_closed_renews_the_pages(reader, alert, path, user):
    comment = make.comment(alert)
    reader.get(path)
    with commit():
        set_thread_closed(comment, True, by=user())
    reader.get(path)
    assert reader.rendered == 2


@pytest.fixture
def translated(reader, alert):
    names = {"username": "hibo", "first_name": "H", "last_name": "W", "email": "h@x.example"}
    translator = make.user("Editors", **names)
    with commit():
        page = make.translate(alert, "so")
    with commit():
        AlertPage.objects.filter(pk=page.pk).update(provenance="volunteer", translator=translator)
    return translator


def _filled_in(response):
    form = parse(response).find("form", method="POST")
    chosen = {one["name"]: one.find("option", selected=True) for one in form.find_all("select")}
    data = {one["name"]: one.get("value", "") for one in form.find_all("input")}
    return data | {name: option["value"] for name, option in chosen.items()}


def test_a_name_that_a_translator_chooses_in_the_admin_is_shown_and_taken_back(
    reader, translated, client
):
    client.force_login(translated)
    path, account, name = "/so/alerts/call/", reverse("wagtailadmin_account"), b"Hibo Warsame"
    assert name not in reader.get(path)[2]
    for chosen in ("Hibo Warsame", ""):
        data = _filled_in(client.get(account)) | {"public_name-public_name": chosen}
        with commit():
            assert client.post(account, data).status_code == 302
        assert (name in reader.get(path)[2]) == bool(chosen)


def test_a_sign_in_or_another_change_of_an_account_renews_nothing(reader, translated, path):
    reader.get(path)
    with commit():
        update_last_login(None, translated)
        type(translated).objects.update(first_name="Hibo", password="!")
    reader.get(path)
    assert reader.rendered == 1


def test_drafts_renew_nothing(reader, alert, path):
    reader.get(path)
    alert.title = "Call the mayor"
    with commit():
        alert.save_revision()
    reader.get(path)
    assert reader.rendered == 1


# Transactions


def _change_and_fail():
    AlertPage.objects.update(ask="Say no")
    raise ZeroDivisionError


def test_a_change_that_is_rolled_back_renews_nothing(reader, path):
    reader.get(path)
    with commit(), pytest.raises(ZeroDivisionError), transaction.atomic():
        _change_and_fail()
    renewal.catch_up()
    reader.get(path)
    assert reader.rendered == 1


def test_a_change_after_a_savepoint_that_was_rolled_back_renews_the_pages(reader, path):
    reader.get(path)
    with commit(), transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            _change_and_fail()
        AlertPage.objects.update(ask="Say yes")
    assert b"Say yes" in reader.get(path)[2]


def test_many_statements_of_a_transaction_are_one_change(reader, alert):
    before = public_changes.PublicChange.objects.count()
    with commit(), transaction.atomic():
        for number in range(3):
            AlertPage.objects.update(ask=f"Say {number}")
    assert public_changes.PublicChange.objects.count() == before + 1


def test_a_page_rendered_before_a_change_is_not_stored_after_it(reader, path, monkeypatch):
    get_context = AlertPage.get_context

    def slow(page, *args, **kwargs):
        monkeypatch.setattr(AlertPage, "get_context", get_context)
        context = get_context(page, *args, **kwargs)
        with commit():
            AlertPage.objects.update(title="Call the mayor")
        return context

    monkeypatch.setattr(AlertPage, "get_context", slow)
    reader.get(path)
    assert b"Call the mayor" in reader.get(path)[2]


def test_a_process_that_is_killed_after_the_commit_leaves_no_old_page(reader, path, monkeypatch):
    reader.get(path)
    with monkeypatch.context() as killed:
        killed.setattr(storage, "ensure_current", _kill)
        with pytest.raises(SystemExit), commit():
            AlertPage.objects.update(title="Call the mayor")
    renewal.catch_up()  # as the worker and each web process do every second
    assert b"Call the mayor" in reader.get(path)[2]


def _kill(version):
    raise SystemExit


# Times


def test_a_page_is_renewed_at_midnight(reader, path, time_machine):
    time_machine.move_to("2031-06-03T12:00:00-05:00")
    reader.get(path)
    time_machine.move_to("2031-06-03T23:59:58-05:00")
    renewal.catch_up()
    reader.get(path)
    assert reader.rendered == 1
    time_machine.move_to("2031-06-04T00:00:01-05:00")
    renewal.catch_up()
    assert not list(storage.current().rglob("*.html"))


def test_an_alert_ends_on_the_second_even_before_anybody_looks(reader, alert, path, time_machine):
    time_machine.move_to("2031-06-03T12:00:00-05:00", tick=False)
    with commit():
        AlertPage.objects.update(
            starts_at=timezone.now() - timedelta(hours=1),
            ends_at=timezone.now() + timedelta(hours=1),
        )
    assert b'class="alert active"' in reader.get(path)[2]
    time_machine.shift(3599)
    assert b'class="alert active"' in reader.get(path)[2]
    assert reader.rendered == 1
    time_machine.shift(1)
    assert b'class="alert ended"' in reader.get(path)[2]


def test_a_page_that_is_scheduled_renews_the_pages(reader, alert, path, time_machine):
    time_machine.move_to("2031-06-03T12:00:00-05:00")
    with commit():
        alert.save_revision().publish()
    reader.get(path)
    alert = AlertPage.objects.get()
    alert.title, alert.go_live_at = "Call the mayor", timezone.now() + timedelta(minutes=10)
    with commit():
        alert.save_revision().publish()
    assert b"Call the governor" in reader.get(path)[2]
    time_machine.move_to("2031-06-03T12:10:16-05:00")
    with commit():
        publish_due()
    assert b"Call the mayor" in reader.get(path)[2]


def test_reports_of_calls_renew_the_pages_half_a_minute_later(reader, alert, path, time_machine):
    time_machine.move_to("2031-06-03T12:00:00-05:00")
    reader.get(path)
    for _report in range(3):
        with commit():
            totals.rewrite(alert.pk)
        renewal.catch_up()
    reader.get(path)
    assert reader.rendered == 1
    time_machine.move_to("2031-06-03T12:00:31-05:00")
    renewal.catch_up()
    reader.get(path)
    assert reader.rendered == 2


# Records and folders


def test_past_generations_are_deleted(reader, path, cache_is_on):
    for number in range(4):
        with commit():
            AlertPage.objects.update(ask=f"Say {number}")
        reader.get(path)
    storage.sweep()
    assert list(cache_is_on.glob("*-*")) == [storage.current()]
    assert b"Say 3" in reader.get(path)[2]


def test_a_server_that_starts_sends_nothing_that_older_code_rendered(reader, path):
    reader.get(path)
    storage.discard_current()
    renewal.catch_up()
    reader.get(path)
    assert reader.rendered == 2


def test_the_first_page_of_a_new_site_needs_no_row(reader, path):
    public_changes.PublicChange.objects.all().delete()
    renewal.catch_up()
    assert reader.get(path)[0] == 200


def test_old_records_of_changes_are_purged(reader, alert, time_machine):
    count = public_changes.PublicChange.objects.count()
    assert count
    time_machine.move_to(timezone.now() + 2 * public_changes.KEEP)
    assert public_changes.purge(dry_run=True) == public_changes.purge() == count
    assert not public_changes.PublicChange.objects.count()


def test_each_table_that_a_public_page_reads_renews_the_pages(db, client):
    every_page.build()
    addresses = [every_page.address(kind, "so")[0] for kind in every_page.ADDRESSES]
    addresses += [f"/so/{name}" for name in ("feed.atom", "feed.json", "calendar.ics")]
    addresses += [f"/so/alerts/call/{name}" for name in ("action.ics", "card/")]
    read = set()
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        if hasattr(response, "holds_until"):
            for query in queries:
                read |= set(re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"]))
    # Services report public changes of comments, whose tables are not watched.
    unseen = {table for table in read if not public_changes.PUBLIC.fullmatch(table)}
    assert len(read) > 25
    assert unseen == {"django_comments", "django_comments_xtd_xtdcomment", "comments_postcomment"}
