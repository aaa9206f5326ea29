"""Tests for language links, a meeting's end, and the admin's script for typed dates."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from alerts.models import AlertPage
from tests import factories as make
from tests.support import every_page
from tests.support.exchange import begin
from tests.support.markup import find, parse

pytestmark = pytest.mark.django_db


def alternates(root):
    return [
        link.get("hreflang") for link in find(root, "link", rel="alternate") if link.get("hreflang")
    ]


def test_a_preview_names_the_live_languages_in_the_order_of_the_site(
    admin_of, django_capture_on_commit_callbacks
):
    alert = make.AlertPageFactory(slug="call")
    with django_capture_on_commit_callbacks(execute=True):
        for language in ("so", "es"):
            make.translate(alert, language)
    make.translate(alert, "hmn", publish=False)
    alert = AlertPage.objects.get(pk=alert.pk)
    alert.save_revision()
    root = parse(admin_of().get(reverse("wagtailadmin_pages:view_draft", args=[alert.pk])))
    assert alternates(root) == ["en", "x-default", "es", "so"]
    AlertPage.objects.filter(locale__language_code="es").update(
        expire_at=timezone.now() - timedelta(seconds=1)
    )
    root = parse(admin_of().get(reverse("wagtailadmin_pages:view_draft", args=[alert.pk])))
    assert alternates(root) == ["en", "x-default", "so"]


def test_a_preview_names_no_alias_as_a_language(admin_of):
    page = make.StandardPageFactory(slug="privacy")
    every_page.alias(page, "so")
    page.save_revision()
    root = parse(admin_of().get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])))
    assert alternates(root) == ["en", "x-default"]


def test_a_page_in_one_language_leads_to_the_home_pages_of_the_others(client):
    _link, token = make.link(begin())
    root = parse(client.get(f"/so/translate/{token}/"))
    (switcher,) = find(root, "nav", class_="language-switcher")
    assert [link.get("href") for link in find(switcher, "a")] == ["/en/", "/es/", "/so/", "/hmn/"]
    (name,) = find(root, "p", class_="site-name")
    assert find(name, "a")[0].get("href") == "/so/"


@pytest.mark.parametrize("has_end", [True, False])
def test_a_meeting_is_over_at_its_end(time_machine, has_end):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    length = timedelta(hours=1) if has_end else timedelta(hours=2)
    for ends_at, is_over in (
        (now, True),
        (now + timedelta(seconds=1), False),
        (now - timedelta(seconds=1), True),
    ):
        meeting = make.meeting(starts_at=ends_at - length, ends_at=ends_at if has_end else None)
        assert meeting.is_over == is_over
        assert meeting.over_at == ends_at


def test_the_admin_loads_the_script_and_style_of_typed_dates(admin_of):
    html = admin_of("Editors").get(reverse("wagtailadmin_home")).text
    assert '<script src="/static/js/typed-dates.js"></script>' in html
    assert '<link rel="stylesheet" href="/static/css/admin.css">' in html
