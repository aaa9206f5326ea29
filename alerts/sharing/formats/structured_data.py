"""Pages as schema.org data: the campaign and its site, an article, and the events of an alert."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import override

from alerts.models import AlertPage, Outcome, Post
from home.addresses import absolute, page_address
from home.frame import Frame
from home.models import HomePage, Meeting
from home.translation.notes import headline

from ..moments import text_changed_at
from . import pictures
from .calendar import is_off

# The same escapes as in Django's `json_script`, so that the data cannot end the script element.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def as_json(page: Post | HomePage, frame: Frame) -> str:
    """Return the schema.org data for `page`, as JSON for a script element."""
    publisher = _publisher(frame)
    if isinstance(page, HomePage):
        graph = [_campaign(page.source, publisher), _site(page, frame.site_name)]
    else:
        picture = _picture(page, frame)
        graph = [_article(page, picture) | {"author": publisher, "publisher": publisher}]
    organizer = {"organizer": publisher}
    if isinstance(page, AlertPage):
        if page.source.starts_at and page.source.ends_at:
            graph.append(_call_days(page, picture) | organizer)
        if page.source.meeting:
            graph.append(_meeting(page.source.meeting, page) | organizer)
    data = {"@context": "https://schema.org", "@graph": graph}
    return json.dumps(data, ensure_ascii=False).translate(_ESCAPES)


def _offset(value: datetime) -> str:
    return timezone.localtime(value).isoformat(timespec="seconds")


def _publisher(frame: Frame) -> dict[str, str]:
    return {
        "@type": "Organization",
        "@id": settings.SITE_URL + "/#campaign",
        "name": frame.site_name,
        "url": settings.SITE_URL + "/",
        "logo": absolute(frame.logo or static("icons/icon-180.png")),
    }


def _campaign(home: HomePage, publisher: dict[str, str]) -> dict[str, Any]:
    # `home` is the English page, which has the contact details.
    campaign: dict[str, Any] = dict(publisher)
    phone: Any = home.phone  # a `PhoneNumber`, unlike what the field's base class says
    if phone:
        campaign["telephone"] = phone.for_machines
    if home.email:
        campaign["email"] = home.email
    if home.social_accounts:
        campaign["sameAs"] = [account.value["url"] for account in home.social_accounts]
    return campaign


def _site(home: HomePage, name: str) -> dict[str, Any]:
    return {
        "@type": "WebSite",
        "@id": settings.SITE_URL + "/#site",
        "name": name,
        "url": absolute(page_address(home, home.language)),
        "inLanguage": home.language,
        "publisher": {"@id": settings.SITE_URL + "/#campaign"},
    }


def _picture(post: Post, frame: Frame) -> str:
    if isinstance(post, AlertPage):
        with override(post.language):
            return pictures.address_of(post, pictures.parts(post, frame.site_name))
    return absolute(frame.picture or static("pictures/campaign.png"))


def _article(post: Post, picture: str) -> dict[str, Any]:
    source, address = post.source, absolute(page_address(post, post.language))
    article = {
        "@type": "Article",
        "@id": address,
        "headline": headline(post.shown("title")),
        "inLanguage": post.block_language("title"),
        "mainEntityOfPage": address,
        "image": picture,
    }
    if post.search_description and not post.shown("search_description").is_outdated:
        article["description"] = post.search_description
    if source.first_published_at:
        article["datePublished"] = _offset(source.first_published_at)
    if changed_at := text_changed_at(post):
        article["dateModified"] = _offset(changed_at)
    return article


def _event(status: str, **more: Any) -> dict[str, Any]:
    return {
        "@type": "Event",
        "eventStatus": f"https://schema.org/Event{status}",
        **more,
    }


def _call_days(alert: AlertPage, picture: str) -> dict[str, Any]:
    """Return the schema.org data for the days on which to call, as an online event."""
    source, address = alert.source, absolute(page_address(alert, alert.language))
    status = "Scheduled"
    if is_off(alert):
        status = "Postponed" if source.outcome == Outcome.POSTPONED else "Cancelled"
    return _event(
        status,
        name=headline(alert.shown("title")),
        image=picture,
        inLanguage=alert.block_language("title"),
        startDate=_offset(source.starts_at),
        endDate=_offset(source.ends_at),
        eventAttendanceMode="https://schema.org/OnlineEventAttendanceMode",
        location={"@type": "VirtualLocation", "url": address},
        url=address,
    )


def _meeting(meeting: Meeting, alert: AlertPage) -> dict[str, Any]:
    what, language = meeting.what.in_language(alert.language)
    place = {"@type": "Place", "name": meeting.place, "address": meeting.address}
    return _event(
        "Cancelled" if meeting.is_cancelled else "Scheduled",
        name=what,
        inLanguage=language,
        startDate=_offset(meeting.starts_at),
        endDate=_offset(meeting.ends_at or meeting.starts_at + Meeting.USUAL_LENGTH),
        eventAttendanceMode="https://schema.org/OfflineEventAttendanceMode",
        location=place,
        url=absolute(page_address(alert, alert.language)),
    )
