"""Command that updates the message catalogs from the code and templates."""

from pathlib import Path

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from home.formats import language_rules, plural_count


class Command(BaseCommand):
    help = "Collect messages (needs gettext), and write the catalogs so that a second run changes nothing."
    requires_system_checks = []

    def handle(self, **options):
        languages = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        call_command(
            "makemessages",
            locale=languages,
            no_location=True,
            no_wrap=True,
            no_obsolete=True,
            ignore_patterns=[".venv*", "var", "tests"],
            verbosity=0,
        )
        folder, *_others = settings.LOCALE_PATHS
        for language in languages:
            path = Path(folder) / language / "LC_MESSAGES" / "django.po"
            rule = language_rules(language).PLURAL_FORMS
            reviewed_on = settings.INTERFACE_REVIEWED_ON.get(language)
            catalog = polib.pofile(str(path), wrapwidth=0)
            catalog.metadata = {
                "Language": language,
                "MIME-Version": "1.0",
                "Content-Type": "text/plain; charset=UTF-8",
                "Content-Transfer-Encoding": "8bit",
                "Plural-Forms": rule,
            }
            catalog.header = (
                f"Reviewed by a fluent reader on {reviewed_on}."
                if reviewed_on
                else "Machine draft. No fluent reader has reviewed it."
            )
            catalog.metadata_is_fuzzy = False
            for entry in catalog:
                if entry.msgid_plural:
                    # `makemessages` gives the messages of a new language two forms each.
                    entry.msgstr_plural = {
                        form: entry.msgstr_plural.get(form, "")
                        for form in range(plural_count(rule))
                    }
            catalog.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
            catalog.save()
            missing = len(catalog.untranslated_entries()) + len(catalog.fuzzy_entries())
            self.stdout.write(f"{language}: {len(catalog)} messages, {missing} to translate.")
