"""Tests for `manage.py exportsite` and `manage.py importsite`."""

import json
import zipfile

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation

from alerts.comments.models import PostComment, Status
from alerts.models import AlertPage
from alerts.sharing.models import SharingSettings
from home.models import StandardPage
from home.operations.transfer import exporting, importing, tables
from tests import factories as make

LISTS = (tables.CONTENT, tables.PEOPLE, tables.NEVER)


def test_each_model_is_in_one_list():
    listed = sorted(label for labels in LISTS for label in labels)
    assert listed == sorted(model._meta.label_lower for model in apps.get_models())


@pytest.mark.parametrize("people", [False, True])
def test_no_exported_record_needs_one_that_is_not_exported(people):
    kinds = tables.exported(people=people)
    there = {*kinds, *map(apps.get_model, tables.KEPT)}
    missing = [
        str(field)
        for model in kinds
        for field in [*model._meta.local_concrete_fields, *model._meta.local_many_to_many]
        if field.related_model and not getattr(field, "null", False)
        if field.related_model not in there
    ]
    assert missing == []


@pytest.fixture
def content():
    ann = make.user(username="ann-the-editor", email="ann@campaign.example")
    alert = make.AlertPageFactory(title="Call today", owner=ann)
    alert.save_revision(user=ann).publish()
    make.comment(alert, comment="Everybody may read this.", user_email="eve@reader.example")
    make.comment(alert, comment="Nobody has approved this.", status=Status.PENDING)
    return alert


@pytest.mark.django_db
def test_an_export_has_the_uploads_except_those_that_are_gone(tmp_path):
    kept, gone = make.DocumentFactory(), make.DocumentFactory()
    gone.file.storage.delete(gone.file.name)
    exporting.export(tmp_path / "site.zip")
    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        files = [name for name in archive.namelist() if name.startswith("files/documents/")]
        assert files == [f"files/{kept.file.name}"]
        with kept.file.open() as file:
            assert archive.read(files[0]) == file.read()


@pytest.fixture
def exported(content, tmp_path):
    exporting.export(tmp_path / "site.zip")
    return tmp_path / "site.zip"


def rows(archive, label):
    with zipfile.ZipFile(archive) as opened:
        return [json.loads(line) for line in opened.read(f"data/{label}.jsonl").splitlines()]


@pytest.mark.django_db
def test_an_export_is_readable_by_itself_and_has_nothing_about_people(exported):
    with zipfile.ZipFile(exported) as archive:
        everything = b"".join(map(archive.read, archive.namelist())).decode(errors="replace")
        assert "translations of each other" in archive.read("README.txt").decode()
        manifest = json.loads(archive.read("manifest.json"))
    assert "Call today" in {row["fields"]["title"] for row in rows(exported, "wagtailcore.page")}
    assert "Everybody may read this." in everything
    for private in ("ann-the-editor", "ann@campaign", "eve@reader", "Nobody has approved"):
        assert private not in everything
    assert manifest["format"] == 1
    assert manifest["rows"]["comments.postcomment"] == 1
    assert not {"people.user", "comments.followup"} & set(manifest["rows"])
    assert exported.stat().st_mode & 0o077 == 0
    (revision,) = [
        row for row in rows(exported, "wagtailcore.revision") if "Call today" in str(row)
    ]
    assert (revision["fields"]["user"], revision["fields"]["content"]["owner"]) == (None, None)


@pytest.mark.django_db
def test_peoples_data_is_exported_if_it_is_asked_for(content, tmp_path, capsys):
    call_command("exportsite", tmp_path / "all.zip", "--personal-data")
    emails = {row["fields"]["email"] for row in rows(tmp_path / "all.zip", "people.user")}
    assert "ann@campaign.example" in emails
    assert len(rows(tmp_path / "all.zip", "comments.postcomment")) == 2


@pytest.fixture
def load(monkeypatch):
    # The last steps are slow.
    monkeypatch.setattr(importing, "_finish", lambda: None)
    return importing.load


