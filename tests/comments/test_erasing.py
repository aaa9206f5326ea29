"""Tests for erasing comments from the database."""

import pytest
from django.urls import reverse
from django_comments.models import CommentFlag
from wagtail.models import ModelLogEntry

from alerts.comments.erasure import erase, withdraw
from alerts.comments.models import PostComment, Status
from home.addresses import page_address
from tests import factories as make
from tests.support.everything import everything_stored
from tests.support.reader_form import form_address, form_fields
from tests.support.secret_comment import SECRETS, secret_comment
from tests.support.soup import parse, text_of

pytestmark = pytest.mark.django_db

OTHERS = ["Editors", "Translators (Español)", "Translators (Soomaali)"]
REMOVED = {
    "en": "Removed by a moderator",
    "es": "Borrado por una persona de la campaña",
    "so": "Qof ololaha ka tirsan (moderator) ayaa ka saaray",
    "hmn": "Ib tug neeg hauv peb pab pawg (moderator) rho tawm lawm",
}


def address(comment):
    return reverse("moderation:erase", args=(comment.pk,))


def confirm(client, comment):
    data = form_fields(client.get(address(comment)))
    return client.post(address(comment), data)


@pytest.mark.parametrize("status", [one for one in Status if one != Status.EVIDENCE])
@pytest.mark.parametrize("replies", [0, 1])
def test_an_erased_comment_leaves_nothing_in_any_table_or_log(
    moderator, alert, caplog, status, replies
):
    comment = secret_comment(alert, status)
    CommentFlag.objects.create(comment=comment, user=make.user(), flag="x")
    for _reply in range(replies):
        make.comment(alert, reply_to=comment)
    token = comment.token_hash
    assert all(word in everything_stored() for word in SECRETS)
    assert confirm(moderator, comment).status_code == 302
    stored = everything_stored()
    assert [word for word in [*SECRETS, token] if word in stored + caplog.text] == []
    assert PostComment.objects.count() == 2 * replies
    assert not CommentFlag.objects.exists()


def test_an_erasure_must_be_confirmed(moderator, alert):
    comment = secret_comment(alert)
    page = moderator.get(address(comment))
    assert "erased at once and for good" in page.content.decode()
    assert PostComment.objects.exists()


@pytest.mark.parametrize("language", REMOVED)
def test_replies_stay_below_a_place_that_says_so_in_the_reader_s_language(
    client, alert, user, language
):
    comment = secret_comment(alert, language=language)
    make.comment(alert, language, text="A reply.", reply_to=comment)
    erase(comment.pk, by=user())
    page = parse(client.get(page_address(alert, language)))
    place = page.select_one(f"#comment-{comment.pk}")
    assert place.b.text == REMOVED[language]
    assert "A reply." in place.text
    assert not place.select(f'a[href$="reply_to={comment.pk}"]')
    assert client.get(f"{form_address(alert)}?reply_to={comment.pk}").status_code == 404
    assert client.get("/en/comment/token/").status_code == 404


@pytest.mark.parametrize("language", ["en", "so"])
@pytest.mark.parametrize("role", ["Moderators", "Moderators (Español)"])
def test_any_moderator_erases_in_any_language(admin_of, alert, role, language):
    assert confirm(admin_of(role), secret_comment(alert, language=language)).status_code == 302
    assert not PostComment.objects.exists()


@pytest.mark.parametrize("role", OTHERS)
def test_other_roles_erase_nothing(admin_of, alert, role):
    comment = secret_comment(alert)
    client = admin_of(role)
    for answer in (client.get(address(comment)), client.post(address(comment))):
        assert answer["Location"] == reverse("wagtailadmin_home")
    assert PostComment.objects.get().comment == "Secretwords"


def test_erasing_requires_signing_in(client, alert):
    comment = secret_comment(alert)
    for answer in (client.get(address(comment)), client.post(address(comment))):
        assert answer["Location"].startswith(reverse("wagtailadmin_login"))
    assert PostComment.objects.exists()


def test_a_comment_that_was_erased_cannot_be_erased_again(moderator, alert):
    comment = secret_comment(alert)
    confirm(moderator, comment)
    place = make.comment(alert, text="", is_erased=True)
    for gone in (comment, place):
        page = moderator.post(address(gone), {"edits": "0"}, follow=True)
        assert "The comment is no longer in the queue" in text_of(parse(page).select_one("#result"))


def test_evidence_is_erased_by_administrators_only(moderator, admin_of, alert):
    comment = secret_comment(alert, Status.EVIDENCE)
    assert moderator.get(address(comment))["Location"].endswith("#result")
    assert moderator.post(address(comment))["Location"].endswith("#result")
    assert PostComment.objects.exists()
    assert confirm(admin_of(), comment).status_code == 302
    assert not PostComment.objects.exists()


@pytest.mark.parametrize("go", [lambda c, by: erase(c.pk, by=by), lambda c, by: withdraw(c.pk)])
def test_evidence_below_an_erased_comment_keeps_its_place(alert, user, go):
    comment = secret_comment(alert)
    threat = make.comment(alert, status=Status.EVIDENCE, text="A threat.", reply_to=comment)
    go(comment, user())
    assert PostComment.objects.get(pk=threat.pk).comment == "A threat."
    assert "Secretwords" not in everything_stored()


def test_the_audit_log_has_the_moderator_and_the_time_but_no_text(moderator, alert):
    comment = secret_comment(alert)
    confirm(moderator, comment)
    entry = ModelLogEntry.objects.get(action="comments.erase")
    assert entry.user.groups.get().name == "Moderators"
    assert (entry.object_id, entry.data) == (str(comment.pk), {"before": "published"})


def test_a_writer_s_own_deletion_is_in_the_audit_log_without_anybody(client, alert):
    comment = secret_comment(alert)
    page = "/en/comment/token/delete/"
    client.post(page, form_fields(client.get(page)))
    entry = ModelLogEntry.objects.get(action="comments.withdraw")
    assert (entry.user, entry.object_id) == (None, str(comment.pk))
    assert not PostComment.objects.exists()


@pytest.mark.parametrize("go", [lambda c, by: erase(c.pk, by=by), lambda c, by: withdraw(c.pk)])
def test_an_erasure_sends_the_signal_for_the_post(
    alert, user, heard, go, django_capture_on_commit_callbacks
):
    comment = secret_comment(alert)
    with django_capture_on_commit_callbacks(execute=True):
        go(comment, user())
    assert heard == [{alert.pk}]


@pytest.mark.parametrize("status", [Status.REJECTED, Status.SPAM])
def test_a_reply_that_can_still_be_decided_on_otherwise_does_not_go_with_its_parent(user, status):
    root = make.comment(make.AlertPageFactory())
    reply = make.comment(root.post, status=status, reply_to=root, text="A reply.")
    erase(root.pk, by=user("Moderators"))
    reply.refresh_from_db()
    assert reply.comment == "A reply."
    root.refresh_from_db()
    assert (root.comment, root.is_erased) == ("", True)
