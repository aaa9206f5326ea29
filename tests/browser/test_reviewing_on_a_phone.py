"""Browser tests for reviewers, translators and volunteers on a small phone without JavaScript."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from home.translation import review
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from home.translation.teamwork import questions
from home.translation.teamwork.models import StringQuestion, StringVersion
from tests import factories as make
from tests.browser.test_accessibility import barriers
from tests.support.by_link import address, begin

PHONE = {"width": 320, "height": 640}
SOMALI = "Translators (Soomaali)"


@pytest.fixture
def translation(data_of_migrations):
    translation = begin(
        title="Call the governor about deportation",
        response='<p>Write to <a href="https://mn.gov/governor/contact/a-long-address/">us</a>.</p>',
    )
    for string in translatable_strings(translation):
        text = 'Noo qor <a id="a1">halkan</a>.' if string.is_rich else "Eray"
        save_translation(string, text, user=make.user())
    review.publish(translation.get_target_instance(), make.user())
    review.mark_reviewed(translation.get_target_instance(), by=make.user())
    # Saved after the review.
    ask = next(one for one in translatable_strings(translation) if one.field_name == "ask")
    save_translation(ask, "Codso cusub", user=make.user(username="Faadumo"))
    return translation


@pytest.fixture
def signed_in(new_context, live_server):
    def signed_in(group):
        client = Client()
        client.force_login(make.user(group))
        context = new_context(base_url=live_server.url, viewport=PHONE, java_script_enabled=False)
        cookie = client.cookies["sessionid"]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return context.new_page()

    return signed_in


def is_wider_than_the_screen(page):
    box = page.locator("main").bounding_box()
    return box["x"] + box["width"] > PHONE["width"] + 1


def has_space_between_buttons(page):
    buttons = page.locator(".translation-dashboard .button").all()
    boxes = [button.bounding_box() for button in buttons]
    assert len(boxes) > 1
    ends = [box["y"] + box["height"] for box in boxes]
    return all(box["y"] >= end + 8 for box, end in zip(boxes[1:], ends, strict=False))


def test_a_reviewer_reads_what_is_new_and_rolls_it_back(translation, signed_in):
    page, translated = signed_in(SOMALI), translation.get_target_instance()
    page.goto(reverse("translation_changes", args=[translated.pk]))
    change = page.locator(".translation-change")
    expect(change).to_have_count(1)
    for text in ("English ask", "Eray", "Codso cusub", "Faadumo"):
        expect(change).to_contain_text(text)
    assert not is_wider_than_the_screen(page)
    change.get_by_role("link", name="History").click()
    expect(page.locator(".translation-versions li")).to_have_count(2)
    assert not is_wider_than_the_screen(page)
    page.get_by_role("button", name="Restore").click()
    expect(page.locator(".translation-versions li").first).to_contain_text("Eray")
    assert StringVersion.objects.last().data == "Eray"


def test_a_translator_leads_a_link_elsewhere_asks_and_notes_work(translation, signed_in):
    page, translated = signed_in(SOMALI), translation.get_target_instance()
    rich = next(one for one in translatable_strings(translation) if one.is_rich)
    page.goto(reverse("translation_string", args=[translated.pk, rich.key]))
    assert not is_wider_than_the_screen(page)
    page.locator("#target-a1").fill("https://mn.gov/so/")
    page.get_by_role("button", name="Save the link").click()
    expect(page.locator("#target-a1")).to_have_value("https://mn.gov/so/")
    page.locator("#question").fill("Who is us?")
    page.get_by_role("button", name="Ask", exact=True).click()
    assert StringQuestion.objects.get().text == "Who is us?"
    page.goto("/admin/translation/")
    assert has_space_between_buttons(page)
    page.get_by_role("button", name="I am working on this").first.click()
    expect(page.get_by_role("button", name="I have stopped")).to_be_visible()
    assert has_space_between_buttons(page)


@pytest.mark.parametrize("language", ["so", "hmn"])
def test_a_volunteer_sees_context_asks_and_previews(data_of_migrations, reader, language):
    translation = begin(
        language,
        response='<p>Write to <a href="https://mn.gov/governor/contact/a-long-address/">us</a>.</p>',
    )
    strings = translatable_strings(translation)
    rich = next(one for one in strings if one.is_rich)
    questions.ask(rich.ids, rich.locale.pk, "Who is us?", None)
    questions.answer(StringQuestion.objects.get(), "The campaign.", make.user())
    _link, token = make.link(translation)
    step = f"{address(translation, token)}{rich.key}/"

    visitor = reader(java_script_enabled=False, viewport=PHONE)
    page = visitor.open(step).page
    for text in ("https://mn.gov/governor/", "Who is us?", "The campaign.", "English ask"):
        expect(page.locator("main")).to_contain_text(text)
    width = page.locator("html").evaluate("page => page.scrollWidth")
    assert width <= PHONE["width"]
    page.locator("main textarea").fill('Eray <a id="a1">halkan</a>.')
    page.locator(f"[name={rich.key}-question]").fill("Another question?")
    page.locator("main button[type=submit]").first.click()
    assert StringQuestion.objects.filter(text="Another question?", asked_by=None).exists()
    visitor.open(f"{address(translation, token)}preview/")
    expect(page.locator("main")).to_contain_text("Eray halkan.")
    assert page.locator("html").evaluate("page => page.scrollWidth") <= PHONE["width"]

    found = []
    for path in (step, f"{address(translation, token)}preview/"):
        other = reader(viewport=PHONE)
        other.open(path)
        found += barriers(other, path)
    assert found == []
