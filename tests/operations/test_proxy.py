"""Tests for files that Caddy serves with the project's configuration."""

import signal
import threading

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from wagtail.models import CollectionViewRestriction

from home.media.models import Recording
from home.media.recordings import facts_as_text
from tests import factories as make
from tests.support.servers import Proxy

# The server's threads cannot see a test's transaction.
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("indexing"),
]


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "private"
    settings.PROXY_SENDS_FILES = True
    return settings.MEDIA_ROOT


@pytest.fixture
def site(folder):
    # Django's live server would serve the files in `MEDIA_ROOT`.
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def ask(folder, site, tmp_path):
    proxy = Proxy(tmp_path, site)
    assert "/srv/campaign-data/private" in proxy.configuration
    proxy.configuration = proxy.configuration.replace("/srv/campaign-data/private", str(folder))
    proxy.serve()
    yield proxy.ask_for
    proxy.end(signal.SIGTERM)


def test_the_proxy_sends_permitted_files_whole_or_in_part_with_the_sites_headers(ask):
    document = make.DocumentFactory(title="Know your rights")
    whole = document.file.read()
    status, headers, body = ask(document.url)
    assert (status, body) == (200, whole)
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == 'attachment; filename="know-your-rights.pdf"'
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "public, no-cache"
    assert headers["Content-Length"] == str(len(whole))
    # The proxy sent the file, and does not reveal its path.
    assert headers.get("X-Accel-Redirect") is None
    assert headers.get_all("ETag") == [headers["ETag"]]
    part = ask(document.url, Range="bytes=5-9")
    assert (part[0], part[2]) == (206, whole[5:10])
    assert part[1]["Content-Range"] == f"bytes 5-9/{len(whole)}"
    assert ask(document.url, Range="bytes=5-9", If_Range='"another"')[0] == 200
    assert ask(document.url, If_None_Match=headers["ETag"])[::2] == (304, b"")
    assert ask(document.url, "HEAD")[::2] == (200, b"")


TRICKS = (
    "/{0}",
    "/media/{0}",
    "/media//{0}",
    "//{0}",
    "/media/../{0}",
    "/media/%2e%2e/{0}",
    "/media/images/..%2f..%2f{0}",
    "/documents/../{0}",
    "/documents/1/../../{0}",
    "/static/../private/{0}",
    "/static/%2e%2e/private/{0}",
    "/static/..%2fprivate%2f{0}",
    "/private/{0}",
    "/media/private/{0}",
    "/media/{0}/",
    "/media/{0}?x",
    "/media/{0}%00",
    "/media/./{0}",
    "/media/%2e/{0}",
    "/media\\{0}",
    "/en/media/{0}",
)


@pytest.mark.hostile
def test_nothing_in_the_folder_is_reached_by_its_name(ask, folder):
    document, picture = make.DocumentFactory(), make.ImageFactory()
    collection = make.Collection.get_first_root_node().add_child(name="Plans")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    type(document).objects.update(collection=collection)
    alert = make.AlertPageFactory(slug="call")
    record = Recording.objects.create(
        page=alert, language="so", facts=facts_as_text(alert.recorded_facts())
    )
    record.file.save("x.mp3", document.file)
    assert ask("/so/alerts/call/recording.mp3")[0] == 200
    assert ask("/en/alerts/call/flyer.pdf")[0] == 200
    picture.get_rendition("width-480|format-webp")
    alert.unpublish()
    names = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
    assert {name.partition("/")[0] for name in names} == {
        *("documents", "original_images", "images", "recordings", "flyers")
    }
    paths = [trick.format(name) for name in names for trick in TRICKS]
    paths += ["/so/alerts/call/recording.mp3", "/en/alerts/call/flyer.pdf", document.url]
    paths += ["/media/", "/media", "/documents/", "/images/"]
    for path in paths:
        for asked in (path, path.replace("/", "%2f")):
            status, _headers, body = ask(asked if asked.startswith("/") else f"/{asked}")
            assert status in (301, 302, 308, 400, 404), asked
            assert not body.startswith((b"%PDF", b"\xff\xd8", b"RIFF", b"\x89PNG")), asked
    # A request header does not make the proxy send the file either.
    status, _headers, body = ask("/en/", X_Accel_Redirect=f"/{names[0]}")
    assert status == 200
    assert b"<!DOCTYPE" in body[:20]
