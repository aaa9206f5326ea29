"""Accessibility tests of public pages with axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from home.addresses import relative_path
from tests import factories as make

BEFORE, DURING, AFTER = (2011, 6, 2, 10), (2011, 6, 3, 10), (2011, 6, 5, 10)
AXE = Axe().axe_script
WIDTHS = (320, 1280)
EVERYTHING = {"resultTypes": ["violations"]}
COLORS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": ["cat.color"]}}
# The dark scheme differs only in colors.
SCHEMES = {"light": EVERYTHING, "dark": COLORS}


def barriers(visitor, name):
    """Return the violations that axe finds on the open page, in all widths and color schemes."""
    found = []
    visitor.page.evaluate(AXE)
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 800})
        for scheme, options in SCHEMES.items():
            visitor.page.emulate_media(color_scheme=scheme)
            result = visitor.page.evaluate("options => axe.run(options)", options)
            found += [
                (name, width, scheme, violation["id"], node["html"][:200])
                for violation in result["violations"]
                for node in violation["nodes"]
            ]
    return found


def close_comments(post):
    post.comments_open = False
    post.save_revision().publish()


@pytest.mark.parametrize(
    "language",
    ["hmn", *(pytest.param(one, marks=pytest.mark.thorough) for one in ("en", "es", "so"))],
)
def test_no_page_has_a_barrier(sample, clock, reader, language):
    visitor, found = reader(), []

    def look(name, path, status=200):
        assert visitor.page.goto(f"/{language}/{path}").status == status
        expect(visitor.page.locator("html")).to_have_attribute("lang", language)
        found.extend(barriers(visitor, name))

    alert = relative_path(sample)
    clock(*BEFORE)
    look("upcoming alert", alert)
    clock(*DURING)
    look("home", "")
    look("alerts", "alerts/")
    look("active alert", alert)
    look("background", "background/")
    look("explainer", "background/secure-communities/")
    look("plain page", "privacy/")
    look("not found", "nowhere/", 404)
    look("comment form", f"{alert}comment/")
    visitor.send()
    expect(visitor.page.locator(".field-error")).to_be_visible()
    found += barriers(visitor, "form with errors")
    look("comment deleted", "comment/deleted/")
    visitor.open(f"/{language}/{alert}comment/").comment_box.fill("Written too late.")
    close_comments(sample)
    visitor.send()
    expect(visitor.page.locator("textarea[readonly]")).to_have_value("Written too late.")
    found += barriers(visitor, "comments closed")
    clock(*AFTER)
    look("home without a call", "")
    look("ended alert", alert)
    assert found == []


@pytest.fixture
def rich_post(data_of_migrations):
    # The comments in each language take two pages.
    linked = make.ExplainerPageFactory(title="English page that is linked")
    post = make.ExplainerPageFactory(
        sources=[("source", {"title": "Veto letter", "url": "https://example.org/letter"})],
        body=[
            ("heading", "English heading"),
            ("text", "<p>English <b>text</b> and <a href='https://example.org'>a link</a>.</p>"),
            ("quote", {"text": "English words of somebody.", "attribution": "A neighbor"}),
            (
                "picture",
                {"image": make.ImageFactory(), "alt_text": "A crowd", "caption": "In front"},
            ),
            ("explainer", linked),
            ("document", {"document": make.DocumentFactory(), "label": "The letter"}),
            ("documents", [{"document": make.DocumentFactory(), "label": "A card to carry"}]),
            ("questions", [{"question": "Do they ask for my name?", "answer": "<p>No.</p>"}]),
            ("button", {"label": "Find your office", "page": linked, "url": ""}),
            (
                "video",
                {
                    "title": "How to call, in two minutes",
                    "image": make.ImageFactory(),
                    "url": "https://videos.example/1",
                },
            ),
        ],
    )
    for language in ("en", "so"):
        for number in range(21):
            make.comment(post, language, text=f"{number}", user_name="Xamdi" * (number % 2))
    return post


@pytest.mark.parametrize("language", ["en", "so"])
def test_no_block_and_no_thread_has_a_barrier(rich_post, reader, language):
    # The Somali page shows the English text.
    visitor = reader().open(f"/{language}/{relative_path(rich_post)}")
    expect(visitor.page.locator(".picture img").first).to_have_attribute("alt", "A crowd")
    found = barriers(visitor, "comments below the post")
    visitor.page.locator('a[href*="?comments=1"]').last.click()
    expect(visitor.page.locator(".pagination")).to_be_visible()
    found += barriers(visitor, "first page of comments")
    visitor.page.locator(".pagination a[rel=next]").click()
    expect(visitor.thread).to_have_count(1)
    found += barriers(visitor, "second page of comments")
    assert found == []
