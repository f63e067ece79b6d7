"""Conditions as a lawyer writes them, checked against the facts of the bank and the parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fairway.kernel.text import Text
from fairway.platform.content.strict import Entry
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
    Operand,
    Operator,
    Span,
)
from fairway.trust.programmes.domain.fact import Bank, Fact, FactKind
from fairway.trust.programmes.reading import keys, words
from fairway.trust.programmes.reading.collect import Problems

_KINDS = {
    "is": FactKind.FLAG,
    **dict.fromkeys([operator.value for operator in Operator], FactKind.NUMBER),
    "one_of": FactKind.CHOICE,
    "includes": FactKind.CHOICES,
    "none_within_years": FactKind.INCIDENTS,
}  # every other test is one of days


@dataclass(frozen=True, slots=True)
class ConditionReader:
    problems: Problems
    bank: Bank
    parameters: frozenset[str]

    def conditions(self, entry: Entry) -> tuple[Condition, ...]:
        return self.problems.each(self.condition, entry)

    def condition(self, entry: Entry) -> Condition:
        given = [key for key in keys.ANY_OR_ALL.all if key in entry.mapping()]
        if not given:
            return self._leaf(entry)
        parts = self.conditions(entry.fields(given[:1])[given[0]])
        if not parts:
            entry.fail(Text("At least one condition is needed here."))
        return AnyOf(parts) if given[0] == "any" else AllOf(parts)

    def operand(self, entry: Entry) -> Operand:
        """A number, or the name of a parameter."""
        if not isinstance(entry.value, dict):
            return Operand(value=words.number(entry))
        name = entry.fields(keys.OPERAND.required)["parameter"]
        if name.text() not in self.parameters:
            name.fail(Text("There is no parameter “{name}” in the programme.", {"name": name.text()}))
        return Operand(parameter=name.text())

    def operand_or_none(self, entry: Entry) -> Operand | None:
        return None if entry.value is None else self.operand(entry)

    def fact(self, entry: Entry) -> Fact:
        if entry.text() not in self.bank.facts:
            entry.fail(Text("There is no fact “{code}” in the bank.", {"code": entry.text()}))
        return self.bank.facts[entry.text()]

    def _leaf(self, entry: Entry) -> Leaf:
        fields = self.problems.fields(entry, keys.CONDITION)
        fact, test = self.fact(fields["fact"]), _test(entry, fields)
        needed = _KINDS.get(test, FactKind.DAY)
        if fact.kind is not needed:
            params = {"test": test, "code": fact.code, "kind": fact.kind.value, "needed": needed.value}
            message = Text(
                "“{test}” asks for a fact of the kind {needed}, and “{code}” is of the kind {kind}.", params
            )
            fields[test].fail(message)
        return self._build(test)(fact, fields, fields[test])

    def _build(self, test: str) -> Callable[[Fact, Mapping[str, Entry], Entry], Leaf]:
        match test:
            case "is":
                return lambda fact, fields, entry: Flag(fact.code, entry.flag(True))
            case "one_of" | "includes":
                return lambda fact, fields, entry: _choices(fact, entry, includes=test == "includes")
            case "none_within_years":
                return self._clean_record
            case "at_least" | "at_most" | "above" | "below":
                return lambda fact, fields, entry: Compare(fact.code, Operator(test), self.operand(entry))
            case _:
                return lambda fact, fields, entry: Age(
                    fact.code,
                    self.operand(entry),
                    Span.YEARS if "years" in test else Span.MONTHS,
                    is_within=test.startswith("within"),
                )

    def _clean_record(self, fact: Fact, fields: Mapping[str, Entry], entry: Entry) -> CleanRecord:
        counted = words.word_or_none(CountedFrom)(fields["counted_from"])
        return CleanRecord(
            fact.code,
            self.operand(entry),
            counted or CountedFrom.HAPPENED,
            serious_only=fields["serious_only"].flag(False),
            decided_only=fields["decided_only"].flag(False),
        )


def _test(entry: Entry, fields: Mapping[str, Entry]) -> str:
    """The one test of the condition."""
    given = [key for key in keys.TESTS.all if fields[key].value is not None]
    if len(given) != 1:
        entry.fail(Text("One test of the fact is needed here, such as “is” or “at_least”."))
    if given != ["none_within_years"]:
        for key in keys.OF_INCIDENTS.all:
            if fields[key].value is not None:
                fields[key].fail(Text("“{key}” belongs to “none_within_years” only.", {"key": key}))
    return given[0]


def _choices(fact: Fact, entry: Entry, *, includes: bool) -> OneOf:
    """Choices that the fact has: no other answer can be given."""
    known = [choice.code for choice in fact.choices]
    chosen = tuple(item.one_of(known) for item in entry.items())
    if not chosen or len(set(chosen)) < len(chosen):
        entry.fail(Text("Name at least one choice, and each only once."))
    return OneOf(fact.code, chosen, includes)
