"""Tests for the messages that explain why a comment is refused."""

import pytest
from django.conf import settings

from alerts.comments.models import PostComment
from home.text import visible
from tests import factories as make
from tests.support import markup
from tests.support.reader_form import form_address, form_fields, typed, write
from tests.support.soup import parse

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]

# Separators, joiners, fillers and marks that are invisible on a phone.
INVISIBLE = [
    "",
    "   \t\r\n",
    "\u200b",
    "\u00ad\u2060\ufeff",
    "\u202e\u202d\u2066\u2069",
    "\u200d\u200d",
    "\u3164",
    "\u115f\u1160\uffa0",
    "\u2800\u2800",
    "\u00a0\u2003\u3000",
    "\U000e0041\U000e0042",
    "\u034f\ufe0f",
    "\ufffc",
    "\U0001d159",
    "\ue000",
]


def empty(client, address):
    return write(client, address, "")


def invisible(client, address):
    return write(client, address, "\u200b\u3164")


def too_long(client, address):
    return write(client, address, "x" * (settings.COMMENT_MAX_LENGTH + 1))


def name_too_long(client, address):
    return write(client, address, name="x" * 51)


def null_character(client, address):
    return write(client, address, "x\x00", name="x\x00")


def trapped(client, address):
    return write(client, address, honeypot="https://elsewhere.example")


def stamp_is_gone(client, address):
    return client.post(address, {"comment": "x", "name": "x"})


def from_elsewhere(client, address):
    return write(client, address, headers={"Sec-Fetch-Site": "cross-site"})


INPUT_REFUSALS = [empty, invisible, too_long, name_too_long, null_character, trapped]


def form(client, address):
    return client.get(address)


def sent(client, address):
    return client.get(write(client, address)["Location"])


def closed(client, address):
    make.AlertPage.objects.update(comments_open=False)
    return client.post(address, {"comment": "x"})


def gone(client, address):
    make.AlertPage.objects.update(live=False)
    return client.post(address, {"comment": "x"})


def unknown(client, address):
    return client.get(address.replace("/comment/", "-too/comment/"))


def too_big(client, address):
    return client.post(address, {"comment": "x" * 3_000_000})


def damaged(client, address):
    return client.post(address, b"--", content_type="multipart/form-data")


PAGES = [
    form,
    sent,
    *INPUT_REFUSALS,
    stamp_is_gone,
    from_elsewhere,
    closed,
    gone,
    unknown,
    too_big,
    damaged,
]


def interface_texts(response):
    """Return the page's translatable texts in its own language, without those of its users."""
    root = markup.parse(response)
    for tag in ("textarea", "blockquote"):
        for own_words in list(root.iter(tag)):
            own_words.clear()
    return {
        " ".join(text.text.split())
        for text in markup.texts(root)
        if text.language == root.get("lang") and text.translate and text.text.strip(" \n,")
    }


@pytest.mark.parametrize("language", ["es", "so", "hmn"])
@pytest.mark.parametrize("show", PAGES)
def test_no_page_around_commenting_says_anything_in_english_to_others(client, show, language):
    address = form_address(make.AlertPageFactory())
    english = interface_texts(show(client, address))
    make.AlertPage.objects.update(comments_open=True, live=True)
    response = show(client, address.replace("/en/", f"/{language}/"))
    assert parse(response).html["lang"] == language
    assert interface_texts(response)
    assert interface_texts(response) & english == set()


@pytest.mark.parametrize("language", ["en", "es", "so", "hmn"])
@pytest.mark.parametrize("refusal", INPUT_REFUSALS)
def test_each_refusal_of_input_gives_a_reason_beside_its_field(client, refusal, language):
    page = parse(refusal(client, form_address(make.AlertPageFactory(), language)))
    errors = page.select(".field-error")
    assert errors
    for error in errors:
        assert error.text.strip()
        field = error.parent.select_one("input, textarea")
        assert field["aria-invalid"] == "true"
        assert error["id"] in field["aria-describedby"].split()


@pytest.mark.parametrize("refusal", INPUT_REFUSALS)
def test_refused_input_is_answered_by_422_and_stores_nothing(client, refusal):
    response = refusal(client, form_address(make.AlertPageFactory()))
    assert response.status_code == 422
    assert not PostComment.objects.exists()


