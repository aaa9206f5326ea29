"""Browser tests for moderators who use only the keyboard, and for the number of key presses."""

import time
from collections import Counter

import pytest
from playwright.sync_api import expect

from alerts.comments.models import PostComment, Reason, Status
from tests import factories as make
from tests.browser.admin_site import ModeratorAdmin

LANGUAGES = ("en", "es", "so", "hmn")
# The queue on a bad day: 50 of 80 comments are unwanted.
CAMPAIGNS, EACH, ODD_SPAM, HATEFUL, GOOD = 4, 8, 8, 10, 30
PRESSES = 90


@pytest.fixture
def alert(data_of_migrations):
    return make.AlertPageFactory(title="Call the governor", slug="call")


@pytest.fixture
def moderator(admin_site, alert):
    found = admin_site(ModeratorAdmin, "Moderators")
    found.presses = 0
    return found


def press(moderator, key):
    moderator.presses += 1
    moderator.page.keyboard.press(key)


def press_and_wait(moderator, key):
    with moderator.page.expect_navigation():
        press(moderator, key)
    # The script sets the focus in a timer that it starts when the page has loaded.
    moderator.page.evaluate("new Promise(done => setTimeout(done))")


def focused(moderator):
    comment = moderator.page.locator(".queue-comment:focus blockquote")
    return comment.inner_text().strip() if comment.count() else None


def tab_to_first_comment(moderator):
    for _ in range(60):
        if focused(moderator):
            return
        press(moderator, "Tab")
    raise AssertionError("No comment can be reached with the Tab key.")


def test_every_decision_is_made_by_keyboard_and_the_next_comment_has_the_focus(moderator, alert):
    for word in ("First", "Second", "Third", "Fourth"):
        make.comment(alert, "so", Status.PENDING, f"{word}.")
    moderator.page.goto("/admin/comments/")
    tab_to_first_comment(moderator)
    assert focused(moderator) == "First."
    press(moderator, "j")
    press(moderator, "j")
    press(moderator, "k")
    assert focused(moderator) == "Second."
    press_and_wait(moderator, "a")
    assert focused(moderator) == "Third."
    press_and_wait(moderator, "s")
    assert focused(moderator) == "Fourth."
    press(moderator, "r")
    press(moderator, "ArrowDown")
    press(moderator, "ArrowDown")
    press_and_wait(moderator, "Enter")
    decided = {c.comment: (c.status, c.reason) for c in PostComment.objects.all()}
    assert decided == {
        "First.": (Status.PENDING, ""),
        "Second.": (Status.PUBLISHED, ""),
        "Third.": (Status.SPAM, ""),
        "Fourth.": (Status.REJECTED, list(Reason)[1]),
    }


def test_several_are_selected_and_decided_on_by_keyboard(moderator, alert):
    for number in range(3):
        make.comment(alert, "en", Status.PENDING, f"Number {number}.")
    moderator.page.goto("/admin/comments/")
    tab_to_first_comment(moderator)
    press(moderator, "x")
    press(moderator, "j")
    press(moderator, "x")
    moderator.page.get_by_role("link", name="Mark the selected comments as spam").press("Enter")
    moderator.page.get_by_role("button", name="Spam 2").press("Enter")
    expect(moderator.page.locator("#result-text")).to_contain_text("2 comments: spam.")
    assert Counter(PostComment.objects.values_list("status", flat=True)) == {
        "spam": 2,
        "pending": 1,
    }


def test_groups_are_decided_on_one_after_the_other_and_then_the_first_comment_has_the_focus(
    moderator, alert
):
    for cluster, size in enumerate((4, 3, 2)):
        for _one in range(size):
            text = f"Wave {cluster} of words."
            make.comment(alert, "en", Status.PENDING, text, screening={"cluster": cluster + 1})
    left = make.comment(alert, "en", Status.PENDING, "Alone.\n\n" * 20)
    moderator.page.set_viewport_size({"width": 1280, "height": 640})
    moderator.page.goto("/admin/comments/")
    group = moderator.page.locator(".queue-groups summary:focus")
    moderator.page.locator(".queue-groups summary").first.focus()
    press(moderator, "o")
    expect(moderator.page.get_by_text("Wave 0 of words. (English")).to_have_count(4)
    press(moderator, "j")
    press(moderator, "k")
    expect(group).to_contain_text("Wave 0")
    press_and_wait(moderator, "s")
    expect(group).to_contain_text("Wave 1")
    expect(group).to_be_in_viewport()
    expect(moderator.page.locator("#result-text")).to_be_in_viewport()
    press_and_wait(moderator, "z")
    expect(group).to_contain_text("Wave 0")
    press_and_wait(moderator, "a")
    for key in ("r", "ArrowDown"):
        press(moderator, key)
    press_and_wait(moderator, "Enter")
    press_and_wait(moderator, "s")
    expect(moderator.page.locator("#result-text")).to_contain_text("2 comments: spam.")
    expect(moderator.page.locator("#result-text")).to_be_in_viewport()
    expect(moderator.page.locator(".queue-comment:focus")).to_have_id(f"comment-{left.pk}")
    expect(moderator.page.locator(".queue-comment:focus")).to_be_in_viewport()
    found = Counter(PostComment.objects.values_list("status", "reason"))
    assert found == {
        ("published", ""): 4,
        ("rejected", "personal"): 3,
        ("spam", ""): 2,
        ("pending", ""): 1,
    }


