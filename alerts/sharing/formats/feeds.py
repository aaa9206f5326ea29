"""Atom (RFC 4287) and JSON Feed 1.1 feeds of the newest posts."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.addresses import absolute
from home.revalidation import revalidated
from home.site_settings import site_name

from .feed_items import Entry, entries

# The prefix of our extension elements in Atom, and the name of our key in JSON.
EXTENSION = "alert"


class AlertFeed(Atom1Feed):
    """Atom feed with the language of each entry, and machine-readable facts about alerts."""

    def root_attributes(self):
        namespace = f"{settings.SITE_URL}/ns/{EXTENSION}"
        return {**super().root_attributes(), f"xmlns:{EXTENSION}": namespace}

    def item_attributes(self, item):
        return {"xml:lang": item["entry"].language}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        entry = item["entry"]
        content = {"type": "html"}
        handler.addQuickElement("content", entry.html, content)
        facts = {"provenance": entry.provenance, **entry.facts}
        for name, value in facts.items():
            if value:
                handler.addQuickElement(f"{EXTENSION}:{name}", _machine_readable(value))


def _machine_readable(value: Any) -> Any:
    """Return a datetime as RFC 3339 text in Minnesota's time, or any other value unchanged."""
    if not hasattr(value, "isoformat"):
        return value
    return timezone.localtime(value).isoformat(timespec="seconds")


def _titles() -> tuple[str, str, str]:
    subject, name = _("Alerts and background"), site_name()
    return f"{subject} – {name}", name, reverse("wagtail_serve", args=("",))


@revalidated
@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    title, author, home = _titles()
    feed = AlertFeed(
        title,
        absolute(home),
        None,
        language=get_language(),
        feed_url=absolute(request.path),
        feed_guid=absolute(request.path),
        author_name=author,
    )
    for entry in entries():
        feed.add_item(
            entry.title,
            entry.address,
            None,  # type: ignore[arg-type]  # None omits the summary
            unique_id=entry.id,
            pubdate=entry.published.replace(microsecond=0),
            updateddate=entry.updated.replace(microsecond=0),
            categories=[entry.kind, *filter(None, [entry.facts.get("state")])],
            entry=entry,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=AlertFeed.content_type)


@revalidated
@require_safe
def json_feed(request: HttpRequest) -> HttpResponse:
    title, author, home = _titles()
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": absolute(home),
        "feed_url": absolute(request.path),
        "language": get_language(),
        "authors": [{"name": author, "url": absolute(home)}],
        "items": [_json_item(entry) for entry in entries()],
    }
    response = JsonResponse(
        feed,
        json_dumps_params={"ensure_ascii": False},
        content_type="application/feed+json; charset=utf-8",
    )
    # Scripts on other sites may read the feed.
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _json_item(entry: Entry) -> dict[str, Any]:
    facts = {"provenance": entry.provenance, **entry.facts}
    return {
        "id": entry.id,
        "url": entry.address,
        "language": entry.language,
        "title": entry.title,
        "content_html": entry.html,
        "date_published": _machine_readable(entry.published),
        "date_modified": _machine_readable(entry.updated),
        "tags": [entry.kind, *filter(None, [entry.facts.get("state")])],
        f"_{EXTENSION}": {name: _machine_readable(value) for name, value in facts.items() if value},
    }
