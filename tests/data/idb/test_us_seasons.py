from __future__ import annotations

import pytest

from fairway.data.idb.adapters.us_seasons import is_rest_of_year, rest_of_year, seasons_in
from fairway.kernel.text import UserError


@pytest.mark.parametrize(
    ("description", "seasons"),
    [
        ("fresh, if entered during the period September 1 through May 31, inclusive", ("09-01/05-31",)),
        ("If entered in the period from June 1 to October 31, inclusive, in any year", ("06-01/10-31",)),
        ("if entered from December 1, in any year, to the following March 31", ("12-01/03-31",)),
        ("entered from September 1 in any year to June 30 of the following year", ("09-01/06-30",)),
        ("entered during Mar.1 to July 14, or the period Sept.1 to Nov.14", ("03-01/07-14", "09-01/11-14")),
        ("if entered Jan. 1 through June 30, or Oct. 1 through Dec. 31", ("10-01/06-30",)),
        ("if entered Oct. 16 through June 4, inclusive", ("10-16/06-04",)),
        ("Lima beans, frozen, entered June 1 - October 31", ("06-01/10-31",)),
        ("if entered during the month of October", ("10-01/10-31",)),
        ("entered December 1 in any year to the last day of the following February", ("12-01/02-29",)),
        ("entered Nov. 15 thru the last day of Feb. of the following year", ("11-15/02-29",)),
        ("if entered Nov. 15 through the following February, incl.", ("11-15/02-29",)),
        ("if entered September 1 through April 30, or withdrawn at any time", ("09-01/04-30",)),
    ],
)
def test_a_season_is_read_from_its_words(description: str, seasons: tuple[str, ...]) -> None:
    assert seasons_in(description) == seasons


@pytest.mark.parametrize(
    "description",
    [
        "Mangoes, dried",
        "Mangoes picked June 1 to July 1",  # no entry into the country
        "Articles entered on or after June 4, 2020, and through December 31, 2020",  # one period, no season
        "raspberries, if entered July 1 - August 31; blackberries, entered any time",
        "If entered at any other time",
    ],
)
def test_other_words_state_no_season(description: str) -> None:
    assert seasons_in(description) == ()


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UserError, match="06-31"):
        seasons_in("if entered June 1 to June 31")


@pytest.mark.parametrize(
    "description",
    [
        "If entered at any other time",
        "If entered for consumption outside the above stated period, or if withdrawn at any time",
        "shelled, if entered for consumption other than above period, or withdrawn for consumption",
    ],
)
def test_the_rest_of_the_year_is_recognised(description: str) -> None:
    assert is_rest_of_year(description)


@pytest.mark.parametrize(
    ("taken", "rest"),
    [
        (["09-01/05-31"], ("06-01/08-31",)),
        (["07-01/09-30"], ("10-01/06-30",)),  # one season that wraps, not two
        (["08-01/09-15", "11-01/02-29"], ("03-01/07-31", "09-16/10-31")),
        (["12-01/02-29"], ("03-01/11-30",)),  # 29 February belongs to the winter
        (["01-01/12-31"], ()),
        ([], ()),
    ],
)
def test_what_seasons_leave_of_the_year(taken: list[str], rest: tuple[str, ...]) -> None:
    assert rest_of_year(taken) == rest
