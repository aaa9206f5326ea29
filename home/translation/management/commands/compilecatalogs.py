"""Command that compiles the message catalogs without gettext."""

from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from home.formats import plural_count


class Command(BaseCommand):
    help = "Compile each locale/*/LC_MESSAGES/django.po whose .mo file is missing or older."
    # The checks need the files that this command makes.
    requires_system_checks = []

    def handle(self, **options):
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/django.po")):
                target = source.with_suffix(".mo")
                if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                    continue
                language = source.parent.parent.name
                catalog = polib.pofile(str(source))
                _check_plurals(catalog, language)
                catalog.save_as_mofile(str(target))
                # Root installs the code, and the service reads it.
                target.chmod(0o644)
                self.stdout.write(f"Compiled {language}.")


def _check_plurals(catalog, language):
    """Check that each message has as many plural forms as the catalog's header says.

    Raises:
        CommandError: a message has more or fewer forms.
    """
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
