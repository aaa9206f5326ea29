"""Tests for pages, feeds, files and the admin when the stored texts are malformed."""

import json
import re
from io import BytesIO
from itertools import zip_longest
from xml.etree import ElementTree

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import Locale, Page

from alerts.models import AlertPage
from home.text import clean_text
from tests import factories as make
from tests.support import every_page
from tests.support.dirty import soil

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

# Paths of output for other programs, below a language prefix.
FILES = (
    *("feed.atom", "feed.json", "calendar.ics"),
    *(
        f"alerts/call/{name}"
        for name in (
            *("action.ics", "repost/", "card/", "flyer/", "flyer/all/", "flyer.pdf"),
            *("flyer/all.pdf", "picture.png", "qr.svg"),
        )
    ),
    *("alerts/over/repost/", "alerts/over/card/", "alerts/over/action.ics"),
)


@pytest.fixture
def soiled(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    pages = every_page.build()
    for page in pages:
        for language in make.LANGUAGES[1:]:
            every_page.translate_with_markup(type(page).objects.get(pk=page.pk), language)
    AlertPage.objects.filter(slug="over").update(outcome_text="<p>English outcome.</p>")
    soil()


def bad(text):
    """Return the first malformed character in `text` with some context, or "" if there is none."""
    text = text.replace("\r\n", "\n")
    cleaned = clean_text(text)
    if cleaned == text:
        return ""
    at = next(i for i, (a, b) in enumerate(zip_longest(text, cleaned)) if a != b)
    return ascii(text[max(0, at - 60) : at + 20])


def test_every_page_and_file_answers_over_soiled_text(client, soiled):
    for language in make.LANGUAGES:
        look_at_all(client, language)


def look_at_all(client, language):
    for kind in every_page.ADDRESSES:
        address, status = every_page.address(kind, language)
        response = client.get(address)
        assert response.status_code == status, kind
        assert bad(response.content.decode()) == "", kind
    for name in FILES:
        response = client.get(f"/{language}/{name}")
        assert response.status_code in ((200, 302) if name.endswith(".png") else (200,)), name
        content = b"".join(response) if response.streaming else response.content
        if name.endswith((".pdf", ".png")):
            continue
        text = content.decode()
        assert bad(text) == "", name
        if name.endswith((".atom", ".svg")):
            ElementTree.fromstring(text)  # noqa: S314  our own
        if name.endswith(".json"):
            assert len(json.loads(text)["items"]) > 3
        if name.endswith(".ics"):
            (calendar,) = icalendar.Calendar.from_ical(text, multiple=True)
            assert calendar.walk("VEVENT")


def test_a_line_break_in_a_headline_is_a_space_wherever_it_stands(client, soiled):
    Page.objects.filter(slug="call").update(title="Call\nthe governor")
    (event,) = [
        event
        for event in icalendar.Calendar.from_ical(
            client.get("/so/alerts/call/action.ics").content
        ).walk("VEVENT")
        if "alert" in event["uid"]
    ]
    assert event["summary"] == "Call the governor"
    assert ">Call the governor</h1>" in client.get("/en/alerts/call/").content.decode()


def test_structured_data_stays_json_in_its_element(client, soiled):
    for language in make.LANGUAGES:
        page = client.get(f"/{language}/alerts/call/").content.decode()
        data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1]
        assert json.loads(data)["@graph"][0]["headline"]


def test_the_sitemap_answers_over_soiled_text(client, soiled):
    ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314  our own


def test_a_share_picture_is_drawn_from_soiled_text(client, soiled, run_worker):
    client.get("/so/alerts/call/picture.png")
    run_worker()
    response = client.get("/so/alerts/call/picture.png")
    assert response["Content-Type"] == "image/png"
    assert b"".join(response).startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", ["po", "xlsx"])
