"""Tests for refused requests to translation links, and for the privacy of the links' pages."""

import time

import pytest
import time_machine
from django.utils import timezone
from wagtail_localize.models import StringTranslation

from home.form_tokens import MAX_AGE, make_form_token
from home.logs import PrivateFormatter
from home.translation.models import LinkUse, ReviewRequest, TranslationLink
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.by_link import address, begin, box, key, open_link, send, steps
from tests.support.reader_form import form_fields, typed
from tests.support.soup import parse

pytestmark = pytest.mark.django_db
TEXT = "Qoraalkii aan qoray"


@pytest.mark.parametrize("language", ["en", "es", "hmn"])
def test_a_link_answers_in_its_own_language_only(client, language):
    _translation, url = open_link()
    (step, *_rest) = steps(client, url)
    for place in (url, step):
        path = place.replace("/so/", f"/{language}/")
        assert client.get(path).status_code == client.post(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "-", "x" * 32, "x" * 3000])
def test_an_unknown_token_is_not_found(client, token):
    open_link()
    assert client.get(f"/so/translate/{token}/").status_code == 404
    assert client.get(f"/so/translate/{token}/s1-1/").status_code == 404


def test_the_hash_in_the_database_opens_nothing(client):
    open_link()
    stored = TranslationLink.objects.get()
    assert client.get(f"/so/translate/{stored.token_hash}/").status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_refused(client, method):
    _translation, url = open_link()
    assert getattr(client, method)(url).status_code == 405


FROM_ELSEWHERE = [
    {"Origin": "https://elsewhere.example"},
    {"Origin": "http://["},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
]
FROM_OUR_PAGE = [
    {},
    {"Origin": "null"},  # sent by browsers because of the policy `no-referrer`
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Origin": "http://testserver"},
]


@pytest.mark.parametrize("headers", FROM_ELSEWHERE, ids=str)
def test_a_form_from_another_site_is_refused_and_its_text_kept(client, headers):
    _translation, url = open_link()
    step = steps(client, url)[0]
    refused = send(client, step, TEXT, headers=headers)
    assert (refused.status_code, typed(refused)) == (403, [TEXT])
    assert not StringTranslation.objects.exists()
    assert client.post(url, form_fields(client.get(step)), headers=headers).status_code == 403
    assert not ReviewRequest.objects.exists()
    assert client.post(step, form_fields(refused)).status_code == 303
    assert StringTranslation.objects.get().data == TEXT


@pytest.mark.parametrize("headers", FROM_OUR_PAGE, ids=str)
def test_a_form_from_our_own_page_is_accepted_from_old_and_new_browsers(client, headers):
    _translation, url = open_link()
    assert send(client, steps(client, url)[0], TEXT, headers=headers).status_code == 303
    assert StringTranslation.objects.get().data == TEXT


def missing(link):
    return ""


def hostile(link):
    return "\x00:é:\U0001f4a5:" * 1000


def expired(link):
    with time_machine.travel(time.time() - MAX_AGE - 60):
        return make_form_token("translate", link.pk)


def of_another_link(link):
    return make_form_token("translate", make.link(link.translation)[0].pk)


def of_another_form(link):
    return make_form_token("comment", link.pk)


@pytest.mark.parametrize(
    "form_token", [missing, hostile, expired, of_another_link, of_another_form]
)
def test_an_invalid_form_token_loses_nothing_and_the_next_is_valid(client, form_token):
    _translation, url = open_link()
    step = steps(client, url)[0]
    bad = form_token(TranslationLink.objects.get())
    refused = send(client, step, TEXT, form_token=bad)
    assert (refused.status_code, typed(refused)) == (422, [TEXT])
    assert client.post(url, {"form_token": bad}).status_code == 422
    assert not StringTranslation.objects.exists()
    assert not ReviewRequest.objects.exists()
    assert client.post(step, form_fields(refused)).status_code == 303
    assert StringTranslation.objects.get().data == TEXT


@pytest.mark.parametrize(
    "text",
    ["\x00", "\u200b", "x" * 256, "  \u2028\u202e", "x" * 500_000],
    ids=["null", "invisible", "too long", "direction", "huge"],
)
def test_refused_words_stay_in_their_box_beside_the_reason(client, text):
    _translation, url = open_link()
    refused = send(client, steps(client, url)[0], text)
    assert refused.status_code == 422
    page = parse(refused)
    box = page.find("textarea")
    assert box["aria-invalid"] == "true"
    assert page.find(id=box["aria-describedby"]).find("p", class_="field-error").text
    assert not StringTranslation.objects.exists()
    assert LinkUse.objects.filter(what="saved").count() == 0


def test_a_field_without_a_limit_of_its_own_has_a_maximum_length(client):
    _translation, url = open_link(script=[("line", "English line")])
    step = steps(client, url)[2]
    assert send(client, step, "x" * 20_000).status_code == 422
    assert send(client, step, "x" * 500).status_code == 303


