"""The statements of the batch, in the order they run.

Every amount is a DECIMAL; products are widened to 38 digits before they are multiplied, so that
nothing overflows or is rounded before the one rounding of the payable duty. `engine` marks a
shipment that SQL does not decide: the engine of a single quote takes it.
"""

from __future__ import annotations

import pyarrow as pa

DUTY = pa.decimal128(20, 3)
RESULT_COLUMNS = (
    "row", "status", "mfn_status", "mfn_duty", "best_kind", "best_programme", "best_duty", "currency",
)  # fmt: skip
TYPES: dict[str, pa.DataType] = {
    **dict.fromkeys(
        ("text", "code", "product", "outcome", "line", "origin", "programme", "label", "rate_text", "dialect",
         "currency", "form", "need1", "need2", "unit", "measures", "status", "mfn_status", "best_kind", "best_programme"),
        pa.string(),
    ),
    **dict.fromkeys(("first", "last", "on"), pa.date32()),
    **dict.fromkeys(("row", "text_id", "slot", "rank", "minor_units"), pa.int64()),
    **dict.fromkeys(("known", "by_value"), pa.bool_()),
}  # fmt: skip


def reader(path: str) -> str:
    """The CSV file as rows of text; `path` has its quotes doubled."""
    return (
        f"read_csv('{path}', header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', "
        "null_padding = false, strict_mode = true)"
    )


READ = """
CREATE TABLE shipment AS
SELECT row_number() OVER () AS row, id, product AS product_text,
    translate(product, '. -', '') AS product,
    "from" AS from_text, "to" AS to_text,
    value AS value_text, TRY_CAST(value AS DECIMAL(18, 4)) AS value,
    upper(trim(currency)) AS currency_text,
    quantity AS quantity_text, TRY_CAST(quantity AS DECIMAL(18, 4)) AS quantity, nullif(unit, '') AS unit_text,
    quantity2 AS quantity2_text, TRY_CAST(quantity2 AS DECIMAL(18, 4)) AS quantity2,
    nullif(unit2, '') AS unit2_text,
    "on" AS on_text, CASE WHEN coalesce("on", '') = '' THEN DATE '{today}' ELSE TRY_CAST("on" AS DATE) END AS "on"
FROM (SELECT {columns} FROM {source})
"""

# What makes a row unreadable: column, its text, the condition, and the message.
FAULTS = (
    ("product", "product_text", "product IS NULL OR NOT regexp_full_match(product, '[0-9]{6}([0-9]{2}){0,2}')",
     "a goods code has 6, 8 or 10 digits"),
    ("from", "from_text", "origin IS NULL", "not an economy we know"),
    ("to", "to_text", "destination IS NULL", "not an economy we know"),
    ("to", "to_text", "origin = destination", "the goods are already there"),
    ("value", "value_text", "value IS NULL OR value <= 0", "must be a number above zero, as in 5000.00"),
    ("value", "value_text", "strpos(value_text, '.') > 0 AND length(value_text) - strpos(value_text, '.') > 4",
     "has more than four decimals"),
    ("currency", "currency", "NOT coalesce(known_currency, false)", "not a currency code of ISO 4217"),
    ("quantity", "quantity_text", "coalesce(quantity_text, '') <> '' AND (quantity IS NULL OR quantity <= 0)",
     "must be a number above zero"),
    ("quantity2", "quantity2_text", "coalesce(quantity2_text, '') <> '' AND (quantity2 IS NULL OR quantity2 <= 0)",
     "must be a number above zero"),
    ("unit", "unit_text", "quantity IS NOT NULL AND unit IS NULL", "not a unit we know"),
    ("unit2", "unit2_text", "quantity2 IS NOT NULL AND unit2 IS NULL", "not a unit we know"),
    ("quantity2", "quantity2_text", "measures = measures2 AND quantity * factor <> quantity2 * factor2", "contradicts the first quantity"),
    ("on", "on_text", '"on" IS NULL', "not a date, as in 2025-07-01"),
)  # fmt: skip

_IS_FAULTY = " OR ".join(f"({condition})" for _column, _text, condition, _message in FAULTS)

_WORDS = """
    SELECT s.*, c.known AS known_currency, c.minor_units, s.currency_text AS currency,
        u.code AS unit, u.measures, u.factor, u2.code AS unit2, u2.measures AS measures2, u2.factor AS factor2,
        o.code AS origin, d.code AS destination
    FROM shipment s
    LEFT JOIN economy o ON o.text = s.from_text
    LEFT JOIN economy d ON d.text = s.to_text
    LEFT JOIN currency c ON c.text = s.currency_text
    LEFT JOIN unit u ON u.text = s.unit_text
    LEFT JOIN unit u2 ON u2.text = s.unit2_text
"""

