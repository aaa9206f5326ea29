"""Command that compiles the message catalogs without gettext."""

from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from home.formats import plural_count


class Command(BaseCommand):
    help = (
        "Compile each locale/*/LC_MESSAGES/django.po whose .mo file is missing or older, and make the"
        " English one."
    )
    # The checks need the files that this command makes.
    requires_system_checks = []

    def handle(self, **options):
        for folder in settings.LOCALE_PATHS:
            sources = sorted(Path(folder).glob("*/LC_MESSAGES/django.po"))
            for source in sources:
                if _is_current(target := source.with_suffix(".mo"), source):
                    continue
                language = source.parent.parent.name
                catalog = polib.pofile(str(source))
                _check_plurals(catalog, language)
                _save(catalog, target)
                self.stdout.write(f"Compiled {language}.")
            english = Path(folder, settings.LANGUAGE_CODE, "LC_MESSAGES", "django.mo")
            if sources and not _is_current(english, *sources):
                english.parent.mkdir(parents=True, exist_ok=True)
                _save(_english(sources), english)


def _is_current(target, *sources):
    newest = max(source.stat().st_mtime for source in sources)
    return target.exists() and target.stat().st_mtime >= newest


def _save(catalog, target):
    catalog.save_as_mofile(str(target))
    # Root installs the code, and the service reads it.
    target.chmod(0o644)


def _english(sources):
    # It translates each message into itself. Without it, Django would look for each message in the
    # English catalogs of all packages, which would slow down each page.
    english = polib.POFile()
    english.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    messages = {
        (entry.msgctxt, entry.msgid): entry.msgid_plural
        for source in sources
        for entry in polib.pofile(str(source))
        if not entry.obsolete
    }
    for (context, message), plural in messages.items():
        entry = polib.POEntry(msgctxt=context, msgid=message, msgid_plural=plural)
        if plural:
            entry.msgstr_plural = {0: message, 1: plural}
        else:
            entry.msgstr = message
        english.append(entry)
    return english


def _check_plurals(catalog, language):
    forms = plural_count(catalog.metadata.get("Plural-Forms", ""))
    wrong = [
        entry.msgid
        for entry in catalog
        if not entry.obsolete
        and entry.msgid_plural
        and set(entry.msgstr_plural) != set(range(forms))
    ]
    if wrong:
        raise CommandError(
            f"In the catalog “{language}” each plural message must have {forms} forms, as its header "
            f"says. Correct these: {', '.join(f'“{msgid}”' for msgid in wrong)}."
        )
