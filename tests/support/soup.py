"""Helpers that read pages with Beautiful Soup, as a browser parses them."""

from bs4 import BeautifulSoup


def parse(response):
    """Return the parsed page, without the content of `<template>` elements.

    Browsers do not show that content, but some versions of Beautiful Soup's selectors find it.
    """
    page = BeautifulSoup(response.content, "html5lib")
    for template in page("template"):
        template.clear()
    return page


def page_of(response):
    """Return the parsed page. Check that the response's status is 200."""
    assert response.status_code == 200
    return parse(response)


def page_at(client, path="", language="en"):
    """Request the public page at `path` in `language`, and return the parsed page."""
    return page_of(client.get(f"/{language}/{path}"))


def assert_has(response, *selectors):
    """Check that each of `selectors` finds an element on the page. Return the parsed page."""
    page = parse(response)
    assert [selector for selector in selectors if not page.select(selector)] == []
    return page


def words(element):
    """Return the words in `element`, with a space between the texts of different elements."""
    return " ".join(element.get_text(" ").split())


def text_of(element):
    """Return the stripped text of `element`, with one space for each run of white space.

    Unlike `words`, add no space between the texts of different elements.
    """
    return " ".join(element.get_text().split())


def full_notice(page):
    """Return the one full notice about the translation of `page`, a parsed public page.

    On an alert, which begins with a short notice, the full notice follows the text. On other
    pages, the full notice is the first element. Home pages are not supported.
    """
    (notice,) = page.select("main > .notice:first-child, main .read > .notice")
    return notice


def language_of(element):
    """Return the `lang` attribute of the element or of its nearest ancestor that has one."""
    while not element.get("lang"):
        element = element.parent
    return element["lang"]
