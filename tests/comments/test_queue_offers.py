"""Tests for the actions and facts that the moderation queue shows beside each comment."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from alerts.comments.models import Status
from tests import factories as make
from tests.support.moderation_queue import QUEUE
from tests.support.soup import parse, text_of

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED, REJECTED, SPAM, EVIDENCE = Status


@pytest.fixture
def alert():
    return make.AlertPageFactory(title="Call the governor")


def cell(client, comment, query="?status="):
    return parse(client.get(QUEUE + query)).find(id=f"comment-{comment.pk}")


def more(client, comment):
    return [text_of(offer) for offer in cell(client, comment).select(".more button, .more a")]


TAKE, ERASE, KEEP = "Take words out", "Erase now", "Keep as evidence"
PASS = "Pass on"


@pytest.mark.parametrize(
    ("fields", "offers"),
    [
        ({"status": PENDING}, ["Approve and answer", TAKE, ERASE, PASS, KEEP]),
        ({"status": PUBLISHED}, ["Answer", TAKE, ERASE, KEEP, "Close the thread"]),
        (
            {"status": PUBLISHED, "is_closed": True},
            ["Answer", TAKE, ERASE, KEEP, "Open the thread again"],
        ),
        ({"status": REJECTED}, [TAKE, ERASE, KEEP]),
        ({"status": SPAM}, [TAKE, ERASE, PASS, KEEP]),
        ({"status": PENDING, "is_withdrawn": True}, [KEEP]),
        ({"status": PUBLISHED, "is_erased": True}, [KEEP, "Close the thread"]),
        (
            {"status": REJECTED, "redaction": {"original": "Before."}},
            ["Take more words out, or undo it", ERASE, KEEP],
        ),
    ],
)
def test_only_what_is_possible_is_offered_under_more(moderator, alert, fields, offers):
    assert more(moderator, make.comment(alert, **fields)) == offers


def test_a_reply_is_offered_no_closing_and_no_answer_while_it_is_hidden(moderator, alert):
    shown = make.comment(alert, reply_to=make.comment(alert))
    hidden = make.comment(alert, reply_to=make.comment(alert, status=PENDING))
    assert more(moderator, shown) == ["Answer", TAKE, ERASE, KEEP]
    assert more(moderator, hidden) == [TAKE, ERASE, KEEP]


@pytest.mark.parametrize("status", [PENDING, PUBLISHED])
def test_nobody_is_offered_to_publish_or_answer_in_a_language_of_others(admin_of, alert, status):
    client = admin_of("Moderators (Soomaali)")
    comment = make.comment(alert, "hmn", status, flag_count=1)
    offers = [text_of(offer) for offer in cell(client, comment).select("button, a.button")]
    assert not {"Approve", "Keep it", "Answer", "Approve and answer"} & set(offers)
    own = make.comment(alert, "so", status, flag_count=1)
    offers = [text_of(offer) for offer in cell(client, own).select("button, a.button")]
    assert len({"Approve", "Keep it", "Answer", "Approve and answer"} & set(offers)) == 2


def test_an_administrator_is_offered_to_release_evidence_but_not_to_keep_it_again(admin_of, alert):
    threat = make.comment(alert, status=EVIDENCE)
    offers = [text_of(offer) for offer in cell(admin_of(), threat).select("button, a.button")]
    assert offers == ["Approve", "Reject", "Spam", "Undo", TAKE, ERASE]


def test_the_parts_of_a_comment_have_labels(moderator, alert):
    comment = make.comment(
        alert, status=PENDING, screening={"score": 3, "reasons": [["links", 3, 4]]}
    )
    found = cell(moderator, comment)
    label = found.find(id=found["aria-labelledby"])
    assert text_of(label) == f"Comment {comment.pk}, English"
    assert found["tabindex"] == "0"
    assert found.select_one("select")["aria-label"] == "Reason for the rejection"
    assert found.select_one("select").has_attr("required")
    assert found.select_one(".queue-reasons")["aria-label"] == "Reasons of the spam checks"
    quote = found.blockquote
    assert (quote["lang"], quote["dir"]) == ("en", "auto")


# Comments above


@pytest.mark.parametrize(
    ("status", "above", "is_open", "is_said"),
    [
        (PENDING, PENDING, True, True),
        (PENDING, PUBLISHED, True, False),
        (PUBLISHED, PENDING, False, False),
        (REJECTED, PUBLISHED, False, False),
    ],
)
def test_what_a_waiting_reply_answers_is_open_and_a_hidden_parent_is_explained(
    moderator, alert, status, above, is_open, is_said
):
    root = make.comment(alert, status=above)
    found = cell(moderator, make.comment(alert, status=status, reply_to=root))
    assert found.details.has_attr("open") is is_open
    assert ("once the comment above it is published" in found.details.text) is is_said


def test_administrators_see_the_evidence_above_a_reply(admin_of, alert):
    root = make.comment(alert, status=EVIDENCE, text="First threat.")
    reply = make.comment(alert, status=EVIDENCE, text="Second threat.", reply_to=root)
    comment = make.comment(alert, status=PENDING, text="Deepest.", reply_to=reply)
    above = cell(admin_of(), comment).details.select("p[lang]")
    assert [text_of(line) for line in above] == ["First threat.", "Second threat."]


@pytest.mark.parametrize("hidden", [0, 1])
def test_moderators_see_what_is_above_except_for_evidence(moderator, alert, hidden):
    statuses = [PUBLISHED, PUBLISHED]
    statuses[hidden] = EVIDENCE
    root = make.comment(alert, status=statuses[0], text="The first.")
    reply = make.comment(alert, status=statuses[1], text="The second.", reply_to=root)
    comment = make.comment(alert, status=PENDING, text="Deepest.", reply_to=reply)
    above = cell(moderator, comment).details.select("p[lang]")
    assert [text_of(line) for line in above] == [["The second."], ["The first."]][hidden]


# Facts


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"is_withdrawn": True}, "Removed by its writer."),
        ({"is_erased": True}, "Erased by a moderator, or automatically."),
        ({"is_campaign": True}, "The campaign’s own answer"),
        ({"user_name": "Xamdi"}, "Name given: Xamdi"),
        ({}, "No name given"),
        ({"call_result": "spoke"}, "Called an office that is not in the list any more: spoke to"),
    ],
)
def test_the_queue_says_what_became_of_a_comment_and_who_wrote_it(moderator, alert, fields, said):
    text = text_of(cell(moderator, make.comment(alert, **fields)))
    lines = {
        *("Removed by its writer.", "Erased by a moderator, or automatically."),
        *("The campaign’s own answer", "Name given: Xamdi", "No name given", said),
    }
    also = set() if fields.keys() & {"is_campaign", "user_name"} else {"No name given"}
    assert {line for line in lines if line in text} == {said} | also


def test_the_queue_names_the_office_that_was_called(moderator, alert):
    comment = make.comment(alert, call_result="busy", office=make.office("Mark Dayton"))
    assert "Called Mark Dayton: the line was busy" in text_of(cell(moderator, comment))
    assert "Called" not in text_of(cell(moderator, make.comment(alert)))


def test_the_queue_says_who_decided_and_why(moderator, alert, user):
    somebody, now = user("Moderators", username="Ana"), timezone.now()
    by_ana = make.comment(
        alert, status=REJECTED, reason="insult", moderated_at=now, moderated_by=somebody
    )
    by_readers = make.comment(alert, status=PENDING, moderated_at=now)
    assert "Rejected: it insults somebody or is hateful (Ana, 0" in text_of(cell(moderator, by_ana))
    assert "Waiting for a moderator (0" in text_of(cell(moderator, by_readers))
    assert " ago)" not in text_of(cell(moderator, make.comment(alert, status=PENDING)))


def test_a_comment_without_flags_has_no_line_about_them(moderator, alert):
    assert "Flagged" not in text_of(cell(moderator, make.comment(alert)))
    assert "Flagged by readers: 1" in text_of(cell(moderator, make.comment(alert, flag_count=1)))


# List


def test_only_administrators_have_a_tab_for_evidence(client, user, alert):
    for group, number in ((None, 6), ("Moderators", 5)):
        client.force_login(user(group))
        tabs = parse(client.get(QUEUE)).select(".queue-tabs a")
        assert len(tabs) == number
        assert any("evidence" in tab["href"] for tab in tabs) is (group is None)


def test_all_comments_are_listed_the_newest_first(moderator, alert):
    comments = [make.comment(alert, status=status) for status in (PENDING, SPAM, PUBLISHED)]
    page = parse(moderator.get(f"{QUEUE}?status="))
    listed = [article["id"] for article in page.select(".queue-comment")]
    assert listed == [f"comment-{comment.pk}" for comment in reversed(comments)]


@pytest.mark.parametrize("query", ["?status=spam", "?status=pending&language=so"])
def test_comments_in_other_languages_are_mentioned_only_in_the_own_queue(admin_of, alert, query):
    client = admin_of("Moderators (Soomaali)")
    make.comment(alert, "es", PENDING)
    said = "In languages that you do not publish"
    assert said in client.get(QUEUE).content.decode()
    assert said not in client.get(QUEUE + query).content.decode()


def test_no_language_is_mentioned_to_moderators_of_all_languages(moderator, alert):
    make.comment(alert, "es", PENDING)
    assert "In languages that you do not publish" not in moderator.get(QUEUE).content.decode()


def test_the_five_largest_groups_are_shown_with_waiting_comments(moderator, alert):
    for cluster, size in enumerate((2, 2, 4, 2, 3, 2), start=1):
        for _number in range(size):
            make.comment(alert, status=PENDING, screening={"cluster": cluster})
    groups = parse(moderator.get(QUEUE)).select(".queue-groups > li")
    assert [text_of(group.button) for group in groups] == [
        f"Approve all {size}" for size in (4, 3, 2, 2, 2)
    ]
    assert not parse(moderator.get(f"{QUEUE}?status=spam")).select(".queue-groups")


def test_a_moderator_who_publishes_no_language_sees_and_counts_all(client, user, alert):
    group = Group.objects.create(name="Readers of the queue")
    group.permissions.set(
        Permission.objects.filter(codename__in=("access_admin", "change_postcomment"))
    )
    moderator = user("Editors")
    moderator.groups.set([group])
    client.force_login(moderator)
    for language in ("so", "es"):
        make.comment(alert, language, PENDING)
    page = client.get(QUEUE)
    assert len(parse(page).select(".queue-comment")) == 2
    assert '"Comments (2)"' in page.content.decode()
    assert "In languages that you do not publish" not in page.content.decode()


# Home of the admin


def panel(client):
    found = parse(client.get(reverse("wagtailadmin_home"))).find(id="comments-section")
    return [text_of(line) for line in found.select("li")] if found else []


@pytest.mark.parametrize("role", [None, "Moderators"])
def test_only_administrators_are_told_how_much_evidence_there_is(admin_of, alert, role):
    make.comment(alert, status=EVIDENCE)
    assert panel(admin_of(role)) == (["1 kept as evidence"] if role is None else [])


def test_the_home_counts_the_flags_that_wait_for_an_answer(admin_of, alert):
    waiting = make.comment(alert, status=PENDING)
    assert len(panel(admin_of("Moderators"))) == 1
    waiting.delete()
    for status in (PENDING, PUBLISHED, REJECTED, SPAM, EVIDENCE):
        make.comment(alert, status=status, flag_count=1, moderated_at=timezone.now())
    make.comment(alert)
    assert "3 flagged by readers" in panel(admin_of("Moderators"))


def test_the_home_says_in_which_languages_the_moderator_publishes(admin_of, alert):
    for language in ("so", "es", "es"):
        make.comment(alert, language, PENDING)
    own, other = panel(admin_of("Moderators (Soomaali)"))
    assert own == "1 in Somali waits, the oldest for 0 minutes"
    assert other == "2 in Spanish wait, the oldest for 0 minutes (you do not publish in it)"


@pytest.mark.parametrize(
    ("marked", "texts"),
    [
        ("flagged", {"Flagged.", "Both."}),
        ("held", {"Suspicious.", "Both."}),
        ("plain", {"Checked.", "Never checked."}),
    ],
)
def test_the_filters_by_mark_separate_comments_with_and_without_points(
    moderator, alert, marked, texts
):
    make.comment(alert, text="Flagged.", flag_count=1, screening={"score": 0})
    make.comment(alert, text="Suspicious.", screening={"score": 1})
    make.comment(alert, text="Both.", flag_count=1, screening={"score": 1})
    make.comment(alert, text="Checked.", screening={"score": 0})
    make.comment(alert, text="Never checked.")
    page = parse(moderator.get(f"{QUEUE}?status=published&marked={marked}"))
    quotes = page.select(".queue-comment > blockquote")
    assert {quote.text.strip() for quote in quotes} == texts


def test_a_long_comment_above_is_shown_in_short_with_a_note_for_removed_words(moderator, alert):
    root = make.comment(alert, text=f"A \ufffc. {'x' * 400}")
    comment = make.comment(alert, status=PENDING, reply_to=root)
    (above,) = cell(moderator, comment).details.select("p[lang]")
    assert above.text.startswith("A [removed by a moderator]. xxx")
    assert len(above.text) == 300
