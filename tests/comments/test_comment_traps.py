"""Tests that risky behavior of django-comments-xtd and django-contrib-comments is disabled."""

from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sites.models import Site as DjangoSite
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone
from django_comments.models import Comment
from django_comments.moderation import AlreadyModerated, CommentModerator, moderator
from django_comments.signals import comment_will_be_posted
from django_comments_xtd.models import XtdComment
from wagtail.models import Site

from alerts.comments.models import PostComment, Status
from alerts.comments.services import Decision, set_status
from alerts.models import Post
from home.addresses import page_address
from tests import factories as make
from tests.support.reader_form import form_address, thread, write

pytestmark = pytest.mark.django_db

POST_CLASSES = [model for model in apps.get_models() if issubclass(model, Post)]


def factory_of(model):
    return next(
        factory for factory in make.PageFactory.__subclasses__() if factory._meta.model is model
    )


def all_views(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from all_views(pattern.url_patterns)
        else:
            yield pattern.callback


def test_no_view_of_the_packages_is_mounted():
    modules = {view.__module__ for view in all_views(get_resolver().url_patterns)}
    assert "alerts.comments.reader.views" in modules
    assert [name for name in modules if name.startswith("django_comments")] == []


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("comments-post-comment", ()),
        ("comments-url-redirect", (1, 1)),
        ("comments-xtd-reply", (1,)),
        ("comments-xtd-confirm", ("key",)),
        ("comments-xtd-mute", ("key",)),
        ("comments-xtd-api-create", ()),
        ("comments-xtd-api-list", ("alerts-alertpage", 1)),
    ],
)
def test_nothing_can_link_to_a_view_of_the_packages(name, args):
    with pytest.raises(NoReverseMatch):
        reverse(name, args=args)


def test_no_link_in_a_mail_confirms_or_mutes():
    assert settings.COMMENTS_XTD_CONFIRM_EMAIL is False


def test_saving_a_comment_publishes_none_of_its_replies():
    alert = make.AlertPageFactory()
    root = make.comment(alert)
    replies = [
        make.comment(alert, status=status, reply_to=root)
        for status in (Status.PENDING, Status.REJECTED)
    ]
    root.save()
    set_status(root.pk, Decision(Status.REJECTED, by=None))
    set_status(root.pk, Decision(Status.PUBLISHED, by=None))
    for reply, status in zip(replies, (Status.PENDING, Status.REJECTED), strict=True):
        reply.refresh_from_db()
        assert (reply.status, reply.is_public) == (status, False)


@pytest.mark.parametrize("model", POST_CLASSES)
def test_every_class_of_posts_has_a_moderator(model):
    with pytest.raises(AlreadyModerated):
        moderator.register(model, CommentModerator)


@pytest.mark.parametrize("comments_open", [True, False])
@pytest.mark.parametrize("model", POST_CLASSES)
def test_the_view_of_the_package_could_store_no_comment(model, comments_open, rf):
    post = factory_of(model)(comments_open=comments_open)
    comment = PostComment(content_object=post, post=post, comment="Words.")
    answers = comment_will_be_posted.send(sender=PostComment, comment=comment, request=rf.post("/"))
    assert False in [answer for _receiver, answer in answers]


@pytest.mark.parametrize("model", POST_CLASSES)
@pytest.mark.parametrize("language", ["en", "so"])
def test_a_comment_on_every_class_of_posts_is_held_and_tied_to_the_class(client, model, language):
    post = factory_of(model)()
    write(client, form_address(post, language))
    comment = PostComment.objects.get()
    assert (comment.status, comment.is_public) == (Status.PENDING, False)
    assert comment.content_type.model_class() is model
    assert comment.content_object == post


def test_a_reader_cannot_moderate_or_misplace_by_extra_fields(client):
    alert, other = make.AlertPageFactory(), make.AlertPageFactory()
    extra = {"status": "published", "is_public": "on", "post": other.pk, "post_id": other.pk}
    extra |= {"language": "hmn", "object_pk": other.pk, "content_type": "auth.user"}
    extra |= {"submitted": "2001-01-01", "idempotency_key": "mine", "user": "1"}
    assert write(client, form_address(alert), **extra).status_code == 302
    comment = PostComment.objects.get()
    assert (comment.status, comment.is_public) == (Status.PENDING, False)
    assert (comment.post_id, comment.language) == (alert.pk, "en")
    assert (comment.submitted.year, comment.user) == (timezone.now().year, None)
    assert comment.idempotency_key != "mine"


