"""Which law answers each shipment of the file: the release of its destination, and the stand-in of
its origin.

Origins that a market treats alike share a stand-in, so that two hundred origins cost no more than
the handful of ways they are treated.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import duckdb

from fairway.data.idb import selectors as idb
from fairway.data.idb.domain.profile import MarketProfile
from fairway.data.idb.domain.schema import Kind
from fairway.data.idb.models import Release
from fairway.kernel.money import Rounding, minor_units
from fairway.market.tariff.batch import sql_law
from fairway.market.tariff.batch.compile import CompiledText, compile_text
from fairway.market.tariff.batch.compiled import RATES, compiled_rates, read_texts
from fairway.market.tariff.batch.law import DISTANT_FUTURE, DISTANT_PAST, Stance, product_segments, stances
from fairway.market.tariff.batch.tables import make_table, quoted, rows_of
from fairway.market.tariff.batch.words import economy_code

PAIR_COLUMNS = (
    "from_text", "to_text", "origin", "destination", "misplaced", "release", "standin", "settlement",
    "settlement_digits", "closed", "since", "until", "earlier", "by_engine",
)  # fmt: skip
STANCE_COLUMNS = ("release", "standin", "origin", "measure", "programme", "rank", "label", "first", "last")
_RELEASE_TEXTS = 10_000_000  # numbers that the texts of one table of rates may take


Days = dict[str, date]  # the `first` and `last` of the file


@dataclass(slots=True)
class Market:
    """A tariff release that the file asks for, and the origins that it is asked about."""

    number: int
    release: Release
    additional: Release | None
    profile: MarketProfile
    origins: set[str] = field(default_factory=set)
    standins: dict[str, int] = field(default_factory=dict)

    @property
    def sources(self) -> list[tuple[Release, int]]:
        """Its tables of rates, each with the first number of its texts."""
        releases = [self.release] + ([self.additional] if self.additional else [])
        return [(r, (2 * self.number + n) * _RELEASE_TEXTS) for n, r in enumerate(releases)]


@dataclass(slots=True)
class Markets:
    """The markets of the file by destination, and the measured texts by number."""

    pairs: list[tuple[str, str]]
    by_destination: dict[str, Market | None] = field(default_factory=dict)
    by_release: dict[str, Market] = field(default_factory=dict)
    texts: dict[int, CompiledText] = field(default_factory=dict)


def markets_of(pairs: list[tuple[str, str]]) -> Markets:
    """`pairs` are the distinct texts of origin and destination."""
    markets = Markets(pairs)
    for from_text, to_text in pairs:
        origin, destination = economy_code(from_text), economy_code(to_text)
        if origin and destination:
            market = _market(markets, destination)
            if market:
                market.origins.add(origin)
    return markets


def _market(markets: Markets, destination: str) -> Market | None:
    if destination not in markets.by_destination:
        releases = idb.territories_for(destination)
        markets.by_destination[destination] = _of_release(markets, releases[0]) if releases else None
    return markets.by_destination[destination]


def _of_release(markets: Markets, release: Release) -> Market:
    if release.pk not in markets.by_release:
        additional = idb.current_release(release.territory, Kind.ADDITIONAL)
        profile = idb.release_profile(release)
        markets.by_release[release.pk] = Market(len(markets.by_release), release, additional, profile)
    return markets.by_release[release.pk]


def load_markets(db: duckdb.DuckDBPyConnection, markets: Markets, days: Days) -> None:
    """Make the tables `pair`, `stance`, `segment` and `candidate`, for shipments of these days."""
    db.execute(sql_law.TABLES)
    destinations = {to: markets.by_destination.get(economy_code(to) or "") for _from, to in markets.pairs}
    make_table(
        db, "destination", ("to_text", "release"),
        ((text, market.number) for text, market in destinations.items() if market),
    )  # fmt: skip
    stance_rows: list[tuple[object, ...]] = []
    for market in markets.by_release.values():
        _load_rates(db, market, markets.texts, days)
        stance_rows += _stance_rows(db, market, len(stance_rows), days)
        make_table(db, "stance", STANCE_COLUMNS, stance_rows)
        _load_candidates(db, market, days)
    make_table(db, "stance", STANCE_COLUMNS, stance_rows)
    make_table(db, "pair", PAIR_COLUMNS, (_pair_row(markets, *pair) for pair in markets.pairs))


def _load_rates(
    db: duckdb.DuckDBPyConnection, market: Market, texts: dict[int, CompiledText], days: Days
) -> None:
    """Make `rate`, `everywhere` and `line` of the market."""
    paths = []
    db.execute(sql_law.NO_RATES)
    for release, offset in market.sources:
        folder = compiled_rates(release)
        paths.append(quoted(folder / RATES))
        texts |= {offset + number: text for number, text in read_texts(folder).items()}
        db.execute(sql_law.RATES.format(offset=offset, path=paths[-1]), days)
    db.execute(sql_law.RATED_CODES.format(paths=paths))
    db.execute(sql_law.LINES.format(path=quoted(idb.release_file(market.release, "lines"))))
    everywhere = [p for p in market.profile.programmes if p.rate_for_all_lines is not None]
    compiled = [compile_text(programme.rate_for_all_lines or "", "us", "") for programme in everywhere]
    first_id = market.sources[0][1] + _RELEASE_TEXTS // 2
    texts |= dict(enumerate(compiled, start=first_id))
    make_table(
        db, "everywhere", ("programme", "text_id", "form", "percent", "by_value"),
        (
            (programme.code, first_id + place, text.form, text.percent, text.by_value)
            for place, (programme, text) in enumerate(zip(everywhere, compiled, strict=True))
        ),
    )  # fmt: skip


def _stance_rows(
    db: duckdb.DuckDBPyConnection, market: Market, first_number: int, days: Days
) -> list[tuple[object, ...]]:
    """The stances of each stand-in; origins that a rate names stand for themselves."""
    named = {row[0] for row in rows_of(db, sql_law.NAMED_ORIGINS)}
    by_treatment: dict[object, int] = {}
    rows: list[tuple[object, ...]] = []
    for origin in sorted(market.origins):
        held = _on_days(stances(market.profile, origin), days)
        treatment = (held, origin if origin in named else None)
        standin = by_treatment.setdefault(treatment, first_number + len(by_treatment))
        if standin not in market.standins.values():
            rows += [
                (market.number, standin, origin, s.measure, s.programme, s.rank, s.label, s.first, s.last)
                for s in held
            ]
        market.standins[origin] = standin
    return rows


def _on_days(held: tuple[Stance, ...], days: Days) -> tuple[Stance, ...]:
    first, last = days["first"], days["last"]
    return tuple(
        replace(stance, first=max(stance.first, first), last=min(stance.last, last))
        for stance in held
        if stance.first <= last and stance.last >= first
    )


def _load_candidates(db: duckdb.DuckDBPyConnection, market: Market, days: Days) -> None:
    release = {"release": market.number}
    db.execute(sql_law.WANTED, release)
    db.execute(sql_law.PLAIN_LINES, release)
    others = rows_of(db, sql_law.OTHER_PRODUCTS, **release)
    if others:
        lines = rows_of(db, sql_law.OTHER_LINES, **release)
        rated = [row[0] for row in rows_of(db, sql_law.OTHER_RATED_CODES, **release)]
        segments = product_segments(others, lines, rated, **days)
        make_table(
            db, "other_segment", ("release", "product", "outcome", "line", "first", "last"),
            ((market.number, written, s.outcome, s.code, s.start, s.end) for written, s in segments),
        )  # fmt: skip
        db.execute("INSERT INTO segment BY NAME FROM other_segment")
    db.execute(sql_law.BORNE, release)
    db.execute(sql_law.LINE_RATE, {**release, **days})
    db.execute(sql_law.CANDIDATES, {**release, **days})


def _pair_row(markets: Markets, from_text: str, to_text: str) -> tuple[object, ...]:
    origin, destination = economy_code(from_text), economy_code(to_text)
    misplaced = origin is None or destination is None or origin == destination
    market = markets.by_destination.get(destination or "")
    words = (from_text, to_text, origin, destination, misplaced)
    if market is None or origin is None:
        return (*words, None, None, None, None, False, DISTANT_PAST, DISTANT_FUTURE, False, False)
    profile, release = market.profile, market.release
    return (
        *words, market.number, market.standins[origin], profile.currency,
        minor_units(profile.currency) if profile.currency else None,
        profile.union and origin in profile.members,
        release.period_start or DISTANT_PAST, release.period_end or DISTANT_FUTURE,
        _has_earlier(release.territory), profile.rounding != Rounding.HALF_UP,
    )  # fmt: skip


def _has_earlier(territory: str) -> bool:
    """Whether a superseded release may speak for days before the current one."""
    return idb.releases_list(territory=territory, kind=Kind.TARIFF).count() > 1
