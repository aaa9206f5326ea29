"""Tests for what the overview of a translation link says in each state of the work."""

import pytest

from home.translation import review
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.by_link import address, key, open_link, send
from tests.support.reader_form import form_fields
from tests.support.soup import parse, text_of

pytestmark = pytest.mark.django_db

# The headline, and the button that leads to the first step.
TRANSLATE, TRANSLATED, THANKS = "Bog turjun", "Wax walba waa la turjumay", "Mahadsanid"
BEGIN, GO_ON, LOOK = "Bilow", "Sii wad", "Mar kale eeg"
PUBLISHED_ALREADY = "Bogga hore ayaa loo soo bandhigay."


def seen(client, url):
    """Return the headline, the button, the count of addresses, and whether two parts are there.

    The parts are a sentence about the published page, and the form that submits the work.
    """
    page = parse(client.get(url))
    button = page.select_one("a.button")
    return (
        text_of(page.h1),
        text_of(button) if button else "",
        len(page.select('a.web-address[translate="no"]')),
        PUBLISHED_ALREADY in page.main.get_text(),
        page.find("form", method="post") is not None,
    )


def publish(translation):
    review.publish(translation.get_target_instance(), make.user())


def test_the_overview_follows_the_work_to_its_publication(client):
    translation, url = open_link(talking_points=[("point", "English point")])
    assert seen(client, url) == (TRANSLATE, BEGIN, 0, False, False)
    for english in ("English title", "English ask"):
        send(client, f"{url}{key(translation, english)}/", "Eray")
    assert seen(client, url) == (TRANSLATE, GO_ON, 0, False, True)
    client.post(url, form_fields(client.get(url)))
    assert seen(client, url) == (THANKS, LOOK, 0, False, False)
    publish(translation)
    assert seen(client, url) == (THANKS, LOOK, 1, True, False)

    # With a second link, nothing was submitted.
    second = address(translation, make.link(translation)[1])
    assert seen(client, second) == (TRANSLATE, BEGIN, 1, True, False)
    for string in translatable_strings(translation):
        save_translation(string, "Eray")
    assert seen(client, second) == (TRANSLATE, GO_ON, 1, True, True)
    publish(translation)
    assert seen(client, second) == (TRANSLATED, "", 1, False, False)
    assert seen(client, url) == (THANKS, "", 1, False, False)
