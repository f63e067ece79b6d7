"""Reads of the tariff: the book of a market on a day, and the assessment of a shipment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from fairway.data.idb import selectors as idb
from fairway.data.idb.domain.exchange import ExchangeTable
from fairway.data.idb.domain.schema import Kind
from fairway.data.idb.models import Release
from fairway.kernel.economy import Economy
from fairway.kernel.finding import Reason
from fairway.kernel.hs import HsCode
from fairway.kernel.period import Period
from fairway.kernel.text import Text
from fairway.market.tariff.book import TariffBook
from fairway.market.tariff.domain.assessment import Assessment, LineChoice, assess
from fairway.market.tariff.domain.exchange import ExchangeOnDay
from fairway.market.tariff.domain.lines import Ambiguous, NoLine, Resolved, resolve_line
from fairway.market.tariff.domain.shipment import Shipment

NO_BORDER = "same_customs_union"
MOST_CHOICES = 60  # lines assessed when a code is too short; the rest are listed without duty


@dataclass(frozen=True, slots=True)
class MarketResult:
    """What the tariff of the destination says of a shipment: an assessment, choices, or a reason."""

    book: TariffBook | None
    assessment: Assessment | None = None
    choices: tuple[LineChoice, ...] = ()
    by_subheading: bool = False
    reason: Reason | None = None


def market_economies() -> tuple[Economy, ...]:
    """Every economy whose tariff is loaded, by code."""
    return tuple(Economy(code) for code in idb.market_economies())


def compared_economies(*, as_of: datetime | None = None) -> tuple[Economy, ...]:
    """The economies to compare: of a customs union the first member stands for all."""
    found: dict[str, Economy] = {}
    for code in idb.market_economies(as_of=as_of):
        profile = idb.release_profile(idb.territories_for(code, as_of=as_of)[0])
        if profile.union:
            found.setdefault(profile.territory, Economy(profile.members[0]))
        else:
            found[code] = Economy(code)
    return tuple(found.values())


def shipment_assess(
    shipment: Shipment, *, as_of: datetime | None = None, stated_rates: Mapping[tuple[str, str], Decimal]
) -> MarketResult:
    """Assess `shipment` with the law of its day, as it was known at `as_of` (now when None)."""
    release = tariff_release(shipment.destination.code, shipment.on, as_of=as_of)
    if release is None:
        return MarketResult(None, reason=_no_release(shipment, as_of))
    book = book_of(release, additional=additional_release(release, as_of=as_of))
    if book.profile.union and shipment.origin.code in book.profile.members:
        return MarketResult(book, reason=_no_border())
    exchange = exchange_on(shipment.on, as_of=as_of, stated_rates=stated_rates)
    return _assess_in(book, shipment, exchange)


def tariff_release(destination: str, on: date, *, as_of: datetime | None = None) -> Release | None:
    """The release that holds the law of the day in the economy, as it was known at `as_of`."""
    releases = idb.territories_for(destination, as_of=as_of)
    if not releases:
        return None
    newest = releases[0]
    if newest.period_start and on < newest.period_start:
        return idb.current_release(newest.territory, Kind.TARIFF, on=on, as_of=as_of)
    return None if newest.period_end and on > newest.period_end else newest


def additional_release(tariff: Release, *, as_of: datetime | None = None) -> Release | None:
    """The additional duties that are due on top of a tariff's."""
    return idb.current_release(tariff.territory, Kind.ADDITIONAL, as_of=as_of)


def exchange_release(*, as_of: datetime | None = None) -> Release | None:
    """The reference rates of every day."""
    return idb.current_release("ECB", Kind.EXCHANGE, as_of=as_of)


@lru_cache(maxsize=32)
def book_of(release: Release, *, additional: Release | None) -> TariffBook:
    """The tariff book of a release, with the additional duties of the same territory.

    A published release never changes, so its book is made once.
    """
    priced = (release, additional) if additional else (release,)
    return TariffBook.build(
        profile=idb.release_profile(release),
        published=release.published_on,
        source=release.citation,
        hs_edition=release.hs_edition,
        lines=idb.release_table(release, "lines"),
        rates=[(idb.release_table(one, "rates"), one.citation) for one in priced],
    )


