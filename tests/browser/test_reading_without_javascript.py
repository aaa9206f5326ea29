"""Browser tests for reading and commenting without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser.admin_site import ModeratorAdmin

COMMENT = "Maanta ayaan wacay. Way i dhegaysteen."


@pytest.fixture
def visitor(reader):
    visitor = reader(java_script_enabled=False)
    visitor.open("data:text/html,<noscript>nothing runs</noscript>")
    expect(visitor.page.get_by_text("nothing runs")).to_be_visible()
    return visitor


def test_a_reader_finds_and_reads_an_alert_and_has_a_comment_published(
    sample, clock, visitor, admin_site
):
    somali = sample.get_translations().get(locale__language_code="so").specific
    clock(2011, 6, 3, 10)
    visitor.open("/so/").follow(somali.title)
    main = visitor.page.locator("main")
    expect(main.get_by_text(somali.ask)).to_be_visible()
    expect(main.locator(".script > ol .say")).to_have_count(
        len(sample.script) + 1
    )  # with the request for an interpreter
    expect(main.locator("a.call-button").first).to_be_in_viewport()

    visitor.open_form()
    visitor.send()
    expect(visitor.page.locator(".field-error")).to_be_visible()
    visitor.comment_box.fill(COMMENT)
    visitor.send()
    visitor.expect_sent()
    visitor.back_to_post()
    expect(visitor.thread).to_have_count(0)

    moderator = admin_site(ModeratorAdmin, "Moderators")
    moderator.open_comments()
    moderator.approve(COMMENT)
    visitor.page.reload()
    expect(visitor.thread).to_contain_text(COMMENT)


def test_a_reader_changes_the_language_and_stays_on_the_page(sample, clock, visitor):
    clock(2011, 6, 3, 10)
    visitor.open("/en/").follow(sample.title)
    for language, name in (("es", "Español"), ("so", "Soomaali"), ("hmn", "Hmoob")):
        visitor.page.get_by_role("link", name=name, exact=True).click()
        expect(visitor.page.locator("html")).to_have_attribute("lang", language)
        title = sample.get_translations().get(locale__language_code=language).title
        expect(visitor.headline).to_have_text(title)
