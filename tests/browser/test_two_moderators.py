"""Browser test of two moderators who decide on the same comments at the same time."""

from playwright.sync_api import expect

from alerts.comments.models import PostComment, Reason, Status
from tests import factories as make
from tests.browser.admin_site import ModeratorAdmin


def test_a_second_moderator_sees_what_did_not_happen_beside_the_next_comment(
    data_of_migrations, admin_site
):
    alert = make.AlertPageFactory(title="Call the governor", slug="call")
    comments = [make.comment(alert, "en", Status.PENDING, f"No. {n}\n\n" * 9) for n in range(5)]
    first, second = (admin_site(ModeratorAdmin, "Moderators").page for _ in range(2))
    errors = []
    for page in (first, second):
        page.set_viewport_size({"width": 1280, "height": 640})
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto("/admin/comments/")
    result, focused = "#result-text", ".queue-comment:focus"

    def decide(page, comment, *keys):
        page.locator(f"#comment-{comment.pk}").focus()
        for key in keys[:-1]:
            page.keyboard.press(key)
        with page.expect_navigation():
            page.keyboard.press(keys[-1])

    decide(first, comments[2], "a")
    expect(first.locator(result)).to_contain_text(f"Comment {comments[2].pk}, “No. 2")
    expect(first.locator(result)).to_be_in_viewport()
    expect(first.get_by_role("button", name="Undo")).to_be_in_viewport()
    expect(first.locator(focused)).to_have_id(f"comment-{comments[3].pk}")

    decide(second, comments[2], "r", "ArrowDown", "ArrowDown", "Enter")
    expect(second.locator(result)).to_contain_text("Nothing was changed.")
    expect(second.locator(result)).to_contain_text("It is now: published.")
    expect(second.locator(result)).to_be_in_viewport()
    assert second.locator(result).get_attribute("role") == "status"
    expect(second.locator(focused)).to_have_id(f"comment-{comments[3].pk}")

    first.locator(focused).press("z")
    expect(first.locator(result)).to_contain_text("waiting for a moderator")
    expect(first.locator(focused)).to_have_id(f"comment-{comments[2].pk}")
    decide(second, comments[3], "r", "ArrowDown", "Enter")
    decided = {one.pk: (one.status, one.reason) for one in PostComment.objects.all()}
    assert decided == {
        one.pk: (Status.REJECTED, Reason.PERSONAL) if one == comments[3] else (Status.PENDING, "")
        for one in comments
    }
    assert errors == []
