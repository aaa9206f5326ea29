"""Browser test that a deleted comment does not reappear from the browser's cache."""

import re

import pytest
from playwright.sync_api import expect

from alerts.comments.models import PostComment, Status
from alerts.comments.services import Decision, set_status
from tests import factories as make

WORDS = "I should not have written this."


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("post", [make.AlertPageFactory, make.ExplainerPageFactory])
def test_a_deleted_comment_is_gone_when_its_writer_goes_back_to_the_post(
    data_of_migrations, reader, post, scripts
):
    post = post(title="Call the governor")
    visitor = reader(java_script_enabled=scripts)
    visitor.open(post.get_absolute_url()).comment(WORDS)
    private = visitor.page.url
    set_status(PostComment.objects.get().pk, Decision(Status.PUBLISHED, by=None))
    visitor.back_to_post()
    expect(visitor.thread).to_contain_text(WORDS)

    visitor.open(private)
    visitor.page.locator("a[href$='/delete/']").click()
    visitor.send()
    expect(visitor.page).to_have_url(re.compile("/comment/deleted/$"))
    # The reader follows a link and does not reload, so the browser may use its cache.
    visitor.open("/en/").follow(post.title)
    expect(visitor.page.locator("#comments")).to_be_visible()
    expect(visitor.thread).to_have_count(0)
    assert WORDS not in visitor.page.content()
