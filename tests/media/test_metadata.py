"""Tests for the metadata of uploaded pictures and PDF files."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader
from wagtail.models import UploadedFile
from wagtail.users.models import UserProfile

from home.media.metadata import NO_PICTURE
from home.media.models import CustomDocument, CustomImage
from home.media.pdf import NO_PDF, PASSWORD
from tests import factories as make
from tests.support import hostile_files as files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("indexing", "folder")]


def file(content, name):
    return SimpleUploadedFile(name, content)


def stored(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def add(client, kind, upload):
    return client.post(
        reverse(f"wagtail{kind}:add"), {"title": "x", "file": upload, "collection": 1}, follow=True
    ).content.decode()


def add_many(client, kind, upload):
    return client.post(
        reverse(f"wagtail{kind}:add_multiple"),
        {"title": "x", "files[]": upload, "collection": 1},
        headers={"X-Requested-With": "XMLHttpRequest"},
    ).content.decode()


def add_in_chooser(client, kind, upload):
    field = "image" if kind == "images" else "document"
    return client.post(
        reverse(f"wagtail{kind}_chooser:create"),
        {
            f"{field}-chooser-upload-title": "x",
            f"{field}-chooser-upload-file": upload,
            f"{field}-chooser-upload-collection": 1,
        },
    ).content.decode()


def replace(client, kind, upload):
    old = make.ImageFactory() if kind == "images" else make.DocumentFactory()
    return client.post(
        reverse(f"wagtail{kind}:edit", args=[old.pk]),
        {"title": "x", "file": upload, "collection": 1},
        follow=True,
    ).content.decode()


WAYS = (add, add_many, add_in_chooser, replace)


def assert_clean_and_upright(path):
    content = path.read_bytes()
    assert files.secrets_in(content) == []
    with Image.open(BytesIO(content)) as image:
        assert not image.getexif()
        assert not set(image.info) & {"exif", "xmp", "XML:com.adobe.xmp", "comment", "Author"}
        if path.suffix == ".gif":  # GIF has no orientation
            return
        assert image.size == (32, 64)
        above, below = (image.convert("RGB").getpixel((16, y)) for y in (8, 56))
        assert [above[0] > 200, above[2] > 60] == [True, False]
        assert [below[0] > 60, below[2] > 200] == [False, True]


@pytest.mark.parametrize("kind", files.PICTURES)
def test_a_picture_keeps_its_pixels_alone_and_stands_upright(editor, folder, kind):
    original = files.picture(kind)
    assert files.secrets_in(original)
    add(editor, "images", file(original, f"IMG_4711.{kind}"))
    picture = CustomImage.objects.get()
    path = Path(picture.file.path)
    assert_clean_and_upright(path)
    with Image.open(path) as image:
        assert (picture.width, picture.height) == image.size
    assert picture.file_size == path.stat().st_size
    for one in stored(folder):
        assert files.secrets_in(one.read_bytes()) == []


@pytest.mark.parametrize("way", WAYS)
def test_a_picture_is_cleaned_on_every_way_into_the_admin(editor, folder, way):
    way(editor, "images", file(files.picture("jpg"), "x.jpg"))
    picture = CustomImage.objects.get()
    assert_clean_and_upright(Path(picture.file.path))
    assert picture.get_file_hash()
    assert [files.secrets_in(path.read_bytes()) for path in stored(folder)] == [[]] * len(
        stored(folder)
    )


def assert_clean_pdf(content):
    assert files.secrets_in(content) == []
    document = PdfReader(BytesIO(content))
    assert not document.metadata
    assert document.xmp_metadata is None
    assert not document.attachments
    (page,) = document.pages
    texts = repr([dict(note.get_object()) for note in page["/Annots"]])
    assert "See page 2" in texts
    assert "JavaScript" not in texts
    assert "/OpenAction" not in document.trailer["/Root"]
    (photo,) = page.images
    assert photo.image.size == (64, 32)
    assert files.secrets_in(photo.data) == []


@pytest.mark.parametrize("way", WAYS)
def test_a_pdf_keeps_its_pages_and_loses_its_author_on_every_upload_path(editor, folder, way):
    assert files.secrets_in(files.pdf())
    way(editor, "docs", file(files.pdf(), "x.pdf"))
    document = CustomDocument.objects.get()
    assert_clean_pdf(Path(document.file.path).read_bytes())
    assert document.file_size == Path(document.file.path).stat().st_size
    assert [files.secrets_in(path.read_bytes()) for path in stored(folder)] == [[]] * len(
        stored(folder)
    )


def in_code():
    CustomImage.objects.create(title="x", file=ContentFile(files.picture("jpg"), "x.jpg"))


def in_bulk():
    CustomDocument.objects.bulk_create([CustomDocument(file=ContentFile(files.pdf(), "x.pdf"))])


def to_wait_for_words():
    UploadedFile.objects.create(file=file(files.picture("png"), "x.png"))


def as_a_portrait():
    profile = UserProfile(user=make.user())
    profile.avatar.save("me.webp", ContentFile(files.picture("webp")))


def straight_into_the_storage():
    default_storage.save("anything/x.bin", ContentFile(files.picture("avif")))


@pytest.mark.parametrize(
    "way", [in_code, in_bulk, to_wait_for_words, as_a_portrait, straight_into_the_storage]
)
def test_nothing_is_stored_with_its_metadata_without_a_form_either(folder, way):
    way()
    (path,) = stored(folder)
    assert files.secrets_in(path.read_bytes()) == []


def test_an_upload_that_gets_its_words_later_has_lost_its_metadata_too(editor, folder):
    answer = editor.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "x" * 300, "files[]": file(files.picture("jpg"), "x.jpg"), "collection": 1},
        headers={"X-Requested-With": "XMLHttpRequest"},
    ).json()
    waiting = answer["uploaded_file_id"]
    editor.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting]),
        {f"uploaded-image-{waiting}-title": "x", f"uploaded-image-{waiting}-collection": 1},
    )
    assert_clean_and_upright(Path(CustomImage.objects.get().file.path))


def test_a_picture_with_transparency_and_one_in_ink_colours_keep_them(editor):
    for number, (mode, kind) in enumerate([("RGBA", "png"), ("P", "gif"), ("CMYK", "jpeg")]):
        made = BytesIO()
        Image.new(mode, (20, 10)).save(made, kind.upper())
        add(editor, "images", file(made.getvalue(), f"x.{kind}"))
        assert CustomImage.objects.count() == number + 1
        with Image.open(CustomImage.objects.latest("pk").file.path) as image:
            assert image.mode == mode


# Refusals


def document_types():
    return {
        "words.docx": b"PK\x03\x04" + bytes(500),
        "words.pdf": b"PK\x03\x04 a text document under another name",
        "page.pdf": b"<html><script>alert(1)</script></html>",
        "page too.pdf": b"<script>alert(1)</script>" + make.pdf(),
        "archive too.pdf": b"PK\x03\x04" + bytes(200) + make.pdf(),
        "picture too.pdf": b"GIF89a" + make.pdf(),
        "bomb.pdf": files.pdf_bomb(),
        "empty.pdf": b"%PDF-1.7\n",
        "cut.pdf": b"%PDF-1.7\n" + files.pdf()[200:500],
        "picture.pdf": files.picture("jpg"),
    }


@pytest.mark.hostile
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", list(document_types()))
def test_an_invalid_pdf_is_refused_with_a_message(editor, name, way):
    answer = way(editor, "docs", file(document_types()[name], name))
    said = json.loads(answer)["error_message"] if way is add_many else answer
    assert NO_PDF.partition(".")[0] in said
    assert CustomDocument.objects.count() == (way is replace)


@pytest.mark.hostile
def test_a_pdf_with_a_password_or_another_ending_is_refused_with_a_sentence(editor):
    assert PASSWORD in add(editor, "docs", file(files.locked_pdf(), "x.pdf"))
    assert "is not allowed" in add(editor, "docs", file(make.pdf(), "x.html"))
    assert not CustomDocument.objects.exists()


def bad_pictures():
    return {
        "huge.png": (files.huge_png(), "too large"),
        "larger.png": (files.huge_png(9_000), "too large"),
        "cut.jpg": (files.picture("jpg")[:700], NO_PICTURE),
        "cut.png": (files.picture("png")[:60], NO_PICTURE),
        "cut.heic": (files.picture("heic")[:200], NO_PICTURE),
        "text.png": (b"no picture", NO_PICTURE),
        "drawing.png": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', NO_PICTURE),
        "drawing.svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "is not allowed"),
        "other.jpg": (files.picture("png"), "does not match the file format"),
        "empty.gif": (b"GIF89a", NO_PICTURE),
    }


@pytest.mark.hostile
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", list(bad_pictures()))
def test_a_picture_that_is_broken_or_huge_is_refused_with_a_sentence(editor, name, way):
    content, sentence = bad_pictures()[name]
    answer = way(editor, "images", file(content, name))
    said = json.loads(answer)["error_message"] if way is add_many else answer
    assert sentence.partition(":")[0] in said
    assert CustomImage.objects.count() == (way is replace)


@pytest.mark.hostile
def test_a_portrait_that_is_broken_is_no_failure_of_the_server(admin_of):
    client = admin_of("Editors")
    client.raise_request_exception = False
    broken = file(files.picture("jpg")[:700], "me.jpg")
    response = client.post(reverse("wagtailadmin_account"), {"avatar-avatar": broken})
    assert response.status_code < 500
    assert not UserProfile.objects.exclude(avatar="").exists()
