"""Ad valorem equivalents: a statistic to compare specific duties with. Never charged."""

from __future__ import annotations

from decimal import Decimal

from fairway.kernel.money import Money
from fairway.kernel.quantity import Quantity
from fairway.market.tariff.domain.evaluate import evaluate
from fairway.market.tariff.domain.exchange import ExchangeOnDay
from fairway.market.tariff.domain.expression import Expression


def ad_valorem_equivalent(
    expression: Expression, *, unit_value: Money, unit: str, exchange: ExchangeOnDay | None = None
) -> Decimal | None:
    """The duty on one `unit` worth `unit_value`, in percent of it.

    None where the duty cannot be computed from that alone. Publish it with its year and the source
    of the unit value.
    """
    if unit_value.amount <= 0:
        raise ValueError("An equivalent needs a unit value above zero.")
    duty = evaluate(
        expression,
        value=unit_value,
        quantities=(Quantity(Decimal(1), unit),),
        currency=unit_value.currency,
        exchange=exchange,
    )
    return None if duty.exact is None else duty.exact * 100 / unit_value.amount
