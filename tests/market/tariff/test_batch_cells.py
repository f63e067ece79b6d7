"""What the batch keeps between runs, and its whole-number arithmetic."""

from __future__ import annotations

import shutil
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from batch_shipments import random_shipments, run_batch, shipment
from django.conf import settings

from fairway.market.tariff.batch.compile import ENGINE, MEASURED, NEEDS, PLAIN, Measure, compile_text, measure

pytestmark = pytest.mark.django_db


def _kept() -> dict[Path, int]:
    root = Path(settings.FAIRWAY_HOME) / "derived"
    return {path: path.stat().st_mtime_ns for path in root.rglob("*.parquet")}


def test_a_second_run_finds_what_the_first_one_kept(tmp_path):
    first = run_batch(tmp_path, [shipment()])
    kept = _kept()
    assert any(path.name.startswith("cells-") for path in kept)
    assert run_batch(tmp_path, [shipment()])[1] == first[1]
    assert _kept() == kept


def test_what_is_kept_may_be_deleted(tmp_path):
    rows = list(random_shipments(60, seed=4))
    _result, before = run_batch(tmp_path, rows)
    shutil.rmtree(Path(settings.FAIRWAY_HOME) / "derived")
    assert run_batch(tmp_path, rows)[1] == before


def test_nothing_half_written_stays(tmp_path):
    run_batch(tmp_path, [shipment()])
    assert not list((Path(settings.FAIRWAY_HOME) / "derived").rglob(".*"))


def test_quotes_stand_in_the_order_of_the_file(tmp_path):
    rows = list(random_shipments(5000, seed=6))
    _result, outcomes = run_batch(tmp_path, rows)
    assert [outcome["id"] for outcome in outcomes] == [str(place) for place in range(len(rows))]


def duty(found: Measure, value: str, quantity: str, quantity2: str = "0") -> Fraction:
    """As the SQL computes it, in the currency."""
    assert found.form == MEASURED
    units = [Fraction(amount) * 10_000 for amount in (value, quantity, quantity2)]
    factors = (found.value_factor, found.factor, found.factor2)
    total = sum(unit * (factor or 0) for unit, factor in zip(units, factors, strict=True))
    return total / (found.divisor or 1) / 10**14


class TestMeasure:
    def test_amounts_and_percent_add_up(self):
        text = compile_text("41¢/kg + 16.3%", "us", "USD")
        assert duty(measure(text, ("KGM", None), "USD"), "1000", "10") == Fraction("167.1")

    def test_a_dozen_is_exact(self):
        text = compile_text("2.8¢/dozen", "us", "USD")
        assert duty(measure(text, ("NAR", None), "USD"), "1", "1") == Fraction(28, 12_000)

    def test_the_first_quantity_of_the_dimension_counts(self):
        text = compile_text("1¢/kg", "us", "USD")
        assert duty(measure(text, ("NAR", "TNE"), "USD"), "1", "5", "2") == 20

    def test_a_quantity_that_is_lacking_is_needed(self):
        assert measure(compile_text("1¢/kg", "us", "USD"), ("NAR", None), "USD").form == NEEDS

    def test_a_product_needs_all_its_parts(self):
        text = compile_text("18.9 cents/pf.liter", "us", "USD")
        assert measure(text, ("LTR", None), "USD").form == NEEDS

    def test_pounds_of_a_rate_in_kilograms_are_exact(self):
        found = measure(compile_text("1¢/kg", "us", "USD"), ("LBR", None), "USD")
        assert duty(found, "1", "100") == Fraction("0.45359237")

    @pytest.mark.parametrize(("text", "currency"), [("1¢/kg", "EUR"), ("1¢/lb", "USD")])
    def test_what_whole_numbers_cannot_hold_is_left_to_the_engine(self, text, currency):
        assert measure(compile_text(text, "us", "USD"), ("KGM", None), currency) == Measure(ENGINE)

    def test_a_plain_percent_is_ten_thousandths(self):
        text = compile_text("4.4%", "us", "USD")
        assert (text.form, text.percent, Decimal(text.percent or 0) / 10_000) == (
            PLAIN,
            44_000,
            Decimal("4.4"),
        )
