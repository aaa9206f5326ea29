"""Browser tests for comment forms that are sent twice."""

import threading

import pytest
from django.core.signals import request_started
from playwright.sync_api import expect

from alerts.comments.models import PostComment
from tests import factories as make


@pytest.fixture
def address(data_of_migrations):
    return make.AlertPageFactory(slug="call").get_absolute_url()


@pytest.fixture
def two_at_a_time():
    """Hold a POST request until a second one arrives, then process both."""
    barrier = threading.Barrier(2, timeout=20)

    def wait_for_the_other(environ, **kwargs):
        if environ["REQUEST_METHOD"] == "POST":
            barrier.wait()

    request_started.connect(wait_for_the_other)
    yield
    request_started.disconnect(wait_for_the_other)


@pytest.mark.usefixtures("two_at_a_time")
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_second_click_while_the_first_is_on_its_way_stores_one_comment(address, reader, scripts):
    visitor = reader(java_script_enabled=scripts)
    visitor.open(address).open_form()
    visitor.comment_box.fill("Sent twice.")
    visitor.send_button.scroll_into_view_if_needed()
    box = visitor.send_button.bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    with visitor.page.expect_request(lambda request: request.method == "POST"):
        visitor.page.mouse.click(*middle)
    visitor.page.mouse.click(*middle)
    visitor.expect_sent()
    assert [comment.comment for comment in PostComment.objects.all()] == ["Sent twice."]


def test_a_comment_whose_answer_was_lost_can_be_sent_again_and_is_stored_once(address, reader):
    visitor = reader()

    def lose_the_answer(route):
        route.fetch(max_redirects=0)
        route.fulfill(status=502, body="lost", content_type="text/plain")

    visitor.open(address).open_form()
    visitor.comment_box.fill("Sent in a tunnel.")
    visitor.page.route("**/comment/", lose_the_answer)
    visitor.send()
    expect(visitor.page.locator("[data-not-sent]")).to_be_visible()
    visitor.page.unroute("**/comment/")
    visitor.send()
    visitor.expect_sent()
    assert PostComment.objects.count() == 1
