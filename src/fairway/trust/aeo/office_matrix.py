"""The risk matrix as a table of choices: a row for each likelihood, a column for each impact."""

from __future__ import annotations

from dataclasses import dataclass

from fairway.kernel.text import Text
from fairway.trust.aeo.domain.risk import IMPACTS, LEVEL_NAMES, LIKELIHOODS, Level, level_of


@dataclass(frozen=True, slots=True)
class MatrixCell:
    value: str  # likelihood and impact, as in “3-4”
    level: Level
    words: Text
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class MatrixRow:
    likelihood: Text
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    impacts: tuple[Text, ...]
    rows: tuple[MatrixRow, ...]  # the most likely first, as on paper
    is_empty: bool  # nothing is chosen


def risk_matrix(chosen: str | None) -> Matrix:
    rows = tuple(_row(likelihood, chosen) for likelihood in sorted(LIKELIHOODS, reverse=True))
    is_empty = not any(cell.is_chosen for row in rows for cell in row.cells)
    return Matrix(tuple(IMPACTS.values()), rows, is_empty)


def risk_words(likelihood: int | None, impact: int | None) -> Text | None:
    """None: nobody has weighed it."""
    if likelihood is None or impact is None:
        return None
    return LEVEL_NAMES[level_of(likelihood, impact)]


def _row(likelihood: int, chosen: str | None) -> MatrixRow:
    return MatrixRow(LIKELIHOODS[likelihood], tuple(_cell(likelihood, impact, chosen) for impact in IMPACTS))


def _cell(likelihood: int, impact: int, chosen: str | None) -> MatrixCell:
    value, level = f"{likelihood}-{impact}", level_of(likelihood, impact)
    return MatrixCell(value, level, LEVEL_NAMES[level], value == chosen)
