"""Browser tests of a comment form and the proxy's error page while the application is down."""

import signal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import expect

from tests.support.servers import DEPLOY, FORM, Proxy, canaries_in

AXE = Axe().axe_script


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the servers have a SQLite database of their own"
)
@pytest.mark.parametrize("java_script", [True, False])
def test_the_typed_text_is_still_there(application, tmp_path, new_context, java_script):
    proxy = Proxy(tmp_path, application.port)
    site = f"http://127.0.0.1:{proxy.port}"
    data = str(application.data)
    proxy.configuration = proxy.configuration.replace("/srv/campaign-data", data)
    if java_script:
        assert application.manage("collectstatic", "--noinput", "--verbosity", "0") == 0
    try:
        proxy.serve()
        application.serve(SITE_URL=site)
        page = new_context(java_script_enabled=java_script).new_page()
        page.goto(site + FORM)
        page.locator("textarea[name=comment]").fill("Canarywords of my own")
        application.end(signal.SIGKILL)
        page.locator("form.reader-form button[type=submit]").click()
        if java_script:
            expect(page.locator("[data-not-sent]")).to_be_visible()
        else:
            expect(page.locator("#so h2")).to_be_visible()
            page.go_back(wait_until="commit")
        expect(page.locator("textarea[name=comment]")).to_have_value("Canarywords of my own")
        application.serve(SITE_URL=site)
        page.locator("form.reader-form button[type=submit]").click()
        expect(page).not_to_have_url(site + FORM)
        expect(page.get_by_text("Canarywords of my own")).to_be_visible()
    finally:
        proxy.end(signal.SIGKILL)
    assert canaries_in(proxy.log() + application.log()) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_has_no_barrier(new_context, width, scheme):
    context = new_context(viewport={"width": width, "height": 640}, color_scheme=scheme)
    page = context.new_page()
    page.goto((DEPLOY / "unavailable.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.evaluate(AXE)
    result = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert [violation["id"] for violation in result["violations"]] == []
    page.locator("a[lang=hmn]").click()
    expect(page.locator("#hmn h2")).to_be_in_viewport()
