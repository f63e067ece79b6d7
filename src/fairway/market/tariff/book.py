"""A market's tariff in memory: the releases of one territory, found by subheading in microseconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from fairway.data.idb.domain.profile import MarketProfile
from fairway.kernel.citation import Citation
from fairway.kernel.period import Period
from fairway.market.tariff.domain.lines import Line, Rate, rate_bearer


@dataclass(slots=True)
class _Rows:
    """An Arrow table sorted by goods code, with the first and last row of each subheading."""

    table: pa.Table
    spans: dict[str, tuple[int, int]]

    @classmethod
    def of(cls, table: pa.Table) -> _Rows:
        table = table.sort_by("goods_code").combine_chunks()
        starts: dict[str, tuple[int, int]] = {}
        hs6 = pc.utf8_slice_codeunits(table["goods_code"], 0, 6).to_pylist()
        for row, code in enumerate(hs6):
            first, _ = starts.get(code, (row, row))
            starts[code] = (first, row + 1)
        return cls(table, starts)

    def under(self, hs6: str) -> list[dict[str, object]]:
        first, last = self.spans.get(hs6, (0, 0))
        rows: list[dict[str, object]] = self.table.slice(first, last - first).to_pylist()
        return rows


@dataclass(slots=True)
class TariffBook:
    """Lines and rates of one territory, from its tariff release and its additional duties.

    Rows become domain objects once per subheading, on first use, and are kept.
    """

    profile: MarketProfile
    published: date | None  # the day of the edition; None where the source states none
    source: Citation
    hs_edition: int
    _lines: _Rows
    _rates: list[tuple[_Rows, Citation]]
    _line_cache: dict[str, tuple[Line, ...]] = field(default_factory=dict)
    _rate_cache: dict[str, tuple[Rate, ...]] = field(default_factory=dict)

    @classmethod
    def build(
        cls,
        *,
        profile: MarketProfile,
        published: date | None,
        source: Citation,
        hs_edition: int,
        lines: pa.Table,
        rates: Sequence[tuple[pa.Table, Citation]],
    ) -> TariffBook:
        """`rates` are the rate tables of the tariff and of additional duties, each with its source."""
        indexed = [(_Rows.of(table), citation) for table, citation in rates]
        return cls(profile, published, source, hs_edition, _Rows.of(lines), indexed)

    def lines_of(self, hs6: str) -> tuple[Line, ...]:
        """Every line under the subheading, of every date."""
        if hs6 not in self._line_cache:
            self._line_cache[hs6] = tuple(_line(row) for row in self._lines.under(hs6))
        return self._line_cache[hs6]

    def rates_of(self, hs6: str) -> tuple[Rate, ...]:
        """Every rate printed under the subheading, of every date and measure."""
        if hs6 not in self._rate_cache:
            self._rate_cache[hs6] = tuple(
                _rate(row, citation) for rows, citation in self._rates for row in rows.under(hs6)
            )
        return self._rate_cache[hs6]

    def rated_codes(self, hs6: str) -> frozenset[str]:
        """The codes under the subheading at which the tariff prints a rate."""
        return frozenset(rate.goods_code for rate in self.rates_of(hs6))

    def rates_borne_by(self, goods_code: str) -> tuple[Rate, ...]:
        """The rates of the line: those printed at its code or at the longest code it lies under.

        Each measure is looked up for itself: an additional duty may be printed at eight digits
        while the line and its MFN rate have ten.
        """
        rates = self.rates_of(goods_code[:6])
        borne: list[Rate] = []
        for measure in dict.fromkeys(rate.measure for rate in rates):
            of_measure = [rate for rate in rates if rate.measure == measure]
            bearer = rate_bearer(goods_code, {rate.goods_code for rate in of_measure})
            borne += [rate for rate in of_measure if rate.goods_code == bearer]
        return tuple(borne)


def _line(row: dict[str, object]) -> Line:
    return Line(
        goods_code=str(row["goods_code"]),
        description=str(row["description"]),
        path=str(row["path"] or ""),
        units=tuple(row["units"] or ()),  # type: ignore[arg-type]
        season=row["season"],  # type: ignore[arg-type]
        period=Period(row["valid_from"], row["valid_to"]),  # type: ignore[arg-type]
        note=str(row["note"] or ""),
    )


def _rate(row: dict[str, object], source: Citation) -> Rate:
    return Rate(
        goods_code=str(row["goods_code"]),
        measure=str(row["measure"]),
        programme=str(row["programme"]),
        claim_code=str(row["claim_code"]),
        rate_text=str(row["rate_text"]),
        dialect=str(row["dialect"]),
        currency=str(row["currency"]),
        source=source,
        origins=None if row["origins"] is None else tuple(row["origins"]),  # type: ignore[arg-type]
        excluded=tuple(row["excluded"] or ()),  # type: ignore[arg-type]
        period=Period(row["valid_from"], row["valid_to"]),  # type: ignore[arg-type]
        note=str(row["note"] or ""),
    )
