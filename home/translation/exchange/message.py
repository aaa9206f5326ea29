"""Numbered messages that volunteers answer on a phone, and the replies to them."""

import re
from base64 import b32encode
from datetime import timedelta
from hashlib import sha256

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail_localize.models import Translation

from ..models import NumberedMessage
from .returned import ReturnedString, Unreadable
from .scope import ExchangedPage

KEPT_FOR = timedelta(days=30)
CODE = re.compile(r"#?\s?TX-([A-Z2-7]{8})\b", re.IGNORECASE)
# Matches "1. ", "1) ", "(1) ", "1.- ", "1- " and "1: ", including in full width, bold or italic,
# but not "1.5", "10:30" or "24-hour".
NUMBERED = re.compile(
    r"(?P<mark>[*_]{0,2})[(（]?(?P<number>\d{1,3})\s?"
    r"(?:[.)．）。、][-–]?|:|[-–](?=[\s*_]|$))(?P=mark)(?!\d)\s*(?P<text>.*)"
)
# Prefix that messaging apps put before a copied message: "[12:31, 24/11/2026] Name: " or
# "24/11/2026, 12:31 - Name: ".
COPIED_FROM_CHAT = re.compile(
    r"^(?:\[[^\]\n]{0,30}\d[:.]\d\d[^\]\n]{0,30}\]|\d[\d/.\-]{5,9},? \d{1,2}[:.]\d\d[^\-\n]{0,8} -) [^:\n]{1,60}: ?"
)
# Direction marks, which messaging apps put around names and copied texts.
DIRECTION = re.compile("[\u200e\u200f\u2066-\u2069\ufeff]")


def make(part: ExchangedPage, *, everything: bool = False) -> NumberedMessage | None:
    """Return a message with the untranslated strings of `part`, or None if there are none.

    With `everything`, include translated strings. The same strings get the same message. A new
    message is stored for at least `KEPT_FOR`, so that a reply can be matched even if the page has
    changed.
    """
    strings = [
        [string.key, string.fingerprint, string.english]
        for string in part.strings
        if everything or not string.is_done
    ]
    if not strings:
        return None
    fingerprint = sha256(repr((part.translation.pk, strings)).encode()).digest()
    message, created = NumberedMessage.objects.get_or_create(
        code=b32encode(fingerprint[:5]).decode(),
        defaults={"translation": part.translation, "strings": strings},
    )
    if created:
        NumberedMessage.objects.filter(made_at__lt=timezone.now() - KEPT_FOR).delete()
    return message


def text_of(message: NumberedMessage, language: str) -> str:
    """Return the text of `message`: instructions in `language`, its code, and numbered strings."""
    with override(language):
        lines = [
            _(
                "Please translate this for the campaign. Nothing is published until somebody has"
                " checked it."
            ),
            _("Answer in one message: each number, then your translation."),
            _("Leave out what you are not sure of."),
        ]
        english = "".join(text for _key, _was, text in message.strings)
        if "<" in english:
            lines.append(
                _("Keep what is in angle brackets, such as <b>, </b>, <a …> and </a>, as it is.")
            )
        if "{" in english:
            lines.append(_("Keep the parts in braces, such as {number}, exactly as they are."))
        lines.append(_("Keep this code in your answer: %(code)s") % {"code": f"#TX-{message.code}"})
    numbered = [
        f"{number}. {english}"
        for number, (_key, _was, english) in enumerate(message.strings, start=1)
    ]
    return "\n\n".join(["\n".join(lines), *numbered])


def read(reply: str, translation: Translation) -> list[ReturnedString]:
    """Return the translations in a `reply` to a message about `translation`, in the reply's order.

    Raises:
        Unreadable: the reply has no code of a message about this translation, or has no numbers.
    """
    lines = [
        CODE.sub("", COPIED_FROM_CHAT.sub("", line))
        for line in DIRECTION.sub("", reply).splitlines()
    ]
    code = CODE.search(reply)
    if not code:
        raise Unreadable("The reply lacks the code of the message, such as #TX-ABCDEFGH. Add it.")
    message = NumberedMessage.objects.filter(code=code[1].upper(), translation=translation).first()
    if message is None:
        raise Unreadable(f"{code[0]} is not the code of a message about this page.")
    answers = _answers(lines)
    if not answers:
        raise Unreadable("There are no numbers in the reply. Each answer begins like “1.”")
    return [_row(number, text, message.strings) for number, text in answers]


def _answers(lines: list[str]) -> list[tuple[int, str]]:
    """Return a list of (number, text) pairs for the answers. A text can have several lines."""
    answers: list[tuple[int, list[str]]] = []
    for line in lines:
        if match := NUMBERED.fullmatch(line.strip()):
            answers.append((int(match["number"]), [match["text"]]))
        elif answers:
            answers[-1][1].append(line)
    return [(number, "\n".join(text).strip()) for number, text in answers]


def _row(number: int, text: str, strings: list[tuple[str, str, str]]) -> ReturnedString:
    if not 1 <= number <= len(strings):
        return ReturnedString(str(number), "", "", text, "", f"The message has no number {number}.")
    key, was, english = strings[number - 1]
    lines = text.splitlines()
    if lines[1:] and lines[0].strip() == english:
        lines = lines[1:]  # the first line repeats the English
    # Messengers and phones break lines where the text does not.
    text = "\n".join(lines) if "\n" in english else " ".join(" ".join(lines).split())
    if text.split() == english.split():
        text = ""  # the English, quoted or left as it was
    return ReturnedString(str(number), key, english, text, was)
