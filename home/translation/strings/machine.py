"""Machine drafts: off unless a provider is set up; made by wagtail-localize's own classes.

They claim to translate into any language and fail where the provider does not know it: which
languages it knows is said in the settings.
"""

from django.conf import settings
from wagtail_localize.machine_translators.deepl import DeepLTranslator
from wagtail_localize.machine_translators.libretranslate import LibreTranslator
from wagtail_localize.strings import StringValue

from . import segments

PROVIDERS = {"deepl": DeepLTranslator, "libretranslate": LibreTranslator}
AT_ONCE = 50  # strings in a request: https://developers.deepl.com/api-reference/translate


class Unavailable(Exception):
    """No draft was made; the message says why, in English, to whoever asked."""


def knows(locale):
    """Whether a provider is set up that translates into `locale`."""
    known = settings.MACHINE_TRANSLATOR_LANGUAGES
    return bool(settings.MACHINE_TRANSLATOR) and locale.language_code in known


def draft(translation):
    """Fill the strings that have no translation, and that a machine may write, with its drafts.

    Returns how many were filled, and how many were left to people: (filled, left).

    Raises:
        Unavailable: there is no provider, it does not know the language, or it failed.
    """
    source, target = translation.source.locale, translation.target_locale
    if not settings.MACHINE_TRANSLATOR:
        raise Unavailable("No machine translation is set up.")
    if not knows(target):
        raise Unavailable(f"The machine does not know {target.get_display_name()}.")
    provider = PROVIDERS[settings.MACHINE_TRANSLATOR](settings.MACHINE_TRANSLATOR_OPTIONS)
    empty = [item for item in segments.items(translation) if not item.text]
    wanted = [item for item in empty if not item.needs_people]
    filled = 0
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        strings = [StringValue(item.segment.string.data) for item in part]
        try:
            drafts = provider.translate(source, target, strings)
        # What they raise where the network, the key or the answer is not as it should be; the
        # errors of `requests` are OSErrors.
        except (OSError, LookupError, TypeError, ValueError) as error:
            raise Unavailable(f"{provider.display_name} did not answer as it should.") from error
        written = {item.key for item in segments.items(translation) if item.text}
        for item, string in zip(part, strings, strict=True):
            text = segments.readable(drafts[string].data, item.is_rich)
            # Somebody may have written while the machine did.
            if item.key not in written and not segments.check(item, text):
                tool = provider.display_name
                segments.save(item, text, by_machine=True, tool=tool)
                filled += 1
    return filled, len(empty) - filled
