"""Browser tests for public pages with the keyboard only."""

import pytest
from playwright.sync_api import expect

from alerts.comments.models import PostComment
from home.addresses import relative_path
from tests import factories as make

DURING = (2011, 6, 3, 10)

# Script that returns an explanation if the focused element is not visible, and otherwise null.
FOCUS_FAULT = """() => {
  const it = document.activeElement;
  const style = getComputedStyle(it);
  const boxes = [...it.getClientRects()];
  // Of a tall box one part is enough (WCAG 2.2, 2.4.11).
  const inside = boxes.some((box) => [0.1, 0.5, 0.9].some((part) => {
    const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height * part);
    return there && (it.contains(there) || there.contains(it));
  }));
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return "no ring";
  return inside ? null : "out of sight";
}"""
# Script that returns true if the Tab key has returned to the first stop or left the page.
AROUND = "[document.body, window.firstStop].includes(document.activeElement)"


def press_until(page, wanted):
    for _stop in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("it => it === document.activeElement"):
            return
    raise AssertionError(f"Tab never reaches {wanted}")


def test_a_comment_is_written_and_sent_from_the_top_of_the_alert(sample, clock, reader):
    clock(*DURING)
    visitor = reader().open(f"/so/{relative_path(sample)}")
    keyboard = visitor.page.keyboard
    press_until(visitor.page, visitor.comment_link)
    keyboard.press("Enter")
    expect(visitor.comment_box).to_be_focused()
    keyboard.type("Maanta ayaan wacay.")
    keyboard.press("Tab")
    expect(visitor.name_box).to_be_focused()
    keyboard.type("Xamdi")
    keyboard.press("Tab")  # to the email field
    keyboard.press("Tab")
    expect(visitor.send_button).to_be_focused()
    keyboard.press("Enter")
    visitor.expect_sent()
    comment = PostComment.objects.get()
    assert (comment.comment, comment.user_name) == ("Maanta ayaan wacay.", "Xamdi")


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_the_skip_link_appears_with_the_focus_and_leads_to_the_content(
    sample, clock, reader, language
):
    clock(*DURING)
    page = reader(viewport={"width": 320, "height": 640}).page
    for size in (100, 200):
        page.goto(f"/{language}/{relative_path(sample)}")
        page.evaluate(f"document.documentElement.style.fontSize = '{size}%'")
        link = page.locator(".skip-link")
        expect(link).not_to_be_in_viewport()
        page.keyboard.press("Tab")
        expect(link).to_be_focused()
        expect(link).to_be_in_viewport(ratio=1)
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        expect(link).not_to_be_in_viewport()
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def walk_with_tab(page):
    """Press Tab through the whole page, and return the count of stops and the focus faults."""
    stops, faults, around = 0, [], False
    page.keyboard.press("Tab")
    page.evaluate("window.firstStop = document.activeElement")
    while not around:
        stops += 1
        assert stops < 100
        fault = page.evaluate(FOCUS_FAULT)
        if fault:
            faults.append((fault, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")))
        page.keyboard.press("Tab")
        around = page.evaluate(AROUND)
    return stops, faults


@pytest.mark.parametrize(("width", "height"), [(320, 640), (1280, 800), (1280, 400)])
def test_the_focused_element_is_visible(sample, clock, reader, width, height):
    clock(*DURING)
    page = reader(viewport={"width": width, "height": height}).page
    alert = f"/hmn/{relative_path(sample)}"
    for address in ("/hmn/", alert, f"{alert}comment/"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(address)
            stops, faults = walk_with_tab(page)
            assert (address, scheme, faults) == (address, scheme, [])
            targets = page.locator(":is(a[href], input, textarea, button, summary):visible")
            assert stops == targets.count()
