"""A campaign in the middle of its work, with dates relative to today.

The campaign has a story of three alerts, of which the third is running, and an alert that begins
next week. Office holders, places and numbers are made up; 555-01xx numbers belong to nobody.
"""

from datetime import datetime, time, timedelta

from django.utils import timezone
from wagtail.models import Page

from alerts.content import pages
from alerts.content.texts import catalog, html, text, translations
from alerts.models import ActionType, AlertPage, ExplainerPage, Office, OfficeInterpreter, Outcome
from home.translation import review

from . import media
from .blocks import block, one_each, picture
from .building import add_alert, add_explainer, add_meeting, add_office, set_published_at

FRIDAY, SATURDAY = 4, 5
CONTRACT = "Contract 207"


class Days:
    """Times relative to the day on which the sample content is created."""

    def __init__(self) -> None:
        self.today = timezone.localdate()

    def at(self, days: int, hour: int) -> datetime:
        """Return the time at `hour` o'clock, `days` days after today."""
        day = datetime.combine(self.today + timedelta(days=days), time(hour))
        return timezone.make_aware(day)

    def until(self, weekday: int) -> int:
        """Return the number of days, from 1 to 7, until the next `weekday`. Monday is 0."""
        return (weekday - self.today.weekday() - 1) % 7 + 1

    def office_day(self, days: int) -> int:
        """Return `days` or, if that day is at a weekend, the days until the next Monday."""
        weekday = (self.today + timedelta(days=days)).weekday()
        return days + max(0, 7 - weekday) if weekday >= SATURDAY else days


def create() -> AlertPage:
    """Create the campaign, and return the English alert that is running."""
    days = Days()
    beds, call = _explainers()
    county = _county(days)
    first, second = _earlier_alerts(days, county, beds)
    running = _running_alert(days, county, second, [beds, call])
    coming = _coming_alert(days, call)
    _translate_explainers(beds, call)
    for alert in (first, second):
        pages.translate(alert)
    for alert in (running, coming):
        _translate_before_it_is_over(alert)
    published: dict[Page, int] = {beds: 60, first: 58, call: 45, second: 30, running: 2, coming: 1}
    for page, ago in published.items():
        set_published_at(page, days.at(-ago, 8))
    media.add_recordings(running)
    return running


def _county(days: Days) -> Office:
    office = add_office(
        "Ellen Marsh",
        "phrase.role.county",
        "+16515550142",
        "+18005550199",
        opens_at=time(8),
        closes_at=time(16, 30),
    )
    checked_on = days.today - timedelta(days=20)
    for language in ("es", "so"):
        OfficeInterpreter.objects.create(office=office, language=language, checked_on=checked_on)
    return office


def _explainers() -> tuple[ExplainerPage, ExplainerPage]:
    def illustrated(key: str, slug: str, name: str, sections: int) -> ExplainerPage:
        image = media.add_picture(name, text(f"{key}.title"))
        pictures = [picture(image, key)]
        return add_explainer(key, slug, sections=sections, pictures=pictures, social_image=image)

    return (
        illustrated("explainer_beds", "why-a-county-rents-jail-beds", "beds", 2),
        illustrated("explainer_call", "what-happens-when-you-call", "call", 3),
    )


def _script(key: str) -> list:
    greeting = block("line", text("alert.script.1"), f"{key}.script.greeting")
    return [greeting, *one_each("line", f"{key}.script")]


def _earlier_alerts(days: Days, county: Office, beds: ExplainerPage) -> tuple[AlertPage, AlertPage]:
    first = add_alert(
        "hearing",
        "hear-the-people-first",
        script=_script("hearing"),
        starts_at=days.at(-58, 8),
        ends_at=days.at(-51, 17),
        outcome=Outcome.WON,
        decided_at=days.at(-51, 11),
        outcome_text=html("hearing.outcome"),
        offices=[county],
        explainers=[beds],
    )
    second = add_alert(
        "wait",
        "let-people-read-the-contract",
        script=_script("wait"),
        starts_at=days.at(-30, 8),
        ends_at=days.at(-23, 17),
        answered_on=days.today - timedelta(days=27),
        office_answer=html("wait.answer"),
        outcome=Outcome.POSTPONED,
        decided_at=days.at(-23, 12),
        outcome_text=html("wait.outcome"),
        follows=first,
        offices=[county],
        explainers=[beds],
    )
    return first, second


