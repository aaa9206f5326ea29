"""Benchmark of the translation dashboard with 1,000 English posts and three target languages.

`tests.bench` runs this module in its own process, on a site with only home pages. Each line of the
output has the seconds that a request took, and the name of the request.
"""

import time
import uuid
from datetime import timedelta

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.models import Locale, Page  # noqa: E402
from wagtail_localize import models as localize  # noqa: E402

from alerts.content import many  # noqa: E402
from alerts.models import AlertIndexPage, AlertPage  # noqa: E402
from home.models import HomePage  # noqa: E402
from home.operations.call_stack import in_one_chunk  # noqa: E402

POSTS, STRINGS, ROUNDS = 1000, 12, 7
# Translated strings per page. `build` also leaves a third of the pages without a Hmong translation.
TRANSLATED = {"es": 12, "so": 7, "hmn": 12}


def add_pages(parent, keys, locale, *, live=True):
    now = timezone.now()
    content_type = ContentType.objects.get_for_model(AlertPage)
    pages = [
        AlertPage(
            path=f"{parent.path}{Page._int2str(number).rjust(Page.steplen, '0')}",
            depth=parent.depth + 1,
            title=f"Alert {number}",
            draft_title=f"Alert {number}",
            slug=f"alert-{number}",
            url_path=f"{parent.url_path}alert-{number}/",
            translation_key=key,
            locale=locale,
            content_type=content_type,
            live=live,
            first_published_at=now - timedelta(hours=number),
            last_published_at=now - timedelta(hours=number),
            starts_at=now - timedelta(hours=number),
            ends_at=now + timedelta(hours=100 - number),  # a hundred are active
            ask="Call.",
        )
        for number, key in enumerate(keys, start=1)
    ]
    for page in pages:
        page.repeat_fields()
    many.insert_alerts(parent, pages)


def add_strings(keys, english, locales):
    sources = many.insert_sources(keys, english, locales)
    places = [(source, number) for source in sources for number in range(STRINGS)]
    strings = localize.String.objects.bulk_create(
        localize.String(locale=english, data_hash=uuid.uuid4(), data="English") for _ in places
    )
    paths = ["title", "ask", *(f"body.{uuid.uuid4()}" for _ in range(STRINGS - 2))]
    contexts = localize.TranslationContext.objects.bulk_create(
        localize.TranslationContext(
            object_id=source.object_id, path=paths[number], path_id=uuid.uuid4()
        )
        for source, number in places
    )
    placed = list(zip(places, strings, contexts, strict=True))
    localize.StringSegment.objects.bulk_create(
        localize.StringSegment(source=source, string=string, context=context, order=number)
        for (source, number), string, context in placed
    )
    localize.StringTranslation.objects.bulk_create(
        localize.StringTranslation(
            translation_of=string,
            context=context,
            locale=locale,
            data="x",
            translation_type="manual",
        )
        for locale in locales
        for (_source, number), string, context in placed
        if number < TRANSLATED[locale.language_code]
    )


@transaction.atomic
def build():
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    english = locales.pop("en")
    home = HomePage.objects.get(locale=english)
    index = home.add_child(instance=AlertIndexPage(title="Alerts", slug="alerts", locale=english))
    keys = [uuid.uuid4() for _ in range(POSTS)]
    add_pages(index, keys, english)
    for locale in locales.values():
        begun = keys if locale.language_code != "hmn" else keys[: POSTS * 2 // 3]
        add_pages(index.copy_for_translation(locale), begun, locale)
    add_strings(keys, english, locales.values())


def seconds(client, query):
    """Return the shortest processor time of several identical requests."""
    address = reverse("translation_dashboard") + query
    figures = []
    for _ in range(ROUNDS):
        start = time.process_time()
        response = client.get(address)
        figures.append(time.process_time() - start)
        assert response.status_code == 200, response.status_code
    return min(figures)


def main():
    build()
    for role, query in (
        ("Editors", ""),
        ("Editors", "?state=part-done"),
        ("Translators (Soomaali)", ""),
    ):
        user = get_user_model().objects.create_user(f"{role}{query}")
        user.groups.add(Group.objects.get(name=role))
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(user)
        print(f"{seconds(client, query):.3f} {role} {query}".rstrip())


if __name__ == "__main__":
    in_one_chunk(main)()
