"""Conditions as SQL over the columns of a population. NULL is “not known”, so AND and OR are Kleene's."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.condition import (
    Age,
    AllOf,
    AnyOf,
    CleanRecord,
    Compare,
    Condition,
    CountedFrom,
    Flag,
    Leaf,
    OneOf,
    Operator,
    Span,
)
from fairway.trust.programmes.domain.days import months_later
from fairway.trust.programmes.domain.fact import Bank, FactKind
from fairway.trust.programmes.domain.law import Law
from fairway.trust.programmes.simulation.engine import literal, name

_OPERATORS = {Operator.AT_LEAST: ">=", Operator.AT_MOST: "<=", Operator.ABOVE: ">", Operator.BELOW: "<"}


@dataclass(frozen=True, slots=True)
class Leaves:
    """The questions that a statement puts to the population, each once, by the name of its column."""

    names: dict[str, str]
    prefix: str

    def column(self, expression: str) -> str:
        return self.names.setdefault(expression, f"{self.prefix}{len(self.names)}")

    def selected(self) -> str:
        return "".join(f", {expression} AS {column}" for expression, column in self.names.items())


@dataclass(frozen=True, slots=True)
class ConditionSql:
    """Conditions by one law. What depends on the size is written for a firm of one size."""

    law: Law
    bank: Bank
    leaves: Leaves

    def all_of(self, conditions: Iterable[Condition], size: SizeClass) -> str:
        return conjunction(self.condition(one, size) for one in conditions)

    def condition(self, condition: Condition, size: SizeClass) -> str:
        match condition:
            case AllOf():
                return self.all_of(condition.conditions, size)
            case AnyOf():
                return _joined("OR", "FALSE", [self.condition(one, size) for one in condition.conditions])
            case _:
                return self.leaves.column(self._leaf(condition, size))

    def _leaf(self, leaf: Leaf, size: SizeClass) -> str:
        fact = name(leaf.fact)
        match leaf:
            case Flag():
                return fact if leaf.expected else f"NOT {fact}"
            case Compare():
                return f"{fact} {_OPERATORS[leaf.operator]} {self.law.value(leaf.operand, size):f}"
            case OneOf():
                return self._choice(leaf, fact)
            case Age():
                months = self.law.value(leaf.operand, size) * (12 if leaf.span is Span.YEARS else 1)
                return _age(fact, leaf, int(months), self.law.on)
            case CleanRecord():
                counts = _counts(leaf, int(self.law.value(leaf.years, size) * 12), self.law.on)
                return f"len(list_filter({fact}, lambda i: {counts})) = 0"

    def _choice(self, leaf: OneOf, fact: str) -> str:
        choices = ", ".join(map(literal, leaf.choices))
        if self.bank.facts[leaf.fact].kind is FactKind.CHOICE:
            fact = f"CASE WHEN {fact} IS NOT NULL THEN [{fact}] END"
        return f"list_has_{'all' if leaf.includes else 'any'}({fact}, [{choices}]::VARCHAR[])"


def conjunction(parts: Iterable[str]) -> str:
    return _joined("AND", "TRUE", list(dict.fromkeys(parts)))


def _joined(word: str, of_none: str, parts: list[str]) -> str:
    if len(parts) < 2:
        return parts[0] if parts else of_none
    return f"({f' {word} '.join(parts)})"


def day(on: date) -> str:
    return f"DATE '{on.isoformat()}'"


def _age(fact: str, leaf: Age, months: int, on: date) -> str:
    if leaf.is_within:
        return f"({fact} <= {day(on)} AND {fact} >= {day(first_within(months, on))})"
    return f"{fact} < {day(first_too_late(months, on))}"


def _counts(leaf: CleanRecord, months: int, on: date) -> str:
    """Whether the incident `i` counts against a firm on the day."""
    terms = [f"i.happened_on <= {day(on)}"]
    if leaf.serious_only:
        terms.append("coalesce(i.is_serious, FALSE)")
    if leaf.decided_only or leaf.counted_from is CountedFrom.DECIDED:
        terms.append(f"coalesce(i.decided_on <= {day(on)}, FALSE)")
    since = "decided_on" if leaf.counted_from is CountedFrom.DECIDED else "happened_on"
    return " AND ".join([*terms, f"i.{since} >= {day(first_within(months, on))}"])


def first_within(months: int, on: date) -> date:
    """The first day that is not longer than so many months before `on`, as `months_later` counts them."""
    days = range(1, on.toordinal() + 1)
    place = bisect_left(days, on, key=lambda ordinal: months_later(date.fromordinal(ordinal), months))
    return date.fromordinal(days[place])


def first_too_late(months: int, on: date) -> date:
    """The first day that is not yet so many months before `on`."""
    days = range(1, on.toordinal() + 1)
    place = bisect_right(days, on, key=lambda ordinal: months_later(date.fromordinal(ordinal), months))
    return date.fromordinal(place + 1)
