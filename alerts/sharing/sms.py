"""Length of a text in SMS messages. Phones split long texts, and each part may cost money.

According to 3GPP TS 23.038, a single message holds 160 characters of the GSM alphabet, and each
part of a longer text holds 153. A character outside the alphabet (such as á, í, ó, ú or a curly
quotation mark) reduces these limits to 70 and 67.
"""

from collections.abc import Iterable
from typing import NamedTuple

# Characters that take one septet.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Characters that take two septets: an escape and a code.
EXTENSION = frozenset("\f^{}\\[~]|€")
_GSM = BASIC | EXTENSION

# Typographic characters outside the alphabet, and the usual way to write them on a phone.
_PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "…": "...",
        "\xa0": " ",
        "\u202f": " ",
    }
)


class Length(NamedTuple):
    # Septets if `is_gsm` is true, otherwise 16-bit units.
    units: int
    # Count of messages into which phones split the text.
    messages: int
    is_gsm: bool


def length_of(text: str) -> Length:
    is_gsm = _GSM.issuperset(text)
    if is_gsm:
        sizes = [2 if letter in EXTENSION else 1 for letter in text]
    else:
        sizes = [len(letter.encode("utf-16-be", "surrogatepass")) // 2 for letter in text]
    alone, part = (160, 153) if is_gsm else (70, 67)
    units = sum(sizes)
    if units <= alone:
        return Length(units, 1 if units else 0, is_gsm)
    # A character of two units is not split, but moves to the next part.
    messages, room = 1, part
    for size in sizes:
        if size > room:
            messages, room = messages + 1, part
        room -= size
    return Length(units, messages, is_gsm)


def letters_outside(text: str) -> list[str]:
    """Return the characters in `text` that are not in the GSM alphabet, sorted."""
    return sorted(set(text) - _GSM)


def shortest(texts: Iterable[str], rest: str) -> str:
    """Return the one of `texts`, perhaps in plain characters, that takes the fewest messages."""
    # Plain quotation marks, dashes, ellipses and spaces may save a message.
    found = dict.fromkeys(one for text in texts for one in (text, text.translate(_PLAIN)))
    return min(found, key=lambda text: length_of(text + rest).messages)
