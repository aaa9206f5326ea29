"""Checks of JSON-LD against the part of the schema.org vocabulary that the site uses.

Domains and ranges are those of https://schema.org/version/latest. Required properties are those
that search engines ask for.
"""

import json
from datetime import datetime
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from tests import factories as make

VOCABULARY = "https://schema.org"


def is_text(value):
    return isinstance(value, str) and bool(value.strip())


def is_address(value):
    return is_text(value) and urlsplit(value).scheme in ("http", "https") and " " not in value


def is_time(value):
    return is_text(value) and datetime.fromisoformat(value).tzinfo is not None


def is_language(value):
    return value in make.LANGUAGES


def is_one_of(*names):
    return lambda value: value in [f"{VOCABULARY}/{name}" for name in names]


def is_a(*types):
    return lambda value: (
        isinstance(value, dict) and (value.get("@type") in types or set(value) == {"@id"})
    )


def all_are(check):
    return lambda value: isinstance(value, list) and bool(value) and all(map(check, value))


THING = {"@id": is_address, "name": is_text, "url": is_address, "image": is_address}
# Types, and their properties with a check of the value.
TYPES = {
    "Organization": THING
    | {
        "logo": is_address,
        "telephone": is_text,
        "email": is_text,
        "sameAs": all_are(is_address),
    },
    "WebSite": THING | {"inLanguage": is_language, "publisher": is_a("Organization")},
    "Article": THING
    | {
        "headline": is_text,
        "description": is_text,
        "inLanguage": is_language,
        "mainEntityOfPage": is_address,
        "author": is_a("Organization"),
        "publisher": is_a("Organization"),
        "datePublished": is_time,
        "dateModified": is_time,
    },
    "Event": THING
    | {
        "inLanguage": is_language,
        "startDate": is_time,
        "endDate": is_time,
        "eventStatus": is_one_of("EventScheduled", "EventPostponed", "EventCancelled"),
        "eventAttendanceMode": is_one_of("OnlineEventAttendanceMode", "OfflineEventAttendanceMode"),
        "location": is_a("Place", "VirtualLocation"),
        "organizer": is_a("Organization"),
    },
    "Place": THING | {"address": is_text},
    "VirtualLocation": THING,
}
REQUIRED = {
    "Organization": {"name", "url"},
    "WebSite": {"name", "url"},
    "Article": {"headline", "image", "author", "publisher", "datePublished"},
    "Event": {"name", "startDate", "location", "eventStatus", "organizer"},
    "Place": {"address"},
    "VirtualLocation": {"url"},
}


def data_in(html):
    script = BeautifulSoup(html, "html.parser").find("script", type="application/ld+json")
    return script and json.loads(script.string)


def problems_of(data):
    """Return a sentence for each mistake in the JSON-LD data `data`."""
    if data.get("@context") != VOCABULARY:
        return ["The context is not schema.org."]
    return [problem for node in data["@graph"] for problem in _problems(node)]


def _problems(node):
    kind = node.get("@type")
    if kind not in TYPES:
        yield f"{kind} is no known type."
        return
    for name in REQUIRED[kind] - node.keys():
        yield f"{kind} has no {name}."
    for name, value in node.items():
        if name == "@type":
            continue
        if name not in TYPES[kind]:
            yield f"{name} is no property of {kind}."
        elif not TYPES[kind][name](value):
            yield f"{name} of {kind} cannot be {value!r}."
        elif isinstance(value, dict) and "@type" in value:
            yield from _problems(value)
