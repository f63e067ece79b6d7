"""What a criterion asks of the facts, as a lawyer writes it: conditions that may hold, fail or be unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Operand:
    """A number of the rule itself, or the name of a parameter, which may differ by size."""

    value: Decimal | None = None
    parameter: str = ""


class Operator(StrEnum):
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOVE = "above"
    BELOW = "below"


class Span(StrEnum):
    MONTHS = "months"
    YEARS = "years"


class CountedFrom(StrEnum):
    """From which day of an incident a look-back counts."""

    HAPPENED = "happened"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Flag:
    fact: str
    expected: bool = True


@dataclass(frozen=True, slots=True)
class Compare:
    fact: str
    operator: Operator
    operand: Operand


@dataclass(frozen=True, slots=True)
class OneOf:
    """The answer is one of the choices; of several answers: all of the choices are among them."""

    fact: str
    choices: tuple[str, ...]
    includes: bool = False


@dataclass(frozen=True, slots=True)
class Age:
    """The day lies at least so long ago (`is_within` false), or not longer ago than that (true)."""

    fact: str
    operand: Operand
    span: Span
    is_within: bool


@dataclass(frozen=True, slots=True)
class CleanRecord:
    """No incident within the look-back, counted back from the day of the assessment.

    `decided_only`: an incident counts when an authority or court has decided it. EU, IA 24 as replaced by
    Regulation (EU) 2020/1727: the facts lie in the three years, and there is a decision.
    """

    fact: str
    years: Operand
    counted_from: CountedFrom = CountedFrom.HAPPENED
    serious_only: bool = False
    decided_only: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    conditions: tuple[Condition, ...]


Leaf: TypeAlias = Flag | Compare | OneOf | Age | CleanRecord
Condition: TypeAlias = Leaf | AllOf | AnyOf


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every question that the condition puts, in its order."""
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.conditions:
            yield from leaves(part)
    else:
        yield condition