@pytest.mark.django_db
def test_an_import_brings_back_what_was_exported_and_keeps_accounts(content, exported, load):
    before = AlertPage.objects.values().get(pk=content.pk)
    content.title = "Another"
    content.save()
    make.AlertPageFactory(title="One more")
    load(exported)
    after = AlertPage.objects.values().get(pk=content.pk)
    assert after == before | {"owner_id": None}
    assert not Page.objects.filter(title="One more").exists()
    assert [one.comment for one in PostComment.objects.all()] == ["Everybody may read this."]
    assert make.get_user_model().objects.filter(username="ann-the-editor").exists()
    # New rows get new numbers.
    make.AlertPageFactory()


@pytest.mark.django_db
def test_translations_come_back_with_their_strings_and_can_be_changed_again(
    content, load, tmp_path, committed
):
    committed(make.translate, content, "so")
    somali = AlertPage.objects.get(
        locale__language_code="so", translation_key=content.translation_key
    )
    before = strings()
    assert before
    exporting.export(tmp_path / "site.zip")
    StringTranslation.objects.update(data="changed")
    AlertPage.objects.filter(pk=somali.pk).update(title="changed")
    load(tmp_path / "site.zip")
    assert strings() == before
    after = AlertPage.objects.get(pk=somali.pk)
    assert (after.title, after.live) == (somali.title, True)
    content = AlertPage.objects.get(pk=content.pk)
    assert after.translation_key == content.translation_key
    content.title = "Call tomorrow"
    committed(content.save_revision().publish)
    (translation,) = Translation.objects.filter(target_locale=after.locale)
    assert translation.get_target_instance() == after


def strings():
    """Return (path, English, language, translation) of the stored strings, sorted."""
    fields = ("context__path", "translation_of__data", "locale__language_code", "data")
    return sorted(StringTranslation.objects.values_list(*fields))


