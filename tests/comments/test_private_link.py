"""Tests for the private page on which a writer sees, changes and deletes a comment."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alerts.comments.models import PostComment, Status
from alerts.comments.services import Decision, set_status
from alerts.comments.tokens import make_token
from home.addresses import page_address
from home.logs import PrivateFormatter
from tests import factories as make
from tests.support.every_page import restrict
from tests.support.reader_form import form_address, form_fields, thread, typed, write
from tests.support.soup import parse
from tests.support.writer import main

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED, REJECTED = Status.PENDING, Status.PUBLISHED, Status.REJECTED
TOKEN = "a-token"
PAGE = f"/en/comment/{TOKEN}/"
EDIT, DELETE, DELETED = f"{PAGE}edit/", f"{PAGE}delete/", "/en/comment/deleted/"


def own(alert, status=PENDING, **fields):
    return make.own_comment(alert, TOKEN, "en", status, **fields)


def send(client, address, headers=None, **fields):
    return client.post(address, form_fields(client.get(address)) | fields, headers=headers)


# Link


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_the_writer_of_a_comment_gets_a_private_link_to_it(client, alert, language):
    address = write(client, form_address(alert, language), "My own words.")["Location"]
    response = client.get(address)
    assert response.status_code == 200
    assert parse(response).select_one(".web-address")["href"].endswith(address)
    assert "My own words." in main(response)


def test_a_form_sent_twice_gets_the_same_link(client, alert, settings):
    address = form_address(alert)
    data = form_fields(client.get(address)) | {"comment": "Once."}
    first, second = (client.post(address, data)["Location"] for _click in range(2))
    assert first == second
    assert client.get(second).status_code == 200
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-of-the-same-site"
    assert client.post(address, data)["Location"] == first


def test_two_comments_have_two_links(client, alert):
    links = {write(client, form_address(alert))["Location"] for _comment in range(2)}
    assert len(links) == 2


def test_the_database_alone_opens_no_private_page(client, alert, settings):
    token = write(client, form_address(alert))["Location"].split("/")[-2]
    stored = PostComment.objects.get()
    assert token not in repr(PostComment.objects.values_list().get())
    assert token == make_token(stored.idempotency_key)
    assert client.get(f"/en/comment/{stored.token_hash}/").status_code == 404
    settings.SECRET_KEY = "another"
    assert token != make_token(stored.idempotency_key)


def test_the_page_passes_its_address_on_to_nobody(client, alert):
    own(alert)
    for address in (PAGE, EDIT, DELETE, "/en/comment/none/"):
        response = client.get(address)
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex"
        # Back finds what was typed into the form for changes.
        is_form = address == EDIT
        assert ("no-store" in response["Cache-Control"]) is not is_form
        assert "private" in response["Cache-Control"]
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


def test_the_token_is_in_no_log_when_the_server_fails(client, alert, monkeypatch, caplog):
    own(alert)

    def fail(*args):
        raise RuntimeError("the database is away")

    monkeypatch.setattr("alerts.lookup.resolve_page", fail)
    caplog.handler.setFormatter(PrivateFormatter())
    client.raise_request_exception = False
    assert client.get(PAGE).status_code == 500
    assert "(500, view comments:private)" in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("token", ["x", "0", "a-token-", "A-TOKEN", "_" * 5000])
@pytest.mark.parametrize("ending", ["", "edit/", "delete/"])
def test_a_wrong_token_gets_an_explanation(client, alert, token, ending):
    comment = own(alert)
    address = f"/en/comment/{token}/{ending}"
    answers = [client.get(address), client.post(address, {"comment": "Kept <b>."})]
    for answer in answers:
        assert answer.status_code == 404
        assert "There is no comment here" in main(answer)
    assert typed(answers[1]) == ["Kept <b>."]
    comment.refresh_from_db()
    assert comment.comment == "A comment."


def test_comments_without_a_link_are_behind_no_token(client, alert):
    make.comment(alert, status=PENDING)
    for token in ("None", "0", "-"):
        assert client.get(f"/en/comment/{token}/").status_code == 404


# Status


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (PENDING, "waiting for a moderator"),
        (PUBLISHED, "Your comment is published."),
        (REJECTED, "decided not to publish"),
    ],
)
def test_the_page_says_where_the_comment_stands(client, alert, status, said):
    own(alert, status)
    page = client.get(PAGE)
    assert said in main(page)
    assert bool(parse(page).select(f'a[href="{EDIT}"]')) == (status == PENDING)


def test_a_published_comment_is_linked_where_everybody_reads_it(client, alert):
    comment = own(alert, PUBLISHED, text="Found again.")
    address = f"{page_address(alert, 'en')}comments/{comment.pk}/"
    assert parse(client.get(PAGE)).select(f'a[href="{address}"]')
    assert "Found again." in main(client.get(address))


@pytest.mark.parametrize("hide", [lambda post: post.unpublish(), restrict])
def test_a_post_that_is_not_public_is_not_named_but_the_comment_can_be_deleted(client, alert, hide):
    own(alert, PUBLISHED)
    hide(alert)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert alert.title not in page.content.decode()
    assert send(client, DELETE).status_code == 303
    assert not PostComment.objects.exists()


def test_the_page_costs_as_many_queries_with_2_replies_as_with_20(client, alert):
    comment, counts = own(alert, PUBLISHED), []
    client.get(PAGE)  # fills the caches
    for number in (2, 18):
        for _reply in range(number):
            make.comment(alert, reply_to=comment)
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        counts.append(len(captured))
    assert counts[0] == counts[1]


# Changes


def test_a_waiting_comment_can_be_changed(client, alert):
    own(alert, user_name="Xamdi")
    assert form_fields(client.get(EDIT))["comment"] == "A comment."
    answer = send(client, EDIT, comment="Better words.\r\nTwo lines.")
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    comment = PostComment.objects.get()
    assert (comment.comment, comment.user_name) == ("Better words.\nTwo lines.", "Xamdi")
    assert comment.status == PENDING


@pytest.mark.parametrize("status", [PUBLISHED, REJECTED])
def test_a_moderator_who_decides_in_between_wins_and_the_words_are_kept(
    client, alert, user, status
):
    comment = own(alert)
    data = form_fields(client.get(EDIT)) | {"comment": "Too late."}
    set_status(comment.pk, Decision(status, by=user("Moderators")))
    answer = client.post(EDIT, data)
    assert answer.status_code == 409
    assert typed(answer) == ["Too late."]
    comment.refresh_from_db()
    assert comment.comment == "A comment."
    assert client.get(EDIT)["Location"] == PAGE


def test_words_that_no_moderator_has_read_are_not_published(client, alert, user):
    comment = own(alert)
    send(client, EDIT, comment="Hateful words.")
    moderator = Client()
    moderator.force_login(user("Moderators"))
    decide = reverse("moderation:decide", args=(comment.pk, PUBLISHED))
    for seen in ({}, {"edits": "0"}, {"edits": "x"}, {"edits": "²"}, {"edits": "0000000001"}):
        moderator.post(decide, seen)
        comment.refresh_from_db()
        assert comment.status == PENDING, seen
    page = parse(moderator.get("/admin/comments/"))
    edits = page.find("input", {"name": "edits"})["value"]
    moderator.post(decide, {"edits": edits.zfill(9)})
    comment.refresh_from_db()
    assert comment.status == PUBLISHED


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"comment": ""}, 422),
        ({"comment": "\u200b\u3164"}, 422),
        ({"comment": "x" * 10_000}, 422),
        ({"comment": "x\x00"}, 422),
        ({"name": "x" * 51}, 422),
        ({"honeypot": "x"}, 422),
        ({"form_token": "forged"}, 422),
        ({"form_token": ""}, 422),
    ],
)
def test_a_change_is_checked_as_the_form_is_and_nothing_typed_is_lost(
    client, alert, fields, status
):
    own(alert)
    answer = send(client, EDIT, **{"comment": "New words."} | fields)
    assert answer.status_code == status
    assert parse(answer).select(".error, .field-error")
    assert PostComment.objects.get().comment == "A comment."


def test_the_form_token_of_another_comment_opens_nothing(client, alert):
    own(alert)
    make.own_comment(alert, "other", status=PENDING)
    form_token = form_fields(client.get("/en/comment/other/delete/"))["form_token"]
    assert send(client, DELETE, form_token=form_token).status_code == 422
    assert send(client, EDIT, form_token=form_token, comment="x").status_code == 422
    assert {comment.comment for comment in PostComment.objects.all()} == {"A comment."}


@pytest.mark.parametrize("address", [EDIT, DELETE])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 303),
    ],
)
def test_only_our_own_page_changes_and_deletes(client, alert, address, headers, status):
    own(alert)
    assert send(client, address, headers=headers).status_code == status


# Deletion


@pytest.mark.parametrize("status", [one for one in Status if one != Status.EVIDENCE])
def test_a_comment_can_be_deleted_in_every_state_after_a_question(client, alert, status):
    own(alert, status)
    assert client.get(DELETE).status_code == 200
    assert PostComment.objects.exists()
    answer = send(client, DELETE)
    assert (answer.status_code, answer["Location"]) == (303, DELETED)
    assert not PostComment.objects.exists()
    assert "Your comment is deleted" in main(client.get(DELETED))
    assert "If you deleted it, there is nothing more to do." in main(client.get(PAGE))


def test_deleting_twice_is_no_failure(client, alert):
    own(alert)
    data = form_fields(client.get(DELETE))
    assert [client.post(DELETE, data).status_code for _click in range(2)] == [303, 404]


def test_replies_of_others_stay_below_a_place_without_words(client, alert):
    comment = own(alert, PUBLISHED, text="Secret.", user_name="Xamdi")
    make.comment(alert, text="A reply.", reply_to=comment)
    send(client, DELETE)
    page = parse(client.get(page_address(alert, "en")))
    place = page.select_one(f"#comment-{comment.pk}")
    assert place.b.text == "Removed by its writer"
    assert "A reply." in place.text
    assert not place.select(f'a[href$="reply_to={comment.pk}"]')
    comment.refresh_from_db()
    assert (comment.comment, comment.user_name) == ("", "")
    assert client.get(PAGE).status_code == 404
    reply = client.get(f"{form_address(alert)}?reply_to={comment.pk}")
    assert reply.status_code == 404


def test_a_pending_reply_is_not_deleted_with_its_parent(client, alert):
    comment = own(alert, PUBLISHED)
    waiting = make.comment(alert, status=PENDING, reply_to=comment)
    send(client, DELETE)
    assert PostComment.objects.filter(pk=waiting.pk).exists()


def test_a_rejected_reply_that_may_still_be_approved_does_not_go_with_a_comment(client, alert):
    reply = make.comment(alert, status=REJECTED, reply_to=own(alert, PUBLISHED), text="Reply.")
    send(client, DELETE)
    reply.refresh_from_db()
    assert (reply.comment, reply.reply_to.comment) == ("Reply.", "")
    assert reply.reply_to.is_withdrawn


def test_the_placeholders_above_the_last_reply_are_deleted_with_it(client, alert):
    root = make.own_comment(alert, "root")
    reply = make.own_comment(alert, "reply", reply_to=root)
    own(alert, PUBLISHED, reply_to=reply)
    send(client, "/en/comment/root/delete/")
    send(client, "/en/comment/reply/delete/")
    assert PostComment.objects.count() == 3
    send(client, DELETE)
    assert not PostComment.objects.exists()


def test_a_deleted_comment_is_no_longer_under_the_post(client, alert):
    own(alert, PUBLISHED)
    assert len(thread(client, alert)) == 1
    send(client, DELETE)
    assert thread(client, alert) == []


def test_a_form_that_is_sent_again_after_its_comment_was_deleted_asks_before_it_stores(
    client, alert, django_capture_on_commit_callbacks
):
    address = form_address(alert)
    fields = form_fields(client.get(address)) | {"comment": "My words."}
    private = client.post(address, fields)["Location"]
    with django_capture_on_commit_callbacks(execute=True):
        send(client, f"{private}delete/")
    again = client.post(address, fields)
    assert again.status_code == 422
    assert parse(again).textarea.text.strip() == "My words."
    assert not PostComment.objects.exists()
    assert client.post(address, form_fields(again) | {"comment": "My words."}).status_code == 302
