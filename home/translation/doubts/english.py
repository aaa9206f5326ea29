"""Recognition of English text that was left in a translation."""

import re
import unicodedata

from .literals import without_literals

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
# Other common words, without nouns, which names may contain, and without words of other languages,
# such as “day” (Somali: look) and “vote” (Spanish: vote!).
_COMMON_WORDS = """
    afternoon again against ain't already also always another any anyone anything aren't around ask
    asked asking asks at being between both bring brings call called calling calls can't cannot
    couldn't did didn't does doesn't doing don't done during each eight enough even evening every
    everybody everyone everything few find five follow four get gets getting give gives giving got
    hasn't haven't hear heard hello help helped here hours i'll i'm if isn't it's just keep keeps
    know knows leave let let's live lives made make makes making many meet might minutes months
    morning much my near need needed needs never nine nobody nothing now off often on one only other
    out over please said same says send sends seven shall shouldn't show some someone something soon
    sorry speak speaks stay still stop stops take taken takes taking tell tells than thank thanks
    that's they're think three through today together told tomorrow tonight two under understand
    until up very want wanted wants wasn't we'll we're weeks went why without won't work works
    wouldn't write writes years yesterday you'll you're you've
"""
# Words inside and between names, which do not show that a text is English.
_JOINING_WORDS = frozenset({"and", "at", "by", "for", "of", "on", "the", "with"})
COMMON_WORDS = FUNCTION_WORDS | frozenset(_COMMON_WORDS.split())

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）")
_IN_QUOTES = re.compile(r"“[^“”]*”|«[^«»]*»|\"[^\"\n]*\"|‘[^‘’\n]*’(?!\w)|„[^„“”]*[“”]")
_NOT_FUNCTION_WORD = rf"(?!(?i:{'|'.join(sorted(FUNCTION_WORDS))})\b)"
# With the dot of an abbreviation, as in “U.S.” and “St. Paul”, but not of the end of a sentence.
_CAPITALIZED = (
    rf"(?<![\w'’.-]){_NOT_FUNCTION_WORD}[A-Z](?:\w{{0,3}}\.(?=\s+[A-Z])|(?:[\w'’-]|\.(?=\w))*)"
)
# Such as “Department of Homeland Security” and “Center for the Defense of Families”.
_NAME = re.compile(rf"{_CAPITALIZED}(?:\s+(?:(?:of|for|and|on)\s+(?:the\s+)?)?{_CAPITALIZED})+")
_SENTENCE_END = re.compile(r"[.!?…]+(?:\s|$)|[;:\n]")
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
    """Return English words in `text`, or [] if they do not show that part of it is English."""
    text, english = _normalized(text), _normalized(english)
    if may_repeat:
        text = _without_lines(text, english)
    text, english = without_literals(text), without_literals(english)
    rest = _IN_QUOTES.sub(" ", _IN_BRACKETS.sub(" ", text))
    if not _WORD.search(rest):
        rest = text
    for name in _names_in(english):
        rest = rest.replace(name, " ")
    words = [word for word in words_of(rest) if word in FUNCTION_WORDS]
    return words if len(words) > MOST_WORDS else _words_of_english_sentences(english, rest)


def _words_of_english_sentences(english: str, text: str) -> list[str]:
    """Return common English words from sentences of `text` that are mostly in English.

    Words of `english` count as English too, but do not suffice: a translation may borrow them.
    """
    known = COMMON_WORDS.union(word for word in words_of(english) if len(word) > 1)
    found = []
    for sentence in _SENTENCE_END.split(text):
        words = [word for word in words_of(sentence) if not word.isdecimal()]
        common = [word for word in words if word in COMMON_WORDS]
        if 2 * sum(word in known for word in words) >= len(words) and set(common) - _JOINING_WORDS:
            found += common
    return found


def _names_in(english: str) -> list[str]:
    names = [_without_verb(match) for match in _NAME.finditer(english)]
    # “and” can also stand between two names.
    parts = [part for name in names for part in _AND.split(name)]
    return sorted({*names, *parts}, key=len, reverse=True)


def _without_verb(match: re.Match[str]) -> str:
    """Return a name without the common word before it, as in “Call Governor Smith.”"""
    first, *rest = match[0].split(maxsplit=1)
    begins_sentence = not re.search(r"[^.!?:\s]\s*$", match.string[: match.start()])
    return rest[0] if rest and begins_sentence and first.casefold() in COMMON_WORDS else match[0]


def _without_lines(text: str, english: str) -> str:
    rest = text
    for line in english.splitlines():
        if line.strip():
            rest = rest.replace(line.strip(), " ")
    repeated = len(words_of(text)) - len(words_of(rest))
    return rest if 2 * len(words_of(rest)) >= repeated else text
