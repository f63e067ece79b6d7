"""A programme on one day: only what held then, with the values that held then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from fairway.kernel.text import Text, UserError
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.clock_rule import ClockRule
from fairway.trust.programmes.domain.condition import Operand
from fairway.trust.programmes.domain.dossier import TradeRole
from fairway.trust.programmes.domain.programme import (
    Criterion,
    Edition,
    Fee,
    Obligation,
    ParameterValue,
    Programme,
    Standard,
    Subsidy,
    Tier,
)


class NoLaw(UserError):
    """The programme has no edition for the day."""


@dataclass(frozen=True, slots=True)
class Law:
    """`overrides`: values that take the place of the programme's own, by parameter and size.

    `memo`: what has been worked out of this law alone, and would be again for every firm.
    """

    programme: Programme
    on: date
    edition: Edition
    tiers: tuple[Tier, ...]
    criteria: Mapping[str, Criterion]
    parameters: Mapping[str, ParameterValue]
    overrides: Mapping[tuple[str, SizeClass], Decimal] = field(default_factory=dict)
    memo: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def value(self, operand: Operand, size: SizeClass) -> Decimal:
        """The number that an operand stands for in a firm of that size."""
        if operand.value is not None:
            return operand.value
        changed = self.overrides.get((operand.parameter, size))
        return self.parameters[operand.parameter].by_size[size] if changed is None else changed

    def value_if_set(self, parameter: str, size: SizeClass) -> Decimal | None:
        """The number of a parameter that programmes may leave out; None: this one does."""
        return self.value(Operand(parameter=parameter), size) if parameter in self.parameters else None

    def tier(self, code: str) -> Tier:
        """Raises UserError for a tier that the programme does not have on that day."""
        found = next((tier for tier in self.tiers if tier.code == code), None)
        if found is None:
            names = ", ".join(tier.code for tier in self.tiers)
            raise UserError(
                Text(
                    "There is no tier “{code}”. The tiers are: {names}.", {"code": code[:60], "names": names}
                )
            )
        return found

    def ladder(self, tier: Tier) -> Iterator[Tier]:
        """The tier and those that it builds on, the highest first."""
        yield tier
        if tier.builds_on:
            yield from self.ladder(self.tier(tier.builds_on))

    def criteria_of(self, tier: Tier, roles: tuple[TradeRole, ...]) -> tuple[Criterion, ...]:
        """Those of the tier and of what it builds on that concern a firm of the roles, in the file's order.

        Without roles: those of every role.
        """
        codes = {code for step in self.ladder(tier) for code in step.criteria}
        return tuple(
            criterion
            for criterion in self.criteria.values()
            if criterion.code in codes and (not roles or criterion.roles & set(roles))
        )

    def musts_of(self, tier: Tier, roles: tuple[TradeRole, ...]) -> tuple[Criterion, ...]:
        return tuple(c for c in self.criteria_of(tier, roles) if c.obligation is Obligation.MUST)

    def standards_of(
        self, criterion: Criterion, tier: Tier, size: SizeClass, roles: tuple[TradeRole, ...]
    ) -> tuple[Standard, ...]:
        """How a firm of the size and roles shows it, in the tier. Without roles: in every role."""
        return tuple(
            standard
            for standard in criterion.standards
            if tier.code in standard.tiers
            and size in standard.sizes
            and (not roles or standard.roles & set(roles))
        )

    def fee(self, tier: Tier) -> Fee | None:
        fees = (fee for fee in self.programme.fees if fee.tier == tier.code and self.on in fee.period)
        return next(fees, None)

    def subsidies(self, size: SizeClass) -> tuple[Subsidy, ...]:
        return tuple(s for s in self.programme.subsidies if size in s.sizes and self.on in s.period)

    def clocks(self, tier: str = "", size: SizeClass | None = None) -> tuple[ClockRule, ...]:
        """Of the day. Without a tier or a size: those of every one."""
        return tuple(
            rule
            for rule in self.programme.clocks
            if self.on in rule.period
            and (not tier or not rule.tiers or tier in rule.tiers)
            and (size is None or size in rule.sizes)
        )


def law_on(
    programme: Programme, on: date, overrides: Mapping[tuple[str, SizeClass], Decimal] | None = None
) -> Law:
    """The law of the day. Raises NoLaw when the programme did not exist then."""
    law = _law_on(_Same(programme), on)
    return replace(law, overrides=overrides, memo={}) if overrides else law


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A programme as the one object that it is: comparing its content would cost more than its law."""

    programme: Programme

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.programme is other.programme

    def __hash__(self) -> int:
        return id(self.programme)


@lru_cache(maxsize=128)
def _law_on(same: _Same, on: date) -> Law:
    programme = same.programme
    edition = programme.edition(on)
    if edition is None:
        raise NoLaw(Text("“{name}” has no edition for {day}.", {"name": programme.name, "day": on}))
    return Law(
        programme,
        on,
        edition,
        tiers=tuple(tier for tier in programme.tiers if on in tier.period),
        criteria={c.code: c for c in programme.criteria if on in c.period},
        parameters={
            name: value
            for name, parameter in programme.parameters.items()
            if (value := _value_on(parameter.values, on))
        },
    )


def _value_on(values: tuple[ParameterValue, ...], on: date) -> ParameterValue | None:
    return next((value for value in values if on in value.period), None)
