"""Browser test that texts survive a server that is killed while they are being sent."""

import os
import re
import signal
import sqlite3
import time
from contextlib import closing

import pytest
from django.db import connection
from playwright.sync_api import expect

from tests.browser.admin_site import AdminUser

WORDS = {"admin": "Wac guddoomiyaha maanta", "link": "Cinwaan cusub"}
IN_FLIGHT = 1  # seconds until both requests have reached the server
QUESTION = "Who is “us” here?"


def boxes(page):
    return page.locator("form[data-part] textarea[name$='-text']")


def send(page):
    page.locator("button[value=save], form#step .button").first.click(no_wait_after=True)


def signed_in(application, new_context):
    account = {"DJANGO_SUPERUSER_USERNAME": "ayaan", "DJANGO_SUPERUSER_PASSWORD": "secret"}
    email = "--email=ayaan@campaign.example"
    assert application.manage("createsuperuser", "--noinput", email, **account) == 0
    application.serve()
    context = new_context(base_url=application.address)
    context.set_default_timeout(15_000)
    AdminUser(context.new_page()).sign_in("ayaan")
    return context


def somali_alert(database):
    query = (
        "SELECT page.id FROM wagtailcore_page page"
        " JOIN wagtailcore_locale locale ON locale.id = page.locale_id"
        " JOIN alerts_alertpage ON page_ptr_id = page.id WHERE language_code = 'so'"
    )
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchone()[0]


@pytest.mark.audit
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the server has a SQLite database of its own"
)
def test_texts_that_were_being_sent_when_the_server_was_killed_are_in_their_boxes_again(
    application, new_context
):
    context = signed_in(application, new_context)
    admin = context.pages[0]
    view = f"/admin/pages/{somali_alert(application.database)}/edit/"
    admin.goto(view)
    for number in range(2):  # a volunteer gets what is not translated
        boxes(admin).nth(number).fill("")
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(admin.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    admin.get_by_role("button", name="Make a link").click()
    link = context.new_page()
    link.goto(admin.locator("#new-link").input_value())
    link.locator("ol.steps a").first.click()
    step = link.url
    admin.goto(view)
    asking = context.new_page()
    asking.goto(view)
    asking.get_by_role("link", name="History, links and questions").first.click()
    asking.locator("#question").fill(QUESTION)
    boxes(admin).nth(1).fill(WORDS["admin"])
    boxes(link).first.fill(WORDS["link"])

    os.killpg(application.running.pid, signal.SIGSTOP)
    send(admin)
    send(link)
    asking.get_by_role("button", name="Ask", exact=True).click(no_wait_after=True)
    time.sleep(IN_FLIGHT)
    application.end(signal.SIGKILL)
    for page in (admin, link, asking):
        expect(page).to_have_url(re.compile("^chrome-error:"))
        page.close()

    application.serve()
    again = context.new_page()
    again.goto(step)
    expect(boxes(again).first).to_have_value(WORDS["link"])
    expect(again.locator("[data-notice=restored]")).to_be_visible()
    send(again)
    again.wait_for_url(lambda url: url != step)
    again.goto(view)
    expect(boxes(again).nth(0)).to_have_value(WORDS["link"])
    expect(boxes(again).nth(1)).to_have_value(WORDS["admin"])
    again.get_by_role("link", name="History, links and questions").first.click()
    expect(again.locator("#question")).to_have_value(QUESTION)
    again.get_by_role("button", name="Ask", exact=True).click()
    expect(again.get_by_text("Not answered yet.")).to_be_visible()
    expect(again.locator("#question")).to_have_value("")
    again.goto(view)
    again.get_by_role("button", name="Save", exact=True).click()
    expect(again.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    expect(boxes(again).nth(1)).to_have_value(WORDS["admin"])
    expect(again.locator("[data-notice=restored]")).to_be_hidden()
