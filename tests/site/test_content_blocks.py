"""Tests for the blocks of plain pages, the home page and posts, and for pages below plain pages."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail import blocks
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from home.blocks import ButtonBlock, ContentBlock, StructureURLBlock
from home.models import StandardPage
from tests import factories as make
from tests.support import every_page
from tests.support.blocks import filled, leaves
from tests.support.markup import find, page_at, parse, text_of
from tests.support.queries import query_count

pytestmark = pytest.mark.django_db

QUESTION = {
    "question": "Do they ask for my name?",
    "answer": "<p>Names are <b>never</b> needed.</p>",
}
VIDEO_URL = "https://www.example.org/watch?v=1"


def listed(*values):
    # wagtail-localize needs the IDs.
    return [{"type": "item", "value": one, "id": f"item-{n}"} for n, one in enumerate(values)]


def content(*blocks):
    return [
        {"type": kind, "value": value, "id": f"block-{number}"}
        for number, (kind, value) in enumerate(blocks)
    ]


def button(page=None, url="", label="Find out more"):
    return ("button", {"label": label, "page": page.pk if page else None, "url": url})


def video(image):
    return ("video", {"title": "How a call sounds", "image": image.pk, "url": VIDEO_URL})


def one_of_each():
    """Return (type, value) for each block in `ContentBlock`. The text in a block is its path."""
    return [
        (name, filled(block, f"all.{name}")) for name, block in ContentBlock().child_blocks.items()
    ]


def page_with(*blocks, **fields):
    return make.StandardPageFactory(slug="about", more=content(*blocks), **fields)


def home_with(*blocks):
    home = make.english_home()
    home.more = content(*blocks)
    home.save()
    return ""


def alert_with(*blocks):
    make.AlertPageFactory(slug="call", body=content(*blocks))
    return "alerts/call/"


def explainer_with(*blocks):
    make.ExplainerPageFactory(slug="why", body=content(*blocks))
    return "background/why/"


def plain_with(*blocks):
    page_with(*blocks)
    return "about/"


# The blocks


@pytest.mark.parametrize("build", [home_with, plain_with, alert_with, explainer_with])
def test_every_page_with_content_shows_each_kind_of_block(client, build):
    document, image = make.DocumentFactory(), make.ImageFactory()
    path = build(
        ("quote", {"text": "We stay.", "attribution": "A neighbor"}),
        ("picture", {"image": image.pk, "alt_text": "A door", "caption": ""}),
        ("questions", listed(QUESTION, QUESTION)),
        button(url="https://example.org/find"),
        ("documents", listed({"document": document.pk, "label": "The letter"})),
        video(image),
    )
    root = page_at(client, path)
    assert text_of(find(root, "blockquote")[0]) == "We stay."
    assert "A door" in [one.get("alt") for one in find(root, "img")]
    (questions,) = find(root, "div", class_="questions")
    assert [text_of(one) for one in find(questions, "summary")] == [QUESTION["question"]] * 2
    assert "Names are never needed." in text_of(questions)
    (link,) = [one for one in find(root, "a", class_="button") if text_of(one) == "Find out more"]
    assert (link.get("href"), link.get("rel")) == ("https://example.org/find", "external")
    (documents,) = find(root, "ul", class_="documents")
    assert text_of(documents).startswith("The letter (PDF, ")
    assert find(documents, "a")[0].get("href") == document.url


@pytest.mark.parametrize("build", [home_with, plain_with, alert_with, explainer_with])
def test_every_page_with_content_shows_the_texts_of_all_blocks(client, build):
    texts = {
        path
        for path, block in leaves(ContentBlock(), "all").items()
        if isinstance(block, (blocks.CharBlock, blocks.TextBlock, blocks.RichTextBlock))
    }
    path = build(*one_of_each())
    html = client.get(f"/en/{path}").text
    assert len(texts) > 10
    assert {text for text in texts if text not in html} == set()


def test_a_video_is_a_link_with_a_picture_of_this_site_and_nothing_is_loaded(client):
    root = page_at(client, plain_with(video(make.ImageFactory())))
    (figure,) = find(root, "figure", class_="video")
    assert find(figure, "a")[0].get("href") == VIDEO_URL
    assert "Video on example.org. That site can see that you open it." in text_of(figure)
    loaded = [one.get("src") for tag in ("img", "script", "iframe") for one in find(root, tag)]
    assert find(figure, "img")
    assert not find(root, "iframe")
    assert not find(root, "video")
    assert not [address for address in loaded if address and "example.org" in address]


def test_translators_get_the_texts_and_readers_their_language(
    client, django_capture_on_commit_callbacks
):
    document, image = make.DocumentFactory(), make.ImageFactory()
    page = page_with(
        ("questions", listed(QUESTION)),
        button(url="https://example.org/find"),
        ("documents", listed({"document": document.pk, "label": "The letter"})),
        video(image),
    )
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(page, "so")
    root = page_at(client, "about/", "so")
    (questions,) = find(root, "div", class_="questions")
    assert text_of(find(questions, "summary")[0]) == "[so] Do they ask for my name?"
    (link,) = [one for one in find(root, "a", class_="button") if "[so]" in text_of(one)]
    assert (link.get("href"), link.get("rel")) == ("https://example.org/find", "external")
    (documents,) = find(root, "ul", class_="documents")
    assert text_of(documents).startswith("[so] The letter (PDF, ")
    (figure,) = find(root, "figure", class_="video")
    assert "[so] How a call sounds" in text_of(figure)
    assert find(figure, "a")[0].get("href") == VIDEO_URL


def test_a_changed_question_shows_that_the_translation_is_old(
    client, django_capture_on_commit_callbacks
):
    page = page_with(("questions", listed(QUESTION)), button(url="https://example.org/find"))
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(page, "so")
    page = StandardPage.objects.get(pk=page.pk)
    page.more = content(
        ("questions", listed(QUESTION | {"question": "Must I say who I am?"})),
        button(url="https://example.org/elsewhere"),
    )
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    root = page_at(client, "about/", "so")
    assert len(find(root, "p", class_="old-text")) == 1
    (link,) = [one for one in find(root, "a", class_="button") if "[so]" in text_of(one)]
    assert link.get("href") == "https://example.org/elsewhere"


def test_a_button_leads_to_a_page_in_the_readers_language(client):
    plain_with(button(page=make.ExplainerPageFactory(slug="why"), url="https://example.org/"))
    for language in make.LANGUAGES:
        root = page_at(client, "about/", language)
        (link,) = [one for one in find(root, "a", class_="button") if "Find" in text_of(one)]
        assert link.get("href") == f"/{language}/background/why/"
        assert link.get("rel") is None


@pytest.mark.parametrize("change", [{"live": False}, {"expire_at": "past"}])
def test_a_button_to_a_page_that_readers_cannot_open_is_left_out(client, change):
    if "expire_at" in change:
        change = {"expire_at": timezone.now() - timedelta(hours=1)}
    target = make.ExplainerPageFactory(slug="why")
    type(target).objects.filter(pk=target.pk).update(**change)
    assert "Find out more" not in text_of(page_at(client, plain_with(button(page=target))))


def test_a_button_without_a_target_is_refused_when_the_page_is_published():
    page = page_with(button(), live=False)
    with pytest.raises(ValidationError, match="Choose a page or type an address"):
        page.save_revision().publish()


def test_a_draft_may_have_a_button_without_a_target(editor):
    page = make.StandardPageFactory(slug="about", live=False)
    form = {
        "title": "About",
        "slug": "about",
        "body": rich_text("<p>x</p>"),
        "more": streamfield([("button", {"label": "Find out", "page": "", "url": ""})]),
    }
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert editor.post(url, nested_form_data(form)).status_code == 302
    draft = StandardPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.more[0].value["label"] == "Find out"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "ftp://a.org/"])
def test_addresses_of_other_kinds_are_refused(address):
    with pytest.raises(ValidationError):
        StructureURLBlock().clean(address)
    with pytest.raises(ValidationError):
        ButtonBlock().clean({"label": "Go", "page": None, "url": address})


def test_each_block_has_a_description_and_a_preview(editor):
    page = StandardPage._meta.get_field("more").stream_block
    for block in page.child_blocks.values():
        assert block.get_description()
        answer = editor.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
        assert text_of(find(parse(answer), "main")[0]).strip(), block.name


def test_a_page_with_six_of_each_block_takes_as_many_queries_as_with_two(client):
    counts = []
    for size in (2, 6):
        documents = [make.DocumentFactory() for _ in range(size)]
        target = make.ExplainerPageFactory()
        answer = f"<p>{every_page.link(target, 'Read why')}.</p>"
        added = [
            ("questions", listed(*[{"question": "Why?", "answer": answer}] * size)),
            ("documents", listed(*[{"document": one.pk, "label": "Letter"} for one in documents])),
        ]
        for _ in range(size):
            added += one_of_each()
        make.StandardPageFactory(slug=f"page-{size}", more=content(*added))
        counts.append(query_count(client, f"/en/page-{size}/"))
    assert counts[0] == counts[1]


# Pages below plain pages


@pytest.fixture
def family():
    parent = make.StandardPageFactory(slug="rights", title="Your rights")
    make.StandardPageFactory(slug="home", title="At home", parent=parent)
    make.StandardPageFactory(slug="work", title="At work", parent=parent)
    return parent


def links_of(root):
    return [text_of(one) for nav in find(root, "nav", aria_labelledby="children")
            for one in find(nav, "a")]  # fmt: skip


def test_a_plain_page_lists_the_pages_below_it_and_they_lead_back(client, family):
    assert links_of(page_at(client, "rights/")) == ["At home", "At work"]
    root = page_at(client, "rights/work/")
    assert links_of(root) == []
    assert "Part of: Your rights" in text_of(root)
    assert "/en/rights/" in [one.get("href") for one in find(root, "a")]


def test_drafts_expired_and_restricted_pages_are_not_listed(client, family):
    make.StandardPageFactory(title="Draft", parent=family, live=False)
    over = timezone.now() - timedelta(hours=1)
    expired = make.StandardPageFactory(title="Expired", parent=family)
    StandardPage.objects.filter(pk=expired.pk).update(expire_at=over)
    every_page.restrict(make.StandardPageFactory(title="For members", parent=family))
    assert links_of(page_at(client, "rights/")) == ["At home", "At work"]


def test_pages_below_are_listed_in_the_readers_language_or_marked_as_english(
    client, family, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(family, "hmn")
    child = StandardPage.objects.get(slug="work")
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(child, "hmn")
    root = page_at(client, "rights/", "hmn")
    assert links_of(root) == ["At home", "[hmn] At work"]
    (nav,) = find(root, "nav", aria_labelledby="children")
    assert [one.get("lang") for one in find(nav, "a")] == ["en", None]
    assert "[hmn] Your rights" in text_of(page_at(client, "rights/work/", "hmn"))


def test_twenty_pages_below_take_as_many_queries_as_two(client, family):
    before = query_count(client, "/so/rights/")
    for _ in range(18):
        make.StandardPageFactory(parent=family)
    assert query_count(client, "/so/rights/") == before


def test_plain_pages_may_lie_below_plain_pages_and_nothing_else():
    names = {model.__name__ for model in StandardPage.allowed_subpage_models()}
    assert names == {"StandardPage"}
    assert {"HomePage", "StandardPage"} == {
        model.__name__ for model in StandardPage.allowed_parent_page_models()
    }


def test_the_new_blocks_are_offered_in_the_body_of_posts_too():
    names = set(ContentBlock().child_blocks)
    assert {"questions", "button", "documents", "video"} <= names
    for page in (make.AlertPageFactory, make.ExplainerPageFactory):
        block = page._meta.model._meta.get_field("body").stream_block
        assert set(block.child_blocks) == names | {"explainer"}
