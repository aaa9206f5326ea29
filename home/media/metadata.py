"""Removal of metadata from pictures and PDFs before they are stored."""

from io import BytesIO
from pathlib import PurePath

import willow
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from PIL import Image, ImageOps

# Willow's format name: Pillow's name of the stored format, and its options. HEIC becomes JPEG
# because browsers do not show it.
JPEG = ("JPEG", {"quality": 92, "optimize": True})
FORMATS = {
    "jpeg": JPEG,
    "heic": JPEG,
    "png": ("PNG", {}),
    "gif": ("GIF", {}),
    "webp": ("WEBP", {"quality": 92}),
    "avif": ("AVIF", {"quality": 85}),
}

NO_PICTURE = (
    "This picture cannot be read: the file is damaged, incomplete or not a picture."
    " Open it in an image program, save it as JPEG or PNG, and upload that file."
)
TOO_MANY_PIXELS = "This picture is too large. Make it smaller: at most %(most)s million pixels."


class CleanFile(ContentFile):
    """Content of an upload whose metadata has been removed."""


def without_metadata(file: File) -> File:
    """Return a picture or PDF without its metadata, and any other file unchanged.

    Raises:
        ValidationError: the picture or PDF cannot be used.
    """
    if isinstance(file, CleanFile):
        return file
    content = _read(file)
    if _format_of(content):
        return clean_picture(file)
    if begins_like_pdf(content):
        return clean_pdf(file)
    return file


def clean_picture(file: File) -> CleanFile:
    """Return the picture in `file`, upright and without metadata.

    Raises:
        ValidationError: the picture cannot be used.
    """
    content = _read(file)
    name = _format_of(content)
    if name not in FORMATS:
        raise ValidationError(NO_PICTURE)
    kind, options = FORMATS[name]
    made = BytesIO()
    try:
        with Image.open(BytesIO(content)) as picture:
            _check_size(picture)
            profile = picture.info.get("icc_profile")
            upright = ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except ValidationError:
        raise
    except Exception as error:  # a decoder may raise anything for a malicious file
        raise ValidationError(NO_PICTURE) from error
    if name == "heic" and upright.mode not in ("RGB", "L"):
        upright = upright.convert("RGB")
    # Some formats write everything in `info` to the new file.
    upright.info = {key: upright.info[key] for key in ("transparency",) if key in upright.info}
    upright.save(made, kind, icc_profile=profile, **options)
    path = PurePath(file.name or "picture")
    return CleanFile(made.getvalue(), str(path.with_suffix(".jpg") if name == "heic" else path))


def clean_pdf(file: File) -> CleanFile:
    """Return the PDF in `file` without metadata, attachments and scripts.

    Raises:
        ValidationError: the file cannot be used.
    """
    from . import pdf  # noqa: PLC0415 (6 MB of libraries)

    return CleanFile(pdf.clean(_read(file)), file.name)


def begins_like_pdf(content: bytes) -> bool:
    """Return True if there is a PDF header in the first 1024 bytes of `content`."""
    return b"%PDF-" in content[:1024]


def _read(file: File) -> bytes:
    file.seek(0)
    content = file.read()
    file.seek(0)
    return content


def _format_of(content: bytes) -> str | None:
    try:
        return willow.Image.open(BytesIO(content)).format_name
    except Exception:  # detection may also raise anything for a malicious file
        return None


def _check_size(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> ValidationError:
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
    return ValidationError(TOO_MANY_PIXELS, params={"most": most})
