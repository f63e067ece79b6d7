"""The workflow of a case: states, and a dated table of moves: the diagram, the buttons, the tests."""

from __future__ import annotations

from datetime import date

from fairway.trust.aeo.domain import moves_2026_1
from fairway.trust.aeo.domain.move import Move, Workflow
from fairway.trust.aeo.domain.states import CLOSED, HOLDS_STATUS, PROPOSED, STATE_NAMES, State

__all__ = [
    "CLOSED",
    "HOLDS_STATUS",
    "PROPOSED",
    "STATE_NAMES",
    "WORKFLOWS",
    "Move",
    "State",
    "Workflow",
    "workflow_of",
    "workflow_on",
]

WORKFLOWS = (moves_2026_1.WORKFLOW,)


def workflow_on(day: date) -> Workflow:
    """The workflow that a case begins under on the day. A case keeps it to its end."""
    return next(workflow for workflow in WORKFLOWS if day in workflow.period)


def workflow_of(version: str) -> Workflow:
    return next(workflow for workflow in WORKFLOWS if workflow.version == version)
