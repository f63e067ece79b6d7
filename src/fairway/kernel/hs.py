"""Goods codes of the Harmonized System and the national lines under it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from fairway.kernel.text import Text, UserError

_SEPARATORS = re.compile(r"[\s. \-]+")
_PREFIX = re.compile(r"^\s*(?:HTSUS|HTS|HS|CN|TARIC|NCM|CODE)\b[\s:.\-]*", re.IGNORECASE)
LATEST_EDITION = 2022


class InvalidHsCode(UserError):
    """The text is not a goods code; the message says why, in words for the user."""


class HsLevel(StrEnum):
    CHAPTER = "chapter"
    HEADING = "heading"
    SUBHEADING = "subheading"
    NATIONAL = "national line"


@dataclass(frozen=True, slots=True, order=True)
class HsCode:
    """A goods code of 2, 4, 6, 8 or 10 digits, without dots.

    The first six digits are international (the Harmonized System); the digits after them belong
    to one economy's tariff.
    """

    digits: str

    def __post_init__(self) -> None:
        if not (self.digits.isascii() and self.digits.isdigit() and len(self.digits) in (2, 4, 6, 8, 10)):
            raise InvalidHsCode(
                Text(
                    "“{code}” is not a goods code: it must have 2, 4, 6, 8 or 10 digits.",
                    {"code": self.digits[:40]},
                )
            )

    @classmethod
    def parse(cls, text: str) -> HsCode:
        """Read `0804.50.80`, `HS 080450` or `0804 50 80 00`. Raises InvalidHsCode."""
        digits = _SEPARATORS.sub("", _PREFIX.sub("", text))
        if not digits:
            raise InvalidHsCode(Text("The goods code is empty."))
        if not (digits.isascii() and digits.isdigit()):
            raise InvalidHsCode(
                Text(
                    "“{code}” is not a goods code: a goods code has digits only.",
                    {"code": text.strip()[:40]},
                )
            )
        if len(digits) not in (2, 4, 6, 8, 10):
            raise InvalidHsCode(
                Text(
                    "“{code}” has {count} digits; a goods code has 2, 4, 6, 8 or 10. "
                    "If a leading zero was lost, put it back.",
                    {"code": text.strip()[:40], "count": len(digits)},
                )
            )
        return cls(digits)

    @property
    def level(self) -> HsLevel:
        return {2: HsLevel.CHAPTER, 4: HsLevel.HEADING, 6: HsLevel.SUBHEADING}.get(
            len(self.digits), HsLevel.NATIONAL
        )

    @property
    def heading(self) -> str:
        """The first four digits (shorter for a chapter)."""
        return self.digits[:4]

    @property
    def subheading(self) -> str:
        """The first six digits, international (shorter for a heading or chapter)."""
        return self.digits[:6]

    @property
    def dotted(self) -> str:
        """`0804.50.80`, `0804.50`, `0804`, `08`: the form printed in most tariffs."""
        head, rest = self.digits[:4], self.digits[4:]
        return ".".join([head, *(rest[i : i + 2] for i in range(0, len(rest), 2))])

    def __str__(self) -> str:
        return self.digits
