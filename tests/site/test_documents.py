"""Tests that links, images, paths and commands in the documentation exist."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.text import slugify

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *ROOT.glob("site/docs/*.md")]
)
TOP_LEVEL = ("alerts", "home", "locale", "site", "templates", "tests")
# A path with a placeholder, such as `locale/<language>/…`.
PLACEHOLDER = re.compile(r"[<>{}*…]")


def read(name):
    return re.sub(r"^```.*?^```", "", (ROOT / name).read_text("utf-8"), flags=re.M | re.S)


def links_of(name):
    text = re.sub(r"`[^`\n]*`", "", read(name))
    return re.findall(r"\]\(([^)\s]+)\)", text)


def anchors_of(path):
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.M)
    return {slugify(heading) for heading in headings}


def paths_of(name):
    """Return the texts in backticks that begin with a top-level folder and have no placeholder."""
    folders = tuple(f"{folder}/" for folder in TOP_LEVEL)
    texts = re.findall(r"`([^`\s]+)`", read(name))
    return [
        text.partition("::")[0]
        for text in texts
        if text.startswith(folders) and not PLACEHOLDER.search(text)
    ]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_and_image_of_a_document_leads_somewhere(name):
    broken = []
    for link in links_of(name):
        if re.match(r"[a-z]+:", link):
            continue
        path, _hash, anchor = link.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_of_a_document_exists(name):
    assert [path for path in paths_of(name) if not (ROOT / path).exists()] == []


def rooms():
    """Return (room, paths relative to it) for rows of the table of rooms in architecture.md."""
    folders = tuple(f"{folder}/" for folder in TOP_LEVEL)
    rows = re.findall(r"^\| `(\w[^`]*/)`.*? \| (.+) \|$", read("site/docs/architecture.md"), re.M)
    return [
        (room, [path for path in paths if not path.startswith(folders)])
        for room, text in rows
        if (paths := re.findall(r"`([\w/]+(?:\.py|/))`", text))
    ]


def test_every_short_path_in_the_table_of_rooms_exists():
    found = rooms()
    assert any(paths for _room, paths in found)
    for room, paths in found:
        assert [path for path in paths if not (ROOT / room / path).exists()] == [], room


def control_groups():
    """Return (group, [(file, test)]) for each row of the table in SECURITY.md."""
    rows = re.findall(r"^\| (.+ \(V.+\)) \| .+ \| (.+) \|$", read("SECURITY.md"), re.M)
    return [(group, re.findall(r"`([^`:]+)::(\w+)`", tests)) for group, tests in rows]


def test_each_of_the_ten_groups_of_controls_names_tests_that_exist():
    groups = control_groups()
    assert len(groups) == 10
    for group, tests in groups:
        assert tests, group
        for path, name in tests:
            assert re.search(rf"^def {name}\(", (ROOT / path).read_text("utf-8"), re.M), name


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_of_a_document_exists(name):
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    commands = set(re.findall(r"`make ([a-z]+)", read(name)))
    assert commands - targets == set()
