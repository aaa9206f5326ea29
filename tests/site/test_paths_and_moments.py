"""Tests for unusual paths, redirects and headers, and for the exact times when pages change."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sites.models import Site as DjangoSite
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from alerts.models import AlertExplainer, AlertPage, ExplainerPage
from home.form_tokens import InvalidFormToken, make_form_token, read_form_token
from home.lookup import resolve_page
from home.signals import sync_site_address
from tests import factories as make
from tests.support.markup import find, parse

pytestmark = pytest.mark.django_db

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
CENTRAL = ZoneInfo("America/Chicago")


@pytest.fixture
def translate(django_capture_on_commit_callbacks):
    def publish(page):
        with django_capture_on_commit_callbacks(execute=True):
            return make.translate(page, "so")

    return publish


@pytest.fixture
def moved(translate):
    alert = make.AlertPageFactory(slug="call", title="Call")
    somali = translate(alert)
    Page.objects.filter(pk=somali.pk).update(
        slug="wac", url_path=somali.url_path.replace("/call/", "/wac/")
    )
    return alert


# Paths


def test_two_pages_that_share_a_path_in_two_languages_are_not_versions_of_each_other(client, moved):
    other = make.AlertPageFactory(slug="wac", title="Another alert")
    resolved = resolve_page("so", "alerts/wac/")
    assert resolved.live_languages == ("so",)
    assert resolved.source.pk == moved.pk
    assert resolve_page("en", "alerts/wac/").live_languages == ("en",)
    assert resolve_page("en", "alerts/wac/").page.pk == other.pk
    root = parse(client.get("/so/alerts/wac/"))
    assert [
        a.get("hreflang") for a in find(root, "link", rel="alternate") if a.get("hreflang")
    ] == ["so"]


def test_the_english_path_leads_to_a_translation_at_another_path(client, moved):
    answer = client.get("/so/alerts/call/")
    assert (answer.status_code, answer["Location"]) == (301, "/so/alerts/wac/")
    assert client.get("/es/alerts/call/").status_code == 200


def test_an_editors_redirect_without_a_target_changes_nothing(client):
    make.AlertPageFactory(slug="call")
    Redirect.objects.create(old_path="/so/alerts/call")
    assert client.get("/so/alerts/call/").status_code == 200
    Redirect.objects.create(old_path="/en/nothing")
    assert client.get("/so/nothing/").status_code == 404


def test_an_editors_redirect_of_one_language_to_another_site_is_not_followed_in_others(client):
    Redirect.add_redirect("/en/data/", "https://elsewhere.example/")
    assert client.get("/en/data/")["Location"] == "https://elsewhere.example/"
    assert client.get("/so/data/").status_code == 404


def test_an_editors_redirect_is_kept_when_a_page_takes_its_path(
    client, django_capture_on_commit_callbacks
):
    Redirect.add_redirect("/en/alerts/old/", "/so/")
    Redirect.add_redirect("/en/alerts/old/below/", "/so/")
    page = make.AlertPageFactory(slug="new")
    page.slug = "old"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert client.get("/en/alerts/old/").status_code == 200
    kept = Redirect.objects.filter(automatically_created=False)
    assert sorted(kept.values_list("old_path", flat=True)) == [
        "/en/alerts/old",
        "/en/alerts/old/below",
    ]


@pytest.mark.parametrize(
    ("address", "port", "domain"),
    [
        ("https://campaign.example", 443, "campaign.example"),
        ("http://campaign.example", 80, "campaign.example"),
        ("http://campaign.example:8000", 8000, "campaign.example:8000"),
    ],
)
def test_the_sites_of_wagtail_and_django_have_the_address_of_the_settings(
    settings, address, port, domain
):
    settings.SITE_URL = address
    sync_site_address()
    site = Site.objects.get(is_default_site=True)
    assert (site.hostname, site.port) == ("campaign.example", port)
    assert site.site_name == settings.WAGTAIL_SITE_NAME
    assert DjangoSite.objects.get(pk=settings.SITE_ID).domain == domain


@pytest.mark.parametrize("word", ["picture", "qr", "recording", "stand"])
def test_addresses_of_files_and_support_are_no_slugs(word):
    page = make.StandardPageFactory(slug="other")
    page.slug = word
    with pytest.raises(ValidationError, match="part of the site's own addresses"):
        page.full_clean()


def test_the_sitemap_names_the_day_of_the_last_publication(client):
    page = make.StandardPageFactory(slug="privacy")
    Page.objects.filter(pk=page.pk).update(
        last_published_at=datetime(2031, 6, 3, 12, tzinfo=CENTRAL)
    )
    assert "/en/privacy/</loc><lastmod>2031-06-03</lastmod>" in client.get("/sitemap.xml").text


@pytest.mark.parametrize("path", ["/", "/robots.txt", "/healthz", "/en/"])
def test_nothing_can_be_sent_to_an_address_for_reading(client, path):
    assert client.post(path).status_code == 405


def test_the_address_of_wagtails_login_leads_to_the_admins_with_the_way_back(client):
    answer = client.get("/_util/login/?next=/en/members/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/login/?next=/en/members/")


@pytest.mark.parametrize(
    ("header", "language"), [("fr,*;q=0.5,so;q=0.1", "en"), ("so;q=0.6,*;q=0.5", "so")]
)
def test_any_language_in_the_header_is_english(client, header, language):
    assert client.get("/", headers={"Accept-Language": header})["Location"] == f"/{language}/"


# Moments


def test_a_page_that_is_due_this_second_is_expected_within_seconds(client, time_machine, noon):
    make.AlertPageFactory(slug="other")
    at = timezone.now() + HOUR
    page = make.AlertPageFactory(slug="due", live=False, first_published_at=None, go_live_at=at)
    page.save_revision().publish()
    time_machine.move_to(at, tick=False)
    assert client.get("/en/alerts/other/").holds_until == at + 15 * SECOND


def test_a_change_at_this_second_is_no_future_change(client, time_machine, noon):
    starts_at = timezone.now() + HOUR
    make.AlertPageFactory(slug="call", starts_at=starts_at, ends_at=starts_at + HOUR)
    time_machine.move_to(starts_at, tick=False)
    assert client.get("/en/alerts/call/").holds_until == starts_at + HOUR


@pytest.mark.parametrize("day", [datetime(2031, 3, 9), datetime(2031, 6, 3), datetime(2031, 11, 2)])
def test_a_page_that_never_changes_is_kept_until_midnight_in_minnesota(client, time_machine, day):
    page = make.StandardPageFactory(slug="privacy")
    assert page.live
    time_machine.move_to(day.replace(hour=12, tzinfo=CENTRAL), tick=False)
    midnight = (day + DAY).replace(tzinfo=CENTRAL)
    assert client.get("/en/privacy/").holds_until == midnight


@pytest.mark.parametrize("path", ["", "alerts/", "feed.atom", "calendar.ics"])
def test_no_kept_list_outlives_the_expiry_of_a_translation_in_it(
    client, translate, time_machine, noon, path
):
    alert = make.AlertPageFactory(slug="call")
    expires_at = timezone.now() + HOUR
    AlertPage.objects.filter(pk=translate(alert).pk).update(expire_at=expires_at)
    assert client.get(f"/so/{path}").holds_until == expires_at
    assert client.get(f"/es/{path}").holds_until > expires_at


def test_no_kept_page_outlives_the_expiry_of_a_linked_translation(
    client, translate, time_machine, noon
):
    explainer, alert = make.ExplainerPageFactory(), make.AlertPageFactory(slug="call")
    AlertExplainer.objects.create(alert=alert, explainer=explainer)
    expires_at = timezone.now() + HOUR
    ExplainerPage.objects.filter(pk=translate(explainer).pk).update(expire_at=expires_at)
    assert client.get("/so/alerts/call/").holds_until == expires_at
    assert client.get("/es/alerts/call/").holds_until > expires_at


def test_a_translation_takes_no_schedule_from_its_english_page(translate):
    soon, later = timezone.now() + HOUR, timezone.now() + DAY
    alert = make.AlertPageFactory(slug="call")
    AlertPage.objects.filter(pk=alert.pk).update(go_live_at=soon, expire_at=later)
    somali = translate(AlertPage.objects.get(pk=alert.pk))
    assert (somali.go_live_at, somali.expire_at) == (None, None)


@pytest.mark.parametrize(("minutes", "is_valid"), [(359, True), (361, False)])
def test_a_form_token_is_valid_for_six_hours(time_machine, minutes, is_valid):
    time_machine.move_to("2031-06-03T12:00:00+00:00", tick=False)
    token = make_form_token("comment", 1)
    time_machine.shift(timedelta(minutes=minutes))
    if is_valid:
        assert len(read_form_token(token, "comment", 1)) == 64
    else:
        with pytest.raises(InvalidFormToken):
            read_form_token(token, "comment", 1)
