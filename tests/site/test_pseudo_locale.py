"""Tests for readers' pages with a catalog whose messages are English in brackets."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.comments import lookup as threads
from alerts.models import AlertPage, PostIndexPage
from home.form_tokens import make_form_token
from home.models import Meeting
from home.translation.models import Phrase, PhraseTranslation
from tests import factories as make
from tests.support import by_link, error_pages, every_page, words
from tests.support.markup import parse, texts
from tests.support.pseudo_locale import bracketed, unbracketed
from tests.support.reader_form import form_fields

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


@pytest.fixture
def language():
    # For tests that are not parametrized with `language`.
    return "so"


def other_words(english):
    # With a Somali word, so that it differs from the English.
    return bracketed(f"erayo {english}")


in_every_language = pytest.mark.parametrize("language", words.LANGUAGES)


@pytest.fixture
def pseudo_locale(settings, tmp_path, language):
    """Return a function that installs a catalog of bracketed messages, except `leave_out`."""

    def use(*leave_out):
        catalog = words.catalog_of(language)
        for entry in list(catalog):
            if entry.msgid in leave_out:
                catalog.remove(entry)
            elif entry.msgid_plural:
                entry.msgstr_plural = {
                    number: bracketed(entry.msgid_plural if number else entry.msgid)
                    for number in entry.msgstr_plural
                }
            else:
                entry.msgstr = bracketed(entry.msgid)
            entry.flags = []
        compiled = tmp_path / language / "LC_MESSAGES" / "django.mo"
        compiled.parent.mkdir(parents=True)
        catalog.save_as_mofile(str(compiled))
        # Django clears its catalogs whenever this setting is changed or reset.
        settings.LOCALE_PATHS = [tmp_path]

    return use


@pytest.fixture
def site(monkeypatch):
    """Return pages of every type, with enough content to paginate each list."""
    monkeypatch.setattr(PostIndexPage, "PER_PAGE", 1)
    monkeypatch.setattr(threads, "THREADS_PER_PAGE", 1)
    for translation in PhraseTranslation.objects.all():
        PhraseTranslation.objects.filter(pk=translation.pk).update(text=bracketed(translation.text))
    every_page.ended_alert(slug="over-too")
    return every_page.build()


@pytest.fixture
def translate(site, language, settings, django_capture_on_commit_callbacks):
    """Return a function that translates all pages and half of the phrases, in brackets."""

    def publish(reviewed=False, **options):
        for page in site:
            with django_capture_on_commit_callbacks(execute=True):
                make.translate(page, language, other_words, **options)
        missing = Phrase.objects.exclude(translations__language=language)
        for number, phrase in enumerate(missing):
            if number % 2:  # the other phrases stay English and are marked as English
                phrase.translations.create(language=language, text=bracketed(phrase.text))
                phrase.save()
        if reviewed:
            every_page.review(language, settings)

    return publish


@pytest.fixture
def wrong_on(client, language):
    """Return a function that returns a dict of page types to unbracketed texts on the pages."""

    def look(*kinds):
        wrong = {}
        for kind in kinds or every_page.ADDRESSES:
            path, status = every_page.address(kind, language)
            response = client.get(path)
            assert response.status_code == status, kind
            root = parse(response)
            assert root.get("lang") == language
            if found := unbracketed(root):
                wrong[kind] = found
        return wrong

    return look


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
def test_a_message_that_is_not_in_the_catalog_is_found(
    site, pseudo_locale, wrong_on, message, kind
):
    pseudo_locale(message)
    assert wrong_on(kind)


# Pages


@in_every_language
def test_every_page_around_english_content(site, pseudo_locale, wrong_on):
    pseudo_locale()
    assert wrong_on() == {}


@pytest.mark.parametrize(
    ("language", "provenance", "reviewed"),
    [
        ("so", "manual", True),
        ("so", "machine", False),
        pytest.param("so", "manual", False, marks=pytest.mark.audit),
        pytest.param("so", "machine", True, marks=pytest.mark.audit),
        pytest.param("es", "manual", True, marks=pytest.mark.audit),
        pytest.param("hmn", "manual", True, marks=pytest.mark.audit),
    ],
)
def test_every_page_that_is_translated(translate, pseudo_locale, wrong_on, provenance, reviewed):
    translate(reviewed, kind=provenance)
    pseudo_locale()
    assert wrong_on() == {}


@in_every_language
def test_pages_with_nothing_on_them(pseudo_locale, wrong_on):
    make.AlertIndexPageFactory()
    make.ExplainerIndexPageFactory()
    pseudo_locale()
    assert wrong_on("home", "alert index", "explainer index") == {}


@in_every_language
def test_an_alert_on_its_last_day_and_after_its_meeting(
    site, pseudo_locale, wrong_on, time_machine
):
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    AlertPage.objects.filter(slug="call").update(
        starts_at=noon - timedelta(hours=3), ends_at=noon + timedelta(hours=3)
    )
    Meeting.objects.update(starts_at=noon - timedelta(days=1))
    time_machine.move_to(noon, tick=False)
    pseudo_locale()
    assert wrong_on("home", "alert", "alert index") == {}


@pytest.mark.parametrize("hour", range(0, 24, 3))
@pytest.mark.parametrize(
    "language", ["so", *(pytest.param(code, marks=pytest.mark.audit) for code in ("es", "hmn"))]
)
def test_every_part_of_the_day(pseudo_locale, wrong_on, time_machine, hour):
    now = timezone.localtime().replace(hour=hour, minute=30)
    time_machine.move_to(now, tick=False)
    make.AlertPageFactory(slug="call", ends_at=now + timedelta(days=2))
    pseudo_locale()
    assert wrong_on("alert") == {}


@in_every_language
@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({}, "Please write something."),
        ({"comment": " \u2800 "}, "Please write something."),
        ({"comment": "⟦x⟧" * 2000}, "This is too long: it has"),
        ({"comment": "⟦x⟧", "name": "⟦x⟧" * 50}, "This is too long: it has"),
        ({"comment": "⟦x⟧\0", "name": "⟦x⟧\0"}, "Null characters are not allowed."),
        ({"comment": "⟦x⟧", "honeypot": "⟦x⟧"}, "Leave this field empty"),
        ({"comment": "⟦x⟧", "form_token": "forged"}, "The page was open for a long time."),
    ],
    ids=["empty", "invisible", "long", "long name", "null", "trap", "forged"],
)
def test_every_message_of_a_refused_comment(client, pseudo_locale, language, form, message):
    alert = make.AlertPageFactory(slug="call")
    pseudo_locale()
    form = {"form_token": make_form_token("comment", alert.pk)} | form
    response = client.post(f"/{language}/alerts/call/comment/", form)
    assert response.status_code == 422
    page = parse(response)
    assert unbracketed(page) == []
    assert any(text.text.startswith(f"⟦{message}") for text in texts(page))


@in_every_language
def test_the_refusal_of_a_comment_from_another_site(client, pseudo_locale, language):
    make.AlertPageFactory(slug="call")
    pseudo_locale()
    response = client.post(
        f"/{language}/alerts/call/comment/",
        {"comment": "⟦x⟧"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert response.status_code == 403
    assert unbracketed(parse(response)) == []


@in_every_language
def test_a_comment_that_comes_too_late(client, site, pseudo_locale, language):
    pseudo_locale()
    response = client.post(f"/{language}/alerts/over/comment/", {"comment": "⟦x⟧"})
    assert response.status_code == 403
    assert unbracketed(parse(response)) == []


@in_every_language
def test_every_page_of_a_link_for_volunteers(client, pseudo_locale, language):
    pages = by_link.pages(language)
    pseudo_locale()
    for kind, (address, status) in pages.items():
        response = client.get(address)
        assert response.status_code == status, kind
        assert unbracketed(parse(response)) == [], kind


@in_every_language
@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"text": "⟦x⟧" * 200}, (422, "This is too long")),
        ({"text": "⟦x⟧\u2061"}, (422, "There is an invisible character")),
        (
            {"text": "⟦y⟧", "was": "other"},
            (422, "This text has changed since you opened the page."),
        ),
        ({"text": "⟦x⟧", "form_token": "forged"}, (422, "The page was open for a long time.")),
        ({"text": "⟦x⟧", "s1-999999-text": "⟦x⟧"}, (422, "The English no longer has")),
        ({"text": "⟦x⟧", "site": "cross-site"}, (403, "This did not come from our own page.")),
    ],
    ids=["long", "invisible", "conflict", "forged", "homeless", "elsewhere"],
)
def test_every_message_of_a_refused_translation_by_link(
    client, pseudo_locale, language, form, expected
):
    address, _status = by_link.pages(language)["link step, done"]
    pseudo_locale()
    fields = form_fields(client.get(address))
    box = next(name for name in fields if name.endswith("-text"))
    names = {"text": box, "was": box.replace("-text", "-shown_text")}
    site = form.get("site", "same-origin")
    sent = fields | {names.get(name, name): value for name, value in form.items()}
    response = client.post(address, sent, headers={"Sec-Fetch-Site": site})
    assert response.status_code == expected[0]
    page = parse(response)
    assert unbracketed(page) == []
    assert any(text.text.strip().startswith(f"⟦{expected[1]}") for text in texts(page))


@in_every_language
def test_submitting_by_link_too_early_and_in_time(client, pseudo_locale, language):
    pages = by_link.pages(language)
    overview, step = pages["link overview"][0], pages["link step, empty"][0]
    pseudo_locale()
    refused = client.post(overview, form_fields(client.get(overview)))
    assert refused.status_code == 422
    assert unbracketed(parse(refused)) == []
    fields = form_fields(client.get(step))
    box = next(name for name in fields if name.endswith("-text"))
    client.post(step, fields | {box: "⟦x⟧"})
    client.post(overview, form_fields(client.get(overview)))
    thanks = parse(client.get(overview))
    assert unbracketed(thanks) == []
    assert any("⟦Thank you⟧" in text.text for text in texts(thanks))


@in_every_language
@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("status", error_pages.ERRORS)
def test_every_error_page(client, pseudo_locale, language, monkeypatch, status):
    error_pages.fail(client, monkeypatch, error_pages.ERRORS[status])
    pseudo_locale()
    response = client.get(f"/{language}/")
    assert response.status_code == status
    page = parse(response)
    assert page.get("lang") == language
    assert unbracketed(page) == []
    assert any("⟦" in text.text for text in texts(page))


def test_every_template_of_readers_is_on_a_page_that_is_looked_at(
    client, site, settings, monkeypatch
):
    paths = [every_page.address(kind, "so")[0] for kind in every_page.ADDRESSES]
    paths += [path for path, _status in by_link.pages("so").values()]
    settings.STYLE_GUIDE = True
    # Not pages of the site: see test_repost_and_card.py and test_style_guide.py.
    paths += ["/so/alerts/call/card/", "/styleguide/"]
    seen = {template.name for path in paths for template in client.get(path).templates}
    for error in error_pages.ERRORS.values():
        error_pages.fail(client, monkeypatch, error)
        seen |= {template.name for template in client.get("/so/").templates}
    missed = {name for name in words.reader_templates() if "/mail/" not in name} - seen
    assert missed == set(), "add an address to tests/support/every_page.py on which each is used"
