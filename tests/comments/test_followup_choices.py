"""Tests for emails about comments, and for the deletion of addresses."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from alerts.comments.models import FollowUp, ModeratorPreferences, PostComment, Status
from alerts.comments.notifications import expiry
from alerts.comments.notifications.follow_ups import confirm_email, published_email, reply_email
from alerts.comments.notifications.moderators import summary_email, waiting_email
from alerts.comments.services import Decision, set_status
from home.models import OutgoingEmail
from tests import factories as make
from tests.support.reader_form import form_address, write
from tests.support.writer import ADDRESS, main, stop_path

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED, REJECTED, SPAM, EVIDENCE = Status
BEFORE = timezone.now() - timedelta(days=1)


def follow_up(comment, **fields):
    return FollowUp.objects.create(
        comment=comment, email=ADDRESS, language=comment.language, **fields
    )


CONFIRMED = {"confirmed_at": BEFORE}
NOTIFIED = CONFIRMED | {"notified_at": BEFORE}


# Addresses of comments on a post that editors have closed


@pytest.mark.parametrize("factory", [make.AlertPageFactory, make.ExplainerPageFactory])
@pytest.mark.parametrize(
    ("comment", "address", "is_kept"),
    [
        ({"status": PENDING}, {}, True),
        ({"status": PENDING}, NOTIFIED, True),
        ({"status": SPAM}, {}, True),
        ({"status": SPAM, "moderated_at": BEFORE}, CONFIRMED, False),
        ({"status": PUBLISHED}, CONFIRMED, True),
        ({"status": PUBLISHED}, NOTIFIED, False),
        ({"status": PUBLISHED}, {}, False),
        ({"status": REJECTED}, CONFIRMED, False),
        ({"status": EVIDENCE}, CONFIRMED, False),
    ],
)
def test_an_address_is_kept_while_its_comment_on_a_closed_post_needs_an_email(
    factory, comment, address, is_kept
):
    post = factory(comments_open=False)
    stored = follow_up(make.comment(post, **comment), **address)
    assert expiry.delete_closed(dry_run=True) == int(not is_kept)
    assert expiry.delete_closed() == int(not is_kept)
    assert FollowUp.objects.filter(pk=stored.pk).exists() is is_kept


@pytest.mark.parametrize("factory", [make.AlertPageFactory, make.ExplainerPageFactory])
@pytest.mark.parametrize(
    ("comment", "is_kept"),
    [
        ({}, True),
        ({"status": REJECTED}, True),
        ({"is_withdrawn": True}, False),
        ({"is_erased": True}, False),
        ({"is_closed": True}, False),
    ],
)
def test_an_address_on_an_open_post_goes_with_its_comment_or_thread(factory, comment, is_kept):
    follow_up(make.comment(factory(), **comment), **NOTIFIED)
    call_command("housekeeping", verbosity=0)
    assert FollowUp.objects.exists() is is_kept


# Emails to writers


@pytest.fixture
def alert():
    return make.AlertPageFactory(title="Call the governor")


@pytest.mark.parametrize(
    ("status", "is_asked"),
    [(PENDING, True), (PUBLISHED, True), (REJECTED, False), (SPAM, False), (EVIDENCE, False)],
)
def test_an_address_is_asked_unless_the_comment_was_refused(alert, status, is_asked):
    asked = follow_up(make.comment(alert, status=status))
    assert (confirm_email(asked.pk, None) is not None) is is_asked


def test_a_decision_queues_no_email_to_a_writer_above_who_was_not_asked_or_who_knows_it(alert):
    above, known = make.comment(alert), make.comment(alert)
    follow_up(above)
    follow_up(known, **NOTIFIED)
    reply = make.comment(alert, status=PENDING, reply_to=above)
    for comment, status in ((reply, PUBLISHED), (known, REJECTED), (known, PUBLISHED)):
        set_status(comment.pk, Decision(status, by=None))
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize("address", [CONFIRMED, {"asked_at": BEFORE}])
def test_nobody_is_asked_again(alert, address):
    assert confirm_email(follow_up(make.comment(alert), **address).pk, None) is None


@pytest.mark.parametrize(
    ("comment", "address"),
    [
        ({"status": PENDING}, CONFIRMED),
        ({"status": PUBLISHED}, {}),
        ({"status": PUBLISHED}, NOTIFIED),
        ({"status": PUBLISHED, "is_erased": True}, CONFIRMED),
    ],
)
def test_a_writer_is_not_notified_too_early_twice_or_after_an_erasure(alert, comment, address):
    stored = follow_up(make.comment(alert), **CONFIRMED)
    assert published_email(stored.pk, None)
    other = follow_up(make.comment(alert, **comment), **address)
    assert published_email(other.pk, None) is None


@pytest.mark.parametrize(
    ("root", "reply", "address"),
    [
        ({}, {"status": PENDING}, CONFIRMED),
        ({}, {"notified_at": BEFORE}, CONFIRMED),
        ({}, {}, {}),
        ({"is_erased": True}, {}, CONFIRMED),
        ({"status": PENDING}, {}, CONFIRMED),
    ],
)
def test_a_reply_is_notified_only_once_and_while_both_comments_are_public(
    alert, root, reply, address
):
    above = make.comment(alert)
    follow_up(above, **CONFIRMED)
    assert reply_email(make.comment(alert, reply_to=above).pk, None)
    above = make.comment(alert, **root)
    follow_up(above, **address)
    assert reply_email(make.comment(alert, reply_to=above, **reply).pk, None) is None
    assert reply_email(make.comment(alert).pk, None) is None
    assert reply_email(987654321, None) is None


@pytest.mark.parametrize("language", ["es", "so", "hmn"])
def test_both_forms_of_an_email_hold_its_link_the_stop_link_and_the_name_of_the_site(
    client, alert, run_worker, mailoutbox, language
):
    write(client, form_address(alert, language), follow_up=ADDRESS)
    run_worker()
    (sent,) = mailoutbox
    page = BeautifulSoup(sent.alternatives[0][0], "html5lib")
    links = [link["href"] for link in page.select("a")]
    confirm, stop = links
    assert confirm.startswith(f"http://testserver/{language}/comment/confirm/")
    assert stop == f"http://testserver{stop_path(sent)}"
    assert stop.startswith(f"http://testserver/{language}/comment/stop/")
    assert all(link in sent.body for link in links)
    assert [line.text for line in page.select("p[lang=en]")] == ["No More Deportations"]
    assert "No More Deportations" in sent.body
    assert page.html["lang"] == language
    assert page.title.text == sent.subject


# Emails to moderators


@pytest.fixture
def moderator(user):
    return user("Moderators", email="m@campaign.example")


@pytest.mark.parametrize(
    ("number", "subject"), [(1, "1 comment waits for you"), (2, "2 comments wait for you")]
)
def test_the_subject_of_a_summary_counts_the_comments(alert, moderator, number, subject):
    for _comment in range(number):
        make.comment(alert, status=PENDING)
    assert summary_email(0, moderator).subject == subject


def test_a_summary_tells_the_age_of_the_oldest_comment_and_the_flags_of_public_ones(
    alert, moderator
):
    make.comment(alert, "so", PENDING, submitted=BEFORE - timedelta(days=2), flag_count=1)
    make.comment(alert, "so", PENDING, submitted=BEFORE)
    make.comment(alert, "so", PUBLISHED, submitted=BEFORE - timedelta(days=9), flag_count=1)
    make.comment(alert, "so", REJECTED, submitted=BEFORE - timedelta(days=9), flag_count=1)
    make.comment(alert, "es", PENDING, submitted=BEFORE)
    make.comment(alert, "en", PUBLISHED, flag_count=1)
    sent = summary_email(0, moderator)
    assert sent.subject == "3 comments wait for you"
    assert sent.context["oldest"] == BEFORE - timedelta(days=2)
    assert sent.context["flagged"] == 2
    for ending in ("txt", "html"):
        body = render_to_string(f"{sent.template}.{ending}", sent.context)
        assert "Somali: 2 waiting, 2 flagged by readers" in body
        assert "Spanish: 1 waiting\n" in body.replace("</li>", "\n")
        assert "English" not in body
        assert "http://testserver/admin/comments/" in body


def test_a_moderator_who_has_changed_the_choice_gets_no_email_that_was_queued_before(
    alert, moderator
):
    make.comment(alert, status=PENDING)
    preferences = ModeratorPreferences.objects.create(user=moderator, mail="daily")
    assert summary_email(0, moderator)
    assert waiting_email(0, moderator) is None
    for choice, is_notified in (("at_once", True), ("none", False)):
        preferences.mail = choice
        preferences.save()
        assert summary_email(0, moderator) is None
        assert (waiting_email(0, moderator) is not None) is is_notified


def test_no_email_is_sent_if_everything_was_decided_on_meanwhile(alert, moderator):
    ModeratorPreferences.objects.create(user=moderator, mail="daily")
    make.comment(alert, status=PENDING)
    assert summary_email(0, moderator)
    PostComment.objects.update(status=PUBLISHED)
    assert summary_email(0, moderator) is None


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "It is the only one in your languages."),
        (2, "2 comments are waiting in your languages."),
    ],
)
def test_both_forms_of_an_email_about_a_comment_count_what_waits(alert, moderator, number, said):
    ModeratorPreferences.objects.create(user=moderator, mail="at_once")
    for _comment in range(number):
        make.comment(alert, status=PENDING)
    sent = waiting_email(0, moderator)
    with translation.override("en"):
        for ending in ("txt", "html"):
            body = render_to_string(f"{sent.template}.{ending}", sent.context)
            assert said in body
            assert "Call the governor" in body
            assert f"http://testserver{reverse('moderation:index')}" in body


# Private page


@pytest.mark.parametrize("status", [REJECTED, SPAM, EVIDENCE])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_writer_of_an_unpublished_comment_is_promised_no_email(
    client, alert, user, status, language
):
    comment = make.own_comment(alert, "token", language, PENDING)
    follow_up(comment, **CONFIRMED)
    page = f"/{language}/comment/token/"
    promise = {"en": "We will send you an email", "es": "Le enviaremos un correo"}[language]
    assert promise in main(client.get(page))
    set_status(comment.pk, Decision(status, by=user()))
    shown = main(client.get(page))
    assert promise not in shown
    assert {"en": "we send you no emails", "es": "no le enviamos correos"}[language] in shown
