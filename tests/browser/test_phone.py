"""Browser tests for the site on the smallest phone, with 320 by 640 pixels."""

import pytest
from playwright.sync_api import expect

from home.addresses import relative_path
from tests import factories as make

BEFORE, DURING, AFTER = (2011, 6, 2, 10), (2011, 6, 3, 10), (2011, 6, 5, 10)
WIDTH, HEIGHT = 320, 640

# Script that returns the HTML of elements beyond the right edge. Elements beyond the left edge are
# hidden on purpose.
TOO_WIDE = """() => [...document.body.querySelectorAll("*")]
  .filter((it) => it.getBoundingClientRect().right > innerWidth + 0.5)
  .map((it) => it.outerHTML.slice(0, 200))"""

# Script that returns targets narrower or lower than `least` pixels, as [width, height, HTML]. WCAG
# 2.5.8 allows a link within a sentence to be as high as its line.
TOO_SMALL = """([selector, least]) => [...document.querySelectorAll(selector)]
  .filter((it) => it.checkVisibility({ visibilityProperty: true }))
  .filter((it) => {
    const words = [...it.parentNode.childNodes].filter((n) => n.nodeType === 3);
    const sentence = words.some((n) => n.data.trim().length > 0);
    return !(sentence && getComputedStyle(it).display === "inline");
  })
  .map((it) => [it.getBoundingClientRect(), it])
  .filter(([box]) => box.width < least || box.height < least)
  .map(([box, it]) => [box.width, box.height, it.outerHTML.slice(0, 200)])"""


@pytest.fixture
def phone(reader):
    return reader(viewport={"width": WIDTH, "height": HEIGHT}, has_touch=True)


def pages(alert):
    alert = relative_path(alert)
    # Times, and paths after the language prefix.
    return [
        (BEFORE, alert),
        (DURING, ""),
        (DURING, "alerts/"),
        (DURING, alert),
        (DURING, f"{alert}comments/"),
        (DURING, f"{alert}comment/"),
        (DURING, f"{alert}report/"),
        (DURING, f"{alert}report/thanks/"),
        (DURING, f"{alert}stand/thanks/"),
        (DURING, f"{alert}flyer/"),
        (DURING, "comment/deleted/"),
        (DURING, "background/"),
        (DURING, "background/secure-communities/"),
        (DURING, "privacy/"),
        (DURING, "nowhere/"),
        (AFTER, ""),
        (AFTER, alert),
    ]


def sideways(page):
    """Return the elements that are too wide, and a message if the page scrolls sideways."""
    found = page.evaluate(TOO_WIDE)
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("the page scrolls")
    return found


def look_at(phone, clock, language, alert):
    for time, path in pages(alert):
        clock(*time)
        phone.open(f"/{language}/{path}")
        expect(phone.page.locator("html")).to_have_attribute("lang", language)
        yield path


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_pages_fit_and_targets_are_large_enough_for_a_thumb(sample, clock, phone, language):
    found = []
    make.comment(sample, language, text="I called.")
    for path in look_at(phone, clock, language, sample):
        found += [(path, it) for it in sideways(phone.page)]
        targets = [["a, button, input, textarea, select, summary", 24], ["a.call-button", 44]]
        for target in targets:
            found += [(path, it) for it in phone.page.evaluate(TOO_SMALL, target)]
        phone.page.evaluate("document.documentElement.style.fontSize = '200%'")
        found += [(path, "200%", it) for it in sideways(phone.page)]
    assert found == []


def test_a_long_word_in_a_title_is_broken_on_forms_too(sample, clock, phone):
    type(sample).objects.filter(pk=sample.pk).update(title="Unbroken" * 8)
    clock(*DURING)
    for form in ("comment", "report", "stand"):
        phone.open(f"/en/{relative_path(sample)}{form}/")
        assert (form, sideways(phone.page)) == (form, [])


def test_the_first_screen_of_an_active_alert_has_deadline_headline_and_a_number_to_call(
    sample, clock, phone
):
    clock(*DURING)
    for language in make.LANGUAGES:
        phone.open(f"/{language}/{relative_path(sample)}")
        for wanted in (phone.page.locator(".state"), phone.headline):
            expect(wanted).to_be_in_viewport(ratio=1)
        boxes = [call.bounding_box() for call in phone.page.locator("main a[href^='tel:']").all()]
        assert any(box["y"] >= 0 and box["y"] + box["height"] <= HEIGHT for box in boxes), language
