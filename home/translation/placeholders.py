"""Placeholders of phrases, which names replace when a phrase is shown.

`{office}` becomes the name of an office, `{what}` the subject of an alert.
"""

import re
from collections import Counter

from django.core.exceptions import ValidationError
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

PLACEHOLDER = re.compile(r"\{(office|what)\}")


def placeholders_of(text):
    """Return a Counter of the names of the placeholders in `text`."""
    return Counter(PLACEHOLDER.findall(text))


def check_braces(text):
    """Check that `text` has braces only around placeholders.

    Raises:
        ValidationError: there are other braces.
    """
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        raise ValidationError("Only {office} and {what} can be written in braces.")


def check_placeholders(english, text):
    """Check that `text` has the same placeholders as `english`.

    Raises:
        ValidationError: a placeholder is missing or surplus; the messages name it.
    """
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


def _named(placeholders):
    return ", ".join(f"{{{name}}}" for name in sorted(placeholders.elements()))


def fill(text, **names):
    """Return `text` as safe HTML with `names` in its placeholders, marked as not to be translated.

    Placeholders without a name stay as they are.
    """

    def put_in(match):
        name = names.get(match[1])
        if name is None:
            return match[0]
        return format_html('<span translate="no" lang="en">{}</span>', name)

    return mark_safe(PLACEHOLDER.sub(put_in, escape(text)))  # noqa: S308  both parts are escaped
