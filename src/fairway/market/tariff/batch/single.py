"""One shipment of the file through the engine of a single quote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fairway.kernel.economy import Economy
from fairway.kernel.finding import Status
from fairway.kernel.hs import HsCode
from fairway.kernel.money import Money
from fairway.kernel.quantity import Quantity
from fairway.market.tariff.domain.shipment import Shipment
from fairway.market.tariff.selectors import shipment_assess

NO_ANSWER = (None, None, None, None, None)


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """A row whose words are already resolved."""

    row: int
    product: str
    origin: str
    destination: str
    value: Decimal
    currency: str
    quantity: Decimal | None
    unit: str | None
    quantity2: Decimal | None
    unit2: str | None
    on: date


def quote_row(row: ShipmentRow) -> tuple[object, ...]:
    """Row number, status, mfn_status, mfn_duty, best_kind, best_programme, best_duty, currency."""
    result = shipment_assess(_shipment(row), stated_rates={})
    assessment = result.assessment
    if assessment is None:
        status = Status.NEEDS if result.choices else Status.UNCOMPUTABLE
        return (row.row, status.value, *NO_ANSWER, row.currency)
    mfn, best = assessment.mfn, assessment.best
    profile = result.book.profile if result.book else None
    return (
        row.row,
        assessment.status.value,
        mfn.status.value if mfn else None,
        mfn.duty.amount if mfn and mfn.duty else None,
        best.kind.value if best else None,
        best.programme.label if best and best.programme else None,
        best.duty.amount if best and best.duty else None,
        (profile.currency if profile else None) or row.currency,
    )


def _shipment(row: ShipmentRow) -> Shipment:
    given = ((row.quantity, row.unit), (row.quantity2, row.unit2))
    return Shipment(
        product=HsCode(row.product),
        origin=Economy(row.origin),
        destination=Economy(row.destination),
        value=Money(row.value, row.currency),
        on=row.on,
        quantities=tuple(Quantity(amount, unit) for amount, unit in given if amount is not None and unit),
    )
