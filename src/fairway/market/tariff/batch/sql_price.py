"""Statements that price the shipments: plain ones in one pass, the rest option by option.

Money is exact, in whole numbers that are divided once, with half-up rounding. A plain duty is a
product of 64-bit integers: ten-thousandths of the currency times ten-thousandths of a percent. Values
for which it could overflow (`PLAIN_LIMIT`) are priced like the measured ones, in 128 bits.
"""

from __future__ import annotations

import pyarrow as pa

from fairway.market.tariff.batch.sql_read import FAULTY

DUTY = pa.decimal128(18, 3)
RESULT_COLUMNS = (
    "row", "status", "mfn_status", "mfn_duty", "best_kind", "best_programme", "best_duty", "currency",
)  # fmt: skip
PLAIN_LIMIT = 90_000_000  # times 1e4 times the largest percent, 1e7, stays below 2 ** 63

# Words that repeat are enumerations: they are joined, kept and written as small numbers.
TYPES = """
CREATE TYPE outcome_word AS ENUM ('computed', 'needs', 'uncomputable', 'invalid');
CREATE TYPE option_kind AS ENUM ('mfn', 'preference');
CREATE TYPE programme_label AS ENUM (SELECT label FROM stance UNION SELECT '');
CREATE TYPE currency_code AS ENUM (
    SELECT currency FROM words UNION SELECT settlement FROM pair WHERE settlement IS NOT NULL UNION SELECT ''
);
ALTER TABLE words ALTER currency TYPE currency_code;
ALTER TABLE pair ALTER settlement TYPE currency_code;
CREATE TABLE priced (row BIGINT, status outcome_word, mfn_status outcome_word, mfn_duty DECIMAL(18, 3),
    best_kind option_kind, best_programme programme_label, best_duty DECIMAL(18, 3), currency currency_code);
CREATE MACRO rounded(amount, digits) AS CASE digits WHEN 2 THEN CAST(round(amount, 2) AS DECIMAL(38, 3))
    WHEN 0 THEN CAST(round(amount, 0) AS DECIMAL(38, 3)) WHEN 3 THEN CAST(round(amount, 3) AS DECIMAL(38, 3)) END;
"""

# The currencies to change, and into which, on each day of the file.
FOREIGN = """
SELECT currency, settlement, "on"
FROM (SELECT DISTINCT currency, settlement FROM pair, words WHERE settlement <> currency AND known),
    (SELECT DISTINCT "on" FROM shipment WHERE "on" IS NOT NULL)
"""


def located(shipments: str) -> str:
    """Shipments with their words resolved. `low` and `high` enclose a rate with too many decimals:
    the customs value is exact where both give the same, and NULL otherwise."""
    return f"""
    SELECT s.*, p.* EXCLUDE (from_text, to_text), w.* EXCLUDE (currency_text, unit_text, unit2_text),
        m.product IS NOT NULL AS malformed,
        CASE WHEN p.settlement IS NULL THEN w.digits ELSE p.settlement_digits END AS duty_digits,
        coalesce(p.settlement, w.currency) AS duty_currency,
        CASE WHEN p.settlement IS NULL OR p.settlement = w.currency THEN s.value
            WHEN rounded(s.value * x.low, p.settlement_digits) = rounded(s.value * x.high, p.settlement_digits)
            THEN TRY_CAST(rounded(s.value * x.low, p.settlement_digits) AS DECIMAL(18, 4)) END AS customs_value,
        x.currency IS NOT NULL AS convertible
    FROM {shipments} s
    JOIN pair p ON p.from_text = s.from_text AND p.to_text = s.to_text
    JOIN words w ON w.currency_text = s.currency_text AND w.unit_text = s.unit_text AND w.unit2_text = s.unit2_text
    LEFT JOIN malformed m ON m.product = s.product
    LEFT JOIN exchange x ON x.currency = w.currency AND x.settlement = p.settlement AND x."on" = s."on"
    """


# Paths: 0 decided here; 1 to be measured; 2 no duty can be named at all; 3 faulty.
_PATH = f"""CASE WHEN {FAULTY} THEN 3
    WHEN closed OR release IS NULL OR "on" > until OR ("on" < since AND NOT earlier) THEN 2
    WHEN by_engine OR "on" < since OR c.open IS DISTINCT FROM false OR customs_value IS NULL
        OR customs_value >= {PLAIN_LIMIT} OR duty_digits NOT IN (0, 2, 3) THEN 1
    ELSE 0 END"""


# Twelve and five digits: the product still is a 64-bit number.
_PLAIN_UNITS = (
    "CAST(CASE WHEN path = 0 THEN CAST(customs_value AS DECIMAL(12, 4)) END "
    "* CAST(10000 AS DECIMAL(5, 0)) AS BIGINT)"
)


