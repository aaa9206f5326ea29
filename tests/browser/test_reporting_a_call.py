"""Browser test for reporting a call and recording support without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from alerts.calls.models import CallCount, SupportCount
from tests import factories as make


@pytest.fixture
def address(data_of_migrations):
    alert = make.AlertPageFactory(slug="call")
    make.call(alert, make.office())
    return f"/hmn{alert.get_absolute_url().removeprefix('/en')}"


def test_two_presses_without_javascript_report_a_call_and_two_record_support(address, reader):
    phone = {"width": 320, "height": 640}
    visitor = reader(java_script_enabled=False, viewport=phone)
    visitor.open(address)
    visitor.page.locator("a[href$='/report/']").click()
    visitor.page.locator("button[value$='-no_answer']").click()
    expect(visitor.page).to_have_url(re.compile(r"/report/thanks/$"))
    visitor.page.go_back()
    visitor.page.go_back()
    visitor.page.locator("#stand a.button").click()
    visitor.page.locator(".stand-form button").click()
    expect(visitor.page).to_have_url(re.compile(r"/stand/thanks/$"))

    assert [(row.language, row.result, row.number) for row in CallCount.objects.all()] == [
        ("hmn", "no_answer", 1)
    ]
    assert [(row.language, row.number) for row in SupportCount.objects.all()] == [("hmn", 1)]
