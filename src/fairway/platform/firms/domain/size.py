"""The size class of a firm under a definition: computed with its steps, or what is missing for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fairway.kernel.finding import Need, Reason, Status, Step
from fairway.kernel.text import Text
from fairway.platform.firms.domain.definition import (
    ASCENDING,
    SIZE_NAMES,
    Edition,
    SizeClass,
    SizeDefinition,
)
from fairway.platform.firms.domain.figures import SizeFacts
from fairway.platform.firms.domain.totals import figure_need
from fairway.platform.firms.domain.year import YearClass, class_of_year


@dataclass(frozen=True, slots=True)
class SizeFinding:
    """`year` is that of the latest figures. `would_help` would make a computed class more certain."""

    definition: SizeDefinition
    status: Status
    steps: tuple[Step, ...] = ()
    size_class: SizeClass | None = None
    year: int | None = None
    edition: Edition | None = None
    needs: tuple[Need, ...] = ()
    reason: Reason | None = None
    would_help: tuple[Need, ...] = ()


def size_class(
    facts_by_year: Mapping[int, SizeFacts],
    definition: SizeDefinition,
    on: date,
    *,
    trading_since: int | None = None,
) -> SizeFinding:
    """The class on a day, by the edition of the definition that held then.

    The years are those in which the accounts close; later ones than `on` are passed over.
    """
    edition = definition.edition(on)
    if edition is None:
        return SizeFinding(definition, Status.UNCOMPUTABLE, reason=_no_edition(definition, on))
    years = sorted(year for year in facts_by_year if year <= on.year)
    if not years:
        need = figure_need(on.year - 1, edition.measures[0])
        return SizeFinding(definition, Status.NEEDS, edition=edition, needs=(need,))
    latest = years[-1]
    by_year = {year: class_of_year(year, facts_by_year[year], definition, edition) for year in years}
    if by_year[latest].size_class is None:
        needs, steps = by_year[latest].needs, by_year[latest].steps
        return SizeFinding(definition, Status.NEEDS, steps, year=latest, edition=edition, needs=needs)
    run = _run_of_years(by_year)
    held, history = _held_class(run, definition.years_in_a_row)
    return SizeFinding(
        definition,
        Status.COMPUTED,
        (*by_year[latest].steps, *history),
        size_class=held,
        year=latest,
        edition=edition,
        would_help=_would_help(run, definition, edition, on, trading_since),
    )


def _no_edition(definition: SizeDefinition, on: date) -> Reason:
    message = Text("“{name}” has no limits for {day}.", {"name": definition.name, "day": on})
    return Reason("no_edition", message)


def _run_of_years(by_year: Mapping[int, YearClass]) -> list[YearClass]:
    """The latest years one after the other whose class is known, the earliest first."""
    run: list[YearClass] = []
    year = max(by_year)
    while (found := by_year.get(year)) and found.size_class is not None:
        run.append(found)
        year -= 1
    return run[::-1]


def _held_class(run: Sequence[YearClass], years_in_a_row: int) -> tuple[SizeClass, list[Step]]:
    """The class that a firm holds when it changes only after so many years that agree."""
    ranks = [ASCENDING.index(one.size_class) for one in run if one.size_class is not None]
    held = ranks[0]
    for last in range(1, len(ranks) + 1):
        window = ranks[max(0, last - years_in_a_row) : last]
        if len(window) == years_in_a_row and min(window) > held:
            held = min(window)
        elif len(window) == years_in_a_row and max(window) < held:
            held = max(window)
    return ASCENDING[held], _history_steps(run, ASCENDING[held], years_in_a_row)


def _history_steps(run: Sequence[YearClass], held: SizeClass, years_in_a_row: int) -> list[Step]:
    if years_in_a_row == 1:
        return []
    steps = [
        Step(Text("By the figures of {year} alone", {"year": one.year}), SIZE_NAMES[one.size_class])
        for one in run
        if one.size_class
    ]
    rule = Text(
        "A firm changes class only when its figures are beyond the limits {count} years in a row.",
        {"count": years_in_a_row},
    )
    return [*steps, Step(rule, SIZE_NAMES[held])] if len(run) > 1 else steps


def _would_help(
    run: Sequence[YearClass],
    definition: SizeDefinition,
    edition: Edition,
    on: date,
    trading_since: int | None,
) -> tuple[Need, ...]:
    """The year after the known ones when they are old, and the year before when it could matter."""
    latest, before = run[-1].year, run[0].year - 1
    wanted = [on.year - 1] if latest < on.year - 1 else []
    existed = trading_since is None or trading_since <= before
    if len(run) < definition.years_in_a_row and existed:
        wanted.append(before)
    return tuple(figure_need(year, edition.measures[0]) for year in wanted)
