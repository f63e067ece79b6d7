"""From the compiled product lists to one additional duty per subheading and stretch of days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from fairway.data.idb.adapters.base import LoadOptions
from fairway.data.idb.adapters.reading import Sheet, read_csv_rows
from fairway.data.idb.adapters.report import LoadReport
from fairway.data.idb.adapters.us_section_301.timeline import FIRST_DAY, DatedRate, timeline
from fairway.data.idb.domain.parsed import Parsed
from fairway.data.idb.domain.schema import RATES, Dialect, Measure, table_of
from fairway.kernel.citation import Citation
from fairway.kernel.period import Period
from fairway.kernel.text import Text, UserError

_HS_EDITION = 2022
_ORIGIN = "CN"  # products of Hong Kong and Macau do not pay (CBP, Section 301 FAQ)
_CODE = re.compile(r"[0-9]{8}")


def read_lists(path: Path, options: LoadOptions, report: LoadReport) -> Parsed:
    """The additional duties of every listed subheading. Raises SourceError."""
    report.step(Text("Reading {file}.", {"file": path.name}))
    sheet = read_csv_rows(path, expected_columns=("hts8", "list", "ch99_code"))
    headings_by_code = _headings_by_code(sheet)
    rates_by_code = {code: _rates_of(code, tuple(found)) for code, found in headings_by_code.items()}
    rows = [(code, rate) for code, rates in rates_by_code.items() for rate in rates]
    report.count("rows of the lists", len(sheet.rows))
    report.count("subheadings", len(rates_by_code))
    report.count("subheadings of the suspended list only", sum(not rates for rates in rates_by_code.values()))
    table = table_of(
        RATES,
        {
            "goods_code": [code for code, _ in rows],
            "measure": [Measure.ADDITIONAL] * len(rows),
            "programme": [rate.heading for _, rate in rows],
            "claim_code": [rate.heading for _, rate in rows],
            "rate_text": [rate.rate_text for _, rate in rows],
            "dialect": [Dialect.US] * len(rows),
            "currency": [""] * len(rows),
            "origins": [[_ORIGIN]] * len(rows),
            "valid_from": [rate.start for _, rate in rows],
            "valid_to": [rate.end for _, rate in rows],
            "note": [rate.note for _, rate in rows],
        },
    )
    return Parsed(
        territory="US",
        period=Period(FIRST_DAY),
        hs_edition=_HS_EDITION,
        currency=None,
        citation=_citation(options.published),
        tables={"rates": table},
    )


def _citation(published: date | None) -> Citation:
    return Citation(
        publisher="Office of the United States Trade Representative",
        title="Section 301 (China) product lists, compiled by The Budget Lab at Yale (MIT)",
        url="https://ustr.gov/issue-areas/enforcement/section-301-investigations/tariff-actions",
        published=published,
        licence="US Government work, public domain; compilation MIT",
        verified=False,
    )


def _headings_by_code(sheet: Sheet) -> dict[str, dict[str, None]]:
    """The headings of each subheading in the order listed, each once."""
    headings: dict[str, dict[str, None]] = {}
    codes, listed = sheet.converted("hts8", _goods_code), sheet.converted("ch99_code", _known_heading)
    for code, heading in zip(codes, listed, strict=True):
        headings.setdefault(code, {})[heading] = None
    return headings


def _goods_code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise UserError(Text("A subheading has eight digits. If a leading zero was lost, put it back."))
    return text


def _known_heading(text: str) -> str:
    if text not in heading_rates():
        raise UserError(Text("This heading of chapter 99 has no rate in the lookup headings.csv."))
    return text


def _rates_of(code: str, headings: tuple[str, ...]) -> tuple[DatedRate, ...]:
    partial = partial_rates().get(code)
    if partial is None:
        return _rates_of_headings(headings)
    return timeline([*partial, *_dated(headings)], headings)


@cache
def _rates_of_headings(headings: tuple[str, ...]) -> tuple[DatedRate, ...]:
    return timeline(_dated(headings), headings)


def _dated(headings: Sequence[str]) -> list[DatedRate]:
    return [rate for heading in headings for rate in heading_rates()[heading]]


@cache
def heading_rates() -> dict[str, list[DatedRate]]:
    """The rates of each heading; none for the list that was suspended before it began."""
    columns = ("heading", "list", "rate", "valid_from", "valid_to", "verified", "source")
    rates: dict[str, list[DatedRate]] = {}
    for heading, name, rate, start, end, verified, source in _lookup("headings.csv", columns):
        doubt = "" if verified == "yes" else " Rate and dates were not checked against the primary source."
        note = f"Section 301, list {name} ({source}). Exclusions of products are not counted in.{doubt}"
        of_heading = rates.setdefault(heading, [])
        if rate:
            percent = Decimal(rate.removesuffix("%"))
            of_heading.append(DatedRate(heading, rate, percent, date.fromisoformat(start), _day(end), note))
    return rates


@cache
def partial_rates() -> dict[str, list[DatedRate]]:
    """Rates that hold for some goods of a subheading only."""
    columns = ("hts8", "heading", "rate_text", "valid_from", "valid_to", "source")
    rates: dict[str, list[DatedRate]] = {}
    for code, heading, text, start, end, source in _lookup("partial.csv", columns):
        note = f"Section 301 ({source}). The rate depends on which goods of the subheading these are."
        rates.setdefault(code, []).append(
            DatedRate(heading, text, None, date.fromisoformat(start), _day(end), note)
        )
    return rates


def _lookup(name: str, columns: Sequence[str]) -> list[list[str]]:
    return read_csv_rows(Path(__file__).with_name(name), expected_columns=columns).rows


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
