"""Division of pasted chats into messages, and recognition of the numbers that begin answers."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import NamedTuple

# Marks that messaging apps put around names and copied texts.
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# Notes such as “<This message was edited>”. Tags of a text have “=” or “/”, or have no space.
_NOTE = re.compile(r"<[^<>=/\s]+ [^<>=/]+>$")

_TIME = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[^\W\d_]\.?\s?[^\W\d_]\.?)?"
_DATE = (
    r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?"
    r"|\d{1,2}\.? [^\W\d]{3,12}\.? \d{4}|[^\W\d]{3,12}\.? \d{1,2}, \d{4})"
)
_BRACKETS = rf"\[[^\[\]]{{0,30}}?{_TIME}[^\[\]]{{0,30}}\]"
_SENDER = r"(?P<sender>[^:\[\]]{1,60})"
# A system message has no sender: “Messages are end-to-end encrypted”.
_MAYBE_SENDER = rf"(?:{_SENDER}:(?:\s+|$))?"
_HEADERS = [
    re.compile(pattern)
    for pattern in (
        # WhatsApp on iOS and the web: “[25/11/2026, 14:03:12] Ana: text”
        rf"{_BRACKETS}\s*{_MAYBE_SENDER}(?P<text>.*)",
        # WhatsApp on Android: “11/25/26, 2:03 PM - Ana: text”
        rf"{_DATE},?\s+{_TIME}\s+[-–—]\s+{_MAYBE_SENDER}(?P<text>.*)",
        # Telegram: “Ana, [25.11.2026 14:03]”, with the text in the next line
        rf"{_SENDER}\s{_BRACKETS}:?\s*(?P<text>.*)",
        # Signal and SMS: “Ana (11/25/26, 2:03 PM): text” and “14:03 Ana: text”
        rf"(?P<sender>[^:()]{{1,60}})\s\([^()]{{0,30}}?{_TIME}[^()]{{0,30}}\):\s*(?P<text>.*)",
        rf"(?:{_DATE},?\s+)?{_TIME}\s+(?:[-–—]\s*)?{_SENDER}:(?:\s+|$)(?P<text>.*)",
    )
]
# Telegram on phones: “Ana: text”. Used only if the chat has a name before a number or a code.
_NAME = re.compile(r"(?P<sender>[^\W\d][^:<>]{0,40}):(?:\s+|$)(?P<text>.*)")
_MOMENT = re.compile(rf"(?:{_DATE},?\s+)?{_TIME}[\s✓]*|{_DATE}")

_KEYCAPS = re.compile(
    "(?P<wrap>[*_]{0,2})(?P<digits>(?:[0-9](?:\ufe0f?\u20e3)?)*[0-9]\ufe0f?\u20e3|\U0001f51f\ufe0f?)"
)
_CIRCLED = re.compile("[\u2460-\u249b\u2776-\u2793]")
_BULLETS = re.compile(r"(?:[•●▪◦‣∙·>»→☑✅✔]\ufe0f?\s*|[*+–—-]\s+)+")
_START = (
    r"(?P<wrap>[*_~`]{0,3})(?:(?:[Nn][or]\.?|[Nn]?[º°]|№)\s?)?#?[(（\[【]?\s?(?P<number>\d{1,3})"
)
# “1. ”, “1) ”, “(1) ”, “1.- ”, “1- ” and “1: ”, but not “1.5”, “10:30” or “24-hour”.
_MARKED = re.compile(
    rf"{_START}\s?(?:[.)．）。、\]】،۔:：;=/>]+[-–—]?|[-–—](?=[\s*_~`]|$))"
    r"(?P<closed>(?P=wrap))?(?!\d)\s*(?P<text>.*)"
)
# “1 text”, “1, text” and “1” in a line of its own, all of which can also be part of a text.
_PLAIN = re.compile(rf"{_START}(?P<closed>(?P=wrap))?(?:$|(?:,?\s+|[-–—])(?P<text>[^\s\d].*))")


class ChatLine(NamedTuple):
    """Line of a pasted chat, with its number, and its text without the sender's name."""

    number: int
    text: str


@dataclass
class ChatMessage:
    """Message of a pasted chat."""

    # "" if the chat names no sender. Without a time, it can also be the beginning of a text.
    sender: str = ""
    has_time: bool = False
    lines: list[ChatLine] = field(default_factory=list)


class Mark(NamedTuple):
    """Number at the beginning of a line, and the text after it."""

    number: int
    text: str
    is_certain: bool  # False for “1 text”, “1, text”, “1-text” and “1”


def messages_in(chat: str) -> list[ChatMessage]:
    """Return the messages of a pasted `chat`, in order, without the headers before their texts."""
    lines = [
        _NOTE.sub("", _UNSEEN.sub("", line).strip()).rstrip()
        for line in chat.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ]
    is_named = any(map(_is_named_answer, lines))
    found = [ChatMessage()]
    for number, line in enumerate(lines, start=1):
        match, text = _match_header(line), line
        name = _NAME.fullmatch(line) if is_named and not match else None
        if header := match or name:
            text = header["text"].strip()
            found.append(ChatMessage((header["sender"] or "").strip("~, "), has_time=bool(match)))
        if _MOMENT.fullmatch(text):
            alone = ChatMessage(has_time=True, lines=[ChatLine(number, text)])
            found += [alone, ChatMessage(found[-1].sender, has_time=True)]
        else:
            found[-1].lines.append(ChatLine(number, text))
    return [message for message in found if any(line.text for line in message.lines)]


def _match_header(line: str) -> re.Match[str] | None:
    return next(filter(None, (header.fullmatch(line) for header in _HEADERS)), None)


def _is_named_answer(line: str) -> bool:
    match = None if _match_header(line) else _NAME.fullmatch(line)
    if not match:
        return False
    mark = mark_of(match["text"])
    return "TX-" in match["text"] or bool(mark and mark.is_certain)


def mark_of(line: str) -> Mark | None:
    """Return the number at the beginning of `line` with the text after it, or None."""
    line = line.strip()
    if match := _BULLETS.match(line):
        line = line[match.end() :]
    if match := _KEYCAPS.match(line):
        digits = "".join(re.findall("[0-9]", match["digits"])) or "10"
        rest = line[match.end() :].lstrip(".):- ")
        line = f"{match['wrap']}{digits}. {rest}"
    elif _CIRCLED.match(line):
        line = f"{_number_of(line[0])}. {line[1:].lstrip()}"
    for pattern in (_MARKED, _PLAIN):
        if match := pattern.fullmatch(line):
            text, wrap = (match["text"] or "").strip(), match["wrap"]
            if wrap and not match["closed"]:
                text = text.removesuffix(wrap)
            return Mark(int(match["number"]), text, is_certain=pattern is _MARKED)
    return None


def _number_of(circled: str) -> int:
    return int(unicodedata.numeric(circled, 0))