def changed(source, target, **members):
    """Copy the archive `source` to `target` with the changes in `members`, and return `target`."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = members.pop(name, old.read(name))
            # None leaves the member out.
            if content is not None:
                new.writestr(name, content)
        for name, content in members.items():
            new.writestr(name, content)
    return target


def with_manifest(source, **values):
    with zipfile.ZipFile(source) as archive:
        return {"manifest.json": json.dumps(json.loads(archive.read("manifest.json")) | values)}


@pytest.mark.django_db
@pytest.mark.hostile
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda file: {"manifest.json": None}, "not a whole export"),
        (lambda file: {"manifest.json": "[]"}, "not a whole export"),
        (lambda file: {"data/alerts.office.jsonl": None}, "not a whole export"),
        (lambda file: {"data/alerts.alertpage.jsonl": ""}, "has 0 rows, and not 1"),
        (lambda file: {"data/alerts.office.jsonl": "{"}, "not a whole export"),
        (lambda file: {"data/wagtailcore.locale.jsonl": ""}, "locale"),
        (lambda file: {"files/../../x": "x"}, "is not a file of a site"),
        (lambda file: with_manifest(file, format=2), "the format of another version"),
        (lambda file: with_manifest(file, migrations={"alerts": "0999_x"}), "tables of alerts"),
        (lambda file: with_manifest(file, rows={"people.user": 1}), "other kinds of records"),
    ],
)
def test_a_file_that_cannot_be_imported_changes_nothing(
    exported, load, tmp_path, change, reason, settings
):
    before = list(Page.objects.values_list("pk", "title").order_by("pk"))
    bad = changed(exported, tmp_path / "bad.zip", **change(exported))
    with pytest.raises(importing.NotImported, match=reason):
        load(bad)
    assert list(Page.objects.values_list("pk", "title").order_by("pk")) == before
    assert not (tmp_path / "x").exists()


@pytest.mark.django_db
def test_a_site_that_had_another_app_once_can_be_imported_into_a_new_site(content, load, tmp_path):
    recorder = MigrationRecorder(connection)
    recorder.record_applied("former_app", "0001_initial")
    exporting.export(tmp_path / "site.zip")
    recorder.record_unapplied("former_app", "0001_initial")
    load(tmp_path / "site.zip")
    assert AlertPage.objects.filter(pk=content.pk).exists()


@pytest.mark.django_db
def test_a_cut_off_file_a_site_in_use_and_an_existing_file_are_refused(exported, tmp_path):
    cut = tmp_path / "cut.zip"
    cut.write_bytes(exported.read_bytes()[:-100])
    with pytest.raises(CommandError, match=r"Nothing was imported\. The site has comments"):
        call_command("importsite", exported)
    with pytest.raises(importing.NotImported, match="not a whole export"):
        importing.load(cut)
    with pytest.raises(CommandError, match="exists"):
        call_command("exportsite", exported)


def write_an_alert():
    make.AlertPageFactory()


def write_pages():
    # More than the privacy page in each language.
    for number in range(5):
        make.StandardPageFactory(slug=f"page-{number}")


def list_an_office():
    make.office()


def change_a_home_page():
    make.home("so").specific.save_revision(user=make.user())


def change_the_settings():
    log(SharingSettings.load(), "wagtail.edit", user=make.user())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("write", "name"),
    [
        (write_an_alert, AlertPage._meta.verbose_name_plural),
        (write_pages, StandardPage._meta.verbose_name_plural),
        (list_an_office, "offices"),
        (change_a_home_page, "pages that people have changed"),
        (change_the_settings, "other content or settings that people have changed"),
    ],
)
def test_a_site_with_anything_that_people_have_written_is_not_replaced(write, name):
    write()
    before = Page.objects.count()
    with pytest.raises(CommandError, match=f"Nothing was imported. The site has .*{name}"):
        call_command("importsite", "site.zip")
    assert Page.objects.count() == before


@pytest.mark.django_db
def test_accounts_and_what_setupsite_creates_do_not_keep_an_import_away():
    ann = make.user("Editors")
    log(ann, "people.factor_code_given", user=make.user())
    call_command("setupsite", verbosity=0)
    importing.refuse_if_in_use()


@pytest.mark.django_db
def test_uploads_of_the_same_name_are_replaced_only_after_everything_else(
    exported, load, tmp_path, settings, monkeypatch
):
    settings.MEDIA_ROOT = tmp_path / "media"
    own = settings.MEDIA_ROOT / "documents" / "same.txt"
    own.parent.mkdir(parents=True)
    own.write_text("own")
    members = {"files/documents/same.txt": "imported", "files/documents/new/one.txt": "new"}
    archive = changed(exported, tmp_path / "with_files.zip", **members)

    def uploads():
        return {path.name: path.read_text() for path in own.parent.rglob("*") if path.is_file()}

    with monkeypatch.context() as patch:
        add = importing.imported_files.ImportedFiles.add

        def add_and_fail(*arguments):
            add(*arguments)
            assert own.read_text() == "own"
            raise DatabaseError("the disk is full")

        patch.setattr(importing.imported_files.ImportedFiles, "add", add_and_fail)
        with pytest.raises(importing.NotImported, match="the disk is full"):
            load(archive)
    assert uploads() == {"same.txt": "own"}
    load(archive)
    assert uploads() == {"same.txt": "imported", "one.txt": "new"}


@pytest.mark.django_db
def test_the_operator_learns_that_records_are_imported_but_files_are_not(
    exported, load, monkeypatch
):
    def fail(files):
        raise OSError("No space left on device")

    monkeypatch.setattr(importing, "refuse_if_in_use", lambda: None)
    monkeypatch.setattr(importing.imported_files.ImportedFiles, "replace", fail)
    with pytest.raises(CommandError, match=r"The records are imported, but .* No space left"):
        call_command("importsite", exported)


@pytest.mark.django_db
@pytest.mark.parametrize("is_in_the_middle", [False, True])
def test_a_damaged_member_is_named(exported, load, tmp_path, is_in_the_middle):
    label = "data/wagtailcore.page.jsonl"
    with zipfile.ZipFile(exported) as archive:
        member = archive.getinfo(label)
    content = bytearray(exported.read_bytes())
    header = content[member.header_offset :]
    start = member.header_offset + 30 + len(label) + int.from_bytes(header[28:30], "little")
    position = start + member.compress_size // 2 if is_in_the_middle else start
    content[position] ^= 0xFF
    (tmp_path / "damaged.zip").write_bytes(content)
    with pytest.raises(importing.NotImported, match=f"^{label} in it is damaged"):
        load(tmp_path / "damaged.zip")
