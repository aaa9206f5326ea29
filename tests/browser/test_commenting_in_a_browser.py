"""What only a real browser can do to the comment form."""

import pytest
from playwright.sync_api import expect

from alerts.comments.models import PostComment
from tests import factories as make


@pytest.fixture
def address(data_of_migrations):
    return make.AlertPageFactory(slug="call").get_absolute_url()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_double_click_on_send_stores_one_comment(address, reader, scripts):
    visitor = reader(java_script_enabled=scripts)
    posts = []
    visitor.page.on("request", lambda r: posts.append(r.url) if r.method == "POST" else None)
    visitor.open(address).open_form()
    visitor.comment_box.fill("Sent twice.")
    visitor.send_button.dblclick()
    visitor.expect_sent()
    print(posts)
    assert PostComment.objects.count() == 1


def test_back_and_send_again_stores_one_comment(address, reader):
    visitor = reader()
    visitor.open(address).comment("Sent, then back, then sent.")
    visitor.page.go_back()
    expect(visitor.comment_box).to_have_value("Sent, then back, then sent.")
    visitor.send()
    visitor.expect_sent()
    visitor.page.reload()
    assert PostComment.objects.count() == 1
