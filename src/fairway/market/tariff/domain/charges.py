"""Fees and taxes due with the duty: dated content, computed in the order the profile lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fairway.data.idb.domain.profile import Charge, ChargeRate
from fairway.kernel.finding import Need, Reason, Status, Step
from fairway.kernel.money import Money, Rounding
from fairway.kernel.text import Text
from fairway.market.tariff.domain.shipment import Transport


@dataclass(frozen=True, slots=True)
class ChargeDue:
    """One fee or tax of one option: computed, needing an answer, or not computable that day."""

    charge: Charge
    status: Status
    amount: Money | None = None
    steps: tuple[Step, ...] = ()
    needs: tuple[Need, ...] = ()
    reason: Reason | None = None


def charges_due(
    charges: Sequence[Charge],
    *,
    customs_value: Money,
    duty: Money,
    origin: str,
    destination: str,
    programme: str,
    transport: Transport | None,
    on: date,
    rounding: Rounding,
) -> tuple[ChargeDue, ...]:
    """Every charge of the market on this option.

    `duty` is the duty with additional duties; `programme` the code claimed, "" for none. A charge
    whose rate is unknown that day is uncomputable, and so is every later one that builds on it.
    """
    amounts: dict[str, Money | None] = {"customs_value": customs_value, "duty": duty}
    due: list[ChargeDue] = []
    for charge in charges:
        if not _applies(charge, origin, destination, programme):
            amounts[charge.code] = Money(Decimal(0), customs_value.currency)
            continue
        if charge.transport and transport is not None and transport.value not in charge.transport:
            amounts[charge.code] = Money(Decimal(0), customs_value.currency)
            continue
        item = _charge(charge, amounts, transport=transport, on=on, rounding=rounding)
        amounts[charge.code] = item.amount
        due.append(item)
    return tuple(due)


def _applies(charge: Charge, origin: str, destination: str, programme: str) -> bool:
    waived = programme in charge.waived_for or origin in charge.waived_origins
    return (not charge.economies or destination in charge.economies) and not waived


def _charge(
    charge: Charge,
    amounts: dict[str, Money | None],
    *,
    transport: Transport | None,
    on: date,
    rounding: Rounding,
) -> ChargeDue:
    if charge.transport and transport is None:
        return ChargeDue(charge, Status.NEEDS, needs=(_transport_need(),))
    rate = next((rate for rate in charge.rates if on in rate.period), None)
    if rate is None:
        return ChargeDue(charge, Status.UNCOMPUTABLE, reason=_no_rate_on(on))
    base = _base(charge, amounts)
    if base is None:
        return ChargeDue(charge, Status.UNCOMPUTABLE, reason=_base_unknown())
    amount, steps = _amount(rate, base)
    return ChargeDue(charge, Status.COMPUTED, amount.rounded(rounding), steps)


def _base(charge: Charge, amounts: dict[str, Money | None]) -> Money | None:
    total: Money | None = None
    for code in charge.base:
        part = amounts[code]
        if part is None:
            return None
        total = part if total is None else total + part
    return total


def _amount(rate: ChargeRate, base: Money) -> tuple[Money, tuple[Step, ...]]:
    if rate.fixed is not None:
        fixed = Money(rate.fixed, base.currency)
        return fixed, (Step(Text("A fixed amount."), fixed),)
    percent = rate.percent
    assert percent is not None
    exact = Money(base.amount * percent / 100, base.currency)
    steps = [
        Step(Text("{percent} % of {base}.", {"percent": percent, "base": base.rounded()}), exact.rounded())
    ]
    if rate.minimum is not None and exact.amount < rate.minimum:
        exact = Money(rate.minimum, base.currency)
        steps.append(Step(Text("Raised to the minimum."), exact))
    if rate.maximum is not None and exact.amount > rate.maximum:
        exact = Money(rate.maximum, base.currency)
        steps.append(Step(Text("Cut to the maximum."), exact))
    return exact, tuple(steps)


def _transport_need() -> Need:
    return Need("transport", Text("How do the goods arrive: by sea, air, road, rail or post?"))


def _no_rate_on(on: date) -> Reason:
    return Reason("no_rate_in_force", Text("No rate of this charge is known for {on}.", {"on": on}))


def _base_unknown() -> Reason:
    return Reason("base_unknown", Text("It is taken of an amount that could not be computed."))
