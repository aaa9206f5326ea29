"""Browser test for pasting text from other programs into the rich text editor."""

import json
import re

from playwright.sync_api import expect

from tests import factories as make
from tests.browser.admin_site import EditorAdmin
from tests.site.test_pasting import DOCS

PASTE = """(field, [html, text]) => {
    const clipboardData = new DataTransfer();
    if (html) clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", text);
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def blocks(page):
    stored = json.loads(page.locator("input[name=body]").input_value())
    return [(block["type"], block["text"]) for block in stored["blocks"] if block["text"]]


def test_pasted_text_keeps_its_form_and_the_editor_is_told_what_changed(admin_site):
    about = make.StandardPageFactory(live=False)
    editor = admin_site(EditorAdmin, "Editors")
    page = editor.page
    page.goto(f"/admin/pages/{about.pk}/edit/")
    field = page.locator("[data-contentpath=body]").get_by_role("textbox")
    field.click()
    field.press("Control+a")
    field.evaluate(PASTE, [DOCS, "Why call"])
    notice = page.locator("[data-paste-notice]")
    expect(notice).to_have_text("Changed: 1 link now without tracking, 1 table now a list.")
    expect(field.get_by_role("listitem")).to_have_count(4)
    expect(page.locator("input[name=body]")).to_have_value(re.compile("Monday"))
    assert blocks(page) == [
        ("header-two", "Why call"),
        ("unstyled", "Now and later: ACLU"),
        ("unordered-list-item", "One"),
        ("unordered-list-item", "Deep"),
        ("unordered-list-item", "Two"),
        ("unordered-list-item", "Monday · noon"),
    ]
    # On a slow line, the words are there at once, and what is typed meanwhile stays as it is.
    asked = []

    def hold(route):
        asked.append(route)

    page.route("**/pasted-text/", hold)
    field.press("Control+End")
    field.press("Enter")
    field.evaluate(PASTE, ["<h2>Slow</h2><ul><li>line</ul>", "Slow\nline"])
    expect(field).to_contain_text("line")
    page.keyboard.type(" after")
    field.press("Control+Home")
    page.keyboard.type("First: ")
    expect(field.get_by_role("heading")).to_have_count(1)
    asked.pop().continue_()
    expect(field.get_by_role("heading")).to_have_count(2)
    page.keyboard.type("now. ")
    expect(page.locator("input[name=body]")).to_have_value(re.compile("First: now. Why call"))
    assert blocks(page)[-2:] == [("header-two", "Slow"), ("unordered-list-item", "line after")]
    # What was changed meanwhile is not replaced.
    field.press("Control+End")
    field.press("Enter")
    field.press("Enter")
    field.evaluate(PASTE, ["<p>My <b>bold</b> words", "My bold words"])
    for _letter in "words":
        field.press("Backspace")
    asked.pop().continue_()
    expect(notice).to_contain_text("was changed before the site answered")
    page.keyboard.type("text")
    expect(page.locator("input[name=body]")).to_have_value(re.compile("My bold text"))
    assert blocks(page)[-1] == ("unstyled", "My bold text")
    # Without an answer of the site, the words are kept.
    page.unroute("**/pasted-text/")
    page.route("**/pasted-text/", lambda route: route.abort())
    field.press("Control+End")
    field.press("Enter")
    field.evaluate(PASTE, ["<ul><li>kept</ul>", "kept"])
    expect(notice).to_contain_text("did not answer")
    expect(field).to_contain_text("kept")
