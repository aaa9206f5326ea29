"""Parser of pasted replies to numbered messages."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from wagtail_localize.models import Translation

from ..models import NumberedMessage
from .chat import ChatLine, ChatMessage, Mark, mark_of, messages_in
from .returned import ReturnedString, Unreadable

MAX_LENGTH, MAX_LINES, MAX_ANSWERS = 100_000, 5000, 1000
CODE = re.compile(r"#?\s?TX[-–—‑]\s?([A-Z2-7]{8})\b", re.IGNORECASE)
# Punctuation between the English and the translation in one line.
_BETWEEN = re.compile(r"\s*(?::|=|→|->|\s[-–—])\s*(?P<text>\S.*)", re.DOTALL)

TOO_LONG = "The reply is too long. Paste only the messages with the answers."
MORE = "More text follows. Does it belong to the translation?"
WENT_ON = "The next message has no number. See the lines that were not used: is more of it there?"
NO_SIGN = "There is no sign after the number. Is it an answer, or part of the text before it?"
ONE_LINE = "Several numbers are in one line."
OUT_OF_ORDER = "The numbers begin again here. Is this the answer to another message?"
TWICE = "There is more than one answer for this text. Choose one."
NOT_SURE_WHICH = "It is not certain which message this answers."
OTHER_PERSON = "This is from {}, and most answers are not."
WITH_ENGLISH = "The English before the translation was left out."


class UnusedLine(NamedTuple):
    """Line of a reply that was not used, with the reason."""

    number: int
    text: str
    why: str


@dataclass
class Candidate:
    """Possible translation of a string in a reply. If it has doubts, a person must decide."""

    row: ReturnedString
    sender: str
    doubts: list[str]


class Reply(NamedTuple):
    """Candidates in a reply, ordered by message and number, and the lines that were not used."""

    candidates: list[Candidate]
    unused: list[UnusedLine]


@dataclass
class _Answer:
    """Numbered answer in a chat, with the lines that may belong to it."""

    code: str
    number: int
    lines: list[ChatLine]
    sender: str
    doubts: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)  # more than one if its end is not certain
    key: str = ""  # of the string

    def doubt(self, why: str) -> None:
        if why not in self.doubts:
            self.doubts.append(why)


# Code of each numbered message, with its strings: key, fingerprint and English.
_Sent = Mapping[str, list[tuple[str, str, str]]]


def read(reply: str, translation: Translation) -> Reply:
    """Return the translations in a `reply` to messages about `translation`.

    Raises:
        Unreadable: the reply is too long, has no numbers, or has no code of such a message.
    """
    if len(reply) > MAX_LENGTH or reply.count("\n") > MAX_LINES:
        raise Unreadable(TOO_LONG)
    codes = [code.upper() for code in CODE.findall(reply)]
    if not codes:
        raise Unreadable("The reply lacks the code of the message, such as #TX-ABCDEFGH. Add it.")
    sent: _Sent = {
        message.code: message.strings
        for message in NumberedMessage.objects.filter(code__in=codes, translation=translation)
    }
    if not sent:
        raise Unreadable(f"#TX-{codes[0]} is not the code of a message about this page.")
    messages = messages_in(reply)
    answers = list(_answers(messages, sent, codes))
    if not answers:
        raise Unreadable("There are no numbers in the reply. Each answer begins like “1.”")
    reasons = {
        line.number: why
        for answer in answers
        if (why := _understand(answer, sent))
        for line in answer.lines
    }
    usable = [answer for answer in answers if answer.texts]
    _drop_repeated(usable, reasons)
    usable = [answer for answer in usable if answer.texts]
    if len(usable) > MAX_ANSWERS:
        raise Unreadable(TOO_LONG)
    _doubt_order(usable)
    _doubt_other_people(usable)
    order = {code: number for number, code in enumerate(codes)}
    usable.sort(key=lambda answer: (order[answer.code], answer.number))
    used = {line.number for answer in usable for line in answer.lines}
    return Reply(
        [candidate for answer in usable for candidate in _candidates(answer, sent)],
        [
            UnusedLine(line.number, text, reasons.get(line.number, "There is no number."))
            for message in messages
            for line in message.lines
            if line.number not in used and (text := CODE.sub("", line.text).strip())
        ],
    )


def _candidates(answer: _Answer, sent: _Sent) -> Iterator[Candidate]:
    key, was, english = sent[answer.code][answer.number - 1]
    for text in answer.texts:
        row = ReturnedString(str(answer.number), key, english, text, was)
        yield Candidate(row, answer.sender, answer.doubts)


# From messages to answers


def _answers(messages: list[ChatMessage], sent: _Sent, codes: list[str]) -> Iterator[_Answer]:
    # A message without a code answers the numbered message whose code came last.
    code, last_of_sender = codes[0], dict[str, _Answer]()
    last: _Answer | None = None
    for message in messages:
        named = {match.upper() for line in message.lines for match in CODE.findall(line.text)}
        if len(named) == 1:
            (code,) = named
        begins_with_code = CODE.search(next(line.text for line in message.lines if line.text))
        is_certain = len(named or set(codes)) == 1 or begins_with_code
        found: list[_Answer] = []
        parts = list(_parts(message, code))
        for code_of_part, lines in parts:
            most = len(sent.get(code_of_part, []))
            found += _answers_in(lines, code_of_part, message.sender, most)
        code, _lines = parts[-1]
        for answer in found:
            if not is_certain:
                answer.doubt(NOT_SURE_WHICH)
        yield from found
        if found:
            last = last_of_sender[message.sender] = found[-1]
        elif not named:
            goes_on = last_of_sender.get(message.sender) if message.has_time else last
            if goes_on:
                goes_on.doubt(WENT_ON)


def _parts(message: ChatMessage, code: str) -> Iterator[tuple[str, list[ChatLine]]]:
    lines: list[ChatLine] = []
    for line in message.lines:
        match = CODE.search(line.text)
        if match and match[1].upper() != code:
            yield code, lines
            code, lines = match[1].upper(), []
        lines.append(line._replace(text=CODE.sub("", line.text).strip()))
    yield code, lines


def _answers_in(lines: list[ChatLine], code: str, sender: str, most: int) -> list[_Answer]:
    marks = {
        line.number: mark
        for line in lines
        if (mark := mark_of(line.text)) and (mark.is_certain or 1 <= mark.number <= most)
    }
    is_list = _is_list(lines, marks)
    found: list[_Answer] = []
    unfinished: list[_Answer] = []
    for line in lines:
        mark = marks.get(line.number)
        if not mark or not (mark.is_certain or is_list):
            for answer in unfinished:
                answer.lines.append(line)
        if not mark:
            continue
        answer = _Answer(code, mark.number, [line._replace(text=mark.text)], sender)
        found.append(answer)
        if not (mark.is_certain or is_list):
            answer.doubt(NO_SIGN)
            unfinished = [*unfinished[:1], answer]
            continue
        found += _others_in_line(answer, most)
        unfinished = [found[-1]]
    return found


def _is_list(lines: list[ChatLine], marks: Mapping[int, Mark]) -> bool:
    """Return True if the uncertain numbers in `lines` form a numbered list."""
    numbers = [mark.number for mark in marks.values()]
    if len(numbers) < 2 or any(mark.is_certain for mark in marks.values()):
        return False
    is_alone = False  # True after a line with only a number
    for line in lines:
        if not line.text:
            continue
        mark = marks.get(line.number)
        if not mark and not is_alone:
            return False
        is_alone = bool(mark and not mark.text)
    return numbers == sorted(set(numbers))


def _others_in_line(answer: _Answer, most: int) -> list[_Answer]:
    """Return the answers to later numbers in the line of `answer`, such as “1. text 2. text”."""
    others: list[_Answer] = []
    current = answer
    while current.number < most:
        line = current.lines[0]
        following = re.search(rf"\s(?=[(*_]?{current.number + 1}[.)](?!\d)\s*\S)", line.text)
        mark = mark_of(line.text[following.end() :]) if following else None
        if not following or not mark:
            break
        rest = line._replace(text=line.text[following.end() :])
        current.lines[:1] = [line._replace(text=line.text[: following.start()]), rest]
        current.doubt(ONE_LINE)
        current = _Answer(
            answer.code, mark.number, [rest._replace(text=mark.text)], answer.sender, [ONE_LINE]
        )
        others.append(current)
    return others


# From answers to texts


def _understand(answer: _Answer, sent: _Sent) -> str:
    """Set the possible texts of `answer`. Return the reason if there are none, otherwise ""."""
    strings = sent.get(answer.code)
    if strings is None:
        return "This answers a message about another page."
    if not 1 <= answer.number <= len(strings):
        return f"The message has no number {answer.number}."
    answer.key, _was, english = strings[answer.number - 1]
    lines = [line.text for line in answer.lines if line.text]
    rest = _after_english(lines, english)
    if not rest:
        return "This is the English, as it was sent." if lines else "Nothing follows this number."
    repeats_english = rest[0].casefold().startswith(english.casefold())
    if repeats_english and (match := _BETWEEN.fullmatch(rest[0][len(english) :])):
        rest[0] = match["text"]
        answer.doubt(WITH_ENGLISH)
    separator = "\n" if "\n" in english else " "
    size = len(_words_by_line(english))
    answer.texts = [separator.join(rest[:size])]
    if rest[size:]:
        answer.texts.append(separator.join(rest))
        answer.doubt(MORE)
    return ""


def _words_by_line(text: str) -> list[list[str]]:
    return [words for line in text.splitlines() if (words := line.split())]


def _after_english(lines: list[str], english: str) -> list[str]:
    for count in range(min(len(lines), len(english.split())), 0, -1):
        if " ".join(lines[:count]).split() == english.split():
            return lines[count:]
    return lines


def _drop_repeated(answers: list[_Answer], reasons: dict[int, str]) -> None:
    known: set[tuple[str, str]] = set()
    for answer in answers:
        if len(answer.texts) == 1:
            if (answer.key, answer.texts[0]) in known:
                answer.texts = []
                reasons |= {line.number: "The same answer again." for line in answer.lines}
            else:
                known.add((answer.key, answer.texts[0]))


# Doubts that arise from several answers


def _doubt_order(answers: list[_Answer]) -> None:
    counts = Counter(answer.key for answer in answers)
    last: dict[str, int] = {}
    codes_out_of_order: set[str] = set()
    for answer in answers:
        if counts[answer.key] > 1:
            answer.doubt(TWICE)
        if NO_SIGN in answer.doubts:
            continue
        if answer.number <= last.get(answer.code, 0):
            codes_out_of_order.add(answer.code)
        if answer.code in codes_out_of_order:
            answer.doubt(OUT_OF_ORDER)
        last[answer.code] = answer.number


def _doubt_other_people(answers: list[_Answer]) -> None:
    counts = Counter(answer.sender for answer in answers if NO_SIGN not in answer.doubts)
    if counts:
        main = max(counts, key=counts.__getitem__)
        for answer in answers:
            if answer.sender != main:
                answer.doubt(OTHER_PERSON.format(answer.sender or "a message without a name"))
