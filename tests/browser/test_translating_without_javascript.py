"""Browser tests of a translator, a reviewer and a volunteer on a small phone without JavaScript."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from alerts.models import AlertPage
from home.translation.models import ReviewRequest
from tests import factories as make
from tests.support.by_link import begin, open_link

PHONE = {"width": 320, "height": 640}
SOMALI = "Translators (Soomaali)"
WORDS = {
    "Call the governor": "Wac barasaabka",
    "English ask": "Ka codso inuu diido.",
    "My name is ___.": "Magacaygu waa ___.",
}
ENGLISH = {"title": "Call the governor", "script": [("line", "My name is ___.")]}


class Person:
    def __init__(self, context):
        self.page = context.new_page()

    def open(self, address):
        self.page.goto(address)

    def fill_in_password(self, user):
        self.page.locator("[name=username]").fill(user.username)
        self.page.locator("[name=password]").fill("secret")
        self.press("Sign in")

    def press(self, name):
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()

    def box(self, english):
        return self.page.get_by_label(english, exact=True)

    def translate(self):
        for english, words in WORDS.items():
            self.box(english).fill(words)

    def expect_message(self, text):
        expect(self.page.locator(".messages")).to_contain_text(text)

    def is_wider_than_the_screen(self):
        return self.page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]


@pytest.fixture
def person(new_context, live_server):
    options = {"base_url": live_server.url, "viewport": PHONE, "java_script_enabled": False}
    return lambda: Person(new_context(**options))


def editor_address(translation):
    return reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])


def test_a_translator_and_a_reviewer_bring_an_alert_to_readers(data_of_migrations, person):
    translation = begin(**ENGLISH)
    address = editor_address(translation)
    user, translator = make.user(SOMALI), person()
    translator.open(address)
    translator.fill_in_password(user)
    translator.translate()

    # Another page, and back
    translator.page.get_by_role("link", name="Preview what is saved").click()
    translator.page.go_back()
    for english, words in WORDS.items():
        expect(translator.box(english)).to_have_value(words)

    # The session expires
    Session.objects.all().delete()
    translator.press("Save")
    expect(translator.page.locator("main")).to_contain_text("You were signed out")
    assert not translator.is_wider_than_the_screen()
    translator.fill_in_password(user)
    for english, words in WORDS.items():
        expect(translator.box(english)).to_have_value(words)
    translator.press("Save")
    translator.expect_message("Saved")
    translator.press("Submit for review")
    translator.expect_message("Submitted for review")

    reviewer = person()
    reviewer.open(address)
    reviewer.fill_in_password(make.user(SOMALI))
    for english, words in WORDS.items():
        expect(reviewer.box(english)).to_have_value(words)
    reviewer.press("Publish")
    reviewer.expect_message("Published")
    reviewer.page.get_by_role("link", name="Mark as reviewed").click()
    reviewer.press("I have read it: mark it as reviewed")

    visitor = person()
    visitor.open(translation.get_target_instance().get_absolute_url())
    expect(visitor.page.locator("h1")).to_have_text(WORDS["Call the governor"])
    assert AlertPage.objects.get(locale__language_code="so").reviewed_on
    assert not visitor.is_wider_than_the_screen()


def test_a_volunteer_goes_back_and_forth_between_the_parts_and_hands_in(data_of_migrations, person):
    translation, url = open_link(**ENGLISH)
    volunteer = person()
    page = volunteer.page
    volunteer.open(url)
    page.locator("main a.button").click()
    boxes, ways = page.locator("main textarea"), page.locator(".ways button")
    boxes.first.fill("Wac barasaabka")
    with page.expect_navigation():
        ways.nth(1).click()  # skip
    boxes.first.fill("Ka codso")
    with page.expect_navigation():
        ways.nth(0).click()  # back
    expect(boxes.first).to_have_value("Wac barasaabka")

    # A link of the page's frame, and back
    boxes.first.fill("Wac barasaabka hadda")
    page.locator("header a, footer a").first.click()
    page.go_back()
    expect(boxes.first).to_have_value("Wac barasaabka hadda")

    # A text that is too long
    boxes.first.fill("x" * 300)
    with page.expect_navigation():
        ways.nth(2).click()  # all parts
    expect(boxes.first).to_have_value("x" * 300)
    expect(page.locator(".field-error")).to_be_visible()
    assert not volunteer.is_wider_than_the_screen()
    boxes.first.fill("Wac barasaabka hadda")
    with page.expect_navigation():
        ways.nth(2).click()
    assert not volunteer.is_wider_than_the_screen()
    page.locator("ol.steps a").nth(2).click()
    boxes.first.fill("Magacaygu waa ___.")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    volunteer.open(url)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()
    expect(page.locator("h1")).to_have_text("Mahadsanid")
    assert ReviewRequest.objects.get().translation == translation
