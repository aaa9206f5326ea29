"""Browser test for an alert that is written, translated, read and commented on."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.admin_site import EditorAdmin, ModeratorAdmin, TranslatorAdmin

HEADLINE = "Call the sheriff: keep ICE out of our jail"
ASK = "Ask the sheriff to let nobody from ICE into the county jail."
SCRIPT = "Hello, I live in this county."
POINT = "People who call for help must not end up in deportation."
TEXT = "The county decides this month. Every call is counted."
# Translation of each string: machine drafts, like those of the sample content.
SOMALI = {
    HEADLINE: "Wac sheriff-ka: ICE ha ka fogaado xabsigeenna",
    ASK: "Ka codso sheriff-ka inuusan cidna ICE uga oggolaan xabsiga degmada.",
    SCRIPT: "Salaan, degmadan ayaan ku noolahay.",
    POINT: "Qofka caawimaad u soo wacda waa inuusan masaafurin ku dambayn.",
    TEXT: "Degmadu bishan ayay go'aansanaysaa. Wicitaan kasta waa la tirinayaa.",
}
COMMENT = "Maanta ayaan wacay.\nWay i dhegaysteen."


def write_alert(editor):
    now = timezone.localtime()
    editor.open_pages("No More Deportations", "Action alerts")
    editor.start_alert()
    editor.fill("Title*", HEADLINE)
    editor.fill("Ask*", ASK)
    editor.fill("Starts*", f"{now - timedelta(hours=1):%Y-%m-%d %H:%M}")
    editor.fill("Ends*", f"{now + timedelta(days=3):%Y-%m-%d %H:%M}")
    editor.choose_office("Mark Dayton, Governor of Minnesota")
    editor.add_line("What to say", SCRIPT)
    editor.add_line("Talking points", POINT)
    editor.add_text(TEXT)
    editor.publish()


def translate_alert(translator):
    translator.open_pages("Baaqyo degdeg ah")
    translator.open_translation(HEADLINE)
    for english, words in SOMALI.items():
        translator.translate(english, words)
    translator.save()
    translator.expect_done(len(SOMALI))
    translator.publish()


def read_alert(reader):
    reader.open("/so/").follow(SOMALI[HEADLINE])
    reader.unfold()
    main = reader.page.locator("main")
    for words in SOMALI.values():
        expect(main.get_by_text(words).first).to_be_visible()
    expect(main.locator(".script > ol .say[lang=en]").last).to_have_text(SCRIPT)
    expect(main.locator(".call-bar a[href='tel:+1-651-201-3400']")).to_be_visible()
    for english in (HEADLINE, ASK, POINT, TEXT):
        expect(main.get_by_text(english)).to_have_count(0)


@pytest.mark.usefixtures("sample")
def test_an_alert_is_written_translated_published_commented_on_and_the_comment_approved(
    admin_site, reader
):
    editor = admin_site(EditorAdmin, "Editors")
    write_alert(editor)
    visitor = reader()
    visitor.open("/so/").follow(HEADLINE)
    expect(visitor.headline.locator("xpath=ancestor-or-self::*[@lang][1]")).to_have_attribute(
        "lang", "en"
    )

    editor.submit_for_translation(HEADLINE, "Somali")
    reader().open("/so/").follow(HEADLINE)
    translate_alert(admin_site(TranslatorAdmin, "Translators (Soomaali)"))
    visitor = reader()
    read_alert(visitor)

    visitor.comment(COMMENT, name="Xamdi")
    visitor.back_to_post()
    expect(visitor.thread).to_have_count(0)

    moderator = admin_site(ModeratorAdmin, "Moderators")
    moderator.open_comments()
    expect(moderator.waiting(COMMENT.splitlines()[0])).to_contain_text("Somali")
    moderator.approve(COMMENT.splitlines()[0])

    visitor.page.reload()
    expect(visitor.thread).to_have_count(1)
    expect(visitor.thread).to_contain_text("Xamdi")
    assert visitor.thread.locator(".comment-text").inner_text() == COMMENT
    for other in ("en", "es", "hmn"):
        visitor.open(f"/{other}/").follow(HEADLINE)
        expect(visitor.thread).to_have_count(0)
