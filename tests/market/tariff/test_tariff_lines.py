"""Which line of a tariff a goods code means on a day."""

from datetime import date

import pytest

from fairway.kernel.hs import HsCode
from fairway.kernel.period import Period
from fairway.market.tariff.batch.segments import MEANS_MANY, MEANS_NONE, MEANS_ONE_LINE, segments_of
from fairway.market.tariff.domain.lines import (
    Ambiguous,
    Line,
    NoLine,
    Resolved,
    day_in_season,
    resolve_line,
)

WINTER = Line("08045040", "fresh, September to May", season="09-01/05-31")
SUMMER = Line("08045060", "fresh, at any other time", season="06-01/08-31")
DRIED = Line("08045080", "dried")
MANGOES = (WINTER, SUMMER, DRIED)
RATED = {"08045040", "08045060", "08045080"}
JULY, JANUARY = date(2025, 7, 1), date(2025, 1, 15)


@pytest.mark.parametrize(
    ("day", "season", "inside"),
    [
        ("2025-05-10", "05-10/08-20", True),
        ("2025-08-20", "05-10/08-20", True),
        ("2025-08-21", "05-10/08-20", False),
        ("2025-11-01", "11-01/02-15", True),
        ("2026-02-15", "11-01/02-15", True),
        ("2026-02-16", "11-01/02-15", False),
        ("2024-02-29", "11-01/02-28", False),
    ],
)
def test_a_season_includes_both_its_days_and_may_wrap_the_year(day, season, inside):
    assert day_in_season(date.fromisoformat(day), season) is inside


def test_a_full_code_means_its_line():
    assert resolve_line(HsCode("08045080"), MANGOES, RATED, JULY) == Resolved("08045080", (DRIED,))


def test_a_longer_code_means_the_line_it_lies_under():
    assert resolve_line(HsCode("0804508010"), MANGOES, RATED, JULY) == Resolved("08045080", (DRIED,))


def test_a_short_code_with_different_lines_is_ambiguous_and_follows_the_season():
    assert resolve_line(HsCode("080450"), MANGOES, RATED, JULY) == Ambiguous((SUMMER, DRIED))
    assert resolve_line(HsCode("080450"), MANGOES, RATED, JANUARY) == Ambiguous((WINTER, DRIED))


def test_lines_that_bear_the_same_rate_are_one_answer():
    organic, other = Line("0804508010", "organic"), Line("0804508090", "other")
    found = resolve_line(HsCode("080450"), (organic, other), {"08045080"}, JULY)
    assert found == Resolved("08045080", (organic, other))


def test_a_line_out_of_season_is_not_replaced_by_the_one_of_that_day():
    assert resolve_line(HsCode("08045040"), MANGOES, RATED, JULY) == NoLine((WINTER,), (SUMMER,))


def test_an_expired_line_is_named():
    old = Line("99030101", "old", period=Period(date(2025, 3, 4), date(2025, 3, 6)))
    assert resolve_line(HsCode("99030101"), (old,), {"99030101"}, JULY) == NoLine((old,))
    assert isinstance(resolve_line(HsCode("99030101"), (old,), {"99030101"}, date(2025, 3, 5)), Resolved)


def test_digits_of_another_tariff_fall_back_to_the_subheading():
    ecowas = (Line("0804501000", "mangoes"), Line("0804509000", "other"))
    rated = {"0804501000", "0804509000"}
    assert resolve_line(HsCode("08045080"), ecowas, rated, JULY) == Ambiguous(ecowas, by_subheading=True)


def test_a_code_without_a_subheading_in_the_tariff_has_no_line():
    assert resolve_line(HsCode("99999999"), (), set(), JULY) == NoLine()


def test_segments_turn_with_the_season_and_cover_every_day_once():
    first, last = date(2025, 1, 1), date(2025, 12, 31)
    found = list(segments_of("08045040", MANGOES, RATED, first=first, last=last))
    assert [(s.start, s.end, s.outcome) for s in found] == [
        (date(2025, 1, 1), date(2025, 5, 31), MEANS_ONE_LINE),
        (date(2025, 6, 1), date(2025, 8, 31), MEANS_NONE),
        (date(2025, 9, 1), date(2025, 12, 31), MEANS_ONE_LINE),
    ]


def test_segments_agree_with_the_single_resolution_on_every_day():
    first, last = date(2024, 1, 1), date(2025, 12, 31)
    for segment in segments_of("080450", MANGOES, RATED, first=first, last=last):
        for day in (segment.start, segment.end):
            found = resolve_line(HsCode("080450"), MANGOES, RATED, day)
            assert (segment.outcome == MEANS_MANY) == isinstance(found, Ambiguous)
