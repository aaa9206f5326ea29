"""Tests for the idempotency keys of erased comments."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from alerts.comments.erasure import erase, withdraw
from alerts.comments.models import PostComment, Status
from alerts.comments.services import answer, store
from home.form_tokens import InvalidFormToken
from home.operations import ledger
from home.used_form_tokens import UsedFormToken
from tests import factories as make
from tests.support.reader_form import form_address, form_fields, typed

pytestmark = pytest.mark.django_db

KEY = "k" * 64


@pytest.fixture
def alert():
    return make.AlertPageFactory()


def unsaved(alert):
    copy = make.comment(alert, idempotency_key="other", status=Status.PENDING)
    PostComment.objects.get(pk=copy.pk).delete()
    copy.pk = copy.id = copy.comment_ptr_id = copy.xtdcomment_ptr_id = None
    copy.parent_id = 0  # as of a comment that is no reply
    copy.idempotency_key = KEY
    copy._state.adding = True
    return copy


def post():
    return RequestFactory().post("/", {})


def restore_before_the_comment():
    # As after the restore of an older backup.
    UsedFormToken.objects.all().delete()
    ledger.replay()


@pytest.mark.parametrize("back", [lambda: None, restore_before_the_comment])
@pytest.mark.parametrize("way", ["withdrawn", "erased"])
def test_the_service_stores_no_comment_under_an_erased_key(alert, way, back):
    comment = make.comment(alert, idempotency_key=KEY)
    if way == "withdrawn":
        withdraw(comment.pk)
    else:
        erase(comment.pk, by=make.user())
    back()
    with pytest.raises(InvalidFormToken):
        store(unsaved(alert), post())
    assert not PostComment.objects.exists()


def test_the_campaigns_answer_is_not_published_again_under_its_erased_key(moderator, alert):
    question = make.comment(alert, status=Status.PUBLISHED)
    page = reverse("moderation:answer", args=(question.pk,))
    sent = {"answer": "At five.", "key": "0" * 64, "edits": "0"}
    assert moderator.post(page, sent).status_code == 302
    erase(PostComment.objects.get(is_campaign=True).pk, by=make.user())
    refused = moderator.post(page, sent)
    assert (refused.status_code, typed(refused)) == (422, ["At five."])
    with pytest.raises(InvalidFormToken):
        answer(question.pk, "At five.", by=make.user(), key="0" * 64)
    assert not PostComment.objects.filter(is_campaign=True).exists()


def test_a_form_that_was_open_in_a_second_tab_keeps_its_words(client, alert):
    data = form_fields(client.get(form_address(alert))) | {"comment": "My words."}
    client.post(form_address(alert), data)
    withdraw(PostComment.objects.get().pk)
    restore_before_the_comment()
    refused = client.post(form_address(alert), data)
    assert (refused.status_code, typed(refused)) == (422, ["My words."])
