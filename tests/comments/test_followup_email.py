"""Tests for emails to comment writers in all four languages, as a mail server receives them."""

import email
import email.policy
import re
import socket
from datetime import date

import pytest
from aiosmtpd.controller import Controller
from bs4 import BeautifulSoup
from django.test.signals import template_rendered
from django.utils.translation import gettext, override

from alerts.comments.models import FollowUp, PostComment, Status
from alerts.comments.services import Decision, set_status
from home import mail
from home.glosses import GLOSSES
from tests import factories as make
from tests.support import words
from tests.support.everything import everything_stored
from tests.support.reader_form import form_address, write
from tests.support.writer import ADDRESS, ONE_CLICK, press

pytestmark = pytest.mark.django_db

SUBJECTS = {
    "en": [
        "Do you want emails about your comment?",
        "Your comment is published",
        "Somebody has answered your comment",
    ],
    "es": [
        "¿Quiere recibir correos sobre su comentario?",
        "Su comentario está publicado",
        "Alguien respondió a su comentario",
    ],
    "so": [
        "Ma doonaysaa iimayllo (email) ku saabsan faalladaada?",
        "Faalladaada waa la soo bandhigay",
        "Qof ayaa ka jawaabay faalladaada",
    ],
    "hmn": [
        "Koj puas xav tau email txog koj cov lus tawm tswv yim?",
        "Peb tso koj cov lus tawm tswv yim rau sawv daws pom lawm",
        "Muaj ib tug neeg teb koj cov lus tawm tswv yim",
    ],
}


class Server:
    # If set, the answer to every recipient.
    refusal = ""

    def __init__(self):
        self.envelopes = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refusal:
            return f"{self.refusal} <{address}>"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.envelopes.append(envelope)
        return "250 OK"

    @property
    def mails(self):
        return [
            email.message_from_bytes(envelope.content, policy=email.policy.default)
            for envelope in self.envelopes
        ]


@pytest.fixture
def server(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.DEFAULT_FROM_EMAIL = "mail@campaign.example"
    yield handler
    controller.stop()


@pytest.fixture
def published(client, user, run_worker, server):
    """Return a function that publishes a comment and a reply, and returns the three emails."""

    def go(language):
        alert, moderator = make.AlertPageFactory(title="Call “now” & <b>"), user("Moderators")
        write(client, form_address(alert, language), follow_up=ADDRESS)
        run_worker()
        (asked,) = server.mails
        press(client, re.search(r"/\w+/comment/confirm/[^/\s]+/", text_of(asked))[0])
        comment = PostComment.objects.get()
        set_status(comment.pk, Decision(Status.PUBLISHED, by=moderator))
        reply = make.comment(alert, language, Status.PENDING, reply_to=comment)
        set_status(reply.pk, Decision(Status.PUBLISHED, by=moderator))
        run_worker()
        return server.mails

    return go


def text_of(message):
    return message.get_body(("plain",)).get_content()


def html_of(message):
    return message.get_body(("html",)).get_content()


def page_of(message):
    page = BeautifulSoup(html_of(message), "html5lib")
    # Marks of English words in brackets.
    for gloss in page.select("span[lang=en]"):
        assert gloss.text in GLOSSES
        gloss.unwrap()
    page.smooth()
    return page


@pytest.mark.parametrize("language", SUBJECTS)
def test_confirm_publish_answer_and_one_click_in_each_language(client, published, server, language):
    mails = published(language)
    assert [one["Subject"] for one in mails] == SUBJECTS[language]
    for envelope, one in zip(server.envelopes, mails, strict=True):
        assert (envelope.mail_from, envelope.rcpt_tos) == ("mail@campaign.example", [ADDRESS])
        assert one["To"] == ADDRESS
        assert one["From"] == "No More Deportations <mail@campaign.example>"
        assert one["Auto-Submitted"] == "auto-generated"
        assert one["Content-Language"] == language
        assert not one.defects
        head = envelope.content.partition(b"\r\n\r\n")[0]
        assert head.isascii()
        assert one.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in one.iter_parts()] == ["text/plain", "text/html"]
        assert f'<html lang="{language}">' in html_of(one)
        assert f"http://testserver/{language}/" in text_of(one)
        assert one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = re.fullmatch(r"<http://testserver(/\S+)>", mails[-1]["List-Unsubscribe"].strip())[1]
    assert client.post(stop, ONE_CLICK).status_code == 200
    assert ADDRESS not in everything_stored()


