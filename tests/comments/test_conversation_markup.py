"""Tests for the marks of names and addresses, and for folded conversations."""

import pytest

from alerts.comments.models import Status
from home.addresses import page_address
from tests import factories as make
from tests.support.soup import parse, text_of

pytestmark = pytest.mark.django_db

PRIVATE = "/en/comment/a-token/"


def test_the_private_address_is_not_to_be_translated(client, alert):
    make.own_comment(alert, "a-token")
    link = parse(client.get(PRIVATE)).select_one("a.web-address")
    assert link["translate"] == "no"
    assert link.text.endswith(link["href"])


def test_the_name_of_an_office_is_english_and_not_to_be_translated(client, alert):
    office = make.office("Mark Dayton")
    comment = make.own_comment(alert, "a-token", "so", call_result="spoke", office=office)
    item = parse(client.get(page_address(alert, "so"))).find(id=f"comment-{comment.pk}")
    for place in (item, parse(client.get("/so/comment/a-token/"))):
        (name,) = place.select(".call-result b")
        assert (name.text, name["lang"], name["translate"]) == ("Mark Dayton", "en", "no")


@pytest.mark.parametrize(
    ("factory", "count", "query", "is_open"),
    [
        (make.AlertPageFactory, 5, "", True),
        (make.AlertPageFactory, 6, "", False),
        (make.AlertPageFactory, 6, "?comments=1", True),
        (make.ExplainerPageFactory, 6, "", True),
    ],
)
def test_six_comments_under_an_alert_are_folded_until_they_are_asked_for(
    client, factory, count, query, is_open
):
    post = factory()
    for _ in range(count):
        make.comment(post)
    page = parse(client.get(page_address(post) + query))
    assert page.select_one("#comments > details").has_attr("open") is is_open


def test_the_chosen_order_is_marked(client, alert):
    for _ in range(2):
        make.comment(alert)
    for query, current in (("", "Oldest first"), ("?order=newest", "Newest first")):
        links = parse(client.get(page_address(alert) + query)).select("nav.order a")
        marked = [text_of(link) for link in links if link.get("aria-current") == "true"]
        assert marked == [current]


def test_a_reply_to_the_deepest_comment_says_where_it_will_stand(client, alert):
    comment, notes = None, []
    said = "Your reply will appear after that one, below this comment:"
    for _ in range(3):
        comment = make.comment(alert, reply_to=comment)
        page = parse(client.get(f"{page_address(alert)}comment/?reply_to={comment.pk}"))
        notes.append((said in text_of(page.main), len(page.select("figure.quoted"))))
    assert notes == [(False, 1), (False, 1), (True, 2)]


@pytest.mark.parametrize(
    ("status", "redaction", "may_change"),
    [
        (Status.PENDING, None, True),
        (Status.PENDING, {"original": "Name."}, False),
        (Status.PUBLISHED, None, False),
    ],
)
def test_a_waiting_comment_without_redactions_may_be_changed(
    client, alert, status, redaction, may_change
):
    make.own_comment(alert, "a-token", status=status, redaction=redaction)
    page = parse(client.get(PRIVATE))
    assert bool(page.select(f"a[href='{PRIVATE}edit/']")) is may_change
    assert page.select(f"a[href='{PRIVATE}delete/']")
