"""Statements that read the file, gather its distinct words and name its faults."""

from __future__ import annotations

from collections.abc import Sequence

AMOUNT = "DECIMAL(18, 4)"


def reader(path: str, header: Sequence[str]) -> str:
    """The CSV file as rows of text under `header`, its first row; `path` has its quotes doubled.

    Nothing is detected: a row that has more or fewer cells is an error that names its line.
    """
    columns = ", ".join(f"'{_quoted(name)}': 'VARCHAR'" for name in header)
    return (
        f"read_csv('{path}', auto_detect = false, header = true, columns = {{{columns}}}, delim = ',', "
        "quote = '\"', escape = '\"', null_padding = false, strict_mode = true)"
    )


def _quoted(name: str) -> str:
    return name.replace("'", "''")


def _sound(column: str) -> str:
    """An amount above zero that is written out, with the four decimals that SQL keeps."""
    return (
        f"coalesce(TRY_CAST({column} AS {AMOUNT}) > 0 AND (strlen({column}) <= 5 OR strpos({column}, '.') = 0 "
        f"OR strlen({column}) - strpos({column}, '.') <= 4) "
        f"AND NOT contains({column}, 'e') AND NOT contains({column}, 'E'), false)"
    )


_DAY = "CASE WHEN coalesce(\"on\", '') = '' THEN DATE '{today}' ELSE TRY_CAST(\"on\" AS DATE) END"
_ODD = (
    f"NOT {_sound('value')} OR (quantity <> '' AND NOT {_sound('quantity')}) "
    f"OR (quantity2 <> '' AND NOT {_sound('quantity2')}) OR {_DAY} IS NULL"
)

# `odd`: an amount or the day is not sound; only then are the texts of these columns kept.
READ = f"""
CREATE TABLE shipment AS
SELECT id, coalesce(product, '') AS product,
    coalesce("from", '') AS from_text, coalesce("to", '') AS to_text,
    coalesce(currency, '') AS currency_text, coalesce(unit, '') AS unit_text, coalesce(unit2, '') AS unit2_text,
    TRY_CAST(value AS {AMOUNT}) AS value, TRY_CAST(quantity AS {AMOUNT}) AS quantity,
    TRY_CAST(quantity2 AS {AMOUNT}) AS quantity2, {_DAY} AS "on",
    {_ODD} AS odd,
    CASE WHEN {_ODD} THEN {{{{
        'value': value, 'quantity': quantity, 'quantity2': quantity2, 'on': "on"
    }}}} END AS odd_text
FROM (SELECT {{columns}} FROM {{source}})
"""

PAIRS = "SELECT DISTINCT from_text, to_text FROM shipment"
TRIPLES = "SELECT DISTINCT currency_text, unit_text, unit2_text FROM shipment"
DAYS = 'SELECT min("on"), max("on") FROM shipment'

# The product codes of the file, as written and as digits.
ASKED = """
CREATE TABLE asked AS
SELECT *, NOT regexp_full_match(digits, '[0-9]{6}([0-9]{2}){0,2}') AS malformed
FROM (SELECT *, translate(product, '. -', '') AS digits FROM (SELECT DISTINCT product FROM shipment))
"""
MALFORMED = "CREATE TABLE malformed AS SELECT product FROM asked WHERE malformed"

# CASE, and not AND, so that only rows with two such quantities are multiplied.
CONTRADICTS = """CASE WHEN factor IS NOT NULL
    THEN quantity * CAST(factor AS DECIMAL(20, 12)) <> quantity2 * CAST(factor2 AS DECIMAL(20, 12)) END"""

FAULTY = f"""(odd OR malformed OR misplaced OR NOT known
    OR (quantity IS NOT NULL AND unit IS NULL) OR (quantity2 IS NOT NULL AND unit2 IS NULL)
    OR coalesce({CONTRADICTS}, false))"""

# What makes a row unreadable: column, its text, the condition, and the message.
_FAULTS = (
    ("product", "product", "malformed", "a goods code has 6, 8 or 10 digits"),
    ("from", "from_text", "origin IS NULL", "not an economy we know"),
    ("to", "to_text", "destination IS NULL", "not an economy we know"),
    ("to", "to_text", "origin = destination", "the goods are already there"),
    *(
        (name, f"odd_text.{name}", f"odd AND {given} AND NOT {_sound(f'odd_text.{name}')}",
         "must be a number above zero with at most four decimals, as in 5000.00")
        for name, given in (
            ("value", "true"), ("quantity", "odd_text.quantity <> ''"), ("quantity2", "odd_text.quantity2 <> ''")
        )
    ),
    ("currency", "currency_text", "NOT known", "not a currency code of ISO 4217"),
    ("unit", "unit_text", "quantity IS NOT NULL AND unit IS NULL", "not a unit we know"),
    ("unit2", "unit2_text", "quantity2 IS NOT NULL AND unit2 IS NULL", "not a unit we know"),
    ("quantity2", "regexp_replace(CAST(quantity2 AS VARCHAR), '\\.?0+$', '')", CONTRADICTS, "contradicts the first quantity"),
    ("on", 'odd_text."on"', '"on" IS NULL', "not a date, as in 2025-07-01"),
)  # fmt: skip

# Reads `faulty`, the located shipments with a fault.
PROBLEM = "CREATE TABLE problem AS " + " UNION ALL ".join(
    f"SELECT row, id, '{column}' AS column_name, {text} AS value, '{message}' AS message "
    f"FROM faulty WHERE coalesce({condition}, false)"
    for column, text, condition, message in _FAULTS
)
PROBLEMS = "SELECT row + 2, id, column_name, value, message FROM problem ORDER BY row"
