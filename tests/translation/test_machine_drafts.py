"""Tests for machine drafts of translations."""

import json
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from home.translation import review, sync
from home.translation.models import Provenance
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.every_page import ended_alert

pytestmark = pytest.mark.django_db

SPANISH, SOMALI = "Translators (Español)", "Translators (Soomaali)"


class Machine(HTTPServer):
    """Fake LibreTranslate server. `asked` lists the texts that it was asked to translate."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), MachineHandler)
        self.asked = []
        self.status = 200

    def answer(self, text):
        return f"máquina: {text}"


class MachineHandler(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked += asked["q"]
        answer = {"translatedText": [self.server.answer(text) for text in asked["q"]]}
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *arguments):
        pass


@pytest.fixture
def machine(settings):
    with Machine() as server:
        settings.MACHINE_TRANSLATOR = "libretranslate"
        settings.MACHINE_TRANSLATOR_OPTIONS = {
            "LIBRETRANSLATE_URL": f"http://127.0.0.1:{server.server_port}",
            "API_KEY": "",
        }
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def explainer():
    return make.ExplainerPageFactory(
        title="English title",
        summary="English summary & more.",
        body=[("text", "<p>English <b>bold</b> sentence.</p>")],
    )


def begin(page, language="es"):
    return sync.start_translation(page, Locale.objects.get(language_code=language))


def ask(client, translation):
    url = reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])
    return client.post(url, {"action": "machine"}, follow=True)


def texts(translation):
    return {item.english: item.text for item in translatable_strings(translation)}


def messages(response):
    return " ".join(str(message) for message in response.context["messages"])


def test_machine_drafts_are_off_until_a_provider_is_set_up(admin_of, explainer):
    translation = begin(explainer)
    response = ask(admin_of(SPANISH), translation)
    assert "No machine translation is set up." in messages(response)
    assert 'value="machine"' not in response.content.decode()
    assert not any(texts(translation).values())


def test_machine_drafts_fill_empty_strings_and_are_marked_as_machine_made(
    admin_of, explainer, machine
):
    translation = begin(explainer)
    save_translation(translatable_strings(translation)[0], "Título")
    response = ask(admin_of(SPANISH), translation)
    assert "Machine drafts: 2" in messages(response)
    assert 'value="machine"' in response.content.decode()
    assert texts(translation) == {
        "English title": "Título",
        "English summary & more.": "máquina: English summary & more.",
        "English <b>bold</b> sentence.": "máquina: English <b>bold</b> sentence.",
    }
    target = translation.get_target_instance()
    review.publish(target, make.user())
    target.refresh_from_db()
    assert target.provenance == Provenance.MACHINE


def test_a_machine_that_returns_the_english_makes_an_error_and_no_draft(
    admin_of, explainer, machine
):
    machine.answer = lambda text: text if "summary" in text else f"máquina: {text}"
    translation = begin(explainer)
    response = ask(admin_of(SPANISH), translation)
    assert "Machine drafts: 2" in messages(response)
    assert "Left to people: 1" in messages(response)
    assert "The machine returned the English of these: “English summary & more.”" in messages(
        response
    )
    assert texts(translation)["English summary & more."] == ""
    long = begin(make.ExplainerPageFactory(slug="long", summary="summary " * 9))
    response = ask(admin_of(SPANISH), long)
    assert f"these: “{('summary ' * 9)[:59]}…”" in messages(response)


def test_a_machine_may_return_what_needs_no_translation(admin_of, machine):
    machine.answer = str
    translation = begin(make.ExplainerPageFactory(title="SF 958", summary="2031"))
    ask(admin_of(SPANISH), translation)
    assert texts(translation) == {"SF 958": "SF 958", "2031": "2031"}


def test_a_language_that_the_provider_does_not_know_is_skipped_with_a_message(
    admin_of, explainer, machine
):
    translation = begin(explainer, "so")
    response = ask(admin_of(SOMALI), translation)
    assert "The machine does not support Somali." in messages(response)
    assert 'value="machine"' not in response.content.decode()
    assert machine.asked == []


@pytest.mark.parametrize("hours", [-1, 1], ids=["active", "coming up"])
def test_headline_ask_and_script_of_an_alert_are_left_to_people_until_it_is_over(
    admin_of, machine, hours
):
    alert = make.AlertPageFactory(
        title="English title",
        ask="English ask",
        script=[("line", "English line")],
        talking_points=[("point", "English point")],
        starts_at=timezone.now() + timedelta(hours=hours),
    )
    translation = begin(alert)
    response = ask(admin_of(SPANISH), translation)
    assert "Left to people: 3." in messages(response)
    assert machine.asked == ["English point"]
    assert [text for text in texts(translation).values() if text] == ["máquina: English point"]


def test_machine_translations_are_not_filled_in_from_memory_either(admin_of, machine):
    over = ended_alert(slug="over", title="English title", ask="English ask")
    ask(admin_of(SPANISH), begin(over))
    alert = make.AlertPageFactory(title="English title", ask="English ask")
    translation = begin(alert)
    client = admin_of(SPANISH)
    target = translation.get_target_instance()
    client.post(reverse("wagtailadmin_pages:edit", args=[target.pk]), {"action": "memory"})
    assert not any(texts(translation).values())


@pytest.mark.parametrize(
    "answer",
    ["", "\u200b", "<script>x</script>", "<b>" * 2000, "sin enlace"],
    ids=["empty", "invisible", "script", "deep", "a link is lost"],
)
def test_a_draft_that_does_not_fit_is_not_kept(admin_of, machine, answer):
    page = make.StandardPageFactory(body='<p>English <a href="https://example.org">link</a>.</p>')
    translation = begin(page)
    save_translation(translatable_strings(translation)[0], "Título")
    machine.answer = lambda text: answer
    assert "Left to people: 1." in messages(ask(admin_of(SPANISH), translation))
    assert list(texts(translation).values())[1:] == [""]


@pytest.mark.parametrize("status", [403, 429, 500])
def test_a_provider_that_fails_is_reported_and_nothing_is_changed(
    admin_of, explainer, machine, status
):
    machine.status = status
    translation = begin(explainer)
    response = ask(admin_of(SPANISH), translation)
    assert "LibreTranslate did not answer as it should." in messages(response)
    assert not StringTranslation.objects.filter(locale=translation.target_locale).exists()


def test_a_provider_that_cannot_be_reached_is_reported(admin_of, explainer, machine, settings):
    settings.MACHINE_TRANSLATOR_OPTIONS["LIBRETRANSLATE_URL"] = "http://127.0.0.1:9"
    response = ask(admin_of(SPANISH), begin(explainer))
    assert "did not answer as it should" in messages(response)


def test_deepl_is_asked_by_its_own_class(admin_of, explainer, settings, monkeypatch):
    asked = {}

    class Answer:
        def json(self):
            return {"translations": [{"text": f"DeepL: {text}"} for text in asked["text"]]}

    def post(url, parameters, **options):
        asked.update(parameters, url=url, **options["headers"])
        return Answer()

    monkeypatch.setattr("wagtail_localize.machine_translators.deepl.requests.post", post)
    settings.MACHINE_TRANSLATOR = "deepl"
    settings.MACHINE_TRANSLATOR_OPTIONS = {"AUTH_KEY": "secret:fx"}
    translation = begin(explainer)
    ask(admin_of(SPANISH), translation)
    assert asked["url"].startswith("https://api-free.deepl.com/")
    assert asked["Authorization"] == "DeepL-Auth-Key secret:fx"
    found = texts(translation)
    assert len(found) == 3
    assert all(text.startswith("DeepL: ") for text in found.values())


def test_translators_cannot_request_drafts_in_another_language(admin_of, explainer, machine):
    translation = begin(explainer)
    ask(admin_of(SOMALI), translation)
    assert machine.asked == []
