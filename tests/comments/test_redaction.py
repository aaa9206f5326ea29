"""Tests for redacting comments, and for undoing redactions."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from alerts.comments.models import REDACTED, PostComment, Redaction, Status
from alerts.comments.redaction import NotRedacted, marked_spans, marks_for, redact, without
from home.addresses import page_address
from tests import factories as make
from tests.support.reader_form import form_address, form_fields, write
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

REMOVED = {
    "en": "[removed by a moderator]",
    "es": "[borrado por una persona de la campaña]",
    "so": "[qof ololaha ka tirsan (moderator) ayaa ka saaray]",
    "hmn": "[ib tug neeg hauv peb pab pawg (moderator) rho tawm lawm]",
}
OTHERS = ["Editors", "Translators (Español)", "Translators (Soomaali)"]
TEXT = "Call Xamdi at 612-555-0100 today."
MARKED = "Call [[Xamdi]] at [[612-555-0100]] today."
LEFT = f"Call {REDACTED} at {REDACTED} today."


def address(comment):
    return reverse("moderation:redact", args=(comment.pk,))


def send(client, comment, text=MARKED, **data):
    page = parse(client.get(address(comment)))
    form = page.select("form:has(textarea[name=text])")[0]
    fields = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    return client.post(address(comment), fields | {"text": text} | data)


def bring_back(client, comment):
    page = parse(client.get(address(comment)))
    form = page.select_one("button[name=undo]").find_parent("form")
    fields = {field["name"]: field.get("value", "") for field in form.find_all("input")}
    return client.post(address(comment), fields | {"undo": "on"})


def test_the_text_to_mark_has_the_focus(moderator, alert):
    page = parse(moderator.get(address(make.comment(alert, text=TEXT))))
    assert page.select_one("textarea[name=text]").has_attr("autofocus")


@pytest.mark.parametrize("language", REMOVED)
def test_readers_see_in_their_language_that_something_was_removed(
    client, moderator, alert, language
):
    comment = make.comment(alert, "es", text=TEXT)
    assert send(moderator, comment).status_code == 302
    where = "" if language == "es" else "comments/"
    page = parse(client.get(page_address(alert, language) + where))
    text = page.select_one(f"#comment-{comment.pk} .comment-text")
    removed = text.select("span.removed")
    assert [(span.text, span["lang"]) for span in removed] == [(REMOVED[language], language)] * 2
    assert text.text.strip() == f"Call {REMOVED[language]} at {REMOVED[language]} today."
    assert text["lang"] == "es"
    for word in ("Xamdi", "555-0100", REDACTED):
        assert word not in page.text


@pytest.mark.parametrize("query", ["{0}comment/?reply_to={1}", "{0}comments/{1}/"])
def test_redacted_text_is_removed_wherever_the_comment_is_shown(client, moderator, alert, query):
    comment = make.comment(alert, text=TEXT)
    send(moderator, comment)
    page = parse(client.get(query.format(page_address(alert, "en"), comment.pk)))
    assert len(page.select("span.removed")) == 2
    assert "555-0100" not in page.text


def test_the_remaining_text_is_escaped(client, moderator, alert):
    comment = make.comment(alert, text="<b>one</b> & <script>two</script>")
    send(moderator, comment, "<b>[[one]]</b> & <script>two</script>")
    text = parse(client.get(page_address(alert, "en"))).select_one(".comment-text")
    assert text.text.strip() == f"<b>{REMOVED['en']}</b> & <script>two</script>"
    assert not text.select("b, script")


@pytest.mark.parametrize("status", [Status.PENDING, Status.REJECTED, Status.SPAM])
def test_taking_words_out_publishes_nothing(client, moderator, alert, status):
    comment = make.comment(alert, status=status, text=TEXT)
    assert send(moderator, comment).status_code == 302
    comment.refresh_from_db()
    assert (comment.comment, comment.status, comment.is_shown) == (LEFT, status, False)
    assert not parse(client.get(page_address(alert, "en"))).select(".comment")


def test_the_name_is_removed_only_on_request(moderator, alert):
    first = make.comment(alert, text=TEXT, user_name="Xamdi")
    second = make.comment(alert, text=TEXT, user_name="Xamdi")
    send(moderator, first, TEXT, without_name="on")
    send(moderator, second)
    assert list(
        PostComment.objects.order_by("pk").values_list(
            "comment", "user_name", "redaction__original_name"
        )
    ) == [(TEXT, "", "Xamdi"), (LEFT, "Xamdi", "Xamdi")]


def test_all_redactions_of_a_comment_can_be_undone_together(moderator, alert):
    comment = make.comment(alert, text=TEXT, user_name="Xamdi")
    send(moderator, comment)
    send(moderator, comment, LEFT.replace("today", "[[today]]"), without_name="on")
    comment.refresh_from_db()
    assert comment.comment == f"Call {REDACTED} at {REDACTED} {REDACTED}."
    assert bring_back(moderator, comment).status_code == 302
    comment.refresh_from_db()
    assert (comment.comment, comment.user_name) == (TEXT, "Xamdi")
    assert not Redaction.objects.exists()
    assert not parse(moderator.get(address(comment))).select("button[name=undo]")


@pytest.mark.parametrize(
    ("text", "marked", "left"),
    [
        ("a\n\nb", "[[a\r\n\r\nb]]", "\ufffc"),
        ("a b", "[[]]a [[b]]", "a \ufffc"),
        ("[[a]] b", "[[a]] [[[b]]]", "[[a]] \ufffc"),
        ("]] [ a", "]] [ [[[a]]]", "]] [ \ufffc"),
        ("\ufffc a", "\ufffc [[a]]", "\ufffc \ufffc"),
        ("ẹ́ 👩‍👧 عربي", "ẹ́ [[👩‍👧]] عربي", "ẹ́ \ufffc عربي"),
    ],
)
def test_the_text_between_the_marks_is_removed(text, marked, left):
    assert without(text, marked_spans(marked, text)) == left


@pytest.mark.parametrize(
    "marked",
    [
        "",
        TEXT,
        TEXT.replace("today", "tomorrow"),
        MARKED.replace("today", "tomorrow"),
        MARKED.replace("]]", "", 1),
        MARKED.replace("[[", "", 1),
        "]]" + TEXT + "[[",
        "[[Call [[Xamdi]] at]] 612-555-0100 today.",
        "[[]]" + TEXT,
        MARKED + REDACTED,
        "x" * 1_000_000,
        "[[" * 100_000,
        "[" * 200_000 + "]" * 100_000,
        "\x00" + MARKED,
    ],
)
def test_a_text_that_differs_by_more_than_marks_changes_nothing(moderator, alert, marked):
    comment = make.comment(alert, text=TEXT)
    answer = send(moderator, comment, marked)
    assert answer.status_code == 422
    assert parse(answer).select(".error-message, .messages li.error")
    assert PostComment.objects.get().comment == TEXT
    assert not ModelLogEntry.objects.exists()


def test_the_marks_are_longer_than_the_brackets_of_the_comment():
    assert marks_for("plain") == ("[[", "]]")
    assert marks_for("see [[[this]") == ("[[[[", "]]]]")


def test_a_comment_that_changed_after_it_was_read_must_be_read_again(moderator, alert, user):
    comment = make.comment(alert, status=Status.PENDING, text=TEXT)
    page = form_fields(moderator.get(address(comment)))
    PostComment.objects.filter(pk=comment.pk).update(edits=1)
    answer = moderator.post(address(comment), page | {"text": MARKED})
    assert answer.status_code == 422
    assert "has changed since" in answer.content.decode()
    assert PostComment.objects.get().comment == TEXT


def test_a_decision_about_the_words_before_is_refused(moderator, alert):
    comment = make.comment(alert, status=Status.PENDING, text=TEXT)
    send(moderator, comment)
    moderator.post(reverse("moderation:decide", args=(comment.pk, "published")), {"edits": "0"})
    assert PostComment.objects.get().status == Status.PENDING


@pytest.mark.parametrize("edits", ["", "x", "-1", "9" * 500, "²"])
def test_a_redaction_without_the_number_of_edits_that_was_shown_is_refused(moderator, alert, edits):
    comment = make.comment(alert, text=TEXT)
    assert send(moderator, comment, edits=edits).status_code == 422
    assert PostComment.objects.get().comment == TEXT


@pytest.mark.parametrize("gone", [{"is_withdrawn": True}, {"is_erased": True}])
def test_a_comment_without_text_cannot_be_redacted(moderator, alert, gone):
    comment = make.comment(alert, text="", **gone)
    answer = moderator.post(address(comment), {"text": "", "without_name": "on", "edits": "0"})
    assert answer["Location"].endswith("#result")


def test_only_administrators_take_words_out_of_evidence(moderator, admin_of, alert, user):
    comment = make.comment(alert, status=Status.EVIDENCE, text=TEXT)
    assert moderator.get(address(comment))["Location"].endswith("#result")
    moderator.post(address(comment), {"text": MARKED, "edits": "0"})
    assert PostComment.objects.get().comment == TEXT
    assert send(admin_of(), comment).status_code == 302
    assert PostComment.objects.get().comment == LEFT


@pytest.mark.parametrize("role", OTHERS)
def test_other_roles_take_nothing_out(admin_of, alert, role):
    comment = make.comment(alert, text=TEXT)
    client = admin_of(role)
    for answer in (
        client.get(address(comment)),
        client.post(address(comment), {"text": MARKED, "edits": "0"}),
    ):
        assert answer["Location"] == reverse("wagtailadmin_home")
    assert PostComment.objects.get().comment == TEXT


def test_redacting_requires_signing_in(client, alert):
    comment = make.comment(alert, text=TEXT)
    for answer in (
        client.get(address(comment)),
        client.post(address(comment), {"text": MARKED, "edits": "0"}),
    ):
        assert answer["Location"].startswith(reverse("wagtailadmin_login"))
    assert PostComment.objects.get().comment == TEXT


def test_a_moderator_of_another_language_may_redact(admin_of, alert):
    comment = make.comment(alert, "so", text=TEXT)
    assert send(admin_of("Moderators (Español)"), comment).status_code == 302


def test_the_audit_log_has_the_moderator_but_not_the_redacted_text(moderator, alert):
    comment = make.comment(alert, text=TEXT, user_name="Xamdi")
    send(moderator, comment)
    bring_back(moderator, comment)
    entries = ModelLogEntry.objects.order_by("pk")
    assert [entry.action for entry in entries] == ["comments.redact", "comments.unredact"]
    assert all(entry.user.groups.get().name == "Moderators" for entry in entries)
    rows = repr(list(entries.values_list()))
    assert "Xamdi" not in rows
    assert "555" not in rows


def test_the_writer_sees_the_redaction_and_cannot_undo_it(client, moderator, alert):
    comment = make.own_comment(alert, "token", status=Status.PENDING, text=TEXT)
    edit = form_fields(client.get("/en/comment/token/edit/"))
    send(moderator, comment)
    page = parse(client.get("/en/comment/token/"))
    assert "A moderator took words or the name out of your comment." in page.text
    assert not page.select('a[href$="/edit/"]')
    assert client.get("/en/comment/token/edit/").status_code == 303
    answer = client.post("/en/comment/token/edit/", edit | {"comment": TEXT})
    assert answer.status_code == 409
    assert PostComment.objects.get().comment == LEFT


@pytest.mark.parametrize("text", [f"one{REDACTED}two", f"{REDACTED} one two", f"one two{REDACTED}"])
def test_readers_cannot_send_the_mark_for_removed_text(client, alert, text):
    write(client, form_address(alert), text, name=f"{REDACTED}Xamdi{REDACTED}")
    comment = PostComment.objects.get()
    assert REDACTED not in comment.comment + comment.user_name
    assert comment.user_name == "Xamdi"


def test_a_comment_of_nothing_but_redaction_marks_is_refused(client, alert):
    assert write(client, form_address(alert), REDACTED * 3).status_code == 422
    assert not PostComment.objects.exists()


def test_a_redaction_sends_the_signal_for_the_post(
    alert, user, django_capture_on_commit_callbacks, heard
):
    comment = make.comment(alert, text=TEXT)
    with django_capture_on_commit_callbacks(execute=True):
        redact(comment.pk, MARKED, by=user(), edits=0)
    assert heard == [{alert.pk}]


def test_a_redaction_without_marks_is_refused_with_a_reason(alert, user):
    with pytest.raises(NotRedacted, match="Nothing is marked"):
        redact(make.comment(alert, text=TEXT).pk, TEXT, by=user(), edits=0)
