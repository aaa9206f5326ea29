"""Tests of the attributes of elements in all templates, whichever page shows them."""

import re
from typing import NamedTuple

from django.conf import settings

FOLDER = settings.BASE_DIR / "templates"
TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-z][\w-]*)"""
    r"""(?P<rest>(?:{%.*?%}|{{.*?}}|"[^"]*"|'[^']*'|[^>"'{]|{(?![%{]))*)>"""
    r"""|{{ (?P<value>.*?) }}|{%.*?%}""",
    re.DOTALL,
)
WITHOUT_END = {"br", "hr", "img", "input", "link", "meta", "source", "track"}
# The attribute or the tag that names the language of an element.
LANGUAGE = re.compile(r'\slang="([^"]*)"|{{ ([\w.]+\|lang_of:[\w."]+|[\w.]+\|lang_attr) }}')


class Element(NamedTuple):
    path: str
    name: str
    tag: str
    # Tags of the elements around it in the same template, the nearest first.
    around: tuple[str, ...]

    def has(self, pattern):
        return re.search(pattern, self.tag)


def read():
    """Return the elements of all templates, and pairs of each variable and the element it is in."""
    elements, variables = [], []
    for path in sorted(FOLDER.rglob("*")):
        if path.suffix not in {".html", ".txt"}:
            continue
        opened = []
        for found in TAG.finditer(path.read_text(encoding="utf-8")):
            tags = tuple(tag for _name, tag in reversed(opened))
            here = Element(str(path.relative_to(FOLDER)), found["name"] or "", found[0], tags)
            if found["value"]:
                variables.append((found["value"], here))
            elif found["end"]:
                names = [name for name, _tag in opened]
                while found["name"] in names and names.pop() != found["name"]:
                    opened.pop()
                del opened[len(names) :]
            elif found["name"]:
                elements.append(here)
                if found["name"] not in WITHOUT_END:
                    opened.append((found["name"], found[0]))
    return elements, variables


ELEMENTS, VARIABLES = read()


def lacking(elements, pattern):
    assert elements
    return [(one.path, one.tag) for one in elements if not one.has(pattern)]


def test_a_language_is_one_of_the_site_or_a_variable():
    named = {match[1] for one in ELEMENTS for match in re.finditer(r'\slang="([^"]*)"', one.tag)}
    assert "en" in named
    fixed = {value for value in named if "{{" not in value}
    # Translators ask their questions in a language that nobody notes.
    assert fixed <= {*dict(settings.LANGUAGES), ""}


PUBLIC, ADMIN, TRANSLATION = r"(?!.*\badmin/)", r".*\badmin/", r"translation/admin/"
# Variables with texts in another language than the page may be in: where they are, the variable, and
# the nearest language around it. In the last, `\1` and `\2` are groups of the second.
TEXTS = [
    (PUBLIC, r"(page|post|parent|child|alert|event\.alert)\|headline", r'\1|lang_of:"title"'),
    (
        PUBLIC,
        r"(page|post|event\.alert)\.(title|ask|intro|summary|about|body)(?:\|rich_text)?",
        r'\1|lang_of:"\2"',
    ),
    (PUBLIC, r"expanded_texts\|html_of:([\w.]+)\.(\w+)", r'\1|lang_of:"\2"'),
    (PUBLIC, r"(outcome_text|response)", r'page|lang_of:"\1"'),
    ("alerts/", r"point\.value|heading", "page|lang_of:name"),
    ("", r"([\w.]+)\|words(?:_in_short)?(?:\|.*)?", r"{{ \1.written_in }}"),
    ("comments/", r"comment\.note|note", "{{ comment.language }}"),
    ("", r"(?!link\.)(?:\w+\.)+english(?:\|.*)?", "en"),
    ("", r"(?:\w+\.)*(?:render_text|phrase\.text|question\.answer\|.*)", "en"),
    ("translation/link_", r"page\.source\.title|term\.note", "en"),
    ("calls/results", "name", "en"),
    ("comments/call_result", "office", "en"),
    ("sharing/share", r"link\.name", "en"),
    (r"calls/|sharing/repost", r"([\w.]+)\|language_name_local\|capfirst", r"{{ \1 }}"),
    ("", r"(?:office|account\.value)\.name|line\.office|meeting\.(?:place|address)", "en"),
    ("", r"(?:\w+\.)+public_name|item\.value\.(?:title|publisher)", "en"),
    ("", r"terms\.licence_name|credit|site_name|column\.address", "en"),
    ("", r"sheet\.(?:campaign|phone|email|site)|link\.target", "en"),
    ("", r"column\.(title|ask)\.text", r"{{ column.\1.lang }}"),
    ("sharing/", r"(role|label|word)\.text", r"{{ \1.lang }}"),
    ("sharing/flyer", r"(column|first)\.\w+", r"{{ \1.language }}"),
    ("", r"message\.(?:whole|address)", "message.language|lang_attr"),
    ("", r"line\.pronunciation", "{{ page.language }}"),
    (
        TRANSLATION,
        r"(?:\w+\.)*(?:string|former|row|line|neighbor)\.text(?:\|.*)?",
        "{{ language }}",
    ),
    (
        TRANSLATION,
        r"(?:remembered\.|text\.)?text\|(?:truncatechars.*)|remembered\.text",
        "{{ language }}",
    ),
    ("translation/admin/translate", r"text\|linebreaksbr", "{{ language }}"),
    # Translators ask in a language that nobody notes.
    ("translation/", r"(?:row\.)?question\.text\|linebreaksbr", ""),
    (
        TRANSLATION,
        r"change\.(?:before|after)\|.*|term\.translation|(?:new_)?message",
        "{{ language }}",
    ),
]


