"""Tests for the moderation queue."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from alerts.comments.models import PostComment, Reason, Status
from alerts.comments.services import Decision, set_status
from home.addresses import page_address
from tests import factories as make
from tests.support.moderation_queue import QUEUE, listed
from tests.support.reader_form import thread
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED, REJECTED = Status.PENDING, Status.PUBLISHED, Status.REJECTED
OTHERS = ["Editors", "Translators (Español)", "Translators (Soomaali)", "Translators (Hmoob)"]


@pytest.fixture
def alert():
    return make.AlertPageFactory(title="Call the governor")


@pytest.fixture
def reader():
    return Client()


def address(comment, status):
    return reverse("moderation:decide", args=(comment.pk, status))


def press(client, page, text, button):
    quote = next(q for q in parse(page).select("blockquote") if q.text.strip() == text)
    form = quote.find_parent("td").select_one("form.decision")
    pressed = next(b for b in form.find_all("button") if b.text.strip() == button)
    data = {field["name"]: field["value"] for field in form.find_all("input")}
    data["reason"] = Reason.OTHER
    return client.post(pressed["formaction"], data)


def test_the_queue_shows_waiting_comments_the_oldest_first(moderator, alert):
    now = timezone.now()
    make.comment(alert, status=PENDING, text="Newer.", submitted=now)
    make.comment(alert, status=PENDING, text="Older.", submitted=now - timedelta(days=1))
    make.comment(alert, status=PUBLISHED, text="Published.")
    make.comment(alert, status=REJECTED, text="Rejected.")
    assert listed(moderator.get(QUEUE)) == ["Older.", "Newer."]


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "English"), ("es", "Spanish"), ("so", "Somali"), ("hmn", "Hmong")],
)
def test_a_comment_is_shown_with_its_language_its_post_its_name_and_its_text(
    moderator, alert, language, name
):
    make.comment(alert, language, PENDING, "one\n\ntwo", user_name="Xamdi")
    (quote,) = parse(moderator.get(QUEUE)).select("blockquote")
    row = quote.find_parent("tr")
    assert quote["lang"] == language
    assert [paragraph.text for paragraph in quote.find_all("p")] == ["one", "two"]
    assert row.find("a", href=page_address(alert, language)).text == "Call the governor"
    assert row.bdi.text == "Xamdi"
    assert name in [bold.text for bold in row.find_all("b")]


def test_a_comment_without_a_name_is_shown_as_such(moderator, alert):
    make.comment(alert, status=PENDING)
    assert "No name given" in parse(moderator.get(QUEUE)).select_one("td.title").text


def test_a_hostile_comment_is_harmless_to_the_moderator(moderator, alert):
    attack = "</blockquote><script>alert(1)</script>"
    make.comment(alert, status=PENDING, text=attack, user_name=attack)
    page = parse(moderator.get(QUEUE))
    assert [quote.text.strip() for quote in page.select("blockquote")] == [attack]
    assert page.select_one("td.title bdi").text == attack
    assert not page.select("td script")


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("", {"en pending", "so pending"}),
        ("?status=pending&language=so", {"so pending"}),
        ("?status=published", {"en published", "so published"}),
        ("?status=rejected&language=en", {"en rejected"}),
        (
            "?status=&language=so",
            {"so pending", "so published", "so rejected", "so spam"},
        ),
        ("?language=so", {"so pending"}),
    ],
)
@pytest.mark.parametrize("view", ["", "results/"])
def test_the_list_is_filtered_by_status_and_language(moderator, alert, query, texts, view):
    for language in ("en", "so"):
        for status in Status:
            make.comment(alert, language, status, f"{language} {status}")
    assert set(listed(moderator.get(QUEUE + view + query))) == texts


def test_a_long_queue_is_paged_and_costs_the_same_queries(moderator):
    make.comment(make.AlertPageFactory(), status=PENDING)
    moderator.get(QUEUE)
    with CaptureQueriesContext(connection) as few:
        moderator.get(QUEUE)
    for _comment in range(30):
        make.comment(make.AlertPageFactory(), status=PENDING)
    with CaptureQueriesContext(connection) as many:
        response = moderator.get(QUEUE)
    assert len(many) == len(few)
    assert len(listed(response)) == 25
    assert len(listed(moderator.get(QUEUE + "?p=2"))) == 6


def test_an_approved_comment_appears_at_once(moderator, reader, alert):
    make.comment(alert, "so", PENDING, "Waan wacay.")
    before = thread(reader, alert, "so")
    answer = press(moderator, moderator.get(QUEUE), "Waan wacay.", "Approve")
    assert answer.status_code == 302
    assert before == []
    assert [text for _name, text in thread(reader, alert, "so")] == ["Waan wacay."]
    assert listed(moderator.get(QUEUE)) == []


def test_a_rejected_comment_never_appears(moderator, reader, alert):
    make.comment(alert, "en", PENDING, "Abuse.")
    press(moderator, moderator.get(QUEUE), "Abuse.", "Reject")
    assert thread(reader, alert) == []
    assert PostComment.objects.get().status == REJECTED


def test_a_published_comment_can_be_taken_back_and_published_again(moderator, reader, alert):
    make.comment(alert, text="Words.")
    press(moderator, moderator.get(QUEUE + "?status=published"), "Words.", "Reject")
    assert thread(reader, alert) == []
    press(moderator, moderator.get(QUEUE + "?status=rejected"), "Words.", "Approve")
    assert [text for _name, text in thread(reader, alert)] == ["Words."]


@pytest.mark.parametrize(
    ("status", "buttons"),
    [
        (PENDING, ["Approve", "Reject", "Spam", "Pass on", "Keep as evidence"]),
        (PUBLISHED, ["Reject", "Spam", "Undo", "Keep as evidence", "Close the thread"]),
        (REJECTED, ["Approve", "Spam", "Undo", "Keep as evidence"]),
        (Status.SPAM, ["Approve", "Reject", "Undo", "Pass on", "Keep as evidence"]),
    ],
)
def test_a_decision_that_is_taken_is_not_offered_again(moderator, alert, status, buttons):
    make.comment(alert, status=status)
    page = parse(moderator.get(f"{QUEUE}?status={status}"))
    assert [button.text.strip() for button in page.select("td.title button")] == buttons


@pytest.mark.parametrize(("status", "public"), [(PUBLISHED, True), (REJECTED, False)])
def test_a_decision_records_what_was_decided_when_and_by_whom(
    moderator, alert, user, status, public
):
    comment = make.comment(alert, status=PENDING)
    before = timezone.now()
    moderator.post(address(comment, status), {"reason": Reason.OTHER})
    comment.refresh_from_db()
    assert (comment.status, comment.is_public) == (status, public)
    assert comment.moderated_by.groups.get().name == "Moderators"
    assert comment.moderated_at >= before


@pytest.mark.parametrize("status", [PUBLISHED, REJECTED])
def test_the_audit_log_holds_who_decided_what_and_no_word_of_the_comment(moderator, alert, status):
    comment = make.comment(alert, "so", PENDING, "Secretwords", user_name="Secretname")
    moderator.post(address(comment, status), {"reason": Reason.INSULT})
    entry = ModelLogEntry.objects.get(action=f"comments.{status}")
    assert entry.user == PostComment.objects.get().moderated_by
    assert entry.object_id == str(comment.pk)
    reason = {"reason": "insult"} if status == REJECTED else {}
    assert entry.data == {"before": PENDING, "after": status} | reason
    for model in (ModelLogEntry, PageLogEntry):
        rows = repr(list(model.objects.values_list()))
        assert "Secretwords" not in rows
        assert "Secretname" not in rows


def test_the_audit_log_names_who_decided_outside_of_the_admin_too(alert, user):
    somebody = user("Moderators")
    set_status(make.comment(alert, status=PENDING).pk, Decision(PUBLISHED, by=somebody))
    assert ModelLogEntry.objects.get(action="comments.published").user == somebody


def test_the_same_decision_twice_is_one_decision(moderator, user, alert):
    comment = make.comment(alert, status=PENDING)
    moderator.post(address(comment, PUBLISHED))
    comment.refresh_from_db()
    second = Client()
    second.force_login(user("Moderators"))
    second.post(address(comment, PUBLISHED))
    again = PostComment.objects.get()
    assert (again.moderated_by, again.moderated_at) == (comment.moderated_by, comment.moderated_at)
    assert ModelLogEntry.objects.filter(action="comments.published").count() == 1


def test_after_a_decision_the_moderator_is_back_at_the_same_list(moderator, alert):
    make.comment(alert, "so", PENDING, "Words.")
    here = QUEUE + "?status=pending&language=so"
    assert (
        press(moderator, moderator.get(here), "Words.", "Approve")["Location"] == f"{here}#result"
    )


@pytest.mark.parametrize("away", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_a_decision_does_not_redirect_outside_of_the_queue(moderator, alert, away):
    comment = make.comment(alert, status=PENDING)
    assert (
        moderator.post(address(comment, PUBLISHED), {"next": away})["Location"] == f"{QUEUE}#result"
    )


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
@pytest.mark.parametrize("status", [PUBLISHED, REJECTED])
def test_only_post_requests_decide(moderator, alert, method, status):
    comment = make.comment(alert, status=PENDING)
    assert getattr(moderator, method)(address(comment, status)).status_code == 405
    assert PostComment.objects.get().status == PENDING


@pytest.mark.parametrize("status", ["unknown", "PUBLISHED", "deleted"])
def test_an_unknown_decision_is_refused(moderator, alert, status):
    comment = make.comment(alert, status=PUBLISHED)
    response = moderator.post(address(comment, status))
    assert response["Location"] == reverse("wagtailadmin_home")
    assert PostComment.objects.get().status == PUBLISHED
    assert not ModelLogEntry.objects.exists()


def test_a_decision_needs_the_token_that_the_list_hands_out(user, alert):
    # Unlike the public site, the admin has Django's CSRF protection.
    client = Client(enforce_csrf_checks=True)
    client.force_login(user("Moderators"))
    comment = make.comment(alert, status=PENDING, text="Words.")
    page = client.get(QUEUE)
    assert client.post(address(comment, PUBLISHED)).status_code == 403
    assert PostComment.objects.get().status == PENDING
    assert press(client, page, "Words.", "Approve").status_code == 302
    assert PostComment.objects.get().status == PUBLISHED


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("status", [PUBLISHED, REJECTED])
def test_other_roles_decide_nothing(admin_of, alert, role, status):
    comment = make.comment(alert, status=PENDING)
    response = admin_of(role).post(address(comment, status))
    assert (response.status_code, response["Location"]) == (302, reverse("wagtailadmin_home"))
    assert PostComment.objects.get().status == PENDING


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("view", ["", "results/"])
def test_other_roles_read_no_comment_in_the_queue(admin_of, alert, role, view):
    make.comment(alert, status=PENDING, text="Secretwords")
    response = admin_of(role).get(QUEUE + view, follow=True)
    assert response.redirect_chain[0][0] == reverse("wagtailadmin_home")
    assert "Secretwords" not in response.content.decode()
    assert QUEUE not in response.content.decode()


def test_the_queue_requires_signing_in(client, alert):
    comment = make.comment(alert, status=PENDING)
    for response in (client.get(QUEUE), client.post(address(comment, PUBLISHED))):
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("wagtailadmin_login"))
    assert PostComment.objects.get().status == PENDING


def test_an_administrator_moderates_too(admin_of, reader, alert):
    make.comment(alert, status=PENDING, text="Words.")
    client = admin_of()
    press(client, client.get(QUEUE), "Words.", "Approve")
    assert [text for _name, text in thread(reader, alert)] == ["Words."]


@pytest.mark.parametrize("view", ["add", "edit", "delete", "copy", "history", "usage", "inspect"])
def test_nobody_writes_rewrites_or_deletes_a_comment_in_the_admin(admin_of, alert, view):
    comment = make.comment(alert)
    for args in ((), (comment.pk,)):
        with pytest.raises(NoReverseMatch):
            reverse(f"moderation:{view}", args=args)
    client = admin_of()
    assert client.get(f"{QUEUE}{view}/{comment.pk}/").status_code in (404, 405)
    assert client.post(f"{QUEUE}{view}/{comment.pk}/").status_code in (302, 404, 405)
    assert PostComment.objects.get().comment == comment.comment


def test_the_menu_leads_the_moderator_to_the_queue_and_to_the_blocked_words(moderator):
    home = moderator.get(reverse("wagtailadmin_home")).content.decode()
    assert f'"{QUEUE}"' in home
    assert f'"{reverse("wagtailsnippets_comments_blockedterm:list")}"' in home


@pytest.fixture
def draft():
    return make.AlertPageFactory(title="Secretheadline", live=False)


@pytest.mark.parametrize(
    "path",
    [
        "/admin/pages/{alert.pk}/",
        "/admin/pages/{alert.pk}/edit/",
        "/admin/pages/{alert.pk}/view_draft/",
        "/admin/pages/{alert.pk}/history/",
        "/admin/pages/search/?q=Secretheadline",
        "/admin/choose-page/{parent.pk}/",
        "/admin/api/main/pages/?child_of={parent.pk}",
        "/admin/api/main/pages/{alert.pk}/",
        "/admin/reports/site-history/",
    ],
)
def test_a_moderator_sees_no_draft(moderator, draft, path):
    response = moderator.get(path.format(alert=draft, parent=draft.get_parent()), follow=True)
    assert "Secretheadline" not in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/admin/pages/{alert.pk}/edit/",
        "/admin/pages/{alert.pk}/delete/",
        "/admin/pages/{alert.pk}/unpublish/",
        "/admin/pages/{alert.pk}/copy/",
    ],
)
def test_a_moderator_changes_no_page(moderator, alert, path):
    before = make.AlertPage.objects.values().get(pk=alert.pk)
    response = moderator.post(path.format(alert=alert), {"title": "Mine", "slug": "mine"})
    assert response.status_code in (302, 403, 404)
    assert make.AlertPage.objects.values().get(pk=alert.pk) == before
