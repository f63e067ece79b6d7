"""The batch itself: read the file, gather its law, price, write Parquet."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from fairway.kernel.text import Text, UserError
from fairway.market.tariff.batch import sql_law, sql_price, sql_read
from fairway.market.tariff.batch.candidates import Days, load_candidates, measured_texts
from fairway.market.tariff.batch.cells import load_cells
from fairway.market.tariff.batch.compile import CompiledText, measure
from fairway.market.tariff.batch.markets import Markets, load_markets, markets_of
from fairway.market.tariff.batch.single import ShipmentRow, quote_row
from fairway.market.tariff.batch.tables import count, make_table, quoted, rows_of
from fairway.market.tariff.batch.words import WORD_COLUMNS, enclose, word_rows
from fairway.market.tariff.selectors import exchange_table

COLUMNS = (
    "id", "product", "from", "to", "value", "currency", "quantity", "unit", "quantity2", "unit2", "on",
)  # fmt: skip
REQUIRED = COLUMNS[:8]
ENGINE_PAGE = 10_000
Report = Callable[[str, int], None]


class BadShipments(UserError):
    """The file cannot be read as shipments at all; the message says where."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    rows: int
    invalid: int
    by_engine: int  # shipments that SQL does not decide, quoted one by one
    problems: Path | None  # rows that could not be read, with place and reason


def quote_batch(
    source: Path, out: Path, *, today: date, memory_limit: str = "700MB", report: Report | None = None
) -> BatchResult:
    """Quote every shipment of a CSV file into a Parquet file. Raises BadShipments.

    Columns in: `COLUMNS` (quantity2, unit2 and on may be missing). Out: id, status, mfn_status,
    mfn_duty, best_kind, best_programme, best_duty, currency, in the order of the file. A row with
    bad input gets the status `invalid` and a line in the problems file beside `out`.
    """
    tell = report or (lambda _phase, _rows: None)
    header = _header(source)
    with duckdb.connect() as db:
        db.execute(f"SET memory_limit = '{memory_limit}'")
        db.execute("SET checkpoint_threshold = '1TB'")  # a checkpoint would compress what is read once
        db.execute(f"SET temp_directory = '{quoted(out.parent / '.quote-batch')}'")
        _read(db, source, header, today)
        rows = count(db, "shipment")
        tell("read", rows)
        first, last = db.sql(sql_read.DAYS).fetchall()[0]
        days = {"first": first or today, "last": last or today}
        markets = _gather_law(db, days)
        tell("law", rows)
        db.execute(sql_price.QUOTE)
        problems = _write_problems(db, source, out)
        by_engine = _price_measured(db, markets, days, tell)
        tell("priced", rows)
        partial = out.with_name(out.name + ".partial")
        db.execute(sql_price.WRITE.format(query=sql_price.OUTPUT, path=quoted(partial)))
        partial.replace(out)
        return BatchResult(rows, count(db, "problem") if problems else 0, by_engine, problems)


def _header(source: Path) -> list[str]:
    """The names in the first row. Raises BadShipments where one is missing or stands twice."""
    try:
        with source.open(encoding="utf-8-sig", newline="") as lines:
            found = next(csv.reader(lines), [])
    except UnicodeDecodeError as error:
        raise BadShipments(
            Text("{file} is not UTF-8 text (byte {place}).", {"file": source.name, "place": error.start})
        ) from None
    if missing := [name for name in REQUIRED if name not in found]:
        raise BadShipments(
            Text(
                "{file}, row 1: these columns are missing: {missing}.",
                {"file": source.name, "missing": ", ".join(missing)},
            )
        )
    if twice := sorted({name for name in found if found.count(name) > 1}):
        raise BadShipments(
            Text(
                "{file}, row 1: these columns stand twice: {twice}.",
                {"file": source.name, "twice": ", ".join(twice)},
            )
        )
    return found


