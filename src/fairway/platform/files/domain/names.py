"""What a file is called, made from a name that may be hostile. It is shown, and never used as a path."""

from __future__ import annotations

import re
import unicodedata

from fairway.platform.files.domain.kinds import EXTENSIONS, Kind, extension_for
from fairway.platform.files.domain.limits import NAME_LETTERS

# Unprintable; the formats among them hide letters or turn the direction of writing, so that
# “gnp.pdf” is read as “fdp.png”. Two of them are part of how Persian and Hindi are written.
_UNPRINTABLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_JOINERS = "\u200c\u200d"
_SPECIAL = re.compile(r'[<>:"|?*]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def extension_of(declared: str) -> str:
    """The last extension of the name, in small letters: `pdf`. Empty when there is none."""
    return _parted(_printable(declared))[1].lower()


def display_name(declared: str, kind: Kind) -> str:
    """A name that is safe to show and to save under on any system; it ends in the kind's extension."""
    stem, extension = _parted(_printable(declared))
    if EXTENSIONS.get(extension.lower()) is not kind:
        stem, extension = f"{stem}.{extension}" if extension else stem, extension_for(kind)
    stem = _SPECIAL.sub("-", stem).strip(". ")
    if _RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    return f"{stem[: NAME_LETTERS - len(extension) - 1].rstrip('. ') or 'file'}.{extension}"


def _printable(declared: str) -> str:
    """The last part of a path, without what cannot be seen."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", declared))[-1]
    seen = "".join(c for c in last if c in _JOINERS or unicodedata.category(c) not in _UNPRINTABLE)
    return " ".join(seen.split()).strip(". ")


def _parted(name: str) -> tuple[str, str]:
    stem, dot, extension = name.rpartition(".")
    return (stem, extension.strip()) if dot else (name, "")
