"""Tests for questions, links and videos from the body of a post in feeds, reposts and flyers."""

from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from django.utils.translation import gettext, override
from pypdf import PdfReader
from wagtail.models import CollectionViewRestriction

from alerts.models import AlertPage
from tests import factories as make
from tests.support import every_page
from tests.support.markup import find, parse, text_of
from tests.support.queries import query_count

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_folder")]

ANSWER = '<p>Names are <b>never</b> needed.</p><ul><li><a href="/x/">A town</a> will do.</li></ul>'


def blocks(**fields):
    """Return the stored body of a post, with one block of each kind that has items."""
    label, answer = fields.get("label", "Find your <office>"), fields.get("answer", ANSWER)
    document = fields.get("document") or make.DocumentFactory()
    button = {"label": label, "page": None, "url": "https://example.org/find"}
    values = [
        ("text", "<p>It matters.</p>"),
        ("questions", listed({"question": "Do they ask for my name?", "answer": answer})),
        ("button", button | fields.get("button", {})),
        ("documents", listed({"document": document.pk, "label": "The letter"})),
        (
            "video",
            {
                "title": "How a call sounds",
                "image": make.ImageFactory().pk,
                "url": "https://example.org/v",
            },
        ),
    ]
    return [
        {"type": kind, "value": value, "id": f"block-{number}"}
        for number, (kind, value) in enumerate(values)
    ]


def listed(value):
    return [{"type": "item", "value": value, "id": "item"}]


def entry(client, language="en"):
    (item,) = client.get(f"/{language}/feed.json").json()["items"]
    return item["content_html"]


def copies(client, language="en"):
    root = parse(client.get(f"/{language}/alerts/call/repost/"))
    return {
        box.get("id").removesuffix("-copy"): box.text.replace("\xa0", " ")
        for box in find(root, "textarea")
    }


def columns(client, address):
    """Return the texts of the items in each column of a flyer."""
    root = parse(client.get(address))
    return [
        [text_of(one) for one in find(section, "p", class_="sheet-item")]
        for section in find(find(root, "div", class_="sheet-columns")[0], "section")
    ]


@pytest.mark.parametrize("factory", [make.AlertPageFactory, make.ExplainerPageFactory])
def test_a_feed_has_questions_with_answers_and_links_with_whole_addresses(client, factory):
    document = make.DocumentFactory()
    factory(body=blocks(document=document))
    html = entry(client)
    soup = BeautifulSoup(html, "html5lib")
    (question,) = soup.select("div[lang=en]")
    assert [one.text for one in question] == [
        "Do they ask for my name?",
        "Names are never needed.",
        "A town will do.",
    ]
    assert {one.text: one["href"] for one in soup.select("p[lang=en] > a")} == {
        "Find your <office>": "https://example.org/find",
        "The letter": f"http://testserver{document.url}",
        "How a call sounds": "https://example.org/v",
    }
    assert "It matters" not in html
    atom = client.get("/en/feed.atom").text
    assert f"http://testserver{document.url}" in atom


def test_the_copies_of_an_alert_have_the_items_as_lines_and_as_html(client):
    document = make.DocumentFactory()
    make.AlertPageFactory(slug="call", body=blocks(document=document))
    copied = copies(client)
    assert (
        "\nDo they ask for my name?\nNames are never needed.\nA town will do.\n"
        "\nFind your <office>: https://example.org/find\n"
        f"\nThe letter: http://testserver{document.url}\n"
        "\nHow a call sounds: https://example.org/v\n" in copied["text"]
    )
    assert '<a href="https://example.org/find">Find your &lt;office&gt;</a>' in copied["html"]
    assert "<h3>Do they ask for my name?</h3><p>Names are never needed.</p>" in copied["html"]
    assert "example.org" not in client.get("/en/alerts/call/card/").text


def test_a_flyer_prints_questions_with_answers_and_links_with_addresses(client):
    document = make.DocumentFactory()
    make.AlertPageFactory(slug="call", body=blocks(document=document))
    expected = [
        "Do they ask for my name? Names are never needed. A town will do.",
        "Find your <office> example.org/find",
        f"The letter testserver{document.url}",
        "How a call sounds example.org/v",
    ]
    assert columns(client, "/en/alerts/call/flyer/") == [expected]
    answer = client.get("/en/alerts/call/flyer.pdf")
    (page,) = PdfReader(BytesIO(b"".join(answer.streaming_content))).pages
    printed = "".join(page.extract_text().replace("\u200b", "").split())
    assert [line for line in expected if "".join(line.split()) not in printed] == []


