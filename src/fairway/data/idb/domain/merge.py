"""A source that holds some goods codes only: its rows replace those of the current release."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from fairway.data.idb.domain.parsed import Parsed
from fairway.data.idb.domain.profile import MarketProfile, Programme


def merge(current: Parsed, loaded: Parsed) -> Parsed:
    """`loaded`, with the rows of `current` for every goods code that `loaded` does not speak of.

    Facts and citation are those of `loaded`; programmes that only `current` knows are kept, as its
    rows name them.
    """
    codes = pa.array(
        {code for table in loaded.tables.values() for code in pc.unique(table["goods_code"]).to_pylist()},
        pa.string(),
    )
    tables = {
        name: pa.concat_tables([_without(current.tables[name], codes), table])
        for name, table in loaded.tables.items()
    }
    return replace(loaded, tables=tables, profile=_profile(current.profile, loaded.profile))


def _without(table: pa.Table, codes: pa.Array) -> pa.Table:
    return table.filter(pc.invert(pc.is_in(table["goods_code"], codes)))


def _profile(current: MarketProfile | None, loaded: MarketProfile | None) -> MarketProfile | None:
    if current is None or loaded is None:
        return loaded
    programmes: dict[str, Programme] = {programme.code: programme for programme in current.programmes}
    programmes |= {programme.code: programme for programme in loaded.programmes}
    return replace(loaded, programmes=tuple(programmes.values()))
