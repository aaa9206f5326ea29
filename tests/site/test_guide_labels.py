"""Test that labels quoted in the guides are in the code, or in a list of Wagtail's labels."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from home.admin.guides import DOCUMENTS, GUIDES

ROOT = Path(settings.BASE_DIR)
WAGTAILS = {
    *("account", "actions", "add a document", "add a user", "add an image", "add child page"),
    *("create", "delete", "expiry date/time", "go live date/time", "more actions", "pages"),
    *("publish", "reports", "roles", "save", "save draft", "save schedule"),
    *("schedule to publish", "set schedule", "settings", "show filters", "site history"),
    *("submit", "toggle checks", "toggle preview", "toggle status", "translate this page"),
    *(
        "autosave is paused",
        "unpublish",
        "users",
        "copy",
        "images",
        "documents",
        "preview mode",
        "notifications",
    ),
}


@pytest.fixture(scope="module")
def code():
    """Return the project's code and templates as one lower-case text."""
    files = [
        *(path for folder in ("alerts", "home") for path in (ROOT / folder).rglob("*.py")),
        *(ROOT / "templates").rglob("*.html"),
    ]
    text = "\n".join(path.read_text("utf-8") for path in files).lower()
    # With spaces for underscores, to find labels that Django makes of names.
    return re.sub(r"\s+", " ", text + text.replace("_", " "))


def labels_of(name):
    text = (DOCUMENTS / f"{name}.md").read_text("utf-8").replace("**", "").replace(r"\*", "")
    text = re.sub(r"`[^`]*`", "", text)  # code may have an asterisk
    # Labels are in italics.
    for label in re.findall(r"\*([^*]+)\*", text):
        for part in label.split(" → "):
            yield re.sub(r"\s+", " ", part).strip().lower()


@pytest.mark.parametrize("name", GUIDES)
def test_every_label_in_a_guide_is_in_the_code(name, code):
    unknown = []
    for label in labels_of(name):
        if label in WAGTAILS:
            continue
        # Wagtail composes “Add glossary term” and “Choose office”; names of groups end with a
        # language.
        shown = re.sub(r"^(add|choose) | \(.*\)$", "", label)
        if not all(piece.strip() in code for piece in shown.split("…")):
            unknown.append(label)
    assert unknown == []