def of_the_interface(language):
    return {form for entry in words.catalog_of(language) for form in words.forms_of(entry)}


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_all_words_of_a_mail_are_from_the_catalog_of_its_language(published, language):
    known = of_the_interface(language)
    for one in published(language):
        page = page_of(one)
        for english in page.select("[lang=en]"):
            english.decompose()
        lines = [*page.stripped_strings, *text_of(one).splitlines(), one["Subject"]]
        said = {" ".join(line.split()) for line in lines}
        said -= {"", "--", "Call “now” & <b>", "No More Deportations"}
        said = {line for line in said if not line.startswith("http://testserver/")}
        assert len(said) >= 5
        assert {line for line in said if not {line, line.removesuffix(":")} & known} == set()


def test_every_template_of_mails_to_writers_is_among_these(published):
    used = set()

    def note(template, **kwargs):
        used.add(template.name)

    template_rendered.connect(note)
    published("so")
    assert {name for name in words.reader_templates() if "/mail/" in name} - used == set()


def test_the_title_of_a_post_that_is_not_translated_is_marked_as_english(published):
    for one in published("so"):
        assert '<b lang="en">Call “now” &amp; &lt;b&gt;</b>' in html_of(one)
        assert "Call “now” & <b>" in text_of(one)


def test_the_title_of_a_translated_post_is_in_the_language_of_the_comment(
    client, run_worker, server, django_capture_on_commit_callbacks
):
    alert = make.AlertPageFactory(title="Call the governor")
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so", lambda english: "Wac guddoomiyaha")
    write(client, form_address(alert, "so"), follow_up=ADDRESS)
    run_worker()
    assert "<b>Wac guddoomiyaha</b>" in html_of(server.mails[0])


@pytest.mark.parametrize("is_reviewed", [False, True])
@pytest.mark.parametrize("language", make.LANGUAGES)
def test_a_mail_says_that_a_machine_translated_it_until_its_words_are_reviewed(
    published, settings, language, is_reviewed
):
    if is_reviewed:
        settings.INTERFACE_REVIEWED_ON = {language: date(2026, 11, 1)}
    with override(language):
        note = gettext("Translated by a machine. No fluent speaker has checked it yet.")
    says_so = language != "en" and not is_reviewed
    for one in published(language):
        body = page_of(one).body
        assert (note in body.stripped_strings) is says_so
        assert (note in text_of(one).splitlines()) is says_so


def test_a_mail_loads_nothing(published):
    for one in published("en"):
        html = html_of(one)
        assert not re.search(r"<(img|link|script|style|iframe)\b|url\(|@import|src=", html)
        hosts = set(re.findall(r"https?://([^/\"]+)", html))
        assert hosts == {"testserver"}


@pytest.mark.parametrize(
    ("refusal", "kept"), [("550 5.1.1 No such user", 0), ("451 4.7.1 Later", 1)]
)
def test_a_permanently_refused_recipient_is_deleted(writer, server, refusal, kept, caplog):
    server.refusal = refusal
    writer.leave()
    assert FollowUp.objects.count() == kept
    assert ADDRESS not in everything_stored(FollowUp)
    assert ADDRESS not in caplog.text


def test_an_address_with_letters_beyond_ascii_in_its_host_is_reached(client, run_worker, server):
    alert = make.AlertPageFactory()
    write(client, form_address(alert), follow_up="xamdi@bücher.example")
    run_worker()
    assert server.envelopes[0].rcpt_tos == ["xamdi@xn--bcher-kva.example"]


@pytest.mark.parametrize(
    "address", ["x@elsewhere.example\nBcc: y@elsewhere.example", "a@b.example\r\n\r\nBody"]
)
def test_no_address_that_got_in_another_way_puts_a_line_into_a_mail(
    client, run_worker, server, address
):
    write(client, form_address(make.AlertPageFactory()), follow_up=ADDRESS)
    FollowUp.objects.update(email=address)
    run_worker()
    assert server.envelopes == []
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("mail@campaign.example", "No More Deportations <mail@campaign.example>"),
        ("Our name <mail@campaign.example>", "Our name <mail@campaign.example>"),
    ],
)
def test_mails_are_from_the_site_unless_the_settings_name_another(settings, setting, said):
    settings.DEFAULT_FROM_EMAIL = setting
    assert mail.sender() == said
