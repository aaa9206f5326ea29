"""The short way to a new alert, and the checks beside its preview."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db


def test_an_editor_comes_to_the_form_of_a_new_alert_from_the_menu(admin_of):
    place = make.the(make.AlertIndexPageFactory)
    editor = admin_of("Editors")
    url = reverse("write_alert")
    assert url in editor.get("/admin/").content.decode()
    form = reverse("wagtailadmin_pages:add", args=["alerts", "alertpage", place.pk])
    assert editor.get(url)["Location"] == form


def test_who_writes_no_alerts_is_not_led_there(admin_of):
    make.the(make.AlertIndexPageFactory)
    translator = admin_of("Translators (Soomaali)")
    assert reverse("write_alert") not in translator.get("/admin/").content.decode()
    assert translator.get(reverse("write_alert"))["Location"] == "/admin/"


def test_without_a_place_for_alerts_nobody_is_led_there(admin_of):
    make.home()
    assert admin_of("Editors").get(reverse("write_alert"))["Location"] == "/admin/"


def test_the_checks_beside_the_preview_know_what_a_caller_needs(admin_of):
    alert = make.AlertPageFactory()
    page = admin_of("Editors").get(reverse("wagtailadmin_pages:edit", args=[alert.pk]))
    script = BeautifulSoup(page.content, "html5lib").select_one("#checker-axe-configuration")
    rules = json.loads(script.string)
    for name in ("number-to-call", "something-to-say"):
        assert name in rules["options"]["runOnly"]
        assert rules["messages"][name]["error_name"]
    # The name of axe's generic check, in what Wagtail makes of axe.
    assert '"has-descendant-evaluate":' in Path(finders.find("wagtailadmin/js/core.js")).read_text()
