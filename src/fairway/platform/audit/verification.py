"""Whether the log is what was written: every chain, the triggers, and a checkpoint noted elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Self

from django.db import connection, transaction
from django.db.models import Max

from fairway.kernel.text import Text, UserError
from fairway.platform.audit.domain.chain import Entry, Fault, combined, verify
from fairway.platform.audit.guards import guards_missing
from fairway.platform.audit.models import Event

_CHUNK = 2000
_CHECKPOINT = re.compile(r"(\d{1,18})-([0-9a-f]{64})")
_PATIENCE = "10s"


class UnreadableCheckpoint(UserError):
    """The text is not a checkpoint."""


@dataclass(frozen=True, slots=True)
class Broken:
    subject: str
    sequence: int
    what: Fault


@dataclass(slots=True)
class Report:
    events: int = 0
    chains: int = 0
    breaks: list[Broken] = field(default_factory=list)
    guards_missing: list[str] = field(default_factory=list)
    matches_checkpoint: bool | None = None  # None: none was given

    @property
    def is_sound(self) -> bool:
        return not self.breaks and not self.guards_missing and self.matches_checkpoint is not False


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log up to the event `last`. Noted outside the instance, it finds what was cut off or rewritten."""

    last: int
    digest: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises UnreadableCheckpoint."""
        found = _CHECKPOINT.fullmatch(text.strip())
        if not found:
            raise UnreadableCheckpoint(
                Text(
                    "“{text}” is not a checkpoint: copy the line that “fairway audit checkpoint” printed.",
                    {"text": text.strip()[:90]},
                )
            )
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.last}-{self.digest}"


def log_verify(
    *,
    subject: str = "",
    expected: Checkpoint | None = None,
    progress: Callable[[int], None] = lambda events: None,
) -> Report:
    """Read every event, or those of one subject, and say what is wrong. `progress` gets how many so far."""
    report = Report(guards_missing=guards_missing(connection))
    for name, chain in groupby(_entries(subject), key=lambda entry: entry.subject):
        entries = list(chain)
        report.chains += 1
        report.events += len(entries)
        report.breaks += [Broken(name, found.sequence, found.what) for found in verify(entries)]
        progress(report.events)
    if expected:
        report.matches_checkpoint = _digest_up_to(expected.last) == expected.digest
    return report


def checkpoint_take() -> Checkpoint:
    last = _last_settled()
    return Checkpoint(last, _digest_up_to(last))


def _entries(subject: str) -> Iterator[Entry]:
    events = Event.objects.filter(subject=subject) if subject else Event.objects.all()
    in_order = events.order_by("subject", "sequence", "id")
    return (event.entry for event in in_order.iterator(chunk_size=_CHUNK))


def _digest_up_to(last: int) -> str:
    hashes = Event.objects.filter(pk__lte=last).order_by("id").values_list("hash", flat=True)
    return combined(hashes.iterator(chunk_size=_CHUNK))


@transaction.atomic
def _last_settled() -> int:
    """The last event such that none with a lower number is still in a transaction that has not ended."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
            cursor.execute("LOCK TABLE audit_event IN SHARE MODE")
    return Event.objects.aggregate(last=Max("id"))["last"] or 0
