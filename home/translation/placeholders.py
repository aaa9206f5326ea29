"""The placeholders of phrases: what stands for a name that is put in when the phrase is shown.

`{office}` becomes the name of the office, `{what}` what an alert is about.
"""

import re
from collections import Counter

from django.core.exceptions import ValidationError
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

PLACEHOLDER = re.compile(r"\{(office|what)\}")


def placeholders_of(text):
    """The placeholders in `text`, each as often as it occurs: a Counter of names."""
    return Counter(PLACEHOLDER.findall(text))


def check_braces(text):
    """Refuse `text` if it has braces that are no placeholder.

    Raises:
        ValidationError: as of a field.
    """
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        raise ValidationError("Only {office} and {what} can stand in braces.")


def check_placeholders(english, text):
    """Refuse `text` as a translation of `english` if a placeholder is missing, or one too many.

    Raises:
        ValidationError: as of a field; it names the placeholders.
    """
    check_braces(text)
    wanted, there = placeholders_of(english), placeholders_of(text)
    lacking, surplus = wanted - there, there - wanted
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
    """`text` with `names` in its placeholders, as safe HTML; names are marked: they are not translated.

    A placeholder that has no name stays as it is.
    """

    def put_in(match):
        name = names.get(match[1])
        if name is None:
            return match[0]
        return format_html('<span translate="no" lang="en">{}</span>', name)

    return mark_safe(PLACEHOLDER.sub(put_in, escape(text)))  # noqa: S308  both parts are escaped
