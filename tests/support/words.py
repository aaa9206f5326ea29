"""Checks of interface messages, in catalogs of polib entries and in templates."""

import csv
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import polib
from django.conf import settings
from django.template.base import Lexer, TokenType
from html5lib.constants import voidElements

from home.languages import translated_language_choices
from tests.support.markup import READ_OUT, UNSEEN

LANGUAGES = tuple(code for code, _name in translated_language_choices())
GLOSSARY = settings.BASE_DIR / "alerts" / "content" / "glossary.csv"

# %(name)s, %s and %%, {name}, and HTML tags.
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{[^{}]*\}|</?[a-zA-Z][^<>]*>")
_WORD = re.compile(r"[^\W\d_]+(?:[-.'’][^\W\d_]+)*")

# A syllable of White Hmong in the Romanized Popular Alphabet, in which each syllable is a word.
# The onsets, vowels and tones follow Smalley, Vang and Yang, “Mother of Writing” (1990), pages
# 48–51; see also https://en.wikipedia.org/wiki/Romanized_Popular_Alphabet.
RPA_SYLLABLE = re.compile(
    r"""
    (?: n? (?:plh?|tsh?|txh?|[ptrckq]h?)    # stops and affricates: prenasalized with n, aspirated with h
      | dh?
      | h? (?:ny|ml|[mnl])                  # nasals and laterals: voiceless with h
      | xy | [fvxszyh]
    )?                                      # or none
    (?: ai|au|aw|ee|ia|oo|ua | [aeiouw] )
    [bjvsgmd]?                              # the tone; without a letter it is the middle one
    """,
    re.VERBOSE,
)


def entry(english, translation):
    return polib.POEntry(msgid=english, msgstr=translation)


def path_of(language):
    paths = [Path(path) / language / "LC_MESSAGES" / "django.po" for path in settings.LOCALE_PATHS]
    return next((path for path in paths if path.exists()), paths[0])


def catalog_of(language):
    return polib.pofile(str(path_of(language)))


