"""Unsaved pages and records for the style guide, which changes nothing in the database."""

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from wagtail.models import Locale

from alerts.comments.models import PostComment, Status
from alerts.models import AlertPage, ExplainerPage, Office, OfficePhone
from home.models import BasePage, Meeting
from home.translation.models import Phrase, Provenance
from home.translation.status import BlockStatus, TranslationStatus

TITLE = "Ask the county board to vote no on jail beds for ICE"
# As long as a headline may get: 124 characters.
LONG_TITLE = (
    "Ask the Maple County Board to vote no on Contract 207, which would rent forty beds in the"
    " county jail to ICE for three years"
)
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
ASK = "Call the board and ask it to vote no on renting jail beds to ICE."
TEXTS = {
    "es": ("Pida a la junta que no alquile camas de la cárcel a ICE", "Llame a la junta."),
    "so": ("Ka codso guddiga inaan sariiraha xabsiga laga kirayn ICE", "Wac guddiga."),
    "hmn": ("Thov pawg coj txhob muab txaj hauv tsev kaw neeg xauj rau ICE", "Hu rau pawg coj."),
}
# Arabic and Hebrew: names that are written from right to left.
RIGHT_TO_LEFT = ("أمل الحسن", "נועה לוי")


def _place(page: BasePage, language: str, slug: str, parent: str) -> Any:
    page.locale = Locale.objects.get(language_code=language)
    page.slug = slug
    page.depth = 4
    page.url_path = f"/home/{parent}/{slug}/"
    page.is_sample = False
    return page


def alert(**fields: Any) -> AlertPage:
    """Return an English alert that is running, unless `fields` say otherwise."""
    now = timezone.now()
    # Not a field: a list of the offices to call.
    offices = fields.pop("offices", [])
    defaults = {
        "title": TITLE,
        "ask": ASK,
        "starts_at": now - timedelta(days=1),
        "ends_at": now + timedelta(days=3),
    }
    page = _place(AlertPage(**defaults | fields), settings.LANGUAGE_CODE, "example", "alerts")
    page.asks = [(office, page.action_type) for office in offices]
    return page


def upcoming(**fields: Any) -> AlertPage:
    now = timezone.now()
    return alert(starts_at=now + timedelta(days=3), ends_at=now + timedelta(days=6), **fields)


def ended(outcome: str = "", **fields: Any) -> AlertPage:
    now = timezone.now()
    return alert(
        starts_at=now - timedelta(days=9),
        ends_at=now - timedelta(days=5),
        outcome=outcome,
        decided_at=now - timedelta(days=6) if outcome else None,
        **fields,
    )


def translation(
    language: str,
    *,
    blocks: dict[str, BlockStatus] | None = None,
    provenance: str = Provenance.MACHINE,
    **fields: Any,
) -> AlertPage:
    """Return a translation of an alert, with the status of blocks that are not current."""
    title, ask = TEXTS[language]
    source = alert()
    today = timezone.localdate()
    page = _place(
        AlertPage(title=title, ask=ask, provenance=provenance, **fields),
        language,
        "example",
        "alerts",
    )
    page.translation_status = TranslationStatus(
        blocks or {}, changed_on=dict.fromkeys(blocks or {}, today)
    )
    if page.translation_status.outdated:
        page.english_changed_at = timezone.now()
    page.source = source
    return page


def explainer(**fields: Any) -> ExplainerPage:
    defaults = {"title": "Why a county rents jail beds", "summary": "Who decides, and for what."}
    return _place(ExplainerPage(**defaults | fields), "en", "example", "background")


def office(name: str = "Ellen Marsh", *, numbers: int = 2, has_hours: bool = True) -> Office:
    hours = {"opens_at": time(8), "closes_at": time(16, 30)} if has_hours else {}
    one = Office(name=name, role=Phrase(text="Chair of the county board"), **hours)
    one.phones.set(
        [
            OfficePhone(number=number, sort_order=order)
            for order, number in enumerate(("+16515550142", "+18005550199")[:numbers])
        ]
    )
    for phone in one.phones.all():
        phone.interpreter_checked_on = None
    return one


def meeting(**fields: Any) -> Meeting:
    return Meeting(
        what=Phrase(text="Campaign meeting, open to everyone"),
        starts_at=timezone.now() + timedelta(days=4),
        place="Maple Hall",
        address="100 Example Street, Minneapolis",
        **fields,
    )


def comment(text: str, *, language: str = "en", **fields: Any) -> PostComment:
    defaults: dict[str, Any] = {"pk": 1, "status": Status.PUBLISHED, "submitted": _some_day()}
    return PostComment(comment=text, language=language, **defaults | fields)


def _some_day() -> datetime:
    return timezone.now() - timedelta(days=1)
