"""Tests that forms of readers and staff handle the Big List of Naughty Strings.

Its license is in `naughty_strings.json`.
"""

import json
import re
from pathlib import Path
from secrets import token_hex

import pytest
from django.urls import reverse

from alerts.comments.models import BlockedTerm, PostComment, Status
from home.addresses import page_address
from home.form_tokens import make_form_token
from home.text import visible
from tests import factories as make
from tests.support import by_link, call_reports
from tests.support.moderation_queue import QUEUE
from tests.support.reader_form import form_address, typed
from tests.support.translating import alert_form, edit

pytestmark = pytest.mark.django_db

FILE = Path(__file__).parents[1] / "support" / "naughty_strings.json"
STRINGS = json.loads(FILE.read_text())["strings"]
TAG = re.compile(r"<\s*[a-z!/?]", re.IGNORECASE)
SAMPLE = [*STRINGS[::120], next(filter(TAG.search, STRINGS))]
EVERYTHING = "phone email street a-number birth"


@pytest.fixture
def alert():
    alert = make.AlertPageFactory(slug="call", title="Call")
    make.call(alert, make.office())
    return alert


def kept(text):
    return visible(text.replace("\r\n", "\n").replace("\ufffc", ""))


def token(purpose, subject):
    return {"form_token": make_form_token(purpose, subject)}


def stored_or_shown(answer, text):
    """Check that `text` is stored as a comment, or else that the form shows it again."""
    if answer.status_code == 302:
        assert PostComment.objects.latest("pk").comment == kept(text)
    else:
        assert answer.status_code == 422
        assert not kept(text) or kept(text) in typed(answer)[0]
    return [answer]


# Readers. Each function gets one string, or as many as `WIDTH` says.


def comment(client, alert, text):
    data = token("comment", alert.pk) | {"comment": text, "name": text[:50], "as_it_is": EVERYTHING}
    return stored_or_shown(client.post(form_address(alert), data), text)


def comment_with_an_address(client, alert, text):
    data = token("comment", alert.pk) | {"comment": "Words.", "name": text, "follow_up": text}
    return [client.post(form_address(alert), data)]


def reply(client, alert, text):
    answered = make.comment(alert)
    data = token("comment", alert.pk) | {"comment": text, "as_it_is": EVERYTHING}
    address = f"{form_address(alert)}?reply_to={answered.pk}"
    return stored_or_shown(client.post(address, data | {"reply_to": answered.pk}), text)


def change(client, alert, text):
    own = make.own_comment(alert, "token", status=Status.PENDING)
    data = token("own comment", own.pk) | {"comment": text, "name": text[:50]}
    return [client.post("/en/comment/token/edit/", data), client.get("/en/comment/token/")]


def ask_for_emails(client, alert, text):
    own = make.own_comment(alert, "token")
    data = token("own comment", own.pk) | {"follow_up": text}
    return [client.post("/en/comment/token/mail/", data)]


def report(client, alert, text):
    data = token("report", alert.pk) | {"comment": text, "as_it_is": EVERYTHING}
    call = f"{alert.office_links.get().office_id}-spoke"
    return [client.post(call_reports.address(alert), data | {"call": call})]


def flag(client, alert, text):
    shown = make.comment(alert)
    address = f"{page_address(alert)}comments/{shown.pk}/flag/"
    return [client.post(address, token("flag", shown.pk) | {"reason": text})]


def addresses(client, alert, text):
    query = {"reply_to": text, "comments": text, "order": text, "send": text}
    paths = ("", "comment/", "comments/")
    return [client.get(page_address(alert) + paths[len(text) % 3], query)]


# Staff


def thread(client, alert, *texts):
    """Create comments with `texts`, and return responses of the pages that show them."""
    for text in texts:
        names = {"text": text, "user_name": text[:50]}
        screening = {"cluster": 1, "reasons": [["near_many", 2, text]]}
        make.comment(alert, screening=screening, **names)
        make.comment(alert, "so", Status.PENDING, screening=screening, **names)
        make.comment(alert, status=Status.REJECTED, note=text[:300], **names)
    pages = [f"{page_address(alert)}?comments=1", QUEUE]
    pages += [f"{QUEUE}?status={status}" for status in (Status.PUBLISHED, Status.REJECTED)]
    return [client.get(page) for page in pages]


