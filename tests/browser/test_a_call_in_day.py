"""Browser tests for a call-in day from the draft to the outcome, in Spanish and in Hmong."""

import re

import pytest
from django.utils.translation import override
from playwright.sync_api import expect

from alerts.models import Outcome
from tests.browser.admin_site import EditorAdmin, TranslatorAdmin

HEADLINE = "Call-in day: veto the deportation bill"
ASK = "Ask Governor Dayton to veto the bill."
LINE = "Please keep the police out of immigration."
OUTCOME = "He has vetoed it. Thank you for every call."
WORDS = (HEADLINE, ASK, LINE)
ADDRESS = "alerts/call-in-day-veto-the-deportation-bill/"
NUMBER = "a.call-button[href='tel:+1-651-201-3400']"


def in_language(language, english):
    return f"Txt {language} [{english}]"


@pytest.fixture
def visit(reader):
    """Return a function that opens a page as a new Spanish or Hmong reader, and returns it."""
    browsers = {
        "es": {"java_script_enabled": False},
        "hmn": {"viewport": {"width": 320, "height": 640}},
    }

    def arrive(language, address=ADDRESS):
        return reader(**browsers[language]).open(f"/{language}/{address}").page

    return arrive


def write_draft(editor):
    editor.open_pages("No More Deportations", "Action alerts")
    editor.start_alert()
    editor.fill("Title*", HEADLINE)
    editor.choose_snippet("action_type", "veto")
    editor.fill("About", "SF 958")
    editor.fill("Starts*", "2031-06-04 09:00")
    editor.fill("Ends*", "2031-06-04 16:30")
    editor.choose_office("Mark Dayton, Governor of Minnesota")
    editor.fill("Ask*", ASK)
    editor.add_line("What to say", LINE)
    editor.save_draft()


def expect_unknown(page):
    expect(page.locator("main")).not_to_contain_text("deportation bill")
    expect(page.locator(".call-card")).to_have_count(0)


def expect_card(page, *, to_call):
    """Expect a complete call card with links or without, on a page that fits the screen."""
    card = page.locator(".call-card")
    expect(card).to_contain_text("Mark Dayton")
    expect(card.locator(".phone", has_text="(651) 201-3400").first).to_be_visible()
    expect(card.locator(".until").last).to_contain_text("4:30 p")
    expect(card.locator(".interpreter").first).to_be_visible()
    expect(page.locator(".script .say", has_text=LINE)).to_have_attribute("lang", "en")
    assert bool(card.locator(NUMBER).count()) == to_call
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def expect_words(page, language):
    for words, place in ((HEADLINE, "h1"), (ASK, "main .ask")):
        expected = words if language == "en" else in_language(language, words)
        expect(page.locator(place)).to_have_text(expected)
        marked = page.locator(place).locator("xpath=ancestor-or-self::*[@lang][1]")
        expect(marked).to_have_attribute("lang", language)
    if language != "en":
        expect(page.locator(".script .meaning", has_text=f"Txt {language}")).to_be_visible()


def report_call(page, result="spoke"):
    page.locator(f"button[value$='-{result}']").first.click()
    expect(page).to_have_url(re.compile(r"/report/thanks/$"))


def expect_over(page):
    expect(page.locator(".alert.ended")).to_be_visible()
    for ask in ("a.call-button", "a[href$='/report/']", "#stand a.button"):
        expect(page.locator(ask)).to_have_count(0)


def expect_listed_as_over(page):
    expect(page.locator(".card.active", has_text="deportation bill")).to_have_count(0)
    expect(page.locator(NUMBER)).to_have_count(0)


