"""The RATES table of a United States tariff: column 1 general and special, column 2.

A programme of the special column is the one of the market profile whose code is the symbol, without
the star: `A*` is GSP for which some beneficiaries are excluded on that line; `A+` and `S+` are
programmes of their own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache

import pyarrow as pa

from fairway.data.idb.adapters.report import LoadReport
from fairway.data.idb.domain.schema import RATES, Dialect, Measure, table_of
from fairway.data.idb.domain.special_column import split_special
from fairway.kernel.period import Period
from fairway.kernel.text import Text

CURRENCY = "USD"
# NAFTA (Canada, Mexico) and the Andean Trade Preference Act: symbols that old provisions still print.
_ENDED_PROGRAMMES = frozenset({"CA", "MX", "J"})
_EXCLUSIONS_UNKNOWN = (
    "GSP has a rate here, but some beneficiaries are excluded and the source does not say which."
)
KNOWN_DEFECTS = {
    "ended_programme": Text("The special column prints an ended programme (CA, MX: NAFTA; J: Andean)."),
    "special_without_programme": Text("The special column names no programme (chapters 98 and 99)."),
}


@dataclass(frozen=True, slots=True)
class SpecialRate:
    """One programme's rate in a special cell; `claim_code` is the symbol as printed."""

    programme: str
    claim_code: str
    rate_text: str


@dataclass(frozen=True, slots=True)
class SpecialCell:
    rates: tuple[SpecialRate, ...]
    ended: tuple[str, ...]  # symbols of programmes that have ended
    unclaimed: tuple[str, ...]  # rate texts printed for no programme

    @property
    def excludes_some(self) -> bool:
        """Whether some beneficiaries of GSP are excluded on the line."""
        return any(rate.claim_code == "A*" for rate in self.rates)


@cache
def read_special(cell: str) -> SpecialCell:
    groups = split_special(cell)
    printed = [(symbol, group.rate_text) for group in groups for symbol in group.programmes]
    return SpecialCell(
        rates=tuple(
            SpecialRate(symbol.rstrip("*"), symbol, text)
            for symbol, text in printed
            if symbol.rstrip("*") not in _ENDED_PROGRAMMES
        ),
        ended=tuple(symbol for symbol, _ in printed if symbol.rstrip("*") in _ENDED_PROGRAMMES),
        unclaimed=tuple(group.rate_text for group in groups if not group.programmes),
    )


@dataclass(frozen=True, slots=True)
class LegalLine:
    """What the columns of rates say of one legal line."""

    goods_code: str
    general: str
    special: str
    column2: str
    # Beneficiaries of GSP that are not, on this line; None: there are some, the source names none.
    excluded: tuple[str, ...] | None = ()
    period: Period = Period()
    added: tuple[SpecialRate, ...] = ()  # programmes that only other columns of the source give
    added_note: str | None = None


@dataclass(slots=True)
class RateRows:
    """Collects the rates of legal lines, row by row of the source."""

    programmes: Collection[str]  # of the market profile
    report: LoadReport
    file: str
    special_column: str  # the source's name of it
    _rows: list[tuple[object, ...]] = field(default_factory=list)

    def add(self, line: LegalLine, *, row: int) -> None:
        """Every line has a general and a column 2 rate, "" where the source prints none."""
        self._append(line, Measure.MFN, line.general)
        self._append(line, Measure.COLUMN2, line.column2)
        cell = read_special(line.special)
        self._check(cell, line, row)
        for rate in cell.rates:
            if rate.programme == "A" and line.excluded is None:
                self._append(line, Measure.PREFERENCE, "", rate, _EXCLUSIONS_UNKNOWN)
            else:
                self._append(line, Measure.PREFERENCE, rate.rate_text, rate)
        for rate in line.added:
            self._append(line, Measure.PREFERENCE, rate.rate_text, rate, line.added_note)

    def table(self) -> pa.Table:
        names = ("goods_code", "measure", "programme", "claim_code", "rate_text", "excluded",
                 "valid_from", "valid_to", "note")  # fmt: skip
        columns: dict[str, list[object]] = {
            name: [row[place] for row in self._rows] for place, name in enumerate(names)
        }
        count = len(self._rows)
        return table_of(RATES, columns | {"dialect": [Dialect.US] * count, "currency": [CURRENCY] * count})

    def _append(
        self,
        line: LegalLine,
        measure: Measure,
        rate_text: str,
        rate: SpecialRate | None = None,
        note: str | None = None,
    ) -> None:
        programme, claim_code = (rate.programme, rate.claim_code) if rate else ("", "")
        excluded = line.excluded if programme == "A" and line.excluded else None
        start, end = line.period.start, line.period.end
        self._rows.append(
            (line.goods_code, measure, programme, claim_code, rate_text, excluded, start, end, note)
        )

    def _check(self, cell: SpecialCell, line: LegalLine, row: int) -> None:
        place = {"file": self.file, "column": self.special_column, "value": line.special}
        for rate in cell.rates:
            if rate.programme not in self.programmes:
                message = Text(
                    "The programme {code} is not in the market profile of the United States. "
                    "Add it there, with who may claim it.",
                    {"code": rate.programme},
                )
                self.report.problem(message, row=row, **place)
        for symbol in cell.ended:
            message = Text("The programme {code} has ended.", {"code": symbol})
            self.report.defect("ended_programme", message, row=row, **place)
        for _ in cell.unclaimed:
            message = Text("This rate is printed for no programme.")
            self.report.defect("special_without_programme", message, row=row, **place)
