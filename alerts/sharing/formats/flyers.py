"""Views of the flyer, a letter-size page: as HTML to print from the browser, and as a PDF.

For an ended alert, readers get a page that says that the alert is over.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from alerts.lookup import current_alerts, get_alert_or_404
from alerts.models import AlertPage, State
from home.addresses import relative_path
from home.media.sending import send
from home.revalidation import revalidated

from .. import generated_files
from ..text import printed
from . import flyer_content
from .typesetting import breakable, digest, typeset

TEMPLATE = "flyer"
FOLDER = "flyers"
ENGLISH = settings.LANGUAGE_CODE
CODES = [code for code, _name in settings.LANGUAGES]
# CSS classes for the font size of the HTML page, each with the minimum count of letters for it.
SIZES = ((3600, "tiny"), (1700, "smallest"), (1100, "smaller"))


@revalidated
@require_safe
def flyer(request: HttpRequest, path: str) -> HttpResponse:
    """Show the flyer in English and the reader's language, or the language that the URL names."""
    language = request.LANGUAGE_CODE
    if language == ENGLISH and request.GET.get("with") in CODES:
        language = request.GET["with"]
    return _page(request, path, languages_beside_english(language))


@revalidated
@require_safe
def flyer_in_all(request: HttpRequest, path: str) -> HttpResponse:
    """Show the flyer in all languages."""
    return _page(request, path, CODES)


@revalidated
@require_safe
def flyer_pdf(request: HttpRequest, path: str) -> HttpResponseBase:
    """Return the flyer in the reader's language and English, as a PDF."""
    return _pdf(request, path, languages_beside_english(request.LANGUAGE_CODE))


@revalidated
@require_safe
def flyer_in_all_pdf(request: HttpRequest, path: str) -> HttpResponseBase:
    """Return the flyer in all languages, as a PDF."""
    return _pdf(request, path, CODES)


def languages_beside_english(language: str) -> list[str]:
    """Return a list of `language` and English, or of English alone if `language` is English."""
    return [ENGLISH] if language == ENGLISH else [language, ENGLISH]


def _sheet(alert: AlertPage, languages: Sequence[str]) -> dict[str, Any]:
    source = alert.source
    flyer_content.load_phrases(source)
    return flyer_content.sheet(source, languages)


def _page(request: HttpRequest, path: str, languages: list[str]) -> HttpResponse:
    alert = get_alert_or_404(request, path)
    if alert.state == State.ENDED:
        return render(request, "sharing/flyer_over.html", {"alert": alert})
    sheet = _sheet(alert, languages)
    for column in sheet["columns"]:
        column["qr"] = mark_safe(flyer_content.code_for_page(column["address"]))  # noqa: S308  made by segno
    context = {
        "alert": alert,
        "sheet": sheet,
        "size": _size(sheet),
        "others": _other_flyers(alert, languages),
        "pdf": pdf_address(alert, languages),
    }
    return render(request, "sharing/flyer.html", context)


def _size(sheet: dict[str, Any]) -> str:
    letters = sum(len(c["title"]["text"]) * 2 + len(c["ask"]["text"]) for c in sheet["columns"])
    for line in sheet["lines"]:
        letters += len(line["english"]) + sum(len(word["text"]) for word in line["meanings"])
    for column in sheet["columns"]:
        letters += sum(len(text) for item in column["from_body"] for text in item.values())
    letters += 80 * sum(len(office["phones"]) for office in sheet["offices"])
    return next((size for least, size in SIZES if letters >= least), "")


def _other_flyers(alert: AlertPage, languages: list[str]) -> list[tuple[str, str, str]]:
    path = relative_path(alert.source)
    here = reverse("sharing:flyer", args=[path])
    stays = get_language() == ENGLISH  # an English reader stays on the English site
    others = []
    for code in CODES:
        if languages_beside_english(code) == languages:
            continue
        with override(code):
            address = reverse("sharing:flyer", args=[path])
        if stays and code != ENGLISH:
            address = f"{here}?with={code}"
        others.append((capfirst(LANG_INFO[code]["name_local"]), code, address))
    # The flyer in all languages has no name and no code.
    if len(languages) != len(CODES):
        others.append(("", "", reverse("sharing:flyer_in_all", args=[path])))
    return others


def pdf_address(alert: AlertPage, languages: list[str]) -> str:
    """Return the path of the PDF flyer for `alert` in `languages`."""
    path = relative_path(alert.source)
    if languages == CODES:
        return reverse("sharing:flyer_in_all_pdf", args=[path])
    with override(languages[0]):
        return reverse("sharing:flyer_pdf", args=[path])


def public_paths() -> Iterator[str]:
    """Yield the paths of the HTML and PDF flyers of all alerts that have not ended."""
    for alert in current_alerts():
        path = relative_path(alert.source)
        for code in CODES:
            with override(code):
                yield reverse("sharing:flyer", args=[path])
                yield reverse("sharing:flyer_pdf", args=[path])
        yield reverse("sharing:flyer_in_all", args=[path])
        yield reverse("sharing:flyer_in_all_pdf", args=[path])


def _pdf(request: HttpRequest, path: str, languages: list[str]) -> HttpResponseBase:
    alert = get_alert_or_404(request, path)
    if alert.state == State.ENDED:
        return HttpResponseRedirect(reverse("sharing:flyer", args=[relative_path(alert.source)]))
    texts = for_print(_sheet(alert, languages))
    version = digest(TEMPLATE, texts)
    name = f"{FOLDER}/{alert.source.pk}-{'-'.join(languages)}-{version}.pdf"
    generated_files.find_or_make(name, lambda: typeset(TEMPLATE, texts, "pdf"))
    filename = f"{alert.source.slug}-{'-'.join(languages)}.pdf"
    return send(request, name, filename=filename)


def for_print(sheet: dict[str, Any]) -> dict[str, Any]:
    """Change `sheet` in place for the template of the PDF, and return it."""
    for column in sheet["columns"]:
        for moment in ("begins", "deadline"):
            column[moment] = printed(column[moment])
        column["title"]["text"] = breakable(column["title"]["text"])
        for item in column["from_body"]:
            for name in ("answer", "address"):
                item[name] = breakable(item[name])
        column["qr"] = flyer_content.code_for_print(column["address"])
        column["shown_address"] = column["address"].partition("://")[2]
    return sheet
