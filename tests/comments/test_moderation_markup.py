"""Tests for the languages, labels and hidden fields of the moderators' pages."""

import pytest
from django.urls import reverse
from django.utils import timezone

from alerts.comments.models import Status
from tests import factories as make
from tests.support.moderation_queue import QUEUE
from tests.support.soup import parse, text_of

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED, REJECTED, SPAM, EVIDENCE = Status
TEXT = "Waan wacay."
SLUR = [["word", 3, "slur"]]
LIST = f"{QUEUE}?status=&language=en"


def hidden(form):
    return {field["name"]: field["value"] for field in form.select("input[type=hidden]")}


def way_back(page):
    """Return the address of the link that leaves a page without a decision."""
    return page.select("form a.button-secondary")[-1]["href"]


def queue_row(client, comment):
    return client.get(f"{QUEUE}?status=")


def page_of_act(client, comment, name):
    return client.get(reverse(f"moderation:{name}", args=(comment.pk,)))


def below(client, comment):
    reply = make.comment(comment.post, "en", PENDING, "A reply.", reply_to=comment)
    make.comment(comment.post, "en", PENDING, "A reply to it.", reply_to=reply)
    comment.status = PUBLISHED
    comment.save()
    return client.get(QUEUE)


def reason_page(client, comment):
    address = reverse("moderation:decide", args=(comment.pk, REJECTED))
    return client.post(address, {"edits": comment.edits, "reason": "own"}, follow=True)


def bulk_page(client, comment):
    address = reverse("wagtail_bulk_action", args=("comments", "postcomment", "spam"))
    return client.get(f"{address}?id={comment.pk}")


def erase_group(client, comment, **more):
    sent = {"seen": [comment.seen], "action": "erase"} | more
    return client.post(reverse("moderation:decide_group"), sent, follow=True)


def grouped(client, comment):
    reasons = comment.screening.reasons
    screening = {"cluster": 1, "reasons": reasons}
    make.comment(comment.post, "so", PENDING, TEXT, screening=screening)
    return client.get(QUEUE)


PAGES = {
    "queue": queue_row,
    "above": below,
    "erase": lambda client, comment: page_of_act(client, comment, "erase"),
    "answer": lambda client, comment: page_of_act(client, comment, "answer"),
    "redact": lambda client, comment: page_of_act(client, comment, "redact"),
    "reason": reason_page,
    "bulk": bulk_page,
    "group": grouped,
    "erase group": erase_group,
}


@pytest.mark.parametrize("is_folded", [False, True])
@pytest.mark.parametrize("name", PAGES)
def test_a_text_has_its_language_and_its_own_direction_on_each_page(
    moderator, alert, name, is_folded
):
    screening = {"cluster": 1, "reasons": SLUR if is_folded else []}
    comment = make.comment(alert, "so", PENDING, TEXT, screening=screening)
    page = parse(PAGES[name](moderator, comment)).main
    texts = page.find_all(string=lambda text: TEXT in text)
    shown = [one for one in texts if one.parent.name != "textarea"]
    assert shown
    for one in shown:
        assert one.find_parent(lang=True)["lang"] == "so"
        assert one.find_parent(dir=True)["dir"] == "auto"
        assert (one.find_parent(class_="queue-folded") is not None) is is_folded


def test_the_result_of_a_decision_has_the_language_of_the_comment(moderator, alert):
    text = "Waan wacay. " * 10
    comment = make.comment(alert, "so", PENDING, text)
    address = reverse("moderation:decide", args=(comment.pk, SPAM))
    page = parse(moderator.post(address, {"edits": 0, "next": QUEUE}, follow=True))
    said = page.find(id="result-text")
    assert said["role"] == "status"
    (quoted,) = said.select("span[lang]")
    assert (quoted["lang"], quoted["dir"]) == ("so", "auto")
    assert quoted.text == text[:59] + "…"


def test_a_note_to_the_writer_has_the_language_of_the_writer(client, moderator, alert):
    comment = make.own_comment(
        alert, "a-token", "so", REJECTED, note="Fadlan.", moderated_at=timezone.now()
    )
    row = parse(moderator.get(f"{QUEUE}?status=")).find(id=f"comment-{comment.pk}")
    page = parse(client.get("/en/comment/a-token/"))
    for place in (row, page.main):
        note = place.find(string="Fadlan.").find_parent(lang=True)
        assert (note["lang"], note["dir"]) == ("so", "auto")


