"""What a file is by its content, whatever its name says; and whether it is two things at once."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from fairway.kernel.text import Text
from fairway.platform.files.domain.kinds import ACCEPTED, Kind, kind_by_extension
from fairway.platform.files.domain.refusal import FileRefused, Why

_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script|iframe|svg|\?php)", re.IGNORECASE)
# A text that a program would run, or show as something other than text.
_OTHER_TEXT = re.compile(rb"(?:#!|\{\\rtf|%!PS|<[!?a-z])", re.IGNORECASE)
_SNIFFED = 1024  # bytes in which readers look for the mark of a kind
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


def kind_of(content: bytes, extension: str, *, looks_like: str = "") -> Kind:
    """The kind by content, which must be the one that the extension names. Raises FileRefused.

    `looks_like` names an unknown kind in the message, where somebody knows it.
    """
    if not content:
        raise FileRefused(Why.EMPTY, Text("This file is empty."))
    declared = kind_by_extension(extension)
    found = _by_signature(content) or _as_text(content, declared, looks_like)
    if declared and declared is not found:
        raise FileRefused(
            Why.OTHER_KIND,
            Text(
                "This file is {found}, but its name says {declared}. Give it its own ending.",
                {"found": found, "declared": declared},
            ),
        )
    _refuse_two_kinds(content, found)
    return found


def _by_signature(content: bytes) -> Kind | None:
    if content.startswith(b"%PDF-"):
        return Kind.PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return Kind.WEBP
    return _package_kind(content) if content.startswith(b"PK\x03\x04") else None


def _package_kind(content: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    if "[Content_Types].xml" not in names:
        return None
    if "word/document.xml" in names:
        return Kind.DOCX
    return Kind.XLSX if "xl/workbook.xml" in names else None


def _as_text(content: bytes, declared: Kind | None, looks_like: str) -> Kind:
    """Text is what has no other mark; CSV and plain text differ by name only."""
    named = declared if declared and declared.is_text else None
    is_marked = bool(_OTHER_TEXT.match(content.removeprefix(b"\xef\xbb\xbf").lstrip()))
    if is_marked or not (_is_utf8(content) or (named and not _is_binary(content))):
        raise _unknown(looks_like)
    return named or Kind.TXT


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in content


def _is_binary(content: bytes) -> bool:
    """Text of another encoding is no binary file: its own message says how to save it."""
    return b"\0" in content[:_SNIFFED] and not content.startswith(_BYTE_ORDER_MARKS)


def _unknown(looks_like: str) -> FileRefused:
    if looks_like:
        return FileRefused(
            Why.UNKNOWN_KIND,
            Text(
                "This file looks like “{found}” inside, which is not accepted. Accepted are {accepted}.",
                {"found": looks_like, "accepted": ACCEPTED},
            ),
        )
    return FileRefused(
        Why.UNKNOWN_KIND,
        Text(
            "What is in this file is of no accepted kind. Accepted are {accepted}.",
            {"accepted": ACCEPTED},
        ),
    )


def _refuse_two_kinds(content: bytes, kind: Kind) -> None:
    other = _other_kind(content, kind)
    if other:
        raise FileRefused(
            Why.TWO_KINDS,
            Text(
                "This file is {kind} and {other} at once, which is how harmful files hide. "
                "Open it, save it anew, and add the new file.",
                {"kind": kind, "other": other},
            ),
        )


def _other_kind(content: bytes, kind: Kind) -> str:
    if kind.is_text:
        return ""
    if not kind.is_package and zipfile.is_zipfile(BytesIO(content)):
        return "ZIP"
    if kind is not Kind.PDF and b"%PDF-" in content[:_SNIFFED]:
        return "PDF"
    searched = content if kind.is_picture else content[:_SNIFFED]
    return "HTML" if _MARKUP.search(searched) else ""
