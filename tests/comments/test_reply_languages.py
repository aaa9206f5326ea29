"""Tests for the language switcher of comment forms, and for broken links."""

import re
from collections import deque

import pytest

from alerts.comments.models import PostComment
from tests import factories as make
from tests.support import every_page
from tests.support.reader_form import form_address, write
from tests.support.soup import parse

pytestmark = pytest.mark.django_db


def switcher(response):
    return {a["lang"]: a["href"] for a in parse(response).select(".language-switcher a")}


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_from_a_reply_the_switcher_leads_to_the_thread_in_other_languages(client, language):
    alert = make.AlertPageFactory(slug="call")
    root = make.comment(alert, language, text="The root.")
    answered = make.comment(alert, language, text="Answer me.", reply_to=root)
    address = f"{form_address(alert, language)}?reply_to={answered.pk}"
    for page in (client.get(address), write(client, address, "", reply_to=answered.pk)):
        links = switcher(page)
        assert links.pop(language).startswith(address.partition("?")[0])
        for code, link in links.items():
            thread = client.get(link, follow=True)
            assert thread.status_code == 200
            text = parse(thread).select_one(f"#comment-{answered.pk} .comment-text")
            assert (text.text.strip(), text["lang"]) == ("Answer me.", language)
            reply = parse(thread).select_one(f"#comment-{answered.pk} a[href*=reply_to]")
            assert reply["href"] == address
            assert parse(thread).html["lang"] == code


@pytest.mark.parametrize("number", ["0", "x", "9" * 30, "other language"])
def test_from_a_reply_to_nothing_the_switcher_leads_to_the_form(client, number):
    alert = make.AlertPageFactory(slug="call")
    number = make.comment(alert, "so").pk if number == "other language" else number
    page = client.get(f"{form_address(alert)}?reply_to={number}")
    assert page.status_code == 404
    links = switcher(page)
    assert [client.get(links[code]).status_code for code in ("es", "so", "hmn")] == [200] * 3


def links_on(response):
    hrefs = [a["href"] for a in parse(response).select("a[href]")]
    return {href.partition("#")[0] for href in hrefs if href.startswith("/")}


def crawl(client, *starts):
    """Follow links, and return the failed addresses and the count of all addresses."""
    seen, queue, missing = set(starts), deque(starts), []
    while queue:
        address = queue.popleft()
        response, links = client.get(address), set()
        if response.status_code in (404, 410, 500):
            missing.append(address)
        elif response.status_code in (301, 302, 303):
            links = {response["Location"].partition("#")[0]}
        elif response.headers["Content-Type"].startswith("text/html"):
            links = links_on(response)
        for link in links - seen:
            if not re.match(r"/(static|media|admin)/", link):
                seen.add(link)
                queue.append(link)
    return missing, len(seen)


@pytest.mark.audit
def test_no_link_of_the_site_leads_nowhere(client):
    every_page.build()
    assert PostComment.objects.exists()
    missing, count = crawl(client, *(f"/{code}/" for code in make.LANGUAGES))
    assert missing == []
    assert count > 300
