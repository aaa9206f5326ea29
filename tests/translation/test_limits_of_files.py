"""Tests for exact limits of numbered messages and exchange files."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import time_machine
from openpyxl import load_workbook

from home.translation.exchange import message, po, reply, returned, scope, spreadsheet
from home.translation.exchange.returned import Unreadable
from home.translation.models import NumberedMessage
from tests import factories as make
from tests.support.by_link import begin
from tests.support.exchange import saved

pytestmark = pytest.mark.django_db
NOON = datetime(2031, 6, 3, 17, tzinfo=UTC)
SOMALI = "Translators (Soomaali)"


def test_messages_are_kept_for_exactly_thirty_days(admin_of):
    with time_machine.travel(NOON, tick=False) as clock:
        parts = [of(begin(slug=slug)) for slug in ("one", "two", "three")]
        old = message.make(parts[0])
        clock.shift(timedelta(days=30))
        message.make(parts[1])
        assert NumberedMessage.objects.filter(pk=old.pk).exists()
        clock.shift(timedelta(seconds=1))
        message.make(parts[1])  # the same message: nothing is deleted
        assert NumberedMessage.objects.filter(pk=old.pk).exists()
        message.make(parts[2])
        assert not NumberedMessage.objects.filter(pk=old.pk).exists()


def test_a_message_that_is_sent_again_is_kept_for_thirty_more_days(admin_of):
    with time_machine.travel(NOON, tick=False) as clock:
        parts = [of(begin(slug=slug)) for slug in ("one", "two", "three")]
        sent = message.make(parts[0])
        clock.shift(timedelta(days=29))
        assert message.make(parts[0]) == sent
        clock.shift(timedelta(days=30))
        message.make(parts[1])
        assert NumberedMessage.objects.filter(pk=sent.pk).exists()
        clock.shift(timedelta(seconds=1))
        message.make(parts[2])
        assert not NumberedMessage.objects.filter(pk=sent.pk).exists()


def of(translation):
    return scope.of_page(make.user(), translation.get_target_instance()).parts[0]


def po_file(messages, more=""):
    entries = "".join(f'msgid "{number}"\nmsgstr "x"\n\n' for number in range(messages))
    return (f'msgid ""\nmsgstr "Language: so\\n"\n\n{entries}{more}').encode()


def test_a_po_file_has_exactly_as_many_messages_as_it_may():
    assert len(po.read(po_file(3), 3).rows) == 3
    with pytest.raises(Unreadable, match="too many messages"):
        po.read(po_file(4), 3)


def test_a_po_file_has_at_most_200_000_lines():
    more = "\n" * (200_000 - len(po_file(3).decode().splitlines()))
    assert len(po.read(po_file(3, more), 9).rows) == 3
    with pytest.raises(Unreadable, match="too many lines in this file"):
        po.read(po_file(3, f"{more}\n"), 9)


def test_a_po_message_has_at_most_500_lines():
    # The line of the translation counts, too.
    assert po.read(po_file(1, more='msgid "a"\nmsgstr ""\n' + '"x"\n' * 499), 9).rows
    with pytest.raises(Unreadable, match="around line 508 has too many lines"):
        po.read(po_file(1, more='msgid "a"\nmsgstr ""\n' + '"x"\n' * 500), 9)


@pytest.mark.parametrize(("strings", "rows"), [(0, 1000), (3, 1006), (20_000, 20_000)])
def test_a_file_may_have_some_more_rows_than_there_are_strings(strings, rows):
    translation = begin()
    found = scope.of_page(make.user(), translation.get_target_instance())
    found.parts[0].strings = [None] * strings
    assert returned.max_rows(found) == rows


def test_a_spreadsheet_has_exactly_as_many_rows_as_it_may():
    found = scope.of_page(make.user(), begin().get_target_instance())
    content = spreadsheet.write(found)
    assert len(spreadsheet.read(content, 2).rows) == 2
    with pytest.raises(Unreadable, match="too many rows"):
        spreadsheet.read(content, 1)


@pytest.fixture
def exported():
    return spreadsheet.write(scope.of_page(make.user(), begin().get_target_instance()))


def measured(content):
    """Return the counts of files, bytes and tags in a spreadsheet."""
    with ZipFile(BytesIO(content)) as archive:
        members = archive.infolist()
        tags = sum(archive.read(member).count(b"<") for member in members)
    return len(members), sum(member.file_size for member in members), tags


def with_files(content, *more):
    file = BytesIO(content)
    with ZipFile(file, "a", ZIP_DEFLATED) as archive:
        for number, one in enumerate(more):
            archive.writestr(f"more-{number}", one)
    return file.getvalue()


def test_a_spreadsheet_is_at_most_as_large_as_an_exported_file_can_be(exported):
    files, size, tags = measured(exported)
    most = 9
    for as_large, too_large in (
        ([""] * (200 - files), [""] * (201 - files)),
        (["x" * (12 * 2**20 - size)], ["x" * (12 * 2**20 - size + 1)]),
        (["<" * (5000 + 60 * most - tags)], ["<" * (5000 + 60 * most - tags + 1)]),
    ):
        assert len(spreadsheet.read(with_files(exported, *as_large), most).rows) == 2
        with pytest.raises(Unreadable, match="too large"):
            spreadsheet.read(with_files(exported, *too_large), most)


def changed(content, change):
    """Return what is read from a spreadsheet after `change` of its sheet, if 9 rows may be."""
    book = load_workbook(BytesIO(content))
    change(book["Strings"])
    return spreadsheet.read(saved(book), 9)


def test_headings_are_found_in_the_first_twenty_rows(exported):
    assert changed(exported, lambda sheet: sheet.insert_rows(1, 19)).language == "so"
    assert changed(exported, lambda sheet: sheet.insert_rows(1, 20)).language == ""


def test_without_headings_the_columns_are_those_of_an_exported_sheet(exported):
    def fill_and_delete_headings(sheet):
        sheet.cell(2, spreadsheet.TRANSLATION).value = "Cinwaan"
        sheet.delete_rows(1)

    first, _second = changed(exported, fill_and_delete_headings).rows
    assert (first.english, first.text) == ("English title", "Cinwaan")


@pytest.mark.parametrize(("column", "text"), [(30, "Cinwaan"), (31, "")])
def test_thirty_columns_are_read(exported, column, text):
    def move_translations(sheet):
        sheet.cell(1, column).value = sheet.cell(1, spreadsheet.TRANSLATION).value
        sheet.cell(1, spreadsheet.TRANSLATION).value = None
        sheet.cell(2, column).value = "Cinwaan"

    assert changed(exported, move_translations).rows[0].text == text


@pytest.mark.parametrize(("row", "is_read"), [(5009, True), (5010, False)])
def test_five_thousand_empty_rows_are_skipped(exported, row, is_read):
    def move_last(sheet):
        for cell in sheet[3]:
            sheet.cell(row, cell.column).value, cell.value = cell.value, None

    assert len(changed(exported, move_last).rows) == (2 if is_read else 1)


# Replies


@pytest.fixture
def reply_of():
    """Return a function that reads a reply with `answers` and counts the answers found."""
    translation = begin()
    found = scope.of_page(make.user(), translation.get_target_instance())
    start = f"#TX-{message.make(found.parts[0]).code}\n"

    def read(answers):
        return len(reply.read(start + answers, translation).candidates)

    read.rest = 100_000 - len(start)
    return read


def test_a_reply_has_at_most_100_000_characters_5000_line_breaks_and_1000_answers(reply_of):
    def answers(count):
        return "".join(f"1. Eray {number}\n" for number in range(count))

    for as_long, too_long, found in (
        ("1. a".ljust(reply_of.rest), "1. a".ljust(reply_of.rest + 1), 1),
        ("1. a" + "\n" * 4999, "1. a" + "\n" * 5000, 1),
        (answers(1000), answers(1001), 1000),
    ):
        assert reply_of(as_long) == found
        with pytest.raises(Unreadable, match="The reply is too long"):
            reply_of(too_long)
