"""Sample content: the alert of 2011 from the campaign's first site, and pages to go with it."""

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from wagtail.models import Page

from alerts.models import (
    ActionType,
    AlertExplainer,
    AlertIndexPage,
    AlertOffice,
    AlertPage,
    AlertSettings,
    ExplainerIndexPage,
    ExplainerPage,
    Office,
    OfficePhone,
)
from home.models import HomePage, Meeting, StandardPage
from home.translation.models import Phrase, PhraseTranslation, Provenance

from . import starting
from .pages import add, common_fields, translate
from .texts import html, languages, text, texts, translations

CENTRAL = ZoneInfo("America/Chicago")
PUBLISHED = datetime(2011, 6, 3, 8, 0, tzinfo=CENTRAL)


@transaction.atomic
def create() -> AlertPage | None:
    """Create the sample content and return the English alert.

    If the site already has pages other than the starting pages, create only the starting content
    and return None.
    """
    starting.create()
    home = HomePage.objects.get(locale__language_code=settings.LANGUAGE_CODE)
    if _is_in_use(home):
        return None
    _fill(home)
    # The alert ended in 2011, but people who try the site out want to comment.
    AlertSettings.objects.get_or_create(defaults={"comment_days": None})
    pages: list[Page] = [home]
    for key in ("about", "accessibility"):
        body = html(f"{key}.body")
        standard = StandardPage(slug=key, body=body, show_in_menus=True, **common_fields(key))
        pages.append(add(home, standard))
    background_index = ExplainerIndexPage.objects.get(locale=home.locale)
    program = _explainer(background_index, "explainer_program", "secure-communities", 3)
    bill = _explainer(background_index, "explainer_bill", "sf958-veto-special-session", 3)
    alert = _alert(AlertIndexPage.objects.get(locale=home.locale), [program, bill])
    pages += [program, bill, alert]
    for page in pages:
        translate(page)
    for page in (alert, program, bill):
        Page.objects.filter(pk=page.pk).update(first_published_at=PUBLISHED)
    return alert


def _is_in_use(home: HomePage) -> bool:
    """Return whether there are pages below `home` other than the starting pages."""
    own = home.get_descendants().exclude(slug__in=starting.SLUGS)
    return own.exists()


def _block(kind: str, value: Any, key: str) -> dict[str, Any]:
    """Return the raw data of a StreamField block, with an ID derived from `key`."""
    return {"type": kind, "value": value, "id": str(uuid5(NAMESPACE_URL, key))}


def _section(key: str, name: str | int) -> list[dict[str, Any]]:
    return [
        _block("heading", text(f"{key}.{name}.heading"), f"{key}.{name}.heading"),
        _block("text", html(f"{key}.{name}"), f"{key}.{name}"),
    ]


def _fill(home: HomePage) -> None:
    home.search_description = text("home.search_description")
    home.intro = text("home.intro")
    home.about = html("home.about")
    home.phone = "+16513899174"
    home.save_revision().publish()


def _phrase(key: str) -> Phrase:
    phrase = Phrase.objects.create(text=text(key))
    for language in languages():
        PhraseTranslation.objects.create(
            phrase=phrase,
            language=language,
            text=translations(language)[phrase.text],
            provenance=Provenance.MACHINE,
        )
    return phrase


def _explainer(parent: ExplainerIndexPage, key: str, slug: str, sections: int) -> ExplainerPage:
    body = [block for number in range(1, sections + 1) for block in _section(key, number)]
    page = ExplainerPage(slug=slug, summary=text(f"{key}.summary"), body=body, **common_fields(key))
    return add(parent, page)


def _alert(parent: AlertIndexPage, explainers: list[ExplainerPage]) -> AlertPage:
    governor = Office.objects.create(name="Mark Dayton", role=_phrase("phrase.role.governor"))
    OfficePhone.objects.create(office=governor, number="+16512013400", sort_order=0)
    OfficePhone.objects.create(office=governor, number="+18006573717", sort_order=1)
    meeting = Meeting.objects.create(
        what=_phrase("phrase.meeting"),
        starts_at=datetime(2011, 6, 4, 13, 0, tzinfo=CENTRAL),
        place="Walker Church",
        address="31st St and 16th Ave, Minneapolis",
    )
    what = _section("alert", "what")
    what.append(_block("explainer", explainers[0].pk, "alert.what.link"))
    alert = AlertPage(
        slug="stand-firm-against-secure-communities",
        action=ActionType.objects.filter(name="stop").first(),
        about="Secure Communities",
        ask=text("alert.ask"),
        share_text=text("alert.share_text"),
        script=[
            _block("line", line, f"alert.script.{number}")
            for number, line in enumerate(texts("alert.script"))
        ],
        voicemail=[
            _block("line", line, f"alert.voicemail.{number}")
            for number, line in enumerate(texts("alert.voicemail"))
        ],
        talking_points=[
            _block("point", point, f"alert.point.{number}")
            for number, point in enumerate(texts("alert.point"))
        ],
        response=html("alert.response"),
        body=[
            *_section("alert", "why"),
            *what,
            *_section("alert", "how"),
            *_section("alert", "again"),
        ],
        starts_at=datetime(2011, 6, 3, 0, 0, tzinfo=CENTRAL),
        ends_at=datetime(2011, 6, 3, 23, 59, tzinfo=CENTRAL),
        meeting=meeting,
        **common_fields("alert"),
    )
    alert.office_links.set([AlertOffice(office=governor)])
    alert.explainer_links.set(
        [
            AlertExplainer(explainer=explainer, sort_order=order)
            for order, explainer in enumerate(explainers)
        ]
    )
    return add(parent, alert)
