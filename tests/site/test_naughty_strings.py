"""Tests that strings known to break programs pass through the forms of readers and staff.

They are the Big List of Naughty Strings, whose license is in the file.
"""

import json
import re
from pathlib import Path

import pytest
from django.urls import reverse

from alerts.comments.models import BlockedTerm, PostComment, Status
from home.addresses import page_address
from home.text import visible
from tests import factories as make
from tests.support import by_link, call_reports
from tests.support.moderation_queue import QUEUE
from tests.support.reader_form import form_address, form_fields, typed, write
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


def sent(client, address, **data):
    return client.post(address, form_fields(client.get(address)) | data)


def stored_or_shown(answer, text):
    """Check that the comment is stored as it was typed, or that the form shows it again."""
    kept = visible(text.replace("\r\n", "\n").replace("\ufffc", ""))
    if answer.status_code == 302:
        assert PostComment.objects.latest("pk").comment == kept
    else:
        assert answer.status_code == 422
        assert not kept or kept in typed(answer)[0]
    return answer


# Readers


def comment(client, alert, text):
    form = {"name": text[:50], "as_it_is": EVERYTHING}
    return stored_or_shown(write(client, form_address(alert), text, **form), text)


def comment_with_an_address(client, alert, text):
    return write(client, form_address(alert), "Words.", follow_up=text, name=text)


def reply(client, alert, text):
    answered = make.comment(alert)
    address = f"{form_address(alert)}?reply_to={answered.pk}"
    return stored_or_shown(write(client, address, text, as_it_is=EVERYTHING), text)


def change(client, alert, text):
    own = make.own_comment(alert, "token", status=Status.PENDING)
    answer = sent(client, "/en/comment/token/edit/", comment=text, name=text[:50])
    page = client.get("/en/comment/token/")
    own.delete()
    return answer, page


def ask_for_emails(client, alert, text):
    own = make.own_comment(alert, "token")
    answer = sent(client, "/en/comment/token/mail/", follow_up=text)
    own.delete()
    return answer


def report(client, alert, text):
    address = call_reports.address(alert)
    call = f"{alert.office_links.get().office_id} spoke"
    return sent(client, address, call=call, comment=text, as_it_is=EVERYTHING)


def flag(client, alert, text):
    shown = make.comment(alert)
    return sent(client, f"{page_address(alert)}comments/{shown.pk}/flag/", reason=text)


def addresses(client, alert, text):
    query = {"reply_to": text, "comments": text, "order": text, "replies": text, "year": text}
    paths = ("", "comment/", "comments/")
    return client.get(page_address(alert) + paths[len(text) % 3], query)


# Staff


def thread(client, alert, text):
    """A published comment, on its page and in the queue."""
    make.comment(alert, text=text, user_name=text[:50], screening={"reasons": [["word", 3, text]]})
    return client.get(page_address(alert)), client.get(f"{QUEUE}?status=published")


def waiting(client, alert, text):
    make.comment(alert, "so", Status.PENDING, text, screening={"cluster": 1})
    return client.get(QUEUE)


def filters(client, alert, text):
    query = {"q": text, "post": text, "status": text, "language": text, "marked": text, "age": text}
    name = list(query)[len(text) % 6]
    return client.get(QUEUE, {name: query[name]}), client.get(QUEUE, {"q": text})


def note(client, alert, text):
    found = make.comment(alert, status=Status.PENDING)
    address = reverse("moderation:decide", args=(found.pk, "rejected"))
    data = {"edits": "0", "reason": "other", "note": text, "next": text, "version": found.version}
    return client.post(address, data), client.get(f"{QUEUE}?status=rejected")


def forged(client, alert, text):
    found = make.comment(alert, status=Status.PENDING)
    data = {"edits": text, "version": text, "reason": text, "next": text, "passed_to": text}
    names = ("pass_to", "close_thread", "erase", "answer", "redact")
    acts = [reverse(f"moderation:{name}", args=(found.pk,)) for name in names]
    group = reverse("moderation:decide_group")
    return [
        *(client.post(address, data) for address in acts),
        client.post(group, {"seen": [text], "action": "spam", "next": text}),
        client.post(group, {"seen": [text], "action": "erase", "next": text}),
    ]


def answer(client, alert, text):
    found = make.comment(alert)
    address = reverse("moderation:answer", args=(found.pk,))
    return sent(client, address, answer=text), client.get(page_address(alert))


def redact(client, alert, text):
    found = make.comment(alert, text=text)
    address = reverse("moderation:redact", args=(found.pk,))
    return sent(client, address, text=f"[[{text}]]"), client.get(address)


def blocked_term(client, alert, text):
    address = reverse("wagtailsnippets_comments_blockedterm:add")
    data = {"kind": "word", "term": text, "note": text[:200]}
    pages = client.post(address, data), client.get(f"{address}../")
    BlockedTerm.objects.all().delete()
    return pages


def edited_alert(client, alert, text):
    form = alert_form(title=text[:200], ask=text[:300], slug="call")
    return edit(client, alert, form), client.get(page_address(alert))


def translation(client, alert, text):
    if not hasattr(client, "link"):
        _translation, client.link = by_link.open_link(slug="linked")
        step = client.get(client.link).content.decode()
        client.step = re.search(rf'{re.escape(client.link)}[^"#?]+/', step)[0]
    return by_link.send(client, client.step, text), client.get(client.link)


READERS = (comment, comment_with_an_address, reply, change, ask_for_emails, report, flag, addresses)
STAFF = (
    *(thread, waiting, filters, note, forged, answer, redact, blocked_term),
    *(edited_alert, translation),
)


def check(form, client, alert, strings):
    for number, text in enumerate(strings):
        client.defaults["REMOTE_ADDR"] = f"10.0.{number // 250}.{number % 250}"
        pages = form(client, alert, text)
        PostComment.objects.all().delete()
        for page in pages if isinstance(pages, (list, tuple)) else [pages]:
            assert page.status_code in (200, 302, 303, 400, 403, 404, 422), (form, text)
            if TAG.search(text) and len(text) > 6:
                assert text not in page.content.decode(errors="replace"), (form, text)


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