def test_a_text_in_another_language_is_in_an_element_that_says_so():
    wrong, used = [], set()
    for variable, place in VARIABLES:
        for rule in TEXTS:
            folder, pattern, expected = rule
            match = re.fullmatch(pattern, variable)
            if (
                match
                and re.match(folder, place.path)
                and (place.around or "copy_html" in place.path)
            ):
                used.add(rule)
                found = next(filter(None, map(LANGUAGE.search, place.around)), None)
                language = found and (found[1] if found[2] is None else found[2])
                if language != match.expand(expected):
                    wrong.append((place.path, variable, language))
                break
    assert wrong == []
    assert used == {*TEXTS}


def outside(variables, pattern):
    """Return the `variables` that are in no element whose tag matches `pattern`, with their files."""
    found = [(place, one) for one, place in VARIABLES if re.fullmatch(variables, one)]
    found = [(place, one) for place, one in found if place.path.endswith(".html") and place.around]
    assert found
    tags = {place: " ".join(place.around) for place, _one in found}
    return [(place.path, one) for place, one in found if not re.search(pattern, tags[place])]


def test_english_that_is_only_for_developers_and_editors_says_so():
    places = "style_guide/index|home/admin/previews/"
    names = {"h1", "h2", "p", "ul", "figcaption", "span"}
    texts = [one for one in ELEMENTS if re.match(places, one.path) and one.name in names]
    assert texts
    assert [one for one in texts if 'lang="en"' not in one.tag + "".join(one.around)] == []


def test_the_words_of_a_comment_have_their_own_direction():
    assert outside(r"[\w.]+\|words(?:_in_short)?(?:\|.*)?|comment\.note", 'dir="auto"') == []
    boxes = [one for one in ELEMENTS if one.has("<textarea") and one.has("comment.language")]
    assert lacking(boxes, 'dir="auto"') == []


def test_a_browser_does_not_translate_names_and_addresses():
    names = (
        r"office\.name|line\.office|meeting\.(?:place|address)|(?:\w+\.)+public_name|credit"
        r"|account\.value\.name|terms\.licence_name|link\.(?:english|target|localized)"
        r"|sheet\.(?:campaign|outside)(?:\|.*)?|item\.address"
    )
    assert outside(names, 'translate="no"') == []
    addresses = [one for one in ELEMENTS if one.has(r'class="web-address"|href="mailto:')]
    assert lacking(addresses, 'translate="no"') == []


def test_a_link_to_another_window_or_site_says_so():
    windows = [one for one in ELEMENTS if one.has('target="_blank"')]
    assert lacking(windows, 'rel="(?:noopener|noreferrer)"') == []
    sites = [
        one
        for one in ELEMENTS
        if one.has(r'<a [^>]*href="{{ [\w.]*(?:value\.url|licence_address) }}"')
    ]
    assert lacking(sites, 'rel="(?:external|license)"') == []


def test_a_message_about_missed_comments_is_an_alert():
    assert outside("missed", 'role="alert"') == []


def test_what_only_a_script_can_use_is_hidden_without_it():
    assert (
        lacking(
            [one for one in ELEMENTS if one.has("data-(?:copies|shares|notice|typed|not-sent)")],
            r"\shidden\b",
        )
        == []
    )


