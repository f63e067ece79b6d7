"""The rates that may be owed on product codes, by every stand-in of a market."""

from __future__ import annotations

from datetime import date

import duckdb

from fairway.data.idb import selectors as idb
from fairway.market.tariff.batch import sql_law
from fairway.market.tariff.batch.compile import CompiledText, compile_text
from fairway.market.tariff.batch.compiled import RATES, compiled_rates, read_texts
from fairway.market.tariff.batch.law import product_segments
from fairway.market.tariff.batch.markets import Market
from fairway.market.tariff.batch.tables import make_table, quoted, rows_of

Days = dict[str, date]  # the `first` and `last` that matter
_TEXTS = 10_000_000  # numbers that the texts of one release may take


def load_candidates(db: duckdb.DuckDBPyConnection, market: Market, days: Days) -> None:
    """Add to `segment` and `candidate` what holds for the products in `wanted`; reads `stance`."""
    number = {"release": market.number}
    _load_rates(db, market, days)
    db.execute(sql_law.PLAIN_LINES, number)
    others = rows_of(db, sql_law.OTHER_PRODUCTS, **number)
    if others:
        lines = rows_of(db, sql_law.OTHER_LINES, **number)
        rated = [row[0] for row in rows_of(db, sql_law.OTHER_RATED_CODES, **number)]
        segments = product_segments(others, lines, rated, **days)
        make_table(
            db, "other_segment", ("release", "product", "outcome", "line", "first", "last"),
            ((market.number, written, s.outcome, s.code, s.start, s.end) for written, s in segments),
        )  # fmt: skip
        db.execute("INSERT INTO segment BY NAME FROM other_segment")
    db.execute(sql_law.BORNE, number)
    db.execute(sql_law.LINE_RATE, {**number, **days})
    db.execute(sql_law.CANDIDATES, {**number, **days})


def measured_texts(market: Market) -> dict[int, CompiledText]:
    """The texts of the market whose duty depends on quantities, by the number that candidates have."""
    found = dict(enumerate(_everywhere(market).values(), start=_offset(market, 2)))
    for place, release in enumerate(market.releases):
        texts = read_texts(compiled_rates(release))
        found |= {_offset(market, place) + number: text for number, text in texts.items()}
    return found


def _offset(market: Market, place: int) -> int:
    """The first number of the texts of the tariff (0), of additional duties (1), of the profile (2)."""
    return (3 * market.number + place) * _TEXTS


def _everywhere(market: Market) -> dict[str, CompiledText]:
    """The rates that programmes grant to all lines."""
    return {
        programme.code: compile_text(programme.rate_for_all_lines, "us", "")
        for programme in market.profile.programmes
        if programme.rate_for_all_lines is not None
    }


def _load_rates(db: duckdb.DuckDBPyConnection, market: Market, days: Days) -> None:
    """Make `rate`, `rated`, `everywhere` and `line`, of the subheadings in `wanted`."""
    paths = [quoted(compiled_rates(release) / RATES) for release in market.releases]
    db.execute(sql_law.LINES.format(path=quoted(idb.release_file(market.release, "lines"))))
    db.execute(sql_law.NO_RATES)
    for place, path in enumerate(paths):
        db.execute(sql_law.RATES.format(offset=_offset(market, place), path=path))
    db.execute(sql_law.RATED_CODES)
    make_table(
        db, "everywhere", ("programme", "text_id", "form", "percent", "by_value"),
        (
            (programme, number, text.form, text.percent, text.by_value)
            for number, (programme, text) in enumerate(_everywhere(market).items(), start=_offset(market, 2))
        ),
    )  # fmt: skip
