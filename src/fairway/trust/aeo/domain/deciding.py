"""What a proposal needs before a second person may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fairway.trust.programmes.domain.assessment import Outcome
from fairway.trust.programmes.domain.clock_rule import EventKind

MOST_DAYS = 366
# After one of these, what was heard before belongs to another question.
_OTHER_QUESTION = frozenset(
    {
        EventKind.ACCEPTED,
        EventKind.GRANTED,
        EventKind.APPEAL_DECIDED,
        EventKind.SUSPENSION_LIFTED,
        EventKind.REASSESSMENT_ENDED,
    }
)


def standing_outcomes(
    criteria: Iterable[str], computed: Mapping[str, Outcome], found: Mapping[str, Outcome]
) -> dict[str, Outcome]:
    """What counts for each criterion: what an officer found; where none has looked, what was computed."""
    return {code: found.get(code) or computed.get(code, Outcome.CANNOT_TELL) for code in criteria}


def not_ready_to_grant(
    musts: Iterable[str],
    computed: Mapping[str, Outcome],
    found: Mapping[str, Outcome],
    reasons: Mapping[str, str],
) -> tuple[str, ...]:
    """The criteria that keep the status from being granted.

    One is ready when an officer found it met, or when it was computed as met and the proposal accepts that
    in so many words.
    """

    def is_ready(code: str) -> bool:
        if code in found:
            return found[code] is Outcome.MET
        return computed.get(code) is Outcome.MET and bool(reasons.get(code))

    return tuple(code for code in musts if not is_ready(code))


def without_reason(standing: Mapping[str, Outcome], reasons: Mapping[str, str]) -> tuple[str, ...]:
    """The criteria that are not met and about which an adverse decision says nothing."""
    return tuple(
        code for code, outcome in standing.items() if outcome is Outcome.NOT_MET and not reasons.get(code)
    )


def has_adverse_ground(standing: Mapping[str, Outcome], reasons: Mapping[str, str]) -> bool:
    """Whether at least one reason is about a criterion that is not found to be met."""
    return any(standing.get(code, Outcome.MET) is not Outcome.MET for code, words in reasons.items() if words)


def was_heard(kinds: Sequence[EventKind]) -> bool:
    """Whether the firm was heard on the question that is decided, and the hearing is closed."""
    opened = closed = False
    for kind in kinds:
        if kind in _OTHER_QUESTION:
            opened = closed = False
        elif kind is EventKind.HEARING_OPENED:
            opened, closed = True, False
        elif kind is EventKind.HEARING_ANSWERED and opened:
            closed = True
    return closed


def is_validated(kinds: Sequence[EventKind]) -> bool:
    """Whether a validation was started and ended; one that is under way does not count."""
    started = sum(kind is EventKind.VALIDATION_STARTED for kind in kinds)
    return started > 0 and started == sum(kind is EventKind.VALIDATION_ENDED for kind in kinds)


def is_being_validated(kinds: Sequence[EventKind]) -> bool:
    started = sum(kind is EventKind.VALIDATION_STARTED for kind in kinds)
    return started > sum(kind is EventKind.VALIDATION_ENDED for kind in kinds)
