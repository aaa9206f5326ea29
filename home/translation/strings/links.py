"""Targets of the links in translatable strings, and their replacements in translations.

wagtail-localize stores a replacement as a `SegmentOverride`. A replacement applies to all links of
a text that have the same English target.
"""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import transaction
from wagtail.models import Page
from wagtail_localize.models import OverridableSegment, SegmentOverride
from wagtail_localize.segments.extract import quote_path_component

from home.addresses import page_address
from home.lookup import open_to_everybody, published
from home.people.models import User
from home.phones import read as read_phone
from home.text import clean_line, has_invisible

from ..models import StringReview
from .lookup import LinkTarget, TranslatableString

MAX_LENGTH = 1000
REFUSED = (
    "Write an address that begins with https://, mailto: or tel:, or the path of a page of this"
    " site, such as /es/alerts/."
)
_IN_SITE = re.compile(r"/(?![/\\])[^\s\\]*")


def load_links(strings: list[TranslatableString]) -> None:
    """Set the `links` of `strings`, all of one page."""
    tags_by_key = {string.key: _tags_of(string) for string in strings}
    linked = [string for string in strings if tags_by_key[string.key]]
    if not linked:
        return
    (locale,) = {string.locale for string in linked}
    segments = {
        segment.context.path: segment
        for segment in OverridableSegment.objects.filter(
            source__in={string.segment.source_id for string in linked}
        ).select_related("context")
    }
    localized = {
        override.context_id: override
        for override in SegmentOverride.objects.filter(
            locale=locale, context__in=[segment.context_id for segment in segments.values()]
        ).select_related("last_translated_by")
    }
    paths = _public_paths(
        {
            tag["id"]
            for tags in tags_by_key.values()
            for tag in tags.values()
            if tag.get("linktype") == "page" and tag.get("id", "").isdecimal()
        },
        locale.language_code,
    )

    def target(string: TranslatableString, name: str, tag: dict[str, str]) -> LinkTarget:
        if "href" not in tag:
            is_page = tag.get("linktype") == "page"
            other = "a page of this site" if is_page else "a file of this site"
            return LinkTarget(name, paths.get(tag.get("id", ""), other) if is_page else other)
        href = tag["href"]
        segment = segments.get(f"{string.segment.context.path}.{quote_path_component(href)}")
        if segment is None:
            return LinkTarget(name, href)
        override = localized.get(segment.context_id)
        return LinkTarget(
            name,
            href,
            override.data if override else "",
            segment.context_id,
            chosen_by=override.last_translated_by if override else None,
        )

    for string in linked:
        tags = sorted(tags_by_key[string.key].items())
        string.links = [target(string, name, tag) for name, tag in tags]


def _tags_of(string: TranslatableString) -> dict[str, dict[str, str]]:
    return (json.loads(string.segment.attrs or "{}") or {}) if string.is_rich else {}


def _public_paths(page_ids: set[str], language: str) -> dict[str, str]:
    if not page_ids:
        return {}
    pages = open_to_everybody(published(Page.objects)).filter(pk__in=page_ids)
    return {str(page.pk): page_address(page, language) for page in pages}


def clean_target(text: str) -> str:
    """Return the address `text` in the form in which it is stored.

    Raises:
        ValidationError: `text` is too long, or is not an address such as `REFUSED` describes.
    """
    text = clean_line(text).strip()
    if len(text) > MAX_LENGTH:
        raise ValidationError(f"This is too long: {len(text)} characters; {MAX_LENGTH} fit.")
    if _IN_SITE.fullmatch(text) and not has_invisible(text):
        return text
    scheme, _colon, rest = text.partition(":")
    check = _CHECKS.get(scheme.lower())
    if check is None or has_invisible(text):
        raise ValidationError(REFUSED)
    try:
        return check(rest)
    except (ValidationError, ValueError) as error:
        raise ValidationError(REFUSED) from error


def _clean_web(rest: str) -> str:
    address = f"https:{rest}"
    URLValidator(schemes=["https"])(address)
    if "@" in urlsplit(address).netloc:  # it would look like the address of another site
        raise ValidationError(REFUSED)
    return address


def _clean_email(rest: str) -> str:
    validate_email(rest.partition("?")[0])
    if re.search(r"\s", rest):
        raise ValidationError(REFUSED)
    return f"mailto:{rest}"


def _clean_phone(rest: str) -> str:
    return read_phone(rest).as_rfc3966


_CHECKS = {"https": _clean_web, "mailto": _clean_email, "tel": _clean_phone}


@transaction.atomic
def save_target(
    link: LinkTarget, target: str, user: User, strings: list[TranslatableString]
) -> None:
    """Store the checked `target` of `link`, or delete it if it is empty or the English target."""
    target = "" if target == link.english else target
    if link.context_id is None or target == link.localized:
        return
    place: dict[str, Any] = {"locale": strings[0].locale, "context_id": link.context_id}
    if target:
        SegmentOverride.objects.update_or_create(
            **place,
            defaults={
                "data_json": json.dumps(target),
                "last_translated_by": user,
                "has_error": False,
                "field_error": "",
            },
        )
    else:
        SegmentOverride.objects.filter(**place).delete()
    for string in strings:
        # The target waits for publication and review like a new text.
        if string.stored and any(one.context_id == link.context_id for one in string.links):
            string.stored.save()
            StringReview.objects.filter(string_translation=string.stored).delete()
