"""Write the facts about the editions of the Harmonized System, from the UN's correlation tables.

    python scripts/build_editions.py CONCORDANCE.csv.gz

The table has the columns code.after, code.before, Relationship and adjustment ("2022 to 2017"). Of a row we
keep the step, both codes and how they stand to each other, in the order of time: `1:n` is a code that was
split. What is not about the Harmonized System is left out. Pairs that say nothing (the same code, 1:1) are
implied. Every row that cannot be read is named, and then nothing is written.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from fairway.data.idb.adapters.reading import Sheet, read_csv_rows
from fairway.data.nomenclature.domain.editions import Relationship
from fairway.data.nomenclature.editions import digest, editions_read, latest_codes
from fairway.kernel.text import Text
from fairway.platform.content.problem import Problem, SourceError

COLUMNS = ("code.after", "code.before", "Relationship", "adjustment")
EDITIONS = (1992, 1996, 2002, 2007, 2012, 2017, 2022)
STEPS = {f"{later} to {earlier}": (earlier, later) for earlier, later in pairwise(EDITIONS)}
OTHER_STEPS = ("1992 to 1988", "1988 to 1976", "1976 to 1962")  # to and between editions of the SITC
_STATISTICAL_CHAPTER = "99"  # trade that nobody described; no goods of the Harmonized System
_TARGET = Path(__file__).parent.parent / "src" / "fairway" / "content" / "goods" / "editions"
_CODE = re.compile(r"\d{5,6}", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    before: str
    after: str
    relationship: Relationship

    @property
    def says_nothing(self) -> bool:
        return self.before == self.after and self.relationship is Relationship.ONE_TO_ONE


Table = Mapping[tuple[int, int], set[Pair]]


def read_concordance(path: Path) -> Table:
    """The pairs of each step. Raises SourceError with every row that cannot be read."""
    sheet = read_csv_rows(path, expected_columns=COLUMNS)
    pairs: dict[tuple[int, int], set[Pair]] = defaultdict(set)
    problems: list[Problem] = []
    for number, row in sheet.records():
        found = list(_faults(sheet, number, row))
        problems += found
        if not found and row["adjustment"] in STEPS and not _is_statistical(row):
            pairs[STEPS[row["adjustment"]]].add(_pair(row))
    problems += _missing_steps(sheet, pairs)
    if problems:
        raise SourceError.of(tuple(problems))
    return {step: pairs[step] for step in STEPS.values()}


def build(pairs: Table, target: Path) -> None:
    """Write one table a step, and the number of codes and their digest for each edition."""
    target.mkdir(parents=True, exist_ok=True)
    for step, found in pairs.items():
        rows = sorted([*_rows(found), *((code, "", "") for code in _without_successor(pairs, step))])
        _write(target / f"{step[0]}-to-{step[1]}.csv", ("before", "relationship", "after"), rows)
    editions = editions_read(target, latest_codes())
    for (earlier, later), found in pairs.items():
        _check({pair.before for pair in found}, editions.codes[earlier], earlier)
        _check({pair.after for pair in found}, editions.codes[later], later)
    rows = [(str(year), str(len(codes)), digest(codes)) for year, codes in editions.codes.items()]
    _write(target / "editions.csv", ("edition", "codes", "sha256"), rows)


def _faults(sheet: Sheet, number: int, row: Mapping[str, str]) -> Iterable[Problem]:
    step = row["adjustment"]
    if step not in STEPS and step not in OTHER_STEPS:
        message = Text("This step between two editions is not known.")
        yield Problem(message, sheet.file, number, "adjustment", step)
    if step not in STEPS:
        return
    for column in ("code.after", "code.before"):
        if not _CODE.fullmatch(row[column]):
            message = Text("A subheading has six digits, or five where its first zero is lost.")
            yield Problem(message, sheet.file, number, column, row[column])
    if row["Relationship"] not in set(Relationship):
        message = Text("The relationship is one of 1:1, 1:n, n:1 and n:n.")
        yield Problem(message, sheet.file, number, "Relationship", row["Relationship"])


def _is_statistical(row: Mapping[str, str]) -> bool:
    return row["code.before"].startswith(_STATISTICAL_CHAPTER)


def _missing_steps(sheet: Sheet, pairs: Table) -> Iterable[Problem]:
    for name, step in STEPS.items():
        if not pairs.get(step):
            yield Problem(Text("The step {name} is missing.", {"name": name}), sheet.file)


def _pair(row: Mapping[str, str]) -> Pair:
    """The pair in the order of time; the table counts the newer code first."""
    relationship = Relationship(row["Relationship"]).reversed
    return Pair(row["code.before"].zfill(6), row["code.after"].zfill(6), relationship)


def _rows(pairs: set[Pair]) -> Iterable[tuple[str, str, str]]:
    """One row for the successors of a code that stand to it in the same way."""
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for pair in sorted(pairs):
        if not pair.says_nothing:
            together[pair.before, pair.relationship].append(pair.after)
    return ((before, relationship, " ".join(after)) for (before, relationship), after in together.items())


def _without_successor(pairs: Table, step: tuple[int, int]) -> set[str]:
    """Codes that the step before this one leads to, and that this one does not know."""
    known = {pair.before for pair in pairs[step]}
    return {pair.after for (_, later), found in pairs.items() if later == step[0] for pair in found} - known


def _check(codes: set[str], known: frozenset[str], edition: int) -> None:
    if strange := sorted(codes - known):
        raise SystemExit(f"These codes are not codes of HS {edition}: {', '.join(strange)}.")


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    path.write_text(text.getvalue(), encoding="utf-8")


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    try:
        pairs = read_concordance(Path(sys.argv[1]))
    except SourceError as error:
        raise SystemExit("\n".join(str(problem.text) for problem in error.problems)) from None
    build(pairs, _TARGET)


if __name__ == "__main__":
    main()
