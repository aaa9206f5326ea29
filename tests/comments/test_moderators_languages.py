"""Tests for the languages in which moderators see, publish and remove comments."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alerts.comments.models import PostComment, Reason, Status
from tests import factories as make
from tests.support.moderation_queue import QUEUE, listed
from tests.support.reader_form import thread
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

GROUPS = {
    "en": "Moderators (English)",
    "es": "Moderators (Español)",
    "so": "Moderators (Soomaali)",
    "hmn": "Moderators (Hmoob)",
}


@pytest.fixture
def alert():
    return make.AlertPageFactory(title="Call the governor")


def decide(client, comment, status):
    address = reverse("moderation:decide", args=(comment.pk, status))
    return client.post(address, {"reason": Reason.OTHER})


@pytest.mark.parametrize("language", GROUPS)
def test_a_moderator_publishes_their_own_language(admin_of, client, alert, language):
    moderator = admin_of(GROUPS[language])
    comment = make.comment(alert, language, Status.PENDING, "Words.")
    assert decide(moderator, comment, Status.PUBLISHED)["Location"] == f"{QUEUE}#result"
    moderator.logout()
    assert [text for _name, text in thread(client, alert, language)] == ["Words."]


@pytest.mark.parametrize("language", ["en", "es", "hmn"])
@pytest.mark.parametrize("before", [Status.PENDING, Status.REJECTED, Status.SPAM])
def test_a_moderator_publishes_no_other_language(admin_of, alert, language, before):
    moderator = admin_of(GROUPS["so"])
    comment = make.comment(alert, language, before)
    assert decide(moderator, comment, Status.PUBLISHED)["Location"] == f"{QUEUE}#result"
    assert PostComment.objects.get().status == before
    page = parse(moderator.get(f"{QUEUE}?status={before}&language={language}"))
    assert "Approve" not in [button.text.strip() for button in page.select(".queue-comment button")]


@pytest.mark.parametrize("status", [Status.SPAM, Status.REJECTED, Status.EVIDENCE])
def test_a_moderator_removes_comments_in_any_language(admin_of, alert, status):
    comment = make.comment(alert, "hmn")
    decide(admin_of(GROUPS["so"]), comment, status)
    assert PostComment.objects.get().status == status


def test_a_moderator_finds_what_they_can_read_and_the_rest_is_counted(admin_of, alert):
    moderator = admin_of(GROUPS["so"])
    make.comment(alert, "so", Status.PENDING, "Mine.")
    make.comment(alert, "es", Status.PENDING, "Not mine.")
    make.comment(alert, "es", Status.PENDING, "Not mine either.")
    page = moderator.get(QUEUE)
    assert listed(page) == ["Mine."]
    link = parse(page).find("a", string="2 in Spanish")
    assert listed(moderator.get(link["href"])) == ["Not mine.", "Not mine either."]
    assert "(3)" in parse(page).select_one(".queue-tabs [aria-current]").text


def test_a_moderator_of_every_language_sees_one_queue(admin_of, alert):
    for language in GROUPS:
        make.comment(alert, language, Status.PENDING, language)
    assert listed(admin_of("Moderators").get(QUEUE)) == list(GROUPS)


def test_a_moderator_in_two_groups_sees_both_languages(client, user, alert):
    moderator = user(GROUPS["so"])
    moderator.groups.add(*Group.objects.filter(name=GROUPS["hmn"]))
    client.force_login(moderator)
    for language in GROUPS:
        make.comment(alert, language, Status.PENDING, language)
    assert listed(client.get(QUEUE)) == ["so", "hmn"]


@pytest.mark.parametrize("language", ["so", "hmn"])
def test_a_bulk_decision_publishes_only_what_the_moderator_reads(admin_of, alert, language):
    moderator = admin_of(GROUPS["so"])
    comment = make.comment(alert, language, Status.PENDING)
    address = reverse("wagtail_bulk_action", args=("comments", "postcomment", "approve"))
    moderator.post(f"{address}?id={comment.pk}", {"seen": [comment.seen]})
    assert (PostComment.objects.get().status == Status.PUBLISHED) == (language == "so")


@pytest.mark.parametrize("role", [None, *GROUPS.values(), "Moderators"])
def test_only_administrators_see_evidence(admin_of, alert, role):
    make.comment(alert, status=Status.EVIDENCE, text="A threat.")
    moderator = admin_of(role)
    for query in ("?status=evidence", "?status=", "?status=&q=threat"):
        assert (listed(moderator.get(QUEUE + query)) == ["A threat."]) == (role is None)


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.PENDING, Status.SPAM])
def test_only_administrators_release_evidence(admin_of, alert, status):
    comment = make.comment(alert, status=Status.EVIDENCE)
    assert decide(admin_of("Moderators"), comment, status)["Location"] == f"{QUEUE}#result"
    assert PostComment.objects.get().status == Status.EVIDENCE
    assert decide(admin_of(), comment, status)["Location"] == f"{QUEUE}#result"
    assert PostComment.objects.get().status == status


def test_the_home_of_the_admin_says_what_waits_and_for_how_long(admin_of, alert):
    moderator = admin_of(GROUPS["so"])
    now = timezone.now()
    make.comment(alert, "es", Status.PENDING)
    make.comment(alert, "so", Status.PENDING, submitted=now - timedelta(days=3))
    make.comment(alert, "so", Status.PENDING)
    make.comment(alert, "so", flag_count=2)
    text = " ".join(moderator.get(reverse("wagtailadmin_home")).content.decode().split())
    assert text.index("2 in Somali") < text.index("1 in Spanish")
    assert "the oldest for 3 days" in text
    assert "1 flagged by readers" in text
    assert "kept as evidence" not in text


@pytest.mark.parametrize("role", ["Editors", "Translators (Soomaali)"])
def test_only_moderators_see_what_waits(admin_of, alert, role):
    make.comment(alert, "so", Status.PENDING)
    page = admin_of(role).get(reverse("wagtailadmin_home")).content.decode()
    assert "in Somali" not in page
    assert "Comments (" not in page


@pytest.mark.parametrize(
    ("role", "label"), [("Moderators", "Comments (2)"), (GROUPS["so"], "Comments (1)")]
)
def test_the_menu_has_the_number_that_waits_for_this_moderator(admin_of, alert, role, label):
    make.comment(alert, "so", Status.PENDING)
    make.comment(alert, "es", Status.PENDING)
    assert f'"{label}"' in admin_of(role).get(reverse("wagtailadmin_home")).content.decode()


def test_a_moderator_without_a_language_sees_what_waits_in_all(admin_of, alert):
    moderators = Group.objects.get(name="Moderators")
    moderators.permissions.remove(*moderators.permissions.filter(codename__startswith="publish_"))
    for language in ("so", "es", "so"):
        make.comment(alert, language, Status.PENDING, f"In {language}.", screening={"cluster": 1})
    client = admin_of("Moderators")
    assert '"Comments (3)"' in client.get(reverse("wagtailadmin_home")).content.decode()
    page = client.get(QUEUE)
    assert set(listed(page)) == {"In es.", "In so."}
    assert len(parse(page).select(".queue-groups [name=seen]")) == 3


def test_the_admins_home_has_no_panel_if_no_comment_waits(admin_of, alert):
    make.comment(alert, "so")
    page = admin_of("Moderators").get(reverse("wagtailadmin_home")).content.decode()
    assert "Comments for moderators" not in page
    assert '"Comments"' in page


def test_the_home_of_the_admin_costs_the_same_queries(admin_of, alert):
    moderator = admin_of("Moderators")
    home = reverse("wagtailadmin_home")
    make.comment(alert, "so", Status.PENDING)
    moderator.get(home)
    with CaptureQueriesContext(connection) as few:
        moderator.get(home)
    for language in GROUPS:
        for _number in range(5):
            make.comment(alert, language, Status.PENDING)
    with CaptureQueriesContext(connection) as many:
        moderator.get(home)
    assert len(many) == len(few)
