"""What a partner may be told of a firm: a function of agreement, consent and identifier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from fairway.trust.recognition.domain.message import Entry, Status

EVERY_TIER = "*"


@dataclass(frozen=True, slots=True)
class Scope:
    """An agreement as far as it bears on what is told: which types, and from which day to which."""

    code: str
    types: tuple[str, ...]  # "safe-msme:secured"; "safe-msme:*" for every tier
    begins: date
    ends: date | None  # its last day
    names: bool  # whether firms are told by name

    def is_in_force(self, today: date) -> bool:
        return self.begins <= today and (self.ends is None or today <= self.ends)

    def covers(self, entry: Entry) -> bool:
        return type_is_among(entry, self.types)


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A line of the ledger. Without a partner it is about all of them."""

    partner: str
    is_given: bool


class Change(StrEnum):
    """How two lists differ in one certificate."""

    MISSING = "missing"  # the partner says it, we did not know it
    DIFFERENT = "different"
    LEFT_OVER = "left-over"  # we knew it, the partner does not say it


def type_is_among(entry: Entry, types: Iterable[str]) -> bool:
    return not {entry.type, f"{entry.programme}:{EVERY_TIER}"}.isdisjoint(types)


def consent_holds(rows: Iterable[ConsentRow], partner: str) -> bool:
    """Whether the last line about this partner, or about all, gives it. Oldest first; silence is none."""
    last = False
    for row in rows:
        if row.partner in ("", partner):
            last = row.is_given
    return last


def entry_to_tell(
    held: Entry, scopes: Iterable[Scope], *, consents: bool, today: date
) -> tuple[str, Entry] | None:
    """The agreement and the entry under which the partner is told; None when it may know nothing.

    `held` is the whole truth, under the identifier of the firm for this partner.
    """
    if not consents or not held.identifier:
        return None
    scope = next((one for one in scopes if one.is_in_force(today) and one.covers(held)), None)
    if scope is None:
        return None
    return scope.code, held if scope.names else replace(held, name="")


def entries_due(told: Entry | None, wanted: Entry | None) -> tuple[Entry, ...]:
    """What must be told to a partner last told `told` about a certificate, so that it knows `wanted`.

    A certificate that was never active abroad is not announced by its end.
    """
    if told == wanted:
        return ()
    is_known = told is not None and told != told.tombstone()
    is_news = wanted is not None and (is_known or wanted.status in (Status.ACTIVE, Status.SUSPENDED))
    ends = told is not None and is_known and (wanted is None or wanted.identifier != told.identifier)
    endings = (told.tombstone(),) if told is not None and ends else ()
    return endings + ((wanted,) if wanted is not None and is_news else ())


def differences(known: Mapping[str, Entry], said: Mapping[str, Entry]) -> dict[str, Change]:
    """By certificate: where what we knew differs from what the partner says now."""
    found: dict[str, Change] = {}
    for number in sorted(known.keys() | said.keys()):
        if number not in known:
            found[number] = Change.MISSING
        elif number not in said:
            found[number] = Change.LEFT_OVER
        elif known[number] != said[number]:
            found[number] = Change.DIFFERENT
    return found
