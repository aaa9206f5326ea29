"""Tests for the threads of comments on a post."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.comments.models import PostComment, Status
from alerts.comments.services import Decision, set_status
from home.addresses import page_address
from tests import factories as make
from tests.support.reader_form import thread
from tests.support.soup import parse, text_of
from tests.support.threads import conversation, levels, permalink, texts_at

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED, REJECTED = Status.PENDING, Status.PUBLISHED, Status.REJECTED


def texts(client, post, language="en", query=""):
    return [text for _name, text in thread(client, post, language, query)]


def test_replies_are_below_their_parent_in_the_order_of_arrival(client, alert):
    a, b, _c = conversation(alert)
    make.comment(alert, text="other thread")
    make.comment(alert, text="second answer to a", reply_to=a)
    make.comment(alert, text="second answer to b", reply_to=b)
    assert levels(client, page_address(alert, "en")) == [
        (1, "a"),
        (2, "b"),
        (3, "c"),
        (3, "second answer to b"),
        (2, "second answer to a"),
        (1, "other thread"),
    ]


def test_the_place_in_a_thread_sorts_as_the_packages_order(alert):
    a, b, _c = conversation(alert)
    for parent in (a, b, a, b):
        make.comment(alert, reply_to=parent)
    d = PostComment.objects.latest("pk").reply_to
    make.comment(alert, reply_to=d)
    by_order = PostComment.objects.order_by("order").values_list("pk", flat=True)
    by_place = PostComment.objects.order_by("place").values_list("pk", flat=True)
    assert list(by_order) == list(by_place)
    assert set(PostComment.objects.values_list("thread_id", flat=True)) == {a.pk}
    a.refresh_from_db()
    assert a.nested_count == PostComment.objects.count() - 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["first", "reply", "second"]),
        ("?order=oldest", ["first", "reply", "second"]),
        ("?order=x%00", ["first", "reply", "second"]),
        ("?order=newest", ["second", "first", "reply"]),
    ],
)
def test_the_oldest_thread_stands_first_unless_the_reader_asks_for_the_newest(
    client, alert, query, expected
):
    now = timezone.now()
    make.comment(alert, text="second", submitted=now)
    first = make.comment(alert, text="first", submitted=now - timedelta(hours=1))
    make.comment(alert, text="reply", reply_to=first)
    assert texts(client, alert, query=query) == expected


def test_the_page_says_in_which_order_the_threads_stand_and_leads_to_the_other(client, alert):
    for _comment in range(2):
        make.comment(alert)
    address = page_address(alert, "en")
    for query, current in (("", "Oldest first"), ("?order=newest", "Newest first")):
        page = parse(client.get(address + query))
        (chosen,) = page.select("#comments nav [aria-current]")
        assert chosen.text == current
        links = {link.text: link["href"] for link in page.select("#comments .menu a")}
        assert links == {
            "Oldest first": f"{address}?comments=1#comments",
            "Newest first": f"{address}?order=newest#comments",
        }


def test_the_order_is_kept_from_page_to_page(client, alert):
    now = timezone.now()
    for number in range(21):
        make.comment(alert, text=str(number), submitted=now + timedelta(minutes=number))
    page = parse(client.get(page_address(alert, "en") + "?order=newest"))
    (following,) = page.select("#comments a[rel=next]")
    assert texts_at(client, page_address(alert, "en") + following["href"]) == ["0"]


def test_a_long_thread_shows_its_first_five_replies_and_leads_to_the_rest(client, alert):
    root = make.comment(alert, text="root")
    other = make.comment(alert, text="other")
    for number in range(6):
        make.comment(alert, text=str(number), reply_to=root)
    for number in range(5):
        make.comment(alert, text=f"o{number}", reply_to=other)
    address = page_address(alert, "en")
    assert texts_at(client, address) == [
        *("root", "0", "1", "2", "3", "4"),
        *("other", "o0", "o1", "o2", "o3", "o4"),
    ]
    page = parse(client.get(address))
    (more,) = [link for link in page.select("#comments a") if "replies" in link.text]
    assert text_of(more) == "Read all 6 replies"
    assert more.find_parent("li")["id"] == f"comment-{root.pk}"
    assert texts_at(client, more["href"]) == ["root", "0", "1", "2", "3", "4", "5"]


def test_pending_replies_are_not_counted_among_the_first_five(client, alert):
    root = make.comment(alert, text="root")
    for number in range(10):
        status = PENDING if number < 5 else PUBLISHED
        make.comment(alert, text=str(number), reply_to=root, status=status)
    assert texts(client, alert) == ["root", "5", "6", "7", "8", "9"]


def test_a_published_reply_waits_for_its_root(client, alert):
    a, _b, _c = conversation(alert, status=PENDING)
    make.comment(alert, text="other")
    assert texts(client, alert) == ["other"]
    set_status(a.pk, Decision(PUBLISHED, by=None))
    assert texts(client, alert) == ["a", "b", "c", "other"]


def test_a_thread_goes_with_its_root_and_comes_back_with_it(client, alert):
    a, b, c = conversation(alert)
    waits = make.comment(alert, text="waits", reply_to=a, status=PENDING)
    refused = make.comment(alert, text="refused", reply_to=b, status=REJECTED)
    make.comment(alert, text="other")
    set_status(a.pk, Decision(REJECTED, by=None))
    assert texts(client, alert) == ["other"]
    for comment in (b, c, waits, refused):
        assert client.get(permalink(comment)).status_code == 404
    set_status(a.pk, Decision(PUBLISHED, by=None))
    assert texts(client, alert) == ["a", "b", "c", "other"]
    for comment, status in ((b, PUBLISHED), (c, PUBLISHED), (waits, PENDING), (refused, REJECTED)):
        comment.refresh_from_db()
        assert (comment.status, comment.is_public) == (status, status == PUBLISHED)


def test_the_replies_to_a_reply_go_with_it_and_come_back_with_it(client, alert):
    a, b, _c = conversation(alert)
    make.comment(alert, text="beside", reply_to=a)
    set_status(b.pk, Decision(REJECTED, by=None))
    assert texts(client, alert) == ["a", "beside"]
    set_status(a.pk, Decision(REJECTED, by=None))
    set_status(a.pk, Decision(PUBLISHED, by=None))
    assert texts(client, alert) == ["a", "beside"]
    set_status(b.pk, Decision(PUBLISHED, by=None))
    assert texts(client, alert) == ["a", "b", "c", "beside"]


def test_a_reply_that_is_approved_below_a_hidden_comment_is_shown_later(client, alert):
    a, b, c = conversation(alert)
    for comment in (a, b, c):
        set_status(comment.pk, Decision(REJECTED, by=None))
    for comment in (c, a):
        set_status(comment.pk, Decision(PUBLISHED, by=None))
    assert texts(client, alert) == ["a"]
    set_status(b.pk, Decision(PUBLISHED, by=None))
    assert texts(client, alert) == ["a", "b", "c"]


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_the_number_of_comments_is_of_those_that_are_shown(client, alert, language):
    conversation(alert)
    conversation(alert, status=PENDING)
    make.comment(alert, status=PENDING)
    heading = parse(client.get(page_address(alert, "en"))).find(id="comments-heading")
    assert heading.text.split() == ["3", "comments"]


def test_each_comment_has_its_time_its_language_and_its_permanent_link(client, alert):
    moment = timezone.now().replace(year=2011, month=6, day=3, hour=17)  # noon in Minnesota
    comment = make.comment(alert, "so", submitted=moment)
    item = parse(client.get(page_address(alert, "so"))).find(id=f"comment-{comment.pk}")
    assert item.a["href"] == permalink(comment)
    assert item.a.time["datetime"] == "2011-06-03"
    assert item.a.time.text == "Juun 3, 2011"
    assert item.select_one(".comment-text")["lang"] == "so"


@pytest.mark.parametrize("path", ["alerts/", "background/"])
def test_an_index_page_counts_the_comments_in_the_readers_language(client, path):
    factory = make.AlertPageFactory if path == "alerts/" else make.ExplainerPageFactory
    post, other = factory(), factory()
    conversation(post, "so")
    make.comment(post, "en")
    make.comment(other, "so", status=PENDING)
    page = parse(client.get(f"/en/{path}"))
    said = {card.a["href"]: card.text for card in page.select(".card")}
    assert "1 comment" in said[page_address(post, "en")]
    assert "comment" not in said[page_address(other, "en")]
    page = parse(client.get(f"/so/{path}"))
    said = {card.a["href"]: card.text for card in page.select(".card")}
    assert "3 faallo" in said[page_address(post, "so")]
