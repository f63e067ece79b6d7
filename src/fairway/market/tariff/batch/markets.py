"""Which law answers each shipment of the file: the release of its destination, and the stand-in of
its origin.

Origins that a market treats alike share a stand-in, so that two hundred origins cost no more than
the handful of ways they are treated.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import duckdb

from fairway.data.idb import selectors as idb
from fairway.data.idb.domain.profile import MarketProfile
from fairway.data.idb.domain.schema import Kind
from fairway.data.idb.models import Release
from fairway.kernel.money import Rounding, minor_units
from fairway.market.tariff.batch.compiled import named_origins
from fairway.market.tariff.batch.law import DISTANT_FUTURE, DISTANT_PAST, Stance, stances
from fairway.market.tariff.batch.tables import make_table
from fairway.market.tariff.batch.words import economy_code
from fairway.market.tariff.selectors import additional_release

PAIR_COLUMNS = (
    "from_text", "to_text", "origin", "destination", "misplaced", "release", "standin", "settlement",
    "settlement_digits", "closed", "since", "until", "earlier", "by_engine",
)  # fmt: skip
STANCE_COLUMNS = ("release", "standin", "origin", "measure", "programme", "rank", "label", "first", "last")


@dataclass(frozen=True, slots=True)
class Standin:
    """One way that a market treats origins, and one of the origins that are treated so."""

    number: int
    origin: str
    held: tuple[Stance, ...]
    is_named: bool  # a rate names the origin: it stands for itself alone

    @property
    def digest(self) -> str:
        """A name for the treatment, the same in every run."""
        treatment = repr((self.held, self.origin if self.is_named else None))
        return hashlib.sha256(treatment.encode()).hexdigest()[:16]


@dataclass(slots=True)
class Market:
    """A tariff release that the file asks for, and the origins that it is asked about."""

    number: int
    release: Release
    additional: Release | None
    profile: MarketProfile
    has_earlier: bool  # a superseded release may speak for days before the current one
    origins: set[str] = field(default_factory=set)
    standins: dict[str, Standin] = field(default_factory=dict)  # by origin

    @property
    def releases(self) -> list[Release]:
        """Those that print its rates."""
        return [self.release] + ([self.additional] if self.additional else [])


@dataclass(slots=True)
class Markets:
    """The markets of the file."""

    pairs: list[tuple[str, str]]  # the distinct texts of origin and destination
    by_destination: dict[str, Market | None] = field(default_factory=dict)
    by_release: dict[str, Market] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Market]:
        return iter(self.by_release.values())


def markets_of(pairs: list[tuple[str, str]]) -> Markets:
    """The markets that the pairs of origin and destination ask for, with their stand-ins."""
    markets = Markets(pairs)
    for from_text, to_text in pairs:
        origin, destination = economy_code(from_text), economy_code(to_text)
        market = _market(markets, destination) if origin and destination else None
        if market and origin:
            market.origins.add(origin)
    numbers = 0
    for market in markets:
        numbers = _find_standins(market, numbers)
    return markets


def load_markets(db: duckdb.DuckDBPyConnection, markets: Markets) -> None:
    """Make the tables `pair` and `stance`."""
    make_table(db, "stance", STANCE_COLUMNS, (row for market in markets for row in stance_rows(market)))
    make_table(db, "pair", PAIR_COLUMNS, (_pair_row(markets, *pair) for pair in markets.pairs))


def stance_rows(market: Market) -> Iterator[tuple[object, ...]]:
    for standin in dict.fromkeys(market.standins.values()):
        for s in standin.held:
            yield (
                market.number, standin.number, standin.origin,
                s.measure, s.programme, s.rank, s.label, s.first, s.last,
            )  # fmt: skip


def _market(markets: Markets, destination: str) -> Market | None:
    if destination not in markets.by_destination:
        releases = idb.territories_for(destination)
        markets.by_destination[destination] = _of_release(markets, releases[0]) if releases else None
    return markets.by_destination[destination]


def _of_release(markets: Markets, release: Release) -> Market:
    if release.pk not in markets.by_release:
        additional = additional_release(release)
        profile = idb.release_profile(release)
        known = idb.releases_list(territory=release.territory, kind=Kind.TARIFF).count()
        market = Market(len(markets.by_release), release, additional, profile, known > 1)
        markets.by_release[release.pk] = market
    return markets.by_release[release.pk]


def _find_standins(market: Market, first_number: int) -> int:
    """Give each origin its stand-in, numbered from `first_number`; return the next number."""
    named = {origin for release in market.releases for origin in named_origins(release)}
    by_treatment: dict[object, Standin] = {}
    for origin in sorted(market.origins):
        held, is_named = stances(market.profile, origin), origin in named
        treatment = (held, origin if is_named else None)
        new = Standin(first_number + len(by_treatment), origin, held, is_named)
        market.standins[origin] = by_treatment.setdefault(treatment, new)
    return first_number + len(by_treatment)


def _pair_row(markets: Markets, from_text: str, to_text: str) -> tuple[object, ...]:
    origin, destination = economy_code(from_text), economy_code(to_text)
    misplaced = origin is None or destination is None or origin == destination
    market = markets.by_destination.get(destination or "")
    words = (from_text, to_text, origin, destination, misplaced)
    if market is None or origin is None:
        return (*words, None, None, None, None, False, DISTANT_PAST, DISTANT_FUTURE, False, False)
    profile, release = market.profile, market.release
    return (
        *words, market.number, market.standins[origin].number, profile.currency,
        minor_units(profile.currency) if profile.currency else None,
        profile.union and origin in profile.members,
        release.period_start or DISTANT_PAST, release.period_end or DISTANT_FUTURE,
        market.has_earlier, profile.rounding != Rounding.HALF_UP,
    )  # fmt: skip
