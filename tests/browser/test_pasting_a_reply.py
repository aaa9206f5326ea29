"""Browser tests for pasting a reply and importing a file on a small phone without JavaScript."""

import pytest
from playwright.sync_api import expect

from home.translation.exchange import message, po, scope
from home.translation.strings.lookup import translatable_strings
from tests import factories as make
from tests.support.by_link import begin
from tests.support.exchange import fill_po

PHONE = {"width": 320, "height": 640}
CHAT = """[25/11/2026, 14:02:10] Ana: #TX-{code}
[25/11/2026, 14:03:12] Cabdi: 1. Cinwaan
2. Codso
oo ka codso
[25/11/2026, 14:04:00] Beto: see you at the meeting"""


@pytest.fixture
def translator():
    return make.user("Translators (Soomaali)")


@pytest.fixture
def translation(data_of_migrations):
    return begin(slug="call")


@pytest.fixture
def strings(translator, translation):
    return scope.of_page(translator, translation.get_target_instance())


@pytest.fixture
def phone(new_context, live_server, translator, translation):
    context = new_context(base_url=live_server.url, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto("/admin/")
    page.locator("[name=login], [name=username]").fill(translator.username)
    page.locator("[name=password]").fill("secret")
    press(page, "Sign in")
    return page


def press(page, button):
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def assert_fits(page, locator):
    for element in locator.all():
        edges = element.bounding_box()
        assert edges["x"] >= 0
        assert edges["x"] + edges["width"] <= PHONE["width"]


def test_a_chat_is_pasted_compared_corrected_and_saved(translation, strings, phone):
    code = message.make(strings.parts[0]).code
    phone.goto(f"/admin/translation/{translation.get_target_instance().pk}/exchange/reply/")
    phone.get_by_label("The reply, as it came").fill(CHAT.format(code=code))
    press(phone, "Check")
    boxes = phone.get_by_label("Translation", exact=True)
    expect(boxes).to_have_count(3)
    assert_fits(phone, boxes)
    ticks = phone.get_by_label("Save this")
    assert_fits(phone, ticks)
    assert [tick.is_checked() for tick in ticks.all()] == [True, False, False]
    expect(phone.get_by_text("see you at the meeting", exact=True)).to_be_visible()
    boxes.nth(0).fill("Cinwaan la saxay")
    ticks.nth(2).check()
    press(phone, "Save what is selected")
    expect(phone.get_by_text("2 written")).to_be_visible()
    texts = [string.text for string in translatable_strings(translation)]
    assert texts == ["Cinwaan la saxay", "Codso oo ka codso"]


def test_a_refused_row_is_downloaded(translation, strings, phone, tmp_path):
    words = {"English title": "Cinwaan", "English ask": "x" * 301}
    (tmp_path / "so.po").write_bytes(fill_po(po.write(strings), words.get))
    phone.goto(f"/admin/translation/{translation.get_target_instance().pk}/exchange/")
    phone.get_by_label("File").set_input_files(tmp_path / "so.po")
    press(phone, "Import")
    expect(phone.get_by_text("1 refused. The others were taken.")).to_be_visible()
    link = phone.get_by_role("link", name="Refused rows")
    assert_fits(phone, link)
    with phone.expect_download() as download:
        link.click()
    assert "too long" in download.value.path().read_text()
