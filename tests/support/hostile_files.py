"""Pictures and PDF files with hidden metadata, a locked PDF file, and decompression bombs."""

import re
import struct
import zlib
from io import BytesIO

import pikepdf
import pillow_heif
from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRET = "Maria Garcia"
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="Maria Garcia"/>'
    b"</rdf:RDF></x:xmpmeta>"
)
PICTURES = ("jpg", "png", "webp", "avif", "heic", "gif")
QUARTER_TURN = 6  # EXIF orientation of a camera that was held upright
# Encodings of `SECRET` that a file may contain.
SPELLINGS = (SECRET.encode(), SECRET.encode("utf-16-le"), SECRET.encode("utf-16-be"))


def exif(orientation=QUARTER_TURN):
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = "Secret Camera"
    tags[0x013B] = SECRET  # artist
    tags.get_ifd(0x8825).update({1: "N", 2: (44.0, 58.0, 0.0), 3: "W", 4: (93.0, 15.0, 0.0)})
    tags.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + SECRET.encode()  # user comment
    return tags


def picture(kind, size=(64, 32)):
    """Return a picture file with metadata like that from cameras and picture editors."""
    # The left half is red, and the EXIF orientation, which GIF files lack, turns red to the top.
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    made = BytesIO()
    if kind == "jpg":
        image.save(made, "JPEG", exif=exif(), xmp=XMP, comment=SECRET)
        made.write(b"behind the end: Maria Garcia")
    elif kind == "png":
        texts = PngInfo()
        texts.add_text("Author", SECRET)
        texts.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
        image.save(made, "PNG", exif=exif(), pnginfo=texts)
    elif kind == "gif":
        image.save(made, "GIF", comment=SECRET, save_all=True, append_images=[image.rotate(180)])
    elif kind == "heic":
        heif = pillow_heif.from_pillow(image)
        heif.save(made, exif=exif().tobytes(), xmp=XMP)
    else:
        image.save(made, kind.upper(), exif=exif(), xmp=XMP)
    return made.getvalue()


def secrets_in(content):
    """Return the encodings of `SECRET`, and other traces of metadata, that occur in `content`."""
    found = [spelling for spelling in SPELLINGS if spelling in content]
    return found + [mark for mark in (b"Secret Camera", b"<x:xmpmeta", b"GPS") if mark in content]


def pdf():
    """Return a PDF file that names its author in many places, also in an earlier version."""
    made = BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page()
        document.docinfo["/Author"] = SECRET
        with document.open_metadata() as xmp:
            xmp["dc:creator"] = [SECRET]
        page.obj.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=SECRET))
        page.obj.LastModified = pikepdf.String("D:20260101")
        page.obj.Annots = document.make_indirect(
            pikepdf.Array(
                [
                    pikepdf.Dictionary(
                        Type=pikepdf.Name.Annot,
                        Subtype=pikepdf.Name.Text,
                        Rect=[0, 0, 10, 10],
                        Contents="See page 2",
                        T=SECRET,
                    ),
                    pikepdf.Dictionary(
                        Type=pikepdf.Name.Annot,
                        Subtype=pikepdf.Name.Link,
                        Rect=[0, 0, 10, 10],
                        A=pikepdf.Dictionary(
                            S=pikepdf.Name.JavaScript, JS=f"app.alert('{SECRET}')"
                        ),
                    ),
                ]
            )
        )
        photo = pikepdf.Stream(document, picture("jpg"))
        photo.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=64,
            Height=32,
            BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceRGB,
            Filter=pikepdf.Name.DCTDecode,
        )
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=photo))
        page.obj.Contents = pikepdf.Stream(document, b"q 64 0 0 32 0 0 cm /Photo Do Q")
        document.attachments["notes.txt"] = SECRET.encode()
        document.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=f"app.alert('{SECRET}')"
        )
        document.save(made, compress_streams=False)
    return made.getvalue() + _update(made.getvalue())


def _update(content):
    # An incremental update of the PDF file.
    start = content.rindex(b"startxref")
    old = int(content[start:].split()[1])
    at = len(content)
    body = f"900 0 obj\n<< /Author ({SECRET}) >>\nendobj\n"
    root = re.findall(rb"/Root ([0-9]+) 0 R", content)[-1]
    table = at + len(body)
    trailer = (
        f"xref\n900 1\n{at:010} 00000 n \ntrailer\n<< /Size 901 /Prev {old}"
        f" /Root {root.decode()} 0 R /Info 900 0 R >>\nstartxref\n{table}\n%%EOF\n"
    )
    return (body + trailer).encode()


def locked_pdf():
    made = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(made, encryption=pikepdf.Encryption(owner="o", user="u"))
    return made.getvalue()


def huge_png(side=20_000):
    """Return a small PNG file whose header claims `side` by `side` pixels."""

    def chunk(kind, data):
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def pdf_bomb(size=60 * 1024 * 1024):
    """Return a small PDF file with a photo that decompresses to `size` bytes."""
    made = BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page()
        photo = pikepdf.Stream(document, b"", Subtype=pikepdf.Name.Image, Width=1, Height=1)
        photo.write(
            zlib.compress(bytes(size)),
            filter=pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.DCTDecode]),
        )
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=photo))
        document.save(made)
    return made.getvalue()
