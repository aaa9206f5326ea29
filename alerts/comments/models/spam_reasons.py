"""Sentences for moderators about the reasons that the spam checks have found."""

from collections.abc import Iterable
from typing import Any

# [name, points, detail], as stored in JSON. No type describes a list of different types in order.
SpamReason = list[Any]

_SENTENCES = {
    "fast": "Sent {} after the form was opened",
    "rate": "One address had sent {} before",
    "links": "Has {} links",
    "only_link": "Says little besides a link",
    "word": "Has the blocked words “{}”",
    "domain": "Leads to the blocked site {}",
    # Comments that are named or counted can be changed or erased later.
    "near_spam": "When sent, said nearly the same as comment {}, which a moderator marked as spam",
    "own_text": "Copies a text of the campaign",
    "threat": "Seems to threaten somebody",
    "near_refused": "When sent, said nearly the same as a comment that moderators did not publish",
    "edited": "Its writer changed the text later; a restored backup has lost the change",
    "near_many": "When sent, said nearly the same as {} other comments of the 24 hours before",
}


def sentences(reasons: Iterable[SpamReason]) -> list[str]:
    """Return an English sentence for each reason, with its points at the end."""
    return [
        f"{_SENTENCES.get(name, str(name)).format(detail)} (+{points})"
        for name, points, detail in reasons
    ]
