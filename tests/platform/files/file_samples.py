"""Files as people and attackers send them, made on the spot."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

# The test file that every virus scanner knows; in two pieces, so that this source is not taken for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "application/vnd.openxmlformats-officedocument"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((20, 60, 200), (0, 0, size[0] // 2, size[1] // 2))
    image.save(out, kind, **options)
    return out.getvalue()


def photograph() -> bytes:
    """A JPEG with its place, camera and orientation, and a comment."""
    exif = Image.Exif()
    exif[0x0110] = "SpyPhone"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825).update({1: "N", 2: (14.0, 41.0, 0.0), 3: "W", 4: (17.0, 26.0, 0.0)})
    return picture("JPEG", exif=exif, comment=b"<b>hello</b>")


def png_bomb(side: int = 30_000) -> bytes:
    """A small PNG that claims `side` × `side` points."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100_000)), (b"IEND", b""))
    )


def archive(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return out.getvalue()


def pdf(pages: int = 1) -> Pdf:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(200, 200))
    return made


def pdf_of_stream(packed: bytes, *filters: str) -> bytes:
    """A page whose content is unpacked by these filters, one after the other."""
    made = pdf()
    stream = made.make_stream(packed)
    stream.Filter = Array([Name(f"/{name}") for name in filters])
    made.pages[0].obj.Contents = stream
    return saved(made, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)


def zeros_packed(megabytes: int) -> bytes:
    packing, zeros = zlib.compressobj(9), b"\0" * 1_000_000
    return b"".join([*(packing.compress(zeros) for _ in range(megabytes)), packing.flush()])


def saved(made: Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    made.save(out, **options)
    return out.getvalue()


def script(code: str = "app.alert(1)") -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(code))


def hostile_pdf() -> bytes:
    """Everything in it that acts."""
    made = pdf()
    page = made.pages[0]
    launch = Dictionary(S=Name.Launch, F=String("cmd.exe"))
    made.Root.OpenAction = made.make_indirect(script())
    made.Root.AA = Dictionary(WC=script("close()"))
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script("named()")])))
    made.attachments["evil.exe"] = b"MZ evil"
    made.Root.AcroForm = Dictionary(XFA=made.make_stream(b"<xdp/>"), Fields=Array())
    page.obj.AA = Dictionary(O=script("opened()"))
    page.obj.Annots = Array(
        [
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=launch),
            Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=[0, 0, 9, 9]),
            Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9]),
            link("javascript:alert(1)"),
            link("https://example.org/terms"),
        ]
    )
    return saved(made)


def link(target: str) -> Dictionary:
    action = Dictionary(S=Name.URI, URI=String(target))
    return Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)


def workbook(extra: dict[str, bytes | str] | None = None, types: str = "") -> bytes:
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{CONTENT_TYPES}"><Override PartName="/xl/workbook.xml" '
            f'ContentType="{OFFICE}.spreadsheetml.sheet.main+xml"/>{types}</Types>',
            "xl/workbook.xml": "<workbook/>",
            "xl/worksheets/sheet1.xml": "<worksheet/>",
        }
        | (extra or {})
    )


def document(body: str = "", extra: dict[str, bytes | str] | None = None) -> bytes:
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{CONTENT_TYPES}"><Override PartName="/word/document.xml" '
            f'ContentType="{OFFICE}.wordprocessingml.document.main+xml"/></Types>',
            "word/document.xml": f'<w:document xmlns:w="urn:w">{body}</w:document>',
        }
        | (extra or {})
    )


def relations(kind: str, target: str, mode: str = "External") -> str:
    relation = f'<Relationship Id="r1" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return f"<Relationships>{relation}</Relationships>"
