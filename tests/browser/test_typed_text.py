"""Browser tests for typed texts that the browser keeps, restores and deletes."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests.browser.admin_site import TranslatorAdmin
from tests.browser.test_accessibility import barriers
from tests.support.by_link import open_link, steps

PHONE = {"width": 320, "height": 640}
WORDS = "Wac guddoomiyaha maanta"
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('typed:')).length"


@pytest.fixture
def link(data_of_migrations):
    return open_link(title="Call the governor", script=[("line", "My name is ___.")])


@pytest.fixture
def phone(new_context, live_server):
    return new_context(base_url=live_server.url, viewport=PHONE)


def box(page):
    return page.locator("form[data-part] textarea").first


def type_and_crash(phone, address, words=WORDS):
    page = phone.new_page()
    page.goto(address)
    box(page).fill(words)
    page.close()


def test_text_typed_before_a_crash_is_in_its_box_again_until_it_is_saved(client, link, phone):
    _translation, url = link
    step = steps(client, url)[0]
    type_and_crash(phone, step)
    page = phone.new_page()
    page.goto(url)
    page.locator("[data-notice=elsewhere] a").click()
    expect(box(page)).to_have_value(WORDS)
    expect(page.locator("[data-notice=restored]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator("form[data-part] button[type=submit]").first.click()
    page.wait_for_url(lambda address: not address.endswith(step))
    expect(page.locator("[data-notice=restored]")).to_be_hidden()
    assert page.evaluate(KEPT) == 0
    assert "#" not in page.url
    page.goto(step)
    expect(box(page)).to_have_value(WORDS)
    assert page.evaluate(KEPT) == 0


def test_a_question_typed_before_a_crash_is_in_its_box_again(client, link, phone):
    _translation, url = link
    step = steps(client, url)[0]
    page = phone.new_page()
    page.goto(step)
    page.locator("[name$=-question]").first.fill("Who is us?")
    page.close()
    page = phone.new_page()
    page.goto(step)
    expect(page.locator("[name$=-question]").first).to_have_value("Who is us?")
    page.locator("form[data-part] button[type=submit]").first.click()
    page.wait_for_url(lambda address: not address.endswith(step))
    assert page.evaluate(KEPT) == 0


def test_text_that_the_server_never_got_is_kept(client, link, phone):
    _translation, url = link
    step = steps(client, url)[0]
    page = phone.new_page()
    page.goto(step)
    box(page).fill(WORDS)
    page.route("**/*", lambda route: route.abort())
    page.locator("form[data-part] button[type=submit]").first.click()
    page.wait_for_url("chrome-error://**")
    page.close()
    page = phone.new_page()
    page.goto(step)
    expect(box(page)).to_have_value(WORDS)


def test_another_persons_translation_stays_in_the_box_with_the_typed_text_beside_it(
    client, link, phone
):
    translation, url = link
    step = steps(client, url)[0]
    type_and_crash(phone, step)
    save_translation(translatable_strings(translation)[0], "Cinwaan kale")
    page = phone.new_page()
    page.goto(step)
    expect(box(page)).to_have_value("Cinwaan kale")
    expect(page.locator("[data-notice=left] textarea")).to_have_value(WORDS)
    page.locator("[data-discard]").click()
    expect(page.locator("#typed-notices")).to_be_hidden()
    assert page.evaluate(KEPT) == 0


def test_text_typed_for_a_link_that_has_ended_is_shown_for_copying(client, link, phone):
    translation, url = link
    type_and_crash(phone, steps(client, url)[0])
    translation.links.update(revoked_at=timezone.now())
    page = phone.new_page()
    page.goto(url)
    expect(page.locator("[data-notice=left] textarea")).to_have_value(WORDS)


def test_nothing_stays_on_the_device_for_more_than_two_days(client, link, phone):
    _translation, url = link
    step = steps(client, url)[0]
    type_and_crash(phone, step)
    page = phone.new_page()
    page.goto(url)
    page.evaluate(
        """() => { for (const key of Object.keys(localStorage)) {
            const item = JSON.parse(localStorage.getItem(key));
            item.at -= 49 * 60 * 60 * 1000;
            localStorage.setItem(key, JSON.stringify(item));
        } }"""
    )
    page.goto(step)
    expect(box(page)).to_have_value("")
    assert page.evaluate(KEPT) == 0


def test_the_notices_have_no_barrier(client, link, reader):
    _translation, url = link
    visitor = reader(viewport=PHONE)
    step = steps(client, url)[0]
    visitor.open(step)
    box(visitor.page).fill(WORDS)
    visitor.open(step)
    expect(visitor.page.locator("[data-notice=restored]")).to_be_visible()
    assert barriers(visitor, "restored") == []


def test_a_translator_who_opens_another_page_finds_the_text_and_signing_out_deletes_it(
    link, admin_site
):
    translation, _url = link
    target = translation.get_target_instance()
    translator = admin_site(TranslatorAdmin, "Translators (Soomaali)")
    page = translator.page
    translator.open_page(target)
    box(page).fill(WORDS)
    page.goto("/admin/")
    translator.open_page(target)
    expect(box(page)).to_have_value(WORDS)
    expect(page.locator("[data-notice=restored]")).to_be_visible()
    translator.save()
    expect(box(page)).to_have_value(WORDS)
    expect(page.locator("[data-notice=restored]")).to_be_hidden()
    assert page.evaluate(KEPT) == 0
    box(page).fill("Mar kale")
    assert page.evaluate(KEPT) == 1
    page.get_by_role("button", name="user-").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_label("Username")).to_be_visible()
    assert page.evaluate(KEPT) == 0
