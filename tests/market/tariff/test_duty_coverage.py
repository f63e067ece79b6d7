"""The real rate texts of the shared data: none silent, nearly all computable."""

from __future__ import annotations

import csv
import gzip
from decimal import Decimal
from pathlib import Path

import pytest
from scripts.rate_coverage import Coverage, all_lines, coverage, verdict

from fairway.data.idb.domain.schema import Dialect
from fairway.kernel.quantity import Quantity
from fairway.kernel.units import convert, find_unit
from fairway.market.tariff.domain.expression import AdValorem, linear_form
from fairway.market.tariff.domain.parse import parse_rate

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def found(shared: Path) -> dict[tuple[str, bool], Coverage]:
    return coverage(all_lines(shared))


def test_no_text_computes_without_all_of_its_figures(found: dict[tuple[str, bool], Coverage]) -> None:
    assert {source: part.silent for source, part in found.items() if part.silent} == {}


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("US database, MFN", 11_000),
        ("US database, column 2", 11_000),
        ("US schedule, general", 11_000),
        ("US schedule, column 2", 11_000),
        ("ECOWAS, MFN and phase-down", 60_000),
        ("UK 2019, components", 15_000),
    ],
)
def test_goods_lines_are_computable_to_99_percent(
    found: dict[tuple[str, bool], Coverage], source: str, lines: int
) -> None:
    part = found[source, True]
    assert part.lines > lines
    assert part.share >= 99


@pytest.mark.parametrize("source", ["US database, special", "US schedule, special"])
def test_what_is_not_computable_in_special_cells_points_elsewhere(
    found: dict[tuple[str, bool], Coverage], source: str
) -> None:
    part = found[source, True]
    assert set(part.flagged) == {"unresolved_reference"}
    assert part.computable + part.flagged["unresolved_reference"] == part.lines


def test_a_text_without_all_its_figures_would_be_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.rate_coverage.parse_rate", lambda *_, **__: AdValorem(Decimal("8.5")))
    assert verdict("4.4¢/kg + 8.5%", Dialect.US) == "silent"


def test_rates_agree_with_the_columns_of_the_tariff_database(shared: Path) -> None:
    """The publisher's own columns hold the percent and the amount of simple rates, apart from the text."""
    path, compared = shared / "data/us/tariff_database_2025_06062025.csv.gz", 0
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["mfn_rate_type_code"] not in _SIMPLE_RATES or row["hts8"] > "98":
                continue
            linear = linear_form(parse_rate(row["mfn_text_rate"], dialect=Dialect.US))
            if linear is None:
                continue  # proof litres: a product of two quantities
            assert linear.ad_valorem == Decimal(row["mfn_ad_val_rate"]) * 100, row["hts8"]
            for amount, _currency, unit in linear.terms:
                counted_in = find_unit(row[_SIMPLE_RATES[row["mfn_rate_type_code"]]]).code
                units = convert(Quantity(Decimal(1), counted_in), unit)
                if units is not None:  # else the text charges a special weight that the columns do not know
                    published = Decimal(row["mfn_specific_rate"])
                    assert abs(amount * units - published) < Decimal("0.0000001"), row["hts8"]
            compared += 1
    assert compared > 11_000


# Rate types of the database, and the quantity their amount is for: none, specific, with percent, percent.
_SIMPLE_RATES = {
    "0": "quantity_1_code", "1": "quantity_1_code", "2": "quantity_2_code", "4": "quantity_1_code",
    "7": "quantity_1_code",
}  # fmt: skip
