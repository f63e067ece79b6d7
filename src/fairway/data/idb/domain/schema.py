"""The tables of a release: column names, types and what each column means.

Every adapter ends in these tables and nothing else. Law is kept verbatim (`rate_text`); what it
computes to is worked out above this wing, by `market.tariff`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

import pyarrow as pa


class Kind(StrEnum):
    """What a release is about. One release is current per territory and kind."""

    TARIFF = "tariff"  # tables LINES and RATES, and a market profile
    ADDITIONAL = "additional"  # table RATES: duties on top (US Section 301)
    REQUIREMENTS = "requirements"  # table REQUIREMENTS: agency and trade-remedy flags by line
    EXCHANGE = "exchange"  # table EXCHANGE: daily reference rates


class Measure(StrEnum):
    MFN = "mfn"
    COLUMN2 = "column2"  # instead of MFN for the origins the market profile lists
    PREFERENCE = "preference"
    ADDITIONAL = "additional"  # on top of every option, for the origins it lists


class Dialect(StrEnum):
    """The language a rate text is written in."""

    US = "us"  # 41¢/kg + 16.3%
    TARIC = "taric"  # 13.8 % MIN 13 GBP/DTN MAX 15 GBP/DTN
    PERCENT = "percent"  # 20%


def _required(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=False)


LINES = pa.schema(
    [
        _required("goods_code", pa.string()),  # digits only, as long as the tariff has it (6 to 10)
        _required("hs6", pa.string()),
        _required("description", pa.string()),  # "" where the source's text may not be carried
        pa.field("path", pa.string()),  # texts of the levels above within the subheading, " > " between
        _required("units", pa.list_(pa.string())),  # statistical units, codes of fairway.kernel.units
        pa.field("season", pa.string()),  # "09-01/05-31": days of the year, both included, may wrap
        pa.field("valid_from", pa.date32()),
        pa.field("valid_to", pa.date32()),  # last day; null is open
        pa.field("note", pa.string()),  # the source's footnote on the line
    ]
)

RATES = pa.schema(
    [
        _required("goods_code", pa.string()),
        _required("measure", pa.string()),  # Measure
        _required("programme", pa.string()),  # code in the market profile; "" for MFN and column 2
        _required("claim_code", pa.string()),  # what the declarant writes to claim it; "" when none
        _required("rate_text", pa.string()),  # verbatim; "" when the source gives none
        _required("dialect", pa.string()),  # Dialect
        _required("currency", pa.string()),  # of amounts in the text; "" when it has none
        pa.field("origins", pa.list_(pa.string())),  # only these; null: as the programme says
        pa.field("excluded", pa.list_(pa.string())),  # never these, for this line
        pa.field("valid_from", pa.date32()),
        pa.field("valid_to", pa.date32()),
        pa.field("note", pa.string()),  # e.g. the rule of origin category, the footnote, the chapter 99 code
    ]
)

REQUIREMENTS = pa.schema(
    [
        _required("goods_code", pa.string()),
        _required("flag", pa.string()),  # "FD1", "AD": code in content/requirements; "" none
        pa.field("valid_from", pa.date32()),
        pa.field("valid_to", pa.date32()),
    ]
)

EXCHANGE = pa.schema(
    [
        _required("date", pa.date32()),
        _required("currency", pa.string()),
        _required(
            "per_base", pa.decimal128(24, 10)
        ),  # units of `currency` for one unit of the manifest's currency
    ]
)

TABLES: dict[Kind, dict[str, pa.Schema]] = {
    Kind.TARIFF: {"lines": LINES, "rates": RATES},
    Kind.ADDITIONAL: {"rates": RATES},
    Kind.REQUIREMENTS: {"requirements": REQUIREMENTS},
    Kind.EXCHANGE: {"exchange": EXCHANGE},
}


def table_of(schema: pa.Schema, columns: Mapping[str, Sequence[object]]) -> pa.Table:
    """The table of `schema` from Python lists; a nullable column left out is null throughout.

    Raises ValueError for a column the schema lacks, a missing required one, a null in it, or lists
    of different lengths.
    """
    unknown = set(columns) - set(schema.names)
    if unknown:
        raise ValueError(f"Not columns of the table: {', '.join(sorted(unknown))}.")
    rows = len(next(iter(columns.values()), ()))
    arrays = [pa.array(columns.get(field.name, [None] * rows), field.type) for field in schema]
    for field, array in zip(schema, arrays, strict=True):
        if array.null_count and not field.nullable:
            raise ValueError(f"Column {field.name} must have a value in every row.")
    return pa.Table.from_arrays(arrays, schema=schema)
