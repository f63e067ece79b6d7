"""Invented shipments for the batch, and what a single quote says of each."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq

from fairway.data.idb import selectors as idb
from fairway.data.idb.domain.schema import Kind
from fairway.desk.helpdesk.domain.question import InvalidQuestion, read_question
from fairway.market.tariff.batch.run import BatchResult, quote_batch
from fairway.market.tariff.selectors import shipment_assess

TODAY = date(2025, 7, 1)
COLUMNS = ("id", "product", "from", "to", "value", "currency", "quantity", "unit", "quantity2", "unit2", "on")
MANGOES = {
    "product": "08045080", "from": "GH", "to": "US", "value": "5000", "currency": "USD", "quantity": "1200",
    "unit": "kg", "quantity2": "", "unit2": "", "on": "2025-07-01",
}  # fmt: skip
OUTCOME = ("status", "mfn_status", "mfn_duty", "best_kind", "best_programme", "best_duty", "currency")

Row = dict[str, str]
Outcome = dict[str, object]


def shipment(**changes: str) -> Row:
    """Dried mangoes from Ghana to the United States with `changes`; `from_` is the column “from”."""
    return MANGOES | {name.rstrip("_"): value for name, value in changes.items()}


def write_shipments(path: Path, rows: Sequence[Row], *, columns: Sequence[str] = COLUMNS) -> Path:
    """A file of shipments; the id is the place in it unless a row has its own."""
    with path.open("w", newline="", encoding="utf-8") as target:
        writer = csv.DictWriter(target, columns, extrasaction="ignore", restval="")
        writer.writeheader()
        writer.writerows({"id": str(place), **row} for place, row in enumerate(rows))
    return path


def run_batch(folder: Path, rows: Sequence[Row]) -> tuple[BatchResult, list[Outcome]]:
    """Quote the rows through a file in `folder`."""
    source, out = write_shipments(folder / "shipments.csv", rows), folder / "quotes.parquet"
    result = quote_batch(source, out, today=TODAY)
    return result, pq.read_table(out).to_pylist()


def single_quote(row: Row) -> Outcome:
    """The outcome of one quote of the row; `invalid` when the question cannot be read."""
    pairs = ((row["quantity"], row["unit"]), (row["quantity2"], row["unit2"]))
    try:
        question = read_question(
            {**row, "value": f"{row['value']} {row['currency']}"},
            quantities=[f"{amount} {unit}" for amount, unit in pairs if amount],
            today=TODAY,
        )
    except InvalidQuestion:
        return _outcome("invalid", currency=row["currency"])
    result = shipment_assess(question.shipment, stated_rates={})
    assessment = result.assessment
    if assessment is None:
        return _outcome("needs" if result.choices else "uncomputable", currency=row["currency"])
    assert result.book is not None
    currency = result.book.profile.currency or row["currency"]
    mfn, best = assessment.mfn, assessment.best
    return _outcome(
        assessment.status.value,
        mfn.status.value if mfn else None,
        mfn.duty.amount if mfn and mfn.duty else None,
        best.kind.value if best else None,
        best.programme.label if best and best.programme else None,
        best.duty.amount if best and best.duty else None,
        currency=currency,
    )


def _outcome(status: str, *rest: object, currency: str) -> Outcome:
    values = (status, *rest, *[None] * (len(OUTCOME) - 2 - len(rest)), currency)
    return dict(zip(OUTCOME, values, strict=True))


ORIGINS = (
    "GH", "KE", "CN", "CU", "RU", "AU", "MX", "IN", "PH", "TH", "CH", "KR", "CI", "NG", "ZA", "IL", "BD",
    "HT", "Ghana", "Côte d’Ivoire", "china",
)  # fmt: skip
CURRENCIES = ("USD",) * 6 + ("EUR", "EUR", "XOF", "JPY", "KWD", "GHS")
QUANTITIES = (
    ("1200", "kg"), ("1.5", "t"), ("350", "pcs"), ("80.25", "l"), ("12", "dozen"), ("7500", "g"), ("", ""),
    ("", "kg"), ("40", "pairs"), ("33", "m2"),
)  # fmt: skip


def random_shipments(count: int, *, seed: int) -> Iterator[Row]:
    """Shipments of real lines to the United States and West Africa: codes of every length, of the
    other tariff too, any season and year, currencies with and without a rate, none to two quantities."""
    chosen = random.Random(seed)
    american, african = _codes("US"), _codes("ECOWAS")
    seasonal = _codes("US", only_seasonal=True)
    for _ in range(count):
        to, own, other = chosen.choice(
            (("US", american, african), ("PR", american, african), ("GH", african, american),
             ("SN", african, american), ("Nigeria", african, american))
        )  # fmt: skip
        code = chosen.choice(seasonal if to == "US" and chosen.random() < 0.2 else own)
        style = chosen.choice(("exact",) * 5 + ("short", "shorter", "long", "foreign", "dotted"))
        first, second = chosen.sample(QUANTITIES, 2)
        second = second if chosen.random() < 0.5 else ("", "")
        yield {
            "product": _styled(code, style, chosen.choice(other)),
            "from": chosen.choice([origin for origin in ORIGINS if origin[:2].upper() != to[:2].upper()]),
            "to": to,
            "value": f"{chosen.randint(1, 9_000_000) / Decimal(chosen.choice((1, 10, 100)))}",
            "currency": chosen.choice(CURRENCIES),
            "quantity": first[0], "unit": first[1], "quantity2": second[0], "unit2": second[1],
            "on": _day(chosen),
        }  # fmt: skip


def _styled(code: str, style: str, foreign: str) -> str:
    match style:
        case "short":
            return code[:6]
        case "shorter":
            return code[:8]
        case "long":
            return f"{code}10"[:10]
        case "foreign":
            return foreign
        case "dotted":
            return f"{code[:4]}.{code[4:6]}.{code[6:]}"
        case _:
            return code


def _day(chosen: random.Random) -> str:
    if chosen.random() < 0.1:
        return ""
    return (date(2025, 1, 1) + timedelta(days=chosen.randint(-200, 900))).isoformat()


def _codes(territory: str, *, only_seasonal: bool = False) -> list[str]:
    release = idb.current_release(territory, Kind.TARIFF)
    assert release is not None
    lines = idb.release_table(release, "lines").select(["goods_code", "season"]).to_pylist()
    return sorted({line["goods_code"] for line in lines if line["season"] or not only_seasonal})


def differences(rows: Iterable[Row], outcomes: Iterable[Outcome]) -> list[tuple[Row, Outcome, Outcome]]:
    """Each row whose batch outcome (second) is not that of its single quote (third)."""
    pairs = zip(rows, outcomes, strict=True)
    found = ((row, {name: outcome[name] for name in OUTCOME}, single_quote(row)) for row, outcome in pairs)
    return [(row, batch, single) for row, batch, single in found if batch != single]
