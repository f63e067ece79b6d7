"""Whether a question can ever be asked: whether some answers make its `when` hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby, islice, product

from fairway.trust.programmes.domain.condition import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Flag,
    Leaf,
    OneOf,
    Operator,
)
from fairway.trust.programmes.domain.fact import Bank, Fact
from fairway.trust.programmes.domain.programme import Asked

MOST_WAYS = 10_000  # a `when` with more ways to hold than this is taken to have one that can


def can_hold(asked: Asked, earlier: Sequence[Asked], bank: Bank) -> bool:
    """Whether some answers to the earlier questions, each of them asked, make the `when` hold."""
    gates = {other.fact: other.when for other in earlier}
    ways = islice(_ways(_with_gates(asked.when, gates)), MOST_WAYS)
    return any(_can_be(leaves, bank) for leaves in ways)


def _with_gates(
    when: Iterable[Condition], gates: Mapping[str, tuple[Condition, ...]], opened: Iterable[str] = ()
) -> AllOf:
    """The conditions, and once each those under which the facts that they use are asked at all."""
    parts: list[Condition] = []
    waiting, known = list(when), set(opened)
    while waiting:
        match waiting.pop():
            case AllOf(conditions):
                waiting += conditions
            case AnyOf(conditions):
                parts.append(AnyOf(tuple(_with_gates((one,), gates, known) for one in conditions)))
            case leaf:
                parts.append(leaf)
                waiting += () if leaf.fact in known else gates.get(leaf.fact, ())
                known.add(leaf.fact)
    return AllOf(tuple(parts))


def _ways(condition: Condition) -> Iterator[tuple[Leaf, ...]]:
    """Every set of leaves of which all must hold for the condition to hold."""
    match condition:
        case AnyOf():
            for one in condition.conditions:
                yield from _ways(one)
        case AllOf():
            for ways in product(*(tuple(islice(_ways(one), MOST_WAYS)) for one in condition.conditions)):
                yield tuple(leaf for way in ways for leaf in way)
        case leaf:
            yield (leaf,)


def _can_be(leaves: Iterable[Leaf], bank: Bank) -> bool:
    by_fact = groupby(sorted(leaves, key=lambda leaf: leaf.fact), key=lambda leaf: leaf.fact)
    return all(_has_answer(bank.facts[fact], tuple(its)) for fact, its in by_fact)


def _has_answer(fact: Fact, leaves: Sequence[Leaf]) -> bool:
    """Whether one answer to the fact satisfies all of the leaves. Days and incidents always can."""
    flags = {leaf.expected for leaf in leaves if isinstance(leaf, Flag)}
    choices = [set(leaf.choices) for leaf in leaves if isinstance(leaf, OneOf) and not leaf.includes]
    numbers = [leaf for leaf in leaves if isinstance(leaf, Compare)]
    return len(flags) < 2 and (not choices or bool(set.intersection(*choices))) and _has_number(fact, numbers)


def _has_number(fact: Fact, comparisons: Sequence[Compare]) -> bool:
    """A bound that is a parameter may be any number, so it is left out."""
    lows = [(Decimal(0), False)]
    highs = [] if fact.most is None else [(fact.most, False)]
    for one in comparisons:
        if one.operand.value is None:
            continue
        is_low = one.operator in (Operator.AT_LEAST, Operator.ABOVE)
        is_open = one.operator in (Operator.ABOVE, Operator.BELOW)
        (lows if is_low else highs).append((one.operand.value, is_open))
    low, low_open = max(lows)
    high, high_open = min(highs, key=lambda bound: (bound[0], not bound[1]), default=(low + 1, False))
    return low < high or (low == high and not low_open and not high_open)
