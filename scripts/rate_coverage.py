"""How much of the real rate texts computes: per source, every text either computes or has its reason.

Run it with the folder of shared data (default: FAIRWAY_SHARED or ../shared):

    .venv/bin/python scripts/rate_coverage.py [FOLDER]
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from fairway.data.idb.domain.schema import Dialect
from fairway.data.idb.domain.special_column import split_special
from fairway.kernel.finding import Need, Status
from fairway.kernel.money import Money
from fairway.kernel.quantity import Quantity
from fairway.market.tariff.domain.evaluate import Evaluation, evaluate
from fairway.market.tariff.domain.expression import (
    AdValorem,
    Cap,
    DegreeAmount,
    Difference,
    Expression,
    FixedAmount,
    Floor,
    PartValue,
    RetailPrice,
    Specific,
    Sum,
    currency_of,
)
from fairway.market.tariff.domain.parse import RateTextError, parse_rate
from fairway.market.tariff.domain.taric import Component, taric_sentence

# A figure of the text that stands for money or a percentage.
_FIGURE = re.compile(
    r"\$\s*(?P<dollars>[\d,.]*\d)"
    r"|(?P<number>[\d,.]*\d)\s*(?P<fraction>\d+/\d+)?\s*(?:%|per\s?cent\b|¢|cents?\b|c/|EUR\b|GBP\b)",
    re.IGNORECASE,
)
_ENOUGH = Decimal(10)  # of each thing that is asked, so that no deduction outweighs its base


@dataclass(frozen=True, slots=True)
class RateLine:
    source: str
    chapter: str
    text: str
    dialect: Dialect


@dataclass(slots=True)
class Coverage:
    """Lines of one source. `silent` holds texts that compute without all of their figures."""

    lines: int = 0
    computable: int = 0
    blank: int = 0
    texts: set[str] = field(default_factory=set)
    flagged: Counter[str] = field(default_factory=Counter)
    silent: list[str] = field(default_factory=list)

    @property
    def share(self) -> Decimal:
        return Decimal(100 * self.computable) / max(self.lines, 1)

    def add(self, line: RateLine, verdict: str) -> None:
        if not line.text.strip():
            self.blank += 1
            return
        self.lines += 1
        self.texts.add(line.text)
        if verdict == "computable":
            self.computable += 1
        elif verdict == "silent":
            self.silent.append(line.text)
        else:
            self.flagged[verdict] += 1


def coverage(lines: Iterable[RateLine]) -> dict[tuple[str, bool], Coverage]:
    """By source, and whether the line is of chapters 1 to 97."""
    found: dict[tuple[str, bool], Coverage] = {}
    verdicts: dict[tuple[str, Dialect], str] = {}
    for line in lines:
        key = line.text, line.dialect
        if key not in verdicts:
            verdicts[key] = verdict(*key)
        part = found.setdefault((line.source, line.chapter <= "97"), Coverage())
        part.add(line, verdicts[key])
    return found


def verdict(text: str, dialect: Dialect) -> str:
    """“computable”, “silent” or the code of the reason why it is not computed."""
    try:
        expression = parse_rate(text, dialect=dialect)
    except RateTextError as error:
        return error.code
    result = answered(expression)
    if result.status is not Status.COMPUTED:
        return result.reason.code if result.reason else "silent"
    complete = dialect is Dialect.PERCENT or Counter(_figures(text)) == Counter(_amounts(expression))
    return "computable" if complete else "silent"


def answered(expression: Expression) -> Evaluation:
    """The outcome once every question that can be answered has been."""
    currency = currency_of(expression) or "USD"
    value, quantities, answers = None, [], {}
    while True:
        result = evaluate(expression, value=value, quantities=quantities, currency=currency, answers=answers)
        answerable = [need for need in result.needs if _answerable(need)]
        if not answerable:
            return result
        for need in answerable:
            if need.key == "customs_value":
                value = Money(_ENOUGH, currency)
            elif need.key.startswith("quantity:"):
                quantities.append(Quantity(_ENOUGH, need.key.removeprefix("quantity:")))
            else:
                answers[need.key] = _ENOUGH


def _answerable(need: Need) -> bool:
    return need.key.startswith(("customs_value", "quantity:", "part_value:"))


def _figures(text: str) -> Iterator[Decimal]:
    for found in _FIGURE.finditer(text):
        number = Decimal((found["dollars"] or found["number"]).replace(",", ""))
        if found["fraction"]:
            numerator, denominator = found["fraction"].split("/")
            number += Decimal(numerator) / Decimal(denominator)
        cents = re.search(r"(¢|(?<!per)cents?|c/)$", found[0], re.IGNORECASE)
        yield number / 100 if cents else number


def _amounts(expression: Expression) -> Iterator[Decimal]:
    match expression:
        case Sum(parts):
            for part in parts:
                yield from _amounts(part)
        case Difference(one, other) | Cap(one, other) | Floor(one, other):
            yield from _amounts(one)
            yield from _amounts(other)
        case AdValorem(figure) | Specific(figure) | FixedAmount(figure) | RetailPrice(figure):
            yield figure
        case PartValue(figure) | DegreeAmount(figure):
            yield figure


def all_lines(shared: Path) -> Iterator[RateLine]:
    yield from us_database_lines(shared)
    yield from us_schedule_lines(shared)
    yield from ecowas_lines(shared)
    yield from uk_lines(shared)


def us_database_lines(shared: Path) -> Iterator[RateLine]:
    for row in _rows(shared / "data/us/tariff_database_2025_06062025.csv.gz"):
        chapter = row["hts8"][:2]
        yield RateLine("US database, MFN", chapter, row["mfn_text_rate"], Dialect.US)
        yield RateLine("US database, column 2", chapter, row["col2_text_rate"], Dialect.US)
        for group in split_special(row["col1_special_text"]):
            yield RateLine("US database, special", chapter, group.rate_text, Dialect.US)


def us_schedule_lines(shared: Path) -> Iterator[RateLine]:
    for row in _rows(shared / "data/us/hts_2025_basic_edition.csv.gz"):
        chapter = row["HTS Number"][:2] or "00"
        yield RateLine("US schedule, general", chapter, row["General Rate of Duty"], Dialect.US)
        yield RateLine("US schedule, column 2", chapter, row["Column 2 Rate of Duty"], Dialect.US)
        yield RateLine("US schedule, additional", chapter, row["Additional Duties"], Dialect.US)
        for group in split_special(row["Special Rate of Duty"]):
            yield RateLine("US schedule, special", chapter, group.rate_text, Dialect.US)


def ecowas_lines(shared: Path) -> Iterator[RateLine]:
    with gzip.open(shared / "data/afcfta/ecowas.json.gz", "rt", encoding="utf-8") as file:
        rows = json.load(file)
    for row in rows:
        rates = [row["mfn"], *(row[f"t{year}"] for year in range(1, 14))]
        for rate in rates:
            yield RateLine("ECOWAS, MFN and phase-down", row["natTarLine"][:2], rate or "", Dialect.PERCENT)


def uk_lines(shared: Path) -> Iterator[RateLine]:
    measures: dict[tuple[str, str], list[Component]] = {}
    for row in _rows(shared / "data/uk/mfn2019_components.csv.gz"):
        unit = row["measurement_unit_code"] + row["measurement_unit_qualifier_code"]
        component = Component(
            row["duty_expression_id"], Decimal(row["duty_amount"]), row["monetary_unit_code"], unit
        )
        key = row["measure_sid"], row["goods_nomenclature_item_id"]
        measures.setdefault(key, []).append(component)
    for (_sid, code), components in measures.items():
        components.sort(key=lambda component: component.expression_id)
        yield RateLine("UK 2019, components", code[:2], taric_sentence(components), Dialect.TARIC)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def main() -> int:
    default = os.environ.get("FAIRWAY_SHARED") or Path(__file__).parents[2] / "shared"
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else default)
    found = coverage(all_lines(shared))
    for title, wanted in (("Chapters 1 to 97", (True,)), ("All chapters", (True, False))):
        _print(title, {key: part for key, part in found.items() if key[1] in wanted})
    return 1 if any(part.silent for part in found.values()) else 0


def _print(title: str, parts: dict[tuple[str, bool], Coverage]) -> None:
    print(f"\n{title}\n{'source':<28}{'lines':>8}{'texts':>7}{'computable':>12}{'share':>8}{'silent':>8}")
    total = Coverage()
    by_source: dict[str, Coverage] = {}
    for (source, _goods), part in parts.items():
        for target in (by_source.setdefault(source, Coverage()), total):
            _merge(target, part)
    for source, part in (*by_source.items(), ("together", total)):
        print(
            f"{source:<28}{part.lines:>8}{len(part.texts):>7}{part.computable:>12}"
            f"{part.share:>7.2f}%{len(part.silent):>8}"
        )
        for reason, count in part.flagged.most_common():
            print(f"    {count:>6}  {reason}")
        for text in sorted(set(part.silent)):
            print(f"    SILENT  {text}")


def _merge(target: Coverage, part: Coverage) -> None:
    target.lines += part.lines
    target.computable += part.computable
    target.blank += part.blank
    target.texts |= part.texts
    target.flagged += part.flagged
    target.silent += part.silent


if __name__ == "__main__":
    raise SystemExit(main())
