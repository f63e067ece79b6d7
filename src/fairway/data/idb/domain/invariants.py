"""What holds for every release, whatever its adapter: checked before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

import pyarrow as pa
import pyarrow.compute as pc

from fairway.data.idb.domain.parsed import Parsed
from fairway.data.idb.domain.schema import TABLES, Dialect, Kind, Measure
from fairway.kernel.economy import economy_codes
from fairway.kernel.money import is_currency
from fairway.kernel.text import Text, UserError

HS_EDITIONS = (1988, 1992, 1996, 2002, 2007, 2012, 2017, 2022, 2028)
TERRITORY = re.compile(r"[A-Z][A-Z0-9]{1,19}")
_GOODS_CODE = r"^(\d{6}|\d{8}|\d{10})$"
_EXAMPLES = 5


class ReleaseInvalid(UserError):
    """The content breaks a rule that every release keeps."""


def check_release(kind: Kind, parsed: Parsed) -> None:
    """Raises ReleaseInvalid with the rule and the first offending values."""
    _check_facts(parsed)
    _check_tables(kind, parsed)
    for name, table in parsed.tables.items():
        _check_codes(name, table)
        _check_periods(name, table)
    if kind is Kind.TARIFF:
        _check_tariff(parsed)
    if "rates" in parsed.tables:
        _check_rates(parsed.tables["rates"])


def _check_facts(parsed: Parsed) -> None:
    if not TERRITORY.fullmatch(parsed.territory):
        raise ReleaseInvalid(
            Text(
                "“{territory}” is not a territory: it has 2 to 20 capital letters and digits.",
                {"territory": parsed.territory[:40]},
            )
        )
    if parsed.hs_edition not in HS_EDITIONS:
        raise ReleaseInvalid(
            Text("There is no HS edition of {edition}.", {"edition": str(parsed.hs_edition)})
        )
    if parsed.currency is not None and not is_currency(parsed.currency):
        raise ReleaseInvalid(
            Text("“{code}” is not a currency code of ISO 4217.", {"code": parsed.currency[:10]})
        )


def _check_tables(kind: Kind, parsed: Parsed) -> None:
    expected = TABLES[kind]
    if set(parsed.tables) != set(expected):
        names = {"expected": ", ".join(sorted(expected)), "found": ", ".join(sorted(parsed.tables))}
        raise ReleaseInvalid(Text("The tables must be {expected}; found {found}.", names))
    for name, schema in expected.items():
        if not parsed.tables[name].schema.equals(schema):
            raise ReleaseInvalid(
                Text("Table {table} does not have the columns of its schema.", {"table": name})
            )
        if parsed.tables[name].num_rows == 0:
            raise ReleaseInvalid(Text("Table {table} has no rows.", {"table": name}))


def _check_codes(name: str, table: pa.Table) -> None:
    if "goods_code" not in table.column_names:
        return
    codes = table["goods_code"]
    _none_of(
        codes.filter(pc.invert(pc.match_substring_regex(codes, _GOODS_CODE))),
        Text("Goods codes of table {table} must have 6, 8 or 10 digits.", {"table": name}),
    )


def _check_periods(name: str, table: pa.Table) -> None:
    if "valid_from" not in table.column_names:
        return
    reversed_ = pc.fill_null(pc.less(table["valid_to"], table["valid_from"]), False)
    _none_of(
        table["goods_code"].filter(reversed_),
        Text("Rows of table {table} end before they start.", {"table": name}),
    )


def _check_tariff(parsed: Parsed) -> None:
    profile, lines, rates = parsed.profile, parsed.tables["lines"], parsed.tables["rates"]
    if profile is None or profile.territory != parsed.territory:
        raise ReleaseInvalid(Text("A tariff needs the market profile of its own territory."))
    prefix = pc.utf8_slice_codeunits(lines["goods_code"], 0, 6)
    _none_of(
        lines["goods_code"].filter(pc.not_equal(lines["hs6"], prefix)),
        Text("The column hs6 must hold the first six digits of the goods code."),
    )
    _none_of(_repeated(lines), Text("Lines appear twice with the same season and dates."))
    known = {code[:length] for code in lines["goods_code"].to_pylist() for length in (6, 8, 10)}
    _none_of(
        set(pc.unique(rates["goods_code"]).to_pylist()) - known,
        Text("Rates are given for goods codes that have no line."),
    )
    _none_of(
        set(pc.unique(rates["programme"]).to_pylist()) - {"", *(p.code for p in profile.programmes)},
        Text("Rates are given for programmes that the market profile lacks."),
    )


def _repeated(lines: pa.Table) -> pa.ChunkedArray:
    keys = ["goods_code", "season", "valid_from", "valid_to"]
    counted = lines.select(keys).group_by(keys).aggregate([([], "count_all")])
    return counted["goods_code"].filter(pc.greater(counted["count_all"], 1))


def _check_rates(rates: pa.Table) -> None:
    _check_words(rates["measure"], Measure)
    _check_words(rates["dialect"], Dialect)
    unprogrammed = pc.and_(
        pc.equal(rates["measure"], Measure.PREFERENCE.value), pc.equal(rates["programme"], "")
    )
    _none_of(rates["goods_code"].filter(unprogrammed), Text("Preferences must name their programme."))
    currencies = set(pc.unique(rates["currency"]).to_pylist())
    _none_of(
        (code for code in currencies if code and not is_currency(code)),
        Text("Rates are in unknown currencies."),
    )
    for column in ("origins", "excluded"):
        named = set(pc.unique(pc.list_flatten(rates[column])).to_pylist())
        _none_of(
            named - economy_codes(), Text("Rates name unknown economies in {column}.", {"column": column})
        )


def _check_words(column: pa.ChunkedArray, words: type[StrEnum]) -> None:
    found = set(pc.unique(column).to_pylist())
    _none_of(
        found - set(words), Text("Rates use words unknown to the schema ({kind}).", {"kind": words.__name__})
    )


def _none_of(offending: pa.ChunkedArray | Iterable[str], rule: Text) -> None:
    found = offending.to_pylist() if isinstance(offending, pa.ChunkedArray) else sorted(map(str, offending))
    if found:
        examples = ", ".join(str(value) for value in found[:_EXAMPLES])
        raise ReleaseInvalid(
            Text(
                "{rule} Found {count}, first: {examples}.",
                {"rule": rule, "count": len(found), "examples": examples},
            )
        )
