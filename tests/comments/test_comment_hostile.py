"""Tests for hostile input to the comment form."""

from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from alerts.comments.models import PostComment, Status
from alerts.comments.services import Decision, set_status
from home.addresses import page_address
from tests import factories as make
from tests.support.reader_form import form_address, form_fields, thread, typed, write
from tests.support.soup import parse

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]

FORM = "application/x-www-form-urlencoded"
ATTACKS = [
    "<script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</p></div></li></ol></section></main><h1>Owned</h1>",
    "<!-- <b> &lt;i&gt; &amp; &#x3c;u>",
    "{{ request }} {% csrf_token %} {% include 'base.html' %}",
    "[a](javascript:alert(1)) javascript:alert(1) https://elsewhere.example",
    "'; DROP TABLE comments_postcomment; --",
    "%s %d %(x)s {0} {x}",
    "\u202egnp.exe",
    "x\x00y",
    "x\ud800y",
    "\r\n\r\nSet-Cookie: a=b",
    "\ufffe\uffff\U0010ffff",
    "e" + "\u0301" * 500,
]
# Text with every kind of character, including halves of surrogate pairs, and bytes that are not
# text.
texts = st.text(st.characters(exclude_categories=()), max_size=60) | st.sampled_from(ATTACKS)
bodies = texts.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=60)


def publish(comment):
    set_status(comment.pk, Decision(Status.PUBLISHED, by=None))


def squeezed(text):
    return "".join(text.split())


def assert_shown_as_text(client, alert, comment):
    item = parse(client.get(page_address(alert))).find(id=f"comment-{comment.pk}")
    text = item.select_one(".comment-text")
    assert {tag.name for tag in text.find_all(True)} <= {"p", "br"}
    assert squeezed(text.text) == squeezed(comment.comment)
    if comment.user_name:
        assert not item.bdi.find_all(True)
        assert squeezed(item.bdi.text) == squeezed(comment.user_name)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(text=ATTACKS[0].encode(), name=ATTACKS[2].encode())
@example(text=ATTACKS[3].encode(), name=b"")
@example(text="x\ud800y".encode("utf-8", "surrogatepass"), name=b"\xff\xfe")
@given(text=bodies, name=bodies)
def test_any_words_are_refused_or_stored_once_and_shown_as_text(client, text, name):
    alert = make.AlertPage.objects.first() or make.AlertPageFactory()
    address = form_address(alert)
    form_token = form_fields(client.get(address))["form_token"]
    fields = [("form_token", form_token), ("comment", text), ("name", name)]
    body = "&".join(f"{field}={quote_plus(value)}" for field, value in fields)
    PostComment.objects.all().delete()

    answers = [client.post(address, body, content_type=FORM) for _click in range(2)]

    if PostComment.objects.exists():
        assert [answer.status_code for answer in answers] == [302, 302]
        comment = PostComment.objects.get()
        publish(comment)
        assert_shown_as_text(client, alert, comment)
    else:
        assert [answer.status_code for answer in answers] == [422, 422]
        for answer in answers:
            page = parse(answer)
            assert len(page.find_all("form")) == len(page.find_all("textarea")) == 1


@pytest.mark.parametrize("text", ATTACKS, ids=ascii)
def test_an_attack_as_words_and_name_is_shown_to_readers_as_text(client, text):
    alert = make.AlertPageFactory()
    comment = make.comment(alert, text=text.replace("\x00", "").encode("utf-8", "replace").decode())
    PostComment.objects.filter(pk=comment.pk).update(user_name=comment.comment[:50])
    comment.refresh_from_db()
    assert_shown_as_text(client, alert, comment)


@pytest.mark.parametrize("text", [attack for attack in ATTACKS if "<" in attack], ids=ascii)
def test_an_attack_that_is_refused_is_shown_back_as_text(client, text):
    response = client.post(form_address(make.AlertPageFactory()), {"comment": text, "name": text})
    assert typed(response) == [text]
    assert parse(response).find("input", {"name": "name"})["value"] == text
    assert not parse(response).select("script:not([src])")


@pytest.mark.parametrize("mark", list("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200f\u061c"))
def test_characters_that_change_the_direction_of_text_are_removed(client, mark):
    write(client, form_address(make.AlertPageFactory()), f"abc{mark}def", name=f"X{mark}amdi")
    comment = PostComment.objects.get()
    assert (comment.comment, comment.user_name) == ("abcdef", "Xamdi")


def test_control_characters_are_dropped_and_line_breaks_kept(client):
    write(client, form_address(make.AlertPageFactory()), "a\x07b\x1b[31mc\td\ne\x85f")
    assert PostComment.objects.get().comment == "ab[31mc\td\nef"


