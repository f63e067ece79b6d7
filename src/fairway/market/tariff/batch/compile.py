"""The law as tables for SQL: what each release says of the products, origins and days in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa

from fairway.data.idb import selectors as idb
from fairway.data.idb.domain.profile import MarketProfile, Programme, ProgrammeKind
from fairway.data.idb.domain.schema import Dialect
from fairway.data.idb.models import Release
from fairway.kernel.quantity import Quantity
from fairway.kernel.units import convert
from fairway.market.tariff.batch.segments import Segment, segments_of
from fairway.market.tariff.domain.expression import AdValorem, Unresolved, linear_form
from fairway.market.tariff.domain.lines import rate_bearer
from fairway.market.tariff.domain.options import KIND_ORDER
from fairway.market.tariff.domain.parse import RateTextError, parse_rate
from fairway.market.tariff.selectors import book_of

DISTANT_PAST, DISTANT_FUTURE = date(1, 1, 1), date(9999, 12, 31)
COEFFICIENT = pa.decimal128(18, 10)
PERCENT = pa.decimal128(12, 6)
MOST_TERMS = 2  # amounts per unit that SQL handles; a rate with more goes through the engine

LINEAR, NEVER, ENGINE = "linear", "never", "engine"


@dataclass(frozen=True, slots=True)
class CompiledText:
    """A distinct rate text: computed in SQL, never computable, or left to the engine."""

    text: str
    dialect: str
    currency: str
    form: str
    ad_valorem: Decimal
    by_value: bool = False  # a percent of the customs value is part of it
    terms: tuple[tuple[Decimal, str, str], ...] = ()


def compile_text(text: str, dialect: str, currency: str) -> CompiledText:
    nothing = Decimal(0)
    if not text.strip():
        return CompiledText(text, dialect, currency, NEVER, nothing)
    try:
        expression = parse_rate(text, dialect=Dialect(dialect), currency=currency)
    except RateTextError:
        return CompiledText(text, dialect, currency, NEVER, nothing)
    if isinstance(expression, Unresolved):
        return CompiledText(text, dialect, currency, NEVER, nothing)
    linear = linear_form(expression)
    if linear is None or len(linear.terms) > MOST_TERMS or not _fits(linear.ad_valorem, PERCENT):
        return CompiledText(text, dialect, currency, ENGINE, nothing)
    by_value = linear.ad_valorem != 0 or isinstance(expression, AdValorem)
    return CompiledText(text, dialect, currency, LINEAR, linear.ad_valorem, by_value, linear.terms)


def _fits(number: Decimal, kind: pa.DataType) -> bool:
    try:
        pa.scalar(number, kind)
    except pa.ArrowInvalid:
        return False
    return True


def term_rows(
    texts: Sequence[CompiledText], units: Iterable[str], settlement: str | None
) -> Iterator[tuple[int, int, str, Decimal | None]]:
    """For each text, slot and unit that shipments give: the amount per one of that unit.

    A coefficient that SQL's decimals cannot hold exactly, or an amount in another currency, is
    None: the engine takes those shipments.
    """
    given = list(units)
    for place, text in enumerate(texts):
        for slot, (amount, currency, needed) in enumerate(text.terms, start=1):
            for unit in given:
                factor = convert(Quantity(Decimal(1), unit), needed)
                if factor is not None:
                    exact = currency == settlement and _fits(amount * factor, COEFFICIENT)
                    yield place, slot, unit, amount * factor if exact else None


def product_segments(
    release: Release, products: Iterable[str], *, first: date, last: date
) -> Iterator[Segment]:
    """What each product code means in the release's tariff, by stretches of days."""
    book = book_of(release, additional=None)
    rated: dict[str, set[str]] = {}
    for code in idb.release_table(release, "rates")["goods_code"].unique().to_pylist():
        rated.setdefault(code[:6], set()).add(code)
    for product in products:
        hs6 = product[:6]
        yield from segments_of(product, book.lines_of(hs6), rated.get(hs6, ()), first=first, last=last)


def borne_rates(release: Release, additional: Release | None, lines: Iterable[str]) -> pa.Table:
    """Pairs of a line and the code whose rates it bears, for each measure."""
    tables = [idb.release_table(release, "rates")]
    if additional is not None:
        tables.append(idb.release_table(additional, "rates"))
    columns: dict[str, list[str]] = {"line": [], "measure": [], "goods_code": []}
    wanted = list(lines)
    for table in tables:
        for measure, codes in _codes_by_measure(table).items():
            for line in wanted:
                bearer = rate_bearer(line, codes)
                if bearer in codes:
                    columns["line"].append(line)
                    columns["measure"].append(measure)
                    columns["goods_code"].append(bearer)
    return pa.table(columns)


def _codes_by_measure(table: pa.Table) -> dict[str, set[str]]:
    pairs = table.group_by(["measure", "goods_code"]).aggregate([])
    found: dict[str, set[str]] = {}
    for measure, code in zip(pairs["measure"].to_pylist(), pairs["goods_code"].to_pylist(), strict=True):
        found.setdefault(measure, set()).add(code)
    return found


def eligible_rows(profile: MarketProfile, origins: Iterable[str]) -> Iterator[tuple[object, ...]]:
    """Who may claim what, when: origin, programme, label, order, and the days it may be claimed."""
    wanted = set(origins)
    ranked = sorted(profile.programmes, key=lambda programme: (KIND_ORDER[programme.kind], programme.code))
    for order, programme in enumerate(ranked, start=1):
        if programme.kind is ProgrammeKind.USE:
            continue
        for beneficiary in programme.beneficiaries:
            if beneficiary.economy not in wanted:
                continue
            for force in programme.in_force:
                start = max(force.start or DISTANT_PAST, beneficiary.period.start or DISTANT_PAST)
                end = min(force.end or DISTANT_FUTURE, beneficiary.period.end or DISTANT_FUTURE)
                if start <= end:
                    yield beneficiary.economy, programme.code, programme.label, order, start, end


def programmes_for_all_lines(profile: MarketProfile) -> list[Programme]:
    return [programme for programme in profile.programmes if programme.rate_for_all_lines is not None]


def column2_rows(profile: MarketProfile) -> Iterator[tuple[str, date, date]]:
    for beneficiary in profile.column2_origins:
        period = beneficiary.period
        yield beneficiary.economy, period.start or DISTANT_PAST, period.end or DISTANT_FUTURE
