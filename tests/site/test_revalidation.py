"""Tests for the revalidation of public pages in browsers."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from alerts.calls import totals
from alerts.calls.models import SupportCount
from alerts.comments.models import Status
from alerts.comments.redaction import redact
from alerts.comments.services import Decision, set_status
from home.addresses import page_address
from tests import factories as make
from tests.support import every_page
from tests.support.reader_form import form_address, form_fields, write
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

FILES = {
    "Atom feed": "feed.atom",
    "JSON feed": "feed.json",
    "calendar": "calendar.ics",
    "calendar of an alert": "alerts/call/action.ics",
    "QR code": "alerts/call/qr.svg",
    "card": "alerts/call/card/",
    "flyer as a PDF": "alerts/call/flyer.pdf",
    "flyer in all languages as a PDF": "alerts/call/flyer/all.pdf",
}


class Browser:
    """Test browser that caches pages and revalidates them."""

    def __init__(self):
        self.client, self.kept = Client(), {}

    def load(self, address):
        """Load a page. Return its content, and True unless the server answered 304."""
        kept = self.kept.get(address)
        headers = {"If-None-Match": kept[0]} if kept else {}
        answer = self.client.get(address, headers=headers)
        if answer.status_code == 304:
            assert not answer.content
            return kept[1], False
        text = answer.content.decode() if answer.status_code == 200 else ""
        if "ETag" in answer:
            self.kept[address] = answer["ETag"], text
        return text, True

    def sees(self, text, address):
        return text in self.load(address)[0]


@pytest.fixture
def visitor():
    return Browser()


@pytest.fixture
def alert():
    return make.AlertPageFactory(slug="call")


# Rule


def test_every_public_page_and_file_is_revalidated_or_never_stored(client):
    every_page.build()
    addresses = [every_page.address(kind, "so") for kind in every_page.ADDRESSES]
    addresses = [address for address, status in addresses if status == 200]
    addresses += [f"/so/{path}" for path in FILES.values()] + ["/sitemap.xml", "/robots.txt"]
    revalidated = set()
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        rule = set(answer["Cache-Control"].split(", "))
        if "no-store" in rule or rule == {"private", "no-cache"}:
            assert "ETag" not in answer, address  # a form, whose token differs each time
            continue
        assert rule == {"public", "no-cache"}, address
        for request in (client.get, client.head):
            again = request(address, headers={"If-None-Match": answer["ETag"]})
            assert (again.status_code, again.content) == (304, b""), address
        for name in ("Cache-Control", "ETag", "Vary", "Last-Modified"):
            assert again.get(name) == answer.get(name), (address, name)
        assert client.head(address)["ETag"] == answer["ETag"]
        other = client.get(address, headers={"If-None-Match": 'W/"other", "another"'})
        assert other.status_code == 200, address
        revalidated.add(address)
    # These pages show comments, counts, or content that may be withdrawn.
    expected = ("", "alerts/", "alerts/call/", "background/why/", "alerts/call/comments/")
    assert {f"/so/{path}" for path in (*expected, *FILES.values())} <= revalidated


def test_a_304_changes_no_stored_header_of_the_page(client, alert):
    for path in ("card/", ""):
        answer = client.get(page_address(alert) + path)
        again = client.get(page_address(alert) + path, headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304
        # These headers would replace those that the browser stored.
        for name in (
            "Content-Length",
            "Content-Type",
            "Content-Security-Policy",
            "X-Frame-Options",
        ):
            assert name not in again, name
        assert not again.cookies


def test_errors_redirects_forms_and_other_methods_are_never_answered_304(client, alert):
    address = page_address(alert)
    any_version = {"If-None-Match": "*"}
    for path, status in (
        ("/en/nothing/", 404),
        (address.rstrip("/"), 301),
        (form_address(alert), 200),
        ("/healthz", 200),
    ):
        answer = client.get(path, headers=any_version)
        assert answer.status_code == status, path
        assert "ETag" not in answer, path
    assert client.post(address, headers=any_version).status_code == 405
    data = form_fields(client.get(form_address(alert))) | {"comment": "Words."}
    assert client.post(form_address(alert), data, headers=any_version).status_code == 302
    assert client.get(address, headers=any_version).status_code == 304


def test_responses_that_depend_on_the_user_have_no_version(client, alert, user):
    every_page.restrict(alert)
    client.force_login(user("Editors"))
    answer = client.get(page_address(alert))
    assert answer.status_code == 200
    assert "ETag" not in answer
    assert "public" not in answer.get("Cache-Control", "")


def test_a_page_that_may_be_kept_contains_no_form_token(alert, client):
    answer = client.get(page_address(alert))
    assert "public" in answer["Cache-Control"]
    # A token can be used once and expires, so that readers must not share it.
    assert not parse(answer).select("[name=form_token]")


# Removed and published content at the next load


def test_a_deleted_comment_is_gone_at_the_next_load(alert, visitor, client):
    private = write(client, form_address(alert), "Take this back.")["Location"]
    comment = alert.post_comments.get()
    set_status(comment.pk, Decision(Status.PUBLISHED, by=make.user()))
    addresses = [
        page_address(alert),
        f"{page_address(alert)}comments/{comment.pk}/",
        f"{page_address(alert, 'es')}comments/",
    ]
    assert [visitor.sees("Take this back.", address) for address in addresses] == [True] * 3
    assert [visitor.load(address)[1] for address in addresses] == [False] * 3
    client.post(f"{private}delete/", form_fields(client.get(f"{private}delete/")))
    assert [visitor.sees("Take this back.", address) for address in addresses] == [False] * 3


@pytest.mark.parametrize("post", [make.AlertPageFactory, make.ExplainerPageFactory])
@pytest.mark.parametrize("status", [Status.REJECTED, Status.SPAM, Status.EVIDENCE])
def test_a_comment_that_a_moderator_removes_is_gone_at_the_next_load(post, status, visitor):
    post = post()
    comment = make.comment(post, text="Go home.")
    assert visitor.sees("Go home.", page_address(post))
    set_status(comment.pk, Decision(status, by=make.user()))
    assert not visitor.sees("Go home.", page_address(post))


def test_a_reply_that_is_published_and_words_that_are_taken_out_are_seen_at_once(alert, visitor):
    root = make.comment(alert, text="Call me, I am Ana.")
    reply = make.comment(alert, text="A reply.", reply_to=root, status=Status.PENDING)
    address = page_address(alert)
    assert not visitor.sees("A reply.", address)
    set_status(reply.pk, Decision(Status.PUBLISHED, by=make.user()))
    assert visitor.sees("A reply.", address)
    assert visitor.sees("Ana", address)
    redact(root.pk, "Call me, I am [[Ana]].", by=make.user(), edits=0)
    assert not visitor.sees("Ana", address)


def test_a_page_that_is_withdrawn_is_gone_from_every_place_at_the_next_load(
    alert, visitor, django_capture_on_commit_callbacks
):
    alert.title = "Withdrawn soon"
    alert.save_revision().publish()
    places = [page_address(alert), "/en/", "/en/alerts/", "/en/feed.atom", "/en/feed.json"]
    places += ["/en/calendar.ics", f"{page_address(alert)}flyer/", f"{page_address(alert)}card/"]
    assert [visitor.sees("Withdrawn soon", place) for place in places] == [True] * len(places)
    with django_capture_on_commit_callbacks(execute=True):
        alert.unpublish()
    assert [visitor.sees("Withdrawn soon", place) for place in places] == [False] * len(places)
    assert not visitor.sees(page_address(alert), "/sitemap.xml")


def test_a_translation_that_is_called_dangerous_is_gone_at_the_next_load(
    alert, visitor, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
    address = page_address(alert, "so")
    assert visitor.sees("[so] English ask", address)
    alert.refresh_from_db()
    alert.ask, alert.urgent_fix = "Do not open the door.", True
    with django_capture_on_commit_callbacks(execute=True):
        alert.save_revision().publish()
    assert not visitor.sees("[so] English ask", address)


def test_a_number_of_people_is_right_at_the_next_load(alert, visitor):
    SupportCount.objects.create(alert=alert, day=timezone.localdate(), language="en", number=5)
    totals.rewrite(alert.pk)
    places = (page_address(alert), "/en/", "/en/alerts/")
    assert [visitor.sees("<b>5</b> people", place) for place in places] == [True] * 3
    SupportCount.objects.update(number=6)
    totals.rewrite(alert.pk)
    assert [visitor.sees("<b>5</b> people", place) for place in places] == [False] * 3


def test_the_clock_changes_the_version_of_a_page(visitor, time_machine):
    time_machine.move_to("2031-06-03T17:30:00+00:00", tick=False)
    now = timezone.now()
    alert = make.AlertPageFactory(starts_at=now, ends_at=now + timedelta(minutes=5))
    address = page_address(alert)
    assert visitor.sees("Act now", address)
    time_machine.shift(299)
    assert visitor.load(address)[1] is False
    time_machine.shift(1)
    assert not visitor.sees("Act now", address)


def test_a_page_with_subpages_changes_when_the_next_page_goes_live(client):
    now = timezone.now()
    make.StandardPageFactory(slug="below", parent=make.StandardPageFactory(slug="above"))
    for hours in (2, 1, 3):
        page = make.StandardPageFactory(live=False, go_live_at=now + timedelta(hours=hours))
        page.save_revision(approved_go_live_at=page.go_live_at)
    assert client.get("/en/above/").holds_until == now + timedelta(hours=1)
