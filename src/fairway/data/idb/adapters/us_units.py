"""Units as the United States tariff prints them, turned into the house's codes.

`us_units.csv` holds every text seen in the files of USITC. Weights of a part of the goods that the
house has no unit for (`Au g`, `kg cmsc`) are the weight of “the component that the tariff counts”.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fairway.data.idb.adapters.reading import read_csv_rows
from fairway.kernel.text import Text, UserError


def units_of(text: str) -> tuple[str, ...]:
    """The unit codes of one printed unit; empty for none. Raises UserError for one not in the lookup."""
    printed = text.strip()
    if not printed:
        return ()
    try:
        return unit_lookup()[printed]
    except KeyError:
        raise UserError(Text("This unit is not in the lookup us_units.csv.")) from None


@cache
def unit_lookup() -> dict[str, tuple[str, ...]]:
    sheet = read_csv_rows(Path(__file__).with_name("us_units.csv"), expected_columns=("text", "units"))
    return {text: tuple(units.split()) for text, units in sheet.rows}