def filters(client, alert, text):
    names = ("post", "status", "language", "marked", "age")
    return [client.get(QUEUE, {"q": text, names[len(text) % 5]: text})]


def note(client, alert, text):
    found = make.comment(alert, status=Status.PENDING)
    address = reverse("moderation:decide", args=(found.pk, "rejected"))
    data = {"edits": "0", "reason": "other", "note": text, "next": text, "version": found.version}
    return [client.post(address, data)]


def forged(client, alert, text):
    found = make.comment(alert, status=Status.PENDING)
    data = {"edits": text, "version": text, "reason": text, "next": text, "passed_to": text}
    names = ("pass_to", "close_thread", "erase", "answer", "redact", "decide_group")
    name = names[len(text) % 6]
    args = () if name == "decide_group" else (found.pk,)
    more = {"seen": [text], "action": ("spam", "erase")[len(text) % 2]}
    return [client.post(reverse(f"moderation:{name}", args=args), data | more)]


def answer(client, alert, text):
    found = make.comment(alert)
    address = reverse("moderation:answer", args=(found.pk,))
    return [client.post(address, {"answer": text, "key": token_hex(32), "edits": "0"})]


def redact(client, alert, text):
    found = make.comment(alert, text=text)
    address = reverse("moderation:redact", args=(found.pk,))
    return [client.post(address, {"text": f"[[{text}]]", "edits": "0"})]


def blocked_term(client, alert, text):
    address = reverse("wagtailsnippets_comments_blockedterm:add")
    BlockedTerm.objects.all().delete()
    return [client.post(address, {"kind": "word", "term": text[:200], "note": text[:200]})]


def edited_alert(client, alert, *texts):
    names = dict(zip(("title", "ask", "share_text"), (text[:200] for text in texts), strict=False))
    form = alert_form(**{"title": "Call", "slug": "call"} | names)
    return [edit(client, alert, form), client.get(page_address(alert))]


def translation(client, alert, text):
    if not hasattr(client, "step"):
        _translation, link = by_link.open_link(slug="linked")
        step = client.get(link).content.decode()
        client.step = re.search(rf'{re.escape(link)}[^"#?]+/', step)[0]
    return [by_link.send(client, client.step, text)]


WIDTH = {thread: 20, edited_alert: 3}
READERS = (comment, comment_with_an_address, reply, change, ask_for_emails, report, flag, addresses)
STAFF = (
    *(thread, filters, note, forged, answer, redact, blocked_term),
    *(edited_alert, translation),
)


def check(form, client, alert, strings):
    width = WIDTH.get(form, 1)
    for start in range(0, len(strings), width):
        texts = strings[start : start + width]
        client.defaults["REMOTE_ADDR"] = f"10.0.{start // 250}.{start % 250}"
        pages = form(client, alert, *texts)
        PostComment.objects.all().delete()
        for page in pages:
            assert page.status_code in (200, 302, 303, 400, 403, 404, 422), (form, texts)
            content = page.content.decode(errors="replace")
            for text in texts:
                if TAG.search(text) and len(text) > 6:
                    assert text not in content, (form, text)


@pytest.mark.parametrize("form", READERS)
def test_a_few_naughty_strings_pass_through_readers_forms(client, alert, form):
    check(form, client, alert, SAMPLE[-2:])


@pytest.mark.parametrize("form", STAFF)
def test_a_few_naughty_strings_pass_through_forms_of_staff(admin_of, alert, form):
    check(form, admin_of(), alert, SAMPLE[-2:])


@pytest.mark.audit
@pytest.mark.parametrize("form", READERS)
def test_all_naughty_strings_pass_through_readers_forms(client, alert, form):
    check(form, client, alert, STRINGS)


@pytest.mark.audit
@pytest.mark.parametrize("form", STAFF)
def test_all_naughty_strings_pass_through_forms_of_staff(admin_of, alert, form):
    check(form, admin_of(), alert, STRINGS)