def exchange_on(
    day: date, *, as_of: datetime | None = None, stated_rates: Mapping[tuple[str, str], Decimal]
) -> ExchangeOnDay:
    """The rates of the day: those that the user stated, then the published ones."""
    return ExchangeOnDay(day, exchange_table(as_of), stated_rates)


def exchange_table(as_of: datetime | None = None) -> ExchangeTable | None:
    """The current table of reference rates, or None when none is loaded."""
    release = exchange_release(as_of=as_of)
    return _exchange_table_of(release) if release else None


@lru_cache(maxsize=4)
def _exchange_table_of(release: Release) -> ExchangeTable:
    return ExchangeTable(idb.release_table(release, "exchange"), source=release.citation)


def _assess_in(book: TariffBook, shipment: Shipment, exchange: ExchangeOnDay) -> MarketResult:
    hs6 = shipment.product.subheading
    resolved = resolve_line(shipment.product, book.lines_of(hs6), book.rated_codes(hs6), shipment.on)
    if isinstance(resolved, Resolved):
        assessment = _assess_line(book, shipment, resolved, exchange)
        return MarketResult(book, assessment, by_subheading=resolved.by_subheading)
    if isinstance(resolved, Ambiguous):
        choices = tuple(
            LineChoice(
                line,
                _assess_line(book, shipment, Resolved(line.goods_code, (line,)), exchange)
                if place < MOST_CHOICES
                else None,
            )
            for place, line in enumerate(resolved.lines)
        )
        return MarketResult(book, choices=choices, by_subheading=resolved.by_subheading)
    return MarketResult(book, reason=_no_line(book, shipment, resolved))


def _assess_line(book: TariffBook, shipment: Shipment, line: Resolved, exchange: ExchangeOnDay) -> Assessment:
    return assess(
        shipment,
        line=line,
        rates=book.rates_borne_by(line.code),
        profile=book.profile,
        exchange=exchange,
    )


def _no_release(shipment: Shipment, as_of: datetime | None) -> Reason:
    """Why no release holds the law of the shipment's day."""
    releases = idb.territories_for(shipment.destination.code, as_of=as_of)
    return _outside_release(releases[0], shipment) if releases else _market_not_loaded(shipment)


def _market_not_loaded(shipment: Shipment) -> Reason:
    return Reason(
        "market_not_loaded",
        Text(
            "No tariff of {economy} is loaded here. Ask the operator to load one.",
            {"economy": shipment.destination.code},
        ),
    )


def _outside_release(release: Release, shipment: Shipment) -> Reason:
    values = {"on": shipment.on, **_days(Period(release.period_start, release.period_end))}
    if release.period_end is None:
        message = Text(
            "The tariff loaded here does not cover {on}: it begins on {start}. Choose a later day.", values
        )
    else:
        message = Text(
            "The tariff loaded here does not cover {on}: it covers {start} to {end}. Choose a day within it.",
            values,
        )
    return Reason("date_outside_releases", message)


def _no_border() -> Reason:
    message = Text("There is no customs border between these two economies: no import duty is due.")
    return Reason(NO_BORDER, message)


def _no_line(book: TariffBook, shipment: Shipment, found: NoLine) -> Reason:
    code = shipment.product.dotted
    if found.that_day:
        lines = ", ".join(HsCode(line.goods_code).dotted for line in found.that_day)
        return Reason(
            "out_of_season",
            Text(
                "Line {code} of this tariff is for another season. On {on} these lines hold: {lines}.",
                {"code": code, "on": shipment.on, "lines": lines},
            ),
        )
    if found.other_days:
        return Reason(
            "no_rate_in_force",
            Text(
                "Line {code} of this tariff was not in force on {on}. It holds from {start} to {end}.",
                {"code": code, "on": shipment.on, **_days(found.other_days[-1].period)},
            ),
        )
    return Reason(
        "code_not_in_tariff",
        Text(
            "The tariff loaded here has no line {code}. It follows the HS {edition} edition: "
            "the code may be of another edition, or mistyped.",
            {"code": code, "edition": book.hs_edition},
        ),
    )


def _days(period: Period) -> dict[str, date | str]:
    return {"start": period.start or "…", "end": period.end or "…"}