def _read(db: duckdb.DuckDBPyConnection, source: Path, header: list[str], today: date) -> None:
    reader = sql_read.reader(quoted(source), header)
    chosen = ", ".join(f'"{name}"' if name in header else f'NULL::VARCHAR AS "{name}"' for name in COLUMNS)
    try:
        db.execute(sql_read.READ.format(columns=chosen, source=reader, today=today))
    except duckdb.Error as error:
        raise BadShipments(
            Text("{file} cannot be read: {reason}", {"file": source.name, "reason": str(error)[:300]})
        ) from None


def _gather_law(db: duckdb.DuckDBPyConnection, days: Days) -> Markets:
    """Make every small table that the shipments are joined with."""
    make_table(db, "words", WORD_COLUMNS, word_rows(rows_of(db, sql_read.TRIPLES)))
    db.execute(sql_read.ASKED)
    db.execute(sql_read.MALFORMED)
    markets = markets_of(rows_of(db, sql_read.PAIRS))
    load_markets(db, markets)
    _exchange(db)
    db.execute(sql_price.TYPES)
    load_cells(db, markets, days)
    return markets


def _exchange(db: duckdb.DuckDBPyConnection) -> None:
    """The rates of the file's foreign currencies on its days, between two decimals SQL can hold."""
    foreign, rows = rows_of(db, sql_price.FOREIGN), []
    published = exchange_table() if foreign else None
    for currency, settlement, on in foreign:
        found = published.rate(currency, settlement, on) if published else None
        if found:
            rows.append((currency, settlement, on, *enclose(found.rate)))
    make_table(db, "exchange", ("currency", "settlement", "on", "low", "high"), rows)


def _write_problems(db: duckdb.DuckDBPyConnection, source: Path, out: Path) -> Path | None:
    path = out.with_suffix(".problems.csv")
    path.unlink(missing_ok=True)  # of an earlier run
    if not rows_of(db, "SELECT 1 FROM quote WHERE path = 3 LIMIT 1"):
        return None
    db.execute(sql_price.FAULTY_ROWS)
    db.execute(sql_read.PROBLEM)
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(("file", "row", "id", "column", "value", "message"))
        writer.writerows((source.name, *row) for row in rows_of(db, sql_read.PROBLEMS))
    return path


def _price_measured(db: duckdb.DuckDBPyConnection, markets: Markets, days: Days, tell: Report) -> int:
    """Price the shipments that no cell decides: whose duty depends on quantities, or whose code is
    not plainly a line. Return how many the engine took."""
    db.execute(sql_price.MEASURED)
    db.execute(sql_law.TABLES)
    texts: dict[int, CompiledText] = {}
    for market in markets:
        db.execute(sql_law.WANTED, {"release": market.number})
        if count(db, "wanted"):
            load_candidates(db, market, days)
            texts |= measured_texts(market)
    db.execute(sql_price.OWED)
    make_table(
        db, "measure",
        (
            "text_id", "given", "given2", "duty_currency", "form",
            "value_factor", "quantity_factor", "quantity2_factor", "divisor",
        ),
        (_measure_row(texts, *row) for row in rows_of(db, sql_price.TO_MEASURE)),
    )  # fmt: skip
    db.execute(sql_price.OUTCOME)
    db.execute(sql_price.PRICED)
    return _by_engine(db, tell)


def _measure_row(
    texts: dict[int, CompiledText], number: int, given: str, given2: str, currency: str
) -> tuple[object, ...]:
    found = measure(texts[number], (given or None, given2 or None), currency)
    factors = (found.value_factor, found.factor, found.factor2, found.divisor)
    return (number, given, given2, currency, found.form, *factors)


def _by_engine(db: duckdb.DuckDBPyConnection, tell: Report) -> int:
    """Quote the shipments that SQL left to the engine, a page at a time."""
    cursor = db.cursor()
    cursor.execute(sql_price.LEFT_TO_ENGINE)
    done = 0
    while page := cursor.fetchmany(ENGINE_PAGE):
        results = [quote_row(ShipmentRow(*row)) for row in page]
        make_table(db, "engine_page", sql_price.RESULT_COLUMNS, results)
        db.execute("INSERT INTO priced SELECT * FROM engine_page")
        done += len(page)
        tell("engine", done)
    return done
