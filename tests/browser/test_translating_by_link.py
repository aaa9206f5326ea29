"""Browser tests for translating an alert by link, on a small phone without JavaScript."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from alerts.models import AlertPage
from home.translation import review
from tests import factories as make
from tests.browser.test_accessibility import barriers
from tests.support.by_link import open_link

PHONE = {"width": 320, "height": 640}


class Volunteer:
    def __init__(self, reader, url):
        self.page = reader.open(url).page

    @property
    def boxes(self):
        return self.page.locator("main textarea")

    @property
    def button(self):
        return self.page.locator("main button[type=submit]:not([name=way])")

    @property
    def steps(self):
        return self.page.locator("ol.steps a")

    def begin(self):
        self.page.locator("main a.button").click()

    def write(self, text):
        for number in range(self.boxes.count()):
            self.boxes.nth(number).fill(f"{text} {'abc'[number]}")
        self.send()

    def send(self):
        with self.page.expect_navigation():
            self.button.click()

    def is_wider_than_the_screen(self):
        return self.page.locator("html").evaluate("page => page.scrollWidth > page.clientWidth")


@pytest.fixture
def link(data_of_migrations):
    return open_link(
        title="Call the governor before the vote on deportation",
        script=[("line", "My name is ___."), ("line", "Please stand firm.")],
        talking_points=[("point", "It splits families.")],
    )


def test_an_alert_is_translated_by_link_from_the_first_box_to_the_live_page(
    link, reader, settings, live_server
):
    settings.SITE_URL = live_server.url
    translation, url = link
    visitor = reader(java_script_enabled=False, viewport=PHONE)
    volunteer = Volunteer(visitor, url)
    volunteer.begin()
    for number in range(5):
        expect(visitor.headline).to_have_text(re.compile(rf"{number + 1} .*5"))
        expect(volunteer.boxes.first).to_be_in_viewport()
        volunteer.write(f"Qoraal {'abcde'[number]}")
    expect(volunteer.steps).to_have_count(5)
    volunteer.button.click()
    expect(visitor.headline).to_have_text("Mahadsanid")
    expect(volunteer.page.locator(".web-address")).to_have_count(0)

    review.publish(translation.get_target_instance(), make.user())
    volunteer.page.reload()
    volunteer.page.locator(".web-address").click()
    expect(visitor.headline).to_have_text("Qoraal a a")
    assert AlertPage.objects.get(locale__language_code="so").live


def test_the_buttons_that_lead_elsewhere_stand_apart(link, reader):
    _translation, url = link
    volunteer = Volunteer(reader(viewport=PHONE), url)
    volunteer.begin()
    buttons = [
        button.bounding_box() for button in volunteer.page.locator("[name=way]:visible").all()
    ]
    assert len(buttons) == 3
    for one, other in pairwise(buttons):
        is_below = other["y"] >= one["y"] + one["height"]
        assert is_below or other["x"] - (one["x"] + one["width"]) >= 12


@pytest.mark.parametrize(
    "language", ["so", *(pytest.param(one, marks=pytest.mark.thorough) for one in ("es", "hmn"))]
)
def test_no_page_of_a_link_has_a_barrier_or_is_wider_than_the_phone(
    data_of_migrations, reader, language
):
    translation, url = open_link(
        language=language,
        title="Call the governor about deportation",
        response="<p>Write <b>to us</b>.</p>",
    )
    visitor = reader(viewport=PHONE)
    volunteer, found = Volunteer(visitor, url), []

    def look(name):
        visitor.page.set_viewport_size(PHONE)
        assert not volunteer.is_wider_than_the_screen(), name
        found.extend(barriers(visitor, name))
        visitor.page.set_viewport_size(PHONE)

    look("overview")
    volunteer.begin()
    look("step")
    volunteer.write("x" * 300)
    expect(visitor.page.locator(".field-error")).to_be_visible()
    look("refused")
    volunteer.write("Eray")
    visitor.open(url)
    volunteer.send()
    expect(visitor.page.locator("[role=alert]")).to_be_visible()
    look("handed in too early")
    volunteer.steps.nth(1).click()
    volunteer.write("Eray")
    visitor.open(url)
    volunteer.send()
    look("thanks")
    review.publish(translation.get_target_instance(), make.user())
    visitor.open(url)
    look("live")
    translation.links.update(revoked_at=translation.links.get().created_at)
    visitor.open(url)
    look("expired")
    assert found == []
