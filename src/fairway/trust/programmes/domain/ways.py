"""What a firm can do about a demand that is not met: every way, as sets of steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeAlias

from fairway.trust.programmes.domain.assessment import StepKind
from fairway.trust.programmes.domain.candidate import Candidate, Demand
from fairway.trust.programmes.domain.cheapest import smallest
from fairway.trust.programmes.domain.condition import AllOf, AnyOf, Condition, Leaf
from fairway.trust.programmes.domain.evidence import weight
from fairway.trust.programmes.domain.programme import Option, Standard


class Step(NamedTuple):
    """One thing to do about a fact or a kind of evidence. `until`: the day to wait for."""

    kind: StepKind
    code: str
    until: date | None = None


Way: TypeAlias = "frozenset[Step]"
Ways: TypeAlias = "tuple[Way, ...]"
NOTHING_TO_DO: Ways = (frozenset(),)


@dataclass(frozen=True, slots=True)
class WayFinder:
    """The ways open to one firm. An answer that is still to be told is taken to be a good one."""

    firm: Candidate

    def needs(self, demand: Demand) -> Iterator[Ways]:
        """Each thing that is still open about the demand, with the ways to it."""
        for condition in demand.conditions:
            if (ways := self.for_condition(condition)) != NOTHING_TO_DO:
                yield ways
        for standard in demand.standards:
            if weight(standard, self.firm.held) < standard.needed:
                yield self.for_standard(standard)

    def for_condition(self, condition: Condition) -> Ways:
        if isinstance(condition, AllOf):
            return _together(self.for_condition(part) for part in condition.conditions)
        if isinstance(condition, AnyOf):
            return smallest(way for part in condition.conditions for way in self.for_condition(part))
        return self._for_leaf(condition)

    def _for_leaf(self, leaf: Leaf) -> Ways:
        working = self.firm.working(leaf)
        if working.holds:
            return NOTHING_TO_DO
        return (frozenset({self._step(leaf.fact, working.holds, working.settled_on)}),)

    def _step(self, fact: str, holds: bool | None, settled_on: date | None) -> Step:
        if holds is None:
            return Step(StepKind.ANSWER, fact)
        if settled_on:
            return Step(StepKind.WAIT, fact, settled_on)
        return Step(StepKind.REMEDY if self.firm.bank.facts[fact].remedy else StepKind.BLOCKED, fact)

    def for_standard(self, standard: Standard) -> Ways:
        """The sets of options that weigh enough with what is held, and of which none is superfluous."""
        missing = standard.needed - weight(standard, self.firm.held)
        options = [option for option in standard.options if option.evidence not in self.firm.held]
        return tuple(
            frozenset(Step(StepKind.EVIDENCE, option.evidence) for option in covering)
            for covering in _covering(sorted(options, key=lambda one: -one.weight), missing)
        )


def _covering(options: list[Option], missing: int) -> Iterator[tuple[Option, ...]]:
    """Heaviest first, so that the last one taken is always needed."""
    for place, option in enumerate(options):
        if option.weight >= missing:
            yield (option,)
        else:
            for others in _covering(options[place + 1 :], missing - option.weight):
                yield (option, *others)


def _together(parts: Iterable[Ways]) -> Ways:
    ways = NOTHING_TO_DO
    for part in parts:
        ways = smallest(one | other for one in ways for other in part)
    return ways
