"""Browser tests for dates typed into the admin."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from alerts.models import AlertPage
from tests import factories as make
from tests.browser.admin_site import EditorAdmin

CENTRAL = ZoneInfo("America/Chicago")
TYPED = ["tonight", "11/27/2026 5:00 pm", "Nov 28 5pm", "13/45/2026", "2026-11-27 17:00"]


@pytest.fixture
def editor(admin_site, clock):
    # Thanksgiving Day.
    clock(2026, 11, 26, 15, 0)
    alert = make.AlertPageFactory(starts_at=None, ends_at=None, live=False)
    editor = admin_site(EditorAdmin, "Editors")
    editor.page.goto(f"/admin/pages/{alert.pk}/edit/")
    return editor


def field(editor, name):
    return editor.page.locator(f"#id_{name}")


def understood(editor, name):
    return editor.page.locator(f".typed-date[data-for=id_{name}]")


def type_and_leave(editor, name, text):
    # Typed at a person's speed: the calendar opens shortly after the field gets the focus.
    field(editor, name).press_sequentially(text, delay=30)
    field(editor, name).press("Tab")


@pytest.mark.parametrize("text", TYPED)
def test_leaving_a_field_or_turning_the_wheel_over_it_changes_nothing(editor, text):
    type_and_leave(editor, "ends_at", text)
    field(editor, "ends_at").hover()
    editor.page.mouse.wheel(0, 300)
    field(editor, "ends_at").focus()
    field(editor, "title").click()
    editor.page.wait_for_timeout(300)  # the calendar opens and closes shortly after
    expect(field(editor, "ends_at")).to_have_value(text)


def test_the_form_shows_the_typed_date_in_words(editor):
    says = understood(editor, "ends_at")
    field(editor, "ends_at").click()
    field(editor, "ends_at").press_sequentially("11/27/2026 5:00 pm")
    expect(says).to_have_text("Friday, November 27, 5:00 p.m. Central Time, in 26 hours")
    expect(says).to_be_in_viewport()
    box, calendar = says.bounding_box(), editor.page.locator(".xdsoft_datetimepicker:visible")
    if calendar.count():
        covered = calendar.first.bounding_box()
        assert box["y"] + box["height"] <= covered["y"] + 1 or box["y"] >= covered["y"]
    field(editor, "ends_at").fill("tonight")
    expect(says).to_contain_text("We cannot read “tonight”")
    field(editor, "ends_at").fill("")
    expect(says).to_be_empty()


def test_unreadable_dates_come_back_with_a_message_and_readable_ones_are_saved(editor):
    type_and_leave(editor, "starts_at", "11/26/2026 4pm")
    type_and_leave(editor, "ends_at", "tonight")
    editor.page.get_by_role("button", name="Save draft").click()
    expect(editor.page.locator(".error-message", has_text="We cannot read")).to_be_visible()
    expect(field(editor, "ends_at")).to_have_value("tonight")
    expect(field(editor, "starts_at")).to_have_value("11/26/2026 4pm")
    field(editor, "ends_at").fill("Nov 28 5pm")
    field(editor, "ends_at").press("Tab")
    editor.page.get_by_role("button", name="Save draft").click()
    editor.expect_message("updated")
    draft = AlertPage.objects.get().get_latest_revision_as_object()
    assert draft.ends_at == datetime(2026, 11, 28, 17, 0, tzinfo=CENTRAL)
    expect(understood(editor, "ends_at")).to_contain_text("Saturday, November 28, 5:00 p.m.")


def test_the_calendar_fills_a_field_and_starts_from_its_value(editor):
    field(editor, "ends_at").fill("11/27/2026 05:00 PM")
    field(editor, "title").click()
    field(editor, "ends_at").click()
    picker = editor.page.locator(".xdsoft_datetimepicker:visible")
    expect(picker.locator("td.xdsoft_current[data-date='27']")).to_be_visible()
    picker.locator("td[data-date='30']:not(.xdsoft_other_month)").click()
    expect(field(editor, "ends_at")).to_have_value("11/30/2026 05:00 PM")
    expect(understood(editor, "ends_at")).to_contain_text("Monday, November 30, 5:00 p.m.")


def test_a_day_that_is_picked_does_not_get_the_minute_of_the_click(editor):
    field(editor, "ends_at").click()
    picker = editor.page.locator(".xdsoft_datetimepicker:visible")
    picker.locator("td[data-date='30']:not(.xdsoft_other_month)").click()
    expect(field(editor, "ends_at")).to_have_value("11/30/2026 12:00 PM")
    expect(understood(editor, "ends_at")).to_contain_text("Monday, November 30, 12:00 p.m.")


def test_wagtails_own_filters_keep_the_typed_date(admin_site):
    page = admin_site(EditorAdmin, None).page
    page.goto("/admin/reports/aging-pages/")
    page.get_by_role("button", name="Show filters").click()
    page.get_by_role("button", name="Last published before").click()
    found = page.locator("input[name=last_published_at]")
    found.press_sequentially("tonight")
    found.press("Tab")
    page.wait_for_timeout(300)
    expect(found).to_have_value("tonight")


def test_a_schedule_keeps_the_typed_date_and_shows_it_in_words(editor):
    page = editor.page
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    type_and_leave(editor, "go_live_at", "Nov 27 8am")
    expect(understood(editor, "go_live_at")).to_have_text(
        "Friday, November 27, 8:00 a.m. Central Time, in 17 hours"
    )
    type_and_leave(editor, "expire_at", "next Friday")
    expect(understood(editor, "expire_at")).to_contain_text("We cannot read")
    expect(field(editor, "expire_at")).to_have_value("next Friday")
    page.get_by_role("button", name="Save schedule").click()
    expect(page.get_by_role("status").first).to_contain_text("could not be saved")
    page.get_by_role("button", name="Edit schedule").click()
    expect(field(editor, "expire_at")).to_have_value("next Friday")
