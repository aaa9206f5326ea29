"""Tests for the spam checks and the honeypot."""

import pytest

from alerts.comments.models import PostComment, Status
from alerts.comments.spam import checks as rules
from tests.support.reader_form import form_address, form_fields, typed, write
from tests.support.soup import parse
from tests.support.spam import block, names

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

PENDING, SPAM = Status.PENDING, Status.SPAM
# Text that a genuine reader may write.
WORDS = "We called the office at noon and a friendly person wrote our message down."


@pytest.fixture
def send(client, alert, time_machine, django_capture_on_commit_callbacks):
    def do(text=WORDS, *, seconds=60, **fields):
        # Keywords in capitals are for the WSGI environment.
        extra = {name: fields.pop(name) for name in list(fields) if name.isupper()}
        data = form_fields(client.get(form_address(alert))) | {"comment": text} | fields
        time_machine.shift(seconds)
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(form_address(alert), data, **extra)
        assert answer.status_code == 302
        return PostComment.objects.latest("pk")

    return do


def test_a_comment_without_reasons_against_it_waits_unmarked(send):
    comment = send()
    assert (comment.status, comment.screening.reasons, comment.screening.score) == (PENDING, [], 0)
    assert comment.screening.cluster is None


# Time


@pytest.mark.parametrize(("seconds", "found"), [(0, ["fast"]), (2, ["fast"]), (3, []), (60, [])])
def test_a_form_that_comes_back_at_once_is_marked_and_held(send, seconds, found):
    comment = send(seconds=seconds)
    assert (names(comment), comment.status) == (found, PENDING)


def test_reasons_are_sentences_with_their_points(send):
    assert send(seconds=1).screening.sentences == ["Sent 1 second after the form was opened (+2)"]
    assert send("Another.", seconds=2).screening.sentences == [
        "Sent 2 seconds after the form was opened (+2)"
    ]


def test_a_form_that_was_shown_again_may_be_confirmed_quickly(client, alert):
    asked = write(client, form_address(alert), "Call me: 612-555-0142.")
    assert asked.status_code == 422
    button = parse(asked).find("button", {"name": "as_it_is"})
    data = form_fields(asked) | {"as_it_is": button["value"]}
    assert client.post(form_address(alert), data).status_code == 302
    assert names(PostComment.objects.get()) == []


def test_the_honeypot_returns_the_typed_text(client, alert):
    answer = write(client, form_address(alert), WORDS, honeypot="x")
    assert (answer.status_code, typed(answer)) == (422, [WORDS])


# Links


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{WORDS} https://a.example/ and https://b.example/", []),
        (f"{WORDS} https://a.example/ www.b.example c.com/x", ["links"]),
        (f"{WORDS} hxxp://a.example HTTPS://B.example c.com", ["links"]),
        (f"{WORDS} http://testserver/en/ http://testserver/es/ http://testserver/so/", []),
        (f"{WORDS} We met at noon.It was easy.And short.So call", []),
        (f"{WORDS} write to a@a.com b@b.com c@c.com", []),
        ("See https://a.example/", ["only_link"]),
        ("spam.com", ["only_link"]),
        ("https://a.example https://b.example https://c.example", ["links", "only_link"]),
    ],
)
def test_many_links_and_a_link_without_words_are_marked(send, text, found):
    comment = send(text, as_it_is="email phone")
    assert (names(comment), comment.status) == (found, PENDING)


def test_a_link_in_the_name_counts(send):
    assert names(send("Nice.", name="https://a.example")) == ["only_link"]


