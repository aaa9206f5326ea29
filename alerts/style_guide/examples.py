"""Examples of the style guide: the parts of pages, each in every state."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.utils.html import format_html

from alerts.blocks import SectionsBlock
from alerts.comments.lookup import ThreadComment
from alerts.comments.reader.forms import CommentForm
from alerts.models import Outcome
from alerts.phrasebook import Line
from home.translation.models import Provenance
from home.translation.status import BlockStatus

from . import objects


@dataclass
class Example:
    """State of a part: the state's name, and the variables for the part's template."""

    state: str
    variables: dict[str, Any] = field(default_factory=dict)
    # Code of the reader's language, or "" for the guide's language.
    language: str = ""


@dataclass
class Part:
    """Part of a page: its name, its template, and examples of its states."""

    name: str
    template: str
    examples: list[Example]


def parts() -> Iterator[Part]:
    yield Part("Card in a list", "includes/post_list.html", list(_cards()))
    yield Part("State and deadline", "includes/state.html", list(_states()))
    yield Part("Notice about a translation", "includes/provenance.html", list(_notices()))
    yield Part("Call card", "includes/call_card.html", list(_call_cards()))
    yield Part("What to say", "alerts/call/script.html", list(_scripts()))
    yield Part("Outcome", "alerts/outcome.html", list(_outcomes()))
    yield Part("Story", "alerts/story.html", list(_stories()))
    yield Part(
        "Meeting", "includes/meeting.html", [Example("planned", {"meeting": objects.meeting()})]
    )
    yield Part("Recording", "includes/recording.html", list(_recordings()))
    yield Part("Text of a page", "includes/body.html", list(_bodies()))
    yield Part("Comment", "comments/comment.html", list(_comments()))
    yield Part("Fields of a form", "comments/fields.html", list(_fields()))
    yield Part("Pages of a list", "includes/pagination.html", list(_pagination()))


def _card(state: str, *posts: Any) -> Example:
    return Example(state, {"posts": list(posts), "level": 3})


def _cards() -> Iterator[Example]:
    outdated = {"title": BlockStatus.OUTDATED, "ask": BlockStatus.OUTDATED}
    half = {"ask": BlockStatus.UNTRANSLATED}
    yield _card("running", objects.alert())
    yield _card("upcoming", objects.upcoming())
    yield _card("ended", objects.ended())
    for outcome in Outcome:
        yield _card(f"ended: {outcome.label}", objects.ended(outcome.value))
    yield _card("long headline", objects.alert(title=objects.LONG_TITLE))
    yield _card("long word", objects.alert(title=objects.LONG_WORD, ask=objects.LONG_WORD * 2))
    yield _card("machine draft", objects.translation("so"))
    yield _card("outdated", objects.translation("es", blocks=outdated))
    yield _card("half done", objects.translation("hmn", blocks=half))
    yield _card("explainer", objects.explainer())
    yield _card("several", objects.alert(), objects.upcoming(), objects.ended())
    yield _card("empty")


def _states() -> Iterator[Example]:
    for name, alert in (
        ("running", objects.alert()),
        ("upcoming", objects.upcoming()),
        ("ended", objects.ended()),
        ("ended: won", objects.ended(Outcome.WON)),
    ):
        yield Example(name, {"alert": alert})


def _notices() -> Iterator[Example]:
    ask = {"ask": BlockStatus.UNTRANSLATED}
    pages = {
        "not in the reader's language": objects.translation("hmn"),
        "machine draft": objects.translation("so"),
        "outdated": objects.translation("so", blocks={"ask": BlockStatus.OUTDATED}),
        "half done": objects.translation("so", blocks=ask),
        "held back": objects.translation("so", blocks={"ask": BlockStatus.HELD}),
        "by a volunteer": objects.translation("so", provenance=Provenance.VOLUNTEER),
        "reviewed": objects.translation(
            "so",
            provenance=Provenance.VOLUNTEER,
            reviewed_on=objects.meeting().starts_at.date(),
        ),
    }
    for name, page in pages.items():
        yield Example(name, {"page": page, "source": page.source}, "so")


def _call_cards() -> Iterator[Example]:
    offices = [objects.office()]
    ten = [objects.office(f"Office holder {number}", numbers=1) for number in range(1, 11)]
    names = [objects.office(name) for name in objects.RIGHT_TO_LEFT]
    for state, alert in (
        ("running", objects.alert(offices=offices)),
        ("upcoming", objects.upcoming(offices=offices)),
        ("ended", objects.ended(offices=offices)),
        ("without hours", objects.alert(offices=[objects.office(has_hours=False)])),
        ("ten offices", objects.alert(offices=ten)),
        ("names from right to left", objects.alert(offices=names)),
        ("long word", objects.alert(offices=[objects.office(objects.LONG_WORD)])),
        ("empty: no office", objects.alert()),
    ):
        yield Example(state, {"page": alert})


def _scripts() -> Iterator[Example]:
    english = [Line("Hello. My name is ___.", None), Line("Please vote no.", None)]
    explained = [
        Line("Hello. My name is ___.", "Salaan. Magacaygu waa ___."),
        Line("Please vote no.", "Fadlan maya u codee."),
    ]
    yield Example("English", {"page": objects.alert(), "script": english, "voicemail": english[1:]})
    yield Example("with meanings", {"page": objects.translation("so"), "script": explained})
    yield Example("ended", {"page": objects.ended(), "script": english})
    yield Example("empty", {"page": objects.alert(), "script": []})


def _outcomes() -> Iterator[Example]:
    text = format_html("<p>{}</p>", "The board heard us: it will hold a public hearing.")
    won = objects.ended(Outcome.WON, outcome_text=text)
    yield Example("with a text", {"page": won, "outcome_text": text})
    yield Example("without a text", {"page": objects.ended()})


def _stories() -> Iterator[Example]:
    alert = objects.alert()
    before = objects.ended(Outcome.POSTPONED, title="Let people read the contract first")
    alert.events = [*before.events, *alert.events]
    yield Example("two alerts", {"page": alert, "expanded_texts": {"": ""}})
    yield Example("empty: one alert", {"page": objects.alert()})


def _recordings() -> Iterator[Example]:
    alert = objects.alert()
    alert.recording = {"pk": 1, "seconds": 95, "size": 380_000}
    yield Example("one minute and a half", {"page": alert})
    yield Example("empty", {"page": objects.explainer()})


def _bodies() -> Iterator[Example]:
    def body(*blocks: tuple[str, Any]) -> dict[str, Any]:
        stream = SectionsBlock().to_python(
            [
                {"type": kind, "value": value, "id": f"{kind}-{number}"}
                for number, (kind, value) in enumerate(blocks)
            ]
        )
        return {"page": objects.explainer(), "body": [(one, f"body.{one.id}") for one in stream]}

    quote = {"text": "We did not know where he was.", "attribution": "A neighbor"}
    no_picture = {"image": None, "alt_text": "People at a door", "caption": ""}
    yield Example(
        "heading, text, quote",
        body(
            ("heading", "Who decides"),
            (
                "text",
                "<p>The county board signs the contract.</p><ul><li>One</li><li>Two</li></ul>",
            ),
            ("quote", quote),
        ),
    )
    yield Example("no picture", body(("picture", no_picture), ("text", "<p>Text after it.</p>")))
    question = {
        "question": "Do they ask for my name?",
        "answer": "<p>You don't have to give it.</p>",
    }
    button = {"label": "Find your representative", "page": None, "url": "https://www.leg.mn.gov/"}
    video = {"title": "How a call sounds", "image": None, "url": "https://example.org/video"}
    yield Example("questions and answers", body(("questions", [question, question])))
    yield Example("button and video", body(("button", button), ("video", video)))
    yield Example("long word", body(("text", f"<p>{objects.LONG_WORD * 2}</p>")))
    yield Example("empty", body())


def _comments() -> Iterator[Example]:
    def example(state: str, comment: Any, *answers: Any, **more: Any) -> Example:
        shown = ThreadComment(
            comment, False, answers=[ThreadComment(answer, False) for answer in answers], **more
        )
        variables = {"shown": shown, "comment": comment, "path": "alerts/example/"}
        return Example(state, variables | {"accepts_comments": True})

    plain = objects.comment("I called at lunch. It took one minute.", user_name="Dee")
    yield example("plain", plain)
    yield example("without a name", objects.comment("Same for me."))
    answer = objects.comment("Thank you for calling!", pk=2, is_campaign=True)
    yield example("with an answer of the campaign", plain, answer)
    yield example("more replies", plain, reply_count=12, has_more=True)
    yield example(
        "from right to left",
        objects.comment("اتصلت اليوم وكانوا لطفاء جدا.", user_name=objects.RIGHT_TO_LEFT[0]),
    )
    yield example("long word", objects.comment(objects.LONG_WORD * 2))
    yield example("removed by its writer", objects.comment("", is_withdrawn=True))
    yield example("removed by a moderator", objects.comment("", is_erased=True))


def _fields() -> Iterator[Example]:
    alert = objects.alert()
    yield Example("empty", {"form": CommentForm(alert, language="en")})
    sent = {"comment": "", "name": "x" * 200}
    yield Example("error", {"form": CommentForm(alert, data=sent, language="en")})


def _pagination() -> Iterator[Example]:
    items = Paginator(range(50), 10)
    for state, number in (("first", 1), ("in the middle", 3), ("last", 5)):
        yield Example(state, {"items": items.page(number), "parameter": "page"})
