"""The class that the figures of one year give, taken alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fairway.kernel.finding import Need, Step
from fairway.kernel.text import Text
from fairway.platform.firms.domain.definition import (
    MEASURE_NAMES,
    SIZE_NAMES,
    ClassLimits,
    Edition,
    Limit,
    Measure,
    SizeClass,
    SizeDefinition,
)
from fairway.platform.firms.domain.figures import SizeFacts
from fairway.platform.firms.domain.totals import Count, Total

_VERDICTS = {True: Text("kept"), False: Text("exceeded"), None: Text("not known yet")}


@dataclass(frozen=True, slots=True)
class YearClass:
    """`size_class` is None while something in `needs` could change it."""

    year: int
    size_class: SizeClass | None
    steps: tuple[Step, ...]
    needs: tuple[Need, ...] = ()


def class_of_year(year: int, facts: SizeFacts, definition: SizeDefinition, edition: Edition) -> YearClass:
    """The smallest class whose limits are kept; large when none is. It asks for no more than it needs."""
    count = Count(year, facts, definition)
    totals = {measure: count.total(measure) for measure in edition.measures}
    steps = [step for one in totals.values() for step in one.steps]
    for limits in edition.classes:
        kept, needs = _in_class(limits, totals)
        steps += _limit_steps(limits, totals, definition)
        if kept is None:
            return YearClass(year, None, tuple(steps), needs)
        if kept:
            return _below_public_share(YearClass(year, limits.size_class, tuple(steps)), facts, definition)
    return YearClass(year, SizeClass.LARGE, tuple(steps))


def _in_class(limits: ClassLimits, totals: Mapping[Measure, Total]) -> tuple[bool | None, tuple[Need, ...]]:
    """Whether every group of limits is kept, and what to ask where that is open."""
    verdicts = [_group(group, totals) for group in limits.groups]
    if any(kept is False for kept, _needs in verdicts):
        return False, ()
    needs = next((needs for kept, needs in verdicts if kept is None), ())
    return (None, needs) if needs else (True, ())


def _group(group: Sequence[Limit], totals: Mapping[Measure, Total]) -> tuple[bool | None, tuple[Need, ...]]:
    """One kept limit is enough."""
    verdicts = [(totals[limit.measure].keeps(limit), totals[limit.measure].needs) for limit in group]
    if any(kept for kept, _needs in verdicts):
        return True, ()
    needs = next((needs for kept, needs in verdicts if kept is None), ())
    return (None, needs) if needs else (False, ())


def _below_public_share(found: YearClass, facts: SizeFacts, definition: SizeDefinition) -> YearClass:
    """A firm of which public bodies hold so much is large, whatever its figures."""
    if definition.public_share_from is None:
        return found
    if facts.public_share is None:
        question = Text(
            "What share of the firm did public bodies hold in {year}, in percent?", {"year": found.year}
        )
        need = Need(f"figures.{found.year}.public_share", question)
        return YearClass(found.year, None, found.steps, (need,))
    if facts.public_share < definition.public_share_from:
        return found
    step = Step(
        Text(
            "Public bodies hold {share} % of the firm; from {limit} % it is no small firm.",
            {"share": facts.public_share, "limit": definition.public_share_from},
        )
    )
    return YearClass(found.year, SizeClass.LARGE, (*found.steps, step))


def _limit_steps(
    limits: ClassLimits, totals: Mapping[Measure, Total], definition: SizeDefinition
) -> Iterator[Step]:
    """The limits that decide, with what came of each: of a class that is not kept, those that are exceeded;
    of a choice of limits, the one that is kept."""
    is_out = _in_class(limits, totals)[0] is False
    for group in limits.groups:
        if is_out and _group(group, totals)[0] is not False:
            continue
        verdicts = [(limit, totals[limit.measure].keeps(limit)) for limit in group]
        shown = [verdict for verdict in verdicts if verdict[1]][:1] or verdicts
        for limit, kept in shown:
            text = _limit_text(limits.size_class, limit, definition, is_choice=len(group) > 1)
            yield Step(text, _VERDICTS[kept])


def _limit_text(size: SizeClass, limit: Limit, definition: SizeDefinition, *, is_choice: bool) -> Text:
    values = {
        "size": SIZE_NAMES[size],
        "measure": MEASURE_NAMES[limit.measure],
        "limit": definition.shown(limit.measure, Decimal(limit.amount)),
    }
    match is_choice, limit.inclusive:
        case True, True:
            return Text("{size}, one of these is enough: {measure} up to {limit}", values)
        case True, False:
            return Text("{size}, one of these is enough: {measure} below {limit}", values)
        case False, True:
            return Text("{size}: {measure} up to {limit}", values)
    return Text("{size}: {measure} below {limit}", values)
