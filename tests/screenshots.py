"""Program for `make screenshots`: contact sheets of pages, and pictures for the documents."""

import os
import tempfile
import threading
from datetime import datetime
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from zoneinfo import ZoneInfo

import time_machine
from PIL import Image

from tests.support.contact_sheets import side_by_side

ROOT = Path(__file__).resolve().parent.parent
OUT = Path(os.environ.get("DATA_DIR", ROOT / "var")) / "screenshots"
DAY = datetime(2011, 6, 3, 10, 0, tzinfo=ZoneInfo("America/Chicago"))
# The day of the sample alert.
ALERT = "alerts/stand-firm-against-secure-communities/"
PAGES = [
    *("", "alerts/", ALERT, f"{ALERT}comment/", f"{ALERT}report/", f"{ALERT}flyer/"),
    *("background/", "background/secure-communities/", "meetings/", "about/", "nowhere/"),
]
PHONE, DESKTOP = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def prepared_site():
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="screenshots-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    # Playwright runs an event loop in this thread, in which Django would refuse to query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from django.core.management import call_command

    from config.wsgi import application

    call_command("compilecatalogs", verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("samplecontent", first_alert=True, verbosity=0)
    return application


def take(page, url, viewport, target):
    """Save a picture of the whole page at `url`."""
    page.set_viewport_size(viewport)
    page.goto(url)
    # The browser loads all pictures, and shows the bar with the number at the end, only in a window
    # as high as the page.
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": viewport["width"], "height": height})
    page.wait_for_load_state("networkidle")
    page.screenshot(path=target, full_page=True)


def sheet(pictures, target):
    images = [Image.open(picture) for picture in pictures]
    images = [image.crop((0, 0, image.width, min(image.height, 1600))) for image in images]
    side_by_side(images).save(target, optimize=True)


def main():
    from playwright.sync_api import sync_playwright

    OUT.mkdir(parents=True, exist_ok=True)
    application = prepared_site()
    server = make_server("127.0.0.1", 0, application, Server, Silent)
    base = f"http://127.0.0.1:{server.server_port}"
    with time_machine.travel(DAY), sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        binary = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=binary, args=CHROMIUM)
        for name, viewport in (("phone", PHONE), ("desktop", DESKTOP)):
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport=viewport, color_scheme=scheme)
                for language in ("en", "es", "so", "hmn"):
                    pictures = []
                    for number, path in enumerate(PAGES):
                        picture = OUT / f"{language}-{name}-{scheme}-{number}.png"
                        take(page, f"{base}/{language}/{path}", viewport, picture)
                        pictures.append(picture)
                    sheet(pictures, OUT / f"{language}-{name}-{scheme}.png")
        from tests import document_pictures

        document_pictures.take(browser, base)
        browser.close()
    server.shutdown()
    print(f"Contact sheets are in {OUT}, pictures of the documents in {document_pictures.IMAGES}.")


if __name__ == "__main__":
    main()
