"""The printed rates against the numbers beside them.

The database gives each rate twice: as the text that is law, and split into numbers. The text is what
a release carries; the numbers serve to find slips in it, and to add a programme that the text forgot.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from operator import itemgetter

from fairway.data.idb.adapters.reading import Sheet
from fairway.data.idb.adapters.report import LoadReport
from fairway.data.idb.adapters.us_rates import SpecialRate, read_special
from fairway.data.idb.adapters.us_tariff_database.layout import PROGRAMMES, rate_columns
from fairway.kernel.text import Text

KNOWN_DEFECTS = {
    "mfn_numbers_differ": Text("The general rate's text and its numbers are not the same rate."),
    "column2_numbers_differ": Text("The column 2 rate's text and its numbers are not the same rate."),
    "programme_numbers_differ": Text("A programme's text and its numbers are not the same rate."),
    "programme_only_in_text": Text("The special text names a programme that its own columns do not mark."),
    "programme_only_in_columns": Text("The special text leaves out a programme that its own columns mark."),
}
_NOT_COMPUTABLE = "9999.99"  # also written 9999.999999
_PART = re.compile(
    r"\s*(?:(?P<percent>[\d.]+) ?%|\$(?P<dollars>[\d.]+)(?P<dollar_unit>\D*[23]?|/1000)"
    r"|(?P<cents>[\d.]+) ?(?:cents?|¢)(?P<cent_unit>\D*[23]?|/1000))\s*"
)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A rate without its units: the percentage (0.065 is 6.5 %) and the amounts in dollars, sorted."""

    percent: Decimal = Decimal(0)
    amounts: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class SpecialFindings:
    """Programmes on which the special text and the columns of one line differ."""

    only_in_text: tuple[str, ...] = ()
    only_in_columns: tuple[str, ...] = ()
    other_rate: tuple[str, ...] = ()
    to_add: tuple[SpecialRate, ...] = ()  # only in the columns, with a rate that needs no unit


class CrossCheck:
    """Counts the differences of each line as defects of the source."""

    def __init__(self, sheet: Sheet, report: LoadReport) -> None:
        self._sheet, self._report = sheet, report
        self._cells = _picker(sheet, [name for p in PROGRAMMES for name in (p.indicator, *p.rates)])
        self._general = _picker(sheet, ["mfn_text_rate", *rate_columns("mfn")])
        self._column2 = _picker(sheet, ["col2_text_rate", *rate_columns("col2")])
        self._special = sheet.header.index("col1_special_text")
        self._known: dict[tuple[str, ...], SpecialFindings] = {}

    def programmes_to_add(self, place: int) -> tuple[SpecialRate, ...]:
        """Check the row at `place`; the programmes that its special text leaves out."""
        row = self._sheet.rows[place]
        self._check_numbers(place, self._general(row), "mfn_numbers_differ", "mfn_text_rate")
        self._check_numbers(place, self._column2(row), "column2_numbers_differ", "col2_text_rate")
        found = self._special_findings(row[self._special], self._cells(row))
        for defect, programmes in (
            ("programme_numbers_differ", found.other_rate),
            ("programme_only_in_text", found.only_in_text),
            ("programme_only_in_columns", found.only_in_columns),
        ):
            for programme in programmes:
                self._tell(place, defect, "col1_special_text", Text("Programme {code}.", {"code": programme}))
        return found.to_add

    def _check_numbers(self, place: int, cells: tuple[str, ...], defect: str, column: str) -> None:
        if differ(cells[0].strip(), numbers_in_columns(*cells[1:])):
            self._tell(
                place, defect, column, Text("The numbers are {numbers}.", {"numbers": ", ".join(cells[1:])})
            )

    def _special_findings(self, special: str, cells: tuple[str, ...]) -> SpecialFindings:
        """Lines with equal cells are compared once."""
        key = (special, *cells)
        if key not in self._known:
            self._known[key] = _compare(special, cells)
        return self._known[key]

    def _tell(self, place: int, defect: str, column: str, message: Text) -> None:
        sheet = self._sheet
        value = sheet.rows[place][sheet.header.index(column)]
        self._report.defect(
            defect, message, file=sheet.file, row=sheet.row_numbers[place], column=column, value=value
        )


def _picker(sheet: Sheet, columns: Sequence[str]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    return itemgetter(*(sheet.header.index(name) for name in columns))


def _compare(special: str, cells: Sequence[str]) -> SpecialFindings:
    printed = {rate.programme: rate for rate in read_special(special).rates}
    marked = _marked_programmes(cells)
    missing = tuple(p for p in marked if p not in printed)
    return SpecialFindings(
        # The database has no column for S+, a narrower class of S.
        only_in_text=tuple(p for p in printed if p not in marked and p != "S+"),
        only_in_columns=missing,
        other_rate=tuple(p for p in printed if p in marked and differ(printed[p].rate_text, marked[p])),
        to_add=tuple(SpecialRate(p, p, text) for p in missing if (text := _text_of(marked[p]))),
    )


def _marked_programmes(cells: Sequence[str]) -> dict[str, Numbers | None]:
    """The programmes that have a mark, with their numbers where the columns have them."""
    marked: dict[str, Numbers | None] = {}
    rest = iter(cells)
    for columns in PROGRAMMES:
        mark = next(rest).strip()
        numbers = [next(rest) for _ in columns.rates]
        if mark:
            # The mark of GSP is its symbol: A, A* or A+.
            programme = mark.rstrip("*") if columns.programme == "A" else columns.programme
            marked[programme] = numbers_in_columns(*numbers) if numbers else None
    return marked


def _text_of(numbers: Numbers | None) -> str | None:
    """The rate in words, unless it has an amount: the columns do not say per which unit."""
    if numbers is None or numbers.amounts:
        return None
    return f"{(numbers.percent * 100).normalize():f}%" if numbers.percent else "Free"


def differ(rate_text: str, numbers: Numbers | None) -> bool:
    """Whether both are plain rates and not the same one."""
    printed = numbers_in_text(rate_text)
    return printed is not None and numbers is not None and printed != numbers


@cache
def numbers_in_text(rate_text: str) -> Numbers | None:
    """The numbers of a plain rate (`Free`, `6.5%`, `41¢/kg + 16.3%`); None for any other text."""
    if rate_text == "Free":
        return Numbers()
    percent, amounts = Decimal(0), []
    for part in rate_text.split("+"):
        found = _PART.fullmatch(part)
        if not found:
            return None
        if found["percent"]:
            percent += Decimal(found["percent"]) / 100
        else:
            amounts.append(_dollars(found))
    return Numbers(percent, tuple(sorted(amounts)))


def _dollars(found: re.Match[str]) -> Decimal:
    amount = Decimal(found["dollars"]) if found["dollars"] else Decimal(found["cents"]) / 100
    return amount / 1000 if "/1000" in (found["dollar_unit"], found["cent_unit"]) else amount


@cache
def numbers_in_columns(ad_valorem: str, specific: str, other: str = "0") -> Numbers | None:
    """The numbers of the columns; None where they are blank, not computable or not numbers."""
    cells = (ad_valorem, specific, other)
    if any(not cell or cell.startswith(_NOT_COMPUTABLE) for cell in cells):
        return None
    try:
        percent, *amounts = (Decimal(cell) for cell in cells)
    except InvalidOperation:
        return None
    return Numbers(percent, tuple(sorted(amount for amount in amounts if amount)))
