"""Cells: what a stand-in owes on each line of a tariff, on every day, kept beside the releases.

A cell depends on the release and on how the origin is treated, not on the shipment, so it is worked
out once. The files may be deleted at any time and are made again.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

import duckdb
from django.conf import settings

from fairway.data.idb import selectors as idb
from fairway.market.tariff.batch import sql_law
from fairway.market.tariff.batch.candidates import Days, load_candidates
from fairway.market.tariff.batch.compiled import compiler_version
from fairway.market.tariff.batch.law import DISTANT_FUTURE, DISTANT_PAST
from fairway.market.tariff.batch.markets import STANCE_COLUMNS, Market, Markets, Standin, stance_rows
from fairway.market.tariff.batch.tables import make_table, quoted


def load_cells(db: duckdb.DuckDBPyConnection, markets: Markets, days: Days) -> None:
    """Make `cell` for the products in `asked` and the stand-ins of every market."""
    files = [(standin, path) for market in markets for standin, path in _files(market).items()]
    parts = [sql_law.CELL_FILE.format(standin=s.number, path=quoted(path)) for s, path in files]
    db.execute(sql_law.CELL)
    if parts:
        db.execute(sql_law.CELLS_OF_FILE.format(files=" UNION ALL ".join(parts)), days)


def _files(market: Market) -> dict[Standin, Path]:
    """The file of each stand-in; those that are missing are made."""
    names = "-".join(release.pk for release in market.releases)
    folder = Path(settings.FAIRWAY_HOME) / "derived" / f"{names}-{compiler_version()}"
    files = {s: folder / f"cells-{s.digest}.parquet" for s in dict.fromkeys(market.standins.values())}
    missing = {standin: path for standin, path in files.items() if not path.is_file()}
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        _make(market, missing)
    return files


def _make(market: Market, files: dict[Standin, Path]) -> None:
    days = {"first": DISTANT_PAST, "last": DISTANT_FUTURE}
    with duckdb.connect() as db:
        db.execute(sql_law.TABLES)
        make_table(db, "stance", STANCE_COLUMNS, stance_rows(market))
        db.execute(sql_law.ONLY_STANDINS.format(numbers=_listed(s.number for s in files)))
        db.execute(sql_law.EVERY_LINE.format(path=quoted(idb.release_file(market.release, "lines"))))
        load_candidates(db, market, days)
        db.execute(sql_law.CELLS, days)
        for standin, path in files.items():
            partial = path.with_name(f".{uuid4().hex}")
            db.execute(sql_law.WRITE_CELLS.format(standin=standin.number, path=quoted(partial)))
            partial.rename(path)


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(str(number) for number in numbers)
