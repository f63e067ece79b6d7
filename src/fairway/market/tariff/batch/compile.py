"""The law as tables for SQL: what each release says of the products, origins and days in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa

from fairway.data.idb.domain.profile import MarketProfile, Programme, ProgrammeKind
from fairway.data.idb.domain.schema import Dialect
from fairway.data.idb.models import Release
from fairway.kernel.finding import Status
from fairway.kernel.quantity import Quantity
from fairway.kernel.units import convert
from fairway.market.tariff.batch.segments import Segment, segments_of
from fairway.market.tariff.domain.evaluate import evaluate
from fairway.market.tariff.domain.expression import (
    AdValorem,
    Cap,
    Difference,
    Expression,
    Floor,
    MeursingPart,
    PartValue,
    Sum,
    linear_form,
)
from fairway.market.tariff.domain.options import KIND_ORDER
from fairway.market.tariff.domain.parse import RateTextError, parse_rate
from fairway.market.tariff.selectors import book_of

DISTANT_PAST, DISTANT_FUTURE = date(1, 1, 1), date(9999, 12, 31)
COEFFICIENT = pa.decimal128(18, 10)
PERCENT = pa.decimal128(12, 6)
MOST_TERMS = 2  # amounts per unit that SQL handles; a rate with more goes through the engine

LINEAR, NEVER, NEEDS, ENGINE = "linear", "never", "needs", "engine"


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
    if settled := _settled_form(expression):
        return CompiledText(text, dialect, currency, settled, nothing)
    linear = linear_form(expression)
    if linear is None or len(linear.terms) > MOST_TERMS or not _fits(linear.ad_valorem, PERCENT):
        return CompiledText(text, dialect, currency, ENGINE, nothing)
    by_value = linear.ad_valorem != 0 or isinstance(expression, AdValorem)
    return CompiledText(text, dialect, currency, LINEAR, linear.ad_valorem, by_value, linear.terms)


def _settled_form(expression: Expression) -> str | None:
    """NEVER or NEEDS where no shipment of a file can change it: a file gives values and quantities,
    not the value of a watch case nor a Meursing code."""
    if evaluate(expression, value=None, currency="USD").status is Status.UNCOMPUTABLE:
        return NEVER
    return NEEDS if any(isinstance(leaf, PartValue | MeursingPart) for leaf in _leaves(expression)) else None


def _leaves(expression: Expression) -> Iterator[Expression]:
    match expression:
        case Sum(parts):
            for part in parts:
                yield from _leaves(part)
        case Difference(one, other) | Cap(one, other) | Floor(one, other):
            yield from _leaves(one)
            yield from _leaves(other)
        case _:
            yield expression


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
    """What each product code means in the release's tariff, by stretches of days.

    For codes that need more than one look: short or long ones, seasonal ones, those on several rows.
    """
    book = book_of(release, additional=None)
    for product in products:
        hs6 = product[:6]
        yield from segments_of(product, book.lines_of(hs6), book.rated_codes(hs6), first=first, last=last)


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
