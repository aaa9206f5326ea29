"""Tests for deleted comments and used forms when the cache loses entries."""

from functools import partial

import pytest
from django.core.cache import cache
from django.urls import reverse

from alerts.calls.models import CallCount
from alerts.comments.models import PostComment
from home.addresses import page_address
from home.form_tokens import MAX_AGE
from home.models import UsedFormToken
from home.operations import housekeeping
from home.operations.cache import tolerant
from tests import factories as make
from tests.support.reader_form import form_address, form_fields

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def alert():
    alert = make.AlertPageFactory(slug="call")
    make.call(alert, make.office())
    return alert


def fill(number):
    for entry in range(number):
        cache.set(f"other-{entry}", entry)


# Ways to make a cache drop entries: add a few hundred, add more than it keeps, or clear it.
CACHE_DROPS = {
    "cleared": cache.clear,
    "400 other entries": partial(fill, 400),
    "10,000 other entries": pytest.param(partial(fill, 10_000), marks=pytest.mark.audit),
}


@pytest.fixture(params=CACHE_DROPS.values(), ids=CACHE_DROPS)
def drop_cache(request, settings, tmp_path):
    """Use a file cache, and return a function that makes the cache lose entries."""
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    settings.CACHES = {"default": tolerant({"BACKEND": backend, "LOCATION": str(tmp_path / "c")})}
    return request.param


def press(client, path):
    return client.post(path, form_fields(client.get(path)))


def delete_by_link(client, private):
    assert press(client, f"{private}delete/").status_code == 303


def erase_as_moderator(client, private):
    client.force_login(make.user("Moderators"))
    comment = PostComment.objects.latest("pk")
    client.post(reverse("moderation:erase", args=(comment.pk,)), {"edits": str(comment.edits)})
    client.logout()


@pytest.mark.parametrize("delete", [delete_by_link, erase_as_moderator])
def test_a_deleted_comment_does_not_come_back_with_its_form(client, alert, drop_cache, delete):
    address = form_address(alert)
    data = form_fields(client.get(address)) | {"comment": "Take this back."}
    delete(client, client.post(address, data)["Location"])
    assert not PostComment.objects.exists()
    drop_cache()
    for _again in range(2):
        answer = client.post(address, data)
        assert answer.status_code == 422
        assert "Take this back." in answer.content.decode()
    assert not PostComment.objects.exists()


def test_a_deleted_reply_does_not_come_back_with_its_form(client, alert, drop_cache):
    root = make.comment(alert)
    address = form_address(alert)
    data = form_fields(client.get(f"{address}?reply_to={root.pk}")) | {"comment": "A reply."}
    delete_by_link(client, client.post(address, data)["Location"])
    drop_cache()
    assert client.post(address, data).status_code == 422
    assert list(PostComment.objects.all()) == [root]


def test_the_deleted_words_of_a_call_do_not_come_back_with_its_form(client, alert, drop_cache):
    address = f"{page_address(alert)}report/"
    call = {"call": f"{alert.offices[0].pk}-spoke", "comment": "They were friendly."}
    data = form_fields(client.get(address)) | call
    delete_by_link(client, client.post(address, data)["Location"])
    drop_cache()
    assert client.post(address, data).status_code == 422
    assert not PostComment.objects.exists()
    assert CallCount.objects.get().number == 1


def test_a_flag_and_a_call_report_that_are_sent_again_count_once(client, alert, drop_cache):
    comment = make.comment(alert)
    flag, report = (
        f"{page_address(alert)}comments/{comment.pk}/flag/",
        f"{page_address(alert)}report/",
    )
    flagged = form_fields(client.get(flag))
    reported = form_fields(client.get(report)) | {"call": f"{alert.offices[0].pk}-spoke"}
    for house in range(3):
        for path, data in ((flag, flagged), (report, reported)):
            assert client.post(path, data, REMOTE_ADDR=f"203.0.113.{house}").status_code == 303
        drop_cache()
    comment.refresh_from_db()
    assert comment.flag_count == 1
    assert CallCount.objects.get().number == 1


def test_a_deletion_that_fails_half_way_is_not_remembered_as_one(client, alert, monkeypatch):
    address = form_address(alert)
    data = form_fields(client.get(address)) | {"comment": "Still here."}
    private = client.post(address, data)["Location"]
    monkeypatch.setattr("alerts.comments.erasure.erase_comments", lambda *args, **kwargs: 1 / 0)
    client.raise_request_exception = False
    assert press(client, f"{private}delete/").status_code == 500
    assert not UsedFormToken.objects.exists()
    # The form still leads to the comment's page.
    assert client.post(address, data)["Location"] == private


def test_a_used_form_is_remembered_for_as_long_as_its_token_is_accepted(
    client, alert, time_machine
):
    address = form_address(alert)
    data = form_fields(client.get(address)) | {"comment": "Take this back."}
    delete_by_link(client, client.post(address, data)["Location"])
    # Just before the token expires.
    time_machine.shift(MAX_AGE - 10)
    dict(housekeeping.run())
    assert client.post(address, data).status_code == 422
    assert not PostComment.objects.exists()
