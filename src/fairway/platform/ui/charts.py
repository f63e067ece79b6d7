"""Bar charts drawn by the server: pure functions from amounts to the geometry of an SVG.

Positions along the bars are percentages, so one drawing fits a phone and a wide screen while its
text keeps its size. Colours are classes of the stylesheet: the drawing follows the theme and needs
no inline style.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ROW_HEIGHT = 56
BAR_OFFSET = 24  # from the top of a row: the label stands above its bar
BAR_HEIGHT = 16
SERIES = 4  # how many segment colours the stylesheet has


@dataclass(frozen=True, slots=True)
class Part:
    """One amount of a bar. `amount` has the unit of the whole chart; `words` says it to the reader."""

    series: str
    amount: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its parts in the order of the chart's series. No parts: `total` says why there is no bar."""

    label: str
    parts: tuple[Part, ...]
    total: str
    is_best: bool = False


@dataclass(frozen=True, slots=True)
class DrawnPart:
    colour: int  # 1 to SERIES
    start: Decimal  # percent of the drawing's width
    width: Decimal
    title: str


@dataclass(frozen=True, slots=True)
class DrawnBar:
    label: str
    total: str
    is_best: bool
    text_y: int
    bar_y: int
    parts: tuple[DrawnPart, ...]


@dataclass(frozen=True, slots=True)
class LegendEntry:
    colour: int
    label: str


@dataclass(frozen=True, slots=True)
class BarChart:
    title: str
    description: str
    height: int
    bar_height: int
    bars: tuple[DrawnBar, ...]
    legend: tuple[LegendEntry, ...]


def bar_chart(title: str, description: str, series: Sequence[str], bars: Sequence[Bar]) -> BarChart:
    """Horizontal stacked bars in the given order, all on the scale of the longest.

    `series` are the labels of the segments, in stacking order. Raises ValueError for a negative
    amount, a part of an unknown series, or more series than there are colours.
    """
    if len(series) > SERIES:
        raise ValueError(f"A bar chart has at most {SERIES} series, not {len(series)}.")
    colours = {label: index for index, label in enumerate(series, start=1)}
    for bar in bars:
        _require_drawable(bar, colours)
    longest = max((_length(bar) for bar in bars), default=Decimal(0))
    return BarChart(
        title=title,
        description=description,
        height=ROW_HEIGHT * len(bars),
        bar_height=BAR_HEIGHT,
        bars=tuple(_drawn(bar, row, longest, colours) for row, bar in enumerate(bars)),
        legend=tuple(LegendEntry(colour, label) for label, colour in colours.items()),
    )


def _require_drawable(bar: Bar, colours: dict[str, int]) -> None:
    for part in bar.parts:
        if part.series not in colours:
            raise ValueError(f"The bar “{bar.label}” has a part of the unknown series “{part.series}”.")
        if part.amount < 0:
            raise ValueError(f"The bar “{bar.label}” has a negative part: {part.amount}.")


def _drawn(bar: Bar, row: int, longest: Decimal, colours: dict[str, int]) -> DrawnBar:
    drawn, start = [], Decimal(0)
    for part in bar.parts:
        width = part.amount / longest * 100 if longest else Decimal(0)
        if width:
            title = f"{bar.label}: {part.series}, {part.words}"
            drawn.append(DrawnPart(colours[part.series], _hundredths(start), _hundredths(width), title))
        start += width
    top = row * ROW_HEIGHT
    return DrawnBar(bar.label, bar.total, bar.is_best, top + BAR_OFFSET - 8, top + BAR_OFFSET, tuple(drawn))


def _length(bar: Bar) -> Decimal:
    return sum((part.amount for part in bar.parts), Decimal(0))


def _hundredths(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
