"""Tests for permalinks, and for pages of single threads and of comments in other languages."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import PageViewRestriction

from alerts.comments import lookup as threads
from alerts.comments.models import PostComment, Status
from home.addresses import page_address
from home.people.roles import LANGUAGE_NAMES
from tests import factories as make
from tests.support.soup import parse, text_of
from tests.support.threads import comments_address, conversation, levels, permalink, texts_at

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED, REJECTED = Status.PENDING, Status.PUBLISHED, Status.REJECTED


@pytest.mark.parametrize("query", ["", "?order=newest"])
def test_a_permanent_link_works_whichever_page_the_comment_is_on(client, alert, monkeypatch, query):
    monkeypatch.setattr(threads, "THREADS_PER_PAGE", 2)
    monkeypatch.setattr(threads, "REPLIES_PER_PAGE", 2)
    for _number in range(3):
        root = make.comment(alert)
        for _reply in range(3):
            make.comment(alert, reply_to=make.comment(alert, reply_to=root))
    for comment in PostComment.objects.all():
        response = client.get(permalink(comment) + query, follow=True)
        assert parse(response).find(id=f"comment-{comment.pk}"), comment
        if comment.root_id:
            ((address, status),) = response.redirect_chain
            assert status == 302
            assert address.endswith(f"#comment-{comment.pk}")


def test_a_thread_of_its_own_is_read_a_page_at_a_time_and_a_branch_keeps_its_beginning(
    client, alert, monkeypatch
):
    monkeypatch.setattr(threads, "REPLIES_PER_PAGE", 3)
    a, b, _c = conversation(alert)
    for text in ("d", "e"):
        make.comment(alert, text=text, reply_to=b)
    make.comment(alert, text="f", reply_to=a)
    address = permalink(a)
    assert levels(client, address) == [(1, "a"), (2, "b"), (3, "c"), (3, "d")]
    following = parse(client.get(address)).select_one("a[rel=next]")["href"]
    second = [(1, "a"), (2, "b"), (3, "e"), (2, "f")]
    assert levels(client, address + following) == second
    for number in ("3", "99", "9" * 50):
        assert levels(client, f"{address}?replies={number}") == second
    for number in ("0", "-1", "x", "%00", ""):
        assert levels(client, f"{address}?replies={number}")[-1] == (3, "d")


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_comments_in_other_languages_are_counted_and_can_be_read_each_in_its_own(
    client, alert, language
):
    for other in make.LANGUAGES:
        make.comment(alert, other, text=f"in {other}")
        make.comment(alert, other, status=PENDING, text="waits")
    page = parse(client.get(page_address(alert, language)))
    (link,) = page.select(f'#comments a[href="{comments_address(alert, language)}"]')
    assert str(len(make.LANGUAGES) - 1) in link.text.split()

    response = client.get(link["href"])
    page = parse(response)
    assert page.html["lang"] == language
    found = {}
    for item in page.select(".comment"):
        text = item.select_one(".comment-text")
        found[text["lang"]] = text.text.strip()
        named = item.select_one(".comment-meta > span[lang]")
        assert named["lang"] == text["lang"]
        assert named.text == LANGUAGE_NAMES[named["lang"]]
        reply = item.find("a", rel="nofollow")["href"]
        assert reply.startswith(page_address(alert, text["lang"]) + "comment/?reply_to=")
    assert found == {other: f"in {other}" for other in make.LANGUAGES if other != language}


def test_one_comment_in_another_language_is_counted_in_the_singular(client, alert):
    make.comment(alert, "so")
    section = parse(client.get(page_address(alert, "en"))).find(id="comments")
    assert "1 comment in another language" in text_of(section)


def test_without_comments_in_other_languages_there_is_no_link_to_them(client, alert):
    make.comment(alert)
    page = parse(client.get(page_address(alert, "en")))
    assert not page.select(f'a[href="{comments_address(alert)}"]')
    empty = client.get(comments_address(alert))
    assert empty.status_code == 200
    assert parse(empty).select_one(".empty").text.strip()


def test_comments_in_other_languages_are_read_a_page_at_a_time_with_their_replies(client, alert):
    for number in range(21):
        root = make.comment(alert, "so", text=str(number))
    make.comment(alert, "so", text="reply", reply_to=root)
    address = comments_address(alert)
    assert len(texts_at(client, address)) == 20
    assert levels(client, address + "?comments=2") == [(1, "20"), (2, "reply")]
    assert texts_at(client, address + "?order=newest")[:2] == ["20", "reply"]


def test_a_thread_in_another_language_can_be_read_under_the_readers_prefix(client, alert):
    root = make.comment(alert, "so", text="Waan wacay.")
    page = parse(client.get(permalink(root, "es")))
    assert page.html["lang"] == "es"
    assert page.select_one(".comment-text")["lang"] == "so"


def draft(alert):
    type(alert).objects.filter(pk=alert.pk).update(live=False)


def restricted(alert):
    PageViewRestriction.objects.create(page=alert, restriction_type="login")


@pytest.mark.parametrize("hide", [draft, restricted])
def test_comments_on_a_post_that_is_not_public_are_not_found(client, alert, hide):
    a, b, _c = conversation(alert)
    hide(alert)
    for address in (comments_address(alert, "so"), permalink(a), permalink(b)):
        response = client.get(address)
        assert response.status_code == 404
        assert alert.title not in response.content.decode()


@pytest.mark.parametrize("status", [PENDING, REJECTED])
def test_a_comment_that_is_not_published_has_no_permanent_link(client, alert, status):
    root = make.comment(alert)
    for comment in (
        make.comment(alert, status=status),
        make.comment(alert, status=status, reply_to=root),
    ):
        assert client.get(permalink(comment)).status_code == 404


@pytest.mark.parametrize("number", ["0", "987654321", "9" * 400, "x", "-1", "%00", "1.5", "٣"])
@pytest.mark.parametrize("language", ["en", "so"])
def test_a_permanent_link_to_nothing_is_not_found(client, alert, number, language):
    response = client.get(f"{comments_address(alert, language)}{number}/")
    assert response.status_code == 404
    assert parse(response).html["lang"] == language


def test_a_comment_is_not_found_below_another_post(client, alert):
    comment = make.comment(make.AlertPageFactory())
    assert client.get(f"{comments_address(alert)}{comment.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["/en/alerts/comments/", "/en/about/comments/", "/en/comments/1/"])
def test_only_posts_have_comments(client, path):
    make.AlertIndexPageFactory()
    make.StandardPageFactory(slug="about")
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_pages_of_comments_accept_only_get_requests(client, alert, method):
    for address in (comments_address(alert), permalink(make.comment(alert))):
        assert getattr(client, method)(address).status_code == 405


def test_pages_that_are_the_same_for_everybody_are_only_read_and_always_asked_for_again(
    client, alert
):
    pages = [comments_address(alert), permalink(make.comment(alert))]
    for address in (*pages, f"{comments_address(alert)}flagged/", "/en/comment/deleted/"):
        answer = client.get(address)
        assert answer["Cache-Control"] == "public, no-cache"
        headers = {"If-None-Match": answer["ETag"]}
        assert client.get(address, headers=headers).status_code == 304
        assert client.post(address).status_code == 405


def test_the_slug_comments_is_reserved(alert):
    alert.slug = "comments"
    with pytest.raises(ValidationError, match="part of the site"):
        alert.clean()
