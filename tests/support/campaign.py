"""Simulated campaign with one alert, used through the public pages and the admin.

Each text names its part and version, so that a test can recognize the version: `English ask 2.`, or
in the Somali translation `[so] English ask 2.`
"""

import re

from django.test import Client, TestCase
from django.urls import reverse
from django.utils.translation import gettext, override
from wagtail.models import Locale
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from alerts.models import AlertPage
from tests import factories as make
from tests.support import markup, translating

LANGUAGES = {"es": "Español", "so": "Soomaali", "hmn": "Hmoob"}
VERSIONED = re.compile(r"(\[\w+\] )?English (\w+) (\d+)\.")


class Campaign:
    def __init__(self):
        # The present version of each part.
        self.versions = dict.fromkeys(("title", "ask", "line", "point", "heading", "text"), 1)
        self.published = {}  # the versions that readers see
        self.fields = {"ends_at": "2031-06-23 17:00"}
        self.is_turned = False  # True if the text comes before its heading
        self.accounts = {"en": make.user("Editors")} | {
            language: make.user(f"Translators ({name})") for language, name in LANGUAGES.items()
        }
        self.reader = Client()

    def at_work(self, language="en"):
        """Return a client, signed in as the editor for "en", or else as the translator into
        `language`.
        """
        client = Client()
        client.force_login(self.accounts[language])
        return client

    @property
    def page(self):
        return AlertPage.objects.get(slug="call", locale__language_code="en")

    def in_language(self, language):
        return self.page.get_translation(Locale.objects.get(language_code=language))

    # Editor

    def write(self, *parts, publish=True, **fields):
        """Save the alert with new versions of `parts`, and create it if there is none."""
        self.fields |= fields
        for part in parts:
            self.versions[part] += 1
        page = AlertPage.objects.filter(slug="call", locale__language_code="en").first()
        form = translating.alert_form(
            slug="call",
            title=self.english("title"),
            ask=self.english("ask"),
            **self.fields,
        )
        for name, blocks in self.blocks().items():
            form |= self.kept(page, name, blocks)
        # The effects of publication run on commit.
        with TestCase.captureOnCommitCallbacks(execute=True):
            if page:
                response = translating.edit(self.at_work(), page, form, publish=publish)
            else:
                response = translating.add_alert(self.at_work(), form, publish=publish)
        assert response.status_code == 302, markup.text_of(markup.parse(response))[:500]
        if publish:
            self.published = dict(self.versions)

    def english(self, part):
        return f"English {part} {self.versions[part]}."

    def blocks(self):
        sentences = f"<p>English first 1.</p><p>{self.english('text')}</p>"
        body = [("heading", self.english("heading")), ("text", rich_text(sentences))]
        return {
            "script": [("line", self.english("line"))],
            "talking_points": [("point", self.english("point"))],
            "body": body[::-1] if self.is_turned else body,
        }

    @staticmethod
    def kept(page, name, blocks):
        # Blocks that the page has keep their IDs.
        ids = {block["type"]: block["id"] for block in getattr(page, name).raw_data} if page else {}
        form = streamfield(blocks)
        for number, (kind, _value) in enumerate(blocks):
            form[str(number)]["id"] = ids.get(kind, "")
        return nested_form_data({name: form})

    def submit(self, *languages):
        with TestCase.captureOnCommitCallbacks(execute=True):
            assert translating.submit(self.at_work(), self.page, *languages).status_code == 302

    def unpublish(self):
        url = reverse("wagtailadmin_pages:unpublish", args=[self.page.pk])
        with TestCase.captureOnCommitCallbacks(execute=True):
            assert self.at_work().post(url).status_code == 302

    def delete(self):
        url = reverse("wagtailadmin_pages:delete", args=[self.page.pk])
        assert "3 translations" in self.at_work().get(url).content.decode()
        assert self.at_work().post(url).status_code == 302

    # Translator

    def translate(self, language, *parts):
        """Save translations of the strings in `parts`, or of all strings if none are given."""
        translation = translating.translation_of(self.page, language)
        for segment, english in translating.strings(translation):
            match = VERSIONED.match(english)
            if not parts or (match and match[2] in parts):
                response = translating.type_string(
                    self.at_work(language), translation, segment, f"[{language}] {english}"
                )
                assert response.status_code == 302

    def publish(self, language):
        target = self.in_language(language)
        with TestCase.captureOnCommitCallbacks(execute=True):
            translating.publish_translation(self.at_work(language), target)

    # Reader

    def visit(self, language):
        return self.reader.get(f"/{language}/alerts/call/")

    def read(self, language):
        """Return a dict of the parts on the page in `language` to (language, version)."""
        root = markup.parse(self.visit(language))
        (article,) = markup.find(root, "article")
        seen = {}
        for text in markup.texts(article, language):
            for prefix, part, version in VERSIONED.findall(text.text):
                is_in = prefix.strip("[] ") or "en"
                assert text.language == is_in, f"{text.text!r} is marked as {text.language}"
                if part == "line" and is_in == "en":
                    continue  # lines to say are always in English
                seen.setdefault(part, set()).add((is_in, int(version)))
        for part, found in seen.items():
            assert len(found) == 1, f"{part} is shown as {found}"
        return {part: found.pop() for part, found in seen.items()}

    def hears(self, language, message):
        with override(language):
            wanted = gettext(message)
        return wanted in markup.text_of(markup.parse(self.visit(language)))
