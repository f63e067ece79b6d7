"""The rules of a programme in plain words: what must be answered, and by when each side must act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from fairway.kernel.text import Localised, Param, Text
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.clock_rule import (
    ClockRule,
    ClockUnit,
    EventKind,
    Extension,
    Party,
    Pause,
)
from fairway.trust.programmes.domain.clock_workings import EVENT_NAMES
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
from fairway.trust.programmes.domain.fact import Bank, Fact
from fairway.trust.programmes.domain.law import Law
from fairway.trust.programmes.domain.workings import choice_name, listed

YES, NO = Text("Yes"), Text("No")


@dataclass(frozen=True, slots=True)
class Need:
    """A question, and the answer that the rule needs."""

    question: Localised
    answer: Param
    remarks: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """Several ways to meet a rule: one of them is enough. Each way is what must be answered together."""

    ways: tuple[tuple[Need | Choice, ...], ...]


Needs: TypeAlias = tuple[Need | Choice, ...]


@dataclass(frozen=True, slots=True)
class RuleWords:
    """For firms of one size, by the law of a day."""

    law: Law
    bank: Bank
    size: SizeClass

    def needs(self, conditions: Iterable[Condition]) -> Needs:
        return tuple(need for condition in conditions for need in self._needs(condition))

    def _needs(self, condition: Condition) -> Needs:
        match condition:
            case AllOf():
                return self.needs(condition.conditions)
            case AnyOf():
                return (Choice(tuple(self._needs(one) for one in condition.conditions)),)
            case leaf:
                return (self._need(leaf),)

    def _need(self, leaf: Leaf) -> Need:
        fact = self.bank.facts[leaf.fact]
        match leaf:
            case Flag():
                return Need(fact.question, YES if leaf.expected else NO)
            case Compare():
                return Need(fact.question, _bound(leaf.operator, self._value(leaf.operand), fact))
            case OneOf():
                return Need(fact.question, _choices(leaf, fact))
            case Age():
                return Need(fact.question, _age(leaf, self._value(leaf.operand)))
            case CleanRecord():
                return self._record(leaf, fact)

    def _record(self, leaf: CleanRecord, fact: Fact) -> Need:
        span = _span(ClockUnit.YEARS, self._value(leaf.years))
        answer = Text("None in the last {span}", {"span": span})
        remarks = [
            (leaf.serious_only, Text("Only serious ones count.")),
            (leaf.decided_only, Text("Only those count that an authority or a court has decided.")),
            (leaf.counted_from is CountedFrom.DECIDED, Text("The years count from the decision.")),
        ]
        return Need(fact.question, answer, tuple(text for holds, text in remarks if holds))

    def _value(self, operand: Operand) -> Decimal:
        return self.law.value(operand, self.size)

    def length(self, rule: ClockRule) -> Text:
        """How long the side whose turn it is has."""
        customs = rule.party is Party.CUSTOMS
        if rule.length is None:
            return (
                Text("Customs must act within the days that were set.")
                if customs
                else Text("You must act within the days that customs sets.")
            )
        span = _span(rule.unit, self._value(rule.length))
        if customs:
            return Text("Customs must act within {span}.", {"span": span})
        return Text("You must act within {span}.", {"span": span})

    def remarks(self, rule: ClockRule) -> tuple[Text, ...]:
        """For which tiers it is, when it starts, what moves it, and what silence means."""
        found = [Text("It starts with: {events}.", {"events": _events(rule.starts)})]
        if rule.at_most:
            most = _span(rule.unit, self._value(rule.at_most))
            found.append(Text("No more than {span} may be set.", {"span": most}))
        if rule.tiers:
            tiers = [tier.name for tier in self.law.tiers if tier.code in rule.tiers]
            found.insert(0, Text("Only for: {tiers}.", {"tiers": listed(tiers)}))
        found += [_pause(pause) for pause in rule.pauses]
        found += [self._extension(extension) for extension in rule.extensions]
        if rule.rolls:
            found.append(Text("An end on a day without work moves to the next working day."))
        if rule.deemed:
            found.append(Text("Silence counts as: {event}.", {"event": EVENT_NAMES[rule.deemed]}))
        return tuple(found)

    def _extension(self, extension: Extension) -> Text:
        event = EVENT_NAMES[extension.event]
        if extension.by is not None:
            places: dict[str, Param] = {"event": event, "days": self._value(extension.by)}
            return Text("“{event}” adds days to it: {days}.", places)
        if extension.at_most is None:
            return Text("“{event}” adds the days that are set then.", {"event": event})
        places = {"event": event, "days": self._value(extension.at_most)}
        return Text("“{event}” adds the days that are set then, at most: {days}.", places)


def _pause(pause: Pause) -> Text:
    places: dict[str, Param] = {"event": EVENT_NAMES[pause.event], "events": _events(pause.until)}
    return Text("It stands still from “{event}” until: {events}.", places)


def _events(kinds: Sequence[EventKind]) -> Param:
    return listed([EVENT_NAMES[kind] for kind in kinds])


_ONE = {
    ClockUnit.DAYS: Text("1 day"),
    ClockUnit.WORKING_DAYS: Text("1 working day"),
    ClockUnit.MONTHS: Text("1 month"),
    ClockUnit.YEARS: Text("1 year"),
}


def _span(unit: ClockUnit, count: Decimal) -> Text:
    if count == 1:
        return _ONE[unit]
    match unit:
        case ClockUnit.DAYS:
            return Text("{count} days", {"count": count})
        case ClockUnit.WORKING_DAYS:
            return Text("{count} working days", {"count": count})
        case ClockUnit.MONTHS:
            return Text("{count} months", {"count": count})
        case ClockUnit.YEARS:
            return Text("{count} years", {"count": count})


def _bound(operator: Operator, limit: Decimal, fact: Fact) -> Text:
    places: dict[str, Param] = {"limit": limit, "unit": fact.unit or ""}
    match operator:
        case Operator.AT_LEAST:
            return Text("At least {limit} {unit}", places)
        case Operator.AT_MOST:
            return Text("At most {limit} {unit}", places)
        case Operator.ABOVE:
            return Text("More than {limit} {unit}", places)
        case Operator.BELOW:
            return Text("Fewer than {limit} {unit}", places)


def _choices(leaf: OneOf, fact: Fact) -> Param:
    names = [choice_name(fact, code) for code in leaf.choices]
    if len(names) == 1:
        return names[0]
    if leaf.includes:
        return Text("All of these: {choices}", {"choices": listed(names)})
    return Text("One of these: {choices}", {"choices": listed(names)})


def _age(leaf: Age, count: Decimal) -> Text:
    span = _span(ClockUnit.YEARS if leaf.span is Span.YEARS else ClockUnit.MONTHS, count)
    if leaf.is_within:
        return Text("Not longer ago than {span}", {"span": span})
    return Text("At least {span} ago", {"span": span})
