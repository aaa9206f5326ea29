"""Machine drafts, made by wagtail-localize's translators if a provider is set up.

Those classes accept any language and fail if the provider does not know it, so the settings list
the languages that it knows.
"""

from django.conf import settings
from wagtail_localize.machine_translators.deepl import DeepLTranslator
from wagtail_localize.machine_translators.libretranslate import LibreTranslator
from wagtail_localize.strings import StringValue

from .checks import find_errors
from .lookup import readable, translatable_strings
from .services import save_translation

PROVIDERS = {"deepl": DeepLTranslator, "libretranslate": LibreTranslator}
AT_ONCE = 50  # strings in a request: https://developers.deepl.com/api-reference/translate


class Unavailable(Exception):
    """Raised if no draft can be made, with a message in English for the user."""


def knows(locale):
    """Return True if a provider is set up that translates into `locale`."""
    known = settings.MACHINE_TRANSLATOR_LANGUAGES
    return bool(settings.MACHINE_TRANSLATOR) and locale.language_code in known


def draft(translation):
    """Fill untranslated strings with machine drafts, except those that need people.

    Return the counts of strings that were filled and left to people.

    Raises:
        Unavailable: there is no provider, it does not know the language, or it failed.
    """
    source, target = translation.source.locale, translation.target_locale
    if not settings.MACHINE_TRANSLATOR:
        raise Unavailable("No machine translation is set up.")
    if not knows(target):
        raise Unavailable(f"The machine does not know {target.get_display_name()}.")
    provider = PROVIDERS[settings.MACHINE_TRANSLATOR](settings.MACHINE_TRANSLATOR_OPTIONS)
    empty = [string for string in translatable_strings(translation) if not string.text]
    wanted = [string for string in empty if not string.needs_people]
    filled = 0
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        values = [StringValue(string.segment.string.data) for string in part]
        try:
            drafts = provider.translate(source, target, values)
        # Raised by the translators if the network, the key or the answer is bad; errors of
        # `requests` are OSErrors.
        except (OSError, LookupError, TypeError, ValueError) as error:
            raise Unavailable(f"{provider.display_name} did not answer as it should.") from error
        # Somebody may have written while the machine did.
        written = {string.key for string in translatable_strings(translation) if string.text}
        for string, value in zip(part, values, strict=True):
            text = readable(drafts[value].data, string.is_rich)
            if string.key not in written and not find_errors(string, text):
                tool = provider.display_name
                save_translation(string, text, by_machine=True, tool=tool)
                filled += 1
    return filled, len(empty) - filled
