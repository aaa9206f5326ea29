"""Tests for comments on their way from the form through moderation to the page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from alerts.comments.models import PostComment, Status
from home.addresses import page_address
from tests import factories as make
from tests.support.reader_form import form_address, form_fields, thread, typed, write
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "es", "so", "hmn")


@pytest.fixture
def approve(user):
    def decide(comment=None):
        comment = comment or PostComment.objects.latest("pk")
        moderator = Client()
        moderator.force_login(user("Moderators"))
        moderator.post(reverse("moderation:decide", args=(comment.pk, "published")))

    return decide


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("factory", [make.AlertPageFactory, make.ExplainerPageFactory])
def test_a_comment_goes_from_the_page_to_the_moderators_and_back_to_the_page(
    client, approve, factory, language
):
    post = factory()
    page = parse(client.get(page_address(post, language)))
    (link,) = page.select("#comments a.button")
    answer = write(client, link["href"], "I called. It is easy.", name="Xamdi")
    sent = client.get(answer["Location"])

    assert answer.status_code == 302
    assert sent.status_code == 200
    assert sent["Content-Language"] == language
    assert thread(client, post, language) == []
    approve()
    assert thread(client, post, language) == [("Xamdi", "I called. It is easy.")]


def test_a_new_comment_is_held(client):
    write(client, form_address(make.AlertPageFactory()))
    comment = PostComment.objects.get()
    assert comment.status == Status.PENDING
    assert not comment.is_public
    assert comment.moderated_by is None


def test_a_comment_needs_no_name(client, approve):
    alert = make.AlertPageFactory()
    write(client, form_address(alert), "Without a name.", name="")
    approve()
    assert thread(client, alert) == [("A reader", "Without a name.")]


def test_paragraphs_of_a_comment_are_kept(client, approve):
    alert = make.AlertPageFactory()
    write(client, form_address(alert), "one\r\n\r\ntwo\r\nthree")
    approve()
    text = parse(client.get(page_address(alert, "en"))).select_one(".comment-text")
    paragraphs = [list(paragraph.stripped_strings) for paragraph in text.find_all("p")]
    assert paragraphs == [["one"], ["two", "three"]]


def test_comments_stand_in_the_order_in_which_they_were_sent(client, approve):
    alert = make.AlertPageFactory()
    for text in ("first", "second"):
        write(client, form_address(alert), text)
    first, second = PostComment.objects.order_by("pk")
    approve(second)
    approve(first)
    assert [text for _name, text in thread(client, alert)] == ["first", "second"]


def test_a_comment_left_before_the_translation_is_in_its_thread_afterwards(
    client, approve, django_capture_on_commit_callbacks
):
    alert = make.AlertPageFactory()
    write(client, form_address(alert, "so"), "Waan wacay.")
    approve()
    before = thread(client, alert, "so")
    with django_capture_on_commit_callbacks(execute=True):
        translation = make.translate(alert, "so")

    page = client.get(page_address(alert, "so"))
    assert translation.title in page.content.decode()
    assert thread(client, alert, "so") == before == [("Akhriste", "Waan wacay.")]
    assert [thread(client, alert, other) for other in ("en", "es", "hmn")] == [[], [], []]


def test_a_comment_outlives_the_translation(client, django_capture_on_commit_callbacks):
    alert = make.AlertPageFactory()
    with django_capture_on_commit_callbacks(execute=True):
        translation = make.translate(alert, "so")
    make.comment(alert, "so", text="Waan wacay.")
    translation.delete()
    assert [text for _name, text in thread(client, alert, "so")] == ["Waan wacay."]


def test_a_comment_belongs_to_the_english_page(client, django_capture_on_commit_callbacks):
    alert = make.AlertPageFactory()
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
    write(client, form_address(alert, "so"))
    comment = PostComment.objects.get()
    assert comment.content_object == alert
    assert (comment.post_id, comment.language) == (alert.pk, "so")


def test_a_double_click_stores_one_comment_and_is_answered_like_the_first(client):
    address = form_address(make.AlertPageFactory())
    data = form_fields(client.get(address)) | {"comment": "Once.", "name": "Xamdi"}
    answers = [client.post(address, data) for _click in range(3)]
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert PostComment.objects.count() == 1


def test_the_same_text_from_two_readers_makes_two_comments(client):
    address = form_address(make.AlertPageFactory())
    for _reader in range(2):
        write(client, address, "Stop the deportations!")
    assert PostComment.objects.count() == 2


@pytest.mark.parametrize("change", [{"comment": "New words."}, {"name": "Another"}])
def test_other_words_in_a_form_that_was_sent_are_neither_lost_nor_stored_unseen(client, change):
    address = form_address(make.AlertPageFactory())
    data = form_fields(client.get(address)) | {"comment": "Old words.", "name": "Xamdi"}
    client.post(address, data)
    refused = client.post(address, data | change)
    assert refused.status_code == 422
    # The text, with a new form token.
    assert form_fields(refused) == data | change | {
        "form_token": form_fields(refused)["form_token"]
    }
    assert PostComment.objects.count() == 1

    assert client.post(address, form_fields(refused)).status_code == 302
    assert PostComment.objects.count() == 2


def ended(**fields):
    now = timezone.now()
    return make.AlertPageFactory(
        starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1), **fields
    )


def closed():
    return make.AlertPageFactory(comments_open=False)


def ended_and_closed():
    return ended(comments_open=False)


def restricted():
    alert = make.AlertPageFactory()
    PageViewRestriction.objects.create(page=alert, restriction_type="login")
    return alert


def in_a_restricted_section():
    alert = make.AlertPageFactory()
    PageViewRestriction.objects.create(page=alert.get_parent(), restriction_type="login")
    return alert


def draft():
    return make.AlertPageFactory(live=False)


def unpublished():
    alert = make.AlertPageFactory()
    alert.unpublish()
    return alert


REFUSED = {
    closed: 403,
    ended_and_closed: 403,
    restricted: 403,
    in_a_restricted_section: 403,
    draft: 404,
    unpublished: 404,
}


def test_an_alert_that_has_ended_still_takes_comments(client):
    answer = write(client, form_address(ended()))
    assert answer.status_code == 302
    assert PostComment.objects.count() == 1


@pytest.mark.parametrize("language", ["en", "so"])
@pytest.mark.parametrize(("post", "status"), REFUSED.items())
def test_a_post_that_takes_no_comments_has_a_clear_page_in_place_of_the_form(
    client, language, post, status
):
    response = client.get(form_address(post(), language))
    page = parse(response)
    assert response.status_code == status
    assert page.html["lang"] == language
    assert page.h1.text.strip()
    assert form_fields(response) is None


@pytest.mark.parametrize("language", ["en", "so"])
@pytest.mark.parametrize(("make_post", "status"), REFUSED.items())
def test_a_comment_on_a_closed_post_is_not_stored_but_shown_for_copying(
    client, language, make_post, status
):
    address = form_address(make_post(), language)
    response = client.post(address, {"comment": "My <own> words."})
    assert response.status_code == status
    assert typed(response) == ["My <own> words."]
    assert parse(response).textarea.has_attr("readonly")
    assert not PostComment.objects.exists()


@pytest.mark.parametrize("make_post", [restricted, in_a_restricted_section, draft, unpublished])
def test_the_refusal_does_not_show_the_headline_of_a_page_that_is_not_public(client, make_post):
    post = make_post()
    address = page_address(post, "en") + "comment/"
    responses = [client.get(address), client.post(address, {"comment": "Words."})]
    assert all(post.title not in response.content.decode() for response in responses)


def test_a_restricted_translation_takes_no_comments(client, django_capture_on_commit_callbacks):
    alert = make.AlertPageFactory()
    with django_capture_on_commit_callbacks(execute=True):
        translation = make.translate(alert, "so")
    PageViewRestriction.objects.create(page=translation, restriction_type="login")
    response = client.get(form_address(alert, "so"))
    assert response.status_code == 403
    assert translation.title not in response.content.decode()
    assert client.get(form_address(alert, "en")).status_code == 200


def test_a_translation_whose_english_page_is_unpublished_takes_no_comments(
    client, django_capture_on_commit_callbacks
):
    alert = make.AlertPageFactory()
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
    alert.unpublish()
    assert client.get(page_address(alert, "so")).status_code == 404
    assert client.get(form_address(alert, "so")).status_code == 404


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda alert: type(alert).objects.filter(pk=alert.pk).update(comments_open=False), 403),
        (lambda alert: alert.unpublish(), 404),
        (lambda alert: alert.delete(), 404),
    ],
    ids=["closed", "unpublished", "deleted"],
)
def test_the_typed_text_is_kept_when_the_post_closes_meanwhile(client, change, status):
    alert = make.AlertPageFactory()
    address = form_address(alert)
    data = form_fields(client.get(address)) | {"comment": "An hour's work."}
    change(alert)
    response = client.post(address, data)
    assert response.status_code == status
    assert typed(response) == ["An hour's work."]
    assert not PostComment.objects.exists()


@pytest.mark.parametrize(
    "path", ["/en/alerts/comment/", "/en/about/comment/", "/en/no/such/comment/"]
)
def test_only_posts_take_comments(client, path):
    make.AlertIndexPageFactory()
    make.StandardPageFactory(slug="about")
    assert client.get(path).status_code == 404
    assert client.post(path, {"comment": "Words."}).status_code == 404
    assert not PostComment.objects.exists()


def test_a_closed_thread_can_still_be_read(client):
    alert = closed()
    make.comment(alert, text="From before.")
    page = parse(client.get(page_address(alert, "en")))
    assert [text for _name, text in thread(client, alert)] == ["From before."]
    assert "Comments are closed." in page.select_one("#comments").text
    assert not page.select("#comments a.button")


def test_only_published_comments_are_in_the_thread(client):
    alert, other = make.AlertPageFactory(), make.AlertPageFactory()
    for status in Status:
        make.comment(alert, status=status, text=f"A {status} comment.")
    make.comment(other, text="On another alert.")
    assert [text for _name, text in thread(client, alert)] == ["A published comment."]


def test_a_long_thread_is_read_a_page_at_a_time(client):
    alert = make.AlertPageFactory()
    for number in range(21):
        make.comment(alert, text=f"Comment {number}.")
    assert len(thread(client, alert, query="?comments=1")) == 20
    assert [text for _name, text in thread(client, alert, query="?comments=2")] == ["Comment 20."]


@pytest.mark.parametrize("factory", [make.AlertPageFactory, make.ExplainerPageFactory])
def test_three_threads_stand_under_a_post_and_a_link_leads_to_all(client, factory):
    post = factory()
    for number in range(3):
        root = make.comment(post, text=f"Comment {number}.")
    make.comment(post, text="A reply.", reply_to=root)
    page = parse(client.get(page_address(post)))
    assert len(thread(client, post)) == 4
    assert not page.select("#comments a[href*='comments=1']:not(.menu a)")
    make.comment(post, text="The last one.")
    page = parse(client.get(page_address(post)))
    assert len(thread(client, post)) == 4
    (link,) = page.select("#comments .link-line > a[href*='comments=1']")
    assert not page.select("#comments .pagination")
    everything = parse(client.get(link["href"].partition("#")[0]))
    assert "The last one." in everything.find(id="comments").text
    assert "open" in everything.select_one("#comments > details").attrs


@pytest.mark.parametrize("page", ["0", "-1", "2", "3", "x", "9" * 50, "%00", ""])
def test_a_page_of_the_thread_that_does_not_exist_is_the_nearest_that_does(client, page):
    alert = make.AlertPageFactory()
    make.comment(alert, text="The only one.")
    assert len(thread(client, alert, query=f"?comments={page}")) == 1
