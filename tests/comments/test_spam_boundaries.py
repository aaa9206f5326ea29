"""Tests for exact limits and points of the spam checks."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from alerts.comments import words
from alerts.comments.models import BlockedTerm, PostComment, Status
from alerts.comments.spam import checks as rules
from alerts.comments.spam import near_duplicates as near
from home import rate_limits
from tests import factories as make
from tests.support.spam import block, names

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

PENDING, PUBLISHED, REJECTED, SPAM, EVIDENCE = Status


def screened(alert, text, status=PENDING, **fields):
    comment = make.comment(alert, status=PENDING, text=text, **fields)
    screening = rules.screen_again(comment)
    screening.save()
    # Set after the checks.
    PostComment.objects.filter(pk=comment.pk).update(status=status)
    return PostComment.objects.select_related("screening").get(pk=comment.pk)


def decided(alert, text, status, **fields):
    comment = screened(alert, text)
    PostComment.objects.filter(pk=comment.pk).update(
        status=status, moderated_at=timezone.now(), **fields
    )
    return comment


@pytest.mark.parametrize(("letters", "found"), [(24, ["only_link"]), (25, [])])
def test_a_text_of_25_letters_beside_a_link_says_something_itself(alert, letters, found):
    text = f"https://a.example/ {'x' * letters} 1234567890 !!!"
    assert names(screened(alert, text)) == found


def test_three_blocked_terms_of_each_kind_count(alert):
    for number in range(4):
        block(f"word{number}")
        block(f"site{number}.example", "domain")
    text = " ".join(f"word{number} http://site{number}.example/" for number in range(4))
    found = names(screened(alert, f"{text} and we called the office again today"))
    assert (found.count("word"), found.count("domain")) == (3, 3)


@pytest.mark.parametrize(("length", "found"), [(24, []), (25, ["near_spam"])])
def test_a_text_of_25_characters_can_be_a_copy_of_spam(alert, length, found):
    text = "abcdefgh ijklmnop qrstuvwxyz"[:length]
    assert len(words.plain(text)) == length
    decided(alert, text, SPAM)
    assert names(screened(alert, text)) == found


def test_texts_of_40_characters_are_compared_by_their_runs():
    assert near.runs_of("x" * 39) == {"x" * 39}
    assert near.runs_of("x" * 40) == {"xxxx"}
    assert len(near.runs_of("abcdefghij" * 3 + "0123456789")) == 10 + 3 + 7
    assert near.ROWS == 3
    assert near.likeness({1, 2, 3, 4}, {1, 2, 3, 4, 5}) == near.ALIKE == 0.8


@pytest.mark.parametrize(("likeness", "number"), [(0.8, 1), (0.799, 0)])
def test_texts_are_alike_from_four_fifths(alert, monkeypatch, likeness, number):
    screened(alert, "The same text of two comments.")
    comment = screened(alert, "The same text of two comments.")
    monkeypatch.setattr(near, "likeness", lambda one, other: likeness)
    assert len(near.alike(comment, near.columns(comment))) == number


TEXT = "I lost my papers and nobody helped me until I found doctor Smith."


@pytest.mark.parametrize(("passed", "found"), [(0, ["near_many"]), (1, [])])
def test_near_duplicates_of_exactly_the_last_24_hours_count(alert, time_machine, passed, found):
    time_machine.move_to("2031-06-03T12:00:01+00:00", tick=False)
    sent = timezone.now() - timedelta(days=1, microseconds=passed)
    for _comment in range(3):
        screened(alert, TEXT, submitted=sent)
    assert names(screened(alert, TEXT)) == found


def test_the_reasons_have_their_points_and_sentences(alert):
    block("evil.example", "domain")
    linked = screened(alert, "See http://evil.example/")
    assert linked.screening.sentences == [
        "Says little besides a link (+2)",
        "Leads to the blocked site evil.example (+6)",
    ]
    assert (linked.status, linked.screening.score) == (PENDING, 8)
    decided(alert, TEXT, REJECTED)
    refused = screened(alert, TEXT)
    assert refused.screening.sentences == [
        "When sent, said nearly the same as a comment that moderators did not publish (+2)"
    ]
    screened(alert, TEXT)
    assert screened(alert, TEXT).screening.sentences[1:] == [
        "When sent, said nearly the same as 3 other comments of the 24 hours before (+2)"
    ]


def test_a_copy_of_spam_and_of_a_rejected_comment_is_a_copy_of_spam(alert):
    decided(alert, TEXT, SPAM)
    newest = decided(alert, TEXT, SPAM)
    decided(alert, TEXT, REJECTED)
    assert screened(alert, TEXT).screening.reasons[0] == ["near_spam", 4, newest.pk]
    other = TEXT.replace("doctor Smith", "Jones the lawyer from the third floor")
    decided(alert, other, PUBLISHED)
    assert names(screened(alert, other)) == []


def test_six_points_are_spam(alert):
    block("casino")
    block("bonus")
    text = "We called the office at noon and a friendly person wrote our message down."
    for more, status in (("casino", PENDING), ("casino bonus", SPAM)):
        comment = make.comment(alert, status=PENDING, text=f"{text} {more}")
        rules.screen_again(comment)
        assert comment.status == status


def test_sixty_comments_a_day_from_one_address_are_allowed():
    assert rules.RATES[1] == (rate_limits.DAY, 60)
    assert rate_limits.DAY == 24 * 60 * 60


# Terms


def test_a_blocked_term_is_kept_with_single_spaces():
    assert block(" cheap   pills ").term == "cheap pills"


def test_a_term_can_be_blocked_as_a_word_and_as_a_site():
    block("evil.example")
    block("evil.example", "domain")
    assert BlockedTerm.objects.count() == 2
    with pytest.raises(ValidationError):
        block("evil.example", "domain")


# Words and links


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Ñandú's", "ñandus"),
        ("São João", "sao joao"),
        ("\u0303 x", "x"),
        ("n\u0301o", "no"),
        ("'quoted' words'", "quoted words"),
        ("go’aan go‘aan goʼaan", "goaan goaan goaan"),
        ("snake_case -- and\n\nlines", "snake case and lines"),
        ("…", ""),
    ],
)
def test_text_is_compared_without_capitals_accents_and_punctuation(text, plain):
    assert words.plain(text) == plain


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://user:secret@evil.example:8080/path?x#y", "evil.example"),
        ("https://evil.example?x=http://good.example/", "evil.example"),
        ("https://evil.example#@good.example", "evil.example"),
        ("evil.example..", "evil.example"),
        ("HTTPS:\\\\EVIL.example\\x", "evil.example"),
        ("https://bücher.example", "xn--bcher-kva.example"),
        ("https://evil.example\uff0fpath", "evil.example"),
        ("https://", ""),
        ("https://https://evil.example", "https"),
    ],
)
def test_the_host_of_a_link_is_what_a_browser_opens(link, host):
    assert words.host_of(link) == host


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See www.a.example now", ["www.a.example"]),
        ("See b.org/x and c.museum.", ["b.org/x"]),
        ("ftp://d.example, hxxps://e.example", ["ftp://d.example,", "hxxps://e.example"]),
        ("At noon.It was", []),
        ("me@mail.com", []),
    ],
)
def test_links_are_told_from_the_ends_of_sentences(text, links):
    assert [link for link in words.links_in(text) if words.is_link(link)] == links
    left = words.without_links(text)
    assert not [link for link in links if link in left]
    if not links:
        assert left == text


@pytest.mark.parametrize(
    ("text", "term", "is_found"),
    [
        ("a cheap pill", "cheap", True),
        ("cheap", "cheap", True),
        ("cheaper", "cheap", False),
        ("dirtcheap", "cheap", False),
        ("cheap", "", False),
        ("", "", False),
    ],
)
def test_a_term_is_found_as_whole_words(text, term, is_found):
    assert words.has_word(text, term) is is_found


@pytest.mark.parametrize(
    ("host", "is_below"),
    [("evil.example", True), ("a.evil.example", True), ("notevil.example", False), ("", False)],
)
def test_a_site_includes_its_subdomains(host, is_below):
    assert words.is_below(host, "evil.example") is is_below
