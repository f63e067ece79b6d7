"""Which releases an answer is read from, and a stamp that tells when they are others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import version

from fairway.data.idb import selectors as idb
from fairway.data.idb.domain.schema import Kind
from fairway.data.idb.models import Release
from fairway.market.requirements.catalogue import catalogue


def releases_for(destination: str, on: date) -> tuple[Release, ...]:
    """Every release that an answer about the economy and the day is read from, the tariff first."""
    tariff = _tariff(destination, on)
    flagged = catalogue().flag_territories.get(destination)
    found = (
        tariff,
        idb.current_release(tariff.territory, Kind.ADDITIONAL) if tariff else None,
        idb.current_release(flagged, Kind.REQUIREMENTS, on=on) if flagged else None,
        idb.current_release("ECB", Kind.EXCHANGE),
    )
    return tuple(release for release in found if release)


def releases_stamp(releases: Iterable[Release]) -> str:
    """Another one when an answer may be another: with other releases, or with other software."""
    names = [release.pk for release in releases]
    return sha256("\n".join([_software(), *names]).encode()).hexdigest()


def _tariff(destination: str, on: date) -> Release | None:
    releases = idb.territories_for(destination)
    if not releases:
        return None
    newest = releases[0]
    if newest.period_start and on < newest.period_start:
        return idb.current_release(newest.territory, Kind.TARIFF, on=on)
    return newest


@cache
def _software() -> str:
    return version("fairway")