@pytest.mark.usefixtures("sample")
def test_a_call_in_day_is_followed_in_spanish_and_hmong_from_the_draft_to_the_outcome(  # noqa: PLR0915  (it is one story)
    clock, admin_site, visit
):
    # The evening before: the alert is a draft, visible only to editors.
    clock(2031, 6, 3, 20)
    editor = admin_site(EditorAdmin, "Editors")
    write_draft(editor)
    for language in ("es", "hmn"):
        expect_unknown(visit(language))
        expect_unknown(visit(language, ""))

    # It is published: the page shows the numbers and times, but no buttons.
    editor.publish()
    for language in ("es", "hmn"):
        page = visit(language)
        expect(page.locator(".alert.upcoming")).to_be_visible()
        expect_card(page, to_call=False)
        expect_words(page, "en")
    editor.open_pages("No More Deportations", "Action alerts")
    editor.submit_for_translation(HEADLINE, "Spanish")

    # The day of the calls: the alert has started, and the Spanish translation follows a little
    # later.
    clock(2031, 6, 4, 9, 1)
    for language in ("es", "hmn"):
        page = visit(language)
        expect(page.locator(".alert.active")).to_be_visible()
        expect_card(page, to_call=True)
        expect_words(page, "en")
    translator = admin_site(TranslatorAdmin, "Translators (Español)")
    translator.open_pages("Alertas")
    translator.open_translation(HEADLINE)
    for english in WORDS:
        translator.translate(english, in_language("es", english))
    translator.save()
    translator.publish()
    page = visit("es")
    expect_card(page, to_call=True)
    expect_words(page, "es")
    page = visit("hmn")
    page.locator(".script").scroll_into_view_if_needed()
    expect(page.locator(".call-bar .call-button")).to_be_in_viewport()
    expect_words(page, "en")

    # Readers report calls. From the fifth report on, the count is public in every language.
    for language in ("es", "hmn"):
        page = visit(language)
        page.locator("a[href$='/report/']").click()
        report_call(page)
        report_call(visit(language, f"{ADDRESS}report/"))
    report_call(visit("es", f"{ADDRESS}report/"), "no_answer")
    expect(visit("hmn").locator(".totals")).to_have_count(0)
    report_call(visit("hmn", f"{ADDRESS}report/"), "message")
    for language in ("es", "hmn"):
        expect(visit(language).locator("#response ~ .totals b")).to_have_text("5")

    # Half past four: the alert ends without any action by an editor.
    clock(2031, 6, 4, 16, 29)
    for language in ("es", "hmn"):
        expect_card(visit(language), to_call=True)
    clock(2031, 6, 4, 16, 30)
    for language in ("es", "hmn"):
        page = visit(language)
        expect_over(page)
        expect(page.locator(".outcome")).to_have_count(0)
        expect(page.locator("#response ~ .totals b")).to_have_text("5")
        for address in ("", "alerts/"):
            expect_listed_as_over(visit(language, address))

    # In the evening the editor publishes the outcome.
    clock(2031, 6, 4, 19)
    editor.open_pages("No More Deportations", "Action alerts")
    editor.open_page(HEADLINE)
    editor.choose("Outcome", "Won")
    editor.fill("Decided", "2031-06-04 18:00")
    editor.write_rich_text("outcome_text", OUTCOME)
    editor.publish()
    for language in ("es", "hmn"):
        page = visit(language)
        expect_over(page)
        with override(language):
            expect(page.locator(".alert > .now .state-label")).to_have_text(str(Outcome.WON.label))
        expect(page.locator(".outcome")).to_have_text(OUTCOME)
        expect(page.locator(".outcome")).to_have_attribute("lang", "en")

    # The Spanish translation follows, and then the whole alert is translated into Hmong.
    translator.open_pages("Alertas")
    translator.open_translation(in_language("es", HEADLINE))
    translator.translate(OUTCOME, in_language("es", OUTCOME))
    translator.save()
    translator.publish()
    editor.open_pages("No More Deportations", "Action alerts")
    editor.submit_for_translation(HEADLINE, "Hmong")
    translator = admin_site(TranslatorAdmin, "Translators (Hmoob)")
    translator.open_pages("Lus ceeb toom")
    translator.open_translation(HEADLINE)
    for english in (*WORDS, OUTCOME):
        translator.translate(english, in_language("hmn", english))
    translator.save()
    translator.publish()
    for language in ("es", "hmn"):
        page = visit(language)
        expect_over(page)
        expect(page.locator("h1")).to_have_text(in_language(language, HEADLINE))
        expect(page.locator(".outcome")).to_have_text(in_language(language, OUTCOME))
        expect(page.locator("main")).not_to_contain_text(
            re.compile(rf"(?<!\[){re.escape(OUTCOME)}")
        )
