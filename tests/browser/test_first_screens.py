"""Browser tests for the layout of pages on a small phone, on paper and in forced colors."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alerts.models import AlertOffice, AlertPage
from home.addresses import relative_path
from home.media.recordings import Recording, facts_as_text
from home.models import MenuEntry, SiteSettings
from home.translation.status import BlockStatus, TranslationStatus
from tests import factories as make

DURING = (2011, 6, 3, 10)
PHONE = {"width": 320, "height": 640}
SCREENS = 12
# At least 124 characters each.
HEADLINES = {
    "en": "Call Governor Dayton today and ask him to veto the bill that lets jails share private data"
    " with immigration agents – before Friday",
    "es": "Llame hoy al gobernador Dayton y pídale que vete la ley que deja a las cárceles dar datos"
    " privados a los agentes de inmigración, antes del viernes",
    "so": "Maanta wac Barasaab Dayton oo ka codso inuu diido hindisaha u oggolaanaya xabsiyada inay"
    " xogta gaarka ah siiyaan socdaalka, Jimcada ka hor",
    "hmn": "Hu rau tus governor Dayton hnub no thiab thov kom nws tsis kam rau tsab cai uas cia tej"
    " tsev kaw neeg muab ntaub ntawv rau neeg khiav hauj lwm",
}


@pytest.fixture
def alert(sample):
    for language, headline in HEADLINES.items():
        assert len(headline) >= 124
        AlertPage.objects.filter(
            translation_key=sample.translation_key, locale__language_code=language
        ).update(title=headline, translation_status=TranslationStatus())
    return sample


def bottom(element):
    box = element.bounding_box()
    return box["y"] + box["height"]


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_the_first_number_to_call_is_on_the_first_screen_below_the_longest_headline(
    alert, clock, reader, language
):
    clock(*DURING)
    next_week = alert.ends_at + timedelta(days=5)  # a longer sentence than “Today until …”
    AlertPage.objects.filter(pk=alert.pk).update(ends_at=next_week)
    page = reader(viewport=PHONE).open(f"/{language}/{relative_path(alert)}").page
    expect(page.locator("h1")).to_have_text(HEADLINES[language])
    for wanted in (".now .state", "h1", *([".now .notice"] if language != "en" else [])):
        expect(page.locator(wanted)).to_be_in_viewport(ratio=1)
    assert bottom(page.locator(".call-card .call-button").first) <= PHONE["height"]
    expect(page.locator(".call-bar")).not_to_be_in_viewport()
    page.goto(f"/{language}/")
    now = page.locator(".card.now")
    for wanted in (".state", ".headline"):
        expect(now.locator(wanted)).to_be_in_viewport(ratio=1)
    assert bottom(now.locator(".call-button")) <= PHONE["height"]


@pytest.mark.parametrize("language", ["en", "hmn"])
def test_a_long_name_and_a_long_menu_leave_the_first_number_on_the_first_screen(
    alert, clock, reader, language
):
    clock(*DURING)
    site = SiteSettings.objects.create(name="Neighbors Together Against Deportations!")
    for number in range(12):
        label = make.phrase(f"What we want now {number}", hmn=f"Peb xav tau dab tsi {number}")
        MenuEntry.objects.create(
            site_settings=site, page=make.english_home(), label=label, sort_order=number
        )
    page = reader(viewport=PHONE).open(f"/{language}/{relative_path(alert)}").page
    assert bottom(page.locator(".call-card .call-button").first) <= PHONE["height"]
    header = page.locator(".site-header")
    before = header.bounding_box()["height"]
    page.locator(".site-header summary").click()
    expect(page.locator(".site-header details a").last).to_be_visible()
    assert header.bounding_box()["height"] == before
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("language", ["es", "so", "hmn"])
def test_the_first_number_is_on_the_first_screen_below_an_outdated_headline_too(
    alert, clock, reader, language
):
    clock(*DURING)
    for page in AlertPage.objects.filter(locale__language_code=language):
        status = page.translation_status.mark(["title"], BlockStatus.OUTDATED)
        AlertPage.objects.filter(pk=page.pk).update(
            translation_status=status, english_changed_at=timezone.now()
        )
    page = reader(viewport=PHONE).open(f"/{language}/{relative_path(alert)}").page
    expect(page.locator(".now .old-text")).to_be_in_viewport(ratio=1)
    assert bottom(page.locator(".call-card .call-button").first) <= PHONE["height"]


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_the_header_is_as_high_on_the_page_of_one_of_its_links_as_elsewhere(
    alert, clock, reader, language
):
    page = reader(viewport=PHONE).open(f"/{language}/").page
    header = page.locator(".site-header")
    before = header.bounding_box()["height"]
    for path in ("alerts/", "background/"):
        page.goto(f"/{language}/{path}")
        expect(header.locator("[aria-current]")).to_be_visible()
        assert header.bounding_box()["height"] == before


def test_the_number_stays_in_reach_below_the_first_step(alert, clock, reader):
    clock(*DURING)
    page = reader(viewport=PHONE).open(f"/so/{relative_path(alert)}").page
    page.locator(".script li").last.scroll_into_view_if_needed()
    expect(page.locator(".call-bar .call-button")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_an_alert_takes_at_most_twelve_screens(alert, clock, reader, language):
    clock(*DURING)
    for number in range(9):
        office = make.office(f"Member of Congress {number}", ["+16512013400", "+18006573717"])
        AlertOffice.objects.create(alert=alert, office=office, sort_order=number + 1)
    for number in range(12):
        make.comment(alert, language, text=f"I called, and somebody answered. {number}" * 5)
    facts = facts_as_text(AlertPage.objects.get(pk=alert.pk).recorded_facts())
    Recording.objects.create(
        page=alert, language=language, seconds=95, size=640_000, facts=facts, file="sound.mp3"
    )
    page = reader(viewport=PHONE).open(f"/{language}/{relative_path(alert)}").page
    expect(page.locator("details.recording summary")).to_be_visible()
    assert page.locator("details.recording summary").bounding_box()["height"] < 60  # one line
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height <= SCREENS * PHONE["height"]


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_the_button_that_sends_a_comment_is_on_the_second_screen(alert, clock, reader, language):
    clock(*DURING)
    visitor = reader(viewport=PHONE).open(f"/{language}/{relative_path(alert)}comment/")
    assert bottom(visitor.send_button) <= 2 * PHONE["height"]
    expect(visitor.page.locator(".keep p").first).not_to_be_visible()


def test_paper_has_the_numbers_in_black_and_the_advice_unfolded(alert, clock, reader):
    clock(*DURING)
    for scheme in ("light", "dark"):
        page = reader(color_scheme=scheme).open(f"/en/{relative_path(alert)}").page
        expect(page.locator(".safety li").first).not_to_be_visible()
        page.emulate_media(media="print")
        expect(page.locator(".safety li").first).to_be_visible()
        expect(page.locator(".voicemail .say").first).to_be_visible()
        number = page.locator(".call-card .call-button").first
        assert number.evaluate("it => getComputedStyle(it).color") == "rgb(0, 0, 0)"
        for on_screen in ("nav", ".recording", ".share", ".call-bar", ".comments"):
            for element in page.locator(on_screen).all():
                expect(element).not_to_be_visible()


def test_the_current_language_differs_from_a_link_in_forced_colors(alert, clock, reader):
    clock(*DURING)
    page = reader(forced_colors="active").open("/so/").page
    links = page.locator(".language-switcher a")
    colors = links.evaluate_all("all => all.map((it) => getComputedStyle(it).backgroundColor)")
    marked = links.evaluate_all("all => all.map((it) => it.hasAttribute('aria-current'))")
    (current,) = (color for color, is_current in zip(colors, marked, strict=True) if is_current)
    assert colors.count(current) == 1
