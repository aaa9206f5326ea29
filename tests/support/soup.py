"""Helpers that read pages with Beautiful Soup, as a browser parses them."""

from bs4 import BeautifulSoup


def parse(response):
    page = BeautifulSoup(response.content, "lxml")
    # Browsers do not show this content, but some versions of Beautiful Soup's selectors find it.
    for template in page("template"):
        template.clear()
    # Browsers drop a line break at the beginning of a text box, which lxml keeps.
    for box in page("textarea"):
        box.string = (box.string or "").removeprefix("\r").removeprefix("\n")
    return page


def page_of(response):
    assert response.status_code == 200
    return parse(response)


def page_at(client, path="", language="en"):
    return page_of(client.get(f"/{language}/{path}"))


def assert_has(response, *selectors):
    """Check that each of `selectors` finds an element, and return the parsed page."""
    page = parse(response)
    assert [selector for selector in selectors if not page.select(selector)] == []
    return page


def words(element):
    """Return the words in `element`, with a space between the texts of different elements."""
    return " ".join(element.get_text(" ").split())


def text_of(element):
    """Return the text of `element`, with one space for each run of white space."""
    return " ".join(element.get_text().split())


def full_notice(page):
    # On alerts, which begin with a short notice, the full notice follows the text.
    (notice,) = page.select("main > .notice:first-child, main .read > .notice")
    return notice


def language_of(element):
    """Return the language of the nearest element with a `lang` attribute, from `element` up."""
    while not element.get("lang"):
        element = element.parent
    return element["lang"]
