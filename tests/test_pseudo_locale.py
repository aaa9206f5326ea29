"""No word of the interface escapes translation.

In these tests the Somali catalog answers every message with the English in
brackets. What a Somali page then shows without brackets was not marked for
translation, is not in the catalog, or is English that is not marked as such.
"""

from datetime import timedelta

import html5lib
import polib
import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from alerts.comments.templatetags import comment_tags
from alerts.models import AlertPage, PostIndexPage
from home.models import HomePage, Meeting
from home.stamps import make_stamp
from home.translation.models import Phrase

from . import every_page
from . import factories as make
from .markup import parse, texts

pytestmark = pytest.mark.django_db

LANGUAGE = "so"
# Names, which stay as they are: of the language itself, the campaign, and kinds of files.
NAMES = {"Soomaali", "No More Deportations", "DAT"}


def unbracketed(root):
    """The Somali texts of the page that hold a letter outside of brackets."""
    found, depth = [], 0
    for text, language, translate, attribute in texts(root):
        if language != LANGUAGE or not translate:
            continue
        level = 0 if attribute else depth
        outside = []
        for sign in text:
            level += (sign == "⟦") - (sign == "⟧")
            outside.append(sign if level == 0 else " ")
        if not attribute:
            depth = level
        rest = " ".join("".join(outside).split()).strip(" ⟧–,.()")
        if any(sign.isalpha() for sign in rest) and rest not in NAMES:
            found.append(rest)
    return found if depth == 0 else [*found, "a bracket is not closed"]


@pytest.fixture
def pseudo_locale(settings, tmp_path):
    """Brackets around all messages of the Somali catalog but those in `leave_out`."""
    source = django_settings.LOCALE_PATHS[0] / LANGUAGE / "LC_MESSAGES" / "django.po"

    def use(*leave_out):
        catalog = polib.pofile(str(source))
        for entry in list(catalog):
            if entry.msgid in leave_out:
                catalog.remove(entry)
            elif entry.msgid_plural:
                entry.msgstr_plural = {0: f"⟦{entry.msgid}⟧", 1: f"⟦{entry.msgid_plural}⟧"}
            else:
                entry.msgstr = f"⟦{entry.msgid}⟧"
            entry.flags = []
        compiled = tmp_path / LANGUAGE / "LC_MESSAGES" / "django.mo"
        compiled.parent.mkdir(parents=True)
        catalog.save_as_mofile(str(compiled))
        # Django forgets the catalogs that it has read whenever a test changes this setting,
        # so also when it is put back.
        settings.LOCALE_PATHS = [tmp_path]

    return use


def bracketed(english):
    return f"⟦{english}⟧"


@pytest.fixture
def site(monkeypatch):
    """One page of every kind, with a second page of every list."""
    monkeypatch.setattr(PostIndexPage, "PER_PAGE", 1)
    monkeypatch.setattr(comment_tags, "PER_PAGE", 1)
    every_page.ended_alert(slug="over-too")
    return every_page.build()


@pytest.fixture
def translate(site, django_capture_on_commit_callbacks):
    """Translate all pages; every word of them is then in brackets."""

    def publish(**options):
        for page in site:
            with django_capture_on_commit_callbacks(execute=True):
                make.translate(page, LANGUAGE, bracketed, **options)
        for number, phrase in enumerate(Phrase.objects.all()):
            if number % 2:  # the others stay English, and are marked so
                phrase.renderings.create(language=LANGUAGE, text=bracketed(phrase.text))
                phrase.save()

    return publish


def wrong_on(client, *kinds):
    """From each kind of page to its unbracketed texts; empty if all is well."""
    wrong = {}
    for kind in kinds or every_page.ADDRESSES:
        path, status = every_page.address(kind, LANGUAGE)
        response = client.get(path)
        assert response.status_code == status, kind
        root = parse(response)
        assert root.get("lang") == LANGUAGE
        if found := unbracketed(root):
            wrong[kind] = found
    return wrong


# The measure itself.


@pytest.mark.parametrize(
    "html",
    [
        "<p>Unmarked</p>",
        "<p>⟦Marked⟧ unmarked</p>",
        "<p>⟦Marked <b lang='en'>English⟧</b></p>",
        "<p lang='en'>English <b lang='so'>Unmarked</b></p>",
        "<p translate='no'>Name <b translate='yes'>Unmarked</b></p>",
        "<title>Unmarked</title>",
        "<meta name='description' content='Unmarked'>",
        "<img alt='Unmarked'>",
        "<nav aria-label='Unmarked'></nav>",
        "<a title='Unmarked'>⟦Marked⟧</a>",
        "<p>⟦Marked <a aria-label='Unmarked'>here</a>⟧</p>",
        "<input placeholder='Unmarked'>",
        "<input type='submit' value='Unmarked'>",
        "<button>Unmarked</button>",
        "<label>Unmarked <input></label>",
        "<textarea>Unmarked</textarea>",
        "<p>4 June 2011</p>",
    ],
)
def test_an_unmarked_text_is_found_wherever_it_can_be_read(html):
    page = html5lib.parse(f"<html lang='so'>{html}", namespaceHTMLElements=False)
    assert unbracketed(page)


