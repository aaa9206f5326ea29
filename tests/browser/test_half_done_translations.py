"""Browser tests for partial translations."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.admin_site import TranslatorAdmin
from tests.browser.test_accessibility import barriers
from tests.support.campaign import LANGUAGES, Campaign

CORE = ("title", "ask", "line")
IN_OUR_PART = """() => axe.run(
    {include: "main form", exclude: ["nav", "header"]}, {resultTypes: ["violations"]}
)"""


@pytest.fixture
def campaign(data_of_migrations, clock):
    clock(2031, 6, 3, 10)
    campaign = Campaign()
    campaign.write()
    campaign.submit(*LANGUAGES)
    # In the other languages, nothing is translated.
    for language in ("so", "hmn"):
        campaign.translate(language, *CORE)
        campaign.publish(language)
    return campaign


@pytest.mark.parametrize("language", ["so", "hmn"])
def test_a_half_done_page_says_so_on_a_phone(campaign, reader, language):
    visitor = reader(viewport={"width": 320, "height": 640})
    visitor.open(f"/{language}/alerts/call/")
    expect(visitor.headline).to_have_text(f"[{language}] English title 1.")
    notice = visitor.page.locator("p.notice").first
    expect(notice).to_be_visible()
    expect(notice.locator("a")).to_have_attribute("href", "/en/alerts/call/")
    visitor.unfold()
    english = visitor.page.locator("main [lang=en]", has_text="English text 1.")
    expect(english.first).to_be_visible()
    width = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320
    assert barriers(visitor, "half-done alert") == []


def test_the_translator_is_asked_before_half_a_page_is_published_and_the_rest_follows(
    campaign, admin_site, reader
):
    visitor = reader()
    translator = admin_site(TranslatorAdmin, "Translators (Español)")
    translator.open_page(campaign.in_language("es"))
    for part in CORE:
        translator.translate(f"English {part} 1.", f"[es] English {part} 1.")
    translator.press("Publish")
    expect(translator.page.get_by_role("main")).to_contain_text("Not everything is translated.")
    assert campaign.read("es")["title"] == ("en", 1)
    translator.press("Publish it all the same")
    translator.expect_message("Published")
    visitor.open("/es/alerts/call/")
    expect(visitor.headline).to_have_text("[es] English title 1.")
    visitor.unfold()
    expect(visitor.page.locator("main [lang=en]", has_text="English text 1.").first).to_be_visible()


def test_the_translate_view_has_no_barrier(campaign, admin_site):
    translator = admin_site(TranslatorAdmin, "Translators (Soomaali)")
    translator.open_page(campaign.in_language("so"))
    translator.page.evaluate(Axe().axe_script)
    for width in (360, 1280):
        translator.page.set_viewport_size({"width": width, "height": 800})
        result = translator.page.evaluate(IN_OUR_PART)
        assert [(one["id"], one["nodes"][0]["html"]) for one in result["violations"]] == []
