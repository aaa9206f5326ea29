"""Removal of metadata, attachments, scripts and older versions from PDFs."""

import zlib
from io import BytesIO

import pikepdf
from django.core.exceptions import ValidationError
from pikepdf import Array, Dictionary, Name, Stream

NO_PDF = (
    "This is not a PDF, or it is damaged. In the program in which you wrote it, choose “Save as"
    " PDF” or “Print to PDF”, and upload that file."
)
PASSWORD = "This PDF is protected by a password. Save it without a password, and upload that file."  # noqa: S105

# Catalog entries that hold neither pages nor navigation.
CATALOG = (
    *(Name.Metadata, Name.PieceInfo, Name.OpenAction, Name.AF, Name.Collection),
    *(Name.Perms, Name.Legal, Name.Threads, Name.SpiderInfo, Name.DSS),
)
# Author and date of a comment on a page.
COMMENT = (Name.T, Name.M, Name.CreationDate, Name.NM)
# Bytes of one photo; a compressed one may be a bomb.
LARGEST_PHOTO = 50 * 1024 * 1024
ACTIONS = (Name.JavaScript, Name.Launch, Name.SubmitForm, Name.ImportData, Name.GoToE)


def clean(content: bytes) -> bytes:
    """Return the PDF in `content` without metadata, attachments, scripts and older versions.

    Raises:
        ValidationError: `content` is not a usable PDF.
    """
    # A file that begins like another kind may be opened as that kind.
    if not content[:1024].lstrip(b"\xef\xbb\xbf\0\t\n\f\r ").startswith(b"%PDF-"):
        raise ValidationError(NO_PDF)
    made = BytesIO()
    try:
        with pikepdf.open(BytesIO(content)) as document:
            if not len(document.pages):
                raise ValidationError(NO_PDF)
            _clean_catalog(document)
            for page in document.pages:
                _clean_page(page.obj)
            for item in document.objects:
                _clean_object(item)
            # qpdf writes only objects that pages refer to, so older versions are dropped.
            document.save(made, deterministic_id=True)
    except pikepdf.PasswordError as error:
        raise ValidationError(PASSWORD) from error
    except ValidationError:
        raise
    except Exception as error:  # a parser may raise anything for a malicious file
        raise ValidationError(NO_PDF) from error
    return made.getvalue()


def _delete(item, names):
    for name in names:
        if name in item:
            del item[name]


def _clean_catalog(document):
    _delete(document.trailer, [Name.Info])
    root = document.Root
    _delete(root, CATALOG)
    if Name.Names in root:
        _delete(root.Names, [Name.EmbeddedFiles, Name.JavaScript])
    if Name.AcroForm in root:
        _delete(root.AcroForm, [Name.XFA])


def _clean_page(page):
    _delete(page, [Name.AF, Name.Thumb, Name.LastModified])
    kept = []
    for note in page.get(Name.Annots, []):
        if not isinstance(note, Dictionary) or note.get(Name.Subtype) == Name.FileAttachment:
            continue
        _delete(note, [Name.AF])
        if note.get(Name.Subtype) != Name.Widget:  # in a widget, T is the name of a form field
            _delete(note, COMMENT)
        kept.append(note)
    if Name.Annots in page:
        page.Annots = Array(kept)


def _clean_object(item):
    _delete_actions(item)
    if not isinstance(item, Dictionary | Stream):
        return
    if isinstance(item.get(Name.Metadata), Stream):
        del item[Name.Metadata]
    if isinstance(item.get(Name.PieceInfo), Dictionary):
        _delete(item, [Name.PieceInfo, Name.LastModified])
    if item.get(Name.FT) == Name.Sig:  # a signature, with its owner's name; it is no longer valid
        _delete(item, [Name.V])
    if isinstance(item, Stream) and item.get(Name.Subtype) == Name.Image:
        _clean_photo(item)


def _delete_actions(item):
    containers = [item]
    while containers:
        container = containers.pop()
        if isinstance(container, Dictionary | Stream):
            _delete(container, [Name.AA])
            members = list(container.items())
        elif isinstance(container, Array):
            members = list(enumerate(container))
        else:
            continue
        for key, value in reversed(members):
            if _is_action(value):
                del container[key]
            elif isinstance(value, Dictionary | Array) and not value.is_indirect:
                containers.append(value)


def _is_action(value):
    return isinstance(value, Dictionary) and value.get(Name.S) in ACTIONS


def _clean_photo(image):
    filters = image.get(Name.Filter)
    filters = list(filters) if isinstance(filters, Array) else [filters]
    if filters == [Name.DCTDecode]:
        photo = image.read_raw_bytes()
    elif filters == [Name.FlateDecode, Name.DCTDecode]:
        photo = _decompressed(image.read_raw_bytes())
    else:
        return
    parameters = image.get(Name.DecodeParms)
    if isinstance(parameters, Array):
        parameters = parameters[-1]
    image.write(without_segments(photo), filter=Name.DCTDecode, decode_parms=parameters)


def _decompressed(data: bytes) -> bytes:
    decompressor = zlib.decompressobj()
    content = decompressor.decompress(data, LARGEST_PHOTO)
    if decompressor.unconsumed_tail:
        raise ValidationError(NO_PDF)
    return content


def without_segments(jpeg: bytes) -> bytes:
    """Return the JPEG file `jpeg` without its metadata segments."""
    made, at = bytearray(jpeg[:2]), 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:  # start of the pixels
        if jpeg[at + 1] == 0xFF:  # padding
            at += 1
            continue
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        if _is_needed(jpeg[at + 1], jpeg[at + 4 : end]):
            made += jpeg[at:end]
        at = end
    # Cameras may append more pictures after the end.
    pixels, marker, _others = jpeg[at:].partition(b"\xff\xd9")
    return bytes(made + pixels + marker)


def _is_needed(marker: int, data: bytes) -> bool:
    if marker == 0xE2:  # also used for further pictures
        return data.startswith(b"ICC_PROFILE")
    # 0xE0 to 0xEF are application segments; decoders need the first and Adobe's.
    return marker != 0xFE and (marker not in range(0xE0, 0xF0) or marker in (0xE0, 0xEE))
