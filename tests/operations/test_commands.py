"""Tests for the commands behind `make run`, which can be run repeatedly."""

import gettext
import os

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import (
    CommandError,
    call_command,
    get_commands,
    load_command_class,
)
from wagtail.models import Page

from alerts.models import AlertPage, OfficePhone
from home.people.management.commands.demoaccounts import ACCOUNTS
from tests import factories as make


@pytest.fixture
def development(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.DEMO_ACCOUNTS = True
    settings.DEMO_PASSWORD = ""
    return settings


def printed_password(capsys):
    call_command("demoaccounts")
    lines = dict(line.split(":", 1) for line in capsys.readouterr().out.splitlines())
    assert [name.strip() for name in lines["Accounts"].split(",")] == list(ACCOUNTS)
    return lines["Password"].strip()


@pytest.mark.django_db
def test_sample_content_made_twice_changes_nothing_that_was_edited(
    capsys, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        call_command("samplecontent", first_alert=True)
    alert = AlertPage.objects.get(locale__language_code="en")
    alert.title = "Edited"
    alert.save_revision().publish()
    OfficePhone.objects.update(number="+16515550199")
    make.home("en").get_children().get(slug="about").delete()
    before = list(Page.objects.order_by("pk").values())

    capsys.readouterr()
    call_command("samplecontent")
    assert "no sample content was made" in capsys.readouterr().out
    assert list(Page.objects.order_by("pk").values()) == before
    assert {phone.number.as_e164 for phone in OfficePhone.objects.all()} == {"+16515550199"}


@pytest.mark.django_db
def test_one_command_makes_a_site_with_an_alert_to_call_for_and_accounts(development, capsys):
    call_command("demosite")
    lines = capsys.readouterr().out.splitlines()
    password = next(line.split()[1] for line in lines if line.startswith("Password:"))
    assert authenticate(username="moderator", password=password)
    assert Page.objects.filter(slug="vote-no-on-jail-beds", live=True).count() == len(
        make.LANGUAGES
    )
    call_command("demosite")
    assert "no sample content was made" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_demo_site_is_refused_outside_development():
    with pytest.raises(CommandError, match="development"):
        call_command("demosite")
    assert not AlertPage.objects.exists()


@pytest.mark.django_db
def test_demo_accounts_are_refused_outside_development():
    with pytest.raises(CommandError):
        call_command("demoaccounts")
    assert not get_user_model().objects.exists()


@pytest.mark.django_db
def test_demo_accounts_have_one_random_password_that_stays(development, capsys):
    password = printed_password(capsys)
    assert len(password) >= 12
    for name in ACCOUNTS:
        assert authenticate(username=name, password=password)
    assert printed_password(capsys) == password
    assert get_user_model().objects.count() == len(ACCOUNTS)


@pytest.mark.django_db
def test_each_demo_account_is_in_its_group_and_only_one_may_do_everything(development, capsys):
    printed_password(capsys)
    users = get_user_model().objects
    groups = {u.username: [g.name for g in u.groups.all()] for u in users.all()}
    assert groups == {name: [group] if group else [] for name, group in ACCOUNTS.items()}
    assert [u.username for u in users.filter(is_superuser=True)] == ["admin"]


@pytest.mark.django_db
def test_the_password_can_be_set_before_or_after_the_accounts_are_made(development, capsys):
    printed_password(capsys)
    development.DEMO_PASSWORD = "a password of our own"
    assert printed_password(capsys) == "a password of our own"
    for name in ACCOUNTS:
        assert authenticate(username=name, password="a password of our own")
    development.DEMO_PASSWORD = ""
    assert printed_password(capsys) == "a password of our own"


@pytest.mark.django_db
def test_an_account_that_somebody_changed_is_left_as_it_is(development, capsys):
    printed_password(capsys)
    editor = get_user_model().objects.get(username="editor")
    editor.set_password("their own")
    editor.groups.clear()
    editor.save()
    printed_password(capsys)
    assert authenticate(username="editor", password="their own")
    assert not editor.groups.exists()


@pytest.fixture
def catalog(settings, tmp_path, monkeypatch):
    """Return a function that writes a Somali catalog with one message, and returns its path."""
    # Without a PATH, programs of gettext cannot be found.
    monkeypatch.setenv("PATH", "")
    settings.LOCALE_PATHS = [tmp_path]
    source = tmp_path / "so" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)

    def write(word):
        source.write_text(
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
            f'msgid "search"\nmsgstr "{word}"\n'
        )
        return source

    return write


def compiled(source):
    with source.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file).gettext("search")


def test_catalogs_are_compiled_without_gettext_on_the_machine(catalog):
    source = catalog("raadi")
    call_command("compilecatalogs", verbosity=0)
    assert compiled(source) == "raadi"


def test_a_catalog_is_compiled_again_only_when_it_has_changed(catalog, capsys):
    source = catalog("raadi")
    call_command("compilecatalogs")
    assert "so" in capsys.readouterr().out
    call_command("compilecatalogs")
    assert capsys.readouterr().out == ""
    catalog("baadh")
    later = source.with_suffix(".mo").stat().st_mtime + 10
    os.utime(source, (later, later))
    call_command("compilecatalogs")
    assert compiled(source) == "baadh"


def test_english_messages_are_found_in_a_catalog_of_their_own(catalog, tmp_path):
    source = catalog("raadi")
    with source.open("a") as file:
        file.write('\nmsgctxt "menu"\nmsgid "More"\nmsgstr "Ka badan"\n')
        file.write('\nmsgid "a day"\nmsgid_plural "days"\nmsgstr[0] "x"\nmsgstr[1] "y"\n')
        file.write('\n#~ msgid "gone"\n#~ msgstr "tagay"\n')
    source.write_text(
        source.read_text().replace(
            "UTF-8\\n", "UTF-8\\nPlural-Forms: nplurals=2; plural=n != 1;\\n"
        )
    )
    call_command("compilecatalogs", verbosity=0)
    with (tmp_path / "en" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        english = gettext.GNUTranslations(file)
    assert english.gettext("search") == "search"
    assert english.pgettext("menu", "More") == "More"
    assert [english.ngettext("a day", "days", count) for count in (1, 2)] == ["a day", "days"]
    assert "gone" not in english._catalog


def test_a_catalog_whose_plurals_do_not_match_its_header_is_refused(catalog):
    source = catalog("raadi")
    right = source.read_text().replace("\\n", "\\nPlural-Forms: nplurals=1; plural=0;\\n", 1)
    right += '\nmsgid "a day"\nmsgid_plural "days"\nmsgstr[0] "maalin"\n'
    source.write_text(right + 'msgstr[1] "maalmood"\n')
    with pytest.raises(CommandError, match=r"must have 1 forms.*“a day”"):
        call_command("compilecatalogs")
    assert not source.with_suffix(".mo").exists()
    source.write_text(right)
    call_command("compilecatalogs", verbosity=0)
    assert compiled(source) == "raadi"


@pytest.mark.parametrize(
    ("name", "option", "value"),
    [
        ("check_privacy", "per_type", 2),
        ("manyposts", "posts", 10_000),
        ("manyposts", "comments", 200_000),
        ("readiness", "wait", 0),
    ],
)
def test_an_option_that_is_left_out_has_its_usual_value(name, option, value):
    command = load_command_class(get_commands()[name], name)
    assert command.create_parser("manage.py", name).get_default(option) == value
