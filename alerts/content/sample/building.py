"""Functions that create the pages and records of the sample content, and note what they create."""

from datetime import datetime
from typing import Any

from django.conf import settings
from wagtail.models import Page

from alerts.content.pages import add, common_fields
from alerts.content.texts import html, languages, text, translations
from alerts.models import (
    AlertExplainer,
    AlertIndexPage,
    AlertOffice,
    AlertPage,
    ExplainerIndexPage,
    ExplainerPage,
    Office,
    OfficePhone,
    Post,
)
from home.models import Meeting, SampleRecord
from home.translation.models import Phrase, PhraseTranslation, Provenance

from .blocks import one_each, section


def set_published_at(page: Page, moment: datetime) -> None:
    Page.objects.filter(pk=page.pk).update(first_published_at=moment)
    if issubclass(page.specific_class, Post):
        page.specific_class.update_listing(page.pk)


def add_phrase(key: str) -> Phrase:
    """Return the phrase whose text has the key `key`, created and translated if missing."""
    phrase, created = Phrase.objects.get_or_create(text=text(key))
    if created:
        SampleRecord.objects.note(phrase)
        for language in languages():
            PhraseTranslation.objects.create(
                phrase=phrase,
                language=language,
                text=translations(language)[phrase.text],
                provenance=Provenance.MACHINE,
            )
    return phrase


def add_office(name: str, role: str, *numbers: str, **fields: Any) -> Office:
    office = Office.objects.create(name=name, role=add_phrase(role), **fields)
    SampleRecord.objects.note(office)
    for order, number in enumerate(numbers):
        OfficePhone.objects.create(office=office, number=number, sort_order=order)
    return office


def add_meeting(starts_at: datetime, place: str, address: str) -> Meeting:
    meeting = Meeting.objects.create(
        what=add_phrase("phrase.meeting"), starts_at=starts_at, place=place, address=address
    )
    SampleRecord.objects.note(meeting)
    return meeting


def add_explainer(
    key: str,
    slug: str,
    *,
    sections: int,
    pictures: list[dict[str, Any]] | None = None,
    **fields: Any,
) -> ExplainerPage:
    """Create and return an English explainer from the texts whose keys begin with `key`."""
    body = [block for number in range(1, sections + 1) for block in section(key, number)]
    page = ExplainerPage(
        slug=slug,
        summary=text(f"{key}.summary"),
        body=[*(pictures or []), *body],
        **common_fields(key) | fields,
    )
    parent = ExplainerIndexPage.objects.get(locale__language_code=settings.LANGUAGE_CODE)
    SampleRecord.objects.note_page(add(parent, page))
    return page


def add_alert(
    key: str,
    slug: str,
    *,
    offices: list[Office],
    explainers: list[ExplainerPage],
    **fields: Any,
) -> AlertPage:
    """Create and return an English alert from the texts whose keys begin with `key`."""
    page = AlertPage(
        slug=slug,
        ask=text(f"{key}.ask"),
        share_text=text(f"{key}.share_text"),
        voicemail=one_each("line", f"{key}.voicemail"),
        talking_points=one_each("point", f"{key}.point"),
        response=html("alert.response"),
        **common_fields(key) | fields,
    )
    page.office_links.set(
        [AlertOffice(office=office, sort_order=order) for order, office in enumerate(offices)]
    )
    page.explainer_links.set(
        [
            AlertExplainer(explainer=explainer, sort_order=order)
            for order, explainer in enumerate(explainers)
        ]
    )
    parent = AlertIndexPage.objects.get(locale__language_code=settings.LANGUAGE_CODE)
    SampleRecord.objects.note_page(add(parent, page))
    return page