def test_a_flyer_has_no_long_answers_and_at_most_four_items(client):
    long, longest = (f"<p>{'x' * length}</p>" for length in (201, 200))
    body = blocks(answer=long)[:2] + blocks(answer=longest)
    make.AlertPageFactory(slug="call", body=body)
    (items,) = columns(client, "/en/alerts/call/flyer/")
    assert len(items) == 4
    assert items[:2] == ["Do they ask for my name?", f"Do they ask for my name? {'x' * 200}"]
    in_all = columns(client, "/en/alerts/call/flyer/all/")
    assert [len(column) for column in in_all] == [2, 0, 0, 0]


def test_items_are_in_the_readers_language_and_an_old_one_is_marked(client, committed):
    alert = make.AlertPageFactory(slug="call", body=blocks())
    committed(every_page.translate_with_markup, alert, "hmn")
    assert "<h3>[hmn] Do they ask for my name?</h3>" in entry(client, "hmn")
    assert "[hmn] The letter: http" in copies(client, "hmn")["text"]
    hmong, english = columns(client, "/hmn/alerts/call/flyer/")
    assert len(hmong) == len(english) == 4
    assert hmong[0].startswith("[hmn] Do they ask for my name? [hmn] Names")
    alert = AlertPage.objects.get(pk=alert.pk)
    changed = list(alert.body.raw_data)
    changed[2]["value"]["label"] = "Find your representative"
    alert.body = changed
    committed(alert.save_revision().publish)
    with override("hmn"):
        note = gettext("This is the old text: the English changed on {date}.").partition("{")[0]
    assert note in entry(client, "hmn")
    assert note in copies(client, "hmn")["text"]
    hmong, english = columns(client, "/hmn/alerts/call/flyer/")
    assert len(hmong) == 3
    assert "Find your representative example.org/find" in english


def test_an_ended_alert_offers_nothing_more_to_do(client):
    every_page.ended_alert(slug="call", body=blocks())
    assert "example.org" not in entry(client)
    assert "example.org" not in "".join(copies(client).values())


def test_a_flyer_has_the_address_of_a_page_in_the_language_of_its_column(client):
    target = make.StandardPageFactory(slug="rights")
    make.AlertPageFactory(slug="call", body=blocks(button={"page": target.pk}))
    for language in ("en", "so"):
        (english,) = columns(client, f"/{language}/alerts/call/flyer/")[-1:]
        assert "Find your <office> testserver/en/rights/" in english


def test_a_private_document_is_left_out(client):
    document = make.DocumentFactory()
    make.AlertPageFactory(slug="call", body=blocks(document=document))
    assert document.url in entry(client)
    CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    assert document.url not in entry(client)


@pytest.mark.parametrize("change", [{"live": False}, {"expire_at": "past"}])
def test_links_to_pages_that_are_not_public_are_left_out(client, change):
    target = make.StandardPageFactory(slug="rights")
    make.AlertPageFactory(slug="call", body=blocks(button={"page": target.pk}))
    assert "http://testserver/so/rights/" in entry(client, "so")
    if "expire_at" in change:
        change = {"expire_at": timezone.now() - timedelta(hours=1)}
    type(target).objects.filter(pk=target.pk).update(**change)
    assert "rights" not in entry(client)
    assert "example.org/find" not in entry(client)
    assert "Find your" not in copies(client)["text"]


@pytest.mark.parametrize("name", ["feed.atom", "feed.json"])
def test_a_feed_with_items_costs_as_many_queries_with_2_as_with_9(client, committed, name):
    counts = []
    for size in (2, 7):
        for _ in range(size):
            for factory in (make.AlertPageFactory, make.ExplainerPageFactory):
                target = make.StandardPageFactory()
                page = factory(body=blocks(button={"page": target.pk}))
                committed(every_page.translate_with_markup, page, "so")
        counts.append(query_count(client, f"/so/{name}"))
    assert counts[0] == counts[1] <= 15