RESOLVE = (
    f"""
CREATE TABLE resolved AS
SELECT row, id, product, origin, destination, value, currency, minor_units, quantity, unit, quantity2, unit2,
    "on", coalesce({_IS_FAULTY}, true) AS faulty
FROM ({_WORDS})
""",
    f"CREATE TABLE problem AS WITH word AS ({_WORDS} SEMI JOIN (FROM resolved WHERE faulty) f ON f.row = s.row) "
    + " UNION ALL ".join(
        f"SELECT row, id, '{column}' AS column_name, {text} AS value, '{message}' AS message "
        f"FROM word WHERE coalesce({condition}, false)"
        for column, text, condition, message in FAULTS
    ),
    """
CREATE TABLE priced (row BIGINT, status VARCHAR, mfn_status VARCHAR, mfn_duty DECIMAL(20, 3),
    best_kind VARCHAR, best_programme VARCHAR, best_duty DECIMAL(20, 3), currency VARCHAR)
""",
    "CREATE TABLE left_to_engine (row BIGINT)",
    "DROP TABLE shipment",
)

DESTINATIONS = "SELECT DISTINCT destination FROM resolved WHERE NOT faulty ORDER BY ALL"

# `{economies}` are two-letter codes of the release's members.
HERE = "CREATE OR REPLACE VIEW here AS FROM resolved WHERE NOT faulty AND destination IN ({economies})"

# Codes that are one row of the tariff, all year: what they mean needs no second look.
PLAIN_LINES = """
CREATE OR REPLACE TABLE segment AS
SELECT goods_code AS product, 'line' AS outcome, goods_code AS line,
    coalesce(any_value(valid_from), DATE '0001-01-01') AS first,
    coalesce(any_value(valid_to), DATE '9999-12-31') AS last
FROM release_lines SEMI JOIN here ON here.product = release_lines.goods_code
GROUP BY goods_code HAVING count(*) = 1 AND any_value(season) IS NULL
    AND NOT EXISTS (FROM release_lines longer WHERE longer.goods_code <> release_lines.goods_code
        AND starts_with(longer.goods_code, release_lines.goods_code)
        AND longer.hs6 = left(release_lines.goods_code, 6))
"""

OTHER_PRODUCTS = "SELECT DISTINCT product FROM here ANTI JOIN segment USING (product)"

# For each measure, the code whose rates a line bears: its own, or the longest it lies under.
BORNE = """
CREATE OR REPLACE TABLE borne AS
WITH line AS (SELECT DISTINCT line FROM segment WHERE line IS NOT NULL),
    code AS (SELECT DISTINCT measure, goods_code FROM release_rates),
    pair AS (
        SELECT line, measure, goods_code FROM line JOIN code ON goods_code = line
        UNION ALL
        SELECT line, measure, goods_code FROM line JOIN code ON goods_code = left(line, 8) WHERE length(line) > 8
        UNION ALL
        SELECT line, measure, goods_code FROM line JOIN code ON goods_code = left(line, 6) WHERE length(line) > 6
    )
SELECT line, measure, arg_max(goods_code, length(goods_code)) AS goods_code FROM pair GROUP BY ALL
"""

DISTINCT_TEXTS = """
SELECT DISTINCT rate_text, dialect, currency FROM release_rates r SEMI JOIN borne b USING (goods_code, measure)
UNION SELECT rate_text, 'us', '' FROM everywhere
ORDER BY ALL
"""


def _terms(slot: int) -> str:
    """The amount per unit of one slot times whichever of the two quantities is in its dimension."""
    return (
        f"coalesce(CAST(quantity AS DECIMAL(38, 4)) * k{slot}a.coefficient, "
        f"CAST(quantity2 AS DECIMAL(38, 4)) * k{slot}b.coefficient)"
    )


def _term_joins(slot: int) -> str:
    return (
        f"LEFT JOIN term k{slot}a ON k{slot}a.text_id = c.text_id AND k{slot}a.slot = {slot} "
        f"AND k{slot}a.unit = c.unit AND c.quantity IS NOT NULL "
        f"LEFT JOIN term k{slot}b ON k{slot}b.text_id = c.text_id AND k{slot}b.slot = {slot} "
        f"AND k{slot}b.unit = c.unit2 AND c.quantity2 IS NOT NULL "
    )


