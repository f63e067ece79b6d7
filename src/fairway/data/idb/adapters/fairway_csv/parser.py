"""From the sheets of the template to lines, rates and the market profile."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from fairway.data.idb.adapters.base import LoadOptions
from fairway.data.idb.adapters.fairway_csv import cells
from fairway.data.idb.adapters.fairway_csv.about import About, read_about
from fairway.data.idb.adapters.fairway_csv.columns import Columns
from fairway.data.idb.adapters.fairway_csv.profile import read_profile_sheets
from fairway.data.idb.adapters.fairway_csv.source import read_sheets
from fairway.data.idb.adapters.report import LoadReport
from fairway.data.idb.domain.parsed import Parsed
from fairway.data.idb.domain.profile import Programme
from fairway.data.idb.domain.schema import LINES, RATES, Measure, table_of
from fairway.kernel.period import Period
from fairway.kernel.text import Text


def read_template(path: Path, options: LoadOptions, report: LoadReport) -> Parsed:
    """The whole template. Raises SourceError with every problem found, up to a hundred."""
    sheets = read_sheets(path, report)
    about = read_about(sheets["about"], options, report)
    profile = read_profile_sheets(sheets, about, report)
    report.step(Text("Checking {count} lines.", {"count": len(sheets["lines"].rows)}))
    lines = _Lines(Columns(sheets["lines"], report), about)
    preferences = None
    if "preferences" in sheets:
        programmes: dict[str | None, Programme] = {
            programme.code: programme for programme in profile.programmes
        }
        preferences = _Preferences(Columns(sheets["preferences"], report), about, programmes, lines.codes)
    report.raise_problems()
    return Parsed(
        territory=about.territory,
        period=about.period,
        hs_edition=about.hs_edition,
        currency=about.currency,
        citation=about.citation,
        tables={"lines": lines.table(), "rates": _rates(lines, preferences, about)},
        profile=profile,
    )


class _Dated:
    """Columns that lines and preferences share."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.codes = columns.required("goods_code", cells.goods_code)
        self.starts = columns.optional("valid_from", cells.day, None)
        self.ends = columns.optional("valid_to", cells.day, None)
        self.notes = columns.optional("note", cells.text, None)
        self.periods = [
            columns.period(place, start, end)
            for place, (start, end) in enumerate(zip(self.starts, self.ends, strict=True))
        ]

    def report_overlaps(self, keys: Sequence[Hashable], message: Text) -> None:
        """Two rows of one key must not hold on the same day."""
        earlier: dict[Hashable, list[Period]] = {}
        for place, (key, period) in enumerate(zip(keys, self.periods, strict=True)):
            known = earlier.setdefault(key, [])
            if self.codes[place] and any(period.overlaps(other) for other in known):
                self.columns.problem(place, "goods_code", message, self.codes[place])
            known.append(period)


class _Lines(_Dated):
    def __init__(self, columns: Columns, about: About) -> None:
        super().__init__(columns)
        self.descriptions = columns.required("description", cells.text)
        self.rates = columns.required("mfn_rate", cells.rate(about.dialect))
        self.units = columns.optional("units", cells.units, cells.NO_WORDS)
        self.seasons = columns.optional("season", cells.season, None)
        self.report_overlaps(
            list(zip(self.codes, self.seasons, strict=True)),
            Text("The line stands twice for the same days."),
        )

    def table(self) -> pa.Table:
        return table_of(
            LINES,
            {
                "goods_code": self.codes,
                "hs6": [code and code[:6] for code in self.codes],
                "description": self.descriptions,
                "units": self.units,
                "season": self.seasons,
                "valid_from": self.starts,
                "valid_to": self.ends,
                "note": self.notes,
            },
        )


class _Preferences(_Dated):
    def __init__(
        self,
        columns: Columns,
        about: About,
        programmes: Mapping[str | None, Programme],
        line_codes: Sequence[str | None],
    ) -> None:
        super().__init__(columns)
        self.programmes = columns.required("programme", cells.text)
        self.rates = columns.required("rate", cells.rate(about.dialect))
        self.origins = columns.optional("origins", cells.economies, None)
        self.excluded = columns.optional("excluded", cells.economies, None)
        self.report_overlaps(
            list(zip(self.codes, self.programmes, self.origins, strict=True)),
            Text("The programme has two rates for this line on the same days."),
        )
        self.claims = [programmes[code].claim_code if code in programmes else "" for code in self.programmes]
        self._report_unknown(programmes, line_codes)

    def table(self, about: About) -> pa.Table:
        columns = _rate_columns(self, about, Measure.PREFERENCE)
        own: dict[str, Sequence[object]] = {
            "programme": self.programmes,
            "claim_code": self.claims,
            "origins": self.origins,
            "excluded": self.excluded,
            "note": self.notes,
        }
        return table_of(RATES, columns | own)

    def _report_unknown(
        self, programmes: Mapping[str | None, Programme], line_codes: Sequence[str | None]
    ) -> None:
        known = {code[:length] for code in line_codes if code for length in (6, 8, 10)}
        for place, (code, programme) in enumerate(zip(self.codes, self.programmes, strict=True)):
            if programme and programme not in programmes:
                message = Text("This programme is not in the table programmes.")
                self.columns.problem(place, "programme", message, programme)
            if code and code not in known:
                message = Text("No line has this code or begins with it.")
                self.columns.problem(place, "goods_code", message, code)


def _rates(lines: _Lines, preferences: _Preferences | None, about: About) -> pa.Table:
    mfn = _rate_columns(lines, about, Measure.MFN)
    if preferences is None:
        return table_of(RATES, mfn)
    return pa.concat_tables([table_of(RATES, mfn), preferences.table(about)])


def _rate_columns(rows: _Lines | _Preferences, about: About, measure: Measure) -> dict[str, Sequence[object]]:
    count = len(rows.codes)
    return {
        "goods_code": list(rows.codes),
        "measure": [measure.value] * count,
        "programme": [""] * count,
        "claim_code": [""] * count,
        "rate_text": list(rows.rates),
        "dialect": [about.dialect.value] * count,
        "currency": [about.currency or ""] * count,
        "valid_from": list(rows.starts),
        "valid_to": list(rows.ends),
    }
