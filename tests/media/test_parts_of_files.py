"""Tests for the parts of PDF files and photos that are kept, and for partial downloads."""

from io import BytesIO

import pikepdf
import pytest
from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files.base import ContentFile
from django.http import Http404
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image

from home.media import metadata, pdf
from home.media.sending import send
from home.media.storage import UploadStorage
from home.media.templatetags.recording_tags import length_in_words

# Closing a response closes old connections to the database.
pytestmark = pytest.mark.django_db

SECRET = "Maria Garcia"


def cleaned(change):
    """Apply `change` to a new PDF document, clean the document, and return it."""
    made = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        change(document)
        document.save(made)
    return pikepdf.open(BytesIO(pdf.clean(made.getvalue())))


CATALOG = [
    *("Metadata", "PieceInfo", "OpenAction", "AA", "AF", "Collection"),
    *("Perms", "Legal", "Threads", "SpiderInfo", "DSS"),
]


@pytest.mark.parametrize("name", CATALOG)
def test_the_catalog_of_a_pdf_holds_pages_and_navigation_only(name):
    def change(document):
        document.Root[f"/{name}"] = document.make_indirect(Stream(document, SECRET.encode()))
        document.Root.Outlines = Dictionary(Count=0)

    document = cleaned(change)
    assert f"/{name}" not in document.Root
    assert "/Outlines" in document.Root


@pytest.mark.parametrize("name", ["EmbeddedFiles", "JavaScript"])
def test_files_and_scripts_in_the_names_of_a_pdf_are_removed(name):
    def change(document):
        document.Root.Names = Dictionary({f"/{name}": Dictionary(Secret=SECRET), "/Dests": Array()})

    document = cleaned(change)
    assert list(document.Root.Names.keys()) == ["/Dests"]


def test_the_second_copy_of_a_form_is_removed_and_the_form_stays():
    def change(document):
        document.Root.AcroForm = Dictionary(XFA=String(SECRET), Fields=Array())

    document = cleaned(change)
    assert list(document.Root.AcroForm.keys()) == ["/Fields"]


@pytest.mark.parametrize("name", ["AA", "AF", "Thumb", "LastModified", "PieceInfo"])
def test_a_page_of_a_pdf_keeps_no_script_and_no_date(name):
    def change(document):
        document.pages[0].obj[f"/{name}"] = Dictionary(Secret=SECRET)

    document = cleaned(change)
    page = document.pages[0].obj
    assert f"/{name}" not in page
    assert "/MediaBox" in page
    assert "/Annots" not in page


def with_notes(*annotations):
    """Return a cleaned document whose page had `annotations`."""

    def change(document):
        document.pages[0].obj.Annots = Array(annotations)

    return cleaned(change)


@pytest.mark.parametrize("name", ["T", "M", "CreationDate", "NM", "AA", "AF"])
def test_a_comment_on_a_page_of_a_pdf_loses_its_author_and_time(name):
    note = Dictionary({"/Subtype": Name.Text, "/Contents": "Yes", f"/{name}": SECRET})
    document = with_notes(note)
    (note,) = document.pages[0].obj.Annots
    assert f"/{name}" not in note
    assert str(note.Contents) == "Yes"


def test_a_field_of_a_form_keeps_its_name_but_no_script():
    document = with_notes(Dictionary(Subtype=Name.Widget, T="signature", AA=Dictionary(K=SECRET)))
    (field,) = document.pages[0].obj.Annots
    assert str(field.T) == "signature"
    assert "/AA" not in field


@pytest.mark.parametrize("action", ["JavaScript", "Launch", "SubmitForm", "ImportData", "GoToE"])
def test_a_link_in_a_pdf_does_nothing_but_lead_somewhere(action):
    def link(name, **more):
        return Dictionary(Subtype=Name.Link, A=Dictionary(S=Name(f"/{name}"), **more))

    attached = Dictionary(Subtype=Name.FileAttachment, Contents=SECRET)
    document = with_notes(link(action, JS=SECRET), attached, link("URI", URI="https://example.org"))
    found = list(document.pages[0].obj.Annots)
    assert ["/A" in note for note in found] == [False, True]
    assert str(found[1].A.URI) == "https://example.org"


def script():
    return Dictionary(S=Name.JavaScript, JS=SECRET)