def forms_of(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _english_of(entry):
    return [text for text in (entry.msgid, entry.msgid_plural) if text]


def _words(text):
    return [word.casefold() for word in _WORD.findall(_PLACEHOLDER.sub(" ", text))]


def unfinished(catalog):
    """Return violations for messages that are untranslated, fuzzy or obsolete."""
    reasons = {
        "is not translated": lambda entry: not all(map(str.strip, forms_of(entry))),
        "is fuzzy: check the translation and take the mark away": lambda entry: entry.fuzzy,
        "is not used any more: run `make messages`": lambda entry: entry.obsolete,
    }
    return [
        f"“{entry.msgid}” {reason}"
        for entry in catalog
        for reason, holds in reasons.items()
        if holds(entry)
    ]


def with_broken_placeholders(catalog):
    """Return violations for translations whose placeholders or tags differ from the English."""

    def placeholders(text):
        return sorted(_PLACEHOLDER.findall(text))

    return [
        f"“{entry.msgid}” has {placeholders(entry.msgid)}, but “{form}” has {placeholders(form)}"
        for entry in catalog
        for form in forms_of(entry)
        if placeholders(form) not in map(placeholders, _english_of(entry))
    ]


def left_in_english(catalog):
    """Return the set of messages whose translation has the same words as the English."""
    return {
        entry.msgid
        for entry in catalog
        for form in forms_of(entry)
        if _words(form) and _words(form) in map(_words, _english_of(entry))
    }


def not_rpa(catalog, borrowed=frozenset()):
    """Return violations for words in Hmong translations that are misspelled or English."""
    wrong = []
    for entry in catalog:
        english = set(_words(" ".join(_english_of(entry))))
        for form in forms_of(entry):
            # A translation may give an English word of the message in brackets: “as khauj
            # (account)”.
            explained = english & set(_words(" ".join(re.findall(r"\([^()]*\)", form))))
            wrong += [
                f"“{entry.msgid}”: “{word}” is no Hmong syllable in RPA; an English word of the "
                "message may follow in brackets, a borrowed one goes on this test's list"
                for word in _words(form)
                if not RPA_SYLLABLE.fullmatch(word) and word not in borrowed | explained
            ]
    return wrong


def glossary(language):
    with GLOSSARY.open(newline="", encoding="utf-8") as file:
        return {row["en"]: row[language] for row in csv.DictReader(file)}


def _without_accents(word):
    return unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()


def _stem(word):
    # About two thirds of a Spanish or Somali word are its stem.
    return word[: max(3, round(len(word) * 2 / 3))]


def _says(text, translation, language):
    # Words in brackets explain a term at its first use, and are not required.
    wanted = _words(re.sub(r"\([^()]*\)", "", translation))
    if language == "hmn":
        return f" {' '.join(wanted)} " in f" {' '.join(_words(text))} "
    there = [_without_accents(word) for word in _words(text)]
    stems = [_stem(_without_accents(word)) for word in wanted]
    return all(any(word.startswith(stem) for word in there) for stem in stems)


def off_glossary(catalog, terms, language):
    """Return a dict of (message, term) to violation, for translations that ignore the glossary."""
    wrong = {}
    for entry in catalog:
        english = " ".join(_english_of(entry))
        for term in sorted(terms, key=len, reverse=True):
            mention = re.compile(
                rf"\b{re.escape(term)}(?:s|es|ed|ing|['’]s)?\b".replace(r"\ ", r"\s+"),
                re.IGNORECASE,
            )
            # The words of a longer term are not looked up again.
            english, found = mention.subn(" ", english)
            missing = [form for form in forms_of(entry) if not _says(form, terms[term], language)]
            if found and missing:
                wrong[entry.msgid, term] = (
                    f"“{entry.msgid}”: the glossary renders “{term}” as “{terms[term]}”, "
                    f"but the translation is “{missing[0]}”"
                )
    return wrong


class _TextFinder(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []
        self.open = []  # (tag, True if its text is not translated)

    def _keep(self, text, exempt):
        if not exempt and any(sign.isalpha() for sign in text):
            before = len(text) - len(text.lstrip())
            self.found.append((self.getpos()[0] + text.count("\n", 0, before), text.strip()))

    def _is_exempt(self):
        return bool(self.open) and self.open[-1][1]

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        exempt = (
            self._is_exempt()
            or tag in UNSEEN
            or bool(attributes.get("lang"))
            or attributes.get("translate") == "no"
        )
        read = set(READ_OUT)
        kind = attributes.get("name") or attributes.get("property") or ""
        if tag == "meta" and kind.rpartition(":")[2] in ("description", "title"):
            read.add("content")
        if tag == "input" and attributes.get("type") in ("button", "reset", "submit"):
            read.add("value")
        for name in read & attributes.keys():
            self._keep(attributes[name], exempt)
        if tag not in voidElements:
            self.open.append((tag, exempt))

    def handle_endtag(self, tag):
        tags = [name for name, _exempt in self.open]
        if tag in tags:
            del self.open[len(tags) - 1 - tags[::-1].index(tag) :]

    def handle_data(self, data):
        self._keep(data, self._is_exempt())


# Arguments of Django's filters whose text readers see.
_ENGLISH_ARGUMENT = re.compile(
    r"""\|(?:add|default|default_if_none|join|pluralize|yesno):("[^"]*"|'[^']*')"""
)
_UNTIL = {name: f"end{name}" for name in ("blocktranslate", "blocktrans", "comment")}


def unmarked(source):
    """Return (line, text) for each text in a template that is not marked for translation."""
    html, found, until = [], [], None
    for token in Lexer(source).tokenize():
        name = token.contents.split(" ")[0] if token.token_type == TokenType.BLOCK else ""
        if token.token_type == TokenType.TEXT:
            html.append("\n" * token.contents.count("\n") if until else token.contents)
        elif name and name == until:
            until = None
        elif name in _UNTIL and not until:
            until = _UNTIL[name]
        elif token.token_type in (TokenType.VAR, TokenType.BLOCK):
            texts = _ENGLISH_ARGUMENT.findall(token.contents)
            if name == "firstof":
                texts += re.findall(r""" ("[^"]*"|'[^']*')""", token.contents)
            found += [(token.lineno, text) for text in texts if any(map(str.isalpha, text))]
    finder = _TextFinder()
    finder.feed("".join(html))
    finder.close()
    return sorted(found + finder.found)


# Folders of templates for people with an account.
STAFF_TEMPLATES = {"account", "admin", "mfa", "people", "wagtailcore"}


def reader_templates():
    """Return the names of the templates that readers see."""
    return sorted(
        path.relative_to(folder).as_posix()
        for folder in map(Path, settings.TEMPLATES[0]["DIRS"])
        for path in folder.rglob("*")
        if path.is_file() and not STAFF_TEMPLATES & {*path.relative_to(folder).parts}
    )