def test_a_reply_whose_root_waits_hides_no_other_comment(client):
    alert = make.AlertPageFactory()
    root = make.comment(alert, status=Status.PENDING, text="Root that waits.")
    for text in ("One.", "Two.", "Three."):
        make.comment(alert, text=text)
    reply = make.comment(alert, status=Status.PENDING, text="Reply.", reply_to=root)
    set_status(reply.pk, Decision(Status.PUBLISHED, by=None))
    texts = [text for _name, text in thread(client, alert)]
    assert {"One.", "Two.", "Three."} <= set(texts)
    assert "Root that waits." not in texts


def queries(action):
    with CaptureQueriesContext(connection) as captured:
        action()
    return len(captured)


def test_deciding_on_a_comment_costs_the_same_with_many_replies():
    alert = make.AlertPageFactory()
    root = make.comment(alert, status=Status.PENDING)
    alone = queries(lambda: set_status(root.pk, Decision(Status.PUBLISHED, by=None)))
    for _reply in range(30):
        make.comment(alert, reply_to=root)
    assert queries(lambda: set_status(root.pk, Decision(Status.REJECTED, by=None))) == alone


@pytest.mark.parametrize("model", POST_CLASSES)
def test_a_thread_costs_the_same_queries_with_2_and_200_comments(client, model):
    post = factory_of(model)()
    address = page_address(post, "en")
    for _comment in range(2):
        make.comment(post)
    client.get(address)
    few = queries(lambda: client.get(address))
    for _comment in range(198):
        make.comment(post, user_name="Xamdi")
    assert queries(lambda: client.get(address)) == few
    assert queries(lambda: client.get(address + "?comments=7")) == few
    assert few <= 15


def test_the_database_itself_holds_that_a_form_is_stored_once():
    assert PostComment._meta.get_field("idempotency_key").unique


TABLES = (PostComment, XtdComment, Comment)


def test_comments_go_with_their_page_from_all_three_tables():
    alert, other = make.AlertPageFactory(), make.AlertPageFactory()
    for language in make.LANGUAGES:
        make.comment(alert, language)
    kept = make.comment(other)
    alert.delete()
    assert [list(model.objects.values_list("pk", flat=True)) for model in TABLES] == [
        [kept.pk],
        [kept.pk],
        [kept.pk],
    ]


def test_comments_stay_while_their_page_is_unpublished(client):
    alert = make.AlertPageFactory()
    make.comment(alert, text="From before.")
    alert.unpublish()
    assert [model.objects.count() for model in TABLES] == [1, 1, 1]
    assert thread(client, alert) == []
    alert.save_revision().publish()
    assert [text for _name, text in thread(client, alert)] == ["From before."]


def test_the_packages_site_is_the_address_of_ours():
    ours = urlsplit(settings.SITE_URL)
    assert DjangoSite.objects.get(pk=settings.SITE_ID).domain == ours.netloc
    assert Site.objects.get(is_default_site=True).hostname == ours.hostname


def test_both_site_rows_follow_a_new_address(settings):
    settings.SITE_URL = "https://campaign.example:8443"
    call_command("migrate", verbosity=0)
    wagtail_site = Site.objects.get(is_default_site=True)
    assert DjangoSite.objects.get(pk=settings.SITE_ID).domain == "campaign.example:8443"
    assert (wagtail_site.hostname, wagtail_site.port) == ("campaign.example", 8443)


def test_the_checks_find_nothing_wrong_with_the_comment_model():
    labels = ("comments", "django_comments", "django_comments_xtd")
    assert run_checks([apps.get_app_config(label) for label in labels]) == []


def test_a_comment_is_called_by_its_number_alone():
    comment = make.comment(make.AlertPageFactory(), text="Secret words", user_name="Xamdi")
    assert str(comment) == f"Comment {comment.pk}"