def test_one_refused_box_does_not_keep_the_others_from_being_saved(client):
    _translation, url = open_link(response="<ul><li>One</li><li>Two</li></ul>")
    step = steps(client, url)[2]
    refused = send(client, step, "\u200b", "Laba")
    assert refused.status_code == 422
    assert StringTranslation.objects.get().data == "Laba"
    assert typed(refused)[1] == "Laba"


def test_markup_is_shown_as_it_was_typed_and_runs_nowhere(client):
    _translation, url = open_link()
    script = "<script>alert(1)</script>"
    assert send(client, steps(client, url)[0], script).status_code == 303
    html = client.get(steps(client, url)[0]).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert script not in html


def test_strings_of_another_page_are_refused_and_not_shown(client):
    other = begin(title="Secret title", slug="secret")
    _translation, url = open_link()
    step = steps(client, url)[0]
    theirs = key(other, "Secret title")
    form = form_fields(client.get(step)) | {f"{theirs}-text": TEXT}
    refused = client.post(step, form)
    assert (refused.status_code, typed(refused)[-1]) == (422, TEXT)
    assert not StringTranslation.objects.exists()
    elsewhere = client.get(f"{url}{theirs}/")
    assert (elsewhere.status_code, elsewhere["Location"]) == (303, url)
    assert "Secret" not in client.get(url).content.decode()


def test_text_that_somebody_else_wrote_meanwhile_is_not_overwritten_unseen(client):
    translation, url = open_link()
    step = steps(client, url)[0]
    form = form_fields(client.get(step)) | {box(translation, "English title"): TEXT}
    save_translation(translatable_strings(translation)[0], "Kan kale")
    late = client.post(step, form | {"form_token": "old"})
    again = client.post(step, form_fields(late))
    assert (again.status_code, typed(again)) == (422, [TEXT])
    assert "Kan kale" in parse(again).form.text
    assert client.post(step, form_fields(again)).status_code == 303
    assert StringTranslation.objects.get().data == TEXT


def test_text_whose_english_was_removed_is_shown_for_copying(client):
    translation, url = open_link()
    step = steps(client, url)[1]
    form = form_fields(client.get(step)) | {box(translation, "English ask"): TEXT}
    page = translation.get_target_instance().source
    page.ask = "Changed ask"
    page.save_revision().publish()
    refused = client.post(step, form)
    assert (refused.status_code, typed(refused)) == (422, [TEXT])
    assert client.get(step)["Location"] == url


def test_while_the_page_is_locked_nothing_is_saved_and_nothing_lost(client):
    translation, url = open_link()
    step = steps(client, url)[0]
    target = translation.get_target_instance()
    target.locked = True
    target.save()
    refused = send(client, step, TEXT)
    assert (refused.status_code, typed(refused)) == (409, [TEXT])
    assert client.post(url, form_fields(client.get(step))).status_code == 409
    assert not StringTranslation.objects.exists()
    assert not ReviewRequest.objects.exists()


def test_no_response_is_shared_indexed_passed_on_or_tied_to_a_cookie(client, user):
    author = user("Editors", username="secret-editor", first_name="Secretname")
    client.force_login(author)
    translation, url = open_link()
    TranslationLink.objects.update(created_by=author)
    save_translation(translatable_strings(translation)[0], "Hore", user=author)
    client.cookies.clear()
    step = steps(client, url)[0]
    answers = [
        client.get(url),
        client.get(step),
        send(client, step, TEXT),
        send(client, step, "\u200b"),
        client.post(url, {}),
        client.post(url, form_fields(client.get(step))),
    ]
    translation.links.update(revoked_at=timezone.now())
    answers.append(client.get(url))
    assert [answer.status_code for answer in answers] == [200, 200, 303, 422, 422, 422, 410]
    for answer in answers:
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex"
        # The Back button restores what was typed in a step, so browsers may store its pages.
        is_step = answer in (answers[1], answers[3])
        assert (
            answer["Cache-Control"] == "private, no-cache"
            if is_step
            else "no-store" in answer["Cache-Control"]
        )
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        assert "ecret" not in answer.content.decode()
        assert "style-src 'self'" in answer["Content-Security-Policy"]


def test_the_token_is_in_no_log_when_the_server_fails(client, monkeypatch, caplog):
    _translation, url = open_link()

    def fail(*args, **kwargs):
        raise RuntimeError("the database is away")

    monkeypatch.setattr("home.translation.volunteers.views.strings_for_volunteers", fail)
    caplog.handler.setFormatter(PrivateFormatter())
    client.raise_request_exception = False
    assert client.get(url).status_code == 500
    assert "(500, view " in caplog.text
    assert url.split("/")[3] not in caplog.text


def test_a_draft_that_was_never_published_can_be_translated(client):
    page = make.AlertPageFactory(title="English draft", live=False, first_published_at=None)
    page.save_revision()
    translation = make.submit(page, "so")
    translation.save_target(publish=False)
    url = address(translation, make.link(translation)[1])
    assert "English draft" in client.get(url).content.decode()
