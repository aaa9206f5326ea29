"""Tests of the templates as files: what they name exists, and elements have what they need."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template

FOLDER = settings.BASE_DIR / "templates"
STATIC = re.compile(r"""{% static ['"]([^'"]+)['"]""")
TEMPLATE = re.compile(r"""{% (?:extends|include) ['"]([^'"]+)['"]""")


def named(pattern):
    """Return a dict of names that `pattern` finds in templates to a template with each."""
    found = {}
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            names = pattern.findall(path.read_text(encoding="utf-8"))
            found |= {name: str(path.relative_to(FOLDER)) for name in names}
    return found


def test_every_static_file_that_a_template_names_exists():
    names = named(STATIC)
    assert "css/site.css" in names
    assert [pair for pair in names.items() if not finders.find(pair[0])] == []


def test_every_template_that_another_names_exists_and_has_no_mistake():
    names = named(TEMPLATE)
    assert "includes/meeting.html" in names
    for name in names:
        get_template(name)


# Attributes that an element needs, for people and for browsers.
NEEDED = {
    "button": "type",
    "form": "method",
    "img": "alt",
    "nav": "aria-label|aria-labelledby",
    "section": "aria-label|aria-labelledby|lang",  # the columns of the flyer have a language
    "th": "scope",
}


@pytest.mark.parametrize(("tag", "names"), NEEDED.items())
def test_every_element_has_the_attribute_that_it_needs(tag, names):
    elements = named(re.compile(rf"<{tag}\b[^>]*>"))
    assert elements
    needed = re.compile(rf"\s(?:{names})=")
    assert [pair for pair in elements.items() if not needed.search(pair[0])] == []


def test_every_label_has_its_field_inside_or_names_it():
    labels = named(re.compile(r"<label\b.*?</label>", re.DOTALL))
    assert labels
    fields = re.compile(
        r"^<label[^>]*\sfor=|<input|<select|<textarea"
        r"|{{ (?:\w+\.)*(?:\w*field|tag|take|subwidget|looked_at)\b"
    )
    found = [pair for pair in labels.items() if not fields.search(pair[0])]
    assert found == []


@pytest.mark.django_db
def test_the_style_guide_has_the_styles_of_a_post(client, settings):
    settings.STYLE_GUIDE = True
    page = client.get("/styleguide/?language=en").content.decode()
    assert {"posts", "calls", "reading", "forms"} <= set(re.findall(r"css/([\w-]+)\.css", page))
