"""Content of a flyer, shared by the HTML page and the PDF."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.db.models import prefetch_related_objects
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from alerts.lookup import translations_of
from alerts.models import AlertPage, Office, OfficePhone
from alerts.models.alert_lines import lines_of
from home.addresses import absolute, page_address
from home.lookup import has_type
from home.models import HomePage
from home.site_settings import site_name
from home.translation.notes import draft_label

from ..block_items import BlockItem, items_of
from ..deadlines import begins, deadline
from ..sample_mark import sample_mark
from ..translation_notes import english_note, reviewed
from .qr import qr_of

ENGLISH = settings.LANGUAGE_CODE
# The maximum number of spoken lines on a flyer in one or two languages, and in more languages. The
# alert's page has the other lines.
MOST_LINES, MOST_LINES_IN_ALL = 4, 3
# Likewise for the questions, links and videos from the alert's body, and the characters of an answer.
MOST_ITEMS, MOST_ITEMS_IN_ALL = 4, 2
LONGEST_ANSWER = 200


# A text with its language, which is English if there is no translation:
# {"text": …, "lang": code}.
Word = dict[str, str]


def sheet(source: AlertPage, languages: Sequence[str]) -> dict[str, Any]:
    """Return the content of the flyer for the English alert `source`, for the templates."""
    pages = translations_of(source)
    items = items_of([source, *pages.values()])
    most = MOST_ITEMS if len(languages) <= 2 else MOST_ITEMS_IN_ALL
    lines = _lines(source, pages, languages)
    meant = {word["lang"] for line in lines for word in line["meanings"]}
    return {
        "languages": list(languages),
        "columns": [
            _column(
                source,
                page := pages.get(code, source),
                code,
                has_meanings=code in meant,
                items=_own(page, items[page.pk][:most], code),
            )
            for code in languages
        ],
        "offices": [_office(office, languages) for office in source.offices],
        "lines": lines,
        "campaign": site_name(),
        **_contact(),
    }


def _column(
    source: AlertPage,
    page: AlertPage,
    code: str,
    *,
    has_meanings: bool,
    items: Sequence[BlockItem],
) -> dict[str, Any]:
    with override(code):
        title, ask = _current(source, page, "title"), _current(source, page, "ask")
        words = {title["lang"], ask["lang"], *(item.language for item in items)}
        return {
            "language": code,
            "name": capfirst(LANG_INFO[code]["name_local"]),
            "sample": sample_mark(source),
            "title": title,
            "ask": ask,
            "begins": begins(source),
            "deadline": deadline(source),
            "from_body": [_item(item) for item in items],
            "note": _note(page, code, has_own_words=has_meanings or code in words),
            "call": _("Who to call"),
            "say": _("What to say"),
            "hint": ""
            if code == ENGLISH
            else _("Say the line in English. Below it is what it means."),
            "address": absolute(page_address(source, code)),
            "code": _("Read more, with your phone's camera:"),
        }


def _own(page: AlertPage, items: Sequence[BlockItem], code: str) -> list[BlockItem]:
    # The English column has the others in English.
    return [
        item._replace(address=item.address_in(code))
        for item in items
        if item.language == code and not page.shown(item.block).is_outdated
    ]


def _item(item: BlockItem) -> dict[str, str]:
    answer = " ".join(item.answer)
    return {
        "text": item.text,
        "answer": answer if len(answer) <= LONGEST_ANSWER else "",
        "address": item.address.partition("://")[2],
    }


def _word(text: str, language: str) -> Word:
    return {"text": text, "lang": language}


def _current(source: AlertPage, page: AlertPage, name: str) -> Word:
    # One sheet shows all languages, so an old ask would contradict the English ask beside it.
    shown = page.shown(name)
    if shown.is_outdated:
        shown = source.shown(name)
    return _word(shown.text, shown.language)


def _note(page: AlertPage, code: str, *, has_own_words: bool) -> str:
    if code == ENGLISH:
        return ""
    notes = [english_note(page, ("title", "ask")), _changed_note(page)]
    if has_own_words and page.is_unreviewed_draft:
        notes.append(draft_label())
    elif code not in settings.INTERFACE_REVIEWED_ON:
        notes.append(
            _(
                "The headings of this sheet were translated by a machine. No fluent speaker has"
                " checked them yet."
            )
        )
    return " ".join(note for note in notes if note)


def _changed_note(page: AlertPage) -> str:
    if page.shown("title").is_outdated or page.shown("ask").is_outdated:
        return _("The English has changed. What is not translated yet is in English.")
    return ""


def _office(office: Office, languages: Sequence[str]) -> dict[str, Any]:
    return {
        "name": office.name,
        "roles": _without_repeats(_word(*reviewed(office.role, code)) for code in languages),
        "phones": [
            {
                "number": str(phone.number),
                "labels": _without_repeats(_label(phone.kind, code) for code in languages)
                if phone.kind
                else [],
            }
            for phone in office.numbers
        ],
    }


def _label(kind: OfficePhone.Kind, code: str) -> Word:
    with override(code):
        return _word(str(kind.label), code)


def _without_repeats(words: Iterable[Word]) -> list[Word]:
    first: dict[Any, Word] = {}
    for word in words:
        first.setdefault(word["text"], word)
    return list(first.values())


def _lines(
    source: AlertPage, pages: Mapping[str, AlertPage], languages: Sequence[str]
) -> list[dict[str, Any]]:
    field = "voicemail" if source.voicemail else "script"
    most = MOST_LINES if len(languages) <= 2 else MOST_LINES_IN_ALL
    lines: list[dict[str, Any]] = [
        {"english": line.english, "meanings": []} for line in lines_of(source, field)[:most]
    ]
    for code in languages:
        if page := pages.get(code):
            for line, own in zip(lines, lines_of(page, field), strict=False):
                if own.meaning is not None:
                    line["meanings"].append(_word(own.meaning, code))
    return lines


def _contact() -> dict[str, str]:
    homes = HomePage.objects.filter(has_type("home", "homepage"), locale__language_code=ENGLISH)
    home = homes.only("phone", "email").first()
    if home is None:
        raise ImproperlyConfigured("The site has no English home page; run setupsite.")
    return {
        "phone": home.phone.in_english if home.phone else "",  # type: ignore[attr-defined]  # a `PhoneNumber`
        "email": home.email,
        "site": settings.SITE_URL.partition("://")[2],
    }


def load_phrases(source: AlertPage) -> None:
    """Prefetch the translations of the roles of the offices to call."""
    prefetch_related_objects([office.role for office in source.offices], "translations")


def code_for_page(address: str) -> str:
    """Return the QR code for `address` as an SVG element without inline styles, for HTML pages."""
    return qr_of(address).svg_inline(omitsize=True, border=4, light="#fff", svgclass="qr")


def code_for_print(address: str) -> str:
    """Return the QR code for `address` as the text of an SVG file."""
    file = BytesIO()
    qr_of(address).save(file, kind="svg", border=4, xmldecl=False)
    return file.getvalue().decode()
