"""What one more holder of a tier costs: the fee, what is waived, vouchers, hours of officers."""

from __future__ import annotations

from decimal import Decimal

from fairway.kernel.money import Money
from fairway.kernel.text import Text, UserError
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.condition import Operand
from fairway.trust.programmes.domain.fees import fee_due
from fairway.trust.programmes.domain.law import Law
from fairway.trust.programmes.domain.programme import Subsidy, SubsidyKind, Tier, Validation
from fairway.trust.programmes.simulation.result import Cost

# The parameters that say how many hours of officers a case takes, by the way of its validation.
CASE_HOURS = {
    Validation.REMOTE: "aeo.case_hours_remote",
    Validation.ON_SITE: "aeo.case_hours_on_site",
}


def cost_of(firms: int, tier: Tier, size: SizeClass | None, law: Law) -> Cost:
    """For so many firms of a size, by the law. Of an unknown size, nothing is waived and no hours are known."""
    fee = law.fee(tier)
    subsidies = law.subsidies(size) if size else ()
    due = fee_due(fee.amount, subsidies) if fee else None
    hours = case_hours(tier, size, law) if size else None
    return Cost(
        fees=_amount(fee.amount, law) * firms if fee else None,
        fees_due=_amount(due, law) * firms if due else None,
        vouchers=sum((_voucher(one, law) for one in subsidies), Decimal(0)) * firms,
        case_hours=None if hours is None else hours * firms,
    )


def case_hours(tier: Tier, size: SizeClass, law: Law) -> Decimal | None:
    """Of one case. None: the programme does not say. A tier without validation takes none."""
    parameter = CASE_HOURS.get(tier.validation[size])
    if parameter is None:
        return Decimal(0)
    return law.value(Operand(parameter=parameter), size) if parameter in law.parameters else None


def _voucher(subsidy: Subsidy, law: Law) -> Decimal:
    """What it may come to at most. One that names no amount has no cost that could be told."""
    if subsidy.kind is not SubsidyKind.VOUCHER or subsidy.amount is None:
        return Decimal(0)
    return _amount(subsidy.amount, law)


def _amount(money: Money, law: Law) -> Decimal:
    if money.currency != law.programme.currency:
        raise UserError(
            Text(
                "{money} is not in {currency}, the currency of the programme, so it cannot be added up.",
                {"money": money, "currency": law.programme.currency},
            )
        )
    return money.amount
