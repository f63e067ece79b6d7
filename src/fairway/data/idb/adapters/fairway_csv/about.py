"""The sheet `about`: what the tariff is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from fairway.data.idb.adapters.base import LoadOptions
from fairway.data.idb.adapters.fairway_csv import cells
from fairway.data.idb.adapters.fairway_csv.layout import ABOUT_KEYS
from fairway.data.idb.adapters.reading import Sheet
from fairway.data.idb.adapters.report import LoadReport
from fairway.data.idb.domain.invariants import HS_EDITIONS, TERRITORY
from fairway.data.idb.domain.profile import ValuationBasis
from fairway.data.idb.domain.schema import Dialect
from fairway.kernel.citation import Citation
from fairway.kernel.economy import LANGUAGES, economy_codes
from fairway.kernel.money import Rounding
from fairway.kernel.period import Period
from fairway.kernel.text import Localised, Text, UserError

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class About:
    territory: str
    name: str
    language: str
    members: tuple[str, ...]
    is_union: bool
    currency: str | None
    valuation: ValuationBasis
    rounding: str
    dialect: Dialect
    hs_edition: int
    period: Period
    citation: Citation

    def wording(self, text: str) -> Localised:
        """A text of the template; it stands for English where the language of the template is another."""
        return Localised({"en": text, self.language: text})


def read_about(sheet: Sheet, options: LoadOptions, report: LoadReport) -> About:
    """Raises SourceError with everything wrong in the sheet: the other sheets cannot be read without it."""
    keys = _Keys.of(sheet, report)
    territory = keys.read("territory", _territory, "")
    if options.territory and options.territory != territory:
        keys.problem("territory", Text("You asked for {territory}.", {"territory": options.territory}))
    start = keys.read("period_start", cells.day, None)
    end = keys.read("period_end", cells.day, None)
    if start and end and end < start:
        keys.problem("period_end", Text("The period ends before it starts."))
        start = None
    about = About(
        territory=territory,
        name=keys.read("name", cells.text, ""),
        language=keys.read("language", cells.one_of(*LANGUAGES), "en"),
        members=_members(keys, territory),
        is_union=keys.read("union", cells.yes_or_no, False),
        currency=keys.read("currency", cells.currency, None),
        valuation=ValuationBasis(keys.read("valuation", cells.one_of(*ValuationBasis), "FOB")),
        rounding=keys.read("rounding", cells.one_of(*Rounding), "half_up"),
        dialect=Dialect(keys.read("rates", cells.one_of(*Dialect), "percent")),
        hs_edition=int(keys.read("hs_edition", cells.one_of(*map(str, HS_EDITIONS)), "2022")),
        period=Period(start, end),
        citation=_citation(keys),
    )
    report.raise_problems()
    return about


def _citation(keys: _Keys) -> Citation:
    return Citation(
        publisher=keys.read("publisher", cells.text, ""),
        title=keys.read("title", cells.text, ""),
        url=keys.read("url", cells.url, ""),
        published=keys.read("published", cells.day, None),
        licence=keys.read("licence", cells.text, ""),
    )


def _territory(cell: str) -> str:
    code = cell.strip().upper()
    if not TERRITORY.fullmatch(code):
        raise UserError(Text("A territory has 2 to 20 capital letters and digits."))
    return code


def _members(keys: _Keys, territory: str) -> tuple[str, ...]:
    given = keys.read("members", cells.economies, cells.NO_WORDS)
    if not given and territory and territory not in economy_codes():
        keys.problem("members", Text("The territory is not an economy: name the economies it stands for."))
    return given or (territory,)


@dataclass(frozen=True, slots=True)
class _Keys:
    """The rows of the sheet by their key."""

    sheet: Sheet
    report: LoadReport
    found: dict[str, tuple[int, str]]  # row number and value

    @classmethod
    def of(cls, sheet: Sheet, report: LoadReport) -> _Keys:
        keys = cls(sheet, report, {})
        known = {column.name for column in ABOUT_KEYS}
        for number, row in sheet.records():
            key = row["key"].strip().lower()
            if key not in known:
                keys._report(Text("This key is not known."), number, "key", row["key"])
            elif key in keys.found:
                keys._report(Text("This key is given twice."), number, "key", key)
            keys.found[key] = (number, row["value"].strip())
        for column in ABOUT_KEYS:
            if column.is_required and not keys.found.get(column.name, (0, ""))[1]:
                keys.problem(column.name, Text("The key {name} needs a value.", {"name": column.name}))
        return keys

    def read(self, key: str, read: Callable[[str], Value], default: Value) -> Value:
        number, value = self.found.get(key, (0, ""))
        if not value:
            return default
        try:
            return read(value)
        except UserError as error:
            self._report(error.text, number, key, value)
            return default

    def problem(self, key: str, message: Text) -> None:
        number, value = self.found.get(key, (None, ""))
        self._report(message, number, key, value or None)

    def _report(self, message: Text, number: int | None, key: str, value: str | None) -> None:
        self.report.problem(message, file=self.sheet.file, row=number, column=key, value=value)
