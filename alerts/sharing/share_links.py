"""Messages that readers send to friends, and links that open a message in another app."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from alerts.models import AlertPage, State
from alerts.phrasebook import names_for
from alerts.placeholders import fill
from home.addresses import absolute, page_address
from home.phones import PhoneNumber
from home.translation.notes import headline
from home.translation.placeholders import PLACEHOLDER
from home.translation.status import ShownText

from .deadlines import moment, when
from .sample_mark import sample_mark
from .sms import shortest
from .translation_notes import reviewed, translation_note


@dataclass
class Message:
    text: str
    # Code of the language of `text`.
    language: str
    address: str

    @property
    def whole(self) -> str:
        return f"{self.text}\n{self.address}"


def message(alert: AlertPage, number: PhoneNumber | None, language: str | None = None) -> Message:
    """Return the message about `alert` for readers of `language`, by default the active one."""
    language = language or get_language()
    with override(language):
        address = absolute(page_address(alert, language))
        if alert.state == State.ENDED:
            title = alert.shown("title")
            with override(title.language):
                text = f"{when(alert)} {headline(title)}"
                return Message(text, title.language, address)
        return _editors_message(alert, number, address) or _own_message(alert, number, address)


def _editors_message(alert: AlertPage, number: PhoneNumber | None, address: str) -> Message | None:
    share_text, ends_at = alert.shown("share_text"), alert.source.ends_at
    if not share_text.text:
        return None
    # A message with the translated ask is better for the reader.
    if (
        _is_for_reader(alert.shown("ask"))
        and not _is_for_reader(share_text)
        and not alert.source.urgent_fix
    ):
        return None
    with override(share_text.language):
        filled = (
            fill(
                share_text.text,
                number=number.in_text if number else None,
                deadline=moment(ends_at, weekday=weekday) if ends_at else None,
            )
            for weekday in (True, False)
        )
        texts = [text for text in filled if text]
        notes = [translation_note(alert, ["share_text"]), sample_mark(alert)]
    if not texts:
        return None
    return _shortest(texts, notes, share_text.language, address)


def _shortest(texts: Iterable[str], notes: list[str], language: str, address: str) -> Message:
    # The notes and the address are counted too.
    noted = ["\n".join(filter(None, [text, *notes])) for text in texts]
    return Message(shortest(noted, rest=f"\n{address}"), language, address)


def _is_for_reader(text: ShownText) -> bool:
    return text.language == get_language() and not text.is_outdated


def _own_message(alert: AlertPage, number: PhoneNumber | None, address: str) -> Message:
    ask = alert.shown("ask")
    sentence = _sentence_for(alert, ask)
    text, text_language = (sentence, get_language()) if sentence else (ask.text, ask.language)
    with override(text_language):
        call = _("Call {number}.").format(number=number.in_text) if number else ""
        times = [
            when(alert, weekday=weekday, zone=zone)
            for weekday, zone in ((True, True), (False, True), (False, False))
        ]
        texts = [
            " ".join(filter(None, [words, call, time]))
            for words in (text, _own_sentence(alert))
            for time in times
            if words
        ]
        notes = ["" if sentence else translation_note(alert, ["ask"]), sample_mark(alert)]
    return _shortest(texts, notes, text_language, address)


def _own_sentence(alert: AlertPage) -> str:
    # The English sentence can be shorter than the ask. The ask of an urgent fix may contradict it.
    if get_language() != settings.LANGUAGE_CODE or alert.source.urgent_fix:
        return ""
    return _filled_sentence(alert)


def _sentence_for(alert: AlertPage, ask: ShownText) -> str:
    # The ask of an urgent fix may contradict the sentence.
    if ask.language == get_language() or alert.source.urgent_fix:
        return ""
    return _filled_sentence(alert)


def _filled_sentence(alert: AlertPage) -> str:
    """Return the action type's reviewed sentence with its placeholders filled, or ""."""
    asked = ((office, action) for office, action in alert.asks if action)
    office, action = next(asked, (None, None if alert.asks else alert.source.action_type))
    if not action:
        return ""
    text, text_language = reviewed(action.sentence, get_language())
    if text_language != get_language():
        return ""
    names = names_for(action.sentence.text + text, office, alert.source.about)
    if names is None:
        return ""
    return PLACEHOLDER.sub(lambda placeholder: names[placeholder[1]], text)


@dataclass
class Link:
    """Link that opens a message in an app or, if `is_elsewhere` is True, on another website."""

    name: str
    href: str
    is_elsewhere: bool = False


def links(alert: AlertPage, message: Message) -> list[Link]:
    """Return links for sharing `message`, which is about `alert`."""
    subject = headline(alert.shown("title"))
    mail = urlencode({"subject": subject, "body": message.whole}, quote_via=quote)
    page = urlencode({"u": message.address}, quote_via=quote)
    text = quote(message.whole, safe="")
    # See https://faq.whatsapp.com/5913398998672934, RFC 5724 (SMS) and RFC 6068 (email). iPhones
    # need the `&` before `body`.
    return [
        Link("WhatsApp", f"https://wa.me/?text={text}", is_elsewhere=True),
        Link(_("Text message (SMS)"), f"sms:?&body={text}"),
        Link(pgettext("way to share", "Email"), f"mailto:?{mail}"),
        Link("Facebook", f"https://www.facebook.com/sharer/sharer.php?{page}", is_elsewhere=True),
    ]
