"""Tests for the rows that are locked, of which SQLite itself shows nothing."""

from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page, Revision

from alerts.calls import totals
from alerts.calls.models import CallTotals
from home import mail, rate_limits
from home.models import OutgoingEmail, RateCount
from home.people import second_factor_views
from home.people.models import User
from home.publishing import due, editor_forms
from tests import factories as make

pytestmark = pytest.mark.django_db


def build(object_id, user):
    return None


@pytest.fixture
def locked(monkeypatch):
    """Return the set of models of which rows have been locked."""
    found, lock = set(), QuerySet.select_for_update

    def note(rows, *arguments, **options):
        found.add(rows.model)
        return lock(rows, *arguments, **options)

    monkeypatch.setattr(QuerySet, "select_for_update", note)
    return found


def test_counts_of_an_alert_are_written_one_after_the_other(locked):
    alert = make.AlertPageFactory()
    locked.clear()
    totals.lock(alert.pk)
    assert locked == {CallTotals}


def test_a_page_is_published_withdrawn_or_saved_once(locked):
    page = make.AlertPageFactory()
    revision = page.save_revision()
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    locked.clear()
    due._withdraw(page.pk)
    assert Page in locked
    locked.clear()
    due._publish(revision.pk)
    assert locked == {Revision}
    locked.clear()
    editor_forms.lock(page.pk)
    assert locked == {Page}


def test_a_request_for_an_email_that_is_being_sent_is_noticed(locked):
    mail.queue(build)
    assert OutgoingEmail in locked


def test_events_are_counted_one_after_the_other(locked):
    rate_limits.count(("report", "1", 600))
    assert locked == {RateCount}


def test_the_factors_of_an_account_are_checked_one_after_the_other(locked, rf):
    request = rf.post("/")
    request.user = make.user()
    second_factor_views._in_turn(lambda request: None)(request)
    assert locked == {User}
