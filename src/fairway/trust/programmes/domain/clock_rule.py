"""A statutory clock as a programme says it: what starts it, how long it runs, what moves it, what ends it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fairway.kernel.citation import Citation
from fairway.kernel.period import Period
from fairway.kernel.text import Localised
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.condition import Operand


class EventKind(StrEnum):
    """What happens in a case. Clocks are computed from these and from nothing else."""

    SUBMITTED = "submitted"
    MISSING_ASKED = "missing_asked"  # before acceptance; `days` set for the answer
    MISSING_SUPPLIED = "missing_supplied"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    INFORMATION_ASKED = "information_asked"  # after acceptance; `days` set for the answer
    INFORMATION_GIVEN = "information_given"
    VALIDATION_STARTED = "validation_started"
    VALIDATION_ENDED = "validation_ended"
    HEARING_OPENED = "hearing_opened"
    HEARING_ANSWERED = "hearing_answered"
    EXTENDED = "extended"  # by the authority; `days`
    EXTENDED_BY_APPLICANT = "extended_by_applicant"  # `days`
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"
    SUSPENSION_LIFTED = "suspension_lifted"
    REASSESSMENT_STARTED = "reassessment_started"
    REASSESSMENT_ENDED = "reassessment_ended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    APPEALED = "appealed"
    APPEAL_DECIDED = "appeal_decided"


class ClockUnit(StrEnum):
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"


class Party(StrEnum):
    """Who must act before the clock runs out."""

    CUSTOMS = "customs"
    FIRM = "firm"


@dataclass(frozen=True, slots=True)
class Extension:
    """An event that moves the end: by the days set in it (`by` None) or by a number of the rule.

    `counts_as_pause`: the days set are shown as an interval in which the clock stands still.
    """

    event: EventKind
    by: Operand | None = None
    at_most: Operand | None = None
    counts_as_pause: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands still from one event until the first of others."""

    event: EventKind
    until: tuple[EventKind, ...]


@dataclass(frozen=True, slots=True)
class ClockRule:
    """The day of the starting event does not count. The last of several starting events counts.

    `length` None: the days set in the starting event, which may be `at_most` so many. `rolls`: an end on a
    day without work moves to the next working day, once, after all days are added. `deemed`: the event that
    silence stands for, as of the day of the start (EU, IA 12(3)). `tiers` empty: all. `sizes`: those of
    another size may have a clock of the same code in another unit, as in India.
    """

    code: str
    name: Localised
    party: Party
    starts: tuple[EventKind, ...]
    stops: tuple[EventKind, ...]
    length: Operand | None
    unit: ClockUnit
    rolls: bool
    extensions: tuple[Extension, ...]
    pauses: tuple[Pause, ...]
    deemed: EventKind | None
    tiers: frozenset[str]
    period: Period
    citation: Citation
    sizes: frozenset[SizeClass] = frozenset(SizeClass)
    at_most: Operand | None = None
