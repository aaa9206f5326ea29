"""Tests for the declarations of personal data in models, and for the privacy page."""

import os
import re

import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, models
from django_comments.models import Comment

from alerts.content import starting
from alerts.content.texts import catalog, languages, text
from home.kept_data import About
from home.operations import ledger
from home.operations.privacy.declared import declarations
from home.rate_limits import RateCount
from tests import factories as make
from tests.support.soup import parse

# Names of fields with data about one person, besides those with an address, a file or an account.
PERSONAL = re.compile(
    r"(^|_)(address|agent|digest|ip|key|mail|name|original|password|phone|sender|session|token)(_|$)"
)
KINDS = (models.EmailField, models.FileField, models.GenericIPAddressField)
# Models with such a field that is about no person.
ABOUT_NOBODY = {
    "alerts.ActionType": "name of a kind of action",
    "alerts.Office": "name of a public office",
    "auth.Group": "name of a role",
    "auth.Permission": "name of a right",
    "exchange.ImportedRow": "name of a field; deleted with its import",
    "home.Meeting": "public place of a meeting",
    "home.MenuEntry": "address of another site",
    "home.SampleRecord": "key of a translation",
    "home.SiteSettings": "name of the site",
    "media.Rendition": "made from a clean picture",
    "operations.PeriodicJob": "name of a job",
    "operations.Problem": "name of a check",
    "publishing.EditorForm": "random key of a form",
    "sharing.SharingSettings": "name and address of a licence",
    "sites.Site": "name of the site",
    "taggit.Tag": "name of a tag",
    "wagtail_localize.TranslatableObject": "key of a translation",
    "wagtailcore.Collection": "name of a folder",
    "wagtailcore.CollectionViewRestriction": "shared passwords are off",
    "wagtailcore.PageViewRestriction": "shared passwords are off",
    "wagtailcore.Site": "name of the site",
    "wagtailcore.Task": "workflows are off",
    "wagtailcore.Workflow": "workflows are off",
    "wagtailimages.Rendition": "not used",
}


def personal_fields(model):
    """Return the names of the fields whose type, name or relation suggests personal data."""
    return [
        field.name
        for field in model._meta.local_fields
        if isinstance(field, KINDS)
        or (field.is_relation and field.related_model is get_user_model())
        or (not field.is_relation and PERSONAL.search(field.name))
    ]


def undeclared(found):
    known = {model._meta.label for model in declarations()} | ABOUT_NOBODY.keys()
    return {
        model._meta.label: fields
        for model in found
        if model._meta.label not in known and (fields := personal_fields(model))
    }


def test_every_model_with_personal_data_declares_it():
    assert undeclared(apps.get_models()) == {}


def new_model(name, **fields):
    meta = type("Meta", (), {"app_label": "comments", "apps": Apps()})
    return type(name, (models.Model,), {"__module__": __name__, "Meta": meta} | fields)


def test_a_new_model_with_personal_data_and_no_declaration_is_found():
    models_ = [
        new_model("Subscriber", email=models.EmailField()),
        new_model("Visit", user_agent=models.TextField()),
        new_model("Helper", person=models.ForeignKey(get_user_model(), models.CASCADE)),
    ]
    assert set(undeclared(models_)) == {"comments.Subscriber", "comments.Visit", "comments.Helper"}


def test_no_exception_is_out_of_date():
    labels = {model._meta.label: model for model in apps.get_models()}
    assert ABOUT_NOBODY.keys() <= labels.keys()
    assert not ABOUT_NOBODY.keys() & {model._meta.label for model in declarations()}
    assert [label for label in ABOUT_NOBODY if not personal_fields(labels[label])] == []


def test_a_declaration_names_fields_that_exist():
    for model, declared in declarations().items():
        for name in filter(None, (*declared.fields, declared.since)):
            model._meta.get_field(name)


def numbers(text_):
    return set(map(int, re.findall(r"(?<!\w)\d+(?!\w)", text_)))


def about_readers():
    return [declared for declared in declarations().values() if declared.about == About.READERS]


def test_the_privacy_page_says_in_every_language_what_the_models_declare():
    declared = {}
    for one in about_readers():
        assert one.paragraphs, one.what
        if one.days:
            # One of its paragraphs says how long.
            assert any(one.days in numbers(text(key)) for key in one.paragraphs), one.what
            for key in one.paragraphs:
                declared.setdefault(key, set()).add(one.days)
    # The ledger and backups are files.
    declared["privacy.body.12"] = {ledger.KEEP_FOR.days}
    for key, entry in catalog(languages()[0]).items():
        if key and key.startswith("privacy.body."):
            assert numbers(entry.msgid) <= declared.get(key, set()), key
            for language in languages():
                translated = numbers(catalog(language)[key].msgstr)
                assert translated == numbers(entry.msgid), (key, language)


@pytest.mark.django_db
def test_the_page_that_a_new_site_gets_has_every_paragraph(client):
    starting.create_privacy_page(make.english_home())
    for language in make.LANGUAGES:
        page = parse(client.get(f"/{language}/privacy/")).main.get_text()
        for key in {key for one in about_readers() for key in one.paragraphs}:
            said = text(key) if language == "en" else catalog(language)[key].msgstr
            assert said in page, (language, key)


def test_the_page_says_what_a_copy_may_keep_and_what_stays_in_the_tab():
    page = " ".join(
        entry.msgid
        for key, entry in catalog("es").items()
        if key and key.startswith("privacy.body.")
    )
    assert "A copy that was made before a comment was deleted still has it" in page
    assert "stays in that tab of your browser until you send it" in page


@pytest.mark.django_db
def test_the_list_for_the_lawyer_has_kinds_counts_and_dates_and_no_contents(capsys, user):
    user("Editors", username="Secretname", email="secret@example.org")
    alert = make.AlertPageFactory()
    make.comment(alert, text="Secretwords.", name="Secretwriter")
    RateCount.objects.create(name="account secretkey", ends_at="2026-11-27T12:00Z", number=1)
    call_command("list_kept_data")
    said = capsys.readouterr().out
    assert re.search(
        r"comments.PostComment, published: 1, oldest \d{4}-\d\d-\d\d\. The text of", said
    )
    assert "people.User: 1, oldest" in said
    assert "django_comments.Comment" not in said  # it has none of the addresses that are meant
    assert "home.RateCount: 1, oldest 2026-11-27." in said
    assert "About readers:" in said
    assert ("bytes of the write-ahead log" in said) == (connection.vendor == "sqlite")
    assert "secret" not in said.lower().replace("secrets in the environment", "")
    Comment.objects.update(user_email="eve@reader.example")
    call_command("list_kept_data")
    assert "django_comments.Comment: 1." in capsys.readouterr().out


@pytest.mark.django_db
def test_the_list_for_the_lawyer_has_the_oldest_file_of_each_folder(settings, tmp_path, capsys):
    settings.DATA_DIR = tmp_path
    (tmp_path / "cache" / "below").mkdir(parents=True)
    for name, day in (("cache/below/one", 1), ("cache/two", 2), ("three", 4), ("four", 3)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (day * 86_400, day * 86_400))
    call_command("list_kept_data")
    said = capsys.readouterr().out
    assert "cache: 2, oldest 1970-01-02. Parts of public pages" in said
    assert "files beside them: 2, oldest 1970-01-04" in said
