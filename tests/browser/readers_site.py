"""Browser session of a reader on the public site, in any language, and a monitor of the browser."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect


class Watch:
    def __init__(self, context, site):
        self.context, self.host = context, urlsplit(site).netloc
        self.foreign, self.errors = [], []
        context.on("request", self.on_request)
        context.on("requestfailed", self.on_failure)
        context.on("response", self.on_response)
        context.on("console", self.on_message)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def on_request(self, request):
        if urlsplit(request.url).netloc != self.host:
            self.foreign.append(request.url)

    def on_failure(self, request):
        # Readers may leave before a page has loaded.
        if "ERR_ABORTED" not in request.failure:
            self.errors.append(f"{request.failure}: {request.url}")

    def on_response(self, response):
        # A page may have the status 404, and a script may send a form that is refused, but no
        # resource may be missing.
        is_form = response.request.is_navigation_request() or response.request.method == "POST"
        if response.status >= 400 and not is_form:
            self.errors.append(f"{response.status}: {response.url}")

    def on_message(self, message):
        # The console also reports violations of the Content Security Policy as errors.
        if message.type in ("error", "warning") and not message.text.startswith(
            "Failed to load resource"
        ):
            self.errors.append(message.text)

    def traces(self):
        kept = [f"cookie: {cookie['name']}" for cookie in self.context.cookies()]
        return kept + self.foreign + self.errors


class Reader:
    def __init__(self, page, watch):
        self.page, self.watch = page, watch

    @property
    def headline(self):
        return self.page.locator("h1")

    @property
    def thread(self):
        return self.page.locator("#comments .comment")

    @property
    def comment_link(self):
        return self.page.locator("#comments a.button")

    @property
    def comment_box(self):
        return self.page.locator("textarea[name=comment]")

    @property
    def name_box(self):
        return self.page.locator("input[name=name]")

    @property
    def send_button(self):
        return self.page.locator(".reader-form button[type=submit]")

    def open(self, address):
        self.page.goto(address)
        return self

    def follow(self, title):
        self.page.locator(".card").get_by_role("link", name=title).click()
        expect(self.headline).to_have_text(title)

    def unfold(self):
        for summary in self.page.locator(".part > summary").all():
            summary.click()

    def open_form(self):
        self.comment_link.click()
        expect(self.comment_box).to_be_visible()

    def send(self):
        self.send_button.click()

    def comment(self, text, name=""):
        self.open_form()
        self.comment_box.fill(text)
        self.name_box.fill(name)
        self.send()
        self.expect_sent()

    def expect_sent(self):
        expect(self.page).to_have_url(re.compile(r"/comment/[\w-]{43}/$"))

    def back_to_post(self):
        self.page.locator("main a").first.click()
        expect(self.page.locator("#comments")).to_be_visible()
