"""The chain of a subject's events: each carries the digest of the one before, so that nothing changes unseen.

The digest of an event is SHA-256 over `FORM` and its canonical text: JSON in UTF-8 of every field but the
digest itself, keys sorted, no spaces, nothing escaped that JSON allows as it is. Times are UTC with six
digits of microseconds and a `Z`; identifiers, dates and decimals are text; there are no floats. The text
is the same whichever database the event comes back from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Any, TypeAlias
from uuid import UUID

Plain: TypeAlias = "str | int | bool | list[Plain] | dict[str, Plain] | None"

FORM = b"fairway event 1\n"
START = ""  # the prev_hash of a chain's first event


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it is stored. `before` and `after` are plain; `hash` is what the store says it is."""

    at: datetime
    actor: str
    on_behalf_of: UUID | None
    verb: str
    subject: str
    organisation: UUID | None
    sequence: int
    before: Mapping[str, Plain]
    after: Mapping[str, Plain]
    reason: str
    rule_version: str
    prev_hash: str
    hash: str = ""


class Fault(StrEnum):
    MISSING = "missing"  # an event, or several, before this one
    MISPLACED = "misplaced"  # its number has been already
    UNLINKED = "unlinked"  # it does not follow the one before it
    ALTERED = "altered"  # its content is not what was written


@dataclass(frozen=True, slots=True)
class Break:
    sequence: int
    what: Fault


def plain(value: object) -> Plain:
    """The value as JSON has it. Raises TypeError for a float or anything else without one faithful form."""
    match value:
        case None | bool() | int():
            return value
        case Mapping():
            return {_name(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
    return _storable(_words(value))


def _words(value: object) -> str:
    match value:
        case str():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case datetime():
            return _moment(value)
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
    raise TypeError(f"{value!r} ({type(value).__name__}) cannot be written in an event.")


def canonical(entry: Entry) -> str:
    content = {f.name: plain(getattr(entry, f.name)) for f in fields(entry) if f.name != "hash"}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(entry: Entry) -> str:
    return sha256(FORM + canonical(entry).encode()).hexdigest()


def verify(chain: Iterable[Entry]) -> list[Break]:
    """What is wrong with a subject's events, given in their order; nothing when the chain is sound.

    Events taken off its end leave a sound chain: a checkpoint noted elsewhere finds those.
    """
    breaks: list[Break] = []
    expected, previous = 1, START
    for entry in chain:
        breaks += [Break(entry.sequence, what) for what in _faults(entry, expected, previous)]
        expected, previous = entry.sequence + 1, entry.hash
    return breaks


def combined(hashes: Iterable[str]) -> str:
    """One digest over many events, in the order they were written: what a checkpoint notes."""
    whole = sha256(b"fairway checkpoint 1\n")
    for one in hashes:
        whole.update(one.encode() + b"\n")
    return whole.hexdigest()


def _faults(entry: Entry, expected: int, previous: str) -> Iterable[Fault]:
    if entry.sequence > expected:
        yield Fault.MISSING
    elif entry.sequence < expected:
        yield Fault.MISPLACED
    elif entry.prev_hash != previous:
        yield Fault.UNLINKED
    if entry.hash != digest(entry):
        yield Fault.ALTERED


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise TypeError(f"{value} has no time zone.")
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _name(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"{key!r} is not a name: keys of an event's values are text.")
    return _storable(str(key))


def _storable(text: str) -> str:
    """PostgreSQL stores neither NUL nor half of a surrogate pair."""
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError(f"{text!r} holds a character that cannot be stored.")
    return text
