"""Entry prices: fruit and vegetables pay more the lower their import price (TARIC condition V)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from fairway.kernel.finding import Need, Reason, Status, Step
from fairway.kernel.money import Money
from fairway.kernel.text import Text
from fairway.market.tariff.domain.evaluate import Evaluation
from fairway.market.tariff.domain.expression import Expression
from fairway.market.tariff.domain.stacking import Compute


@dataclass(frozen=True, slots=True)
class PriceBand:
    """The duty from an import price of `at_least`, in the money and unit of the condition."""

    at_least: Decimal
    expression: Expression


def band_for(bands: Sequence[PriceBand], import_price: Decimal) -> PriceBand:
    """The first band, from the highest, whose threshold the price reaches; equality is enough."""
    descending = sorted(bands, key=lambda band: band.at_least, reverse=True)
    return next((band for band in descending if import_price >= band.at_least), descending[-1])


def entry_price_duty(
    bands: Sequence[PriceBand],
    *,
    import_price: Decimal | None,
    per: str,
    value: Money | None,
    compute: Compute,
) -> Evaluation:
    """The duty of the band that the import price falls in; `per` says what it is a price of
    ("EUR / 100 kg"). Without a price the top band is never assumed."""
    if import_price is None:
        return _price_missing(compute(bands[0].expression, value=value), per)
    band = band_for(bands, import_price)
    text = Text(
        "The import price is {price} {per}: the rate from {threshold} applies.",
        {"price": import_price, "per": per, "threshold": band.at_least},
    )
    result = compute(band.expression, value=value)
    return replace(result, steps=(Step(text), *result.steps))


def _price_missing(without: Evaluation, per: str) -> Evaluation:
    if without.status is Status.UNCOMPUTABLE:
        return without
    question = Text("What is the import price of the goods, in {per}?", {"per": per})
    return Evaluation(
        Status.NEEDS,
        needs=(*without.needs, Need("import_price", question)),
        reason=without.reason or Reason("missing_value", Text("The import price is missing.")),
    )
