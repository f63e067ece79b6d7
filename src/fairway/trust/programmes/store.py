"""The law that this instance knows: the shipped files, and those of the instance, which take their place.

Files of the instance lie in FAIRWAY_HOME: programmes/CODE.yaml and calendars/CODE.yaml. They are read once
per process. One that cannot be read is left out together with the shipped one of its code, whose law it was
to replace; the others stay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from django.conf import settings

import fairway
from fairway.kernel.text import Text, UserError
from fairway.platform.content.problem import Problem, SourceError
from fairway.trust.programmes.domain.calendar import Calendar
from fairway.trust.programmes.domain.fact import Bank
from fairway.trust.programmes.domain.programme import Programme
from fairway.trust.programmes.reading.bank import read_bank
from fairway.trust.programmes.reading.calendar import read_calendar
from fairway.trust.programmes.reading.programme import read_programme

CONTENT = Path(fairway.__file__).parent / "content"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Shelf(Generic[T]):
    """What was read, by code, and what is wrong in the instance's own files, by code."""

    read: Mapping[str, T]
    broken: Mapping[str, tuple[Problem, ...]]


def programmes() -> tuple[Programme, ...]:
    """Every programme that can be read, in the order of their codes."""
    return tuple(_programmes().read.values())


def programme_of(code: str) -> Programme:
    """Raises UserError for one that there is not, or that is broken."""
    shelf = _programmes()
    if found := shelf.read.get(code):
        return found
    if code in shelf.broken:
        raise UserError(Text("The file of the programme “{code}” has errors.", {"code": code}))
    names = ", ".join(shelf.read)
    raise UserError(
        Text("There is no programme “{code}”. There are: {names}.", {"code": code[:60], "names": names})
    )


def calendar_of(code: str) -> Calendar:
    """Raises UserError for one that there is not, or that is broken."""
    found = _calendars().read.get(code)
    if found is None:
        raise UserError(Text("There is no calendar “{code}” that can be read.", {"code": code[:60]}))
    return found


@cache
def bank() -> Bank:
    """Every fact and every kind of evidence."""
    return read_bank(CONTENT / "aeo_bank")


def calendar_codes() -> frozenset[str]:
    return frozenset(_calendars().read)


def broken_files() -> tuple[Problem, ...]:
    """What is wrong in the instance's own files."""
    found = (*_calendars().broken.values(), *_programmes().broken.values())
    return tuple(problem for problems in found for problem in problems)


def forget() -> None:
    """Read the files anew at the next question."""
    for kept in (_programmes, _calendars, bank):
        kept.cache_clear()


@cache
def _programmes() -> _Shelf[Programme]:
    return _shelf("programmes", lambda path: read_programme(path, bank(), calendars=calendar_codes()))


@cache
def _calendars() -> _Shelf[Calendar]:
    return _shelf("calendars", read_calendar)


def _shelf(folder: str, read: Callable[[Path], T]) -> _Shelf[T]:
    """Raises SourceError for a shipped file: that is a fault of the house, and its tests find it."""
    own = {path.stem: path for path in (settings.FAIRWAY_HOME / folder).glob("*.yaml")}
    found: dict[str, T] = {}
    broken: dict[str, tuple[Problem, ...]] = {}
    for path in sorted((CONTENT / folder).glob("*.yaml")):
        if path.stem not in own:
            found[path.stem] = read(path)
    for code, path in own.items():
        try:
            found[code] = read(path)
        except SourceError as error:
            broken[code] = error.problems
    return _Shelf(dict(sorted(found.items())), broken)
