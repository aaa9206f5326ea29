"""Browser tests for typed text after failed connections, navigation and reloads."""

import pytest
from playwright.sync_api import Error, expect

from alerts.comments.models import PostComment
from tests import factories as make


@pytest.fixture
def alert(data_of_migrations):
    alert = make.AlertPageFactory(slug="call")
    make.comment(alert, "en", text="Did you call?")
    return alert


def test_without_scripts_back_leads_to_the_words_after_each_failed_sending(
    alert, new_context, live_server
):
    context = new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    box, button = page.locator("textarea[name=comment]"), page.locator(".reader-form button").first
    page.goto("/en/alerts/call/")
    page.locator(".comment a", has_text="Reply").click()

    def send_into_a_tunnel():
        context.set_offline(True)
        button.click()
        page.wait_for_url("chrome-error://**")
        page.wait_for_load_state()  # before that, the error page has no history
        context.set_offline(False)
        page.go_back()

    box.fill("I was born on 1.2.1990.")
    send_into_a_tunnel()
    expect(box).to_have_value("I was born on 1.2.1990.")
    button.click()
    expect(page.locator("div.notice.error")).to_contain_text("a date of birth")
    box.fill("I was born here.")
    send_into_a_tunnel()
    expect(box).to_have_value("I was born here.")
    button.click()
    expect(page.get_by_text("I was born here.")).to_be_visible()
    page.get_by_role("link", name="Change my comment").click()
    box.fill("I was born far away.")
    send_into_a_tunnel()
    expect(box).to_have_value("I was born far away.")

    # The refused words are deleted from the phone once others are sent.
    def go_back_to_the_refused_form():
        for _page in range(4):
            page.go_back()
            assert "1.2.1990" not in page.content()

    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        go_back_to_the_refused_form()


def test_with_scripts_words_survive_a_lost_line_a_link_and_a_reload_but_not_their_sending(
    alert, reader
):
    visitor = reader()
    page = visitor.page
    visitor.open("/en/alerts/call/")
    visitor.comment_link.click()
    visitor.comment_box.fill("Words on the way.")
    page.context.set_offline(True)
    visitor.send()
    expect(page.locator("[data-not-sent]")).to_be_visible()
    expect(visitor.comment_box).to_have_value("Words on the way.")
    page.context.set_offline(False)
    visitor.watch.errors.clear()  # the lost line
    page.locator(".site-header a").first.click()
    page.wait_for_url("**/en/")
    page.go_back()
    expect(visitor.comment_box).to_have_value("Words on the way.")
    page.reload()
    expect(visitor.comment_box).to_have_value("Words on the way.")
    visitor.open("/en/alerts/call/comment/")
    expect(visitor.comment_box).to_have_value("Words on the way.")
    visitor.comment_box.fill("Words on the way, of 5 x 1234 Lake Street.")
    visitor.send()
    expect(page.locator("div.notice.error")).to_contain_text("a street address")
    page.get_by_role("button", name="Send it as it is").click()
    visitor.expect_sent()
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    page.go_back()
    expect(visitor.comment_box).to_have_value("")
    (comment,) = PostComment.objects.exclude(comment="Did you call?")
    assert comment.comment == "Words on the way, of 5 x 1234 Lake Street."
