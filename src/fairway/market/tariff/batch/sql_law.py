"""Statements that turn the law of one release into what each shipment of the file may owe.

`candidate` holds the rates that may be owed on a product code by an origin (or by the origin that
stands in for it) from a first to a last day; `cell` holds the outcome of all of them together,
where it does not depend on quantities.
"""

from __future__ import annotations

TABLES = """
CREATE OR REPLACE TABLE segment (release BIGINT, product VARCHAR, outcome VARCHAR, line VARCHAR, first DATE, last DATE);
CREATE OR REPLACE TABLE candidate (standin BIGINT, product VARCHAR, role VARCHAR, rank BIGINT, first DATE, last DATE,
    text_id BIGINT, form VARCHAR, percent BIGINT, by_value BOOLEAN);
"""

NO_RATES = """
CREATE OR REPLACE TABLE rate (goods_code VARCHAR, measure VARCHAR, programme VARCHAR, origins VARCHAR[],
    excluded VARCHAR[], text_id BIGINT, form VARCHAR, percent BIGINT, by_value BOOLEAN, first DATE, last DATE)
"""
RATES = """
INSERT INTO rate
SELECT goods_code, measure, programme, origins, excluded, text_no + {offset}, form, percent, by_value, first, last
FROM read_parquet('{path}') WHERE left(goods_code, 6) IN (SELECT left(digits, 6) FROM wanted)
"""
RATED_CODES = "CREATE OR REPLACE TABLE rated AS SELECT DISTINCT measure, goods_code FROM rate"

LINES = """
CREATE OR REPLACE TABLE line AS SELECT goods_code, hs6, season, valid_from, valid_to
FROM read_parquet('{path}') WHERE hs6 IN (SELECT left(digits, 6) FROM wanted)
"""

# The product codes to look up in a release, as written and as digits: of the shipments to be
# measured, or, to make the cells of a release, every line that is one row of the tariff all year.
WANTED = """
CREATE OR REPLACE TABLE wanted AS
SELECT DISTINCT product, translate(product, '. -', '') AS digits FROM measured WHERE release = $release
"""
EVERY_LINE = """
CREATE TABLE wanted AS SELECT goods_code AS product, goods_code AS digits
FROM read_parquet('{path}') GROUP BY goods_code HAVING count(*) = 1 AND any_value(season) IS NULL
"""
ONLY_STANDINS = "DELETE FROM stance WHERE standin NOT IN ({numbers})"

# Codes that are one row of the tariff, all year: what they mean needs no second look.
PLAIN_LINES = """
INSERT INTO segment
SELECT $release, product, 'line', goods_code,
    coalesce(valid_from, DATE '0001-01-01'), coalesce(valid_to, DATE '9999-12-31')
FROM wanted JOIN line ON goods_code = digits
WHERE season IS NULL AND goods_code NOT IN (
    SELECT goods_code FROM line GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT goods_code FROM line JOIN (
        SELECT DISTINCT left(goods_code, unnest([6, 8])) AS shorter FROM line WHERE length(goods_code) > 6
    ) ON shorter = goods_code AND EXISTS (
        FROM line longer WHERE longer.hs6 = line.hs6 AND longer.goods_code <> line.goods_code
            AND starts_with(longer.goods_code, line.goods_code)
    )
)
"""
OTHER_PRODUCTS = """
SELECT product, digits FROM wanted
ANTI JOIN segment ON segment.release = $release AND segment.product = wanted.product
"""
_THEIR_SUBHEADINGS = f"(SELECT left(digits, 6) FROM ({OTHER_PRODUCTS}))"
OTHER_LINES = f"""
SELECT goods_code, season, valid_from, valid_to FROM line WHERE hs6 IN {_THEIR_SUBHEADINGS} ORDER BY goods_code
"""
OTHER_RATED_CODES = f"SELECT DISTINCT goods_code FROM rated WHERE left(goods_code, 6) IN {_THEIR_SUBHEADINGS}"

# For each measure, the code whose rates a line bears: its own, or the longest it lies under.
BORNE = """
CREATE OR REPLACE TABLE borne AS
WITH wanted_line AS (SELECT DISTINCT line FROM segment WHERE release = $release AND line IS NOT NULL),
    pair AS (
        SELECT line, measure, goods_code FROM wanted_line JOIN rated ON goods_code = line
        UNION ALL
        SELECT line, measure, goods_code FROM wanted_line JOIN rated ON goods_code = left(line, 8)
        WHERE length(line) > 8
        UNION ALL
        SELECT line, measure, goods_code FROM wanted_line JOIN rated ON goods_code = left(line, 6)
        WHERE length(line) > 6
    )
SELECT line, measure, arg_max(goods_code, length(goods_code)) AS goods_code FROM pair GROUP BY ALL
"""

