"""Texts of an alert on each surface, that is, each page, file or message that readers get."""

import json
import re
from datetime import datetime
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import vobject
from bs4 import BeautifulSoup
from django.utils.translation import gettext, override

from alerts.models import AlertPage
from alerts.sharing.text import plain
from home.dates import long_date
from tests import factories as make

CENTRAL = ZoneInfo("America/Chicago")
PUBLISHED = datetime(2031, 6, 2, 12, tzinfo=CENTRAL)
CHANGED = datetime(2031, 6, 4, 12, tzinfo=CENTRAL)
FIELDS = ("title", "ask", "share_text", "search_description")
OLD_NOTE = "This is the old text: the English changed on {date}."
DRAFT_NOTE = "Translated by a machine. No fluent speaker has checked it yet."
ENGLISH_NOTES = (
    "This page is not in your language yet. You see the English text.",
    "Parts of this page are not translated yet. You see them in English.",
    "The English has changed. What is not translated yet is in English.",
)


def english(field, verb="call"):
    return f"English {field}: {verb}."


def texts(verb="call"):
    return {field: english(field, verb) for field in FIELDS}


def change_english(**fields):
    page = AlertPage.objects.get(slug="call", locale__language_code="en")
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


# Each function returns the texts of one surface, or a tuple of these and the texts around them.


def page_at(client, language, path):
    return BeautifulSoup(client.get(f"/{language}/{path}").content, "html5lib")


def on_the_page(client, language):
    main = page_at(client, language, "alerts/call/").main
    return main.select_one(".ask"), main.select_one(".ask").parent.parent.parent


def what_to_say(client, language):
    main = page_at(client, language, "alerts/call/").main
    return main.select_one("section.script"), main


def title_of_the_page(client, language):
    head = page_at(client, language, "alerts/call/").head
    title = head.find("meta", property="og:title")["content"]
    assert title in head.title.text
    return title


def menu(client, language):
    return page_at(client, language, "").select_one("header nav").text


def search_description(client, language):
    head = page_at(client, language, "alerts/call/").head
    metas = [
        head.find("meta", attrs={"name": "description"}),
        head.find("meta", property="og:description"),
    ]
    return " ".join(meta["content"] for meta in metas if meta)


def structured_data(client, language):
    page = page_at(client, language, "alerts/call/")
    graph = json.loads(page.find("script", type="application/ld+json").string)["@graph"]
    return " ".join(node.get("headline", node.get("name")) for node in graph)


def in_a_list(path):
    return lambda client, language: page_at(client, language, path).select_one("li.card")


def atom(client, language):
    feed = ElementTree.fromstring(client.get(f"/{language}/feed.atom").content)  # noqa: S314
    names = {"atom": "http://www.w3.org/2005/Atom"}
    return feed.find("atom:entry/atom:content", names).text


def atom_title(client, language):
    feed = ElementTree.fromstring(client.get(f"/{language}/feed.atom").content)  # noqa: S314
    return feed.find("{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}title").text


def json_feed(client, language):
    return client.get(f"/{language}/feed.json").json()["items"][0]["content_html"]


def json_title(client, language):
    return client.get(f"/{language}/feed.json").json()["items"][0]["title"]


def calendar(path, part):
    def read(client, language):
        found = vobject.readOne(client.get(f"/{language}/{path}").content.decode())
        return getattr(found.vevent, part).value

    return read


def copy(name):
    def read(client, language):
        page = page_at(client, language, "alerts/call/repost/")
        return page.select_one(f"#{name}-copy").text

    return read


def frame_title(client, language):
    return BeautifulSoup(copy("card")(client, language), "html5lib").iframe["title"]


def card(client, language):
    return page_at(client, language, "alerts/call/card/").main


def message(client, language):
    return page_at(client, language, "alerts/call/").select_one("#share-text").text


def whatsapp(client, language):
    page = page_at(client, language, "alerts/call/")
    (link,) = [link for link in page.select(".share-links a") if "wa.me" in link["href"]]
    return parse_qs(urlsplit(link["href"]).query)["text"][0]


def share_kit(client, language):
    client.force_login(make.user("Editors"))
    page = AlertPage.objects.get(slug="call", locale__language_code="en")
    response = client.get(f"/admin/alerts/{page.pk}/send/")
    client.logout()
    return BeautifulSoup(response.content, "html5lib").select_one(f"#text-{language}").text


def picture(client, language):
    head = page_at(client, language, "alerts/call/").head
    return head.find("meta", property="og:image:alt")["content"]


def flyer(path):
    def read(client, language):
        return page_at(client, language, path).select_one(
            f".sheet-columns > section[lang={language}]"
        )

    return read


SURFACES = {
    "Page": ("ask", on_the_page),
    "Page, what to say": ("line", what_to_say),
    "Title of the page, in link previews too": ("title", title_of_the_page),
    "Menu": ("title", menu),
    "Search description": ("search_description", search_description),
    "Data for search engines": ("title", structured_data),
    "Home page": ("ask", in_a_list("")),
    "List of alerts": ("ask", in_a_list("alerts/")),
    "Atom feed": ("ask", atom),
    "Atom feed, title": ("title", atom_title),
    "JSON feed": ("ask", json_feed),
    "JSON feed, title": ("title", json_title),
    "Calendar file of an alert": ("ask", calendar("alerts/call/action.ics", "description")),
    "Calendar file of an alert, title": ("title", calendar("alerts/call/action.ics", "summary")),
    "Calendar of all alerts": ("ask", calendar("calendar.ics", "description")),
    "Calendar of all alerts, title": ("title", calendar("calendar.ics", "summary")),
    "Repost, as text": ("ask", copy("text")),
    "Repost, as HTML": ("ask", copy("html")),
    "Repost, title of the card's frame": ("title", frame_title),
    "Card for other sites": ("ask", card),
    "Share message": ("share_text", message),
    "Share links": ("share_text", whatsapp),
    "Share kit": ("share_text", share_kit),
    "Share picture and its description": ("title", picture),
    "Flyer": ("ask", flyer("alerts/call/flyer/")),
    "Flyer in all languages": ("ask", flyer("alerts/call/flyer/all/")),
}


def text_of(source):
    """Return the text of an element, or of a string with or without HTML, in a single line."""
    if not isinstance(source, str):
        source = source.get_text(" ")
    text = " ".join(BeautifulSoup(source, "html5lib").get_text(" ").split())
    return text.replace("\u200b", "").replace("( ", "(").replace(" )", ")").replace(" .", ".")


def in_words(note, language):
    with override(language):
        return plain(gettext(note).format(date=long_date(CHANGED.date(), inline=True)))


def cell(field, read, client, language):
    """Return how a surface shows `field` in `language`, as in a table of architecture.md.

    `read` is the surface's function in `SURFACES`.
    """
    shown = read(client, language)
    shown, around = shown if isinstance(shown, tuple) else (shown, shown)
    text, around = text_of(shown), text_of(around)
    names = "ask|share_text" if field == "share_text" else field
    found = set(re.findall(rf"(\[\w+\] )?English (?:{names}): (call|do not call)\.", text))
    own = {version for prefix, version in found if prefix}
    if not found:
        return "left out"
    if not own:
        has_note = any(in_words(note, language) in around for note in ENGLISH_NOTES)
        return "English, with a note" if has_note else "English"
    with override(language):
        old_title = gettext("Old text: {title}").partition("{")[0].strip()
    if in_words(OLD_NOTE, language) in around:
        return "old, with a note"
    if old_title in text:
        return "“Old text: …”"
    return "draft, with a note" if in_words(DRAFT_NOTE, language) in around else "translation"
