"""Office files: packages of XML parts in a ZIP archive. Active ones are refused, the others packed anew."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from xml.parsers import expat

from fairway.kernel.text import Text
from fairway.platform.files.domain.kinds import Kind
from fairway.platform.files.domain.limits import PARTS, UNPACKED_BYTES
from fairway.platform.files.domain.refusal import FileRefused, Why, unpacks_to_too_much

_ACTIVE_PARTS = (
    "vbaproject", "vbadata", "macrosheets/", "dialogsheets/", "activex/", "embeddings/", "oleobject",
    "externallinks/", "customui", "afchunk", "attachedtoolbars",
)  # fmt: skip
_ACTIVE_TYPES = ("macroenabled", "vbaproject", "macrosheet", "oleobject", "activex")
_ACTIVE_RELATIONS = (
    "/afchunk",
    "/attachedtemplate",
    "/externallink",
    "/oleobject",
    "/package",
    "/vbaproject",
)
# Fields of a document that fetch or run something when it is opened.
_ACTIVE_FIELDS = re.compile(r"(?<![A-Z])(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|QUOTE)(?![A-Z])")
_SAFE_LINKS = ("http://", "https://", "mailto:", "#")
_MAIN_PART = {Kind.XLSX: "spreadsheetml.sheet.main+xml", Kind.DOCX: "wordprocessingml.document.main+xml"}
_CONTENT_TYPES = "[Content_Types].xml"
_BEFORE_TIME = (1980, 1, 1, 0, 0, 0)  # the same parts make the same file

Attributes = dict[str, str]


def package_cleaned(content: bytes, kind: Kind) -> bytes:
    """The same parts, packed anew: nothing before, between or behind them. Raises FileRefused."""
    parts = _unpacked(content)
    _check_types(parts.get(_CONTENT_TYPES, b""), kind)
    for name, part in parts.items():
        _check_part(name.lower(), part)
    return _packed(parts)


def _unpacked(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_archive(archive)
            return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    except FileRefused:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise _damaged() from None


def _check_archive(archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    if len(infos) > PARTS or sum(info.file_size for info in infos) > UNPACKED_BYTES:
        raise unpacks_to_too_much()
    names = [info.filename.lower() for info in infos]
    if len(set(names)) < len(names) or any(_leads_outside(name) for name in names):
        raise _damaged()
    if any(info.flag_bits & 1 for info in infos):
        raise FileRefused(
            Why.PROTECTED,
            Text("This file is protected by a password, so nobody else could read it. Save it without."),
        )


def _leads_outside(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/") or "\0" in name


def _check_types(content_types: bytes, kind: Kind) -> None:
    declared: list[str] = []
    _read_xml(
        content_types, element=lambda name, attributes: declared.append(attributes.get("ContentType", ""))
    )
    types = " ".join(declared).lower()
    if any(active in types for active in _ACTIVE_TYPES):
        raise _active()
    if _MAIN_PART[kind] not in types:
        raise _damaged()


def _check_part(name: str, part: bytes) -> None:
    if any(active in name for active in _ACTIVE_PARTS):
        raise _active()
    if name.endswith(".rels"):
        _read_xml(part, element=_check_relation)
    elif name.startswith("word/") and name.endswith(".xml"):
        _check_fields(part)
    elif name.endswith((".xml", ".vml")):
        _read_xml(part)


def _check_relation(name: str, attributes: Attributes) -> None:
    kind, target = attributes.get("Type", "").lower(), attributes.get("Target", "").strip().lower()
    is_link = kind.endswith("/hyperlink") and target.startswith(_SAFE_LINKS)
    is_outside = attributes.get("TargetMode", "").lower() == "external"
    if kind.endswith(_ACTIVE_RELATIONS) or (is_outside and not is_link):
        raise _active()


def _check_fields(part: bytes) -> None:
    """Look for fields that act; their names may be cut into several pieces of text."""
    instructions: list[str] = []
    inside: list[bool] = []

    def begin(name: str, attributes: Attributes) -> None:
        inside.append(name.endswith("instrText"))
        instructions.append(next((" " + v for k, v in attributes.items() if k.endswith("instr")), ""))
        if name.endswith("fldChar"):
            instructions.append(" ")

    def text(data: str) -> None:
        if inside[-1]:
            instructions.append(data)

    _read_xml(part, element=begin, end=lambda name: inside.pop(), text=text)
    if _ACTIVE_FIELDS.search("".join(instructions).upper()):
        raise _active()


def _read_xml(
    part: bytes,
    element: Callable[[str, Attributes], object] | None = None,
    end: Callable[[str], object] | None = None,
    text: Callable[[str], object] | None = None,
) -> None:
    """Read a part that must be whole. A document type could define entities that grow: it is refused."""

    def refuse_type(*_: object) -> None:
        raise _damaged()

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse_type
    parser.StartElementHandler, parser.EndElementHandler = element, end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(part, True)
    except expat.ExpatError:
        raise _damaged() from None


def _packed(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != _CONTENT_TYPES, name)):
            info = zipfile.ZipInfo(name, _BEFORE_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, parts[name])
    return out.getvalue()


def _active() -> FileRefused:
    return FileRefused(
        Why.ACTIVE,
        Text(
            "This file holds a macro, an embedded object or a link to other files. "
            "Save it as PDF, or without them, and add the new file."
        ),
    )


def _damaged() -> FileRefused:
    return FileRefused(
        Why.DAMAGED, Text("This file is damaged. Open it, save it anew, and add the new file.")
    )