def _plain_duty(percent: str) -> str:
    """In thousandths of the currency."""
    return f"(units * {percent} + divisor // 2) // divisor * step"


def _as_decimal(thousandths: str) -> str:
    return f"CAST({thousandths} AS DECIMAL(14, 0)) * CAST(0.001 AS DECIMAL(4, 3))"


QUOTE = f"""
CREATE TABLE quote AS
SELECT row, path, id,
    CASE path WHEN 0 THEN status WHEN 2 THEN CAST('uncomputable' AS outcome_word)
        WHEN 3 THEN CAST('invalid' AS outcome_word) END AS status,
    CASE WHEN path = 0 THEN mfn_status END AS mfn_status,
    {_as_decimal("general")} AS mfn_duty,
    CASE WHEN by_preference THEN CAST('preference' AS option_kind)
        WHEN general IS NOT NULL THEN CAST('mfn' AS option_kind) END AS best_kind,
    CASE WHEN by_preference THEN label END AS best_programme,
    {_as_decimal("CASE WHEN by_preference THEN preference ELSE general END")} AS best_duty,
    CASE WHEN path = 0 THEN duty_currency ELSE currency END AS currency
FROM (
    SELECT *, coalesce(preference < general, preference IS NOT NULL) AS by_preference
    FROM (
        SELECT *, {_plain_duty("general_percent")} AS general, {_plain_duty("preference_percent")} AS preference
        FROM (SELECT *, {_PLAIN_UNITS} AS units FROM (
            SELECT l.*, c.status, c.mfn_status, c.general_percent, c.preference_percent, c.label,
                CASE duty_digits WHEN 2 THEN 100_000_000 WHEN 0 THEN 10_000_000_000 ELSE 10_000_000 END AS divisor,
                CASE duty_digits WHEN 2 THEN 10 WHEN 0 THEN 1000 ELSE 1 END AS step,
                {_PATH} AS path
            FROM ({located("(SELECT rowid AS row, * FROM shipment)")}) l
            LEFT JOIN cell c ON c.product = l.product AND c.standin = l.standin AND l."on" BETWEEN c.first AND c.last
        ))
    )
)
"""


def _units(amount: str) -> str:
    """An amount of four decimals as a whole number."""
    return f"CAST(CAST({amount} AS DECIMAL(38, 4)) * 10000 AS HUGEINT)"


_CHOSEN = """WITH chosen AS MATERIALIZED (
    SELECT rowid AS row, * FROM shipment WHERE rowid IN (SELECT row FROM quote WHERE path = {path})
)"""
FAULTY_ROWS = f"CREATE TABLE faulty AS {_CHOSEN.format(path=3)} {located('chosen')}"

MEASURED = f"""
CREATE TABLE measured AS {_CHOSEN.format(path=1)}
SELECT l.* EXCLUDE (odd_text), CASE WHEN l.quantity IS NOT NULL THEN l.unit END AS given,
    CASE WHEN l.quantity2 IS NOT NULL THEN l.unit2 END AS given2,
    {_units("customs_value")} AS value_units, {_units("quantity")} AS quantity_units,
    {_units("quantity2")} AS quantity2_units,
    by_engine OR l."on" < since OR (customs_value IS NULL AND convertible) OR duty_digits NOT IN (0, 2, 3) AS engine
FROM ({located("chosen")}) l
"""

OWED = """
CREATE TABLE owed AS
SELECT m.row, c.role, c.rank, c.form, c.percent, c.by_value,
    CASE WHEN c.form = 'measured' THEN c.text_id END AS text_id, coalesce(m.given, '') AS given,
    coalesce(m.given2, '') AS given2, CAST(m.duty_currency AS VARCHAR) AS duty_currency
FROM measured m JOIN candidate c
    ON c.product = m.product AND c.standin = m.standin AND m."on" BETWEEN c.first AND c.last
WHERE NOT m.engine
"""
TO_MEASURE = "SELECT DISTINCT text_id, given, given2, duty_currency FROM owed WHERE text_id IS NOT NULL"

