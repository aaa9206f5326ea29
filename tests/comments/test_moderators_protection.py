"""Tests for parts of the moderation queue that protect writers and moderators."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from alerts.comments.erasure import erase
from alerts.comments.models import PostComment, Reason, Status
from alerts.comments.services import Decision, set_status
from alerts.comments.spam.threats import threatens
from home.people.models import User
from tests import factories as make
from tests.support.moderation_queue import QUEUE, listed
from tests.support.reader_form import form_address, write
from tests.support.soup import parse, text_of

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED, REJECTED, SPAM, EVIDENCE = Status


@pytest.fixture
def alert():
    alert = make.AlertPageFactory(title="Call the governor")
    make.call(alert, make.office(numbers=("+16512013400",)))
    return alert


def row(page, comment):
    return parse(page).select_one(f"#comment-{comment.pk}")


def reject(client, comment, **data):
    address = reverse("moderation:decide", args=(comment.pk, REJECTED))
    return client.post(address, {"edits": "0"} | data, follow=True)


# Personal data


@pytest.mark.parametrize(
    ("text", "name", "kinds"),
    [
        ("Call me at 612 555 0123.", "", "a phone number"),
        ("I live at 1234 Lake Street.", "me@x.example", "an email address, a street address"),
        ("My number is A123 456 789.", "", "an A-number (the number of an immigration case)"),
        ("Xamdi was born on 1.2.1990.", "", "a date of birth"),
    ],
)
def test_personal_data_is_marked_before_the_button(moderator, alert, text, name, kinds):
    comment = make.comment(alert, status=PENDING, text=text, user_name=name)
    found = row(moderator.get(QUEUE), comment)
    mark = found.select_one(".queue-personal")
    assert text_of(mark) == f"Seems to include: {kinds}. Everybody could read it."
    assert mark.find_next("button").text.strip() == "Approve"


def test_the_offices_own_number_and_decided_comments_are_not_marked(moderator, alert):
    make.comment(alert, status=PENDING, text="I called 651-201-3400.")
    make.comment(alert, text="Call me at 612 555 0123.")
    for query in ("", "?status=published"):
        page = moderator.get(QUEUE + query)
        assert listed(page)
        assert not parse(page).select(".queue-personal")


# Distress


@pytest.mark.parametrize(
    "text",
    [
        "I will kill you all.",
        "We know where you live",
        "I'll call ICE on you!",
        "LOS VAMOS A MATAR",
        "Voy a denunciarlos",
        "Waan ku dili doonaa",
        "Kuv yuav tua koj",
    ],
)
def test_a_threat_is_folded_with_the_reason_but_has_no_points(client, moderator, alert, text):
    write(client, form_address(alert), text)
    comment = PostComment.objects.get()
    assert comment.status == PENDING
    assert ["threat", 0, ""] in comment.screening.reasons
    folded = row(moderator.get(QUEUE), comment).details
    assert text_of(folded.summary) == "Seems to threaten somebody: show the text"
    assert "open" not in folded.attrs


@pytest.mark.parametrize(
    "text",
    [
        "They will kill the bill.",
        "I will call the governor for you.",
        "We will find a way.",
        "They know where to call.",
        "Vamos a llamar a todos.",
        "This kills me.",
        "I will find him a lawyer.",
        "We'll find you all a room, and we are going to find them shelter.",
    ],
)
def test_ordinary_words_are_no_threat(text):
    assert not threatens(text)


@pytest.mark.parametrize("name", ["answer", "erase", "redact"])
def test_a_hateful_text_is_folded_on_other_pages_too(moderator, alert, name):
    comment = make.comment(
        alert, status=PENDING, text="Hateword", screening={"reasons": [["word", 3, "Hateword"]]}
    )
    page = parse(moderator.get(reverse(f"moderation:{name}", args=(comment.pk,))))
    assert page.select_one("main blockquote").find_parent("details")


@pytest.mark.parametrize(
    ("status", "reason", "said"),
    [(REJECTED, Reason.THREAT, "Rejected as a threat"), (EVIDENCE, "", "Kept as evidence")],
)
def test_what_was_refused_as_a_threat_stays_folded(admin_of, alert, status, reason, said):
    comment = make.comment(alert, status=status, reason=reason, text="Threat.")
    make.comment(alert, status=PENDING, text="A reply.", reply_to=comment)
    client = admin_of(None)
    summary = row(client.get(f"{QUEUE}?status={status}"), comment).summary
    assert text_of(summary) == f"{said}: show the text"
    above = parse(client.get(QUEUE)).find("p", string="Threat.")
    assert "queue-folded" in above.find_parent("details")["class"]


# A sentence of one's own


def test_the_writer_reads_the_moderators_own_sentence(client, moderator, alert):
    address = write(client, form_address(alert, "es"), "Mis palabras.")["Location"]
    comment = PostComment.objects.get()
    page = reject(moderator, comment, reason="own")
    form = parse(page).select_one("main form")
    assert form.textarea["lang"] == "es"
    reject(moderator, comment, reason=Reason.PERSONAL, note=" Quite <b>el</b>\n teléfono. ")
    comment.refresh_from_db()
    assert (comment.reason, comment.note) == ("personal", "Quite <b>el</b> teléfono.")
    own = parse(client.get(address))
    quote = own.find("blockquote", lang="es")
    assert text_of(quote) == "Quite <b>el</b> teléfono."
    assert "Quite <b>el</b> teléfono." in text_of(
        row(moderator.get(f"{QUEUE}?status=rejected"), comment)
    )
    set_status(comment.pk, Decision(PENDING, by=make.user()))
    comment.refresh_from_db()
    assert comment.note == ""


@pytest.mark.parametrize(
    "data", [{"note": "x" * 301, "reason": "insult"}, {"note": "Words.", "reason": "own"}]
)
def test_a_sentence_that_is_refused_is_not_lost(moderator, alert, data):
    comment = make.comment(alert, status=PENDING)
    page = reject(moderator, comment, **data)
    assert page.status_code == 422
    assert parse(page).select_one("main textarea").text.strip() == data["note"]
    assert ("only 300 fit" in page.content.decode()) is (len(data["note"]) > 300)
    assert PostComment.objects.get().status == PENDING


def erase_it(comment):
    erase(comment.pk, by=make.user())


def delete_it(comment):
    comment.delete()


def keep_as_evidence(comment):
    set_status(comment.pk, Decision(EVIDENCE, by=make.user()))


@pytest.mark.parametrize("end", [erase_it, delete_it, keep_as_evidence])
def test_a_sentence_about_a_comment_that_is_gone_is_shown_for_copying(admin_of, alert, end):
    moderator = admin_of("Moderators (English)")
    comment = make.comment(alert, status=PENDING)
    end(comment)
    page = reject(moderator, comment, reason=Reason.OTHER, note="Words that took me long.")
    assert page.status_code == 409
    assert parse(page).select_one("textarea[readonly]").text == "Words that took me long."
    assert "Nothing was changed" in page.text
    without = reject(moderator, comment, reason=Reason.OTHER)
    assert "Nothing was changed." in text_of(parse(without).select_one("#result"))


def test_an_own_sentence_is_erased_with_the_comment(alert):
    comment = make.comment(alert)
    make.comment(alert, reply_to=comment)
    set_status(comment.pk, Decision(REJECTED, by=None, reason=Reason.OTHER, note="My sentence."))
    erase(comment.pk, by=make.user())
    assert PostComment.objects.get(pk=comment.pk).note == ""


def test_only_a_rejection_has_a_sentence():
    with pytest.raises(ValueError, match="Only a rejection"):
        Decision(PUBLISHED, by=None, note="Well said.")


# Passing on


def test_a_comment_is_passed_to_those_who_read_its_language(admin_of, alert):
    comment = make.comment(alert, "en", PENDING, "Waan ku faraxsanahay.")
    address = reverse("moderation:pass_to", args=(comment.pk,))
    assert listed(admin_of("Moderators (Soomaali)").get(QUEUE)) == []
    page = admin_of("Moderators (English)").post(address, {"passed_to": "so"}, follow=True)
    assert "Passed to those who read Somali" in text_of(parse(page).select_one("#result"))
    somali = admin_of("Moderators (Soomaali)")
    assert listed(somali.get(QUEUE)) == ["Waan ku faraxsanahay."]
    assert "Passed to those who read Somali" in text_of(row(somali.get(QUEUE), comment))
    assert "Comments (1)" in somali.get("/admin/").content.decode()
    somali.post(address, {"passed_to": "en"})
    assert listed(somali.get(QUEUE)) == []


def test_a_comment_that_was_passed_on_is_in_its_own_language_for_screen_readers(
    client, admin_of, alert
):
    comment = make.comment(alert, "en", PENDING, "Waan ku faraxsanahay.")
    moderator = admin_of("Moderators (English)")
    moderator.post(reverse("moderation:pass_to", args=(comment.pk,)), {"passed_to": "so"})
    assert row(moderator.get(QUEUE), comment).blockquote["lang"] == "so"
    set_status(comment.pk, Decision(PUBLISHED, by=make.user()))
    page = parse(client.get(alert.get_absolute_url()))
    assert page.select_one(".comment-text")["lang"] == "so"
    assert text_of(page.select_one(".comment-meta span")) == "Soomaali"


@pytest.mark.parametrize("code", ["", "fr", "\x00", "x" * 400])
def test_a_comment_is_passed_only_to_a_language_of_the_site(moderator, alert, code):
    comment = make.comment(alert, status=PENDING)
    address = reverse("moderation:pass_to", args=(comment.pk,))
    page = moderator.post(address, {"passed_to": code}, follow=True)
    assert "Choose the language" in text_of(parse(page).select_one("#result"))
    assert PostComment.objects.get().passed_to == ""


@pytest.mark.parametrize("status", [PUBLISHED, REJECTED])
def test_what_is_decided_on_is_not_passed_on(moderator, alert, status):
    comment = make.comment(alert, status=status, moderated_at=timezone.now())
    address = reverse("moderation:pass_to", args=(comment.pk,))
    page = moderator.post(address, {"passed_to": "so"}, follow=True)
    assert "Nothing was changed." in text_of(parse(page).select_one("#result"))


def test_evidence_is_passed_on_by_nobody_who_may_not_see_it(moderator, alert):
    comment = make.comment(alert, status=EVIDENCE)
    address = reverse("moderation:pass_to", args=(comment.pk,))
    page = moderator.post(address, {"passed_to": "so"}, follow=True)
    assert "The comment is no longer in the queue" in text_of(parse(page).select_one("#result"))
    assert PostComment.objects.get().passed_to == ""


# Decisions of others


def test_moderators_see_the_recent_decisions_of_others(moderator, alert, time_machine):
    other, me = make.user("Moderators"), User.objects.get(pk=moderator.session["_auth_user_id"])
    for number, (by, status) in enumerate(
        [(other, PUBLISHED), (me, PUBLISHED), (other, SPAM), (None, REJECTED), (other, EVIDENCE)]
    ):
        comment = make.comment(alert, status=PENDING, text=f"No. {number}")
        set_status(comment.pk, Decision(status, by=by))
    week, minute = timedelta(days=7), timedelta(minutes=1)
    for text, age in (("Old.", week + minute), ("Recent.", week - minute)):
        decided_at = timezone.now() - age
        make.comment(alert, moderated_by=other, text=text, moderated_at=decided_at)
    link = parse(moderator.get(QUEUE)).find("a", string="Decided by others")
    page = moderator.get(QUEUE + link["href"].partition("/admin/comments/")[2])
    assert listed(page) == ["No. 2", "No. 0", "Recent."]
    assert str(other) in parse(page).main.text
