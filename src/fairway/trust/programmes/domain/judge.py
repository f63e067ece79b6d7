"""Whether conditions hold for a firm: true, false, or not known yet (Kleene's three values)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import TypeAlias, cast

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
from fairway.trust.programmes.domain.dossier import Dossier, Incident, Value
from fairway.trust.programmes.domain.law import Law

_OPERATORS = {Operator.AT_LEAST: ge, Operator.AT_MOST: le, Operator.ABOVE: gt, Operator.BELOW: lt}
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Working:
    """One question of a condition: what was told, the limit of the law, and whether it holds.

    `settled_on`: the first day on which it holds by the passing of time alone, where there is one.
    """

    leaf: Leaf
    told: Value | None
    limit: Decimal | None
    holds: bool | None
    settled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """`holds` None: not known yet. The workings are those that it rests on.

    `depends_on_size`: the size of the firm is not known, and it would decide.
    """

    holds: bool | None
    workings: tuple[Working, ...]
    depends_on_size: bool = False


LeafJudge: TypeAlias = Callable[[Leaf], Working]


def judge(condition: Condition, dossier: Dossier, law: Law, size: SizeClass | None) -> Verdict:
    """By the law of its day. Of an unknown size: what every size agrees on."""
    if size is None:
        return _agreed([judge(condition, dossier, law, one) for one in SizeClass])
    return judged(condition, lambda leaf: judge_leaf(leaf, dossier, law, size))


def judge_all(conditions: Iterable[Condition], dossier: Dossier, law: Law, size: SizeClass | None) -> Verdict:
    """Whether every one of them holds. Of none: it does."""
    return all_of([judge(one, dossier, law, size) for one in conditions])


def judged(condition: Condition, of_leaf: LeafJudge) -> Verdict:
    """The verdict on the whole, by what is judged of each question."""
    if isinstance(condition, AllOf):
        return all_of([judged(part, of_leaf) for part in condition.conditions])
    if isinstance(condition, AnyOf):
        return _any_of([judged(part, of_leaf) for part in condition.conditions])
    working = of_leaf(condition)
    return Verdict(working.holds, (working,))


def all_of(verdicts: Sequence[Verdict]) -> Verdict:
    return Verdict(
        conjunction([verdict.holds for verdict in verdicts]),
        tuple(working for verdict in verdicts for working in verdict.workings),
        any(verdict.depends_on_size for verdict in verdicts),
    )


def conjunction(values: Sequence[bool | None]) -> bool | None:
    """Kleene's and: one false decides, else one unknown leaves it open."""
    if False in values:
        return False
    return None if None in values else True


def _any_of(verdicts: list[Verdict]) -> Verdict:
    """One that holds decides, and the others are not needed."""
    found = next((verdict for verdict in verdicts if verdict.holds), None)
    if found:
        return found
    workings = tuple(working for verdict in verdicts for working in verdict.workings)
    return Verdict(None if any(verdict.holds is None for verdict in verdicts) else False, workings)


def _agreed(verdicts: list[Verdict]) -> Verdict:
    if len({verdict.holds for verdict in verdicts}) == 1:
        return verdicts[-1]
    return Verdict(None, verdicts[-1].workings, depends_on_size=True)


def judge_leaf(leaf: Leaf, dossier: Dossier, law: Law, size: SizeClass) -> Working:
    """One question, for a firm of the size."""
    told = dossier.answers.get(leaf.fact)
    limit = _limit(leaf, law, size)
    if told is None:
        return Working(leaf, None, limit, None)
    if _holds(leaf, told, limit, law.on):
        return Working(leaf, told, limit, True)
    return Working(leaf, told, limit, False, _settled_on(leaf, told, limit, law.on))


def _limit(leaf: Leaf, law: Law, size: SizeClass) -> Decimal | None:
    match leaf:
        case Compare() | Age():
            return law.value(leaf.operand, size)
        case CleanRecord():
            return law.value(leaf.years, size)
    return None


def _holds(leaf: Leaf, told: Value, limit: Decimal | None, on: date) -> bool:
    match leaf:
        case Flag():
            return told is leaf.expected
        case Compare():
            return bool(_OPERATORS[leaf.operator](cast(Decimal, told), cast(Decimal, limit)))
        case OneOf():
            given = {told} if isinstance(told, str) else set(cast("tuple[str, ...]", told))
            return given >= set(leaf.choices) if leaf.includes else not given.isdisjoint(leaf.choices)
        case Age():
            day = cast(date, told)
            end = months_later(day, _months(leaf, limit))
            return day <= on <= end if leaf.is_within else end <= on
    return not counted(leaf, cast("tuple[Incident, ...]", told), limit, on)


def _settled_on(leaf: Leaf, told: Value, limit: Decimal | None, on: date) -> date | None:
    if isinstance(leaf, CleanRecord):
        return max(end for _incident, end in counted(leaf, cast("tuple[Incident, ...]", told), limit, on))
    if isinstance(leaf, Age) and not leaf.is_within:
        return months_later(cast(date, told), _months(leaf, limit))
    return None


def _months(leaf: Age, limit: Decimal | None) -> int:
    return int((limit or 0) * (12 if leaf.span is Span.YEARS else 1))


def counted(
    leaf: CleanRecord, incidents: tuple[Incident, ...], years: Decimal | None, on: date
) -> tuple[tuple[Incident, date], ...]:
    """The incidents that count on the day, each with the first day on which it no longer does.

    The day of the incident does not count and the last day of the years does (Regulation (EEC, Euratom)
    1182/71, Article 3): an incident of 5 May 2023 is within three years until 5 May 2026.
    """
    found = []
    for incident in incidents:
        since = _counts_since(leaf, incident, on)
        if since is not None and on <= (last := months_later(since, int((years or 0) * 12))):
            found.append((incident, last + _ONE_DAY if last < date.max else last))
    return tuple(found)


def _counts_since(leaf: CleanRecord, incident: Incident, on: date) -> date | None:
    """The day from which its years count; None for one that does not count, as far as known on the day."""
    decided_on = incident.decided_on
    if decided_on is not None and decided_on > on:
        decided_on = None
    if incident.happened_on > on or (leaf.serious_only and not incident.is_serious):
        return None
    if leaf.counted_from is CountedFrom.DECIDED:
        return decided_on
    return None if leaf.decided_only and decided_on is None else incident.happened_on
