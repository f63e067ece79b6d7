"""Every case of the shared duty vectors: one test for each."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fairway.data.idb.domain.schema import Dialect
from fairway.data.idb.domain.special_column import rate_for_programme
from fairway.kernel.finding import Need, Reason, Status
from fairway.kernel.money import Money, Rounding
from fairway.kernel.quantity import Quantity
from fairway.kernel.text import Text
from fairway.kernel.units import find_unit
from fairway.market.tariff.domain.chapter99 import Chapter99, Chapter99Kind, us_stack
from fairway.market.tariff.domain.entry_price import PriceBand, band_for, entry_price_duty
from fairway.market.tariff.domain.equivalent import ad_valorem_equivalent
from fairway.market.tariff.domain.evaluate import Evaluation, evaluate
from fairway.market.tariff.domain.exchange import ExchangeOnDay
from fairway.market.tariff.domain.expression import Expression
from fairway.market.tariff.domain.northern_ireland import choose_at_risk
from fairway.market.tariff.domain.parse import RateTextError, parse_rate
from fairway.market.tariff.domain.seasons import no_rate_in_force, rate_on, split_seasons
from fairway.market.tariff.domain.stacking import Compute, Stack, StackedMeasure, stack, tax_on_duty
from fairway.market.tariff.domain.taric import taric_components

pytestmark = pytest.mark.shared
_SHARED = Path(os.environ.get("FAIRWAY_SHARED") or Path(__file__).parents[4] / "shared")
_FILE = _SHARED / "vectors/duty.json"
VECTORS: dict[str, Any] = (
    json.loads(_FILE.read_text("utf-8"))
    if _FILE.exists()
    else {"cases": [], "valid_sentences": [], "invalid_sentences": []}
)
STATUS = {
    "computed": Status.COMPUTED,
    "needs_input": Status.NEEDS,
    "cannot_compute": Status.UNCOMPUTABLE,
}


def _id(case: dict[str, Any]) -> str:
    return str(case["id"])


@pytest.mark.parametrize("case", VECTORS["cases"], ids=_id)
def test_a_case_has_the_expected_outcome(case: dict[str, Any]) -> None:
    expected = case["expected"]
    result = KINDS[case["kind"]](case)
    if isinstance(result, Decimal):
        assert result == Decimal(expected["ave_percent"])
        return
    assert result.status is STATUS[expected["status"]], result
    amount = result.total if isinstance(result, Stack) else result.amount
    assert (amount and f"{amount.amount:f}") == expected["amount"]
    assert (amount and amount.currency) == expected["currency"]
    assert (result.reason and result.reason.code) == expected.get("reason")
    assert {need.key for need in result.needs} == {_need(key) for key in expected.get("needs", ())}
    if isinstance(result, Stack):
        lines = {line.code: line.evaluation.amount for line in result.lines}
        assert {code: f"{amount.amount:f}" for code, amount in lines.items() if amount} == expected["lines"]


@pytest.mark.parametrize("case", VECTORS["valid_sentences"], ids=_id)
def test_a_valid_sentence_has_the_expected_components(case: dict[str, Any]) -> None:
    components = taric_components(case["sentence"])
    assert [component.expression_id for component in components] == case["expression_ids"]
    assert parse_rate(case["sentence"], dialect=Dialect.TARIC)


@pytest.mark.parametrize("case", VECTORS["invalid_sentences"], ids=_id)
def test_an_invalid_sentence_is_refused_with_its_code(case: dict[str, Any]) -> None:
    read = (
        partial(parse_rate, dialect=Dialect.TARIC)
        if case["compound_mode"]
        else partial(taric_components, compound=False)
    )
    with pytest.raises(RateTextError) as refusal:
        read(case["sentence"])
    assert refusal.value.code in (case["error"], *case.get("also_acceptable", ()))
    assert 0 <= refusal.value.position <= len(case["sentence"])


def _need(key: str) -> str:
    """Vectors of the United States name units in words: quantity:kg."""
    kind, _colon, unit = key.partition(":")
    return f"quantity:{find_unit(unit).code}" if kind == "quantity" else key


def _value(inputs: dict[str, Any]) -> Money | None:
    return Money(Decimal(inputs["value"]), inputs["currency"]) if inputs.get("value") else None


def _compute(inputs: dict[str, Any]) -> Compute:
    quantities = tuple(
        Quantity(Decimal(amount), find_unit(unit).code)
        for unit, amount in inputs.get("quantities", {}).items()
    )
    stated = {
        tuple(pair.split("/")): Decimal(rate) for pair, rate in inputs.get("exchange_rates", {}).items()
    }
    return partial(
        evaluate,
        quantities=quantities,
        currency=inputs["currency"],
        exchange=ExchangeOnDay(date(2026, 1, 1), stated=stated),
        rounding=Rounding(inputs.get("rounding", "half_up")),
    )


def _taric(text: str) -> Expression:
    return parse_rate(text, dialect=Dialect.TARIC)


def _expression(case: dict[str, Any]) -> Evaluation:
    inputs = case["inputs"]
    return _compute(inputs)(_taric(case["expression"]), value=_value(inputs))


def _us_rate(case: dict[str, Any]) -> Evaluation:
    inputs, text = case["inputs"], case["expression"]
    if "programme" in inputs:
        listed = rate_for_programme(text, inputs["programme"])
        if listed is None:
            return Evaluation(
                Status.UNCOMPUTABLE, reason=Reason("programme_not_in_rate", Text("Not listed."))
            )
        text = listed
    try:
        expression = parse_rate(text, dialect=Dialect.US)
    except RateTextError as error:
        return Evaluation(Status.UNCOMPUTABLE, reason=Reason(error.code, error.message))
    return _compute(inputs)(expression, value=_value(inputs))


def _tax_on_duty(case: dict[str, Any]) -> Evaluation:
    inputs = case["inputs"]
    value = _value(inputs)
    assert value
    duties = Money(Decimal(inputs["duties_total"]), inputs["currency"])
    return tax_on_duty(_taric(case["expression"]), value=value, duties=duties, compute=_compute(inputs))


def _stack(case: dict[str, Any]) -> Stack:
    inputs, parts = case["inputs"], case["expression"]
    measure_type, *_words, rate = parts["option"].split()
    additional = [
        StackedMeasure(
            "/".join(filter(None, (part["type"], part.get("additional_code")))),
            part["type"],
            _taric(part["expression"]),
        )
        for part in parts["additional"]
    ]
    return stack(
        StackedMeasure("option", measure_type, _taric(rate)),
        additional=additional,
        vat=_taric(parts["vat"]),
        value=_value(inputs),
        compute=_compute(inputs),
    )


def _chooser(case: dict[str, Any]) -> Evaluation:
    inputs = case["inputs"]
    uk, xi, value = (
        Money(Decimal(inputs[key]), inputs["currency"]) for key in ("uk_duty", "xi_duty", "value")
    )
    choice = choose_at_risk(uk=uk, xi=xi, value=value, tolerance_percent=Decimal(3))
    assert choice.tariff == case["expected"]["chosen"]
    return Evaluation(Status.COMPUTED, choice.duty, choice.duty.amount)


def _entry_price(case: dict[str, Any]) -> Evaluation:
    inputs, conditions = case["inputs"], case["expression"]["bands"]
    bands = [PriceBand(Decimal(band["at_least"]), _taric(band["duty"])) for band in conditions]
    price = Decimal(inputs["import_price"]["amount"]) if "import_price" in inputs else None
    if price is not None:
        assert band_for(bands, price).expression == _taric(case["expected"]["band"])
    return entry_price_duty(
        bands,
        import_price=price,
        per=conditions[0]["per"],
        value=_value(inputs),
        compute=_compute(inputs),
    )


def _seasonal(case: dict[str, Any]) -> Evaluation:
    inputs = case["inputs"]
    seasons, day = split_seasons(case["expression"]), date.fromisoformat(inputs["as_of"])
    current = rate_on(seasons, day)
    if current is None:
        return Evaluation(Status.UNCOMPUTABLE, reason=no_rate_in_force(seasons, day))
    assert current.rate_text == case["expected"]["rate"]
    return _compute(inputs)(_taric(current.rate_text), value=_value(inputs))


def _us_stack(case: dict[str, Any]) -> Stack:
    inputs, parts = case["inputs"], case["expression"]
    heading = Chapter99(
        Chapter99Kind(parts["chapter_99"]["kind"]), _taric(parts["chapter_99"]["combined_rate"])
    )
    return us_stack(_taric(parts["general"]), heading, value=_value(inputs), compute=_compute(inputs))


def _ave(case: dict[str, Any]) -> Decimal | None:
    unit_value = case["inputs"]["unit_value"]
    currency, unit = unit_value["per"].split(" / ")
    return ad_valorem_equivalent(
        _taric(case["expression"]),
        unit_value=Money(Decimal(unit_value["amount"]), currency),
        unit=find_unit(unit).code,
    )


KINDS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "expression": _expression,
    "retail_price": _expression,
    "spq": _expression,
    "us_rate": _us_rate,
    "tax_on_duty": _tax_on_duty,
    "stack": _stack,
    "chooser": _chooser,
    "entry_price": _entry_price,
    "seasonal": _seasonal,
    "us_stack": _us_stack,
    "ave": _ave,
}


def test_needs_are_questions_in_words(shared: Path) -> None:
    for case in VECTORS["cases"]:
        result = KINDS[case["kind"]](case)
        for need in getattr(result, "needs", ()):
            assert isinstance(need, Need)
            assert str(need.question).endswith(("?", "."))
