"""Tests for exact limits of imports and deletions, and details of links, chats and versions."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from home.translation.exchange import imports
from home.translation.exchange.models import ImportedRow, TranslationImport
from home.translation.housekeeping import KEEP_USES, delete_uses
from home.translation.models import LinkUse
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from home.translation.teamwork.models import StringVersion
from home.translation.teamwork.versions import delete_old, summaries_of
from tests import factories as make
from tests.support.by_link import begin, open_link
from tests.support.exchange import address, found, upload
from tests.support.soup import page_of, parse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["", "preview/"])
def test_no_page_of_a_link_leads_other_languages_to_the_link(client, path):
    _translation, url = open_link()
    links = page_of(client.get(f"{url}{path}")).select("nav.language-switcher a")
    assert [link["href"] for link in links] == ["/en/", "/es/", "/so/", "/hmn/"]


def test_a_chat_is_read_by_its_names_if_one_line_of_many_has_a_name_and_a_number(pasted):
    shown = pasted("{code}\nBeto: 1. Cinwaan\nthanks to all\nsee you")
    assert found(shown)[0][:2] == (1, "Cinwaan")


def test_a_word_with_a_colon_is_part_of_a_text_in_a_chat_without_names(pasted):
    shown = pasted("{code}\n1. Cinwaan\nFiiro: laba\n2. Codso")
    assert ["Cinwaan", "Fiiro:", "laba"] in [
        text.split() for _number, text, _ticked in found(shown)
    ]


@pytest.mark.parametrize(("typed", "is_marked"), [("Codso", False), ("Codso hadda", True)])
def test_the_form_of_a_phrase_marks_a_text_that_is_not_saved(translator, typed, is_marked):
    phrase = make.phrase("Own words", so="Codso")
    address = reverse("phrase_translation", args=[phrase.pk, "so"])
    assert not page_of(translator.get(address)).select_one("[data-key]").has_attr("data-unsaved")
    refused = translator.post(address, {"text": typed, "was": "another", "action": "save"})
    assert refused.status_code == 409
    box = parse(refused).select_one("[data-key]")
    assert (box.text.strip(), box.has_attr("data-unsaved")) == (typed, is_marked)


def imported(user, is_refused, count):
    """Store an import of `count` rows, all refused or all with warnings, and return its address."""
    record = TranslationImport.objects.create(
        user=user,
        locale=Locale.objects.get(language_code="so"),
        refused=count if is_refused else 0,
        finished_at=timezone.now(),
    )
    ImportedRow.objects.bulk_create(
        ImportedRow(
            of_import=record,
            is_refused=is_refused,
            row=[f"row {number}", "", "English", "Erayo", ""],
            why="Reason",
        )
        for number in range(1, count + 1)
    )
    return reverse("exchange_import", args=[record.pk])


@pytest.mark.parametrize("is_refused", [True, False])
@pytest.mark.parametrize("count", [100, 101])
def test_the_report_of_an_import_has_at_most_100_rows(admin_of, user, is_refused, count):
    editor = admin_of()
    page = page_of(editor.get(imported(user(), is_refused, count))).main.get_text(" ")
    assert "row 100" in page
    assert "row 101" not in page
    assert ("The file has the others." in page) is (is_refused and count > 100)


@pytest.mark.parametrize(("total", "is_at_once"), [(500, True), (501, False)])
def test_an_import_of_at_most_500_rows_is_done_at_once(
    translator, exchanged, po_text, monkeypatch, total, is_at_once
):
    begin_import, runs = imports.begin, []

    def begin_with_total(record, file):
        begin_import(record, file)
        record.total = total

    monkeypatch.setattr(imports, "begin", begin_with_total)
    monkeypatch.setattr(imports, "run", runs.append)
    assert upload(translator, address(exchanged), po_text.encode(), follow=False).status_code == 302
    assert len(runs) == int(is_at_once)


def deletions_in(function):
    with CaptureQueriesContext(connection) as queries:
        result = function()
    return result, sum(query["sql"].startswith("DELETE") for query in queries)


@pytest.mark.parametrize(("count", "batches"), [(1000, 1), (1001, 2)])
def test_old_versions_are_deleted_in_batches_of_1000(count, batches):
    translation = begin()
    string = translatable_strings(translation)[0]
    save_translation(string, "Cinwaan")
    newest = StringVersion.objects.get()
    StringVersion.objects.bulk_create(
        StringVersion(
            string_id=newest.string_id,
            context_id=newest.context_id,
            locale_id=newest.locale_id,
            data=f"Eray {number}",
        )
        for number in range(count + 49)
    )
    assert deletions_in(lambda: delete_old(dry_run=False)) == (count, batches)
    assert StringVersion.objects.count() == 50


def test_a_summary_has_the_newest_version_the_newest_text_and_the_total():
    translation = begin()
    first, second = translatable_strings(translation)[:2]
    for text in ("Hal", "Laba"):
        save_translation(first, text)
        save_translation(second, f"{text} kale")
    row = StringVersion.objects.filter(data="Laba").get()
    StringVersion.objects.create(
        string_id=row.string_id, context_id=row.context_id, locale_id=row.locale_id, data=""
    )
    keys = StringVersion.objects.values_list("string", "context").distinct().order_by()
    with CaptureQueriesContext(connection) as queries:
        summaries = summaries_of(keys, row.locale_id)
    deleted = summaries[row.string_id, row.context_id]
    assert (deleted.newest.data, deleted.last_text.data, deleted.total) == ("", "Laba", 3)
    (kept,) = (summary for summary in summaries.values() if summary is not deleted)
    assert (kept.newest.data, kept.last_text, kept.total) == ("Laba kale", kept.newest, 2)
    loaded = queries[-1]["sql"].partition(" IN (")[2].partition(")")[0]
    assert len(loaded.split(",")) == 3


@pytest.mark.parametrize(("count", "batches"), [(1000, 1), (1001, 2)])
def test_uses_of_old_links_are_deleted_in_batches_of_1000(count, batches):
    link, _token = make.link(begin(), expires_at=timezone.now() - KEEP_USES - timedelta(seconds=1))
    recent, _token = make.link(
        link.translation, expires_at=timezone.now() - KEEP_USES + timedelta(hours=1)
    )
    one = LinkUse.objects.create(link=recent)
    LinkUse.objects.bulk_create(LinkUse(link=link) for _number in range(count))
    assert deletions_in(lambda: delete_uses(dry_run=False)) == (count, batches)
    assert LinkUse.objects.get() == one


def test_only_a_saved_text_makes_a_version():
    string = translatable_strings(begin())[0]
    save_translation(string, "Hore")
    row = StringTranslation.objects.get()
    row.data, row.has_error = "Cusub", True
    row.save(update_fields=["has_error"])
    assert StringVersion.objects.get().data == "Hore"
    row.save(update_fields=["data"])
    assert StringVersion.objects.latest("pk").data == "Cusub"
