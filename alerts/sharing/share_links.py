"""What a reader sends to friends, and the plain links that open it in other apps.

A message is in one language from end to end, and makes sense without the site:
what to do, the number, until when, and the address to read more.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from alerts.models import State
from alerts.phrasebook import names_for
from alerts.placeholders import fill
from home.addresses import absolute, page_address
from home.translation.placeholders import PLACEHOLDER

from .deadlines import moment, when
from .provenance import reviewed


@dataclass
class Message:
    """A message about an alert: its `text`, the code of its `language`, and the alert's address."""

    text: str
    language: str
    address: str

    @property
    def whole(self):
        return f"{self.text}\n{self.address}"


def message(alert, number, language=None):
    """The `Message` about an alert for a reader of `language` (default: the active one).

    `number` is the first phone number or None. Needs the translations of the
    phrases of the alert's action, and asks no query where they are loaded.
    """
    language = language or get_language()
    with override(language):
        address = absolute(page_address(alert, language))
        if alert.state == State.ENDED:
            own = alert.block_language("title")
            with override(own):
                return Message(f"{when(alert)} {alert.title}", own, address)
        return _editors_message(alert, number, address) or _own_message(alert, number, address)


def _editors_message(alert, number, address):
    """The editor's text with its placeholders filled; None where there is none, or nothing to fill in."""
    own = alert.block_language("share_text")
    ends_at = alert.source.ends_at
    with override(own):
        text = fill(
            alert.share_text,
            number=str(number) if number else None,
            deadline=moment(ends_at) if ends_at else None,
        )
    return Message(text, own, address) if text else None


def _own_message(alert, number, address):
    """The sentence of the phrasebook or, where the alert has none, its ask; number; deadline."""
    ask, own = asked(alert)
    with override(own):
        call = _("Call {number}.").format(number=number) if number else ""
        parts = [ask, call, when(alert)]
    return Message(" ".join(part for part in parts if part), own, address)


def asked(alert):
    """What an alert asks for in one sentence, and the code of the language of that."""
    action, in_ask = alert.source.action, alert.block_language("ask")
    text, own = reviewed(action.sentence, get_language()) if action else ("", "")
    if own in (get_language(), in_ask):
        office = alert.offices[0] if alert.offices else None
        names = names_for(action.sentence.text + text, office, alert.source.about)
        if names is not None:
            return PLACEHOLDER.sub(lambda placeholder: names[placeholder[1]], text), own
    return alert.ask, in_ask


@dataclass
class Link:
    """A link that hands a message to another app or service."""

    name: str
    href: str
    is_elsewhere: bool = False


def links(alert, message):
    """The links for a `message` about an alert that is not over.

    Addresses by https://faq.whatsapp.com/5913398998672934 and RFC 5724 (SMS), RFC 6068 (mail);
    iPhones want the `&` before `body`.
    """
    mail = urlencode({"subject": alert.title, "body": message.whole}, quote_via=quote)
    page = urlencode({"u": message.address}, quote_via=quote)
    text = quote(message.whole, safe="")
    return [
        Link("WhatsApp", f"https://wa.me/?text={text}", is_elsewhere=True),
        Link(_("Text message (SMS)"), f"sms:?&body={text}"),
        Link(pgettext("way to share", "E-mail"), f"mailto:?{mail}"),
        Link("Facebook", f"https://www.facebook.com/sharer/sharer.php?{page}", is_elsewhere=True),
    ]
