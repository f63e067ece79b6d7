"""The plan of a validation: remote or on site, what to look at first, how many records to trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from math import comb

from fairway.kernel.text import Localised, Text
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.aeo.domain.risk import Level, worst
from fairway.trust.programmes.domain.assessment import Outcome
from fairway.trust.programmes.domain.programme import Criterion, Obligation, Tier, Validation

YOUNG_YEARS = 3  # EU, UCC 23(5): holders established for less are closely monitored in the first year
_YOUNG_INTERVAL = 6  # months
_INTERVAL_SHARE = {Level.LOW: 1, Level.MEDIUM: 1, Level.HIGH: 2, Level.EXTREME: 4}  # of the tier's months
# The error rate that tracing should find, by risk; and how often it may miss it.
_RATE = {
    Level.LOW: Decimal("0.20"),
    Level.MEDIUM: Decimal("0.10"),
    Level.HIGH: Decimal("0.05"),
    Level.EXTREME: Decimal("0.03"),
}
_MISSED = Decimal("0.05")
_WEIGHT_OF_OUTCOME = {Outcome.NOT_MET: 3, Outcome.CANNOT_TELL: 2, Outcome.MET: 0}
_WEIGHT_OF_LEVEL = {Level.LOW: 0, Level.MEDIUM: 1, Level.HIGH: 3, Level.EXTREME: 5}
_ORDER = (Validation.NONE, Validation.REMOTE, Validation.ON_SITE)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one criterion. `level` None: nobody has weighed its risk.

    `is_found`: the outcome is what an officer found; otherwise it is computed.
    """

    criterion: Criterion
    outcome: Outcome
    level: Level | None = None
    is_found: bool = False


@dataclass(frozen=True, slots=True)
class Focus:
    criterion: str
    name: Localised
    weight: int
    because: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """Trace `size` of `population` records (None: not known how many there are)."""

    size: int
    population: int | None
    because: Text


@dataclass(frozen=True, slots=True)
class ValidationPlan:
    """`look_first`: the criteria, the heaviest first. `monitoring_months`: after the grant."""

    mode: Validation
    level: Level
    look_first: tuple[Focus, ...]
    sample: Sample
    monitoring_months: int
    workings: tuple[Text, ...]


def validation_plan(
    tier: Tier,
    size: SizeClass,
    known: Sequence[Known],
    *,
    years_in_business: int | None,
    records: int | None,
) -> ValidationPlan:
    """By the tier and the size of the firm, raised by risk. `records`: customs documents of a year."""
    level = worst(k.level for k in known if k.level) or Level.LOW
    mode, mode_because = _mode(tier.validation[size], level)
    months, months_because = _monitoring(tier.monitoring_months, level, years_in_business)
    return ValidationPlan(
        mode,
        level,
        tuple(sorted(map(_focus, known), key=lambda focus: -focus.weight)),
        _sample(level, records),
        months,
        (*mode_because, *months_because),
    )


def sample_size(population: int | None, rate: Decimal) -> int:
    """The fewest records with which an error rate is missed once in twenty times at most.

    Drawn without putting back. Without a known population: as of an endless one.
    """
    if population is None:
        return next(n for n in range(1, 1000) if (1 - rate) ** n <= _MISSED)
    wrong = int((population * rate).to_integral_value(ROUND_CEILING))
    return next((n for n in range(1, population + 1) if _misses(population, wrong, n) <= _MISSED), population)


def _misses(population: int, wrong: int, drawn: int) -> Decimal:
    return Decimal(comb(population - wrong, drawn)) / comb(population, drawn)


def _mode(mode: Validation, level: Level) -> tuple[Validation, tuple[Text, ...]]:
    usual = Text("The tier asks a firm of this size for: {mode}.", {"mode": VALIDATION_NAMES[mode]})
    raised = _ORDER[min(_ORDER.index(mode) + (level in {Level.HIGH, Level.EXTREME}), len(_ORDER) - 1)]
    if raised is mode:
        return mode, (usual,)
    because = Text("The risk that was found raises it to: {mode}.", {"mode": VALIDATION_NAMES[raised]})
    return raised, (usual, because)


def _monitoring(months: int, level: Level, years: int | None) -> tuple[int, tuple[Text, ...]]:
    usual = Text("The tier asks for monitoring every {months} months.", {"months": months})
    by_risk = max(months // _INTERVAL_SHARE[level], 1)
    texts = [usual]
    if by_risk < months:
        texts.append(Text("The risk that was found makes it {months} months.", {"months": by_risk}))
    if years is None or years >= YOUNG_YEARS or by_risk <= _YOUNG_INTERVAL:
        return by_risk, tuple(texts)
    texts.append(
        Text(
            "In business for less than {years} years: the first monitoring is after {months} months.",
            {"years": YOUNG_YEARS, "months": _YOUNG_INTERVAL},
        )
    )
    return _YOUNG_INTERVAL, tuple(texts)


def _focus(known: Known) -> Focus:
    criterion = known.criterion
    weight = _WEIGHT_OF_OUTCOME[known.outcome] + (_WEIGHT_OF_LEVEL[known.level] if known.level else 0)
    texts = [(_FOUND_SAYS if known.is_found else _OUTCOME_SAYS)[known.outcome]]
    if known.level:
        texts.append(_LEVEL_SAYS[known.level])
    if criterion.obligation is Obligation.MUST:
        weight += 1
    return Focus(criterion.code, criterion.name, weight, tuple(texts))


def _sample(level: Level, records: int | None) -> Sample:
    rate = _RATE[level]
    because = Text(
        "Enough to find, 19 times in 20, that {percent} in 100 records are wrong.",
        {"percent": (rate * 100).normalize()},
    )
    return Sample(sample_size(records, rate), records, because)


VALIDATION_NAMES: Mapping[Validation, Text] = {
    Validation.NONE: Text("no validation before the grant"),
    Validation.REMOTE: Text("a remote validation"),
    Validation.ON_SITE: Text("a validation on site"),
}
_OUTCOME_SAYS: Mapping[Outcome, Text] = {
    Outcome.NOT_MET: Text("By what the firm has told, it is not met."),
    Outcome.CANNOT_TELL: Text("By what the firm has told, one cannot tell."),
    Outcome.MET: Text("By what the firm has told, it is met."),
}
_FOUND_SAYS: Mapping[Outcome, Text] = {
    Outcome.NOT_MET: Text("An officer found that it is not met."),
    Outcome.CANNOT_TELL: Text("An officer found that one cannot tell."),
    Outcome.MET: Text("An officer found that it is met."),
}
_LEVEL_SAYS: Mapping[Level, Text] = {
    Level.LOW: Text("An officer found a low risk."),
    Level.MEDIUM: Text("An officer found a medium risk."),
    Level.HIGH: Text("An officer found a high risk."),
    Level.EXTREME: Text("An officer found an extreme risk."),
}
