"""Browser tests for the comment form that opens below its link, without a new page."""

import re
import time

import pytest
from playwright.sync_api import expect

from alerts.comments.models import PostComment
from tests import factories as make
from tests.browser.test_accessibility import barriers


@pytest.fixture
def alert(data_of_migrations):
    alert = make.AlertPageFactory(slug="call")
    make.comment(alert, "en", text="Did you call?")
    make.comment(alert, "so", text="Ma wacday?")
    return alert


def form_link(visitor):
    return visitor.page.locator("#comments > p > a.button")


def reply_link(visitor):
    return visitor.page.locator(".comment a[data-form-in-place]").first


def test_the_form_opens_below_its_link_and_sends_the_text(alert, reader):
    visitor = reader()
    visitor.open("/en/alerts/call/")
    form_link(visitor).click()
    expect(visitor.comment_box).to_be_focused()
    expect(form_link(visitor)).to_have_attribute("aria-expanded", "true")
    expect(visitor.page).to_have_url(re.compile("/en/alerts/call/$"))
    assert barriers(visitor, "form in place") == []
    visitor.comment_box.fill("I called.")
    visitor.send()
    visitor.expect_sent()
    assert PostComment.objects.latest("pk").comment == "I called."


def test_the_form_waits_for_its_stylesheet_so_that_the_honeypot_is_never_seen(alert, reader):
    visitor = reader()

    def delay(route):
        time.sleep(1)
        route.continue_()

    visitor.page.route("**/css/forms*.css", delay)
    visitor.open("/en/alerts/call/")
    form_link(visitor).click()
    visitor.page.wait_for_selector(".form-in-place textarea")
    assert not visitor.page.locator("[name=honeypot]").is_visible()


def test_words_go_along_when_the_writer_answers_somebody_instead(alert, reader):
    visitor = reader()
    visitor.open("/en/alerts/call/")
    form_link(visitor).click()
    visitor.comment_box.fill("I called.")
    reply_link(visitor).click()
    expect(visitor.page.locator(".comment .form-in-place textarea")).to_have_value("I called.")
    expect(visitor.page.locator(".form-in-place")).to_have_count(1)
    visitor.send()
    visitor.expect_sent()
    assert PostComment.objects.latest("pk").reply_to.comment == "Did you call?"


def test_a_second_press_closes_the_form_and_a_third_brings_its_words_back(alert, reader):
    visitor = reader()
    visitor.open("/en/alerts/call/")
    form_link(visitor).click()
    visitor.comment_box.fill("Begun.")
    form_link(visitor).click()
    expect(visitor.comment_box).to_be_hidden()
    expect(form_link(visitor)).to_have_attribute("aria-expanded", "false")
    form_link(visitor).click()
    expect(visitor.comment_box).to_have_value("Begun.")


def test_errors_are_shown_in_the_form_with_the_text(alert, reader):
    visitor = reader()
    visitor.open("/en/alerts/call/")
    form_link(visitor).click()
    visitor.name_box.fill("Xamdi")
    visitor.send()
    expect(visitor.page.locator(".field-error")).to_be_visible()
    expect(visitor.name_box).to_have_value("Xamdi")
    expect(visitor.comment_box).to_be_focused()
    assert barriers(visitor, "form in place with errors") == []


def test_a_form_that_cannot_be_fetched_is_looked_for_on_its_own_page(alert, reader):
    visitor = reader()
    visitor.open("/en/alerts/call/")

    def another_page(route):
        if route.request.resource_type == "fetch":
            route.fulfill(body="<p>Log in to the café's network</p>", content_type="text/html")
        else:
            route.continue_()

    visitor.page.route("**/comment/", another_page)
    form_link(visitor).click()
    expect(visitor.page).to_have_url(re.compile("/en/alerts/call/comment/$"))
    expect(visitor.comment_box).to_be_visible()


def test_a_comment_in_another_language_is_answered_on_a_page_of_that_language(alert, reader):
    visitor = reader()
    visitor.open("/en/alerts/call/comments/")
    reply_link(visitor).click()
    expect(visitor.page).to_have_url(re.compile(r"/so/alerts/call/comment/\?reply_to=\d+$"))
    expect(visitor.page.locator("html")).to_have_attribute("lang", "so")
