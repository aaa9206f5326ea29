"""The comment form and the thread as a browser has them."""

from bs4 import BeautifulSoup

from home.addresses import page_address


def parse(response):
    return BeautifulSoup(response.content, "html5lib")


def form_address(post, language="en"):
    """Where a reader of `language` writes a comment on the English page `post`."""
    return page_address(post, language) + "comment/"


def form_fields(response):
    """What the form on the page would send if nobody typed, by name; None where there is no form."""
    form = parse(response).find("form", method="post")
    if form is None:
        return None
    inputs = {field["name"]: field.get("value", "") for field in form.find_all("input")}
    return inputs | {area["name"]: area.text for area in form.find_all("textarea")}


def write(client, address, text="My own words.", headers=None, **fields):
    """Open the form at `address`, type, send; returns the answer."""
    data = form_fields(client.get(address)) | {"comment": text} | fields
    return client.post(address, data, headers=headers)


def typed(response):
    """The texts of the page's boxes to write in: where a reader finds back what was typed."""
    return [area.text for area in parse(response).find_all("textarea")]


def thread(client, post, language="en", query=""):
    """The comments under `post` as a reader of `language` sees them: pairs of name and text."""
    page = parse(client.get(page_address(post, language) + query))
    return [
        (comment.b.text, comment.select_one(".comment-text").text.strip())
        for comment in page.select("#comments .comment")
    ]
