"""Helpers for tests of the comment form and the thread, as a browser shows them."""

from home.addresses import page_address
from tests.support.soup import parse


def form_address(post, language="en"):
    return page_address(post, language) + "comment/"


def form_fields(response):
    """Return a dict of names to values for the first POST form, or None if there is none."""
    form = parse(response).find("form", method="post")
    if form is None:
        return None
    # Checkboxes are included, ticked or not, but not selects.
    inputs = {field["name"]: field.get("value", "") for field in form.find_all("input")}
    return inputs | {area["name"]: area.text for area in form.find_all("textarea")}


def write(client, address, text="My own words.", headers=None, **fields):
    data = form_fields(client.get(address)) | {"comment": text} | fields
    return client.post(address, data, headers=headers)


def typed(response):
    return [area.text for area in parse(response).find_all("textarea")]


def thread(client, post, language="en", query=""):
    """Return (name, text) for each comment on the page of `post` in `language`."""
    page = parse(client.get(page_address(post, language) + query))
    return [
        (comment.b.text, comment.select_one(".comment-text").text.strip())
        for comment in page.select("#comments .comment")
    ]