@pytest.mark.parametrize(
    "html",
    [
        "<p>⟦Marked⟧ 4, 2011, 1:00 – (651) 201-3400.</p>",
        "<p>⟦Until ⟦June⟧ 4 (<b lang='en'>June 4</b>), <i>Central Time</i>⟧</p>",
        "<p lang='en'>English</p>",
        "<a lang='es'>Español</a>",
        "<a translate='no'>campaign@example.org</a>",
        "<input type='hidden' value='stamp'><input value='typed'>",
        "<script>code()</script><!-- comment -->",
        "<img alt=''>",
    ],
)
def test_what_is_marked_or_has_no_words_passes(html):
    page = html5lib.parse(f"<html lang='so'>{html}", namespaceHTMLElements=False)
    assert unbracketed(page) == []


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Skip to content", "home"),
        ("Act now", "alert"),
        ("%(number)s comment", "alert"),
        ("Until {date}, {time}, Central Time", "alert"),
        ("Main menu", "explainer"),
        ("Your comment", "comment form"),
    ],
)
def test_a_message_that_is_not_in_the_catalog_is_found(client, site, pseudo_locale, message, kind):
    pseudo_locale(message)
    assert wrong_on(client, kind)


# The pages.


def test_every_page_around_english_content(client, site, pseudo_locale):
    pseudo_locale()
    assert wrong_on(client) == {}


@pytest.mark.parametrize("provenance", ["manual", "machine"])
@pytest.mark.parametrize("reviewed", [True, False])
def test_every_page_that_is_translated(client, translate, pseudo_locale, provenance, reviewed):
    translate(kind=provenance)
    if reviewed:
        for model in (AlertPage, HomePage):
            model.objects.filter(locale__language_code=LANGUAGE).update(
                reviewed_on=timezone.localdate()
            )
    pseudo_locale()
    assert wrong_on(client) == {}


def test_pages_with_nothing_on_them(client, pseudo_locale):
    make.AlertIndexPageFactory()
    make.ExplainerIndexPageFactory()
    pseudo_locale()
    assert wrong_on(client, "home", "alert index", "explainer index") == {}


def test_an_alert_on_its_last_day_and_after_its_meeting(client, site, pseudo_locale, time_machine):
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    AlertPage.objects.filter(slug="call").update(
        starts_at=noon - timedelta(hours=3), ends_at=noon + timedelta(hours=3)
    )
    Meeting.objects.update(starts_at=noon - timedelta(days=1))
    time_machine.move_to(noon, tick=False)
    pseudo_locale()
    assert wrong_on(client, "home", "alert", "alert index") == {}


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_every_part_of_the_day(client, pseudo_locale, time_machine, hour):
    now = timezone.localtime().replace(hour=hour, minute=30)
    time_machine.move_to(now, tick=False)
    make.AlertPageFactory(slug="call", ends_at=now + timedelta(days=2))
    pseudo_locale()
    assert wrong_on(client, "alert") == {}


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({}, "Please write something."),
        ({"comment": " \u2800 "}, "Please write something."),
        ({"comment": "⟦x⟧" * 2000}, "Ensure this value has at most"),
        ({"comment": "⟦x⟧", "name": "⟦x⟧" * 50}, "Ensure this value has at most"),
        ({"comment": "⟦x⟧\0", "name": "⟦x⟧\0"}, "Null characters are not allowed."),
        ({"comment": "⟦x⟧", "honeypot": "⟦x⟧"}, "Leave this field empty"),
        ({"comment": "⟦x⟧", "stamp": "forged"}, "The page was open for a long time."),
    ],
    ids=["empty", "invisible", "long", "long name", "null", "trap", "forged"],
)
def test_what_a_refused_comment_is_told(client, pseudo_locale, form, message):
    alert = make.AlertPageFactory(slug="call")
    pseudo_locale()
    form = {"stamp": make_stamp("comment", alert.pk)} | form
    response = client.post("/so/alerts/call/comment/", form)
    assert response.status_code == 422
    page = parse(response)
    assert unbracketed(page) == []
    assert any(text.text.startswith(f"⟦{message}") for text in texts(page))


def test_a_comment_from_elsewhere(client, pseudo_locale):
    make.AlertPageFactory(slug="call")
    pseudo_locale()
    response = client.post(
        "/so/alerts/call/comment/", {"comment": "⟦x⟧"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert response.status_code == 403
    assert unbracketed(parse(response)) == []


def test_a_comment_that_comes_too_late(client, site, pseudo_locale):
    pseudo_locale()
    response = client.post("/so/alerts/over/comment/", {"comment": "⟦x⟧"})
    assert response.status_code == 403
    assert unbracketed(parse(response)) == []


@pytest.mark.parametrize("status", every_page.ERRORS)
def test_every_error_page(client, site, pseudo_locale, monkeypatch, status):
    every_page.fail(client, monkeypatch, every_page.ERRORS[status])
    pseudo_locale()
    response = client.get("/so/")
    assert response.status_code == status
    page = parse(response)
    assert page.get("lang") == LANGUAGE
    assert unbracketed(page) == []
    assert any("⟦" in text.text for text in texts(page))