@pytest.mark.parametrize("text", INVISIBLE, ids=ascii)
def test_an_invisible_comment_is_refused_and_the_form_is_shown_again(client, text):
    response = write(client, form_address(make.AlertPageFactory()), text, name="Xamdi")
    assert response.status_code == 422
    assert form_fields(response)["name"] == "Xamdi"
    assert not PostComment.objects.exists()


@pytest.mark.parametrize("text", [".", "👍🏽", "👩‍👧", "ñ", "안녕", "مرحبا", "3"])
def test_a_comment_of_one_visible_sign_is_taken(client, text):
    assert write(client, form_address(make.AlertPageFactory()), text).status_code == 302
    assert PostComment.objects.get().comment == text


def test_a_refused_comment_can_be_mended_and_sent(client):
    address = form_address(make.AlertPageFactory())
    words = "Too long. " * 400
    refused = write(client, address, words, name="Xamdi")
    assert typed(refused) == [words]
    mended = form_fields(refused) | {"comment": "Short."}
    assert client.post(address, mended).status_code == 302
    comment = PostComment.objects.get()
    assert (comment.comment, comment.user_name) == ("Short.", "Xamdi")


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_the_limit_and_the_length_have_separators_for_thousands(client, language):
    alert = make.AlertPageFactory(slug="call")
    page = parse(write(client, form_address(alert, language), "x" * 12_345))
    (message,) = page.select("p.field-error")
    assert f"{settings.COMMENT_MAX_LENGTH:,}" in message.text
    assert "12,345" in message.text


def test_the_longest_comment_that_a_browser_lets_through_is_taken(client):
    # Browsers count a line break as one character, but send two.
    lines = "x\n" * (settings.COMMENT_MAX_LENGTH // 2 - 1) + "xx"
    assert len(lines) == settings.COMMENT_MAX_LENGTH
    address = form_address(make.AlertPageFactory())
    assert write(client, address, lines.replace("\n", "\r\n")).status_code == 302
    assert PostComment.objects.get().comment == lines


def test_a_robot_that_fills_every_field_is_refused(client):
    address = form_address(make.AlertPageFactory())
    data = {name: value or "https://elsewhere.example" for name, value in _robot(client, address)}
    assert client.post(address, data).status_code == 422
    assert not PostComment.objects.exists()


def _robot(client, address):
    return form_fields(client.get(address)).items()


def test_the_trap_is_out_of_sight_by_the_stylesheet_and_named_for_who_finds_it_anyway(client):
    page = parse(client.get(form_address(make.AlertPageFactory())))
    trap = page.find("input", {"name": "honeypot"})
    assert "trap" in trap.parent["class"]
    assert trap.parent.label["for"] == trap["id"]
    assert not page.select("[style]")


def test_somebody_whose_browser_filled_the_trap_sees_why_the_comment_is_refused(client):
    page = parse(trapped(client, form_address(make.AlertPageFactory())))
    trap = page.find("input", {"name": "honeypot"})
    assert "trap" not in trap.parent["class"]


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_the_form_is_fetched_and_sent_and_nothing_else(client, method):
    address = form_address(make.AlertPageFactory())
    response = getattr(client, method)(address)
    assert response.status_code == 405
    assert set(response["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_page_after_sending_is_only_read(client, method):
    address = write(client, form_address(make.AlertPageFactory()))["Location"]
    assert getattr(client, method)(address).status_code == 405


def test_head_is_answered_without_a_body(client):
    response = client.head(form_address(make.AlertPageFactory()))
    assert response.status_code == 200
    assert response.content == b""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f!", None),
        ("می\u200cخواهم", None),
        ("❤\ufe0f\u200d🔥", None),
        ("Call\U000e0048\U000e0069 now", "Call now"),
        ("🏴\U000e0067\U000e0062 no end", "🏴 no end"),
        ("🏴" + "\U000e0061" * 9 + "\U000e007f", "🏴"),
        ("a\u2060b\u00adc\u200bd", "abcd"),
    ],
)
def test_only_what_hides_is_removed_from_what_readers_see(text, kept):
    assert visible(text) == (text if kept is None else kept)
