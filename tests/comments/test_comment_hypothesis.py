"""Property-based tests for comment forms and pages with comments, with random requests."""

from urllib.parse import quote, quote_plus

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from alerts.comments.models import REDACTED, PostComment, Status
from alerts.comments.tokens import hash_of
from home.addresses import page_address
from home.form_tokens import make_form_token
from home.text import visible
from tests import factories as make
from tests.support.reader_form import form_address, form_fields
from tests.support.soup import parse

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]

FORM = "application/x-www-form-urlencoded"
quick = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

UGLY = {
    "nothing": "",
    "null": "\x00",
    "null within": "x\x00y",
    "a megabyte": "x" * 1_000_000,
    "lone surrogate": "\ud800",
    "the other half": "a\udfffb",
    "zero width": "\u200b\u200c\u2060\ufeff",
    "right to left": "\u202egnp.exe\u202c",
    "isolates": "\u2066\u2067x\u2069",
    "combining": "e" + "\u0301" * 2000,
    "control": "\x1b[31m\x7f\x85\r\n\r\nSet-Cookie: a=b",
    "tags": "</textarea><script>alert(1)</script>",
    "template": "{{ request }}{% debug %}",
    "noncharacters": "\ufffe\uffff\U0010ffff",
    "long host": "http://" + "a." * 1000 + "com",
    "long label": "http://" + "ä" * 500 + ".com/",
    "no host": "http:// https:/// http://@ http://:80 hxxp://.. www. ...com",
    "broken host": "http://[::1/ http://%ff%00.com http://xn--.com http://xn--\u202e.com",
    "many dots": "a." * 1500,
    "ligatures": "\ufdfa" * 1000,
    "turkish": "\u0130" * 1500,
}
NUMBERS = [
    *("0", "-1", "1", "999999999", "9" * 100, "1e9", "0x1", "٣", "１", " 1", "1\x00", "x", ""),
    *("1;2", "../1", "%00", "NaN", "\ud800", "2147483648", "9223372036854775808"),
]
any_text = (
    st.text(st.characters(exclude_categories=()), max_size=80)
    | st.sampled_from([text for text in UGLY.values() if len(text) < 5000])
    | st.lists(
        st.sampled_from(
            ["http://", "www.", ".", "@", "/", "é", "com", "%", " ", "[", "xn--", "\u3002"]
        )
    ).map("".join)
)
numbers = st.sampled_from(NUMBERS) | st.integers().map(str) | st.text(max_size=12)
names = st.sampled_from(
    [
        *("form_token", "comment", "name", "honeypot", "reply_to", "as_it_is", "reason", "post"),
        *("status", "is_public", "language", "object_pk", "content_type", "user", "ip_address"),
    ]
)


def packed(fields):
    def bare(text):
        # Texts may have lone surrogates.
        return quote_plus(text.encode("utf-8", "surrogatepass"))

    return "&".join(f"{bare(name)}={bare(text)}" for name, text in fields)


def assert_answered(answer):
    assert answer.status_code in (200, 302, 303, 400, 403, 404, 405, 409, 422)
    assert not answer.cookies
    assert "cookie" not in answer.get("Vary", "").lower()
    if answer.status_code in (302, 303):
        assert answer["Location"].startswith("/")
    elif answer.status_code != 405:
        page = parse(answer)
        assert page.html["lang"] in make.LANGUAGES
        assert page.h1.text.strip()


@pytest.fixture
def places(alert):
    """Return a dict of form names to (URL, (purpose, subject) of the form token)."""
    published = make.comment(alert, text="Published.")
    own = make.own_comment(alert, "token", status=Status.PENDING, text="Own.")
    make.comment(alert, reply_to=own, status=Status.PENDING)
    return {
        "comment": (form_address(alert), ("comment", alert.pk)),
        "edit": ("/en/comment/token/edit/", ("own comment", own.pk)),
        "delete": ("/en/comment/token/delete/", ("own comment", own.pk)),
        "flag": (
            f"{page_address(alert)}comments/{published.pk}/flag/",
            ("flag", published.pk),
        ),
    }


def post_of(places):
    return make.AlertPage.objects.get(pk=places["comment"][1][1])


def bring_back(places):
    # An earlier example may have changed the comments.
    own, flagged = places["edit"][1][1], places["flag"][1][1]
    PostComment.objects.filter(pk=own).update(
        token_hash=hash_of("token"), is_withdrawn=False, status=Status.PENDING
    )
    PostComment.objects.filter(pk=flagged).update(
        status=Status.PUBLISHED, is_shown=True, flag_count=0
    )


PLACES = ("comment", "edit", "delete", "flag")


def post(client, places, place, fields, *, stamped=True):
    address, subject = places[place]
    fields = [("form_token", make_form_token(*subject)), *fields] if stamped else fields
    return client.post(address, packed(fields), content_type=FORM)