def test_half_a_surrogate_pair_does_not_reach_the_database(client):
    alert = make.AlertPageFactory()
    form_token = form_fields(client.get(form_address(alert)))["form_token"]
    body = f"form_token={form_token}&comment=a%ED%A0%80b&name=%ED%B0%80"
    assert client.post(form_address(alert), body, content_type=FORM).status_code == 302
    PostComment.objects.get().comment.encode()


@pytest.mark.parametrize(
    "charset", ["utf-7", "utf-16", "unicode_escape", "rot13", "hex", "idna", "punycode", "none"]
)
@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=b"])
def test_a_charset_in_the_header_changes_nothing(client, kind, charset):
    alert = make.AlertPageFactory()
    fields = {
        "form_token": form_fields(client.get(form_address(alert)))["form_token"],
        # In UTF-7, `+2AA-` is half a surrogate pair, which no database stores.
        "comment": "a+2AA-b",
    }
    body = urlencode(fields)
    if kind != FORM:
        part = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
        body = "".join(part.format(*field) for field in fields.items()) + "--b--\r\n"
    content_type = f"{kind}; charset={charset}"
    answer = client.generic("POST", form_address(alert), body, content_type=content_type)
    assert answer.status_code == 302
    assert PostComment.objects.get().comment == "a+2AA-b"


@pytest.mark.parametrize("size", [1_000_000, 2_000_000])
def test_a_huge_comment_is_refused_and_given_back(client, size):
    words = "é" * (size // 2)
    response = client.post(
        form_address(make.AlertPageFactory()),
        {"comment": words, "form_token": "x"},
    )
    assert response.status_code == 422
    assert typed(response) == [words]


def test_a_huge_comment_with_a_valid_form_token_is_refused_and_given_back(client):
    words = "x" * 1_000_000
    response = write(client, form_address(make.AlertPageFactory()), words)
    assert response.status_code == 422
    assert typed(response) == [words]
    assert not PostComment.objects.exists()


BAD_REQUESTS = {
    "too much": ("comment=" + "x" * 3_000_000, FORM),
    "too many fields": ("&".join(f"f{n}=" for n in range(10_001)), FORM),
    "no boundary": ("x", "multipart/form-data"),
    "bad boundary": ("x", "multipart/form-data; boundary=\xff"),
}


@pytest.mark.parametrize(("body", "kind"), BAD_REQUESTS.values(), ids=BAD_REQUESTS)
@pytest.mark.parametrize("language", ["en", "so"])
def test_an_unreadable_body_is_refused_with_a_page_in_the_readers_language(
    client, body, kind, language
):
    address = form_address(make.AlertPageFactory(), language)
    response = client.generic("POST", address, body, content_type=kind)
    assert response.status_code == 400
    assert parse(response).html["lang"] == language
    assert not PostComment.objects.exists()


UNUSUAL = {
    "nothing": ("", FORM),
    "no form": ('{"comment": "x"}', "application/json"),
    "text": ("comment=x", "text/plain"),
    "no type": ("comment=x", ""),
    "unfinished": ("--b\r\nContent-Disposition: form-data", "multipart/form-data; boundary=b"),
    "half escapes": ("comment=%&form_token=%E0%A4%A&name=%u0041", FORM),
    "invalid UTF-8": ("comment=%ff%fe%00&form_token=%ff", FORM),
    "many of each": ("comment=a&comment=b&form_token=c&form_token=d", FORM),
    "file": (
        '--b\r\nContent-Disposition: form-data; name="comment"; filename="x"\r\n\r\nx\r\n--b--\r\n',
        "multipart/form-data; boundary=b",
    ),
}


@pytest.mark.parametrize(("body", "kind"), UNUSUAL.values(), ids=UNUSUAL)
def test_an_unusual_request_gets_the_form_again(client, body, kind):
    address = form_address(make.AlertPageFactory())
    response = client.generic("POST", address, body, content_type=kind)
    assert response.status_code == 422
    assert set(form_fields(response)) == {"form_token", "comment", "name", "follow_up", "honeypot"}
    assert not PostComment.objects.exists()


def test_a_comment_is_the_same_however_the_form_is_packed(client):
    address = form_address(make.AlertPageFactory())
    # URL-encoded here, and as a multipart form below.
    body = urlencode(form_fields(client.get(address)) | {"comment": "Haa, ñ, Hmoob ‘txiv’ 👍🏽"})
    assert client.post(address, body, content_type=FORM).status_code == 302
    write(client, address, "Haa, ñ, Hmoob ‘txiv’ 👍🏽")
    assert [comment.comment for comment in PostComment.objects.all()] == [
        "Haa, ñ, Hmoob ‘txiv’ 👍🏽"
    ] * 2


def test_a_name_is_one_line(client):
    alert = make.AlertPageFactory()
    write(client, form_address(alert), name="Xamdi\r\n\r\nmoderator")
    publish(PostComment.objects.get())
    assert [name for name, _text in thread(client, alert)] == ["Xamdi moderator"]
