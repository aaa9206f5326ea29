"""Feed entries, which are the same in Atom and in JSON."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid5

from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from alerts.lookup import first_numbers, offices_updated_at
from alerts.models import AlertPage, ExplainerPage, Post, State
from alerts.states import PostQuerySet
from home.addresses import absolute, page_address
from home.glosses import mark_glosses
from home.lookup import in_language, watch_schedule
from home.phones import PhoneNumber
from home.translation.notes import headline, old_text_note, without_headline

from ..block_items import BlockItem, as_html, blocks_of, items_of
from ..deadlines import day, outcome, when_as_html
from ..moments import text_changed_at
from ..sample_mark import sample_mark
from ..text import lines_of, plain
from ..translation_notes import english_note, provenance_in_words, provenance_of

ALERTS, EXPLAINERS = 30, 20


@dataclass
class Entry:
    """Post in a feed."""

    id: str
    address: str
    # Language of `title` and `html`, except for elements that have their own `lang`.
    language: str
    title: str
    html: str
    published: datetime
    updated: datetime
    kind: str
    provenance: str
    provenance_in_words: str
    # Times, outcome and number of an alert for programs; empty for an explainer.
    facts: dict[str, Any] = field(default_factory=dict)


def entries() -> list[Entry]:
    """Return entries for the newest alerts and explainers, the newest first."""
    watch_schedule()
    alerts = list(_newest(AlertPage, ALERTS))
    numbers, corrected = first_numbers(alerts), offices_updated_at(alerts)
    explainers = list(_newest(ExplainerPage, EXPLAINERS))
    shown_alerts, shown_explainers = in_language(alerts), in_language(explainers)
    items = items_of(shown_alerts) | items_of(shown_explainers)
    found = [
        _alert_entry(one, numbers.get(one.source.pk), corrected.get(one.source.pk), items[one.pk])
        for one in shown_alerts
    ]
    found += [
        _entry(
            one,
            "explainer",
            headline(one.shown("title")),
            [_marked(one, "summary"), *map(as_html, items[one.pk])],
            ("title", "summary", *blocks_of(items[one.pk])),
        )
        for one in shown_explainers
    ]
    return sorted(found, key=lambda entry: entry.published, reverse=True)


def _newest(model: Any, count: int) -> PostQuerySet:
    newest = model.objects.listed().newest_first()[:count]
    return newest.loaded().filter(first_published_at__isnull=False).newest_first()


def _alert_entry(
    alert: AlertPage,
    number: PhoneNumber | None,
    corrected_at: datetime | None,
    items: Sequence[BlockItem],
) -> Entry:
    """Return the feed entry for `alert`, with the `items` of its body until it has ended."""
    state, source = alert.state, alert.source
    has_ended = state == State.ENDED
    with override(language := alert.block_language("title")):
        title = headline(alert.shown("title"))
        if has_ended:
            title = _("Ended: {title}").format(title=title)
        deadline, came_of_it = when_as_html(alert), outcome(alert)
        label = str(state.label)
        call = _("Call {number}.").format(number=number) if number and not has_ended else ""
    ask = _marked(alert, "ask")
    shown: tuple[str, ...]
    if has_ended:
        paragraphs = [_in(language, deadline), _text(alert, "outcome_text")]
        shown = ("title", "outcome_text") if alert.outcome_text else ("title",)
    else:
        paragraphs = [
            _in(language, format_html("{}. {}", label, deadline)),
            ask,
            _in(language, call),
            *map(as_html, items),
        ]
        shown = ("title", "ask", *blocks_of(items))
    paragraphs.insert(0, _in(get_language(), sample_mark(alert)))
    entry = _entry(alert, "alert", title, paragraphs, shown)
    newer = alert.over_at if has_ended else corrected_at
    if newer and not alert.takes_effect_later:
        entry.updated = max(entry.updated, newer)
    entry.facts = {
        "state": state.value,
        "state_in_words": label,
        "starts_at": source.starts_at,
        "deadline": source.ends_at,
        "deadline_in_words": "" if came_of_it else plain(deadline),
        "outcome": alert.decision.value if alert.decision else "",
        "outcome_in_words": came_of_it,
        "number": number.for_machines if number and not has_ended else "",
    }
    return entry


def _entry(
    post: Post, kind: str, title: str, paragraphs: Iterable[str], shown: Collection[str]
) -> Entry:
    source, language = post.source, post.block_language("title")
    with override(language):
        label = _("Published:")
        published = f"{label} {day(source.first_published_at)}"
    words = provenance_in_words(post, shown)
    parts = [
        _in(get_language(), english_note(post, shown)),
        _in(get_language(), old_text_note(post.shown(name) for name in without_headline(shown))),
        *paragraphs,
        _in(language, published),
        _in(get_language(), words),
    ]
    return Entry(
        # Not the address of the post, which may change.
        id=f"urn:uuid:{uuid5(source.translation_key, get_language())}",
        address=absolute(page_address(post)),
        language=language,
        title=title,
        html=mark_glosses("".join(parts)),
        published=source.first_published_at,
        updated=max(filter(None, [source.first_published_at, text_changed_at(post)])),
        kind=kind,
        provenance=provenance_of(post, shown),
        provenance_in_words=words,
    )


def _in(language: str, text: str) -> str:
    return format_html('<p lang="{}">{}</p>', language, text) if text else ""


def _marked(post: Post, name: str) -> str:
    return _in(post.block_language(name), getattr(post, name))


def _text(post: Post, name: str) -> str:
    # Without other markup, such as links, because they are relative to the site.
    language = post.block_language(name)
    lines = lines_of(getattr(post, name))
    return format_html_join("", '<p lang="{}">{}</p>', ((language, line) for line in lines))