# A programme that grants its rate to all lines does so where it prints none for the origin and
# day; where that depends on origin or day, the engine decides.
LINE_RATE = """
CREATE OR REPLACE TABLE line_rate AS
WITH here AS (FROM segment WHERE release = $release AND outcome = 'line'),
printed AS (
    SELECT s.product, r.measure, CASE WHEN r.measure = 'preference' THEN r.programme ELSE '' END AS programme,
        r.origins, r.excluded, greatest(s.first, r.first) AS first, least(s.last, r.last) AS last,
        r.text_id, r.form, r.percent, r.by_value
    FROM here s JOIN borne b USING (line) JOIN rate r USING (goods_code, measure)
    WHERE s.first <= r.last AND r.first <= s.last
), own AS (
    SELECT product, programme, bool_and(origins IS NULL AND coalesce(len(excluded), 0) = 0
        AND first <= $first AND last >= $last) AS always
    FROM printed WHERE programme IN (SELECT programme FROM everywhere) GROUP BY ALL
)
FROM printed
UNION ALL BY NAME
SELECT s.product, 'preference' AS measure, e.programme, s.first, s.last, e.text_id,
    CASE WHEN own.product IS NULL THEN e.form ELSE 'engine' END AS form,
    e.percent, e.by_value
FROM here s CROSS JOIN everywhere e
LEFT JOIN own ON own.product = s.product AND own.programme = e.programme
WHERE own.always IS NOT TRUE
"""

CANDIDATES = """
INSERT INTO candidate
SELECT t.standin, r.product, CASE r.measure WHEN 'preference' THEN r.measure WHEN 'additional' THEN r.measure
        ELSE 'general' END, t.rank,
    greatest(r.first, t.first, $first), least(r.last, t.last, $last), r.text_id, r.form, r.percent, r.by_value
FROM line_rate r JOIN stance t ON t.measure = r.measure AND t.programme = r.programme
WHERE t.release = $release AND r.first <= t.last AND t.first <= r.last
    AND greatest(r.first, t.first) <= $last AND least(r.last, t.last) >= $first
    AND (r.origins IS NULL OR list_contains(r.origins, t.origin))
    AND NOT coalesce(list_contains(r.excluded, t.origin), false)
"""

_OUTCOME = """
    min(percent) FILTER (role = 'general' AND form = 'plain') AS general_percent,
    any_value(form) FILTER (role = 'general') AS general_form,
    min(percent * 1000 + rank) FILTER (role = 'preference' AND form = 'plain') AS best,
    min(rank) FILTER (role = 'preference' AND form = 'plain') AS first_rank,
    bool_or(form = 'needs') AS needs,
    bool_or(form = 'never' AND role = 'additional') AS blocked,
    bool_or(form IN ('measured', 'engine')) AS open
"""

# Most candidates hold for all days of the file. The others cut them into stretches. `open`: not
# decided here. So is a preference of a higher percent that goes first between equal duties: small
# values may round to the same.
CELLS = f"""
CREATE TABLE cell AS
WITH turning AS (SELECT DISTINCT standin, product FROM candidate WHERE first > $first OR last < $last),
turning_candidate AS (FROM candidate SEMI JOIN turning USING (standin, product)),
edge AS (
    SELECT standin, product, $first AS start FROM turning
    UNION SELECT standin, product, first FROM turning_candidate
    UNION SELECT standin, product, last + 1 FROM turning_candidate WHERE last < $last
), stretch AS (
    SELECT standin, product, CAST(start AS DATE) AS start,
        CAST(coalesce(lead(start) OVER (PARTITION BY standin, product ORDER BY start) - 1, $last) AS DATE) AS until
    FROM edge
), outcome AS (
    SELECT standin, product, CAST($first AS DATE) AS first, CAST($last AS DATE) AS last, {_OUTCOME}
    FROM candidate ANTI JOIN turning USING (standin, product) GROUP BY standin, product
    UNION ALL
    SELECT c.standin, c.product, s.start, s.until, {_OUTCOME}
    FROM turning_candidate c JOIN stretch s
        ON s.standin = c.standin AND s.product = c.product AND c.first <= s.start AND c.last >= s.until
    GROUP BY c.standin, c.product, s.start, s.until
), programme AS (SELECT DISTINCT standin, rank, label FROM stance WHERE measure = 'preference')
SELECT o.standin, product, first, last,
    open OR coalesce(first_rank <> best % 1000, false) AS open,
    CASE WHEN needs THEN 'needs' WHEN blocked OR (general_percent IS NULL AND best IS NULL) THEN 'uncomputable'
        ELSE 'computed' END AS status,
    CASE general_form WHEN 'plain' THEN 'computed' WHEN 'needs' THEN 'needs' WHEN 'never' THEN 'uncomputable'
        END AS mfn_status,
    general_percent, best // 1000 AS preference_percent, p.label
FROM outcome o LEFT JOIN programme p ON p.standin = o.standin AND p.rank = o.best % 1000
"""
_CELL = "first, last, open, status, mfn_status, general_percent, preference_percent, label"
WRITE_CELLS = f"""
COPY (SELECT product AS digits, {_CELL} FROM cell WHERE standin = {{standin}} ORDER BY digits, first)
TO '{{path}}' (FORMAT parquet)
"""

CELL = """
CREATE TABLE cell (product VARCHAR, standin BIGINT, first DATE, last DATE, open BOOLEAN, status outcome_word,
    mfn_status outcome_word, general_percent BIGINT, preference_percent BIGINT, label programme_label)
"""
CELL_FILE = f"SELECT {{standin}} AS standin, digits, {_CELL} FROM read_parquet('{{path}}')"
CELLS_OF_FILE = f"""
INSERT INTO cell SELECT a.product, c.standin, {_CELL}
FROM ({{files}}) c JOIN asked a USING (digits)
WHERE first <= $last AND last >= $first
"""
