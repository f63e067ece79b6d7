"""Economies: customs territories by ISO 3166 code, found by code or by name in three languages."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

import pycountry
from babel import Locale

from fairway.kernel.text import Text, UserError

LANGUAGES = ("en", "fr", "es")
# Customs territories that are traded with under a code of their own but are no ISO 3166 country.
_BEYOND_ISO = {
    "EU": {"en": "European Union", "fr": "Union européenne", "es": "Unión Europea"},
    "XK": {"en": "Kosovo", "fr": "Kosovo", "es": "Kosovo"},
}
_COMMON_NAMES = {
    "uk": "GB", "great britain": "GB", "england": "GB", "usa": "US", "united states of america": "US",
    "america": "US", "etats unis d amerique": "US", "eeuu": "US", "ee uu": "US",
    "ivory coast": "CI", "costa de marfil": "CI",
    "south korea": "KR", "north korea": "KP", "russia": "RU", "holland": "NL", "swaziland": "SZ",
    "cape verde": "CV", "burma": "MM", "czech republic": "CZ", "turkey": "TR", "the gambia": "GM",
    "uae": "AE", "vietnam": "VN", "viet nam": "VN", "laos": "LA", "taiwan": "TW", "hong kong": "HK",
}  # fmt: skip

# Names that more than one economy is called by: the user must say which.
_SHARED_NAMES = {"congo": ("CG", "CD"), "korea": ("KR", "KP")}


class UnknownEconomy(UserError):
    """No economy has that code or name; `suggestions` holds near ones."""

    def __init__(self, text: str, suggestions: tuple[str, ...] = ()) -> None:
        shown = {"name": text.strip()[:40], "near": ", ".join(suggestions)}
        if suggestions:
            super().__init__(Text("“{name}” is not an economy we know. Did you mean {near}?", shown))
        else:
            super().__init__(Text("“{name}” is not an economy we know.", shown))
        self.suggestions = suggestions


@dataclass(frozen=True, slots=True, order=True)
class Economy:
    """An economy by its two-letter code (`GH`, `US`; `EU` for the European Union)."""

    code: str

    @classmethod
    def parse(cls, text: str) -> Economy:
        """Read a two- or three-letter code or a name in English, French or Spanish. Raises UnknownEconomy."""
        stripped = text.strip()
        if stripped.upper() in economy_codes():
            return cls(stripped.upper())
        names = _codes_by_name()
        folded = _fold(stripped)
        if folded in _SHARED_NAMES:
            raise UnknownEconomy(text, tuple(cls(code).name() for code in _SHARED_NAMES[folded]))
        if folded in names:
            return cls(names[folded])
        near = get_close_matches(folded, names, n=3, cutoff=0.75) if 2 < len(folded) < 60 else []
        raise UnknownEconomy(text, tuple(dict.fromkeys(Economy(names[name]).name() for name in near)))

    def name(self, language: str = "en") -> str:
        short = language.split("-", maxsplit=1)[0]
        if self.code in _BEYOND_ISO:
            return _BEYOND_ISO[self.code].get(short, _BEYOND_ISO[self.code]["en"])
        return str(Locale.parse(short).territories.get(self.code, self.code))

    def __str__(self) -> str:
        return self.code


@cache
def economy_codes() -> frozenset[str]:
    return frozenset(country.alpha_2 for country in pycountry.countries) | frozenset(_BEYOND_ISO)


@cache
def _codes_by_name() -> dict[str, str]:
    names = dict(_COMMON_NAMES)
    for country in pycountry.countries:
        for key in (country.alpha_3, country.name, getattr(country, "common_name", country.name)):
            names.setdefault(_fold(key), country.alpha_2)
    for language in LANGUAGES:
        for code in economy_codes():
            names.setdefault(_fold(Economy(code).name(language)), code)
    return names


def _fold(text: str) -> str:
    """Lower case, no accents, no punctuation: how names are compared."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain.casefold()).split())
