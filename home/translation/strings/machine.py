"""Machine drafts from wagtail-localize's machine translators.

The settings list the languages of the provider, because the translators do not report them.
"""

from typing import NamedTuple

from django.conf import settings
from wagtail.models import Locale
from wagtail_localize.machine_translators.deepl import DeepLTranslator
from wagtail_localize.machine_translators.libretranslate import LibreTranslator
from wagtail_localize.models import Translation
from wagtail_localize.strings import StringValue

from .checks import equals_english, find_errors
from .lookup import readable, translatable_strings
from .services import save_translation

PROVIDERS = {"deepl": DeepLTranslator, "libretranslate": LibreTranslator}
AT_ONCE = 50  # strings per request: https://developers.deepl.com/api-reference/translate


class Unavailable(Exception):
    """Raised when a machine draft cannot be made. The message gives the reason."""


def knows(locale: Locale) -> bool:
    """Return True if a machine translation provider is set up and supports `locale`."""
    known = settings.MACHINE_TRANSLATOR_LANGUAGES
    return bool(settings.MACHINE_TRANSLATOR) and locale.language_code in known


class Drafts(NamedTuple):
    """Result of a request for machine drafts."""

    filled: int  # count of strings that were filled
    left: int  # count of untranslated strings that were not
    returned: list[str]  # English texts that the machine returned as their own translation


def draft(translation: Translation) -> Drafts:
    """Fill untranslated strings of `translation` with machine drafts that have no errors.

    Raises:
        Unavailable: no provider is set up for the language, or the provider has failed.
    """
    source, target = translation.source.locale, translation.target_locale
    if not settings.MACHINE_TRANSLATOR:
        raise Unavailable("No machine translation is set up.")
    if not knows(target):
        raise Unavailable(f"The machine does not support {target.get_display_name()}.")
    provider = PROVIDERS[settings.MACHINE_TRANSLATOR](settings.MACHINE_TRANSLATOR_OPTIONS)
    empty = [string for string in translatable_strings(translation) if not string.text]
    wanted = [string for string in empty if not string.needs_people]
    filled, returned = 0, []
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        values = [StringValue(string.segment.string.data) for string in part]
        try:
            drafts = provider.translate(source, target, values)
        # The translators raise these errors if the network, the API key or the response is faulty.
        # Errors of `requests` are OSErrors.
        except (OSError, LookupError, TypeError, ValueError) as error:
            raise Unavailable(f"{provider.display_name} did not answer as it should.") from error
        # Somebody may have saved a translation in the meantime.
        written = {string.key for string in translatable_strings(translation) if string.text}
        for string, value in zip(part, values, strict=True):
            text = readable(drafts[value].data, string.is_rich)
            if string.key in written:
                continue
            if equals_english(string, text):
                returned.append(string.english)
            elif not find_errors(string, text):
                tool = provider.display_name
                save_translation(string, text, by_machine=True, tool=tool)
                filled += 1
    return Drafts(filled, len(empty) - filled, returned)
