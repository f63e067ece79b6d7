"""The ways to pay duty on a shipment: MFN, and each preference its origin could claim.

An option is *computed*, *needs* an answer, *uncomputable*, or *lapsed* (a programme that is
printed in the tariff but not in force that day; it is shown, never the best option). The best
option is the computed one with the lowest duty; between equals MFN comes first, since it needs no
proof. Programmes that depend on what the goods are used for are offered but never the best: the
tariff alone cannot tell that the use is met.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from fairway.data.idb.domain.profile import Beneficiary, MarketProfile, Programme, ProgrammeKind
from fairway.data.idb.domain.schema import Dialect, Measure
from fairway.kernel.finding import Need, Reason, Status, Step
from fairway.kernel.money import Money, Rounding
from fairway.kernel.quantity import Quantity
from fairway.kernel.text import Text
from fairway.market.tariff.domain.evaluate import evaluate
from fairway.market.tariff.domain.exchange import ExchangeOnDay
from fairway.market.tariff.domain.lines import Rate
from fairway.market.tariff.domain.parse import RateTextError, parse_rate
from fairway.market.tariff.domain.sentence import plain_words


class OptionKind(StrEnum):
    MFN = "mfn"
    PREFERENCE = "preference"
    ADDITIONAL = "additional"


class OptionStatus(StrEnum):
    COMPUTED = Status.COMPUTED.value
    NEEDS = Status.NEEDS.value
    UNCOMPUTABLE = Status.UNCOMPUTABLE.value
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class DutyBasis:
    """What duty is computed on: the customs value (or what it still needs) and the quantities."""

    value: Money | None
    currency: str
    quantities: tuple[Quantity, ...]
    exchange: ExchangeOnDay
    rounding: Rounding
    answers: Mapping[str, Decimal]
    needs: tuple[Need, ...] = ()  # open questions about the value
    reason: Reason | None = None  # why there is no value


@dataclass(frozen=True, slots=True)
class DutyOption:
    """One way to pay, with its workings."""

    kind: OptionKind
    status: OptionStatus
    rate: Rate
    programme: Programme | None = None
    duty: Money | None = None
    words: Text | None = None
    steps: tuple[Step, ...] = ()
    needs: tuple[Need, ...] = ()
    reason: Reason | None = None

    @property
    def programme_code(self) -> str:
        return self.rate.programme

    @property
    def claim_code(self) -> str:
        """What the declarant writes; the symbol printed in the tariff may carry a mark ("A*")."""
        return self.programme.claim_code if self.programme else self.rate.claim_code

    @property
    def by_use(self) -> bool:
        """Whether the use of the goods decides, and not their origin."""
        return self.programme is not None and self.programme.kind is ProgrammeKind.USE

    @property
    def may_be_best(self) -> bool:
        return self.status is OptionStatus.COMPUTED and not self.by_use


def duty_options(
    rates: Iterable[Rate], *, profile: MarketProfile, origin: str, on: date, basis: DutyBasis
) -> tuple[DutyOption, ...]:
    """Every option of the origin on the day, best first, then by duty; open and lapsed ones last.

    `rates` are the rates that the line bears, of every date; empty when the line has none.
    """
    rates = [rate for rate in rates if on in rate.period]
    options = [_general_option(rates, profile=profile, origin=origin, on=on, basis=basis)]
    options += _preference_options(rates, profile=profile, origin=origin, on=on, basis=basis)
    return tuple(sorted((option for option in options if option), key=_order))


def additional_duties(
    rates: Iterable[Rate], *, origin: str, on: date, basis: DutyBasis
) -> tuple[DutyOption, ...]:
    """Duties due on top of every option (trade remedies, retaliation) for this origin and day."""
    due = (r for r in rates if r.measure == Measure.ADDITIONAL and on in r.period and _open_to(r, origin))
    return tuple(_price(OptionKind.ADDITIONAL, rate, None, basis) for rate in due)


def best_option(options: Sequence[DutyOption]) -> DutyOption | None:
    """The computed option with the lowest duty (see the module's text), or None."""
    return next((option for option in sorted(options, key=_order) if option.may_be_best), None)


def is_beneficiary(beneficiaries: Iterable[Beneficiary], economy: str, on: date) -> bool:
    return any(b.economy == economy and on in b.period for b in beneficiaries)


def _general_option(
    rates: Sequence[Rate], *, profile: MarketProfile, origin: str, on: date, basis: DutyBasis
) -> DutyOption | None:
    column2 = is_beneficiary(profile.column2_origins, origin, on)
    measure = Measure.COLUMN2 if column2 else Measure.MFN
    found = [rate for rate in rates if rate.measure == measure]
    return _price(OptionKind.MFN, found[0], None, basis) if found else None


def _preference_options(
    rates: Sequence[Rate], *, profile: MarketProfile, origin: str, on: date, basis: DutyBasis
) -> list[DutyOption]:
    programmes: Mapping[str, Programme] = {p.code: p for p in profile.programmes}
    printed = {r.programme: r for r in rates if r.measure == Measure.PREFERENCE and _open_to(r, origin)}
    for programme in profile.programmes:
        if programme.rate_for_all_lines is not None and programme.code not in printed:
            printed[programme.code] = _rate_for_all_lines(programme, rates)
    options = []
    for code, rate in printed.items():
        programme = programmes[code]
        for_any_origin = programme.kind is ProgrammeKind.USE and not programme.beneficiaries
        if not for_any_origin and not is_beneficiary(programme.beneficiaries, origin, on):
            continue
        in_force = any(on in period for period in programme.in_force)
        option = _price(OptionKind.PREFERENCE, rate, programme, basis)
        options.append(option if in_force else _lapsed(option, programme, on))
    return options


def _rate_for_all_lines(programme: Programme, rates: Sequence[Rate]) -> Rate:
    return Rate(
        goods_code=rates[0].goods_code if rates else "",
        measure=Measure.PREFERENCE,
        programme=programme.code,
        claim_code=programme.claim_code,
        rate_text=programme.rate_for_all_lines or "",
        dialect=Dialect.US,
        currency="",
        source=programme.citation,
    )


def _open_to(rate: Rate, origin: str) -> bool:
    return (rate.origins is None or origin in rate.origins) and origin not in rate.excluded


def _price(kind: OptionKind, rate: Rate, programme: Programme | None, basis: DutyBasis) -> DutyOption:
    if not rate.rate_text.strip():
        return DutyOption(kind, OptionStatus.UNCOMPUTABLE, rate, programme, reason=_no_rate_text())
    try:
        expression = parse_rate(rate.rate_text, dialect=Dialect(rate.dialect), currency=rate.currency)
    except RateTextError as error:
        return DutyOption(
            kind, OptionStatus.UNCOMPUTABLE, rate, programme, reason=Reason(error.code, error.message)
        )
    result = evaluate(
        expression,
        value=basis.value,
        quantities=basis.quantities,
        currency=basis.currency,
        exchange=basis.exchange,
        rounding=basis.rounding,
        answers=basis.answers,
    )
    option = DutyOption(
        kind, OptionStatus(result.status.value), rate, programme, result.amount, plain_words(expression),
        result.steps, result.needs, result.reason,
    )  # fmt: skip
    return _with_value_needs(option, basis)


def _with_value_needs(option: DutyOption, basis: DutyBasis) -> DutyOption:
    """Where the customs value is still open, ask for what it needs instead of the value itself."""
    if not any(need.key == "customs_value" for need in option.needs):
        return option
    if basis.reason is not None:
        return replace(option, status=OptionStatus.UNCOMPUTABLE, needs=(), reason=basis.reason)
    others = tuple(need for need in option.needs if need.key != "customs_value")
    return replace(option, needs=(*basis.needs, *others) or option.needs)


def _lapsed(option: DutyOption, programme: Programme, on: date) -> DutyOption:
    ended = [p.end for p in programme.in_force if p.end and p.end < on]
    if ended:
        message = Text(
            "This programme was not in force on {on}: it ended on {end}.", {"on": on, "end": max(ended)}
        )
    else:
        message = Text("This programme was not in force on {on}.", {"on": on})
    return replace(
        option,
        status=OptionStatus.LAPSED,
        duty=None,
        steps=(),
        needs=(),
        reason=Reason("programme_lapsed", message),
    )


def _no_rate_text() -> Reason:
    return Reason("no_rate_text", Text("The tariff prints no rate here. An empty cell is unknown, not free."))


KIND_ORDER = {
    ProgrammeKind.UNION: 1,
    ProgrammeKind.AGREEMENT: 2,
    ProgrammeKind.UNILATERAL: 3,
    ProgrammeKind.USE: 4,
}
_STATUS_ORDER = {
    OptionStatus.COMPUTED: 0, OptionStatus.NEEDS: 1, OptionStatus.UNCOMPUTABLE: 2, OptionStatus.LAPSED: 3,
}  # fmt: skip


def _order(option: DutyOption) -> tuple[int, bool, object, int, str]:
    amount = option.duty.amount if option.duty else 0
    kind = KIND_ORDER[option.programme.kind] if option.programme else 0
    return _STATUS_ORDER[option.status], not option.may_be_best, amount, kind, option.programme_code
