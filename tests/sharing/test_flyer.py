"""Tests for the one-page flyer."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
import zxingcpp
from django.utils import timezone
from django.utils.translation import gettext, override
from PIL import Image
from pypdf import PdfReader

from alerts.models import AlertPage, State
from alerts.sharing import generated_files
from alerts.sharing.formats import flyer_content, flyers
from alerts.sharing.formats.typesetting import typeset
from tests import factories as make
from tests.support import every_page
from tests.support.markup import parse, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_folder")]

LANGUAGES = [
    "hmn",
    *(pytest.param(code, marks=pytest.mark.thorough) for code in ("en", "es", "so")),
]
LINES = ["Hello, my name is … and I live in Minnesota.", "Please veto SF958."]


@pytest.fixture
def alert(governor):
    alert = make.AlertPageFactory(
        slug="call",
        title="Call the governor",
        ask="Ask for a veto.",
        about="SF958",
        action_type=make.ask_for(),
        script=[("line", line) for line in LINES],
    )
    make.call(alert, governor)
    return alert


def pdf(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return PdfReader(BytesIO(b"".join(response.streaming_content)))


def text_of(page):
    return " ".join(page.extract_text().replace("\u200b", "").split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_one_letter_page_in_the_language_and_in_english(client, sample, language):
    AlertPage.objects.filter(pk=sample.pk).update(ends_at=timezone.now() + timedelta(days=1))
    document = pdf(client, f"/{language}/alerts/{sample.slug}/flyer.pdf")
    (page,) = document.pages
    assert (page.mediabox.width, page.mediabox.height) == (612, 792)
    text = text_of(page)
    for code in {language, "en"}:
        own = AlertPage.objects.get(
            translation_key=sample.translation_key, locale__language_code=code
        )
        assert own.title in text
    assert "(651) 201-3400" in text
    assert "(800) 657-3717" in text
    assert "(651) 389-9174" in text  # the campaign's number
    assert str((timezone.localtime() + timedelta(days=1)).year) in text
    assert document.trailer["/Root"]["/Lang"] == language
    assert not document.metadata.author
    assert "Noto" in str(sorted(page["/Resources"]["/Font"].values(), key=str)[0].get_object())


def test_the_flyer_in_all_languages_is_one_page(client, sample):
    AlertPage.objects.filter(pk=sample.pk).update(ends_at=timezone.now() + timedelta(days=1))
    (page,) = pdf(client, f"/so/alerts/{sample.slug}/flyer/all.pdf").pages
    shown = client.get(f"/so/alerts/{sample.slug}/flyer/all/").content.decode()
    alerts = AlertPage.objects.filter(translation_key=sample.translation_key)
    assert len({own.title for own in alerts}) == 4
    for own in alerts:
        assert own.title in text_of(page)
        assert own.title in shown


def test_each_qr_code_leads_to_the_alert_in_its_language(alert):
    with_codes = flyers.for_print(flyer_content.sheet(alert, list(make.LANGUAGES)))
    picture = Image.open(BytesIO(typeset("flyer", with_codes, "png", ppi=288)))
    found = {code.text for code in zxingcpp.read_barcodes(picture)}
    assert found == {f"http://testserver/{language}/alerts/call/" for language in make.LANGUAGES}


@pytest.mark.hostile
def test_a_dozen_offices_leave_room_for_every_qr_code(alert):
    for number in range(11):
        make.call(alert, make.office(f"Office {number}", ["+16512013400", "+18006573717"]))
    AlertPage.objects.update(title="Call the governor now. " * 9, ask="Ask for it. " * 25)
    alert = AlertPage.objects.get()
    alert.script = [("line", "I ask you to veto it. " * 6) for _ in range(4)]
    with_codes = flyers.for_print(flyer_content.sheet(alert, list(make.LANGUAGES)))
    picture = Image.open(BytesIO(typeset("flyer", with_codes, "png", ppi=288)))
    assert len(zxingcpp.read_barcodes(picture)) == len(make.LANGUAGES)


def test_a_reader_of_english_chooses_a_second_language(client, alert):
    plain = client.get("/en/alerts/call/flyer/").content.decode()
    assert 'href="/en/alerts/call/flyer/?with=so"' in plain
    assert "Guddoomiyaha" not in plain
    response = client.get("/en/alerts/call/flyer/?with=so")
    html = response.content.decode()
    assert "Guddoomiyaha gobolka" in html
    assert 'href="/so/alerts/call/flyer.pdf"' in html
    assert '<html lang="en">' in html
    assert client.get("/en/alerts/call/flyer/?with=xx").status_code == 200


def test_untranslated_words_are_in_english_with_a_notice(client, alert):
    make.PhraseTranslation.objects.update_or_create(
        phrase=alert.action_type.sentence,
        language="so",
        defaults={
            "text": "Weydii {office}: {what} ha diido.",
            "reviewed_on": timezone.localdate(),
        },
    )
    response = client.get("/so/alerts/call/flyer/")
    words = {text.text.strip(): text.language for text in texts(parse(response))}
    assert words["Call the governor"] == words[alert.ask] == "en"
    assert words[LINES[0]] == "en"
    assert "Weydii" not in response.content.decode()  # it might contradict the ask beside it


def test_an_unreviewed_text_does_not_look_reviewed(client, alert, settings):
    note = (
        "The headings of this sheet were translated by a machine. No fluent speaker has checked"
        " them yet."
    )
    assert client.get("/so/alerts/call/flyer/").content.decode().count('class="sheet-note"') == 1
    column = flyer_content.sheet(alert, ["so", "en"])["columns"]
    with override("so"):
        assert gettext(note) in column[0]["note"]
        assert (
            gettext("Translated by a machine. No fluent speaker has checked it yet.")
            not in column[0]["note"]
        )
    assert column[1]["note"] == ""
    settings.INTERFACE_REVIEWED_ON = {"so": timezone.localdate()}
    with override("so"):
        assert gettext(note) not in flyer_content.sheet(alert, ["so", "en"])["columns"][0]["note"]


def test_old_meanings_are_not_printed_beside_new_english(
    client, alert, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
    assert f"[so] {LINES[1]}" in client.get("/so/alerts/call/flyer/").content.decode()
    alert = AlertPage.objects.get(pk=alert.pk)
    alert.script[1] = ("line", "Please sign it.", alert.script[1].id)
    with django_capture_on_commit_callbacks(execute=True):
        alert.save_revision().publish()
    html = client.get("/so/alerts/call/flyer/").content.decode()
    assert "Please sign it." in html
    assert f"[so] {LINES[1]}" not in html
    assert f"[so] {LINES[0]}" in html


def test_a_corrected_number_is_on_the_next_pdf_and_an_unchanged_pdf_is_not_made_again(
    client, alert
):
    assert "(651) 201-3400" in text_of(pdf(client, "/so/alerts/call/flyer.pdf").pages[0])
    pdf(client, "/so/alerts/call/flyer.pdf")
    assert len(generated_files.every("flyers")) == 1
    make.OfficePhone.objects.update(number="+16125550000")
    assert "(612) 555-0000" in text_of(pdf(client, "/so/alerts/call/flyer.pdf").pages[0])


@pytest.mark.parametrize("language", ["en", "hmn"])
def test_there_is_no_flyer_of_an_alert_that_is_over(client, alert, language):
    AlertPage.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert AlertPage.objects.get().state == State.ENDED
    for address in ("flyer.pdf", "flyer/all.pdf"):
        response = client.get(f"/{language}/alerts/call/{address}")
        assert response.url == f"/{language}/alerts/call/flyer/"
    for address in ("flyer/", "flyer/all/"):
        html = client.get(f"/{language}/alerts/call/{address}").content.decode()
        assert f'href="/{language}/alerts/call/"' in html
        assert "201-3400" not in html


def test_a_restricted_page_has_no_flyer(client, alert):
    every_page.restrict(alert)
    for address in ("flyer/", "flyer/all/", "flyer.pdf", "flyer/all.pdf"):
        assert client.get(f"/en/alerts/call/{address}").status_code == 404
    assert client.get("/en/flyer/").status_code == 404


@pytest.mark.hostile
def test_long_and_strange_words_stay_on_one_page(client, alert):
    strange = '#panic() *x* $y$ <b>"\\ '
    AlertPage.objects.update(title=strange + "W" * 220, ask="Thov hu xov tooj " * 17)
    alert = AlertPage.objects.get()
    alert.script = [("line", "Ruaj khov " * 25) for _ in range(9)]
    alert.save()
    for number in range(4):
        make.call(alert, make.office(f"Office {number}", ["+16512013400", "+18006573717"]))
    for address in ("flyer.pdf", "flyer/all.pdf"):
        (page,) = pdf(client, f"/so/alerts/call/{address}").pages
        assert strange.strip() in text_of(page)
        assert "No More Deportations" in text_of(page)
    assert not re.search(r"<b>&quot;|<b>\"", client.get("/so/alerts/call/flyer/").content.decode())
