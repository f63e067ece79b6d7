"""Which column of a catalogue says what: guessed from names and contents, for a person to confirm."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from fairway.data.classification.domain.sheet import Sheet

_SAMPLE = 200
_WORDS = {
    "description": (
        "description", "designation", "descripcion", "product description", "item description",
        "libelle", "denominacion", "product name", "item name", "nom du produit", "nombre del producto",
        "product", "produit", "producto", "article", "articulo", "item", "name", "nom", "nombre",
        "goods", "marchandise", "mercancia", "title", "titre", "titulo",
    ),
    "reference": (
        "reference", "referencia", "ref", "sku", "item number", "item no", "item code", "article number",
        "product code", "code article", "code produit", "codigo de producto", "numero d'article",
        "part number", "ean", "gtin", "id",
    ),
    "code": (
        "hs code", "hs", "hs6", "hscode", "code sh", "sh", "sa", "codigo sa", "hts", "hts code",
        "tariff code", "tariff", "commodity code", "code douanier", "nomenclature", "partida arancelaria",
        "partida", "codigo arancelario", "cn code", "taric", "goods code", "customs code",
    ),
}  # fmt: skip
_CODE = re.compile(r"[\d. ]{4,16}")


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of columns, from 0. None: the table has no such column."""

    description: int
    reference: int | None = None
    code: int | None = None


def guess_columns(sheet: Sheet) -> Columns:
    """By the names of the columns; the description, where no name says it, by the longest words."""
    plain = [_plain(name) for name in sheet.header]
    code = _named(plain, "code")
    reference = _named(plain, "reference", without=(code,))
    named = _named(plain, "description", without=(code, reference))
    taken = (code, reference)
    description = named if named is not None else _wordiest(sheet, without=taken)
    return Columns(
        description, reference, code if code is not None else _coded(sheet, (description, reference))
    )


def _named(names: list[str], what: str, without: tuple[int | None, ...] = ()) -> int | None:
    """The column of the likeliest name: one that is the word before one that holds it."""
    for word in _WORDS[what]:
        for place, name in enumerate(names):
            if place not in without and name == word:
                return place
    for word in _WORDS[what]:
        for place, name in enumerate(names):
            if place not in without and f" {word} " in f" {name} ":
                return place
    return None


def _wordiest(sheet: Sheet, without: tuple[int | None, ...]) -> int:
    free = [place for place in range(len(sheet.header)) if place not in without] or [0]
    return max(free, key=lambda place: sum(_letters(row.cells[place]) for row in sheet.rows[:_SAMPLE]))


def _coded(sheet: Sheet, without: tuple[int | None, ...]) -> int | None:
    """A column without a telling name whose every cell is dotted like a goods code."""
    for place in range(len(sheet.header)):
        cells = [row.cells[place] for row in sheet.rows[:_SAMPLE] if row.cells[place]]
        if (
            place not in without
            and cells
            and all(_CODE.fullmatch(cell) and "." in cell[4:] for cell in cells)
        ):
            return place
    return None


def _letters(text: str) -> int:
    return sum(sign.isalpha() for sign in text)


def _plain(name: str) -> str:
    """Small letters without accents or signs: `Désignation_(FR)` is `designation fr`."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(
        re.sub(r"[^a-z0-9']+", " ", "".join(c for c in bare if not unicodedata.combining(c))).split()
    )
