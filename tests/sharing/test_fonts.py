"""Tests for the letters in the fonts of flyers and share pictures."""

import unicodedata
from io import BytesIO

import pytest
from django.conf.locale import LANG_INFO
from pypdf import PdfReader

from alerts.sharing.formats import flyer_content, flyers, typesetting
from tests import factories as make
from tests.support import words

pytestmark = pytest.mark.django_db


def letters_of(language):
    texts = [LANG_INFO[language]["name_local"], *words.glossary(language).values()]
    texts += [form for entry in words.catalog_of(language) for form in words.forms_of(entry)]
    signs = set(unicodedata.normalize("NFC", "".join(texts)))
    return sorted(sign for sign in signs if unicodedata.category(sign)[0] in "LN")


def flyer_with(title):
    sheet = flyers.for_print(flyer_content.sheet(make.AlertPageFactory(title="Title"), ["en"]))
    sheet["columns"][0]["title"]["text"] = title
    (page,) = PdfReader(BytesIO(typesetting.typeset("flyer", sheet, "pdf"))).pages
    return page.extract_text()


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_fonts_have_every_letter_of_a_language(language):
    letters = letters_of(language)
    assert len(letters) > 20
    assert typesetting.missing_letters(letters) == set(), "add a font to site/static/fonts"
    missing = set(letters) - set(flyer_with(" ".join(letters)))
    assert missing == set(), "name the font in alerts/sharing/formats/typst/"


def test_a_letter_that_no_font_has_is_replaced_visibly():
    text = flyer_with("Call አማ today, ñ n\u0303 \N{BLACK TELEPHONE}")
    assert "Call \ufffd\ufffd today, ñ ñ" in " ".join(text.split())
    assert typesetting.missing_letters("Call አማ today, ñ 7") == {"አ", "ማ"}
