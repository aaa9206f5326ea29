"""Length of texts in SMS messages: phones split a longer text, and each part may cost money.

By 3GPP TS 23.038, a single message holds 160 letters of the GSM alphabet, and each part of a longer
text holds 153. A letter outside the alphabet (á, í, ó, ú; curly quotation marks) reduces these
limits to 70 and 67.
"""

from typing import NamedTuple

# Letters of one septet.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Letters of two septets: an escape and a code.
EXTENSION = frozenset("\f^{}\\[~]|€")


class Length(NamedTuple):
    """Length of a text in `units` of its alphabet and in `messages`; `is_gsm` tells the alphabet."""

    units: int
    messages: int
    is_gsm: bool


def length_of(text: str) -> Length:
    """Return the `Length` of `text` as an SMS."""
    is_gsm = all(letter in BASIC or letter in EXTENSION for letter in text)
    if is_gsm:
        sizes = [2 if letter in EXTENSION else 1 for letter in text]
    else:
        sizes = [len(letter.encode("utf-16-be", "surrogatepass")) // 2 for letter in text]
    alone, part = (160, 153) if is_gsm else (70, 67)
    units = sum(sizes)
    if units <= alone:
        return Length(units, 1 if units else 0, is_gsm)
    # A letter of two units is not split: it moves to the next part.
    messages, room = 1, part
    for size in sizes:
        if size > room:
            messages, room = messages + 1, part
        room -= size
    return Length(units, messages, is_gsm)


def letters_outside(text: str) -> list[str]:
    """Return the letters of `text` outside the GSM alphabet, each once."""
    return sorted({letter for letter in text if letter not in BASIC and letter not in EXTENSION})
