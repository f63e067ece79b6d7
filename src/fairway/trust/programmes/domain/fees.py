"""What a firm pays to the authority for a tier, after what is waived for its size."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from fairway.kernel.money import Money
from fairway.trust.programmes.domain.programme import Subsidy, SubsidyKind


def fee_due(fee: Money | None, subsidies: Iterable[Subsidy]) -> Money | None:
    """The fee less the waivers, and not below zero. Vouchers are for other costs."""
    if fee is None:
        return None
    waived = sum((_waived(fee, one) for one in subsidies if one.kind is SubsidyKind.WAIVER), Decimal(0))
    return Money(max(Decimal(0), fee.amount - waived), fee.currency).rounded()


def _waived(fee: Money, waiver: Subsidy) -> Decimal:
    if waiver.share is not None:
        return fee.amount * waiver.share / 100
    return waiver.amount.amount if waiver.amount and waiver.amount.currency == fee.currency else Decimal(0)
