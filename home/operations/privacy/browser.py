"""Visits to the site in Chromium, which runs the site's scripts, for `check_privacy`."""

import os
import shutil
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from .traces import Traces

try:
    from playwright.sync_api import Error, sync_playwright
except ImportError:  # it is not among the requirements of a server
    sync_playwright: Any = None  # type: ignore[no-redef]

# Reads all that a page could leave in the browser.
_STORED = """async () => {
  const found = [];
  if (document.cookie) found.push("a cookie");
  if (localStorage.length) found.push("localStorage: " + Object.keys(localStorage).join(", "));
  if (sessionStorage.length) found.push("sessionStorage: " + Object.keys(sessionStorage).join(", "));
  if (indexedDB.databases && (await indexedDB.databases()).length) found.push("IndexedDB");
  if (window.caches && (await caches.keys()).length) found.push("Cache Storage");
  const workers = navigator.serviceWorker;
  if (workers && (await workers.getRegistrations()).length) found.push("a service worker");
  return found;
}"""
_BOX = "textarea:not([readonly]):visible"
_MILLISECONDS = 15_000


def reason_without() -> str | None:
    """Return a text that says why Chromium cannot be used, or None if it is installed."""
    if sync_playwright is None:
        return "Playwright is not installed (requirements-dev.txt has it)"
    if not _executable():
        return "there is no Chromium; install it, or name it in the variable CHROMIUM"
    return None


def _executable() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


def problems(pages: Iterable[str], own: set[str], traces: Traces) -> Iterator[tuple[str, str]]:
    """Open `pages` in Chromium, and yield (address, sentence) for each broken rule about privacy.

    `own` are the origins of the site.
    """
    hosts = {urlsplit(origin).netloc for origin in own}
    found: list[tuple[str, str]] = []
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=_executable(), args=arguments)
        context = browser.new_context(user_agent=traces.agent)
        context.set_default_timeout(_MILLISECONDS)
        current = [""]

        def heard(url: str) -> None:
            target = urlsplit(url)
            if target.scheme in {"http", "https", "ws", "wss"} and target.netloc not in hosts:
                found.append((current[0], f"asks another host in Chromium: {target.netloc}"))

        context.on("request", lambda request: heard(request.url))
        for url in pages:
            current[0] = url
            page = context.new_page()
            page.on("websocket", lambda socket: heard(socket.url))
            try:
                found += [(url, sentence) for sentence in _visit(page, url)]
            except Error as error:
                found.append(
                    (url, f"cannot be opened in Chromium: {error.message.splitlines()[0]}")
                )
            page.close()
        for cookie in context.cookies():
            found.append((cookie["domain"], f"sets a cookie in Chromium: {cookie['name']}"))
        browser.close()
    yield from dict.fromkeys(found)


def _visit(page: Any, url: str) -> Iterator[str]:
    page.goto(url, wait_until="load")
    for kept in page.evaluate(_STORED):
        yield f"stores something in the browser: {kept}"
    box = page.locator(_BOX)
    if not box.count():
        return
    # Typed words may stay in the tab, as the privacy page says.
    box.first.fill("Some words.")
    for kept in page.evaluate(_STORED):
        if not kept.startswith("sessionStorage"):
            yield f"stores what is typed beyond the tab: {kept}"
    # A page can also store something when it is left.
    page.goto("about:blank")
    page.goto(url)
    for kept in page.evaluate(_STORED):
        if not kept.startswith("sessionStorage"):
            yield f"stores what is typed when the page is left: {kept}"
