"""From the objects of the e-Tariff Book to lines, MFN rates and concessions by year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pyarrow as pa

from fairway.data.idb.adapters.afcfta_etariff.phase_down import never_rises, stretches
from fairway.data.idb.adapters.base import LoadOptions
from fairway.data.idb.adapters.percent import percent_text
from fairway.data.idb.adapters.reading import read_csv_rows, read_json
from fairway.data.idb.adapters.report import LoadReport
from fairway.data.idb.domain.parsed import Parsed
from fairway.data.idb.domain.schema import LINES, RATES, Dialect, Measure, table_of
from fairway.data.idb.profile_io import content_market, read_profile
from fairway.kernel.citation import Citation
from fairway.kernel.period import Period
from fairway.kernel.text import Text, UserError
from fairway.platform.content.problem import SourceError

TERRITORY = "ECOWAS"
PROGRAMME = "AFCFTA"
# A concession whose rule of origin is not agreed cannot be claimed yet: the market profile holds it
# as a programme of its own that is not in force.
PENDING_PROGRAMME = "AFCFTA_PENDING"
_PENDING_RULE = "Yet to be agreed"
KNOWN_DEFECTS = {
    "rule_missing": Text("The line names no category of its rule of origin."),
    "rule_shifted": Text("Other cells run into that of the rule of origin; the last part is its category."),
}
_HS_EDITION = 2017
_YEARS = tuple(f"t{year}" for year in range(1, 14))
_KEYS = frozenset(
    (
        "natTarLine",
        "descr",
        "no_Years",
        "category",
        "asmc",
        "mfn",
        *_YEARS,
        "hS_Type",
        "scheme",
        "roO_Category",
    )
)
_CODE = re.compile(r"[0-9]{10}")
_RATE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?")
_CONCEDED = {"A": True, "U": False}  # category: whether the line has a concession


@dataclass(frozen=True, slots=True)
class Concession:
    """One line of the schedule; `years` is empty where nothing is conceded."""

    code: str
    mfn: Decimal
    years: tuple[Decimal, ...]
    rule: str | None


class _BadValue(UserError):
    """A value of the object under `key` cannot be read."""

    def __init__(self, key: str, message: Text) -> None:
        super().__init__(message)
        self.key = key


def read_schedule(path: Path, options: LoadOptions, report: LoadReport) -> Parsed:
    """Lines, MFN rates and AfCFTA concessions, with the market profile. Raises SourceError."""
    items = _objects(path)
    report.step(Text("Reading the concessions of {count} lines.", {"count": len(items)}))
    found: dict[str, Concession] = {}
    for row, item in enumerate(items, start=1):
        try:
            concession = _concession(item, report, file=path.name, row=row)
            if concession.code in found:
                raise _BadValue("natTarLine", Text("This line stands in the file twice."))
            found[concession.code] = concession
        except _BadValue as error:
            value = str(item.get(error.key)) if isinstance(item, dict) and error.key in item else None
            report.problem(error.text, file=path.name, row=row, column=error.key or None, value=value)
    report.raise_problems()
    return _parsed(list(found.values()), options)


def _objects(path: Path) -> list[object]:
    found = read_json(path)
    if not isinstance(found, list) or not found:
        raise SourceError(Text("A JSON list with one object per line is needed."), file=path.name)
    return found


def _concession(item: object, report: LoadReport, *, file: str, row: int) -> Concession:
    if not isinstance(item, dict):
        raise _BadValue("", Text("This is not an object with the keys of a line."))
    if wrong := sorted(_KEYS.symmetric_difference(item)):
        raise _BadValue(
            "", Text("These keys are missing or unknown: {keys}.", {"keys": ", ".join(wrong)[:300]})
        )
    mfn = _rate(item, "mfn")
    years = _years(item)
    if not _is_conceded(item):
        if set(years) != {mfn}:
            raise _BadValue("category", Text("The line has no concession, but its years differ from MFN."))
        years = ()
    elif not never_rises((mfn, *years)):
        raise _BadValue("t1", Text("The rates of the years must fall from the MFN rate, or stay."))
    return Concession(_goods_code(item), mfn, years, _rule(item, report, file=file, row=row))


def _goods_code(item: dict[str, object]) -> str:
    code = str(item["natTarLine"])
    if not _CODE.fullmatch(code):
        raise _BadValue("natTarLine", Text("A line has ten digits. If a leading zero was lost, put it back."))
    return code


def _is_conceded(item: dict[str, object]) -> bool:
    category = str(item["category"])
    if category not in _CONCEDED:
        known = ", ".join(_CONCEDED)
        raise _BadValue("category", Text("The category must be one of {known}.", {"known": known}))
    return _CONCEDED[category]


def _years(item: dict[str, object]) -> tuple[Decimal, ...]:
    """The rates of t1, t2 and so on to the last one given, as many as the phase-down has years."""
    given = [key for key in _YEARS if item[key] is not None]
    if not given or given != list(_YEARS[: len(given)]):
        raise _BadValue("t1", Text("The rates of the years must follow each other from t1."))
    stated = str(item["no_Years"])
    if stated != "X" and not (stated.isascii() and stated.isdigit() and int(stated) <= len(given)):
        message = Text("The phase-down has {count} years.", {"count": len(given)})
        raise _BadValue("no_Years", message)
    return tuple(_rate(item, key) for key in given)


def _rate(item: dict[str, object], key: str) -> Decimal:
    value = item[key]
    if not isinstance(value, str) or not _RATE.fullmatch(value.strip()):
        raise _BadValue(key, Text("A percentage is needed, as in “4.5”."))
    return Decimal(value)


def _rule(item: dict[str, object], report: LoadReport, *, file: str, row: int) -> str | None:
    """The category of the rule of origin in one spelling; None for a blank."""
    printed = str(item["roO_Category"])
    if ";" in printed:
        message = Text("The cell holds more than its category.")
        report.defect("rule_shifted", message, file=file, row=row, column="roO_Category")
        printed = printed.rsplit(";", 1)[1]
    key = " ".join(printed.casefold().split())
    if not key:
        report.defect(
            "rule_missing", Text("The category is blank."), file=file, row=row, column="roO_Category"
        )
        return None
    if key not in rule_categories():
        raise _BadValue(
            "roO_Category", Text("This category of rule is not in the lookup rule_categories.csv.")
        )
    return rule_categories()[key]


@cache
def rule_categories() -> dict[str, str]:
    """The one spelling of each printed category, whose case and blanks do not matter."""
    path = Path(__file__).with_name("rule_categories.csv")
    sheet = read_csv_rows(path, expected_columns=("printed", "category"))
    return {" ".join(printed.casefold().split()): category for printed, category in sheet.rows}


@cache
def first_year() -> int:
    """The year of t1."""
    path = Path(__file__).with_name("phase_down.csv")
    return int(read_csv_rows(path, expected_columns=("first_year", "source", "verified")).rows[0][0])


def _parsed(concessions: list[Concession], options: LoadOptions) -> Parsed:
    return Parsed(
        territory=TERRITORY,
        period=Period(date(first_year(), 1, 1)),
        hs_edition=_HS_EDITION,
        currency=None,
        citation=Citation(
            publisher="AfCFTA Secretariat",
            title="AfCFTA e-Tariff Book: ECOWAS Common External Tariff and schedule of concessions",
            url="https://etariff.au-afcfta.org",
            published=options.published,
            licence="Facts of law: rates, years and categories",
            verified=False,  # the year of t1 was not checked against the schedule's legal text
        ),
        tables={"lines": _lines(concessions), "rates": _rates(concessions)},
        profile=read_profile(content_market(TERRITORY)),
    )


def _lines(concessions: list[Concession]) -> pa.Table:
    codes = [concession.code for concession in concessions]
    return table_of(
        LINES,
        {
            "goods_code": codes,
            "hs6": [code[:6] for code in codes],
            "description": [""] * len(codes),
            "units": [[]] * len(codes),
        },
    )


def _programme(concession: Concession) -> str:
    return PENDING_PROGRAMME if concession.rule == _PENDING_RULE else PROGRAMME


def _rates(concessions: list[Concession]) -> pa.Table:
    mfn = [(one.code, Measure.MFN, "", one.mfn, Period(), None) for one in concessions]
    conceded = [
        (one.code, Measure.PREFERENCE, _programme(one), rate, period, one.rule)
        for one in concessions
        for rate, period in stretches(one.years, first_year())
    ]
    rows = mfn + conceded
    return table_of(
        RATES,
        {
            "goods_code": [code for code, *_ in rows],
            "measure": [measure for _, measure, *_ in rows],
            "programme": [programme for _, _, programme, *_ in rows],
            "claim_code": [PROGRAMME if programme else "" for _, _, programme, *_ in rows],
            "rate_text": [percent_text(rate) for _, _, _, rate, _, _ in rows],
            "dialect": [Dialect.PERCENT] * len(rows),
            "currency": [""] * len(rows),
            "valid_from": [period.start for *_, period, _ in rows],
            "valid_to": [period.end for *_, period, _ in rows],
            "note": [rule for *_, rule in rows],
        },
    )
