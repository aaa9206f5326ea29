"""Helpers for tests of the translation dashboard: pages to list, and what the dashboard shows."""

from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import Locale

from alerts.models import AlertPage
from home.translation import sync
from tests import factories as make
from tests.support import translating

DASHBOARD = "/admin/translation/"


def alert(title="English title", **fields):
    page = make.AlertPageFactory(title=title, ask="English ask", **fields)
    page.save_revision().publish()
    return AlertPage.objects.get(pk=page.pk)


def begin(page, language="so"):
    return sync.start_translation(page, Locale.objects.get(language_code=language))


def write(client, translation, *only):
    """Translate the strings whose English starts with one of `only`, by default all strings."""
    for segment, text in translating.strings(translation):
        if not only or text.startswith(only):
            translating.type_string(client, translation, segment, f"[so] {text}")


def shown(client, query="", address=DASHBOARD):
    response = client.get(address + query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(soup):
    """Return the titles on the dashboard, except those of the home page and the list of alerts."""
    for extra in soup.select(".translation-dashboard__kind, .translation-dashboard__clock"):
        extra.extract()
    found = [head.get_text(strip=True) for head in soup.select(".translation-dashboard tbody th")]
    return [
        title for title in found if title not in ("No More Deportations", "English list of alerts")
    ]


def cell(client, title="English title", language="so"):
    """Return (state, label and URL of the next step) of a page, or None if it is not listed."""
    for row in shown(client).select(".translation-dashboard tbody tr"):
        if row.th.get_text(" ", strip=True).startswith(title):
            tag = row.find("td", attrs={"data-language": language})
            # The note that somebody is working on it comes after the next step.
            for form in tag.select('form[action$="/working-on-it/"]'):
                form.extract()
            step = tag.find("button") or tag.find_all("a")[-1]
            address = tag.form["action"] if tag.form else step["href"]
            state = tag.select_one(".translation-dashboard__state").get_text(" ", strip=True)
            return state, step.get_text(strip=True), address
    return None


def edit_address(translation):
    return reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])


def published(client, **fields):
    page = alert(**fields)
    translation = begin(page)
    write(client, translation)
    translating.publish_translation(client, translation.get_target_instance())
    return page, translation
