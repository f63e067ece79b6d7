"""The numbers that name a firm: read, brought to their usual form, and checked as far as can be."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from types import ModuleType
from typing import cast

from stdnum import ean, get_cc_module, lei
from stdnum.eu.vat import MEMBER_STATES
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

from fairway.kernel.economy import LANGUAGES, Economy, economy_codes
from fairway.kernel.text import Localised, Text, UserError

LONGEST = 40
_SEPARATORS = re.compile(r"[\s.\-/]+")


class IdentifierKind(StrEnum):
    VAT = "vat"
    TAX = "tax"
    REGISTER = "register"
    EORI = "eori"
    LEI = "lei"
    GLN = "gln"
    DUNS = "duns"
    OTHER = "other"


class Assurance(StrEnum):
    """How far a number could be checked. No register is asked whether it was given out."""

    CHECKED = "checked"  # its check digit is right
    FORMAT = "format"  # it has the form of such a number; there is no check digit to try


KIND_NAMES = {
    IdentifierKind.VAT: Text("VAT number"),
    IdentifierKind.TAX: Text("Tax number"),
    IdentifierKind.REGISTER: Text("Number in the business register"),
    IdentifierKind.EORI: Text("EORI number"),
    IdentifierKind.LEI: Text("Legal entity identifier (LEI)"),
    IdentifierKind.GLN: Text("Global location number (GLN)"),
    IdentifierKind.DUNS: Text("D-U-N-S number"),
    IdentifierKind.OTHER: Text("Another number"),
}
ASSURANCE_NAMES = {
    Assurance.CHECKED: Text("Check digit right"),
    Assurance.FORMAT: Text("Form right, no check digit"),
}

# Kinds that each economy numbers in its own way: without an economy they mean nothing.
NATIONAL = frozenset({IdentifierKind.VAT, IdentifierKind.TAX, IdentifierKind.REGISTER})

# Which module of stdnum knows the number, where its own alias (`vat`, `tin`) does not say.
_MODULES: dict[IdentifierKind, dict[str, str]] = {
    IdentifierKind.VAT: {},
    IdentifierKind.TAX: {
        "DE": "de.stnr", "ES": "es.nif", "FR": "fr.siren", "GB": "gb.utr", "IN": "in_.pan", "IT": "it.iva",
        "KE": "ke.pin", "LI": "li.peid", "SN": "sn.ninea", "US": "us.ein", "MD": "md.idno",
        "UA": "ua.edrpou",
    },
    IdentifierKind.REGISTER: {
        "AT": "at.businessid", "AU": "au.acn", "BR": "br.cnpj", "CH": "ch.uid", "CN": "cn.uscc",
        "DE": "de.handelsregisternummer", "DK": "dk.cvr", "EE": "ee.registrikood", "ES": "es.cif",
        "FI": "fi.ytunnus", "FR": "fr.siren", "JP": "jp.cn", "KR": "kr.brn", "MD": "md.idno",
        "NO": "no.orgnr", "PL": "pl.regon", "RO": "ro.onrc", "RU": "ru.ogrn", "SE": "se.orgnr",
        "SG": "sg.uen", "SN": "sn.ninea", "UA": "ua.edrpou",
    },
}  # fmt: skip
# Modules that know the form of a number which has no check digit, none that is published, or one only in
# some of its forms.
WITHOUT_CHECK_DIGIT = frozenset({
    "ad.nrt", "al.nipt", "at.businessid", "cr.cpj", "de.handelsregisternummer", "de.stnr", "dz.nif",
    "eg.tn", "fo.vn", "in_.pan", "is_.vsk", "ke.pin", "kr.brn", "li.peid", "ro.onrc", "sm.coe", "tn.mf",
    "us.ein",
})  # fmt: skip
# VAT numbers of the European Union carry a prefix, which for Greece is not its ISO code. XI is
# Northern Ireland, whose traders are numbered by the United Kingdom.
_PREFIX_OF = {"GR": "EL"}
_ECONOMY_OF = {"EL": "GR", "XI": "GB"}
_EU_VAT = frozenset(code.upper() for code in MEMBER_STATES)


class InvalidIdentifier(UserError):
    """The text is no such number; the message says what is wrong with it."""


class EconomyNeeded(InvalidIdentifier):
    """A national number without its economy."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """`value` is in its usual form, without separators. `economy` gave it out, where one did."""

    kind: IdentifierKind
    value: str
    economy: Economy | None
    assurance: Assurance

    def __str__(self) -> str:
        return self.value


def read_identifier(kind: IdentifierKind, text: str, economy: Economy | None = None) -> Identifier:
    """Read a number as people write it. Raises InvalidIdentifier, EconomyNeeded among them.

    `economy` is needed for national numbers; the prefix of a VAT number of the European Union says it too.
    """
    written = text.strip()
    if not written:
        raise InvalidIdentifier(Text("The number is missing."))
    if len(written) > LONGEST:
        raise InvalidIdentifier(
            Text("“{value}” is too long for such a number.", {"value": written[:LONGEST]})
        )
    if not written.isprintable():
        raise InvalidIdentifier(Text("The number holds a sign that cannot be shown."))
    if kind in NATIONAL:
        return _read_national(kind, written, economy)
    return _READERS[kind](written)


def _read_national(kind: IdentifierKind, text: str, economy: Economy | None) -> Identifier:
    economy = economy or (_economy_of_prefix(text) if kind is IdentifierKind.VAT else None)
    if economy is None:
        raise EconomyNeeded(Text("Say which economy gave out this number."))
    module = _module(kind, economy)
    if module is None:
        return Identifier(kind, _plain_number(text), economy, Assurance.FORMAT)
    try:
        value = _validated(module, _without_prefix(kind, text, economy))
    except InvalidIdentifier as error:
        raise _other_economy(kind, text, economy) or error from None
    return Identifier(kind, _with_prefix(kind, value, text, economy), economy, _assurance(module))


def _module(kind: IdentifierKind, economy: Economy) -> ModuleType | None:
    name = _MODULES[kind].get(economy.code)
    if name:
        return import_module(f"stdnum.{name}")
    if kind is IdentifierKind.REGISTER:
        return None
    aliases = ("vat",) if kind is IdentifierKind.VAT else ("tin", "vat")
    modules = (get_cc_module(economy.code.lower(), alias) for alias in aliases)
    return next((cast(ModuleType, module) for module in modules if module), None)


def _assurance(module: ModuleType) -> Assurance:
    name = module.__name__.removeprefix("stdnum.")
    return Assurance.FORMAT if name in WITHOUT_CHECK_DIGIT else Assurance.CHECKED


def _validated(module: ModuleType, text: str) -> str:
    try:
        return str(module.validate(text))
    except InvalidLength:
        length = len(_SEPARATORS.sub("", text))
        raise InvalidIdentifier(
            Text(
                "“{value}” has {count} letters and digits, which is too few or too many.",
                {"value": text, "count": length},
            )
        ) from None
    except InvalidChecksum:
        raise InvalidIdentifier(
            Text(
                "The check digit of “{value}” is wrong: a letter or digit of it is mistyped.", {"value": text}
            )
        ) from None
    except ValidationError:
        raise InvalidIdentifier(
            Text("“{value}” does not have the form of this number: compare it letter by letter.",
                 {"value": text})
        ) from None  # fmt: skip


def _economy_of_prefix(text: str) -> Economy | None:
    prefix = text[:2].upper()
    code = _ECONOMY_OF.get(prefix, prefix)
    return Economy(code) if code in _EU_VAT or prefix == "XI" else None


def _without_prefix(kind: IdentifierKind, text: str, economy: Economy) -> str:
    """stdnum knows every prefix but that of Northern Ireland."""
    is_northern_irish = kind is IdentifierKind.VAT and economy.code == "GB" and text[:2].upper() == "XI"
    return text[2:] if is_northern_irish else text


def _with_prefix(kind: IdentifierKind, value: str, text: str, economy: Economy) -> str:
    if kind is not IdentifierKind.VAT:
        return value
    if economy.code == "GB" and text[:2].upper() == "XI":
        return f"XI{value}"
    prefix = _PREFIX_OF.get(economy.code, economy.code)
    if economy.code in _EU_VAT and not value.startswith(prefix):
        return f"{prefix}{value}"
    return value


def _other_economy(kind: IdentifierKind, text: str, economy: Economy) -> InvalidIdentifier | None:
    other = _economy_of_prefix(text) if kind is IdentifierKind.VAT else None
    if other is None or other == economy:
        return None
    return InvalidIdentifier(
        Text(
            "“{value}” begins like a number of {other}, not of {economy}.",
            {"value": text, "other": _name(other), "economy": _name(economy)},
        )
    )


def _plain_number(text: str) -> str:
    """A number that nobody described to us: letters and digits, and the marks people set between them."""
    value = re.sub(r"\s+", " ", text).upper()
    if not re.fullmatch(r"[0-9A-Z][0-9A-Z .\-/]{1,28}[0-9A-Z]", value, re.ASCII):
        raise InvalidIdentifier(
            Text(
                "“{value}” is not a number of 3 to 30 letters and digits.",
                {"value": text},
            )
        )
    return value


def _read_eori(text: str) -> Identifier:
    value = _SEPARATORS.sub("", text).upper()
    if not re.fullmatch(r"[A-Z]{2}[0-9A-Z]{1,15}", value, re.ASCII):
        raise InvalidIdentifier(
            Text("“{value}” is not an EORI number: two letters for the country, then 1 to 15 letters and "
                 "digits.", {"value": text})
        )  # fmt: skip
    code = _ECONOMY_OF.get(value[:2], value[:2])
    if code not in economy_codes():
        raise InvalidIdentifier(
            Text("“{value}” begins with {prefix}, which is no country.", {"value": text, "prefix": value[:2]})
        )
    return Identifier(IdentifierKind.EORI, value, Economy(code), Assurance.FORMAT)


def _read_lei(text: str) -> Identifier:
    value = _SEPARATORS.sub("", text)
    if len(value) != 20:
        raise InvalidIdentifier(
            Text("“{value}” is not an LEI: an LEI has 20 letters and digits.", {"value": text})
        )
    return Identifier(IdentifierKind.LEI, _validated(lei, value), None, Assurance.CHECKED)


def _read_gln(text: str) -> Identifier:
    value = _SEPARATORS.sub("", text)
    if len(value) != 13:
        raise InvalidIdentifier(Text("“{value}” is not a GLN: a GLN has 13 digits.", {"value": text}))
    return Identifier(IdentifierKind.GLN, _validated(ean, value), None, Assurance.CHECKED)


def _read_duns(text: str) -> Identifier:
    value = _SEPARATORS.sub("", text)
    if not re.fullmatch(r"\d{9}", value, re.ASCII):
        raise InvalidIdentifier(Text("“{value}” is not a D-U-N-S number: it has 9 digits.", {"value": text}))
    return Identifier(IdentifierKind.DUNS, value, None, Assurance.FORMAT)


def _read_other(text: str) -> Identifier:
    return Identifier(IdentifierKind.OTHER, re.sub(r"\s+", " ", text), None, Assurance.FORMAT)


_READERS: dict[IdentifierKind, Callable[[str], Identifier]] = {
    IdentifierKind.EORI: _read_eori,
    IdentifierKind.LEI: _read_lei,
    IdentifierKind.GLN: _read_gln,
    IdentifierKind.DUNS: _read_duns,
    IdentifierKind.OTHER: _read_other,
}


def _name(economy: Economy) -> Localised:
    return Localised({language: economy.name(language) for language in LANGUAGES})