def test_strings_go_out_and_come_back_over_soiled_text(soiled, admin_of, run_worker, kind):
    admin = admin_of()
    download = reverse("exchange_language_file", args=["so", kind])
    response = admin.get(download)
    assert response.status_code == 200
    if kind == "xlsx":
        sheet = load_workbook(BytesIO(response.content))["Strings"]
        assert sheet.max_row > 10
    file = BytesIO(response.content)
    file.name = f"strings.{kind}"
    address = reverse("exchange_language", args=["so"])
    progress = admin.post(address, {"file": file}, follow=True)
    assert progress.status_code == 200
    assert progress.redirect_chain
    run_worker()
    assert admin.get(progress.wsgi_request.path).status_code == 200


@pytest.mark.parametrize(
    "export", ["wagtailadmin_reports:aging_pages", "wagtailadmin_reports:site_history"]
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_wagtails_reports_can_be_exported_over_soiled_text(soiled, admin_of, export, kind):
    response = admin_of().get(reverse(export), {"export": kind})
    assert response.status_code == 200
    assert b"".join(response) if response.streaming else response.content


def admin_addresses():
    alert = AlertPage.objects.get(slug="call", locale__language_code="en")
    somali = AlertPage.objects.get(slug="call", locale__language_code="so")
    yield reverse("wagtailadmin_home")
    for page in (alert, somali):
        for name in ("edit", "history", "view_draft", "delete", "workflow_history"):
            yield reverse(f"wagtailadmin_pages:{name}", args=[page.pk])
    yield reverse("wagtailadmin_pages:copy", args=[alert.pk])
    yield reverse("wagtailadmin_explore", args=[alert.get_parent().pk])
    yield reverse("wagtailadmin_pages:edit", args=[make.home("so").pk])
    yield reverse("exchange_page", args=[somali.pk])
    yield reverse("exchange_message", args=[somali.pk]) + "?all=1"
    yield reverse("exchange_reply", args=[somali.pk])
    yield reverse("phrases")
    yield reverse("share_kit", args=[alert.pk])
    yield reverse("wagtailimages:index")
    yield reverse("wagtaildocs:index")


def test_the_admin_answers_over_soiled_text(soiled, admin_of):
    admin = admin_of()
    for address in admin_addresses():
        response = admin.get(address)
        assert response.status_code == 200, address
        (b"".join(response) if response.streaming else response.content).decode()


def test_a_soiled_draft_can_be_edited_and_previewed(admin_of):
    page = make.AlertPageFactory(slug="call", script=[("line", "English line.")])
    revision = page.save_revision()
    revision.refresh_from_db()
    odd = "\ud800\x00" if connection.vendor == "sqlite" else ""
    content = json.loads(json.dumps(revision.content).replace("English", "English\\u001f\\u000b"))
    content["title"] = f"Call\n\x0bthem{odd}"
    type(revision).objects.filter(pk=revision.pk).update(content=content)
    admin = admin_of()
    for name in ("edit", "view_draft"):
        response = admin.get(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]))
        assert response.status_code == 200, name
        assert "Call them" in response.content.decode()


def test_a_review_request_is_emailed_whatever_its_headline(
    soiled, user, run_worker, mailoutbox, django_capture_on_commit_callbacks
):
    from home.translation import review, sync
    from home.translation.strings.lookup import translatable_strings
    from home.translation.strings.services import save_translation

    user(email="reviewer@example.org")
    page = make.StandardPageFactory(slug="about", title="About\nus\x0b")
    page.save_revision().publish()
    Page.objects.filter(pk=page.pk).update(title="About\nus\x1f")
    translation = sync.start_translation(
        type(page).objects.get(pk=page.pk), Locale.objects.get(language_code="so")
    )
    for item in translatable_strings(translation):
        save_translation(item, "Naga\nwac")
    with django_capture_on_commit_callbacks(execute=True):
        review.submit_for_review(translation, None)
    run_worker()
    assert "“About us”" in mailoutbox[0].body


def test_a_page_of_soiled_text_costs_no_query_more(client, soiled, django_assert_max_num_queries):
    client.get("/so/alerts/call/")
    with django_assert_max_num_queries(15):
        Client().get("/so/alerts/call/")
