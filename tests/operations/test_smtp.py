"""Tests for sending email while the mail server does not respond."""

import smtplib
import socket
import time

import pytest
from django.core.mail import EmailMessage, get_connection

from home import smtp


@pytest.fixture(autouse=True)
def forget():
    smtp._retry_at.clear()
    yield
    smtp._retry_at.clear()


@pytest.fixture
def silent():
    # Accepts connections, and never answers.
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def send(port, timeout=0.2):
    connection = get_connection(
        "home.smtp.EmailBackend", host="127.0.0.1", port=port, timeout=timeout
    )
    EmailMessage("Subject", "Text", "a@b.example", ["c@d.example"], connection=connection).send()


def test_only_the_first_of_many_emails_waits_for_a_silent_server(silent):
    start = time.monotonic()
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(silent)
    for _number in range(50):
        with pytest.raises(smtp.ServerAway):
            send(silent)
    assert time.monotonic() - start < 1


def test_the_server_is_tried_again_after_the_pause(silent, monkeypatch):
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(silent)
    later = time.monotonic() + smtp.PAUSE
    monkeypatch.setattr(smtp, "monotonic", lambda: later)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(silent)


def test_another_server_is_not_held_up(silent):
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(silent)
    with (
        socket.create_server(("127.0.0.1", 0)) as other,
        pytest.raises(smtplib.SMTPServerDisconnected),
    ):
        send(other.getsockname()[1])


def test_an_open_connection_is_used_although_another_could_not_be_opened(monkeypatch):
    away = {("127.0.0.1", 25): time.monotonic() + 60}
    monkeypatch.setattr(smtp, "_retry_at", dict(away))
    backend = get_connection("home.smtp.EmailBackend", host="127.0.0.1", port=25)
    # The use of an open connection does not end the pause before new ones.
    backend.connection = smtplib.SMTP()
    assert backend.open() is False
    assert smtp._retry_at == away
    backend.connection = None
    with pytest.raises(smtp.ServerAway):
        backend.open()


def test_a_refused_connection_counts_as_away():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(ConnectionRefusedError):
        send(port)
    with pytest.raises(smtp.ServerAway):
        send(port)
