from __future__ import annotations

from decimal import Decimal

import pytest

from fairway.platform.ui.charts import Bar, BarChart, Part, bar_chart


def bar(label: str, *amounts: str) -> Bar:
    series = ("duty", "fees")
    return Bar(label, tuple(Part(s, Decimal(a), a) for s, a in zip(series, amounts, strict=False)), "total")


def draw(*bars: Bar) -> BarChart:
    return bar_chart("Title", "Description", ("duty", "fees"), bars)


def test_the_longest_bar_fills_the_width_and_the_others_are_in_proportion() -> None:
    drawing = draw(bar("A", "30", "10"), bar("B", "10"))
    widths = [[part.width for part in drawn.parts] for drawn in drawing.bars]
    assert widths == [[Decimal("75.00"), Decimal("25.00")], [Decimal("25.00")]]


def test_segments_are_stacked_in_the_colours_of_their_series() -> None:
    (drawn,) = draw(bar("A", "30", "10")).bars
    assert [(part.colour, part.start) for part in drawn.parts] == [
        (1, Decimal("0.00")),
        (2, Decimal("75.00")),
    ]


def test_a_segment_says_what_it_is() -> None:
    (drawn,) = draw(bar("Ghana", "30")).bars
    assert drawn.parts[0].title == "Ghana: duty, 30"


def test_nothing_to_pay_draws_no_segment_and_divides_by_nothing() -> None:
    drawing = draw(bar("A", "0", "0"), Bar("B", (), "needs the weight"))
    assert [drawn.parts for drawn in drawing.bars] == [(), ()]
    assert drawing.bars[1].total == "needs the weight"


def test_a_chart_without_bars_has_no_height() -> None:
    assert draw().height == 0


def test_bars_do_not_overlap() -> None:
    drawing = draw(bar("A", "1"), bar("B", "1"))
    first, second = drawing.bars
    assert first.bar_y + drawing.bar_height < second.text_y < second.bar_y < drawing.height


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="“A” has a negative part"):
        draw(bar("A", "-1"))


def test_an_unknown_series_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown series “tax”"):
        draw(Bar("A", (Part("tax", Decimal(1), "1"),), ""))


def test_more_series_than_colours_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 4 series, not 5"):
        bar_chart("t", "d", list("abcde"), [])