# Every duty in whole numbers: `exact` / `divisor` is 1e-14 of the currency, divided once with half-up
# rounding to its minor unit, in thousandths. The lowest preference and its rank are found as one
# number: thousandths times 1000, plus the rank.
_PRICE = """
WITH option AS (
    SELECT o.row, o.role, o.rank, o.by_value, coalesce(t.form, o.form) AS form,
        CAST(coalesce(t.value_factor, o.percent * 10000) AS HUGEINT) AS value_factor,
        CAST(t.quantity_factor AS HUGEINT) AS quantity_factor,
        CAST(t.quantity2_factor AS HUGEINT) AS quantity2_factor, CAST(coalesce(t.divisor, 1) AS HUGEINT) AS divisor
    FROM owed o LEFT JOIN measure t USING (text_id, given, given2, duty_currency)
), exact AS (
    SELECT row, role, rank,
        CASE WHEN form NOT IN ('plain', 'measured') THEN form
            WHEN by_value AND customs_value IS NULL THEN 'needs' ELSE 'computed' END AS status,
        coalesce(value_units * value_factor, 0) + coalesce(quantity_units * quantity_factor, 0)
            + coalesce(quantity2_units * quantity2_factor, 0) AS exact,
        divisor * CASE duty_digits WHEN 2 THEN 1_000_000_000_000 WHEN 0 THEN 100_000_000_000_000
            ELSE 100_000_000_000 END AS divisor,
        CASE duty_digits WHEN 2 THEN 10 WHEN 0 THEN 1000 ELSE 1 END AS step
    FROM option JOIN measured USING (row)
), duty AS (
    SELECT *, CASE WHEN status = 'computed' THEN
        TRY_CAST((exact + divisor // 2) // divisor * step AS BIGINT) END AS duty
    FROM exact
)
SELECT row,
    any_value(status) FILTER (role = 'general') AS general,
    any_value(duty) FILTER (role = 'general') AS mfn_duty,
    min(CAST(duty AS HUGEINT) * 1000 + rank) FILTER (role = 'preference') AS best,
    coalesce(bool_or(status = 'needs'), false) AS needs,
    coalesce(bool_or(status = 'never' AND role = 'additional'), false) AS blocked,
    coalesce(bool_or(status = 'engine' OR (status = 'computed' AND (duty IS NULL OR duty >= 1_000_000_000_000_000_000))), false) AS engine
FROM duty GROUP BY row
"""

OUTCOME = f"""
CREATE TABLE outcome AS
SELECT m.row, m.engine OR coalesce(o.engine, false) AS engine, s.outcome, general, mfn_duty,
    coalesce(needs, false) OR (s.outcome = 'line' AND customs_value IS NULL) AS needs, coalesce(blocked, false) AS blocked,
    CAST(best // 1000 AS BIGINT) AS preference_duty, p.label,
    CASE WHEN s.outcome = 'line' THEN duty_currency ELSE currency END AS currency
FROM measured m LEFT JOIN ({_PRICE}) o USING (row)
LEFT JOIN segment s ON s.release = m.release AND s.product = m.product AND m."on" BETWEEN s.first AND s.last
LEFT JOIN (SELECT DISTINCT standin, rank, label FROM stance WHERE measure = 'preference') p
    ON p.standin = m.standin AND p.rank = o.best % 1000
"""

_MONEY = "CAST(CAST({} AS DECIMAL(18, 0)) * CAST(0.001 AS DECIMAL(4, 3)) AS DECIMAL(18, 3))"
PRICED = f"""
INSERT INTO priced
SELECT row,
    CASE WHEN outcome = 'choose' OR needs THEN 'needs'
        WHEN blocked OR (mfn_duty IS NULL AND preference_duty IS NULL) THEN 'uncomputable' ELSE 'computed' END,
    CASE general WHEN 'never' THEN 'uncomputable' ELSE general END, {_MONEY.format("mfn_duty")},
    CASE WHEN by_preference THEN 'preference' WHEN mfn_duty IS NOT NULL THEN 'mfn' END,
    CASE WHEN by_preference THEN label END,
    {_MONEY.format("CASE WHEN by_preference THEN preference_duty ELSE mfn_duty END")},
    currency
FROM (
    SELECT *, coalesce(preference_duty < mfn_duty, preference_duty IS NOT NULL) AS by_preference FROM outcome
) WHERE NOT engine
"""

LEFT_TO_ENGINE = """
SELECT row, translate(product, '. -', ''), origin, destination, value, CAST(m.currency AS VARCHAR), quantity, given, quantity2, given2, "on"
FROM measured m JOIN (SELECT row FROM outcome WHERE engine) USING (row) ORDER BY row
"""

_OUT = "id, status, mfn_status, mfn_duty, best_kind, best_programme, best_duty, currency"
OUTPUT = f"""
SELECT {_OUT} FROM (
    SELECT row, {_OUT} FROM quote WHERE path <> 1
    UNION ALL SELECT p.row, {_OUT} FROM priced p JOIN (SELECT row, id FROM measured) USING (row)
) ORDER BY row
"""
# Amounts and ids hardly repeat: no dictionary is tried beyond a thousand of them.
WRITE = "COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 1000)"