def test_an_outdated_page_with_typed_text_is_an_alert_with_a_labelled_text(moderator, alert):
    comment = make.comment(alert, status=PENDING)
    address = reverse("moderation:answer", args=(comment.pk,))
    comment.delete()
    sent = {"answer": "My words.", "edits": 0}
    refused = moderator.post(address, sent)
    assert refused.status_code == 409
    page = parse(refused).main
    assert page.select_one("a.button-secondary")["href"] == QUEUE
    page = parse(moderator.post(address, sent | {"next": LIST})).main
    assert page.select_one("a.button-secondary")["href"] == LIST
    assert page.select_one("p[role=alert]")
    area = page.textarea
    assert (area.text, area["dir"]) == ("My words.", "auto")
    assert page.select_one(f"label[for={area['id']}]")


def test_the_choices_of_a_decision_have_labels(moderator, alert):
    waiting = make.comment(alert, status=PENDING, screening={"cluster": 1, "reasons": []})
    make.comment(alert, status=PENDING, screening={"cluster": 1, "reasons": []})
    page = parse(moderator.get(QUEUE))
    row = page.find(id=f"comment-{waiting.pk}")
    labels = [choice["aria-label"] for choice in row.select("select")]
    assert labels == ["Reason for the rejection", "Language of somebody who can read it"]
    (choice,) = page.select(".queue-groups select")
    assert choice["aria-label"] == "Reason for the rejection of the group"
    tabs = page.select(".queue-tabs a")
    assert [tab.get("aria-current") for tab in tabs].count("page") == 1
    reason = parse(reason_page(moderator, waiting)).main
    assert all(box.has_attr("required") for box in reason.select("[type=radio]"))
    note = reason.find(id="note")
    assert text_of(reason.select_one("label[for=note]")).startswith("A sentence of your own")
    assert (note["lang"], note["dir"]) == ("en", "auto")
    assert not reason.select("[role=alert]")


@pytest.mark.parametrize("name", ["erase", "answer", "redact"])
def test_the_form_of_an_act_sends_what_was_seen_and_the_way_back(moderator, alert, name):
    comment = make.comment(alert, status=PENDING, edits=3, redaction={"original": "Before."})
    address = reverse(f"moderation:{name}", args=(comment.pk,))
    row = parse(moderator.get(LIST)).find(id=f"comment-{comment.pk}")
    page = parse(moderator.get(row.select_one(f'a[href^="{address}"]')["href"])).main
    boxes = [(box["rows"], box.has_attr("autofocus")) for box in page.select("textarea")]
    assert boxes == {"erase": [], "answer": [("6", True)], "redact": [("10", True)]}[name]
    forms = page.select("form[method=post]")
    assert len(forms) == (2 if name == "redact" else 1)
    for form in forms:
        found = hidden(form)
        assert found["csrfmiddlewaretoken"]
        assert (found["edits"], found["next"]) == ("3", LIST)
        assert ("version" in found) is (name != "redact")
    if name != "answer":
        assert way_back(page) == LIST
        assert way_back(parse(moderator.get(address)).main) == QUEUE


def test_the_form_for_a_reason_sends_what_was_seen_and_the_way_back(moderator, alert):
    comment = make.comment(alert, status=PENDING, edits=3)
    address = reverse("moderation:decide", args=(comment.pk, REJECTED))
    sent = {"edits": 3, "version": comment.version, "reason": "own", "next": LIST}
    form = parse(moderator.post(address, sent, follow=True)).main.form
    found = hidden(form)
    assert found["csrfmiddlewaretoken"]
    assert (found["edits"], found["version"], found["next"]) == ("3", str(comment.version), LIST)
    assert way_back(form.parent) == LIST
    assert way_back(parse(reason_page(moderator, comment)).main) == QUEUE


def test_groups_and_the_page_for_several_send_what_was_seen_and_the_way_back(moderator, alert):
    first, second = (
        make.comment(
            alert, "en", PENDING, "Alike.", screening={"cluster": 1, "reasons": []}, edits=2
        )
        for _ in range(2)
    )
    (group,) = parse(moderator.get(QUEUE)).select(".queue-groups form")
    assert group["method"] == "post"
    assert hidden(group)["next"].startswith(QUEUE)
    confirm = parse(erase_group(moderator, first, next=LIST)).main.form
    assert confirm["method"] == "post"
    assert hidden(confirm).keys() >= {"seen", "action"}
    assert hidden(confirm)["next"] == way_back(confirm.parent) == LIST
    assert way_back(parse(erase_group(moderator, first)).main) == QUEUE
    several = parse(bulk_page(moderator, second)).main.form
    assert several["method"] == "post"
    assert hidden(several).keys() >= {"csrfmiddlewaretoken", "next", "seen"}
    pause = parse(moderator.get(QUEUE)).select_one(".queue-tools form")
    assert pause["method"] == "post"
    assert hidden(pause)["next"].startswith(QUEUE)
