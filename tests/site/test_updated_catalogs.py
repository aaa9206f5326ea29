"""Tests for the command that updates the catalogs, without the programs of gettext."""

import shutil
from io import StringIO
from pathlib import Path

import polib
import pytest
from django.conf import settings as site_settings
from django.core.management import call_command

from home.translation.management.commands import updatecatalogs


@pytest.fixture
def collected(settings, tmp_path, monkeypatch):
    """Update copies of the catalogs, and return (folder, options of `makemessages`, output)."""
    shutil.copytree(site_settings.LOCALE_PATHS[0], tmp_path / "locale")
    settings.LOCALE_PATHS = [str(tmp_path / "locale")]
    settings.INTERFACE_REVIEWED_ON = {"so": "2031-06-03"}
    calls, output = [], StringIO()
    monkeypatch.setattr(updatecatalogs, "call_command", lambda name, **kw: calls.append((name, kw)))
    call_command("updatecatalogs", stdout=output)
    ((name, options),) = calls
    assert name == "makemessages"
    return tmp_path / "locale", options, output.getvalue()


def catalog(folder, language):
    return Path(folder, language, "LC_MESSAGES", "django.po")


def test_messages_are_collected_for_every_language_but_english(collected):
    _folder, options, output = collected
    assert options["locale"] == ["es", "so", "hmn"]
    assert [line.partition(":")[0] for line in output.splitlines()] == ["es", "so", "hmn"]
    assert "tests" in options["ignore_patterns"]
    assert options["no_location"] is options["no_wrap"] is options["no_obsolete"] is True
    assert options["verbosity"] == 0


def test_only_a_reviewed_catalog_says_that_it_is_reviewed(collected):
    folder, _options, _output = collected
    headers = {code: polib.pofile(str(catalog(folder, code))).header for code in ("es", "so")}
    assert headers == {
        "es": "Machine draft. No fluent reader has reviewed it.",
        "so": "Reviewed by a fluent reader on 2031-06-03.",
    }


def test_a_second_update_changes_no_letter_and_the_messages_are_sorted(collected):
    folder, _options, _output = collected
    first = catalog(folder, "hmn").read_text()
    assert first == catalog(site_settings.BASE_DIR / "locale", "hmn").read_text()
    call_command("updatecatalogs", stdout=StringIO())
    assert catalog(folder, "hmn").read_text() == first
    entries = polib.pofile(str(catalog(folder, "hmn")))
    keys = [(entry.msgid, entry.msgctxt or "") for entry in entries]
    assert keys == sorted(keys)
    assert not entries.metadata_is_fuzzy


def test_the_count_of_messages_to_translate_includes_those_that_are_in_doubt(
    collected, monkeypatch
):
    folder, _options, before = collected
    po = polib.pofile(str(catalog(folder, "es")), wrapwidth=0)
    plain = [entry for entry in po if not entry.msgid_plural and entry.translated()]
    plain[0].msgstr, plain[1].flags = "", ["fuzzy"]
    po.save()
    output = StringIO()
    call_command("updatecatalogs", stdout=output)
    assert before.startswith(f"es: {len(po)} messages, 0 to translate.")
    assert output.getvalue().startswith(f"es: {len(po)} messages, 2 to translate.")
