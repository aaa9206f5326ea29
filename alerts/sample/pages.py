"""Builds the sample content in English, then translates it through wagtail-localize."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.html import escape
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue

from alerts.models import (
    AlertExplainer,
    AlertIndexPage,
    AlertOffice,
    AlertPage,
    AlertSettings,
    Ask,
    ExplainerIndexPage,
    ExplainerPage,
    Office,
    OfficePhone,
)
from home.models import HomePage, Meeting, StandardPage
from home.translation.models import Phrase, PhraseTranslation, Provenance

from . import LANGUAGES, renderings, text, texts

CENTRAL = ZoneInfo("America/Chicago")
PUBLISHED = datetime(2011, 6, 3, 8, 0, tzinfo=CENTRAL)
TOOL = "Sample content"


@transaction.atomic
def create():
    """Make all sample pages and records; returns the English alert.

    Nothing is made if the site has a page below its home: somebody has begun to use it.
    """
    home = HomePage.objects.get(locale__language_code="en")
    if home.get_children().exists():
        return None
    _fill(home)
    # It ended in 2011; who tries the site out wants to comment.
    AlertSettings.objects.get_or_create(defaults={"comment_days": None})
    pages = [home]
    for key in ("about", "privacy", "accessibility"):
        pages.append(
            _add(home, StandardPage(slug=key, body=_html(texts(f"{key}.body")), **_base(key)))
        )
    alert_index = _add(
        home, AlertIndexPage(slug="alerts", intro=text("alerts.intro"), **_base("alerts"))
    )
    background_index = _add(
        home,
        ExplainerIndexPage(
            slug="background", intro=text("background.intro"), **_base("background")
        ),
    )
    program = _explainer(background_index, "explainer_program", "secure-communities", 3)
    bill = _explainer(background_index, "explainer_bill", "sf958-veto-special-session", 3)
    alert = _alert(alert_index, [program, bill])
    pages += [alert_index, background_index, program, bill, alert]
    for page in pages:
        for language in LANGUAGES:
            _translate(page, language)
    for page in (alert, program, bill):
        Page.objects.filter(pk=page.pk).update(first_published_at=PUBLISHED)
    return alert


def _base(key):
    return {
        "title": text(f"{key}.title"),
        "search_description": text(f"{key}.search_description"),
        "show_in_menus": not key.startswith(("alert.", "explainer")) and key != "alert",
    }


def _html(paragraphs):
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)


def _block(kind, value, key):
    """A stream block with an id that stays the same each time the sample is made."""
    return {"type": kind, "value": value, "id": str(uuid5(NAMESPACE_URL, key))}


def _section(key, name):
    return [
        _block("heading", text(f"{key}.{name}.heading"), f"{key}.{name}.heading"),
        _block("text", _html(texts(f"{key}.{name}")), f"{key}.{name}"),
    ]


def _add(parent, page):
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _fill(home):
    home.search_description = text("home.search_description")
    home.intro = text("home.intro")
    home.about = _html(texts("home.about"))
    home.phone = "+16513899174"
    home.save_revision().publish()


def _phrase(key):
    phrase = Phrase.objects.create(text=text(key))
    for language in LANGUAGES:
        PhraseTranslation.objects.create(
            phrase=phrase,
            language=language,
            text=renderings(language)[phrase.text],
            provenance=Provenance.MACHINE,
        )
    return phrase


def _explainer(parent, key, slug, sections):
    body = [block for number in range(1, sections + 1) for block in _section(key, number)]
    page = ExplainerPage(slug=slug, summary=text(f"{key}.summary"), body=body, **_base(key))
    return _add(parent, page)


def _alert(parent, explainers):
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
        action=Ask.objects.filter(name="veto").first(),
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
        response=_html(texts("alert.response")),
        body=[
            *_section("alert", "why"),
            *what,
            *_section("alert", "how"),
            *_section("alert", "again"),
        ],
        starts_at=datetime(2011, 6, 3, 0, 0, tzinfo=CENTRAL),
        ends_at=datetime(2011, 6, 3, 23, 59, tzinfo=CENTRAL),
        meeting=meeting,
        **_base("alert"),
    )
    alert.office_links = [AlertOffice(office=governor)]
    alert.explainer_links = [
        AlertExplainer(explainer=explainer, sort_order=order)
        for order, explainer in enumerate(explainers)
    ]
    return _add(parent, alert)


def _translate(page, language):
    """Submit `page` for translation and hand in all its strings, marked as made by a machine.

    Raises:
        KeyError: a string of the page is in no PO file.
    """
    locale = Locale.objects.get(language_code=language)
    source, _created = TranslationSource.update_or_create_from_instance(page)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    words = renderings(language)
    for segment in source.stringsegment_set.select_related("string", "context"):
        english = segment.string.as_value().render_text()
        StringTranslation.objects.get_or_create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            defaults={
                "data": StringValue.from_plaintext(words[english]).data,
                "translation_type": StringTranslation.TRANSLATION_TYPE_MACHINE,
                "tool_name": TOOL,
            },
        )
    translation.save_target(publish=False)
    # At once: `publish=True` waits for the commit, and then writes back the number of children
    # that the page had now. With a wrong number no page can be added below it any more.
    translation.get_target_instance().get_latest_revision().publish()
