"""Recognition of English text that was left in a translation."""

import re
import unicodedata

# Words that are also words of another language of the site are left out, such as "them" (Hmong: to
# pay), "he" (Spanish: I have) and "had" (Somali: a time).
_FUNCTION_WORDS = """
    the and with that this these those your you from for of by it its are was were been will would
    should could must have not but because about into they their there then our we us she his her
    who what when where which how please before after until while
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
# A name or a borrowed expression can have this many function words.
MOST_WORDS = 2

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）")
_IN_QUOTES = re.compile(r"“[^“”]*”|«[^«»]*»|\"[^\"\n]*\"|‘[^‘’\n]*’(?!\w)|„[^„“”]*[“”]")
_NOT_FUNCTION_WORD = rf"(?!(?i:{'|'.join(sorted(FUNCTION_WORDS))})\b)"
_CAPITALIZED = rf"(?<![\w'’.-]){_NOT_FUNCTION_WORD}[A-Z][\w'’.-]*"
# Such as “Department of Homeland Security” and “Center for the Defense of Families”.
_NAME = re.compile(rf"{_CAPITALIZED}(?:\s+(?:(?:of|for|and|on)\s+(?:the\s+)?)?{_CAPITALIZED})+")
_AND = re.compile(r"\s+and\s+(?:the\s+)?")


def _normalized(text: str) -> str:
    if text.isascii():
        return text
    visible = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFKC", visible)


def words_of(text: str) -> list[str]:
    return _WORD.findall(_normalized(text).casefold().replace("’", "'"))


def is_same(english: str, text: str) -> bool:
    """Return True if both texts have the same words in the same order, ignoring case."""
    return words_of(english) == words_of(text)


def english_words(english: str, text: str, *, may_repeat: bool = False) -> list[str]:
    """Return English function words in `text`, or [] if they do not show that it is English."""
    text = _normalized(text)
    if may_repeat:
        text = _without_lines(text, _normalized(english))
    rest = _IN_QUOTES.sub(" ", _IN_BRACKETS.sub(" ", text))
    if not _WORD.search(rest):
        rest = text
    for name in _names_in(_normalized(english)):
        rest = rest.replace(name, " ")
    words = [word for word in words_of(rest) if word in FUNCTION_WORDS]
    return words if len(words) > MOST_WORDS else []


def _names_in(english: str) -> list[str]:
    names = _NAME.findall(english)
    # “and” can also stand between two names.
    parts = [part for name in names for part in _AND.split(name)]
    return sorted({*names, *parts}, key=len, reverse=True)


def _without_lines(text: str, english: str) -> str:
    rest = text
    for line in english.splitlines():
        if line.strip():
            rest = rest.replace(line.strip(), " ")
    repeated = len(words_of(text)) - len(words_of(rest))
    return rest if 2 * len(words_of(rest)) >= repeated else text
