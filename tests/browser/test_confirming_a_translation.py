"""Browser tests for confirming doubtful translations on a small phone without JavaScript."""

import pytest
from playwright.sync_api import expect

from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.by_link import begin

PHONE = {"width": 320, "height": 640}
NAME, ASK = "TakeAction Minnesota", "Call the governor and tell her by June 4."


@pytest.fixture
def translation(data_of_migrations):
    # The translation has the English title, and another date in the ask.
    translation = begin(slug="call", title=NAME, ask=ASK)
    for string, text in zip(
        translatable_strings(translation), (NAME, "Wac barasaabka ka hor Juun 5."), strict=True
    ):
        save_translation(string, text)
    return translation


@pytest.fixture
def phone(new_context, live_server):
    user = make.user("Translators (Soomaali)")
    context = new_context(base_url=live_server.url, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto("/admin/")
    page.locator("[name=login], [name=username]").fill(user.username)
    page.locator("[name=password]").fill("secret")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
    return page


def publish(page):
    with page.expect_navigation() as navigation:
        page.get_by_role("button", name="Publish", exact=True).click()
    return navigation.value.status


def test_a_translator_corrects_one_text_and_confirms_another(translation, phone):
    target = translation.get_target_instance()
    phone.goto(f"/admin/pages/{target.pk}/edit/")
    assert publish(phone) == 422
    listed = phone.locator(".help-critical a")
    expect(listed).to_have_text([NAME, ASK])
    listed.first.click()
    box = phone.get_by_label("I have compared it with the English").first
    expect(phone.get_by_text("This is the same as the English.")).to_be_visible()
    expect(phone.get_by_text("The translation has “5”. The English does not.")).to_be_visible()
    box.check()  # fails if something covers the box
    edges = box.bounding_box()
    assert edges["x"] >= 0
    assert edges["x"] + edges["width"] <= PHONE["width"]
    phone.get_by_label(ASK, exact=True).fill("Wac barasaabka ka hor Juun 4.")
    assert publish(phone) == 200
    target.refresh_from_db()
    assert (target.live, target.title) == (True, NAME)
    assert target.ask == "Wac barasaabka ka hor Juun 4."