# Blocked words and sites


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("viagra", "Buy VIAGRA now"),
        ("viagra", "buy ｖｉａｇｒａ!"),
        ("viagra", "Víágrà"),
        ("cheap pills", "Cheap,  pills"),
        ("go'aan", "GO’AAN"),
        ("goaan", "go'aan"),
        ("año", "un AÑO"),
        ("año", "un an\u0303o"),
        ("tsis zoo", "nws tsis zoo li"),
        ("straße", "STRASSE"),
    ],
)
def test_a_blocked_word_is_found_however_it_is_written(send, term, text):
    block(term)
    comment = send(f"{text} and so we called the office again today")
    assert comment.screening.reasons == [["word", rules.WORD_POINTS, term]]
    assert comment.status == PENDING


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("ass", "the class passed the assembly"),
        ("ano", "un año más"),
        ("aan", "go'aan"),
        ("cheap pills", "cheap old pills"),
        ("zoo", "zooj"),
    ],
)
def test_a_part_of_a_word_and_another_word_are_not_blocked(send, term, text):
    block(term)
    assert names(send(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "evil.example",
        "https://evil.example/x",
        "HTTP://A.EVIL.Example:8080/?x",
        "https://good.example@evil.example/",
        "https:\\\\evil.example",
        "http://ｅｖｉｌ.example",
        "http://evil。example",
        "http://%65vil.example/",
        "hxxp://evil.example.",
    ],
)
def test_a_blocked_site_is_spam_however_the_link_is_written(send, text):
    block("evil.example", "domain")
    comment = send(f"{WORDS} {text}", as_it_is="email")
    assert ["domain", rules.DOMAIN_POINTS, "evil.example"] in comment.screening.reasons
    assert comment.status == SPAM


@pytest.mark.parametrize(
    "text", ["notevil.example", "https://evil.example.org/", "https://x.example/evil.example2"]
)
def test_a_site_that_only_looks_like_a_blocked_one_is_not(send, text):
    block("evil.example", "domain")
    assert "domain" not in names(send(f"{WORDS} {text}"))


@pytest.mark.parametrize("term", ["bücher.example", "xn--bcher-kva.example", "BÜCHER.example"])
@pytest.mark.parametrize("text", ["https://bücher.example/", "shop.xn--bcher-kva.example"])
def test_names_in_other_letters_are_compared_in_their_ascii_form(send, term, text):
    block(term, "domain")
    assert "domain" in names(send(f"{WORDS} {text}"))


@pytest.mark.parametrize("term", ["https://evil.example/x", "*.evil.example", " EVIL.example. "])
def test_a_site_is_kept_as_its_bare_name(term):
    assert block(term, "domain").term == "evil.example"


def test_two_blocked_words_are_spam_and_the_moderator_reads_why(send):
    block("casino")
    block("bonus")
    comment = send("A casino with a bonus for you")
    assert comment.status == SPAM
    assert comment.screening.sentences == [
        "Has the blocked words “bonus” (+3)",
        "Has the blocked words “casino” (+3)",
    ]


# Limits by address


def test_one_more_than_the_limit_is_held_and_marked_and_never_refused(send):
    _window, most = rules.RATES[0]
    for number in range(most):
        assert names(send(f"{number} {WORDS[number:]}", seconds=5)).count("rate") == 0
    comment = send("One more for the governor.", seconds=5)
    assert (names(comment), comment.status) == (["rate"], PENDING)
    assert comment.screening.sentences == [
        "One address had sent 6 comments in 10 minutes before (+2)"
    ]
    assert names(send("From another house.", REMOTE_ADDR="198.51.100.7")) == []


def test_the_limit_of_a_day_is_named_in_minutes(send, monkeypatch):
    (hour, (day, most)) = rules.RATES
    assert (day, most) == (24 * 3600, 60)
    monkeypatch.setattr(rules, "RATES", (hour, (day, 1)))
    send("The first.")
    assert send("The second.").screening.sentences == [
        "One address had sent 1 comments in 1440 minutes before (+2)"
    ]


def test_the_limit_is_over_after_its_time(send, time_machine):
    window, most = rules.RATES[0]
    for number in range(most + 1):
        send(f"Words {number}.", seconds=5)
    time_machine.shift(window)
    assert names(send("Later.")) == []


def test_refused_and_repeated_forms_do_not_count(
    client, alert, send, django_capture_on_commit_callbacks
):
    _window, most = rules.RATES[0]
    data = form_fields(client.get(form_address(alert))) | {"comment": WORDS}
    with django_capture_on_commit_callbacks(execute=True):
        for _click in range(most + 1):
            client.post(form_address(alert), data)
            write(client, form_address(alert), "")
    assert names(send("New words.")) == []


def test_requests_without_an_address_are_not_counted(send):
    for number in range(rules.RATES[0][1] + 1):
        assert names(send(f"Words {number}.", REMOTE_ADDR="")) == []
