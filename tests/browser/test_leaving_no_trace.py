"""Browser test that a visit leaves no trace in the browser or at other hosts."""

import pytest
from playwright.sync_api import expect

# Traces hardly depend on the language, so only the audit covers all languages.
LANGUAGES = [
    "hmn",
    *(pytest.param(code, marks=pytest.mark.thorough) for code in ("en", "es", "so")),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_visit_leaves_nothing_behind(sample, clock, reader, language):
    clock(2011, 6, 3, 10)
    title = sample.get_translations(inclusive=True).get(locale__language_code=language).title
    visitor = reader(locale=language)
    page = visitor.page
    visitor.open("/")
    expect(page).to_have_url(f"{page.evaluate('origin')}/{language}/")
    visitor.follow(title)
    visitor.comment("My own words.", name="Xamdi")
    visitor.back_to_post()
    page.locator(".read .links a").first.click()
    expect(page.locator(".comments")).to_be_visible()
    links = page.locator(".site-header a, .site-footer a[href^='/'], .language-switcher a")
    for address in [link.get_attribute("href") for link in links.all()]:
        visitor.open(address)
    assert visitor.watch.traces() == []
    assert visitor.watch.context.storage_state() == {"cookies": [], "origins": []}
    assert page.evaluate("navigator.serviceWorker.getRegistrations()") == []
