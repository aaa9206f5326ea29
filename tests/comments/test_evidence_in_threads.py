"""Tests for deletions of comments kept as evidence, and of comments and pages around them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from alerts.calls.models import CallCount
from alerts.comments.erasure import erase, withdraw
from alerts.comments.models import FollowUp, PostComment, Status
from alerts.comments.redaction import redact, undo
from home.addresses import page_address
from tests import factories as make
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

EVIDENCE = Status.EVIDENCE


def test_withdrawn_evidence_below_an_erased_comment_keeps_its_place(alert, user):
    root = make.comment(alert)
    threat = make.comment(alert, status=EVIDENCE, text="A threat.", reply_to=root)
    withdraw(threat.pk)
    erase(root.pk, by=user())
    assert PostComment.objects.get(pk=threat.pk).comment == "A threat."
    assert PostComment.objects.get(pk=root.pk).is_erased


def test_withdrawn_evidence_above_an_erased_reply_stays(alert, user):
    threat = make.comment(alert, status=EVIDENCE, text="A threat.")
    reply = make.comment(alert, reply_to=threat)
    withdraw(threat.pk)
    erase(reply.pk, by=user())
    assert PostComment.objects.get().comment == "A threat."


def test_withdrawn_evidence_keeps_what_proves_it_and_loses_the_address(alert):
    threat = make.comment(
        alert,
        status=EVIDENCE,
        text="A \ufffc.",
        screening={"score": 2},
        redaction={"original": "A threat."},
    )
    FollowUp.objects.create(comment=threat, email="me@reader.example", language="en")
    withdraw(threat.pk)
    stored = PostComment.objects.get()
    assert (stored.screening.score, stored.redaction.original) == (2, "A threat.")
    assert not FollowUp.objects.exists()


def test_an_administrator_erases_evidence_that_its_writer_has_withdrawn(alert, user):
    threat = make.comment(alert, status=EVIDENCE)
    withdraw(threat.pk)
    erase(threat.pk, by=user())
    assert not PostComment.objects.exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda comment, by: erase(comment.pk, by=by),
        lambda comment, by: redact(comment.pk, "A [[threat]].", by=by, edits=0),
        lambda comment, by: undo(comment.pk, by=by, edits=0),
    ],
    ids=["erase", "redact", "undo"],
)
def test_a_comment_that_became_evidence_meanwhile_is_left_to_administrators(alert, user, act):
    threat = make.comment(
        alert, status=EVIDENCE, text="A threat.", redaction={"original": "Before."}
    )
    with pytest.raises(PermissionDenied):
        act(threat, user("Moderators"))
    assert PostComment.objects.get().comment == "A threat."
    act(threat, user())
    assert not PostComment.objects.filter(comment="A threat.").exists()


def test_an_erased_place_shows_no_call_and_counts_no_flags(client, alert, user):
    comment = make.comment(
        alert,
        office=make.office("Mark Dayton"),
        call_result="spoke",
        flag_count=2,
        flag_reasons={"insult": 2},
    )
    make.comment(alert, text="A reply.", reply_to=comment)
    place = parse(client.get(page_address(alert))).find(id=f"comment-{comment.pk}")
    assert "Mark Dayton" in place.text
    erase(comment.pk, by=user())
    place = parse(client.get(page_address(alert))).find(id=f"comment-{comment.pk}")
    assert "Removed by a moderator" in place.text
    assert not place.select(".call-result")
    comment.refresh_from_db()
    assert (comment.office, comment.call_result) == (None, "")
    assert (comment.flag_count, comment.flag_reasons) == (0, {})
    assert not CallCount.objects.exists()


def bulk(model, action, *rows):
    args = (model._meta.app_label, model._meta.model_name, action)
    query = "&".join(f"id={row.pk}" for row in rows)
    return f"{reverse('wagtail_bulk_action', args=args)}?{query}"


def test_evidence_stops_only_the_deletion_of_its_page(admin_of, alert):
    make.comment(alert, status=EVIDENCE)
    other, image = make.AlertPageFactory(), make.ImageFactory()
    document = make.DocumentFactory()
    client = admin_of()
    page = type(alert.page_ptr)
    assert client.post(bulk(page, "unpublish", alert)).status_code == 302
    alert.refresh_from_db()
    assert not alert.live
    for row in (image, document):
        assert client.post(bulk(type(row), "delete", row)).status_code == 302
        assert not type(row).objects.exists()
    answer = client.post(bulk(page, "delete", other, alert))
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=(alert.pk,))
    assert type(alert).objects.count() == 2
    assert client.post(bulk(page, "delete", other)).status_code == 302
    assert list(type(alert).objects.all()) == [alert]


def test_the_page_of_evidence_says_why_it_cannot_be_deleted(admin_of, alert):
    for _threat in range(2):
        make.comment(alert, status=EVIDENCE)
    make.comment(alert)
    address = reverse("wagtailadmin_pages:delete", args=(alert.pk,))
    page = admin_of().post(address, follow=True)
    assert "Comments kept as evidence would be deleted too: 2." in page.content.decode()
