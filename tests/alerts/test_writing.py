"""Tests for the shortcut to a new alert, and for the content checks beside its preview."""

import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests import factories as make
from tests.support.soup import parse

pytestmark = pytest.mark.django_db


def test_the_menu_leads_to_the_form_of_a_new_alert_to_offices_and_to_action_types(admin_of):
    place = make.the(make.AlertIndexPageFactory)
    editor = admin_of("Editors")
    url = reverse("write_alert")
    home = editor.get("/admin/").content.decode()
    lists = [reverse(f"wagtailsnippets_alerts_{name}:list") for name in ("office", "actiontype")]
    assert [address for address in (url, *lists) if f'"{address}"' not in home] == []
    form = reverse("wagtailadmin_pages:add", args=["alerts", "alertpage", place.pk])
    assert editor.get(url)["Location"] == form


def test_users_who_may_not_add_alerts_have_no_shortcut_to_the_form(admin_of):
    make.the(make.AlertIndexPageFactory)
    translator = admin_of("Translators (Soomaali)")
    assert reverse("write_alert") not in translator.get("/admin/").content.decode()
    assert translator.get(reverse("write_alert"))["Location"] == "/admin/"


def test_without_an_index_page_the_shortcut_leads_to_the_dashboard(admin_of):
    make.home()
    assert admin_of("Editors").get(reverse("write_alert"))["Location"] == "/admin/"


def test_the_content_checks_have_rules_for_callers(admin_of):
    alert = make.AlertPageFactory()
    page = admin_of("Editors").get(reverse("wagtailadmin_pages:edit", args=[alert.pk]))
    script = parse(page).select_one("#checker-axe-configuration")
    rules = json.loads(script.string)
    for name in ("number-to-call", "something-to-say"):
        assert name in rules["options"]["runOnly"]
        assert rules["messages"][name]["error_name"]
    # The project's rules use a generic check, which must exist in Wagtail's copy of axe.
    assert '"has-descendant-evaluate":' in Path(finders.find("wagtailadmin/js/core.js")).read_text()
