"""The law of a day in plain values, for JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from fairway.kernel.citation import Citation
from fairway.kernel.money import Money
from fairway.kernel.period import Period
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.clock_rule import ClockRule
from fairway.trust.programmes.domain.condition import Operand
from fairway.trust.programmes.domain.law import Law
from fairway.trust.programmes.domain.programme import (
    Benefit,
    Criterion,
    Fee,
    Programme,
    Standard,
    Subsidy,
    Tier,
)

T = TypeVar("T")


def programme_plain(programme: Programme) -> dict[str, Any]:
    """Its name, where it is law, and its editions."""
    return {
        "programme": programme.code,
        "name": str(programme.name),
        "economies": list(programme.economies),
        "tiers": list(dict.fromkeys(tier.code for tier in programme.tiers)),
        "editions": [
            {"version": edition.version, **_period(edition.period), "source": _source(edition.citation)}
            for edition in programme.editions
        ],
    }


def law_plain(law: Law) -> dict[str, Any]:
    """All that held on the day."""
    programme = law.programme
    return {
        "programme": programme.code,
        "name": str(programme.name),
        "summary": str(programme.summary),
        "on": law.on.isoformat(),
        "version": law.edition.version,
        "economies": list(programme.economies),
        "size_definition": programme.size_definition,
        "calendar": programme.calendar,
        "tiers": [_tier(tier) for tier in law.tiers],
        "criteria": [_criterion(criterion) for criterion in law.criteria.values()],
        "parameters": {
            name: {
                **_by_size(value.by_size, str),
                "unit": programme.parameters[name].unit,
                **_period(value.period),
                "source": _source(value.citation),
            }
            for name, value in law.parameters.items()
        },
        "benefits": [_benefit(benefit) for benefit in programme.benefits.values()],
        "fees": [_fee(fee) for fee in programme.fees if law.on in fee.period],
        "subsidies": [_subsidy(one) for one in programme.subsidies if law.on in one.period],
        "clocks": [_clock(rule) for rule in programme.clocks if law.on in rule.period],
        "source": _source(law.edition.citation),
    }


def _tier(tier: Tier) -> dict[str, Any]:
    return {
        "tier": tier.code,
        "name": str(tier.name),
        "builds_on": tier.builds_on or None,
        "criteria": list(tier.criteria),
        "validation": _by_size(tier.validation, str),
        "validity_months": tier.validity_months,
        "monitoring_months": tier.monitoring_months,
        "benefits": list(tier.benefits),
        "recognised_abroad": tier.recognised_abroad,
        "source": _source(tier.citation),
    }


def _criterion(criterion: Criterion) -> dict[str, Any]:
    return {
        "criterion": criterion.code,
        "name": str(criterion.name),
        "asks": str(criterion.asks),
        "safe": list(criterion.safe),
        "obligation": criterion.obligation.value,
        "roles": sorted(criterion.roles),
        "standards": [_standard(standard) for standard in criterion.standards],
        "sources": [_source(citation) for citation in criterion.citations],
    }


def _standard(standard: Standard) -> dict[str, Any]:
    return {
        "tiers": sorted(standard.tiers),
        "sizes": [size.value for size in SizeClass if size in standard.sizes],
        "roles": sorted(standard.roles),
        "needed": standard.needed,
        "options": [{"evidence": one.evidence, "weight": one.weight} for one in standard.options],
    }


def _benefit(benefit: Benefit) -> dict[str, Any]:
    return {
        "benefit": benefit.code,
        "name": str(benefit.name),
        "measure": benefit.measure and benefit.measure.value,
        "minutes": None if benefit.minutes is None else str(benefit.minutes),
        "money": _money(benefit.money),
        "source": _source(benefit.citation),
    }


def _fee(fee: Fee) -> dict[str, Any]:
    return {"tier": fee.tier, "amount": _money(fee.amount), "source": _source(fee.citation)}


def _subsidy(subsidy: Subsidy) -> dict[str, Any]:
    return {
        "subsidy": subsidy.code,
        "kind": subsidy.kind.value,
        "sizes": [size.value for size in SizeClass if size in subsidy.sizes],
        "share": None if subsidy.share is None else str(subsidy.share),
        "amount": _money(subsidy.amount),
        "source": _source(subsidy.citation),
    }


def _clock(rule: ClockRule) -> dict[str, Any]:
    return {
        "clock": rule.code,
        "name": str(rule.name),
        "party": rule.party.value,
        "starts": list(rule.starts),
        "stops": list(rule.stops),
        "length": _operand(rule.length),
        "at_most": _operand(rule.at_most),
        "unit": rule.unit.value,
        "deemed": rule.deemed and rule.deemed.value,
        "source": _source(rule.citation),
    }


def _operand(operand: Operand | None) -> str | dict[str, str] | None:
    if operand is None:
        return None
    return {"parameter": operand.parameter} if operand.value is None else str(operand.value)


def _by_size(values: Mapping[SizeClass, T], plain: Callable[[T], str]) -> dict[str, str]:
    return {size.value: plain(values[size]) for size in SizeClass}


def _money(money: Money | None) -> str | None:
    return None if money is None else str(money)


def _period(period: Period) -> dict[str, str | None]:
    ends = {"from": period.start, "to": period.end}
    return {name: day.isoformat() if day else None for name, day in ends.items()}


def _source(citation: Citation) -> dict[str, Any]:
    return {"name": str(citation), "url": citation.url or None, "verified": citation.verified}
