"""Decisions of two people: one proposes with reasons, another decides or sends back."""

from __future__ import annotations

from collections.abc import Mapping

from fairway.platform.access.actor import Actor
from fairway.trust.aeo.models import Case, Decision


def decision_propose(
    *,
    actor: Actor,
    case: Case,
    kind: str,
    seen_turn: int,
    summary: str,
    reasons: Mapping[str, str],
    ground: str = "",
    days: int | None = None,
    measures: str = "",
) -> Decision:
    """Propose a decision to a second person. `reasons` are by the code of the criterion."""
    raise NotImplementedError


def decision_make(*, actor: Actor, case: Case, seen_turn: int) -> Case:
    """Make the decision that another person proposed."""
    raise NotImplementedError


def decision_send_back(*, actor: Actor, case: Case, seen_turn: int, reply: str) -> Case:
    """Send the proposal back to whoever made it."""
    raise NotImplementedError
