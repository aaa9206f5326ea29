"""Placeholders in phrases, which are replaced with names when a phrase is shown.

`{office}` is replaced with the name of an office, and `{what}` with the subject of an alert.
"""

import re
from collections import Counter

from django.core.exceptions import ValidationError
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

PLACEHOLDER = re.compile(r"\{(office|what)\}")


def placeholders_of(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text))


def check_braces(text: str) -> None:
    """Raise ValidationError if `text` has braces that are not part of a placeholder."""
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        raise ValidationError("Only {office} and {what} can be written in braces.")


def check_placeholders(english: str, text: str) -> None:
    """Raise ValidationError unless `text` has the placeholders of `english` and no other braces."""
    check_braces(text)
    expected, present = placeholders_of(english), placeholders_of(text)
    lacking, surplus = expected - present, present - expected
    problems = []
    if lacking:
        problems.append(f"Missing: {_named(lacking)}.")
    if surplus:
        problems.append(f"Too much: {_named(surplus)}.")
    if problems:
        raise ValidationError(
            [*problems, "Keep the parts in braces exactly as they are in English."]
        )


def _named(placeholders: Counter[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(placeholders.elements()))


def fill(text: str, **names: str | None) -> SafeString:
    """Return `text` as safe HTML with its placeholders replaced by those `names` that are given."""

    def put_in(match: re.Match[str]) -> str:
        name = names.get(match[1])
        if name is None:
            return match[0]
        return format_html('<span translate="no" lang="en">{}</span>', name)

    return mark_safe(PLACEHOLDER.sub(put_in, escape(text)))  # noqa: S308  both parts are escaped
