"""The alert of 2011 from the campaign's first site, and the pages to go with it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from alerts.content.pages import add, common_fields, translate
from alerts.content.texts import html, text
from alerts.models import ActionType, AlertPage, AlertSettings, ExplainerPage
from home.models import HomePage, SampleRecord, StandardPage

from .blocks import link, one_each, section
from .building import add_alert, add_explainer, add_meeting, add_office, set_published_at

CENTRAL = ZoneInfo("America/Chicago")
PUBLISHED = datetime(2011, 6, 3, 8, 0, tzinfo=CENTRAL)
PHONE = "+16513899174"


def create() -> AlertPage:
    """Create the alert of 2011 and the pages to go with it, and return the English alert."""
    home = HomePage.objects.get(locale__language_code=settings.LANGUAGE_CODE)
    fill_home(home)
    # The alert ended in 2011, but people who try the site out want to comment.
    alert_settings, created = AlertSettings.objects.get_or_create(defaults={"comment_days": None})
    if created:
        SampleRecord.objects.note(alert_settings)
    plain = [_plain(home, key) for key in ("about", "accessibility")]
    program = add_explainer("explainer_program", "secure-communities", sections=3)
    bill = add_explainer("explainer_bill", "sf958-veto-special-session", sections=3)
    alert = _alert([program, bill])
    for page in (home, *plain, program, bill, alert):
        translate(page)
    for page in (program, bill, alert):
        set_published_at(page, PUBLISHED)
    return alert


def fill_home(home: HomePage) -> None:
    home.search_description = text("home.search_description")
    home.intro = text("home.intro")
    home.about = html("home.about")
    home.phone = PHONE
    home.save_revision().publish()


def _plain(home: HomePage, key: str) -> StandardPage:
    page = StandardPage(
        slug=key, body=html(f"{key}.body"), show_in_menus=True, **common_fields(key)
    )
    SampleRecord.objects.note_page(add(home, page))
    return page


def _alert(explainers: list[ExplainerPage]) -> AlertPage:
    return add_alert(
        "alert",
        "stand-firm-against-secure-communities",
        action_type=ActionType.objects.filter(name="stop").first(),
        about="Secure Communities",
        script=one_each("line", "alert.script"),
        body=[
            *section("alert", "why"),
            *section("alert", "what"),
            link(explainers[0], "alert.what"),
            *section("alert", "how"),
            *section("alert", "again"),
        ],
        outcome_text=html("alert.outcome"),
        starts_at=datetime(2011, 6, 3, 0, 0, tzinfo=CENTRAL),
        ends_at=datetime(2011, 6, 3, 23, 59, tzinfo=CENTRAL),
        meeting=add_meeting(
            datetime(2011, 6, 4, 13, 0, tzinfo=CENTRAL),
            "Walker Church",
            "31st St and 16th Ave, Minneapolis",
        ),
        offices=[add_office("Mark Dayton", "phrase.role.governor", "+16512013400", "+18006573717")],
        explainers=explainers,
    )
