"""Numbered messages that volunteers answer on a phone."""

from base64 import b32encode
from datetime import timedelta
from hashlib import sha256

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..models import NumberedMessage
from .scope import ExchangedPage

KEPT_FOR = timedelta(days=30)


def make(part: ExchangedPage, *, everything: bool = False) -> NumberedMessage | None:
    """Return a message with the untranslated strings of `part`, or None if there are none.

    With `everything`, include translated strings. The same strings get the same message.
    """
    strings = [
        [string.key, string.fingerprint, string.english]
        for string in part.strings
        if everything or not string.is_done
    ]
    if not strings:
        return None
    fingerprint = sha256(repr((part.translation.pk, strings)).encode()).digest()
    message, created = NumberedMessage.objects.update_or_create(
        code=b32encode(fingerprint[:5]).decode(),
        defaults={"made_at": timezone.now()},
        create_defaults={"translation": part.translation, "strings": strings},
    )
    if created:
        NumberedMessage.objects.filter(made_at__lt=timezone.now() - KEPT_FOR).delete()
    return message


def text_of(message: NumberedMessage, language: str) -> str:
    """Return `message` as text: instructions in `language`, its code, and numbered strings."""
    with override(language):
        lines = [
            _(
                "Please translate this for the campaign. Nothing is published until somebody has"
                " checked it."
            ),
            _("Answer in one message: each number, then your translation."),
            _("Leave out what you are not sure of."),
        ]
        english = "".join(text for _key, _was, text in message.strings)
        if "<" in english:
            lines.append(
                _("Keep what is in angle brackets, such as <b>, </b>, <a …> and </a>, as it is.")
            )
        if "{" in english:
            lines.append(_("Keep the parts in braces, such as {number}, exactly as they are."))
        lines.append(_("Keep this code in your answer: %(code)s") % {"code": f"#TX-{message.code}"})
    numbered = [
        f"{number}. {english}"
        for number, (_key, _was, english) in enumerate(message.strings, start=1)
    ]
    return "\n\n".join(["\n".join(lines), *numbered])