def test_a_folded_text_is_opened_and_the_menu_is_reached_by_a_key(moderator, alert):
    threat = {"reasons": [["threat", 0, ""]]}
    comment = make.comment(alert, "en", Status.PENDING, "Bad words.", screening=threat)
    moderator.page.goto("/admin/comments/")
    card = moderator.page.locator(f"#comment-{comment.pk}")
    card.focus()
    expect(card.get_by_text("Bad words.")).to_be_hidden()
    press(moderator, "o")
    expect(card.get_by_text("Bad words.")).to_be_visible()
    press(moderator, "m")
    expect(card.get_by_role("link", name="Approve and answer")).to_be_focused()
    press(moderator, "m")
    expect(card).to_be_focused()
    press(moderator, "m")
    for _control in range(3):
        press(moderator, "Tab")
    press(moderator, "End")
    press_and_wait(moderator, "Enter")
    expect(moderator.page.locator("#result-text")).to_contain_text(
        "Passed to those who read Hmong."
    )
    comment.refresh_from_db()
    assert (comment.status, comment.passed_to) == (Status.PENDING, "hmn")


def test_a_rejection_with_a_sentence_of_ones_own_takes_no_way_through_the_menu(moderator, alert):
    make.comment(alert, "en", Status.PENDING, "Words.")
    moderator.page.goto("/admin/comments/")
    tab_to_first_comment(moderator)
    for key in ("r", "End"):
        press(moderator, key)
    press_and_wait(moderator, "Enter")
    for key in ("ArrowDown", "Tab"):
        press(moderator, key)
    moderator.page.keyboard.type("Please leave out the name.")
    press(moderator, "Tab")
    press_and_wait(moderator, "Enter")
    comment = PostComment.objects.get()
    assert (comment.reason, comment.note) == (list(Reason)[1], "Please leave out the name.")


def test_typing_in_a_field_decides_nothing(moderator, alert):
    make.comment(alert, "en", Status.PENDING, "Words.")
    moderator.page.goto("/admin/comments/")
    moderator.page.locator("[name=q]").press_sequentially("as")
    moderator.page.locator("select[name=reason]").press("s")
    moderator.page.locator("body").press("a")
    expect(moderator.page.locator(".queue-comment")).to_have_count(1)
    assert PostComment.objects.get().status == Status.PENDING


def fill(alert):
    """Store eighty pending comments in mixed order: good, hateful, and single and grouped spam."""
    texts = [(f"Cheap pills {wave}", wave) for wave in range(CAMPAIGNS) for _ in range(EACH)]
    texts += [(f"Odd spam {number}", None) for number in range(ODD_SPAM)]
    texts += [(f"Hateful {number}", None) for number in range(HATEFUL)]
    texts += [(f"Good {number}", None) for number in range(GOOD)]
    for number in range(len(texts)):
        text, wave = texts[number * 7 % len(texts)]
        make.comment(
            alert, LANGUAGES[number % 4], Status.PENDING, text, screening={"cluster": wave}
        )


DECISIONS = {"Odd": "s", "Hateful": "r", "Good": "a"}


@pytest.mark.audit
def test_a_moderator_keeps_up_with_eighty_comments_a_day(moderator, alert, record_property):
    fill(alert)
    assert PostComment.objects.count() == 80
    moderator.page.goto("/admin/comments/")
    start = time.monotonic()
    moderator.page.locator(".queue-groups summary").first.focus()
    for _wave in range(CAMPAIGNS):
        press_and_wait(moderator, "s")
        expect(moderator.page.locator("#result-text")).to_contain_text(f"{EACH} comments: spam.")
    while PostComment.objects.filter(status=Status.PENDING).exists():
        if not focused(moderator):
            moderator.page.locator(".queue-comment").first.focus()
            moderator.presses += 1
        key = DECISIONS[focused(moderator).split()[0]]
        if key == "r":
            press(moderator, "r")
            press(moderator, "ArrowDown")
            press(moderator, "ArrowDown")
            key = "Enter"
        press_and_wait(moderator, key)
    record_property("seconds", round(time.monotonic() - start, 1))
    assert Counter(PostComment.objects.values_list("status", flat=True)) == {
        "spam": CAMPAIGNS * EACH + ODD_SPAM,
        "rejected": HATEFUL,
        "published": GOOD,
    }
    print(
        f"80 comments: {moderator.presses} presses, {time.monotonic() - start:.0f} s of machine time"
    )
    assert moderator.presses <= PRESSES
