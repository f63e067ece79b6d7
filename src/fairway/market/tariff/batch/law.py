"""The law of one release as rows for SQL: who may claim what and when, and what each code means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from fairway.data.idb.domain.profile import MarketProfile, ProgrammeKind
from fairway.kernel.period import Period
from fairway.market.tariff.batch.segments import Segment, segments_of
from fairway.market.tariff.domain.lines import Line
from fairway.market.tariff.domain.options import KIND_ORDER

DISTANT_PAST, DISTANT_FUTURE = date(1, 1, 1), date(9999, 12, 31)
GENERAL = 0  # the order of MFN, or of column 2 in its place, before every preference


@dataclass(frozen=True, slots=True, order=True)
class Stance:
    """A measure that an origin comes under from `first` to `last`; `rank` orders equal duties."""

    measure: str
    programme: str
    rank: int
    label: str
    first: date
    last: date


def stances(profile: MarketProfile, origin: str) -> tuple[Stance, ...]:
    """What the origin comes under in the market, of every date."""
    column2 = sorted(_days(b.period) for b in profile.column2_origins if b.economy == origin)
    general = [Stance("column2", "", GENERAL, "", *days) for days in column2]
    general += [Stance("mfn", "", GENERAL, "", *days) for days in _days_between(column2)]
    additional = Stance("additional", "", GENERAL, "", DISTANT_PAST, DISTANT_FUTURE)
    return (*general, additional, *_claims(profile, origin))


def _claims(profile: MarketProfile, origin: str) -> Iterator[Stance]:
    ranked = sorted(profile.programmes, key=lambda programme: (KIND_ORDER[programme.kind], programme.code))
    for rank, programme in enumerate(ranked, start=1):
        if programme.kind is ProgrammeKind.USE:
            continue
        for beneficiary in programme.beneficiaries:
            if beneficiary.economy != origin:
                continue
            start, end = _days(beneficiary.period)
            for in_force in programme.in_force:
                first, last = _days(in_force)
                if max(first, start) <= min(last, end):
                    yield Stance(
                        "preference", programme.code, rank, programme.label, max(first, start), min(last, end)
                    )


def _days(period: Period) -> tuple[date, date]:
    return period.start or DISTANT_PAST, period.end or DISTANT_FUTURE


def _days_between(taken: Iterable[tuple[date, date]]) -> Iterator[tuple[date, date]]:
    """The days that the ordered stretches leave over."""
    start = DISTANT_PAST
    for first, last in taken:
        if start < first:
            yield start, first - timedelta(days=1)
        if last == DISTANT_FUTURE:
            return
        start = max(start, last + timedelta(days=1))
    yield start, DISTANT_FUTURE


def product_segments(
    products: Iterable[tuple[str, str]],
    lines: Iterable[tuple[str, str | None, date | None, date | None]],
    rated_codes: Iterable[str],
    *,
    first: date,
    last: date,
) -> Iterator[tuple[str, Segment]]:
    """What product codes mean, by stretches of days: those that need more than one look, such as
    short or long codes, seasonal lines, and lines on several rows.

    `products` are codes as written and as digits; `lines` and `rated_codes` are those of their
    subheadings.
    """
    lines_of: dict[str, list[Line]] = {}
    for code, season, start, end in lines:
        line = Line(code, "", season=season, period=Period(start, end))
        lines_of.setdefault(code[:6], []).append(line)
    rated_of: dict[str, set[str]] = {}
    for code in rated_codes:
        rated_of.setdefault(code[:6], set()).add(code)
    for written, digits in products:
        found = tuple(lines_of.get(digits[:6], ()))
        for segment in segments_of(digits, found, rated_of.get(digits[:6], set()), first=first, last=last):
            yield written, segment
