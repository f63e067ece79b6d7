"""Reads: what a product needs in a market, from the content files and the flags members publish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache

from fairway.data.idb.domain.schema import Kind
from fairway.data.idb.models import Release
from fairway.data.idb.selectors import current_release, release_table
from fairway.kernel.period import Period
from fairway.market.requirements.catalogue import catalogue
from fairway.market.requirements.domain.requirement import Flag, Requirement, requirements_for


def requirements_find(
    *, goods_code: str, destination: str, origin: str, on: date, as_of: datetime | None = None
) -> tuple[Requirement, ...]:
    """What the product (six or more digits) needs to enter `destination` on the day, required first.

    `as_of` answers with the flags that were known then (now when None).
    """
    return requirements_for(
        goods_code,
        destination=destination,
        origin=origin,
        on=on,
        flags=_flags(goods_code, destination, on, as_of),
        catalogue=catalogue(),
    )


def flags_release(destination: str, on: date, *, as_of: datetime | None = None) -> Release | None:
    """The release of flags that speaks for the market and the day, as it was known at `as_of`."""
    territory = catalogue().flag_territories.get(destination)
    return current_release(territory, Kind.REQUIREMENTS, on=on, as_of=as_of) if territory else None


def _flags(goods_code: str, destination: str, on: date, as_of: datetime | None) -> tuple[Flag, ...] | None:
    """The flags of the product's subheading; None when no release speaks for the market and day."""
    release = flags_release(destination, on, as_of=as_of)
    return _by_subheading(release).get(goods_code[:6], ()) if release else None


@lru_cache(maxsize=8)
def _by_subheading(release: Release) -> Mapping[str, tuple[Flag, ...]]:
    """A published release never changes, so what was read of it once is kept."""
    found: dict[str, list[Flag]] = {}
    for flag in _rows(release):
        found.setdefault(flag.goods_code[:6], []).append(flag)
    return {subheading: tuple(flags) for subheading, flags in found.items()}


def _rows(release: Release) -> Iterator[Flag]:
    periods: dict[tuple[date | None, date | None], Period] = {}
    table = release_table(release, "requirements")
    columns = (table[name].to_pylist() for name in ("goods_code", "flag", "valid_from", "valid_to"))
    for goods_code, flag, start, end in zip(*columns, strict=True):
        period = periods.setdefault((start, end), Period(start, end))
        yield Flag(goods_code, flag, period)
