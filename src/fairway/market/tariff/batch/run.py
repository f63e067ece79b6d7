"""The batch itself: read the file, resolve, price, choose the best, write Parquet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from fairway.data.idb import selectors as idb
from fairway.data.idb.domain.schema import Kind
from fairway.data.idb.models import Release
from fairway.kernel.economy import Economy
from fairway.kernel.money import is_currency, minor_units
from fairway.kernel.text import Text, UserError
from fairway.kernel.units import find_unit
from fairway.market.tariff.batch import compile as law
from fairway.market.tariff.batch import sql
from fairway.market.tariff.batch.single import ShipmentRow, quote_row
from fairway.market.tariff.selectors import exchange_table

COLUMNS = (
    "id", "product", "from", "to", "value", "currency", "quantity", "unit", "quantity2", "unit2", "on",
)  # fmt: skip
ENGINE_PAGE = 10_000
Report = Callable[[str, int], None]


class BadShipments(UserError):
    """The file cannot be read as shipments at all; the message says where."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    rows: int
    invalid: int
    by_engine: int  # shipments whose rate is not linear, quoted one by one
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
    _require_columns(source)
    with duckdb.connect() as db:
        db.execute(f"SET memory_limit = '{memory_limit}'")
        db.execute(f"SET temp_directory = '{_quoted(out.parent / '.quote-batch')}'")
        _read(db, source, today)
        rows = _count(db, "shipment")
        tell("read", rows)
        _resolve_words(db)
        problems = _write_problems(db, source, out)
        for place, release in enumerate(_destinations(db)):
            _price(db, place, release)
            tell(release.territory, _count(db, "priced"))
        by_engine = _by_engine(db, tell)
        partial = out.with_name(out.name + ".partial")
        db.execute(f"COPY ({sql.OUTPUT}) TO '{_quoted(partial)}' (FORMAT parquet, COMPRESSION zstd)")
        partial.replace(out)
        return BatchResult(rows, _count(db, "problem"), by_engine, problems)


def _require_columns(source: Path) -> None:
    try:
        with source.open(encoding="utf-8-sig", newline="") as lines:
            found = next(csv.reader(lines), [])
    except UnicodeDecodeError as error:
        raise BadShipments(
            Text("{file} is not UTF-8 text (byte {place}).", {"file": source.name, "place": error.start})
        ) from None
    missing = [name for name in COLUMNS[:8] if name not in found]
    if missing:
        raise BadShipments(
            Text(
                "{file}, row 1: these columns are missing: {missing}.",
                {"file": source.name, "missing": ", ".join(missing)},
            )
        )


def _read(db: duckdb.DuckDBPyConnection, source: Path, today: date) -> None:
    found = db.sql(f"SELECT * FROM {sql.reader(_quoted(source))} LIMIT 0").columns
    chosen = ", ".join(f'"{name}"' if name in found else f'NULL AS "{name}"' for name in COLUMNS)
    try:
        db.execute(sql.READ.format(columns=chosen, source=sql.reader(_quoted(source)), today=today))
    except duckdb.Error as error:
        raise BadShipments(
            Text("{file} cannot be read: {reason}", {"file": source.name, "reason": str(error)[:300]})
        ) from None


def _resolve_words(db: duckdb.DuckDBPyConnection) -> None:
    """Economies, currencies and units by the distinct words of the file; then each row's faults."""
    economies = _distinct(db, "from_text", "to_text")
    _table(db, "economy", ("text", "code"), ((text, _economy(text)) for text in economies))
    units = _distinct(db, "unit_text", "unit2_text")
    _table(
        db, "unit", ("text", "code", "measures", "factor"), (_unit(text) for text in units),
        decimals={"factor": law.FACTOR},
    )  # fmt: skip
    currencies = _distinct(db, "currency_text")
    _table(
        db, "currency", ("text", "known", "minor_units"),
        ((text, is_currency(text), minor_units(text)) for text in currencies),
    )  # fmt: skip
    for statement in sql.RESOLVE:
        db.execute(statement)


def _economy(text: str) -> str | None:
    try:
        return Economy.parse(text).code
    except UserError:
        return None


def _unit(text: str) -> tuple[str | Decimal | None, ...]:
    """The word, its unit's code, what the unit measures, and how much of it one is."""
    try:
        unit = find_unit(text)
    except UserError:
        return text, None, None, None
    return text, unit.code, f"{unit.dimension} {unit.basis}", unit.factor


def _write_problems(db: duckdb.DuckDBPyConnection, source: Path, out: Path) -> Path | None:
    if not _count(db, "problem"):
        return None
    path = out.with_suffix(".problems.csv")
    rows = db.sql("SELECT row + 1, id, column_name, value, message FROM problem ORDER BY row").fetchall()
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(("file", "row", "id", "column", "value", "message"))
        writer.writerows((source.name, *row) for row in rows)
    return path


def _destinations(db: duckdb.DuckDBPyConnection) -> Iterator[Release]:
    """The current tariff release of each destination in the file; its shipments become `here`."""
    economies = [row[0] for row in db.sql(sql.DESTINATIONS).fetchall()]
    by_release: dict[str, tuple[Release, list[str]]] = {}
    for economy in economies:
        releases = idb.territories_for(economy)
        if releases:
            by_release.setdefault(releases[0].pk, (releases[0], []))[1].append(economy)
    for release, members in by_release.values():
        db.execute(sql.HERE.format(economies=", ".join(f"'{code}'" for code in members)))
        yield release


