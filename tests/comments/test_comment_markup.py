"""Tests for the markup and texts of pages with comments and of comment forms."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.comments import lookup
from alerts.comments.models import CommentSettings, PostComment, Status
from home.addresses import page_address
from tests import factories as make
from tests.support.reader_form import form_address, form_fields, write
from tests.support.soup import parse, text_of
from tests.support.threads import comments_address, permalink

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED, REJECTED, SPAM, EVIDENCE = Status
PRIVATE = "/en/comment/a-token/"


# Comments


def test_a_comment_is_marked_up_for_its_language_and_its_links_for_screen_readers(client, alert):
    comment = make.comment(alert, "so", text="Waan wacay.", user_name="Xamdi")
    for address in (page_address(alert, "so"), permalink(comment, "es")):
        item = parse(client.get(address)).find(id=f"comment-{comment.pk}")
        assert item.select_one(f"#by-{comment.pk} bdi").text == "Xamdi"
        text = item.select_one(".comment-text")
        assert (text["lang"], text["dir"]) == ("so", "auto")
        reply, flag = item.select("p.link-line a")
        for link in (reply, flag):
            assert link["rel"] == ["nofollow"]
            assert link["aria-describedby"] == f"by-{comment.pk}"


def test_the_language_of_a_comment_is_named_only_to_readers_of_another(client, alert):
    comment = make.comment(alert, "so")
    other = parse(client.get(comments_address(alert, "es"))).find(id=f"comment-{comment.pk}")
    assert other.select_one(".comment-meta span[lang=so]").text == "Soomaali"
    own = parse(client.get(page_address(alert, "so"))).find(id=f"comment-{comment.pk}")
    assert not own.select(".comment-meta span[lang]")


def test_only_the_campaigns_answers_look_like_it(client, alert):
    ours, theirs = make.comment(alert, is_campaign=True), make.comment(alert)
    page = parse(client.get(page_address(alert)))
    assert "from-campaign" in page.find(id=f"comment-{ours.pk}")["class"]
    assert page.find(id=f"comment-{ours.pk}").b.text == "Answer from the campaign"
    assert "from-campaign" not in page.find(id=f"comment-{theirs.pk}")["class"]


@pytest.mark.parametrize("mark", [{"is_withdrawn": True}, {"is_erased": True}])
def test_an_empty_place_has_no_text_and_no_links_of_its_own(client, alert, mark):
    place = make.comment(alert, text="", **mark)
    make.comment(alert, reply_to=place, text="A reply.")
    item = parse(client.get(page_address(alert))).find(id=f"comment-{place.pk}")
    item.select_one("ol.answers").decompose()
    assert not item.select(".comment-text, .link-line")


def test_a_closed_thread_says_so_once(client, alert):
    root = make.comment(alert, is_closed=True)
    make.comment(alert, reply_to=root)
    make.comment(alert)
    page = parse(client.get(page_address(alert)))
    (said,) = [note for note in page.select(".comment .fine-print") if note.text]
    assert said.text == "This thread no longer takes replies."
    assert said.parent["id"] == f"comment-{root.pk}"


def test_a_short_thread_has_no_link_to_the_rest(client, alert):
    root = make.comment(alert)
    for number in range(10):
        make.comment(alert, reply_to=root, status=PUBLISHED if number < 5 else PENDING)
    item = parse(client.get(page_address(alert))).find(id=f"comment-{root.pk}")
    assert len(item.select("ol .comment")) == 5
    assert not [link for link in item.select("a") if link.text.strip().startswith("Read")]
    PostComment.objects.filter(status=PENDING).update(status=PUBLISHED, is_shown=True)
    item = parse(client.get(page_address(alert))).find(id=f"comment-{root.pk}")
    (rest,) = [link for link in item.select("a") if link.text.strip().startswith("Read")]
    assert text_of(rest) == "Read all 10 replies"
    assert rest["aria-describedby"] == f"by-{root.pk}"


def test_the_51st_reply_is_on_the_second_page_of_its_thread(client, alert):
    root = make.comment(alert)
    for number in range(50):
        make.comment(alert, reply_to=root, text=f"Reply {number}.")
    for query in ("", "?replies=2"):
        assert not parse(client.get(permalink(root) + query)).select(".pagination")
    last = make.comment(alert, reply_to=root, text="The last.")
    first = parse(client.get(permalink(root)))
    assert first.select_one(".pagination")["aria-label"] == "Pages"
    assert not first.find(id=f"comment-{last.pk}")
    assert client.get(permalink(last))["Location"] == (
        f"{permalink(root)}?replies=2#comment-{last.pk}"
    )


def test_replies_that_are_not_public_do_not_count_for_the_page_of_a_reply(
    client, alert, monkeypatch
):
    monkeypatch.setattr(lookup, "REPLIES_PER_PAGE", 2)
    root = make.comment(alert)
    for _reply in range(2):
        make.comment(alert, reply_to=root, status=PENDING)
    first, _second, third = (make.comment(alert, reply_to=root) for _ in range(3))
    for reply, number in ((first, 1), (third, 2)):
        address = client.get(permalink(reply))["Location"]
        assert address == f"{permalink(root)}?replies={number}#comment-{reply.pk}"


def test_the_order_is_offered_for_two_threads_and_has_a_label(client, alert):
    root = make.comment(alert)
    make.comment(alert, reply_to=root)
    assert not parse(client.get(page_address(alert))).select("#comments nav")
    make.comment(alert)
    (order,) = parse(client.get(page_address(alert))).select("#comments nav")
    assert order["aria-label"] == "Order of the comments"


@pytest.mark.parametrize(("query", "expected"), [("", "ab"), ("?order=newest", "ba")])
def test_threads_of_the_same_moment_stand_in_the_order_of_arrival(client, alert, query, expected):
    now = timezone.now()
    for text in "ab":
        make.comment(alert, text=text, submitted=now)
    page = parse(client.get(page_address(alert) + query))
    assert "".join(text.text.strip() for text in page.select(".comment-text")) == expected


# Closed posts


def by_editors(alert):
    make.AlertPage.objects.filter(pk=alert.pk).update(comments_open=False)


def paused(alert):
    CommentSettings.objects.update_or_create(pk=1, defaults={"is_paused": True})


def over(alert):
    ended = timezone.now() - timedelta(days=300)
    make.AlertPage.objects.filter(pk=alert.pk).update(starts_at=ended, ends_at=ended)


def over_and_paused(alert):
    over(alert)
    paused(alert)


def over_and_closed_by_editors(alert):
    over(alert)
    by_editors(alert)


CLOSED = "Comments are closed."
PAUSED = "We are not taking comments at the moment."
OVER = "This alert is over. It no longer takes comments."


@pytest.mark.parametrize(
    ("close", "said"),
    [
        (by_editors, CLOSED),
        (paused, PAUSED),
        (over, OVER),
        (over_and_paused, OVER),
        (over_and_closed_by_editors, CLOSED),
    ],
)
def test_every_page_gives_the_reason_why_a_post_takes_no_comments(client, alert, close, said):
    comment = make.comment(alert)
    close(alert)
    for address in (page_address(alert), permalink(comment)):
        page = parse(client.get(address))
        assert {text for text in (CLOSED, PAUSED, OVER) if text in text_of(page.main)} == {said}
        assert not page.select("#comments a.button, a[href*='reply_to']")
        assert not page.select("script[src*='reader-form']")
    form = client.get(form_address(alert))
    assert form.status_code == 403
    main = text_of(parse(form).main)
    assert {text for text in (PAUSED, OVER) if text in main} == {said} - {CLOSED}
    assert "Nothing was saved." in main
    assert "Here is what you wrote" not in main


@pytest.mark.parametrize("factory", [make.AlertPageFactory, make.ExplainerPageFactory])
def test_an_open_post_gives_no_such_reason(client, factory):
    post = factory()
    comment = make.comment(post)
    page = parse(client.get(page_address(post)))
    assert page.select("script[src*='reader-form']")
    for main in (page.main, parse(client.get(permalink(comment))).main):
        assert not [text for text in (CLOSED, PAUSED, OVER) if text in text_of(main)]
    assert page.find(id="comments")["aria-labelledby"] == "comments-heading"
    heading = page.find(id="comments-heading")
    assert text_of(heading) == "1 comment"
    make.comment(post, "so")
    PostComment.objects.filter(language="en").delete()
    assert text_of(parse(client.get(page_address(post))).find(id="comments-heading")) == "Comments"


def test_text_for_copying_has_a_label(client, alert):
    by_editors(alert)
    page = parse(client.post(form_address(alert), {"comment": "My words."}))
    area = page.main.textarea
    label = page.find(id=area["aria-labelledby"])
    assert label.text == "Here is what you wrote, so that you can copy it:"


# Forms


def title(response):
    return text_of(parse(response).title)


def test_the_title_of_a_refused_form_begins_with_that(client, alert):
    root = make.comment(alert)
    for address, name in (
        (form_address(alert), "Leave a comment"),
        (f"{form_address(alert)}?reply_to={root.pk}", "Reply to a comment"),
    ):
        page = client.get(address)
        assert title(page).startswith(name)
        assert text_of(parse(page).h1) == name
        assert parse(page).select_one("textarea")["rows"] == "6"
        assert not parse(page).find(role="alert")
        refused = write(client, address, "")
        assert title(refused).startswith(f"Please check: {name}")
    elsewhere = write(client, form_address(alert), headers={"Sec-Fetch-Site": "cross-site"})
    assert title(elsewhere).startswith("Please check: Leave a comment")
    assert parse(elsewhere).find(role="alert")


@pytest.mark.parametrize(
    ("ending", "fields", "name"),
    [
        ("edit/", {"comment": ""}, "Change my comment"),
        ("mail/", {"follow_up": "x"}, "Emails about your comment"),
    ],
)
def test_the_title_of_a_refused_private_form_begins_with_that(client, alert, ending, fields, name):
    make.own_comment(alert, "a-token", status=PENDING)
    page = client.get(PRIVATE + ending)
    assert title(page).startswith(name)
    assert not parse(page).find(role="alert")
    data = form_fields(page)
    assert title(client.post(PRIVATE + ending, data | fields)).startswith(f"Please check: {name}")
    forged = {"form_token": "forged", "follow_up": "me@reader.example"}
    refused = client.post(PRIVATE + ending, data | forged)
    assert title(refused).startswith(f"Please check: {name}")
    assert parse(refused).find(role="alert")


def test_a_question_about_personal_data_is_an_alert_and_other_errors_come_first(client, alert):
    personal = "Call me: 651-555-0134."
    assert parse(write(client, form_address(alert), personal)).find(role="alert").ul
    page = parse(write(client, form_address(alert), personal, honeypot="x"))
    assert not page.select("[role=alert], [name=as_it_is]")
    assert page.select(".field-error")
    assert not parse(client.get(form_address(alert))).select("[name=as_it_is]")


def test_a_name_of_50_characters_is_accepted(client, alert):
    assert write(client, form_address(alert), name="x" * 50).status_code == 302


def test_a_quoted_comment_is_in_its_language(client, alert):
    comment = make.comment(alert, "so", text="Waan wacay.")
    flag = parse(client.get(f"{page_address(alert, 'es')}comments/{comment.pk}/flag/"))
    reply = parse(client.get(f"{form_address(alert, 'so')}?reply_to={comment.pk}"))
    for page in (flag, reply):
        assert (page.blockquote["lang"], page.blockquote["dir"]) == ("so", "auto")
    assert flag.html["lang"] == "es"
    assert not flag.find(role="alert")
    assert not flag.select("input[type=radio][checked]")


# Private page


def private(client, alert, **fields):
    make.own_comment(alert, "a-token", **fields)
    return text_of(parse(client.get(PRIVATE)).main)


SENTENCES = {
    "waits": "It is waiting for a moderator.",
    "published": "Your comment is published.",
    "hidden": "It is not shown now,",
    "refused": "decided not to publish your comment.",
    "reason": "The reason:",
    "redacted": "A moderator took words or the name out",
    "call": "Thank you for telling us about your call.",
}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"status": PENDING}, {"waits"}),
        ({"status": SPAM}, {"waits"}),
        ({"status": SPAM, "moderated_at": timezone.now()}, {"refused"}),
        ({"status": PUBLISHED}, {"published"}),
        ({"status": REJECTED}, {"refused"}),
        ({"status": REJECTED, "reason": "insult"}, {"refused", "reason"}),
        ({"status": EVIDENCE}, {"refused"}),
        ({"status": PENDING, "redaction": {"original": "Name."}}, {"waits", "redacted"}),
        ({"status": PUBLISHED, "text": "A \ufffc."}, {"published", "redacted"}),
        ({"status": PENDING, "call_result": "spoke"}, {"waits", "call"}),
    ],
)
def test_the_private_page_says_what_became_of_the_comment(client, alert, fields, said):
    main = private(client, alert, **fields)
    assert {name for name, sentence in SENTENCES.items() if sentence in main} == said
    assert ("insults somebody" in main) is ("reason" in said)


def test_the_private_page_says_that_a_published_reply_is_hidden_with_its_parent(client, alert):
    root = make.comment(alert, status=PENDING)
    main = private(client, alert, status=PUBLISHED, reply_to=root)
    assert {name for name, sentence in SENTENCES.items() if sentence in main} == {"hidden"}


def test_an_unknown_link_shows_no_empty_text_and_leads_home_in_other_languages(client):
    page = parse(client.get(PRIVATE))
    assert not page.main.select("textarea")
    assert not page.select("a[href*='a-token']")
    assert page.select("header a[href='/so/'], nav a[href='/so/']")
