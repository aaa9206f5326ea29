"""How many text messages a text takes: phones cut what is longer, and each part may cost.

By 3GPP TS 23.038: 160 letters of the GSM alphabet in one message, 153 in each part of
a longer one; with a single letter outside of it (á, í, ó, ú; curly quotation marks)
70, or 67.
"""

from typing import NamedTuple

# One septet each.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Two: the first says that the second is one of these.
EXTENSION = frozenset("\f^{}\\[~]|€")


class Length(NamedTuple):
    """The length of a text: `units` of its alphabet, in so many `messages`."""

    units: int
    messages: int
    is_gsm: bool


def length_of(text):
    """The `Length` of `text` as an SMS."""
    is_gsm = all(letter in BASIC or letter in EXTENSION for letter in text)
    if is_gsm:
        sizes = [2 if letter in EXTENSION else 1 for letter in text]
    else:
        sizes = [len(letter.encode("utf-16-be", "surrogatepass")) // 2 for letter in text]
    alone, part = (160, 153) if is_gsm else (70, 67)
    units = sum(sizes)
    if units <= alone:
        return Length(units, 1 if units else 0, is_gsm)
    # A letter of two units is not torn apart: it goes whole into the next part.
    messages, room = 1, part
    for size in sizes:
        if size > room:
            messages, room = messages + 1, part
        room -= size
    return Length(units, messages, is_gsm)


def letters_outside(text):
    """The letters of `text` for which it takes more messages, each once."""
    return sorted({letter for letter in text if letter not in BASIC and letter not in EXTENSION})
