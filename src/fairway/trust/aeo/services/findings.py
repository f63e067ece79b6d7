"""What an officer finds of a criterion."""

from __future__ import annotations

from fairway.platform.access.actor import Actor
from fairway.trust.aeo.models import Case, OfficerFinding


def finding_record(
    *,
    actor: Actor,
    case: Case,
    criterion: str,
    outcome: str,
    likelihood: int | None = None,
    impact: int | None = None,
    response: str = "",
    note: str = "",
    minutes: int = 0,
) -> OfficerFinding:
    """Keep what the officer found; the latest finding of a criterion counts."""
    raise NotImplementedError
