"""Tests for hostile exchange files, and for users who may not exchange translations."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import openpyxl
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.support import translating
from tests.support.exchange import (
    FILL,
    address,
    begin,
    download,
    fill_xlsx,
    page_text,
    refused,
    upload,
)

pytestmark = pytest.mark.django_db


def zipped(members, method=ZIP_DEFLATED):
    file = BytesIO()
    with ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_member(content, name, change):
    """Return the spreadsheet with `change` applied to the member `name` of its archive."""
    with ZipFile(BytesIO(content)) as archive:
        members = {one: archive.read(one) for one in archive.namelist()}
    return zipped(members | {name: change(members[name])})


MESSAGE = b'msgid "English"\nmsgstr ""\n'
SECRET = "root:x:0"
ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&e;</t></si></sst>'
)

LAUGHS = ENTITY.replace(b'SYSTEM "file:///etc/passwd"', b'"ha"')


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\x00\x01\xfe\xff binary", "not in UTF-8"),
        (b"\x00\x01 binary", "not a PO file"),
        (b"/etc/passwd", "not a PO file"),
        (b"just words", "not a PO file"),
        (b"\xed\xa0\x80", "not in UTF-8"),  # half a surrogate pair
        (b'msgid "x', "does not say in which language"),
        (b'msgid "English"\nmsgstr "Ingiriisi"\n', "does not say in which language"),
        (b"PK\x03\x04 and then nothing", "not a spreadsheet"),
        (zipped({"a.txt": "words"}), "not a spreadsheet"),
        (zipped({f"{n}.txt": "" for n in range(300)}), "too large when it is unpacked"),
        (zipped({"a.xml": b"\0" * 13 * 1024 * 1024}), "too large when it is unpacked"),
        (zipped({"a.xml": "words"}, ZIP_LZMA), "not a spreadsheet"),
        (zipped({"a.txt": "words"}).replace(b"words", b"other"), "not a spreadsheet"),
        (MESSAGE + b'"x"\n' * 200_001, "too many lines"),
        (MESSAGE + b'"x"\x0c' * 200_001, "too many lines"),
        (MESSAGE + b'"x"\n' * 501, "around line 502 has too many lines"),
        (MESSAGE + b'"x"\n#: a\n' * 501, "has too many lines"),
        (MESSAGE + b"\n#, fuzzy" * 501, "has too many lines"),
        (b'msgid ""\nmsgstr "' + rb"x\n" * 501 + b'"', "has too many lines"),
        (b'msgid "a"\nmsgstr "b"\n' * 2000, "too many messages"),
        (b"x" * (5 * 1024 * 1024 + 1), "5 MB"),
    ],
    ids=range(22),
)
def test_a_file_that_is_none_of_ours_is_refused_with_a_reason(translator, content, why):
    response = upload(translator, address(begin()), content)
    page = refused(response)
    assert why in page
    assert SECRET not in page


@pytest.mark.parametrize("sheet", [ENTITY, LAUGHS])
@pytest.mark.parametrize("member", ["[Content_Types].xml", "xl/worksheets/sheet2.xml"])
def test_entities_in_a_spreadsheet_are_not_read(translator, sheet, member):
    translation = begin()
    content = with_member(download(translator, translation, "xlsx"), member, lambda _old: sheet)
    page = refused(upload(translator, address(translation), content))
    assert "not a spreadsheet" in page
    assert SECRET not in page
    assert openpyxl.DEFUSEDXML


@pytest.mark.parametrize(
    "rows",
    [b'<row r="1">' + b"<c><v>1</v></c>" * 200_000 + b"</row>", b"<row/>" * 200_000],
    ids=["cells", "rows"],
)
def test_a_sheet_with_more_in_it_than_there_are_strings_is_not_parsed(translator, rows):
    translation = begin()
    content = with_member(
        download(translator, translation, "xlsx"),
        "xl/worksheets/sheet2.xml",
        lambda sheet: sheet.replace(b"</sheetData>", rows + b"</sheetData>"),
    )
    page = refused(upload(translator, address(translation), content))
    assert "too large when it is unpacked" in page


def test_comments_of_any_length_in_a_po_file_do_no_harm(translator):
    translation = begin()
    content = FILL["po"](download(translator, translation, "po"), {"English title": "Cinwaan"}.get)
    content = b"# words\n#. words\n#: place\n" * 40_000 + content
    assert "1 written" in page_text(upload(translator, address(translation), content))


def test_a_spreadsheet_that_lies_about_its_size_is_read_as_it_is(translator):
    translation = begin()
    content = fill_xlsx(download(translator, translation, "xlsx"), {"English title": "Cinwaan"}.get)
    content = with_member(
        content,
        "xl/worksheets/sheet2.xml",
        lambda sheet: sheet.replace(b'ref="A1:H4"', b'ref="A1:XFD1048576"'),
    )
    assert b"XFD1048576" in ZipFile(BytesIO(content)).read("xl/worksheets/sheet2.xml")
    assert "1 written" in page_text(upload(translator, address(translation), content))


def test_the_name_of_a_file_does_not_matter(translator, kind):
    translation = begin()
    content = FILL[kind](download(translator, translation, kind), {"English title": "Cinwaan"}.get)
    response = upload(translator, address(translation), content, name="../../x\x00.html")
    assert "1 written" in page_text(response)


def test_sending_no_file_is_answered_in_the_form(translator):
    response = translator.post(address(begin()), {})
    assert response.status_code == 422
    assert "This field is required" in page_text(response)


def test_a_file_names_nobody(client, user, kind):
    account = user("Translators (Soomaali)", username="secret-name", first_name="Secret")
    client.force_login(account)
    content = download(client, begin(), kind)
    members = {"po": content}
    if kind == "xlsx":
        with ZipFile(BytesIO(content)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        properties = load_workbook(BytesIO(content)).properties
        assert not properties.creator
        assert not properties.lastModifiedBy
    for member in members.values():
        assert b"ecret" not in member
        assert b"Last-Translator" not in member


# Permissions


def addresses(translation):
    page = [translation.get_target_instance().pk]
    return [
        reverse("exchange_page", args=page),
        reverse("exchange_page_file", args=[*page, "po"]),
        reverse("exchange_page_file", args=[*page, "xlsx"]),
        reverse("exchange_message", args=page),
        reverse("exchange_reply", args=page),
        reverse("exchange_language", args=["so"]),
        reverse("exchange_language_file", args=["so", "po"]),
        reverse("exchange_language_file", args=["so", "xlsx"]),
    ]


@pytest.mark.parametrize("group", ["Translators (Español)", "Translators (Hmoob)", "Moderators"])
def test_users_who_do_not_work_in_a_language_are_redirected(admin_of, group):
    translation = begin()
    client = admin_of(group)
    before = translating.stored_strings("so")
    for url in addresses(translation):
        for answer in (
            client.get(url),
            upload(client, url, b"x", follow=False),
            client.post(url, {"reply": "x"}),
        ):
            assert (answer.status_code, answer.headers.get("location")) in {
                (302, reverse("wagtailadmin_home")),
                (405, None),
            }
    assert client.get(addresses(translation)[0]).status_code == 302
    assert translating.stored_strings("so") == before


def test_the_exchange_requires_signing_in(client):
    for url in addresses(begin()):
        for answer in (client.get(url), client.post(url)):
            assert answer.status_code == 302
            assert reverse("wagtailadmin_login") in answer["location"]


def test_english_and_stopped_translations_do_not_go_out(admin_of):
    client = admin_of()
    translation = begin()
    english = translation.source.get_source_instance()
    translation.enabled = False
    translation.save()
    for url in (
        reverse("exchange_language", args=["en"]),
        reverse("exchange_page", args=[english.pk]),
        address(translation),
    ):
        assert client.get(url)["location"] == reverse("wagtailadmin_home")


@pytest.mark.parametrize("url", ["so/file/csv/", "fr/", "fr/file/po/"])
def test_an_unknown_address_is_not_found(translator, url):
    begin()
    assert translator.get(f"/admin/translation/exchange/{url}").status_code == 404


@pytest.mark.parametrize("language", translating.TRANSLATORS)
def test_the_translate_view_leads_to_each_way_out_and_in(admin_of, language):
    client = admin_of(translating.TRANSLATORS[language])
    translation = begin(language)
    page = translation.get_target_instance()
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    for url in addresses(translation)[:5]:
        assert f'href="{url}"' in shown
