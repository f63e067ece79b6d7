"""The cheapest way to meet several needs at once, where one thing may serve many of them.

Each need has alternatives: sets of things of which one whole set meets it. A thing is paid for once. The
minimum is exact, by branch and bound. Sets are kept as the bits of a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

T = TypeVar("T")
Need: TypeAlias = "list[int]"  # its alternatives, each as bits


def cheapest(needs: Iterable[Iterable[frozenset[T]]], price: Mapping[T, int]) -> frozenset[T]:
    """The things of least price that hold a whole alternative of every need. Prices are not negative.

    Of several that cost the same it is always the same one, by the order of the prices.
    """
    needs, forced = _without_choice(needs)
    if not needs:
        return forced
    open_things = frozenset().union(*(one for need in needs for one in need))
    things = tuple(thing for thing in price if thing in open_things)
    bit = {thing: 1 << place for place, thing in enumerate(things)}
    as_bits = [[sum(bit[thing] for thing in one) for one in need] for need in needs]
    best = _Search([price[thing] for thing in things]).least(as_bits, None)
    if best is None:
        raise ValueError("There is a need without any alternative.")
    return forced | {things[place] for place in _places(best)}


def _without_choice(needs: Iterable[Iterable[frozenset[T]]]) -> tuple[list[list[frozenset[T]]], frozenset[T]]:
    """The needs that leave a choice, after what has to be taken in any case."""
    listed = [list(need) for need in needs]
    forced = frozenset().union(*(need[0] for need in listed if len(need) == 1))
    left = [need for need in listed if len(need) != 1 and not any(one <= forced for one in need)]
    return [[one - forced for one in need] for need in left], forced


def smallest(alternatives: Iterable[frozenset[T]]) -> tuple[frozenset[T], ...]:
    """Those that hold no other one, the shortest first."""
    kept: list[frozenset[T]] = []
    for one in sorted(alternatives, key=len):
        if not any(other <= one for other in kept):
            kept.append(one)
    return tuple(kept)


def _places(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


@dataclass(slots=True)
class _Search:
    prices: Sequence[int]
    _known: dict[int, int] = field(default_factory=dict)

    def price(self, bits: int) -> int:
        if bits not in self._known:
            self._known[bits] = sum(self.prices[place] for place in _places(bits))
        return self._known[bits]

    def least(self, needs: list[Need], limit: int | None) -> int | None:
        """The cheapest set, or None where there is none below the limit."""
        needs, forced = self._reduced(needs)
        if not all(needs):
            return None
        chosen, spent = forced, self.price(forced)
        groups = _linked(needs)
        bounds = [0 if limit is None else self._at_least(group) for group in groups]
        for place, group in enumerate(groups):
            others = spent + sum(bounds[place + 1 :])
            if limit is not None and others + bounds[place] >= limit:
                return None
            found = self._branch(group, None if limit is None else limit - others)
            if found is None:
                return None
            chosen, spent = chosen | found, spent + self.price(found)
        return chosen if limit is None or spent < limit else None

    def _branch(self, group: list[Need], limit: int | None) -> int | None:
        """With one thing, and without it."""
        if len(group) == 1:
            return min(group[0], key=self.price)
        thing = self._pivot(group)
        best = self.least([[one & ~thing for one in need] for need in group], _less(limit, self.price(thing)))
        if best is not None:
            best |= thing
            limit = self.price(best)
        without = self.least([[one for one in need if not one & thing] for need in group], limit)
        return best if without is None else without

    def _pivot(self, group: list[Need]) -> int:
        """A thing of the dearest need's cheapest way: the one that most needs may use."""
        need = max(group, key=lambda one: min(self.price(way) for way in one))
        uses = [_any_of(other) for other in group]
        places = _places(min(need, key=self.price))
        return 1 << max(places, key=lambda place: sum(use >> place & 1 for use in uses))

    def _reduced(self, needs: list[Need]) -> tuple[list[Need], int]:
        """What is met is left out; what has one way is taken; what another way beats is dropped."""
        forced = 0
        while True:
            needs = [self._undominated(need, shared) for need, shared in _with_shared(needs)]
            taken = _any_of(need[0] for need in needs if len(need) == 1)
            forced |= taken
            if not taken:
                return [need for need in needs if need != [0]], forced
            needs = [[one & ~taken for one in need] for need in needs if len(need) != 1]

    def _undominated(self, need: Need, shared: int) -> Need:
        """Without those that ask for as much of what is shared, and cost no less in what is not."""
        if 0 in need:
            return [0]
        kept: list[tuple[int, int, int]] = []
        entries = [(self.price(one & ~shared), one & shared, one) for one in need]
        for own, common, one in sorted(entries, key=lambda entry: (entry[1].bit_count(), entry[0])):
            if not any(less & common == less and lower <= own for lower, less, _one in kept):
                kept.append((own, common, one))
        return [one for _own, _common, one in kept]

    def _at_least(self, needs: list[Need]) -> int:
        """A bound: each need takes its share of the prices, and leaves the rest to the others.

        Those that share least come first.
        """
        uses = Counter(place for need in needs for place in _places(_any_of(need)))
        left, total = dict(enumerate(self.prices)), 0
        for need in sorted(needs, key=lambda one: sum(uses[place] for place in _places(_any_of(one)))):
            total += _take_share(need, left)
        return total


def _take_share(need: Need, left: dict[int, int]) -> int:
    """What its cheapest alternative costs at what is left, with no thing taken for more than that asks."""
    places = [tuple(_places(one)) for one in need]
    lowest = min(places, key=lambda one: sum(left[place] for place in one))
    cap = max((left[place] for place in lowest), default=0)
    share = min(sum(min(left[place], cap) for place in one) for one in places)
    for place in set().union(*places):
        left[place] -= min(left[place], cap)
    return share


def _less(limit: int | None, spent: int) -> int | None:
    return None if limit is None else limit - spent


def _any_of(sets: Iterable[int]) -> int:
    found = 0
    for one in sets:
        found |= one
    return found


def _with_shared(needs: list[Need]) -> Iterator[tuple[Need, int]]:
    """Each need with the things that another one may use too."""
    used = [_any_of(need) for need in needs]
    once = twice = 0
    for bits in used:
        twice |= once & bits
        once |= bits
    for need in needs:
        yield need, twice


def _linked(needs: list[Need]) -> list[list[Need]]:
    """The needs in groups that share nothing with each other."""
    groups: list[tuple[int, list[Need]]] = []
    for need in needs:
        things, members = _any_of(need), [need]
        apart = []
        for others, group in groups:
            if things & others:
                things, members = things | others, group + members
            else:
                apart.append((others, group))
        groups = [*apart, (things, members)]
    return [members for _things, members in groups]