def in_a_bookmark(document):
    document.Root.Outlines = document.make_indirect(Dictionary(First=Dictionary(A=script())))


def after_another_action(document):
    first = Dictionary(S=Name.URI, URI="https://example.org", Next=Array([script()]))
    document.pages[0].obj.Annots = Array([Dictionary(Subtype=Name.Link, A=first)])


def after_another_action_of_its_own(document):
    first = Dictionary(S=Name.GoTo, Next=document.make_indirect(script()))
    document.pages[0].obj.Annots = Array([Dictionary(Subtype=Name.Link, A=first)])


def on_a_field(document):
    field = document.make_indirect(Dictionary(FT=Name.Tx, T="name", AA=Dictionary(K=script())))
    document.Root.AcroForm = Dictionary(Fields=Array([field]))


def on_a_nested_field(document):
    field = Dictionary(T="form", Kids=Array([Dictionary(FT=Name.Tx, AA=Dictionary(F=script()))]))
    document.Root.AcroForm = Dictionary(Fields=Array([field]))


def by_its_name(document):
    document.Root.Dests = Dictionary(home=Dictionary(A=script()))


@pytest.mark.parametrize(
    "place",
    [
        *(in_a_bookmark, after_another_action, after_another_action_of_its_own),
        *(on_a_field, on_a_nested_field, by_its_name),
    ],
)
def test_a_script_anywhere_in_a_pdf_is_removed(place):
    saved = BytesIO()
    cleaned(place).save(saved, qdf=True, static_id=True)
    assert SECRET.encode() not in saved.getvalue()
    assert b"JavaScript" not in saved.getvalue()


def test_a_signature_and_hidden_data_of_an_object_are_removed():
    def change(document):
        item = Dictionary(
            FT=Name.Sig, V=Dictionary(Name=SECRET), PieceInfo=Dictionary(X=1), LastModified="D:2026"
        )
        item.Metadata = document.make_indirect(Stream(document, SECRET.encode()))
        text = Dictionary(FT=Name.Tx, V="stays")
        document.Root.AcroForm = Dictionary(
            Fields=Array([document.make_indirect(item), document.make_indirect(text)])
        )

    document = cleaned(change)
    signature, text = document.Root.AcroForm.Fields
    assert list(signature.keys()) == ["/FT"]
    assert str(text.V) == "stays"


def test_a_pdf_without_pages_is_refused_and_a_late_header_is_accepted(tmp_path):
    made = BytesIO()
    with pikepdf.new() as document:
        document.save(made)
    with pytest.raises(ValidationError, match="not a PDF"):
        pdf.clean(made.getvalue())
    with pytest.raises(SuspiciousFileOperation, match="not a PDF"):
        UploadStorage(location=tmp_path).save("empty.pdf", ContentFile(made.getvalue()))
    assert list(tmp_path.iterdir()) == []
    assert metadata.begins_like_pdf(bytes(1019) + b"%PDF-")
    assert not metadata.begins_like_pdf(bytes(1020) + b"%PDF-")


def segment(marker, data):
    return bytes([0xFF, marker]) + (len(data) + 2).to_bytes(2) + data


JPEG_END = b"\xff\xda\x00\x02pixels\xff\xd9"


@pytest.mark.parametrize(
    ("marker", "data", "stays"),
    [
        (0xE0, b"JFIF", True),
        (0xEE, b"Adobe", True),
        (0xDB, b"table", True),
        (0xDF, b"below", True),
        (0xF0, b"above", True),
        (0xE2, b"ICC_PROFILE\0", True),
        (0xE2, b"MPF\0", False),
        (0xE1, b"Exif", False),
        (0xED, b"Photoshop", False),
        (0xEF, b"other", False),
        (0xFE, b"comment", False),
    ],
)
def test_a_photo_keeps_the_segments_that_decoders_need(marker, data, stays):
    one = segment(marker, data)
    photo = b"\xff\xd8" + one + segment(0xC0, b"frame") + JPEG_END
    kept = b"\xff\xd8" + (one if stays else b"") + segment(0xC0, b"frame") + JPEG_END
    assert pdf.without_segments(photo) == kept
    assert pdf.without_segments(photo.replace(one, b"\xff" + one)) == kept
    assert pdf.without_segments(photo + b"a second picture\xff\xd9") == kept


