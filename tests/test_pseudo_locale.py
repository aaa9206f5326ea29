"""Each word of the interface comes from the catalogs: in a language of brackets, all stand in brackets."""

import gettext as gettext_module
import re
import shutil

import polib
import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import trans_real

from home import views

from . import every_page, markup, reader_form

pytestmark = pytest.mark.django_db
LANGUAGE = "hmn"


@pytest.fixture
def bracketed(settings, tmp_path):
    """Hmong in which every message is its English in brackets."""
    catalog = polib.pofile(f"{settings.LOCALE_PATHS[0]}/{LANGUAGE}/LC_MESSAGES/django.po")
    for entry in catalog:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: f"⟦{entry.msgid_plural}⟧"}
        else:
            entry.msgstr = f"⟦{entry.msgid}⟧"
    shutil.copytree(settings.LOCALE_PATHS[0], tmp_path / "locale")
    catalog.save_as_mofile(str(tmp_path / "locale" / LANGUAGE / "LC_MESSAGES" / "django.mo"))

    def forget():
        trans_real._translations.clear()
        gettext_module._translations.clear()

    settings.LOCALE_PATHS = [tmp_path / "locale"]
    forget()
    yield
    translation.deactivate()
    forget()


def unbracketed(response):
    """The texts of a page that neither stand in brackets nor are marked as another language."""
    found = []
    for text, language, translate in markup.texts(markup.parse(response)):
        # A message around a date is cut in two by the date's element; addresses are no words.
        rest = re.sub(r"⟦[^⟦⟧]*(⟧|$)|^[^⟦⟧]*⟧|\S+@\S+", "", text)
        if language == LANGUAGE and translate and re.search(r"[^\W\d_]", rest):
            found.append(text.strip())
    return found


# The campaign's name, the language's own name in the band, and the pattern of Hmong dates and clock times around the
# names of months and parts of the day.
ALLOWED = re.compile(r"^No More Deportations$|^Hmoob$|^[\s,()⟦⟧\w]*\b(lub|Lub|hnub|teev|tim)\b")


def strangers(response):
    return [text for text in unbracketed(response) if not ALLOWED.match(text)]


@pytest.mark.usefixtures("bracketed")
def test_no_page_has_a_word_that_no_catalog_knows(client):
    every_page.build()
    found = {}
    for kind in every_page.ADDRESSES:
        address, status = every_page.address(kind, LANGUAGE)
        response = client.get(address)
        assert response.status_code == status
        found[kind] = strangers(response)
    form = f"/{LANGUAGE}/alerts/call/comment/"
    found["refused"] = strangers(reader_form.write(client, form, text=""))
    found["too long"] = strangers(reader_form.write(client, form, text="1" * 4000))
    found["old"] = strangers(client.post(form, {"comment": "1", "stamp": "1"}))
    foreign = {"Sec-Fetch-Site": "cross-site"}
    found["foreign"] = strangers(client.post(form, {"comment": "1"}, headers=foreign))
    assert {kind: texts for kind, texts in found.items() if texts} == {}


@pytest.mark.usefixtures("bracketed")
@pytest.mark.parametrize(
    "answer",
    [
        lambda request: views.bad_request(request, None),
        lambda request: views.permission_denied(request, None),
        views.server_error,
    ],
)
def test_no_error_page_has_a_word_that_no_catalog_knows(answer):
    translation.activate(LANGUAGE)
    assert strangers(answer(RequestFactory().get(f"/{LANGUAGE}/"))) == []


@pytest.mark.usefixtures("bracketed")
def test_a_word_that_is_not_marked_for_translation_is_found():
    translation.activate(LANGUAGE)

    class Answer:
        content = (
            Template('{% load i18n %}<html lang="hmn"><p>{% translate "Sources" %}</p><p>Stray</p>')
            .render(Context())
            .encode()
        )

    assert strangers(Answer) == ["Stray"]
