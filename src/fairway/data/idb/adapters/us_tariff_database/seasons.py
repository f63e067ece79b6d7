"""Which seasons each line of the tariff database has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from fairway.data.idb.adapters.reading import read_csv_rows
from fairway.data.idb.adapters.us_seasons import is_rest_of_year, rest_of_year

_BEFORE_SEASON = re.compile(r"(.*?)(?:, *)?\b(?:if )?entered\b")


def seasons_of_lines(
    codes: Sequence[str], descriptions: Sequence[str], stated: Sequence[tuple[str, ...]]
) -> list[tuple[str, ...]]:
    """The seasons of every line; `stated` are those that the descriptions state.

    A line of the rest of the year takes what its sisters leave: lines of the same subheading whose
    description is the same up to the season.
    """
    seasons = [_corrected(code, printed) for code, printed in zip(codes, stated, strict=True)]
    taken: dict[tuple[str, str], list[str]] = {}
    for code, text, own in zip(codes, descriptions, seasons, strict=True):
        if own:
            taken.setdefault(_goods(code, text), []).extend(own)
    return [
        rest_of_year(taken.get(_goods(code, text), ())) if is_rest_of_year(text) else own
        for code, text, own in zip(codes, descriptions, seasons, strict=True)
    ]


def _goods(code: str, description: str) -> tuple[str, str]:
    found = _BEFORE_SEASON.match(description)
    return code[:6], found[1] if found else description


def _corrected(code: str, seasons: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_corrections().get((code, season), season) for season in seasons)


@cache
def _corrections() -> dict[tuple[str, str], str]:
    """Seasons that the short description gets wrong, against the schedule itself."""
    sheet = read_csv_rows(
        Path(__file__).with_name("season_corrections.csv"),
        expected_columns=("hts8", "printed", "corrected", "reason"),
    )
    return {(code, printed): corrected for code, printed, corrected, _ in sheet.rows}
