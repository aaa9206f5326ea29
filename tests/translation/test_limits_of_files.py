"""Tests for exact limits of numbered messages and exchange files."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine

from home.translation.exchange import message, po, returned, scope, spreadsheet
from home.translation.exchange.returned import Unreadable
from home.translation.models import NumberedMessage
from tests import factories as make
from tests.support.by_link import begin

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


def test_a_po_file_has_exactly_as_many_lines_as_it_may(monkeypatch):
    lines = len(po_file(3).decode().splitlines())
    monkeypatch.setattr(po, "MAX_LINES", lines)
    assert len(po.read(po_file(3), 9).rows) == 3
    with pytest.raises(Unreadable, match="too many lines"):
        po.read(po_file(3, more="\n"), 9)


def test_a_po_message_has_exactly_as_many_lines_as_it_may(monkeypatch):
    monkeypatch.setattr(po, "MAX_LINES_OF_ONE", 10)
    # The line of the translation, then its other lines; the next message's first line counts too.
    assert po.read(po_file(1, more='msgid "a"\nmsgstr ""\n' + '"x"\n' * 9), 9).rows
    with pytest.raises(Unreadable, match="too many lines"):
        po.read(po_file(1, more='msgid "a"\nmsgstr ""\n' + '"x"\n' * 10), 9)


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


@pytest.mark.parametrize("limit", ["MAX_MEMBERS", "MAX_UNPACKED", "MAX_TAGS"])
def test_a_spreadsheet_is_exactly_as_large_as_it_may_be(monkeypatch, limit):
    content = spreadsheet.write(scope.of_page(make.user(), begin().get_target_instance()))
    with ZipFile(BytesIO(content)) as archive:
        members = archive.infolist()
        sizes = {
            "MAX_MEMBERS": len(members),
            "MAX_UNPACKED": sum(member.file_size for member in members),
            "MAX_TAGS": sum(archive.read(member).count(b"<") for member in members)
            - 9 * spreadsheet.MAX_TAGS_OF_ROW,
        }
    monkeypatch.setattr(spreadsheet, limit, sizes[limit])
    assert len(spreadsheet.read(content, 9).rows) == 2
    monkeypatch.setattr(spreadsheet, limit, sizes[limit] - 1)
    with pytest.raises(Unreadable, match="too large"):
        spreadsheet.read(content, 9)
