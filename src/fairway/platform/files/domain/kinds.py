"""The kinds of files that are accepted, and how the first bytes tell them."""

from __future__ import annotations

from enum import StrEnum

from fairway.kernel.text import Text
from fairway.platform.files.domain.refusal import FileRefused, Why

ACCEPTED = "PDF, PNG, JPEG, WEBP, XLSX, DOCX, CSV, TXT"


class Kind(StrEnum):
    """By its name for people. What it is on the wire is `media_type`."""

    PDF = "PDF"
    PNG = "PNG"
    JPEG = "JPEG"
    WEBP = "WEBP"
    XLSX = "XLSX"
    DOCX = "DOCX"
    CSV = "CSV"
    TXT = "TXT"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]

    @property
    def is_picture(self) -> bool:
        return self in (Kind.PNG, Kind.JPEG, Kind.WEBP)

    @property
    def is_package(self) -> bool:
        """Whether it is an Office file: XML parts in a ZIP archive."""
        return self in (Kind.XLSX, Kind.DOCX)

    @property
    def is_text(self) -> bool:
        return self in (Kind.CSV, Kind.TXT)


_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.WEBP: "image/webp",
    Kind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    Kind.DOCX: f"{_OFFICE}.wordprocessingml.document",
    Kind.CSV: "text/csv",
    Kind.TXT: "text/plain",
}
MEDIA_TYPES = tuple(_MEDIA_TYPES.values())
EXTENSIONS: dict[str, Kind] = {
    "pdf": Kind.PDF,
    "png": Kind.PNG,
    "jpg": Kind.JPEG,
    "jpeg": Kind.JPEG,
    "webp": Kind.WEBP,
    "xlsx": Kind.XLSX,
    "docx": Kind.DOCX,
    "csv": Kind.CSV,
    "txt": Kind.TXT,
}


def kind_of_media_type(media_type: str) -> Kind:
    return next(kind for kind, known in _MEDIA_TYPES.items() if known == media_type)


def kind_by_extension(extension: str) -> Kind | None:
    """What the name says the file is; None when it says nothing. Raises FileRefused for another kind."""
    if not extension:
        return None
    if extension not in EXTENSIONS:
        raise FileRefused(
            Why.UNKNOWN_KIND,
            Text(
                "Files that end in “.{extension}” are not accepted. Accepted are {accepted}.",
                {"extension": extension[:20], "accepted": ACCEPTED},
            ),
        )
    return EXTENSIONS[extension]


def extension_for(kind: Kind) -> str:
    return next(extension for extension, known in EXTENSIONS.items() if known is kind)
