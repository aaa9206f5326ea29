"""Tests for the WSGI application and the configuration of gunicorn."""

import os
import runpy
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.servers.basehttp import get_internal_wsgi_application
from django.db import OperationalError
from django.http import HttpResponse
from gunicorn.config import Config

from config import wsgi
from config.gunicorn_logger import Logger
from config.wsgi import Application
from home.logs import PrivateFormatter
from home.operations import ledger
from tests.support.servers import FORM


@pytest.fixture
def replays(monkeypatch):
    """Make replays of the ledger do nothing, and return a list with an item for each replay."""
    done = []
    monkeypatch.setattr(ledger, "replay", lambda: done.append(True))
    return done


@pytest.fixture
def content_type_of(replays):
    """Return a function that sends a request, and returns the content type that Django receives."""
    site = Application(lambda environ, start_response: environ["CONTENT_TYPE"])

    def send(**environ):
        return site(environ, None)

    return send


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("", ""),
        ("text/plain", "text/plain"),
        ("text/plain; charset=idna", "text/plain"),
        ("text/plain;charset=utf-8;x*=zip'en'y", "text/plain"),
        ("multipart/form-data; boundary=abc", "multipart/form-data; boundary=abc"),
        (
            "multipart/form-data; charset=zip; boundary=abc; x=y",
            "multipart/form-data; boundary=abc",
        ),
        ('multipart/form-data; BOUNDARY="a;b"; charset=zip', 'multipart/form-data; BOUNDARY="a;b"'),
        ("multipart/form-data;boundary=a=b", "multipart/form-data;boundary=a=b"),
        ("boundary=abc", "boundary=abc"),
    ],
)
def test_a_content_type_reaches_django_with_its_boundary_alone(content_type_of, sent, seen):
    assert content_type_of(CONTENT_TYPE=sent) == seen


def test_a_request_without_a_content_type_has_an_empty_one(content_type_of):
    assert content_type_of() == ""


def test_the_first_request_replays_the_ledger_and_no_other_does(content_type_of, replays):
    assert replays == []
    for _request in range(3):
        content_type_of(CONTENT_TYPE="")
    assert replays == [True]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_monitor_is_answered_while_the_database_is_away(monkeypatch, path):
    def fail():
        raise OperationalError

    monkeypatch.setattr(ledger, "replay", fail)
    site = Application(lambda environ, start_response: ["served"])
    assert site({"PATH_INFO": path}, None) == ["served"]
    with pytest.raises(OperationalError):
        site({"PATH_INFO": "/en/"}, None)


def test_of_two_simultaneous_first_requests_one_replays_and_the_other_waits(monkeypatch):
    begun, go_on, done = threading.Event(), threading.Event(), []

    def replay():
        begun.set()
        assert go_on.wait(10)
        done.append("replayed")

    monkeypatch.setattr(ledger, "replay", replay)
    site = Application(lambda environ, start_response: done.append("served"))
    requests = [threading.Thread(target=site, args=({}, None)) for _request in range(2)]
    requests[0].start()
    assert begun.wait(10)
    requests[1].start()
    requests[1].join(0.2)
    assert done == []
    go_on.set()
    for request in requests:
        request.join(10)
    assert done == ["replayed", "served", "served"]


def test_the_log_of_the_server_is_private_except_for_the_process_that_reads_no_request():
    logger = Logger(Config())
    (handler,) = logger.error_log.handlers
    assert isinstance(handler.formatter, PrivateFormatter)
    assert handler.formatter.trusted_process == os.getpid()


def test_the_server_has_no_access_log_whatever_it_is_told(capsys):
    config = Config()
    config.set("accesslog", "-")
    Logger(config).access(None, None, {"RAW_URI": "/canary"}, None)
    assert capsys.readouterr() == ("", "")


def test_the_server_is_reached_by_the_proxy_alone_and_believes_no_readers_header():
    conf = runpy.run_path(str(Path(settings.BASE_DIR) / "site" / "deploy" / "gunicorn.conf.py"))
    assert conf["bind"] == "127.0.0.1:8000"
    assert (conf["forwarder_headers"], conf["secure_scheme_headers"]) == ("", {})
    assert conf["logger_class"] == "config.gunicorn_logger.Logger"
    assert conf["wsgi_app"] == "config.wsgi"
    assert (conf["workers"], conf["threads"], conf["worker_class"]) == (2, 4, "gthread")
    # Workers are replaced at different moments, so that one of them always answers.
    assert (conf["max_requests"], conf["max_requests_jitter"]) == (2000, 200)
    assert conf["control_socket_disable"] is True
    assert conf["preload_app"] is True


def test_a_developers_server_runs_the_application_of_production():
    assert get_internal_wsgi_application() is wsgi.application


def test_a_process_starts_its_thread_once_and_not_before_it_is_forked(monkeypatch, replays):
    started = []
    monkeypatch.setattr(wsgi, "keep_current", lambda: started.append(True))
    site = Application(lambda environ, start_response: None)
    assert started == []
    site({}, None)
    site.start_threads()
    assert started == [True]


@pytest.mark.django_db
def test_all_that_readers_need_is_loaded_before_the_fork_and_no_connection_is_shared(monkeypatch):
    statuses, are_secure, closed = [], set(), []
    handler = wsgi.django_application

    def get_response(request):
        response = type(handler).get_response(handler, request)
        statuses.append(response.status_code)
        are_secure.add(request.is_secure())
        response.close = lambda: None  # it would close the connection of the test
        return response

    monkeypatch.setattr(handler, "get_response", get_response)
    monkeypatch.setattr(
        wsgi, "connections", SimpleNamespace(close_all=lambda: closed.append("database"))
    )
    monkeypatch.setattr(wsgi, "caches", SimpleNamespace(close_all=lambda: closed.append("cache")))
    wsgi.load_all()
    assert statuses == [200] * (len(settings.LANGUAGES) + 1)
    assert are_secure == {True}  # others are only redirected
    assert closed == ["database", "cache"]


@pytest.mark.django_db
def test_a_page_that_fails_while_it_is_loaded_is_logged_and_the_others_are_loaded(
    monkeypatch, caplog
):
    asked = []

    def get_response(request):
        asked.append(request.path)
        return HttpResponse(status=500 if request.path == "/so/" else 200)

    monkeypatch.setattr(wsgi.django_application, "get_response", get_response)
    monkeypatch.setattr(wsgi, "connections", SimpleNamespace(close_all=lambda: None))
    monkeypatch.setattr(wsgi, "caches", SimpleNamespace(close_all=lambda: None))
    wsgi.load_all()
    assert asked == [*(f"/{code}/" for code, _name in settings.LANGUAGES), "/admin/login/"]
    assert caplog.messages == ["/so/ is answered with status 500"]


def test_rendering_a_page_causes_few_page_faults(application):
    def faults():
        stat = Path(f"/proc/{worker}/stat").read_text()
        return int(stat.rpartition(")")[2].split()[7])  # the tenth field, minor faults

    def faults_of_a_page():
        before = faults()
        for number in range(10):
            assert application.ask(f"{FORM}?page={number}")[0].status == 200
        return (faults() - before) / 10

    application.serve()
    (worker,) = application.workers()
    # The first requests fill the caches of each thread.
    assert min(faults_of_a_page() for _time in range(6)) < 30
