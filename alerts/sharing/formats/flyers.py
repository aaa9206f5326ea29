"""The flyer: one letter-size page to print, from the browser or as a PDF made here.

`…/flyer/` has the reader's language and English side by side, `…/flyer/all/` all four.
"""

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from alerts.lookup import get_alert_or_404
from alerts.models import State
from home.addresses import relative_path
from home.media.sending import send
from home.revalidation import revalidated

from .. import generated_files as kept_files
from ..text import plain
from . import flyer_content
from .typesetting import breakable, digest, typeset

TEMPLATE = "flyer"
FOLDER = "flyers"
ENGLISH = settings.LANGUAGE_CODE
CODES = [code for code, _name in settings.LANGUAGES]
# What is printed from the browser is set smaller from so many letters on, by a class of the style sheet.
SIZES = ((3600, "tiny"), (1700, "smallest"), (1100, "smaller"), (0, ""))


@revalidated
@require_safe
def flyer(request, path):
    """The flyer in the reader's language beside English; who reads English chooses with `?with=`.

    Raises:
        Http404: there is no such alert, or not everybody may read it.
    """
    language = request.LANGUAGE_CODE
    if language == ENGLISH and request.GET.get("with") in CODES:
        language = request.GET["with"]
    return _page(request, path, languages_beside_english(language))


@revalidated
@require_safe
def flyer_in_all(request, path):
    """The flyer in all languages on one sheet."""
    return _page(request, path, CODES)


@revalidated
@require_safe
def flyer_pdf(request, path):
    """What `flyer` shows, as a PDF."""
    return _pdf(request, path, languages_beside_english(request.LANGUAGE_CODE))


@revalidated
@require_safe
def flyer_in_all_pdf(request, path):
    """What `flyer_in_all` shows, as a PDF."""
    return _pdf(request, path, CODES)


def languages_beside_english(language):
    return [ENGLISH] if language == ENGLISH else [language, ENGLISH]


def _sheet(alert, languages):
    source = alert.source
    flyer_content.load_phrases(source)
    return flyer_content.sheet(source, languages)


def _page(request, path, languages):
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


def _size(sheet):
    """How small the letters must be for everything to be on one page: a class of the style sheet."""
    letters = sum(len(c["title"]["text"]) * 2 + len(c["ask"]["text"]) for c in sheet["columns"])
    for line in sheet["lines"]:
        letters += len(line["english"]) + sum(len(word["text"]) for word in line["meanings"])
    letters += 80 * sum(len(office["phones"]) for office in sheet["offices"])
    return next(size for least, size in SIZES if letters >= least)


def _other_flyers(alert, languages):
    """The other sheets that there are of this alert: a list of (name, languages in it, address)."""
    path = relative_path(alert.source)
    here = reverse("sharing:flyer", args=[path])
    stays = get_language() == ENGLISH  # then the page around the sheet is in English all the same
    found = []
    for code in CODES:
        if languages_beside_english(code) == languages:
            continue
        with override(code):
            address = reverse("sharing:flyer", args=[path])
        if stays and code != ENGLISH:
            address = f"{here}?with={code}"
        found.append((LANG_INFO[code]["name_local"].capitalize(), code, address))
    if len(languages) != len(CODES):
        found.append(("", "", reverse("sharing:flyer_in_all", args=[path])))
    return found


def pdf_address(alert, languages):
    """The path of the PDF with the same sheet."""
    path = relative_path(alert.source)
    if languages == CODES:
        return reverse("sharing:flyer_in_all_pdf", args=[path])
    with override(languages[0]):
        return reverse("sharing:flyer_pdf", args=[path])


def _pdf(request, path, languages):
    alert = get_alert_or_404(request, path)
    if alert.state == State.ENDED:
        return HttpResponseRedirect(reverse("sharing:flyer", args=[relative_path(alert.source)]))
    said = for_print(_sheet(alert, languages))
    version = digest(TEMPLATE, said)
    name = f"{FOLDER}/{alert.source.pk}-{'-'.join(languages)}-{version}.pdf"
    kept_files.find_or_make(name, lambda: typeset(TEMPLATE, said, "pdf"))
    filename = f"{alert.source.slug}-{'-'.join(languages)}.pdf"
    return send(request, name, filename=filename)


def for_print(sheet):
    """`sheet` as the template of the PDF wants it: no HTML, QR codes as SVG."""
    for column in sheet["columns"]:
        column["begins"], column["deadline"] = plain(column["begins"]), plain(column["deadline"])
        column["title"]["text"] = breakable(column["title"]["text"])
        column["qr"] = flyer_content.code_for_print(column["address"])
        column["shown_address"] = column["address"].partition("://")[2]
    return sheet
