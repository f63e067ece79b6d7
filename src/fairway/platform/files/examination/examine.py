"""One file, from bytes that may be hostile to bytes that may be kept. Without Django, for a process apart."""

from __future__ import annotations

from dataclasses import dataclass

import puremagic

from fairway.platform.files.domain.content import kind_of
from fairway.platform.files.domain.kinds import Kind
from fairway.platform.files.examination.packages import package_cleaned
from fairway.platform.files.examination.pdf import pdf_cleaned
from fairway.platform.files.examination.pictures import picture_redrawn
from fairway.platform.files.examination.plain import text_checked


@dataclass(frozen=True, slots=True)
class Examined:
    kind: Kind
    content: bytes


def examine(content: bytes, extension: str) -> Examined:
    """What the file is, and its content as it may be kept. Raises FileRefused."""
    kind = kind_of(content, extension, looks_like=_looks_like(content))
    return Examined(kind, _cleaned(content, kind))


def _cleaned(content: bytes, kind: Kind) -> bytes:
    if kind is Kind.PDF:
        return pdf_cleaned(content)
    if kind.is_picture:
        return picture_redrawn(content, kind)
    return package_cleaned(content, kind) if kind.is_package else text_checked(content, kind)


def _looks_like(content: bytes) -> str:
    """A name for what is not accepted, for the message alone."""
    try:
        found = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        return ""
    return found[0].name if found else ""