def _undecided(slot: int) -> str:
    """SQL cannot take the slot: a coefficient it cannot hold, or two quantities of one dimension."""
    return (
        f"(k{slot}a.unit IS NOT NULL AND k{slot}a.coefficient IS NULL) "
        f"OR (k{slot}b.unit IS NOT NULL AND k{slot}b.coefficient IS NULL) "
        f"OR (k{slot}a.unit IS NOT NULL AND k{slot}b.unit IS NOT NULL)"
    )


_BY_VALUE = "CAST(customs_value AS DECIMAL(38, 4)) * percent * CAST(0.01 AS DECIMAL(3, 2))"


def _with_duty(candidates: str) -> str:
    """`candidates` with the status and the duty of each; those without amounts per unit are cheap."""
    decided = "CASE WHEN form <> 'linear' THEN form WHEN by_value AND customs_value IS NULL THEN 'needs'"
    return f"""
    WITH c AS ({candidates})
    SELECT row, rank, {decided} ELSE 'computed' END AS status, round({_BY_VALUE}, 2) AS duty
    FROM c WHERE need1 IS NULL
    UNION ALL
    SELECT row, rank, status, CASE WHEN status = 'computed' THEN round(exact, 2) END AS duty FROM (
        SELECT row, rank, {decided}
                WHEN {_undecided(1)} OR {_undecided(2)} THEN 'engine'
                WHEN {_terms(1)} IS NULL OR (need2 IS NOT NULL AND {_terms(2)} IS NULL) THEN 'needs'
                ELSE 'computed' END AS status,
            CASE WHEN by_value THEN {_BY_VALUE} ELSE 0 END + {_terms(1)} + coalesce({_terms(2)}, 0) AS exact
        FROM c {_term_joins(1)} {_term_joins(2)} WHERE need1 IS NOT NULL
    )
    """


_CANDIDATE = """
    t.row, t.customs_value, t.quantity, t.unit, t.quantity2, t.unit2,
    r.text_id, r.form, r.percent, r.by_value, r.need1, r.need2
"""


def _converted(rate: str) -> str:
    return f"round(CAST(h.value AS DECIMAL(38, 4)) * x.{rate}, 2)"


