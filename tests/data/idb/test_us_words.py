"""Dates, units and special cells, as the files of the United States write them."""

from __future__ import annotations

from datetime import date

import pytest

from fairway.data.idb.adapters.us_dates import us_date
from fairway.data.idb.adapters.us_rates import SpecialRate, read_special
from fairway.data.idb.adapters.us_units import unit_lookup, units_of
from fairway.kernel.text import UserError
from fairway.kernel.units import UNITS


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("7/1/20", date(2020, 7, 1)),
        ("1/1/89", date(1989, 1, 1)),
        ("12/31/50", date(2050, 12, 31)),
        ("12/31/2030", date(2030, 12, 31)),
    ],
)
def test_a_date_is_read_month_first(text: str, day: date) -> None:
    assert us_date(text) == day


@pytest.mark.parametrize("text", ["", "2020-07-01", "31/12/20", "2/30/20", "7/1/020", "7/1"])
def test_a_bad_date_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="month/day/year"):
        us_date(text)


def test_every_unit_of_the_lookup_is_one_of_the_house() -> None:
    assert {code for units in unit_lookup().values() for code in units} <= set(UNITS)


@pytest.mark.parametrize(
    ("text", "units"),
    [("KG", ("KGM",)), ("No. and kg", ("NAR", "KGM")), ("cy kg", ("KGM-CY",)), ("NA", ()), ("\n", ())],
)
def test_printed_units_become_codes(text: str, units: tuple[str, ...]) -> None:
    assert units_of(text) == units


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(UserError, match="lookup"):
        units_of("stone")


def test_a_star_names_the_same_programme_and_stays_in_the_claim() -> None:
    cell = read_special("Free (A*, E*) 2% (A+,S+)")
    assert cell.rates == (
        SpecialRate("A", "A*", "Free"),
        SpecialRate("E", "E*", "Free"),
        SpecialRate("A+", "A+", "2%"),
        SpecialRate("S+", "S+", "2%"),
    )
    assert cell.excludes_some


def test_ended_programmes_and_rates_for_no_programme_are_set_apart() -> None:
    cell = read_special("Free (CA,J*,MX,CL) No change")
    assert [rate.programme for rate in cell.rates] == ["CL"]
    assert cell.ended == ("CA", "J*", "MX")
    assert cell.unclaimed == ("No change",)
