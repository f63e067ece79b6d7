"""Moves of a case that need no decision by two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from fairway.kernel.text import Text
from fairway.platform.access.actor import Actor
from fairway.platform.files.models import StoredFile
from fairway.trust.aeo.domain.workflow import Move, workflow_of
from fairway.trust.aeo.models import Case
from fairway.trust.aeo.services.refusals import CaseMovedMeanwhile, MoveRefused
from fairway.trust.aeo.services.rights import right_check
from fairway.trust.aeo.services.transition import Step, case_locked, state_change

__all__ = ["CaseMovedMeanwhile", "MoveRefused", "case_move"]

_BY_DECISION = frozenset(
    {
        "propose_grant",
        "propose_refusal",
        "propose_suspension",
        "propose_revocation",
        "send_back",
        "grant",
        "refuse",
        "suspend",
        "revoke",
    }
)


def case_move(
    *,
    actor: Actor,
    case: Case,
    move: str,
    seen_turn: int,
    reason: str = "",
    days: int | None = None,
    files: Sequence[StoredFile] = (),
    data: Mapping[str, Any] | None = None,
) -> Case:
    """Make a move of the case's workflow. `seen_turn` is the case's `turn` as the person saw it.

    Raises CaseMovedMeanwhile, MoveRefused with the reason, ConflictOfInterest, and as the policy does.
    """
    found = _move_of(case, move)
    right_check(actor, found.permission, case)
    with transaction.atomic():
        locked = case_locked(case, seen_turn)
        state_change(actor, locked, Step(found, reason, days, data or {}))
    return locked


def _move_of(case: Case, name: str) -> Move:
    found = workflow_of(case.workflow).move(name)
    if found is None or found.by is None or name in _BY_DECISION:
        raise MoveRefused(Text("There is no move “{move}” to make here.", {"move": name[:40]}))
    return found
