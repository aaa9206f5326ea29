"""Browser tests for replies on the smallest phone, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from alerts.comments.lookup import REPLIES_INLINE
from alerts.comments.models import PostComment, Status
from alerts.comments.services import Decision, set_status
from home.addresses import page_address
from tests import factories as make
from tests.browser.test_accessibility import barriers
from tests.browser.test_phone import HEIGHT, TOO_SMALL, WIDTH, sideways

LONG = "Waxaan-soo-wacay-xafiiska-guddoomiyaha-gobolka-saddex-jeer " * 3


@pytest.fixture
def alert(data_of_migrations):
    post = make.AlertPageFactory(slug="call")
    root = make.comment(post, "so", text=LONG, user_name="Xamdi")
    reply = make.comment(post, "so", text=LONG, reply_to=root)
    for _reply in range(REPLIES_INLINE):
        make.comment(post, "so", text=LONG, reply_to=reply, user_name="Cabdi" * 10)
    make.comment(post, "so", text="Waan wacay.")
    make.comment(post, "en", text="I called.")
    return post


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_reader_answers_a_comment_and_finds_the_answer_below_it(alert, reader, scripts):
    visitor = reader(
        java_script_enabled=scripts, viewport={"width": WIDTH, "height": HEIGHT}, has_touch=True
    )
    question = make.comment(alert, "so", text="Ma wacday?")
    visitor.open(page_address(alert, "so"))
    visitor.page.locator(".comments > details > summary").tap()  # many comments are folded
    answered = visitor.page.locator(f"#comment-{question.pk}")
    answered.get_by_role("link", name="Ka jawaab").tap()
    if scripts:
        expect(answered.locator(".form-in-place")).to_be_visible()
    else:
        expect(visitor.page.locator("blockquote")).to_have_text("Ma wacday?")
    visitor.comment_box.fill("Aniguna waan wacay.")
    visitor.send()
    visitor.expect_sent()
    set_status(PostComment.objects.latest("pk").pk, Decision(Status.PUBLISHED, by=None))
    visitor.back_to_post()
    expect(answered.locator(".answers .comment-text")).to_have_text("Aniguna waan wacay.")


def pages(alert):
    address = page_address(alert, "so")
    root = PostComment.objects.get(root=None, user_name="Xamdi")
    deepest = PostComment.objects.filter(level=2).first()
    return {
        "under the post": address,
        "newest first": f"{address}?order=newest",
        "thread": f"{address}comments/{root.pk}/",
        "link to a reply": f"{address}comments/{deepest.pk}/",
        "reply form": f"{address}comment/?reply_to={deepest.pk}",
        "comments in other languages": f"{page_address(alert, 'hmn')}comments/",
    }


def test_threads_fit_the_smallest_phone_and_leave_room_for_the_words(alert, reader):
    phone = reader(viewport={"width": WIDTH, "height": HEIGHT}, has_touch=True)
    found = []
    for name, path in pages(alert).items():
        phone.open(path)
        found += [(name, it) for it in sideways(phone.page)]
        small = phone.page.evaluate(TOO_SMALL, ["a, button, input, textarea", 24])
        found += [(name, it) for it in small]
        widths = [
            text.bounding_box()["width"] for text in phone.page.locator(".comment-text").all()
        ]
        found += [(name, width) for width in widths if width < WIDTH * 0.7]
    assert found == []


def test_no_page_of_a_thread_has_a_barrier(alert, reader):
    visitor = reader()
    found = []
    for name, path in pages(alert).items():
        visitor.open(path)
        found += barriers(visitor, name)
    assert found == []
