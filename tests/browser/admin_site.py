"""Browser sessions in the admin, with a class for each role."""

import re

from playwright.sync_api import expect


class AdminUser:
    def __init__(self, page):
        self.page = page

    def sign_in(self, username, password="secret"):
        self.page.goto("/admin/")
        self.page.get_by_label("Username").fill(username)
        self.page.locator("[name=password]").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("navigation", name="Main menu")).to_be_visible()
        return self

    def open_pages(self, *titles):
        self.page.goto("/admin/pages/")
        for title in titles:
            row = self.page.get_by_role("row").filter(
                has=self.page.get_by_role("link", name=title, exact=True)
            )
            row.get_by_role("link", name="Explore child pages").click()
            expect(self.page.get_by_role("heading", level=1)).to_contain_text(title)

    def expect_message(self, text):
        expect(self.page.get_by_role("status")).to_contain_text(text)


class EditorAdmin(AdminUser):
    def section(self, heading):
        return self.page.get_by_role("region", name=heading)

    def start_alert(self):
        self.page.get_by_role("link", name="Add child page").click()

    def fill(self, label, text):
        self.page.get_by_role("textbox", name=label).fill(text)

    def choose_office(self, name):
        section = self.section("What, who and when")
        section.get_by_role("button", name="Add Office").click()
        section.get_by_role("button", name="Choose office").click()
        self.page.get_by_role("dialog").get_by_role("link", name=name).click()
        expect(section.get_by_text(name)).to_be_visible()

    def add_line(self, heading, text):
        # Sections with one type of block need no choice.
        section = self.section(heading)
        section.get_by_role("button", name="Insert a block").first.click()
        section.get_by_role("textbox").fill(text)

    def add_text(self, text):
        section = self.section("Body")
        section.get_by_role("button", name="Insert a block").first.click()
        self.page.get_by_role("option", name="Text", exact=True).click()
        expect(section.get_by_role("textbox")).to_be_focused()
        self.type_rich_text(section, section.locator("input[name$='-value']"), text)

    def type_rich_text(self, section, stored, text):
        section.get_by_role("textbox").press_sequentially(text)
        # The rich text editor updates the form shortly after the last key.
        expect(stored).to_have_value(re.compile(re.escape(text)))

    def choose(self, label, option):
        self.page.get_by_label(label, exact=True).select_option(option)

    def choose_snippet(self, field, name):
        chooser = self.page.locator(f"#id_{field}-chooser")
        chooser.locator("[data-chooser-action-choose]").first.click()
        self.page.get_by_role("dialog").get_by_role("link", name=name, exact=True).click()
        expect(chooser).to_contain_text(name)

    def write_rich_text(self, field, text):
        stored = self.page.locator(f"input[name={field}]")
        section = self.page.get_by_role("region").filter(has=stored).last
        self.type_rich_text(section, stored, text)

    def open_page(self, title):
        self.page.get_by_role("link", name=title, exact=True).click()

    def save_draft(self):
        self.page.get_by_role("button", name="Save draft").click()
        # The page may have been created in the background.
        self.expect_message(re.compile("created|updated"))

    def publish(self):
        footer = self.page.get_by_role("navigation", name="Actions (footer)")
        footer.get_by_role("button", name="More actions").click()
        self.page.get_by_role("button", name="Publish", exact=True).click()
        self.expect_message("published")

    def submit_for_translation(self, title, language):
        self.page.get_by_role("link", name=title, exact=True).click()
        # The chosen offices have menus with the same name.
        header = self.page.get_by_role("navigation", name="Actions", exact=True)
        header.get_by_role("button", name="Actions", exact=True).click()
        self.page.get_by_role("link", name="Translate this page").click()
        self.page.get_by_label(language).check()
        self.page.get_by_role("button", name="Submit").click()
        self.expect_message(f"submitted for translation into {language}")


class TranslatorAdmin(AdminUser):
    def open_translation(self, title):
        self.page.get_by_role("link", name=title, exact=True).click()

    def open_page(self, page):
        self.page.goto(f"/admin/pages/{page.pk}/edit/")

    def translate(self, english, words):
        self.page.get_by_label(english, exact=True).fill(words)

    def press(self, button):
        self.page.get_by_role("button", name=button, exact=True).click()

    def save(self):
        self.press("Save")
        self.expect_message("Saved")

    def expect_done(self, strings):
        expect(self.page.get_by_role("main")).to_contain_text(f"{strings} of {strings} strings")

    def publish(self):
        self.press("Publish")
        self.expect_message("Published")


class ModeratorAdmin(AdminUser):
    def open_comments(self):
        self.page.get_by_role("link", name=re.compile(r"^Comments( \(\d+\))?$")).click()

    def waiting(self, text):
        return self.page.get_by_role("row").filter(has_text=text)

    def approve(self, text):
        self.waiting(text).get_by_role("button", name="Approve").click()
        expect(self.page.locator("#result-text")).to_contain_text("published")
        expect(self.waiting(text)).to_have_count(0)