@pytest.mark.parametrize("text", UGLY.values(), ids=UGLY)
@pytest.mark.parametrize("place", PLACES)
def test_ugly_text_in_every_field_of_every_form(client, places, place, text):
    fields = [(name, text) for name in ("comment", "name", "honeypot", "as_it_is", "reason")]
    assert_answered(post(client, places, place, fields))
    assert_answered(post(client, places, place, [("comment", text)]))
    assert_answered(post(client, places, place, [("form_token", text), *fields], stamped=False))
    for address in ("/en/comment/token/", page_address(post_of(places))):
        assert_answered(client.get(address))


@pytest.mark.parametrize("number", NUMBERS, ids=ascii)
def test_a_reply_to_any_number(client, places, number):
    assert_answered(post(client, places, "comment", [("comment", "x"), ("reply_to", number)]))
    query = packed([("reply_to", number)])
    assert_answered(client.get(f"{places['comment'][0]}?{query}"))


def test_a_reply_to_another_page_s_comment_is_a_comment_of_its_own_or_none(client, places):
    alien = make.comment(make.AlertPageFactory())
    hidden = make.comment(post_of(places), status=Status.SPAM)
    before = PostComment.objects.count()
    for answered in (alien, hidden):
        fields = [("comment", "x"), ("reply_to", str(answered.pk))]
        answer = post(client, places, "comment", fields)
        assert_answered(answer)
        assert answer.status_code == 422
    assert PostComment.objects.count() == before


@pytest.mark.parametrize("place", PLACES)
@quick
@given(fields=st.lists(st.tuples(names | any_text, any_text), max_size=6), stamped=st.booleans())
@example(fields=[("comment", "\x00"), ("comment", "x")], stamped=True)
@example(fields=[("comment", "x http://[" + "a" * 64 + ".com")], stamped=True)
def test_any_fields_in_any_form(client, places, place, fields, stamped):
    bring_back(places)
    answer = post(client, places, place, fields, stamped=stamped)
    assert_answered(answer)
    if not stamped and place in ("comment", "edit") and "honeypot" not in dict(fields):
        assert answer.status_code in (403, 404, 422)


@pytest.mark.parametrize("place", PLACES)
@quick
@given(
    body=st.binary(max_size=200),
    kind=st.sampled_from(
        [
            "",
            FORM,
            "multipart/form-data",
            "multipart/form-data; boundary=b",
            "text/plain; charset=utf-7",
            "application/json",
        ]
    ),
)
def test_any_bytes_in_any_form(client, places, place, body, kind):
    bring_back(places)
    address, _subject = places[place]
    assert_answered(client.generic("POST", address, body, content_type=kind))


@quick
@given(text=any_text)
@example(text=UGLY["ligatures"])
@example(text="I called at noon.")
@example(text="\u200b")
def test_a_stored_comment_is_complete_and_shown_to_its_writer(client, alert, text):
    fields = form_fields(client.get(form_address(alert)))
    answer = client.post(
        form_address(alert),
        packed(
            [
                ("form_token", fields["form_token"]),
                ("comment", text),
                ("as_it_is", "phone email street a-number birth"),
            ]
        ),
        content_type=FORM,
    )
    assert_answered(answer)
    if answer.status_code != 302:
        assert answer.status_code == 422
        assert parse(answer).select(".field-error")
        # A refused text has nothing to see, or a character that no database stores.
        assert not visible(text.replace(REDACTED, "")) or "\x00" in text
        return
    page = client.get(answer["Location"])
    assert_answered(page)
    stored = PostComment.objects.latest("pk").comment
    assert "".join(parse(page).blockquote.text.split()) == "".join(stored.split())
    if text.isascii() and text.isprintable():
        assert stored == text.strip()


@quick
@given(number=numbers, tail=st.sampled_from(["", "flag/", "flag", "x/", "flag/flag/", "/"]))
def test_any_number_in_the_address_of_a_thread(client, alert, number, tail):
    path = f"{page_address(alert)}comments/{quote(number, safe='', errors='surrogatepass')}/{tail}"
    assert_answered(client.get(path, follow=True))
    answer = client.post(path, {"form_token": "x"})
    assert answer.status_code in (301, 404, 405)


@quick
@given(token=any_text, name=st.sampled_from(["", "edit/", "delete/"]))
def test_any_token_in_the_address_of_a_private_page(client, alert, token, name):
    path = f"/so/comment/{quote(token, safe='', errors='surrogatepass')}/{name}"
    for answer in (client.get(path), client.post(path, {"comment": "x"})):
        assert answer.status_code in (302, 404, 405)
        assert not answer.cookies


@quick
@given(
    key=st.sampled_from(["comments", "replies", "order", "reply_to", "x"]), text=any_text | numbers
)
def test_any_question_after_the_address_of_a_page_with_comments(client, alert, key, text):
    root = PostComment.objects.first() or make.comment(alert)
    query = packed([(key, text)])
    for address in (
        "",
        "comments/",
        f"comments/{root.pk}/",
        f"comments/{root.pk}/flag/",
        "comment/",
    ):
        assert_answered(client.get(f"{page_address(alert)}{address}?{query}"))
