"""Tests for expired pages."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from alerts.comments.models import PostComment
from alerts.models import AlertPage
from home.media.recordings import Recording, facts_as_text
from tests import factories as make
from tests.support.queries import query_count
from tests.support.reader_form import form_fields

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
OF_AN_ALERT = [
    *("", "comment/", "comments/", "comments/{comment}/", "comments/{comment}/flag/"),
    *("comments/flagged/", "report/", "report/thanks/", "stand/", "stand/thanks/"),
    *("flyer/", "flyer/all/", "flyer.pdf", "action.ics", "card/", "repost/"),
    *("picture.png", "qr.svg", "recording.mp3"),
]
LISTS = ["", "alerts/", "feed.atom", "feed.json", "calendar.ics"]
LANGUAGES = pytest.mark.parametrize("language", ["en", "so", "es"])


@pytest.fixture
def expires_at(noon):
    return timezone.now() + HOUR


@pytest.fixture
def alert(expires_at, django_capture_on_commit_callbacks):
    """Return an expiring alert with comments and recordings, live in English and Somali."""
    page = make.AlertPageFactory(
        slug="call", title="Call the governor", expire_at=expires_at, comments_open=True
    )
    make.call(page, make.office())
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(page, "so")
    for language in ("en", "so", "es"):
        make.comment(page, language)
        Recording.objects.create(
            page=page, language=language, file=ContentFile(b"mp3", "call.mp3"), size=3,
            facts=facts_as_text(AlertPage.objects.get(pk=page.pk).recorded_facts()),
        )  # fmt: skip
    return page


def address(path, language):
    comment = PostComment.objects.filter(language=language).first()
    return f"/{language}/alerts/call/{path.format(comment=comment.pk)}"


@LANGUAGES
@pytest.mark.parametrize("path", OF_AN_ALERT)
def test_everything_below_an_alert_is_gone_once_it_has_expired(
    client, alert, time_machine, language, path
):
    time_machine.move_to(alert.expire_at - SECOND, tick=False)
    assert client.get(address(path, language)).status_code in (200, 302)
    time_machine.move_to(alert.expire_at, tick=False)
    assert client.get(address(path, language)).status_code == 404
    assert Page.objects.get(pk=alert.pk).live  # not unpublished yet


@LANGUAGES
@pytest.mark.parametrize("path", LISTS)
def test_no_list_has_an_expired_alert(client, alert, time_machine, language, path):
    time_machine.move_to(alert.expire_at - SECOND, tick=False)
    assert "alerts/call/" in client.get(f"/{language}/{path}").text.replace("\r\n ", "")
    time_machine.move_to(alert.expire_at, tick=False)
    answer = client.get(f"/{language}/{path}")
    assert answer.status_code == 200
    assert "alerts/call/" not in answer.text.replace("\r\n ", "")


def test_the_sitemap_omits_an_expired_alert_in_every_language(
    client, alert, expires_at, time_machine
):
    time_machine.move_to(expires_at - SECOND, tick=False)
    assert client.get("/sitemap.xml").text.count("alerts/call/</loc>") == 2
    time_machine.move_to(expires_at, tick=False)
    assert "alerts/call/" not in client.get("/sitemap.xml").text


@LANGUAGES
def test_no_kept_page_outlives_the_expiry(client, alert, expires_at, time_machine, language):
    time_machine.move_to(expires_at - 7 * SECOND, tick=False)
    for path in (*LISTS, "alerts/call/", "alerts/call/repost/", "alerts/call/card/"):
        assert client.get(f"/{language}/{path}").holds_until == expires_at, path


def test_a_kept_share_picture_does_not_outlive_the_expiry(client, alert, run_worker):
    page = client.get("/en/alerts/call/").text
    picture = page.partition('property="og:image" content="')[2].partition('"')[0]
    path = picture.partition("testserver")[2]
    client.get(path)
    run_worker()
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, no-cache"


def test_a_comment_that_was_typed_before_the_expiry_is_not_stored_but_shown_for_copying(
    client, alert, expires_at, time_machine
):
    time_machine.move_to(expires_at - SECOND, tick=False)
    form = form_fields(client.get("/en/alerts/call/comment/")) | {"comment": "My own words."}
    time_machine.move_to(expires_at, tick=False)
    before = PostComment.objects.count()
    answer = client.post("/en/alerts/call/comment/", form)
    assert answer.status_code == 404
    assert "My own words." in answer.text
    assert PostComment.objects.count() == before


def test_a_translation_expires_by_itself_where_it_was_given_a_time_of_its_own(
    client, alert, expires_at, time_machine
):
    own = expires_at - HOUR / 2
    somali = AlertPage.objects.get(locale__language_code="so")
    AlertPage.objects.filter(pk=somali.pk).update(expire_at=own)
    time_machine.move_to(own - SECOND, tick=False)
    assert somali.title in client.get("/so/alerts/call/").text
    time_machine.move_to(own, tick=False)
    answer = client.get("/so/alerts/call/")
    assert answer.status_code == 200
    assert somali.title not in answer.text


def test_an_explainer_and_a_plain_page_that_have_expired_are_gone_and_linked_nowhere(
    client, time_machine, expires_at
):
    explainer = make.ExplainerPageFactory(slug="why", expire_at=expires_at)
    make.StandardPageFactory(slug="us", expire_at=expires_at, show_in_menus=True)
    other = make.AlertPageFactory(slug="other", body=[("explainer", explainer)])
    assert other.live
    pages = ("/en/", "/en/background/", "/en/alerts/other/", "/so/")
    time_machine.move_to(expires_at - SECOND, tick=False)
    assert "background/why/" in client.get("/en/alerts/other/").text
    assert "/us/" in client.get("/en/").text
    time_machine.move_to(expires_at, tick=False)
    for path in pages:
        html = client.get(path).text
        assert "background/why/" not in html
        assert "/us/" not in html
    assert client.get("/en/us/").status_code == 404
    assert client.get("/so/background/why/").status_code == 404


@pytest.mark.parametrize("language", ["en", "so"])
def test_an_expiry_costs_no_query(client, alert, language):
    path = f"/{language}/alerts/call/"
    with_expiry = query_count(client, path)
    AlertPage.objects.update(expire_at=None)
    assert query_count(client, path) == with_expiry <= 15


def test_no_home_page_can_be_given_an_expiry(admin_of):
    home = make.home("so")
    home.expire_at = timezone.now() + HOUR
    home.save_revision(clean=False)
    client = admin_of()
    answer = client.post(
        reverse("wagtailadmin_api:pages:action", args=[home.pk, "publish"]),
        content_type="application/json",
    )
    assert answer.status_code == 400
    assert "home page" in answer.text
