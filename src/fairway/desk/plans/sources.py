"""Which releases an answer is read from, and a stamp that tells when they are others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import version

from fairway.data.idb.models import Release
from fairway.market.requirements.selectors import flags_release
from fairway.market.tariff.selectors import additional_release, exchange_release, tariff_release


def releases_for(destination: str, on: date) -> tuple[Release, ...]:
    """Every release that an answer about the economy and the day is read from, the tariff first."""
    tariff = tariff_release(destination, on)
    found = (
        tariff,
        additional_release(tariff) if tariff else None,
        flags_release(destination, on),
        exchange_release(),
    )
    return tuple(release for release in found if release)


def releases_stamp(releases: Iterable[Release]) -> str:
    """Another one when an answer may be another: with other releases, or with other software."""
    names = [release.pk for release in releases]
    return sha256("\n".join([_software(), *names]).encode()).hexdigest()


@cache
def _software() -> str:
    return version("fairway")