def test_a_photo_that_is_cut_off_is_kept_to_its_end():
    assert pdf.without_segments(b"\xff\xd8\xff\xda\x00\x02pix") == b"\xff\xd8\xff\xda\x00\x02pix"
    assert pdf.without_segments(b"\xff\xd8" + segment(0xFE, b"")) == b"\xff\xd8"


@pytest.mark.parametrize(("most", "is_accepted"), [(200, True), (199, False)])
def test_a_picture_may_have_exactly_the_most_pixels(settings, most, is_accepted):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = most
    made = BytesIO()
    Image.new("RGB", (20, 10)).save(made, "PNG")
    file = ContentFile(made.getvalue(), "x.png")
    if is_accepted:
        assert metadata.clean_picture(file).name == "x.png"
    else:
        with pytest.raises(ValidationError, match="too large"):
            metadata.clean_picture(file)


# Sent files


@pytest.fixture
def stored(settings, tmp_path):
    settings.MEDIA_ROOT, settings.PROXY_SENDS_FILES = tmp_path, False
    (tmp_path / "x.mp3").write_bytes(b"0123456789")
    return tmp_path / "x.mp3"


@pytest.mark.parametrize(
    ("asked", "status", "content"),
    [
        ("bytes=0-9", 206, b"0123456789"),
        ("bytes=0-10", 206, b"0123456789"),
        ("bytes=9-", 206, b"9"),
        ("bytes=9-9", 206, b"9"),
        ("bytes=10-", 416, None),
        ("bytes=10-11", 416, None),
        ("bytes=-10", 206, b"0123456789"),
        ("bytes=-1", 206, b"9"),
        ("bytes=3-2", 200, b"0123456789"),
        ("bytes=3-3", 206, b"3"),
    ],
)
def test_a_range_ends_with_the_last_byte(rf, stored, asked, status, content):
    answer = send(rf.get("/", headers={"Range": asked}), "x.mp3", filename="call.mp3")
    assert answer.status_code == status
    if content is not None:
        assert b"".join(answer.streaming_content) == content
        assert answer["Content-Length"] == str(len(content))


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        *((".avif", "image/avif"), (".gif", "image/gif"), (".jpeg", "image/jpeg")),
        *((".jpg", "image/jpeg"), (".mp3", "audio/mpeg"), (".pdf", "application/pdf")),
        *((".png", "image/png"), (".webp", "image/webp"), (".html", "application/octet-stream")),
    ],
)
def test_a_file_is_sent_as_what_its_name_says_and_never_as_a_page(rf, stored, suffix, kind):
    stored.rename(stored.with_suffix(suffix))
    answer = send(rf.get("/"), f"x{suffix}", filename="one")
    answer.close()
    assert answer["Content-Type"] == kind
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("is_attachment", "policy", "disposition"),
    [
        (True, "default-src 'none'; sandbox", 'attachment; filename="a.mp3"'),
        (False, "default-src 'none'", 'inline; filename="a.mp3"'),
    ],
)
def test_only_a_download_is_sandboxed(rf, stored, is_attachment, policy, disposition):
    answer = send(rf.get("/"), "x.mp3", filename="a.mp3", attachment=is_attachment)
    answer.close()
    assert answer["Content-Security-Policy"] == policy
    assert answer["Content-Disposition"] == disposition


@pytest.mark.parametrize(
    ("is_public", "rule"), [(True, "public, no-cache"), (False, "private, no-store")]
)
def test_a_304_of_a_file_has_the_same_rule_for_caches(rf, stored, is_public, rule):
    etag = send(rf.head("/"), "x.mp3", filename="a")["ETag"]
    request = rf.get("/", headers={"If-None-Match": etag})
    answer = send(request, "x.mp3", filename="a", public=is_public)
    assert (answer.status_code, answer["Cache-Control"]) == (304, rule)


def test_a_folder_is_no_file(rf, stored):
    (stored.parent / "folder").mkdir()
    with pytest.raises(Http404):
        send(rf.get("/"), "folder", filename="a")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (2, "2 seconds"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (95, "1 min 35 s"),
        (180, "3 minutes"),
    ],
)
def test_a_length_is_in_minutes_and_seconds_from_a_minute_on(seconds, words):
    assert length_in_words(seconds) == words