def _price(db: duckdb.DuckDBPyConnection, place: int, release: Release) -> None:
    """Price every shipment of `here` by the release's law."""
    profile = idb.release_profile(release)
    additional = idb.current_release(release.territory, Kind.ADDITIONAL)
    first, last = db.sql('SELECT min("on"), max("on") FROM here').fetchall()[0]
    db.register("release_lines", idb.release_table(release, "lines"))
    db.register("release_rates", _all_rates(release, additional))
    db.execute(sql.PLAIN_LINES)
    others = [row[0] for row in db.sql(sql.OTHER_PRODUCTS).fetchall()]
    segments = law.product_segments(release, others, first=first, last=last)
    _table(
        db, "other_segment", ("product", "first", "last", "outcome", "line"),
        ((s.product, s.start, s.end, s.outcome, s.code) for s in segments),
    )  # fmt: skip
    db.execute("INSERT INTO segment BY NAME FROM other_segment")
    db.execute(sql.BORNE)
    everywhere = law.programmes_for_all_lines(profile)
    _table(
        db, "everywhere", ("programme", "rate_text"),
        ((programme.code, programme.rate_for_all_lines) for programme in everywhere),
    )  # fmt: skip
    texts = _compile_texts(db)
    units = [row[0] for row in db.sql("SELECT DISTINCT code FROM unit WHERE code IS NOT NULL").fetchall()]
    settlements = [profile.currency] if profile.currency else []
    terms = law.term_rows(texts, units, settlements[0] if settlements else None)
    _table(
        db,
        "term",
        ("text_id", "slot", "unit", "coefficient"),
        terms,
        decimals={"coefficient": law.COEFFICIENT},
    )
    origins = [row[0] for row in db.sql("SELECT DISTINCT origin FROM here").fetchall()]
    _table(
        db, "eligible", ("origin", "programme", "label", "rank", "first", "last"),
        law.eligible_rows(profile, origins),
    )  # fmt: skip
    _table(db, "column2", ("origin", "first", "last"), law.column2_rows(profile))
    _exchange(db, profile.currency)
    start, end = release.period_start or law.DISTANT_PAST, release.period_end or law.DISTANT_FUTURE
    settings: dict[str, Any] = {
        "settlement": profile.currency, "start": start, "end": end, "union": profile.union,
        "rounds_up": profile.rounding == "half_up",
    }  # fmt: skip
    for statement in sql.PRICE:
        db.execute(statement, {name: settings[name] for name in settings if f"${name}" in statement})


def _all_rates(release: Release, additional: Release | None) -> pa.Table:
    tables = [idb.release_table(release, "rates")]
    if additional is not None:
        tables.append(idb.release_table(additional, "rates"))
    return pa.concat_tables(tables)


def _compile_texts(db: duckdb.DuckDBPyConnection) -> list[law.CompiledText]:
    """Compile the distinct rate texts that the lines of the file bear."""
    found = db.sql(sql.DISTINCT_TEXTS).fetchall()
    texts = [law.compile_text(*row) for row in found]
    _table(
        db, "rate_text",
        ("text_id", "text", "dialect", "currency", "form", "percent", "by_value", "need1", "need2"),
        (
            (
                place, text.text, text.dialect, text.currency, text.form, text.ad_valorem, text.by_value,
                text.terms[0][2] if text.terms else None, text.terms[1][2] if len(text.terms) > 1 else None,
            )
            for place, text in enumerate(texts)
        ),
        decimals={"percent": law.PERCENT},
    )  # fmt: skip
    return texts


def _exchange(db: duckdb.DuckDBPyConnection, settlement: str | None) -> None:
    """The rates of the file's currencies and days into the market's currency.

    A cross rate has no end of decimals: its floor and its ceiling are given, and where the two
    convert a value to different cents the engine decides.
    """
    pairs = db.sql('SELECT DISTINCT currency, "on" FROM here').fetchall()
    table = exchange_table()
    rows = []
    for currency, on in pairs:
        if settlement is None or currency == settlement:
            continue
        found = table.rate(currency, settlement, on) if table else None
        rows.append((currency, on, *(law.rate_bounds(found.rate) if found else (None, None))))
    _table(
        db, "exchange", ("currency", "on", "floor", "ceiling"), rows,
        decimals=dict.fromkeys(("floor", "ceiling"), law.EXCHANGE_RATE),
    )  # fmt: skip


def _by_engine(db: duckdb.DuckDBPyConnection, tell: Report) -> int:
    """Quote the shipments that SQL left to the engine, a page at a time."""
    total = _count(db, "left_to_engine")
    cursor = db.cursor()
    cursor.execute(sql.LEFT_TO_ENGINE)
    done = 0
    while page := cursor.fetchmany(ENGINE_PAGE):
        results = [quote_row(ShipmentRow(*row)) for row in page]
        _table(
            db,
            "engine_page",
            sql.RESULT_COLUMNS,
            results,
            decimals=dict.fromkeys(("mfn_duty", "best_duty"), sql.DUTY),
        )
        db.execute("INSERT INTO priced SELECT * FROM engine_page")
        done += len(page)
        tell("engine", done)
    return total


def _distinct(db: duckdb.DuckDBPyConnection, *columns: str) -> list[str]:
    union = " UNION ".join(f"SELECT DISTINCT {column} FROM shipment" for column in columns)
    return [row[0] for row in db.sql(union).fetchall() if row[0] is not None]


def _table(
    db: duckdb.DuckDBPyConnection,
    name: str,
    columns: Iterable[str],
    rows: Iterable[tuple[Any, ...]],
    *,
    decimals: dict[str, pa.DataType] | None = None,
) -> None:
    """Make (or replace) a small table of law from Python rows."""
    kept, names = list(rows), list(columns)
    arrays = [
        pa.array([row[place] for row in kept], type=(decimals or {}).get(column) or sql.TYPES[column])
        for place, column in enumerate(names)
    ]
    db.register("incoming", pa.table(arrays, names=names))
    db.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM incoming")
    db.unregister("incoming")


def _count(db: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(db.sql(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
