"""Messages of the pseudo-locale, English in brackets, and a search for untranslated text."""

import re

from home.people import roles
from tests.support import words
from tests.support.markup import texts

# Names that are not translated: languages, the campaign, file types.
NAMES = {*map(roles.LANGUAGE_NAMES.get, words.LANGUAGES), "No More Deportations", "PDF"}
# Text that `home.dates` adds to dates and times, in no catalog.
DATE_WORDS = {"es": {"de"}, "so": set(), "hmn": {"hnub", "lub", "tim", "teev"}}


def bracketed(english):
    return f"⟦{english}⟧"


def unbracketed(root):
    """Return the texts outside brackets in the page's language, except dates and names."""
    found, depth = [], 0
    own = root.get("lang")
    for text, language, translate, attribute in texts(root):
        if language != own or not translate:
            continue
        level = 0 if attribute else depth
        outside = []
        for sign in text:
            level += (sign == "⟦") - (sign == "⟧")
            outside.append(sign if level == 0 else " ")
        if not attribute:
            depth = level
        rest = " ".join("".join(outside).split()).strip(" ⟧–,.()")
        left = {word.lower() for word in re.findall(r"[^\W\d_]+", rest)}
        if left - DATE_WORDS.get(own, set()) and rest not in NAMES:
            found.append(rest)
    return found if depth == 0 else [*found, "a bracket is not closed"]
