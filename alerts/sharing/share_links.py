"""Messages that readers send to friends, and links that open a message in another app."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from alerts.models import AlertPage, State
from alerts.phrasebook import names_for
from alerts.placeholders import fill
from home.addresses import absolute, page_address
from home.phones import PhoneNumber
from home.translation.placeholders import PLACEHOLDER

from .deadlines import moment, when
from .translation_notes import reviewed


@dataclass
class Message:
    """Message about an alert. `language` is the code of the language of `text`."""

    text: str
    language: str
    address: str

    @property
    def whole(self) -> str:
        """Text and address of the message."""
        return f"{self.text}\n{self.address}"


def message(alert: AlertPage, number: PhoneNumber | None, language: str | None = None) -> Message:
    """Return the message about `alert` for a reader of `language`, by default the active language.

    `number` is the first phone number of the alert, or None.
    """
    language = language or get_language()
    with override(language):
        address = absolute(page_address(alert, language))
        if alert.state == State.ENDED:
            text_language = alert.block_language("title")
            with override(text_language):
                return Message(f"{when(alert)} {alert.title}", text_language, address)
        return _editors_message(alert, number, address) or _own_message(alert, number, address)


def _editors_message(alert: AlertPage, number: PhoneNumber | None, address: str) -> Message | None:
    """Return the message with the editor's text to share.

    Return None if the text is empty or a placeholder in it has no value.
    """
    text_language = alert.block_language("share_text")
    ends_at = alert.source.ends_at
    with override(text_language):
        text = fill(
            alert.share_text,
            number=number.in_text if number else None,
            deadline=moment(ends_at) if ends_at else None,
        )
    return Message(text, text_language, address) if text else None


def _own_message(alert: AlertPage, number: PhoneNumber | None, address: str) -> Message:
    """Return a message made from the ask, the phone number and the deadline."""
    ask, text_language = ask_in_words(alert)
    with override(text_language):
        call = _("Call {number}.").format(number=number.in_text) if number else ""
        parts = [ask, call, when(alert)]
    return Message(" ".join(part for part in parts if part), text_language, address)


def ask_in_words(alert: AlertPage) -> tuple[str, str]:
    """Return a tuple of the ask of `alert`, in one sentence, and the sentence's language code.

    The action type's sentence replaces the ask if `reviewed` returns the sentence in the active
    language or in the language of the ask, and if all its placeholders have values.
    """
    action, in_ask = alert.source.action, alert.block_language("ask")
    text, text_language = reviewed(action.sentence, get_language()) if action else ("", "")
    if text_language in (get_language(), in_ask):
        office = alert.offices[0] if alert.offices else None
        names = names_for(action.sentence.text + text, office, alert.source.about)
        if names is not None:
            return PLACEHOLDER.sub(lambda placeholder: names[placeholder[1]], text), text_language
    return alert.ask, in_ask


@dataclass
class Link:
    """Link that opens a message in another app or service."""

    name: str
    href: str
    is_elsewhere: bool = False


def links(alert: AlertPage, message: Message) -> list[Link]:
    """Return links for sharing `message`, which is about `alert`.

    See https://faq.whatsapp.com/5913398998672934, RFC 5724 (SMS) and RFC 6068 (email). iPhones need
    the `&` before `body`.
    """
    mail = urlencode({"subject": alert.title, "body": message.whole}, quote_via=quote)
    page = urlencode({"u": message.address}, quote_via=quote)
    text = quote(message.whole, safe="")
    return [
        Link("WhatsApp", f"https://wa.me/?text={text}", is_elsewhere=True),
        Link(_("Text message (SMS)"), f"sms:?&body={text}"),
        Link(pgettext("way to share", "Email"), f"mailto:?{mail}"),
        Link("Facebook", f"https://www.facebook.com/sharer/sharer.php?{page}", is_elsewhere=True),
    ]