PRICE = (
    f"""
CREATE OR REPLACE TABLE t AS
SELECT h.row, h.origin, h."on", h.quantity, h.unit, h.quantity2, h.unit2, s.line, s.outcome,
    coalesce($settlement, h.currency) AS currency,
    CASE WHEN $settlement IS NULL OR h.currency = $settlement THEN h.value
        ELSE CAST({_converted("floor")} AS DECIMAL(18, 4)) END AS customs_value,
    CASE WHEN c2.origin IS NULL THEN 'mfn' ELSE 'column2' END AS general,
    $union OR NOT $rounds_up OR h."on" < $start OR h."on" > $end
        OR (CASE WHEN $settlement IS NULL THEN h.minor_units ELSE 2 END) <> 2
        OR coalesce(x.floor <> x.ceiling AND {_converted("floor")} <> {_converted("ceiling")}, false) AS engine
FROM here h
LEFT JOIN segment s ON s.product = h.product AND h."on" BETWEEN s.first AND s.last
LEFT JOIN exchange x ON x.currency = h.currency AND x."on" = h."on"
LEFT JOIN column2 c2 ON c2.origin = h.origin AND h."on" BETWEEN c2.first AND c2.last
""",
    """
CREATE OR REPLACE TABLE line_rate AS
WITH printed AS (
    SELECT b.line, r.measure, r.programme, r.rate_text, r.dialect, r.currency, r.origins, r.excluded,
        coalesce(r.valid_from, DATE '0001-01-01') AS first, coalesce(r.valid_to, DATE '9999-12-31') AS last
    FROM borne b JOIN release_rates r USING (goods_code, measure)
), granted AS (
    SELECT DISTINCT b.line, 'preference' AS measure, e.programme, e.rate_text, 'us' AS dialect, '' AS currency
    FROM borne b CROSS JOIN everywhere e
    WHERE NOT EXISTS (FROM printed p WHERE p.line = b.line AND p.programme = e.programme)
), every_rate AS (
    FROM printed UNION ALL BY NAME
    SELECT *, DATE '0001-01-01' AS first, DATE '9999-12-31' AS last FROM granted
)
SELECT r.line, r.measure, r.programme, r.origins, r.excluded, r.first, r.last,
    x.text_id, x.form, x.percent, x.by_value, x.need1, x.need2
FROM every_rate r JOIN rate_text x
    ON x.text = r.rate_text AND x.dialect = r.dialect AND x.currency = r.currency
""",
    f"""
CREATE OR REPLACE TABLE general AS {
        _with_duty(f'''
    SELECT {_CANDIDATE}, 0 AS rank FROM t
    JOIN line_rate r ON r.line = t.line AND r.measure = t.general AND t."on" BETWEEN r.first AND r.last
    WHERE NOT t.engine
''')
    }
""",
    f"""
CREATE OR REPLACE TABLE preference AS {
        _with_duty(f'''
    SELECT {_CANDIDATE}, e.rank FROM t
    JOIN eligible e ON e.origin = t.origin AND t."on" BETWEEN e.first AND e.last
    JOIN line_rate r ON r.line = t.line AND r.measure = 'preference' AND r.programme = e.programme
        AND t."on" BETWEEN r.first AND r.last
        AND (r.origins IS NULL OR list_contains(r.origins, t.origin))
        AND NOT coalesce(list_contains(r.excluded, t.origin), false)
    WHERE NOT t.engine
''')
    }
""",
    f"""
CREATE OR REPLACE TABLE added AS {
        _with_duty(f'''
    SELECT {_CANDIDATE}, 0 AS rank FROM t
    JOIN line_rate r ON r.line = t.line AND r.measure = 'additional' AND t."on" BETWEEN r.first AND r.last
        AND (r.origins IS NULL OR list_contains(r.origins, t.origin))
        AND NOT coalesce(list_contains(r.excluded, t.origin), false)
    WHERE NOT t.engine
''')
    }
""",
    # The lowest duty and its rank in one number, so that one minimum finds both.
    """
CREATE OR REPLACE TABLE lowest AS
SELECT row, min(CASE WHEN status = 'computed' THEN CAST(duty * 100 AS HUGEINT) * 1000 + rank END) AS key,
    bool_or(status = 'needs') AS needs, bool_or(status = 'engine') AS engine
FROM preference GROUP BY row
""",
    """
CREATE OR REPLACE TABLE on_top AS
SELECT row, bool_or(status = 'needs') AS needs, bool_or(status = 'never') AS never,
    bool_or(status = 'engine') AS engine
FROM added GROUP BY row
""",
    """
CREATE OR REPLACE TABLE outcome AS
SELECT t.row, t.currency, t.outcome,
    t.engine OR coalesce(g.status = 'engine', false) OR coalesce(l.engine, false) OR coalesce(a.engine, false)
        AS engine,
    CASE g.status WHEN 'never' THEN 'uncomputable' ELSE g.status END AS mfn_status,
    CASE WHEN g.status = 'computed' THEN g.duty END AS mfn_duty,
    CASE WHEN l.key IS NOT NULL THEN CAST(l.key // 1000 AS DECIMAL(38, 0)) * CAST(0.01 AS DECIMAL(3, 2)) END
        AS preference_duty,
    l.key % 1000 AS rank,
    coalesce(g.status = 'needs', false) OR coalesce(l.needs, false) OR coalesce(a.needs, false) AS needs,
    coalesce(a.never, false) AS blocked
FROM t LEFT JOIN general g USING (row) LEFT JOIN lowest l USING (row) LEFT JOIN on_top a USING (row)
""",
    """
INSERT INTO priced
SELECT row,
    CASE WHEN outcome = 'choose' OR needs THEN 'needs'
        WHEN outcome <> 'line' OR blocked OR (mfn_duty IS NULL AND preference_duty IS NULL) THEN 'uncomputable'
        ELSE 'computed' END,
    mfn_status, mfn_duty,
    CASE WHEN by_preference THEN 'preference' WHEN mfn_duty IS NOT NULL THEN 'mfn' END,
    CASE WHEN by_preference THEN label END,
    CASE WHEN by_preference THEN preference_duty ELSE mfn_duty END,
    currency
FROM (
    SELECT o.*, coalesce(preference_duty < mfn_duty, preference_duty IS NOT NULL) AS by_preference, p.label
    FROM outcome o LEFT JOIN (SELECT DISTINCT rank, label FROM eligible) p ON p.rank = o.rank
) WHERE NOT engine
""",
    "INSERT INTO left_to_engine SELECT row FROM outcome WHERE engine",
)

LEFT_TO_ENGINE = """
SELECT r.row, r.product, r.origin, r.destination, r.value, r.currency, r.quantity, r.unit,
    r.quantity2, r.unit2, r."on"
FROM resolved r SEMI JOIN left_to_engine USING (row) ORDER BY r.row
"""

OUTPUT = """
SELECT r.id, CASE WHEN r.faulty THEN 'invalid' ELSE coalesce(p.status, 'uncomputable') END AS status,
    p.mfn_status, p.mfn_duty, p.best_kind, p.best_programme, p.best_duty, coalesce(p.currency, r.currency) AS currency
FROM resolved r LEFT JOIN priced p USING (row) ORDER BY r.row
"""
