"""One shipment in one market: value, options, additional duties, charges, total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fairway.data.idb.domain.profile import MarketProfile, Notice
from fairway.kernel.finding import Need, Reason, Status
from fairway.kernel.money import Money, Rounding
from fairway.kernel.text import Text
from fairway.market.tariff.domain.charges import ChargeDue, charges_due
from fairway.market.tariff.domain.exchange import ExchangeOnDay
from fairway.market.tariff.domain.lines import Line, Rate, Resolved
from fairway.market.tariff.domain.options import (
    DutyBasis,
    DutyOption,
    OptionKind,
    OptionStatus,
    additional_duties,
    best_option,
    duty_options,
)
from fairway.market.tariff.domain.shipment import Shipment
from fairway.market.tariff.domain.valuation import CustomsValue, customs_value, value_at_border


@dataclass(frozen=True, slots=True)
class Assessment:
    """What customs takes on the shipment, option by option, with the workings.

    `total` is what is paid at the border under the best option: duty, additional duties, fees and
    taxes. `landed` adds the value at the border, so that markets can be compared. Both are None while a
    part is open; `open_charges` says when only a fee or tax is missing from them.
    """

    status: Status
    line: Resolved
    value: CustomsValue
    options: tuple[DutyOption, ...]
    best: DutyOption | None
    additional: tuple[DutyOption, ...]
    charges: tuple[ChargeDue, ...]
    notices: tuple[Notice, ...]
    total: Money | None
    at_border: Money | None
    landed: Money | None
    saving: Money | None
    needs: tuple[Need, ...]
    reason: Reason | None = None

    @property
    def mfn(self) -> DutyOption | None:
        return next((option for option in self.options if option.kind is OptionKind.MFN), None)

    @property
    def duty_and_additional(self) -> Money | None:
        """The duty of the best option with additional duties; None while any of it is open."""
        return _sum(self.best, self.additional)

    @property
    def open_charges(self) -> tuple[ChargeDue, ...]:
        return tuple(charge for charge in self.charges if charge.status is not Status.COMPUTED)

    @property
    def can_be_ranked(self) -> bool:
        """Whether the total holds every duty and charge that falls on most goods."""
        unknown = any(charge.status is Status.UNCOMPUTABLE for charge in self.charges)
        return not unknown and not any(notice.not_ranked for notice in self.notices)

    @property
    def total_incomplete(self) -> bool:
        """A duty or charge that the total does not contain may be due."""
        return bool(self.open_charges) or any(notice.total_incomplete for notice in self.notices)


@dataclass(frozen=True, slots=True)
class LineChoice:
    """One of the lines a short code may mean, with what it would cost; None: not worked out."""

    line: Line
    assessment: Assessment | None

    @property
    def duty(self) -> Money | None:
        return self.assessment.duty_and_additional if self.assessment else None

    @property
    def landed(self) -> Money | None:
        return self.assessment.landed if self.assessment else None


def assess(
    shipment: Shipment,
    *,
    line: Resolved,
    rates: Sequence[Rate],
    profile: MarketProfile,
    exchange: ExchangeOnDay,
) -> Assessment:
    """Assess the shipment; `rates` are those the line bears, of every date and measure."""
    rounding = Rounding(profile.rounding)
    value = customs_value(shipment, basis=profile.valuation, currency=profile.currency, exchange=exchange)
    basis = DutyBasis(
        value=value.amount,
        currency=profile.currency or shipment.value.currency,
        quantities=shipment.quantities,
        exchange=exchange,
        rounding=rounding,
        answers=shipment.answers,
        needs=value.needs,
        reason=value.reason,
    )
    origin, on = shipment.origin.code, shipment.on
    options = duty_options(rates, profile=profile, origin=origin, on=on, basis=basis)
    additional = additional_duties(rates, origin=origin, on=on, basis=basis)
    best = best_option(options)
    duty = _sum(best, additional)
    charges = (
        charges_due(
            profile.charges,
            customs_value=value.amount,
            duty=duty,
            origin=origin,
            destination=shipment.destination.code,
            programme=best.programme_code if best else "",
            transport=shipment.transport,
            on=on,
            rounding=rounding,
        )
        if value.amount and duty
        else ()
    )
    total = _total(duty, charges) if value.amount else None  # fees and taxes need the value
    at_border = value_at_border(shipment, value.amount, exchange)
    return Assessment(
        status=_status(value, options, additional),
        line=line,
        value=value,
        options=options,
        best=best,
        additional=additional,
        charges=charges,
        notices=notices_for(profile.notices, shipment, line.code),
        total=total,
        at_border=at_border,
        landed=at_border.rounded(rounding) + total if at_border and total else None,
        saving=_saving(options, best),
        needs=_needs(value, options, additional, charges),
        reason=value.reason or _reason(options, best),
    )


def notices_for(notices: Iterable[Notice], shipment: Shipment, goods_code: str) -> tuple[Notice, ...]:
    """The dated warnings that apply to this shipment."""
    return tuple(
        notice
        for notice in notices
        if shipment.on in notice.period
        and (not notice.origins or shipment.origin.code in notice.origins)
        and (not notice.destinations or shipment.destination.code in notice.destinations)
        and (not notice.chapters or goods_code.startswith(notice.chapters))
    )


def _sum(best: DutyOption | None, additional: Sequence[DutyOption]) -> Money | None:
    """Duty with additional duties; None while any of them is open."""
    if best is None or best.duty is None:
        return None
    total = best.duty
    for item in additional:
        if item.duty is None:
            return None
        total += item.duty
    return total


def _total(duty: Money | None, charges: Sequence[ChargeDue]) -> Money | None:
    """What is known to be paid; open charges are left out and named beside the total."""
    if duty is None:
        return None
    return Money(
        duty.amount + sum((charge.amount.amount for charge in charges if charge.amount), Decimal(0)),
        duty.currency,
    )


def _saving(options: Sequence[DutyOption], best: DutyOption | None) -> Money | None:
    mfn = next((option for option in options if option.kind is OptionKind.MFN), None)
    if best is None or best.duty is None or mfn is None or mfn.duty is None:
        return None
    return mfn.duty - best.duty


def _status(value: CustomsValue, options: Sequence[DutyOption], additional: Sequence[DutyOption]) -> Status:
    """Needs while the value, an option that may become the best, or an additional duty needs an answer."""
    if value.needs or any(
        item.status is OptionStatus.NEEDS and not item.by_use for item in (*options, *additional)
    ):
        return Status.NEEDS
    blocked = any(item.status is OptionStatus.UNCOMPUTABLE for item in additional)
    if value.reason or blocked or not any(item.may_be_best for item in options):
        return Status.UNCOMPUTABLE
    return Status.COMPUTED


def _needs(
    value: CustomsValue,
    options: Sequence[DutyOption],
    additional: Sequence[DutyOption],
    charges: Sequence[ChargeDue],
) -> tuple[Need, ...]:
    """Each question once: kilograms and hundreds of kilograms are asked in the same words."""
    found: dict[str, Need] = {}
    asked = [*value.needs]
    asked += [need for option in (*options, *additional) for need in option.needs]
    asked += [need for charge in charges for need in charge.needs]
    for need in asked:
        found.setdefault(str(need.question), need)
    return tuple(found.values())


def _reason(options: Sequence[DutyOption], best: DutyOption | None) -> Reason | None:
    if best is not None:
        return None
    for option in options:
        if option.status is OptionStatus.UNCOMPUTABLE:
            return option.reason
    if not options:
        return Reason("no_rate_in_force", Text("The tariff has no rate in force for this line on that day."))
    return None
