"""How a firm is called abroad: the schemes of identifiers, and reading one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from fairway.kernel.economy import economy_codes
from fairway.kernel.text import Text, UserError

LONGEST = 40


class Scheme(StrEnum):
    TIN = "tin"
    EU = "eu"
    US_MID = "us-mid"
    CHINA = "china"
    UAE = "uae"


class BadIdentifier(UserError):
    """An identifier that its scheme does not allow."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A scheme for people: its name, how an identifier looks, and one as an example."""

    name: Text
    form: Text
    example: str
    pattern: re.Pattern[str]


SHAPES: dict[Scheme, Shape] = {
    Scheme.TIN: Shape(
        Text("Trader identification number (WCO)"),
        Text("The two-letter code of your economy and up to 15 letters and digits."),
        "SN123456789",
        re.compile(r"(?P<economy>[A-Z]{2})[A-Z0-9]{1,15}"),
    ),
    Scheme.EU: Shape(
        Text("Number of a trader for the European Union (TCUI, as an EORI)"),
        Text("The two-letter code of your economy and up to 15 letters and digits."),
        "CA123456789RM0001",
        re.compile(r"(?P<economy>[A-Z]{2})[A-Z0-9]{1,15}"),
    ),
    Scheme.US_MID: Shape(
        Text("Manufacturer identification (United States)"),
        Text(
            "The two-letter code of your economy, three letters of each of the first two words of your name, "
            "up to four digits of your address, three letters of your city."
        ),
        "SNSAHMAN12DAK",
        re.compile(r"(?P<economy>[A-Z]{2})[A-Z0-9]{3,6}\d{0,4}[A-Z]{3}"),
    ),
    Scheme.CHINA: Shape(
        Text("AEO code for China"),
        Text(
            "AEOCN and 10 digits for a firm in China; for any other the two-letter code of its economy "
            "and its enterprise code."
        ),
        "SG123456789012",
        re.compile(r"AEO(?P<own>CN)\d{10}|(?P<economy>[A-Z]{2})[A-Z0-9]{1,15}"),
    ),
    Scheme.UAE: Shape(
        Text("AEO number of the United Arab Emirates"),
        Text("AE-AEO-, the letters of the customs office that issued it, and 6 digits."),
        "AE-AEO-DXB-000123",
        re.compile(r"(?P<economy>AE)-AEO-[A-Z]{2,10}-\d{6}"),
    ),
}
# Provinces of Canada stand in a manufacturer identification where the economy stands for all others.
_PROVINCES = frozenset(("XA", "XB", "XC", "XM", "XN", "XO", "XP", "XQ", "XS", "XT", "XV", "XW", "XY"))
_NORTHERN_IRELAND = "XI"  # in numbers of the European Union


def identifier_read(scheme: Scheme, text: str) -> str:
    """The identifier in its one spelling: capitals, no spaces. Raises BadIdentifier."""
    plain = "".join(text.split()).upper()
    shape = SHAPES[scheme]
    found = shape.pattern.fullmatch(plain) if plain.isascii() else None
    is_misspelt_own = scheme is Scheme.CHINA and plain.startswith("AEOCN") and not (found and found["own"])
    if found is None or is_misspelt_own:
        raise BadIdentifier(
            Text(
                "“{text}” does not fit: {scheme}. {form} For example {example}.",
                {"text": plain[:LONGEST], "scheme": shape.name, "form": shape.form, "example": shape.example},
            )
        )
    _check_economy(scheme, plain)
    return plain


def economy_of(scheme: Scheme, identifier: str) -> str:
    """The economy that an identifier, as `identifier_read` returns it, says it belongs to."""
    found = SHAPES[scheme].pattern.fullmatch(identifier)
    assert found is not None
    code = found.groupdict().get("own") or found["economy"]
    return "CA" if scheme is Scheme.US_MID and code in _PROVINCES else code


def _check_economy(scheme: Scheme, identifier: str) -> None:
    code = economy_of(scheme, identifier)
    is_known = code in economy_codes() or (scheme is Scheme.EU and code == _NORTHERN_IRELAND)
    if not is_known:
        raise BadIdentifier(
            Text(
                "“{text}” begins with {code}, which is the code of no economy.",
                {"text": identifier, "code": code},
            )
        )