def test_a_message_about_an_error_is_announced():
    errors = [one for one in ELEMENTS if one.has('class="(?:notice error|[^"]*help-critical)')]
    assert lacking(errors, 'role="alert"') == []
    # Elsewhere a field names its errors with `aria-describedby`.
    sign_in = [one for one in ELEMENTS if re.match("(?:mfa|people)/", one.path)]
    found = [one for one in sign_in if one.has("error-message|help-warning")]
    assert lacking(found, 'role="alert"') == []


def test_news_that_are_no_errors_are_announced_too():
    news = [
        one
        for one in ELEMENTS
        if one.has('data-notice="(?:restored|elsewhere)"|class="messages"')
        or "data-until" in "".join(one.around[:1])
    ]
    assert lacking(news, 'role="status"') == []
    bars = [one for one in ELEMENTS if one.name == "progress"]
    assert bars
    assert [one.path for one in bars if 'role="status"' not in "".join(one.around)] == []


# Parts of tags, and the attribute that each such element needs.
ALSO_NEEDED = {
    r"\|english_address }}": r'\shreflang="en"',
    r'type="file"': r"\srequired\b",
    r"'icons/icon": r'\srel="(?:icon|apple-touch-icon)"',
    r"<html": r'\slang="{{ \w+ }}"',
    r'<a href="/{{ LANGUAGE_CODE }}/"': 'lang="en" translate="no"',
    r"link\.is_elsewhere": 'rel="external" lang="en" translate="no"',
    r'<textarea [^>]*aria-labelledby="(?:share-label|as-)': 'translate="no"',
    r'value="restore-': "aria-label=",
}


def test_an_element_has_what_its_other_attributes_make_necessary():
    for part, needed in ALSO_NEEDED.items():
        assert lacking([one for one in ELEMENTS if one.has(part)], needed) == [], part


def test_a_moment_is_written_for_machines_too():
    times = [one for one in ELEMENTS if one.name == "time"]
    assert lacking(times, r"datetime=\"{{ [\w.]+\|(?:machine_time|date:'c'|date:'Y-m-d') }}") == []


def test_a_field_has_a_label():
    fields = [
        one
        for one in ELEMENTS
        if one.name in {"textarea", "select", "audio", "progress"}
        or (one.name == "input" and not one.has('type="(?:hidden|submit)"'))
    ]
    labels = {
        (one.path, one.has(r'\sfor="([^"]*)"')[1])
        for one in ELEMENTS
        if one.has(r'<label[^>]*\sfor="')
    }
    unnamed = [
        one
        for one in fields
        if not one.has("aria-label") and not any(tag.startswith("<label") for tag in one.around)
    ]
    found = [
        (one.path, one.tag)
        for one in unnamed
        if (one.path, (one.has(r'\sid="([^"]*)"') or " " * 2)[1]) not in labels
    ]
    assert found == []


def test_a_label_of_an_element_without_a_role_of_its_own_comes_with_one():
    labelled = [
        one for one in ELEMENTS if one.name in {"div", "p", "span"} and one.has("aria-label=")
    ]
    assert lacking(labelled, r"\srole=") == []
    pictures = [one for one in ELEMENTS if one.has('role="img"')]
    assert lacking(pictures, "aria-label=") == []


def test_a_button_that_only_the_enter_key_presses_is_hidden_from_screen_readers():
    assert (
        lacking(
            [one for one in ELEMENTS if one.has('tabindex="-1"') and one.name == "button"],
            'aria-hidden="true"',
        )
        == []
    )


FORM = re.compile(r"<form\b(?P<attributes>[^>]*)>(?P<fields>.*?)</form>", re.DOTALL)
TOKEN = re.compile(r'csrf_token|name="form_token"|List-Unsubscribe')


def test_a_form_that_changes_something_sends_a_token():
    forms = [
        (str(path.relative_to(FOLDER)), form[0])
        for path in FOLDER.rglob("*.html")
        for form in FORM.finditer(path.read_text(encoding="utf-8"))
        if 'method="post"' in form["attributes"]
    ]
    assert forms
    assert [form for form in forms if not TOKEN.search(form[1])] == []


def test_a_document_fits_phones_and_dark_screens():
    wholes = {one.path for one in ELEMENTS if one.name == "html"}
    assert {"base.html", "comments/mail/layout.html"} <= wholes
    metas = {(one.path, one.tag) for one in ELEMENTS if one.name == "meta"}
    for path in wholes:
        assert {
            (path, '<meta charset="utf-8">'),
            (path, '<meta name="viewport" content="width=device-width, initial-scale=1">'),
            (path, '<meta name="color-scheme" content="light dark">'),
        } <= metas