def _running_alert(
    days: Days, county: Office, before: AlertPage, explainers: list[ExplainerPage]
) -> AlertPage:
    image = media.add_picture("neighbors", text("vote.title"))
    quote = {"text": text("vote.quote"), "attribution": text("vote.speaker")}
    return add_alert(
        "vote",
        "vote-no-on-jail-beds",
        action_type=ActionType.objects.filter(name="stop").first(),
        about=CONTRACT,
        script=_script("vote"),
        body=[
            picture(image, "vote"),
            block("heading", text("alert.why.heading"), "vote.why.heading"),
            block("text", html("vote.why"), "vote.why"),
            block("quote", quote, "vote.quote"),
        ],
        starts_at=days.at(-2, 8),
        ends_at=days.at(days.office_day(5), 17),
        follows=before,
        meeting=add_meeting(
            days.at(days.until(SATURDAY), 13), "Maple Hall", "100 Example Street, Minneapolis"
        ),
        offices=[county],
        explainers=explainers,
    )


def _coming_alert(days: Days, call: ExplainerPage) -> AlertPage:
    image = media.add_picture("school", text("school.title"))
    monday = days.until(0)
    return add_alert(
        "school",
        "no-agents-in-our-schools",
        script=_script("school"),
        body=[
            picture(image, "school"),
            block("heading", text("alert.why.heading"), "school.why.heading"),
            block("text", html("school.why"), "school.why"),
        ],
        starts_at=days.at(monday, 8),
        ends_at=days.at(monday + FRIDAY, 16),
        offices=[add_office("Rosa Hedlund", "phrase.role.school", "+16515550177")],
        explainers=[call],
    )


def _translate_before_it_is_over(alert: AlertPage) -> None:
    row = AlertPage.objects.filter(pk=alert.pk)
    # Readers see the ask of an alert that has not ended in English, until a person has reviewed the
    # draft. The sample must show drafts, so this alert is translated as if it had ended.
    row.update(ends_at=timezone.now() - timedelta(minutes=1))
    pages.translate(alert)
    row.update(ends_at=alert.ends_at)


def _translate_explainers(beds: ExplainerPage, call: ExplainerPage) -> None:
    # The Spanish is older than the English; the Somali and the Hmong are up to date.
    pages.translate(beds)
    source = pages.update_source(_change_english(beds))
    for language in ("so", "hmn"):
        translation = pages.fill(source, language, translations(language))
        review.publish(translation.get_target_instance(), user=None)

    # The Spanish is complete, the Hmong is half done, and the Somali waits for a reviewer.
    pages.translate(call, into=["es"])
    source = pages.update_source(call)
    half = ("title", "summary", "picture", "1.")
    keys = tuple(f"explainer_call.{name}" for name in half)
    begun = {
        entry.msgid: entry.msgstr for key, entry in catalog("hmn").items() if key.startswith(keys)
    }
    pages.publish(pages.fill(source, "hmn", begun))
    waiting = pages.fill(source, "so", translations("so"))
    waiting.save_target(publish=False)
    review.submit_for_review(waiting, None)


def _change_english(beds: ExplainerPage) -> ExplainerPage:
    page = ExplainerPage.objects.get(pk=beds.pk)
    changed = block("text", html("explainer_beds.changed"), "explainer_beds.2")
    page.body = [changed if raw["id"] == changed["id"] else raw for raw in page.body.raw_data]
    page.save_revision().publish()
    return page
