"""From the price on the invoice to the customs value of the market.

Each WTO member chooses whether freight and insurance to its border belong to the customs value
(WTO Valuation Agreement, Article 8.2): a CIF market adds them, a FOB market leaves them out. The
Incoterm says which of them the price already contains.
"""

from __future__ import annotations

from dataclasses import dataclass

from fairway.data.idb.domain.profile import ValuationBasis
from fairway.kernel.finding import Need, Reason, Step
from fairway.kernel.money import Money
from fairway.kernel.text import Text
from fairway.market.tariff.domain.exchange import ExchangeOnDay, exchange_need, exchange_text
from fairway.market.tariff.domain.shipment import Incoterm, Shipment

FREIGHT_IN_PRICE = frozenset(
    {Incoterm.CPT, Incoterm.CFR, Incoterm.CIP, Incoterm.CIF, Incoterm.DAP, Incoterm.DPU, Incoterm.DDP}
)
INSURANCE_IN_PRICE = frozenset({Incoterm.CIP, Incoterm.CIF, Incoterm.DAP, Incoterm.DPU, Incoterm.DDP})


@dataclass(frozen=True, slots=True)
class CustomsValue:
    """The customs value, or what is still needed for it, or why there is none."""

    amount: Money | None
    steps: tuple[Step, ...] = ()
    needs: tuple[Need, ...] = ()
    reason: Reason | None = None


def customs_value(
    shipment: Shipment, *, basis: ValuationBasis, currency: str | None, exchange: ExchangeOnDay
) -> CustomsValue:
    """The customs value of `shipment` in `currency` (None: the invoice's own).

    An amount that is converted is rounded half-up to the minor unit, as it is declared.
    """
    if shipment.incoterm is Incoterm.DDP:
        return CustomsValue(None, needs=(_price_without_duty(),))
    target = currency or shipment.value.currency
    parts, needs = _parts(shipment, basis)
    total: Money | None = None
    steps: list[Step] = []
    for part, sign in parts:
        converted, step, need = _convert(part, target, exchange)
        steps += [step] if step else []
        if converted is None:
            needs += [need] if need and need not in needs else []
        elif total is None:
            total = converted
        else:
            total = total + converted if sign > 0 else total - converted
    if needs or total is None:
        return CustomsValue(None, tuple(steps), tuple(needs))
    if total.amount <= 0 and len(parts) > 1:
        return CustomsValue(None, tuple(steps), reason=_freight_above_price())
    return CustomsValue(total, (*steps, _statement(shipment, basis, parts, total)))


def value_at_border(shipment: Shipment, value: Money | None, exchange: ExchangeOnDay) -> Money | None:
    """What the goods cost delivered to the border, in the currency of the customs value.

    The price with the freight and insurance that are known and not in it, also in a market that
    leaves them out of the customs value; so markets compare alike. None while the value is open.
    """
    if value is None or shipment.incoterm is None:
        return value
    total, _step, _need = _convert(shipment.value, value.currency, exchange)
    for cost, contained, _need in _way_costs(shipment):
        if cost is None or contained or total is None:
            continue
        converted, _step, _need = _convert(cost, value.currency, exchange)
        total = total + converted if converted else None
    return total


def _parts(shipment: Shipment, basis: ValuationBasis) -> tuple[list[tuple[Money, int]], list[Need]]:
    """The price and what must be added to it or taken off it, with the questions still open."""
    parts, needs = [(shipment.value, 1)], []
    if shipment.incoterm is None:
        return parts, []
    for given, contained, need in _way_costs(shipment):
        if contained == (basis is ValuationBasis.CIF):
            continue
        if given is None:
            needs.append(need)
        else:
            parts.append((given, -1 if contained else 1))
    return parts, needs


def _way_costs(shipment: Shipment) -> tuple[tuple[Money | None, bool, Need], ...]:
    """Freight and insurance: what was given, whether the price contains it, and how to ask for it."""
    return (
        (shipment.freight, shipment.incoterm in FREIGHT_IN_PRICE, _freight_need()),
        (shipment.insurance, shipment.incoterm in INSURANCE_IN_PRICE, _insurance_need()),
    )


def _convert(
    money: Money, currency: str, exchange: ExchangeOnDay
) -> tuple[Money | None, Step | None, Need | None]:
    if money.currency == currency:
        return money, None, None
    rate = exchange.find(money.currency, currency)
    if rate is None:
        return None, None, exchange_need(money.currency, currency)
    converted = Money(money.amount * rate.rate, currency).rounded()
    return converted, Step(exchange_text(money, currency, rate), converted), None


def _statement(
    shipment: Shipment, basis: ValuationBasis, parts: list[tuple[Money, int]], total: Money
) -> Step:
    if shipment.incoterm is None:
        text = Text("Your value is taken as the customs value: the value of the goods at the border.")
    elif len(parts) == 1:
        text = Text(
            "The price under {incoterm} is the customs value here.", {"incoterm": shipment.incoterm.value}
        )
    elif basis is ValuationBasis.CIF:
        text = Text("Customs value here: the price plus freight and insurance to the border (CIF).")
    else:
        text = Text("Customs value here: the price without freight and insurance (FOB).")
    return Step(text, total.rounded())


def _freight_need() -> Need:
    return Need("freight", Text("What does the transport to the border of the market cost?"))


def _insurance_need() -> Need:
    return Need("insurance", Text("What does the insurance of the transport cost?"))


def _price_without_duty() -> Need:
    return Need("value", Text("What is the price without the import duty and taxes? Give it as DAP."))


def _freight_above_price() -> Reason:
    return Reason(
        "freight_above_price", Text("Freight and insurance are larger than the price they are part of.")
    )
