"""The three outcomes of the house: computed, needs X from you, cannot be computed because Y."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fairway.kernel.text import Param, Text


class Status(StrEnum):
    COMPUTED = "computed"
    NEEDS = "needs"
    UNCOMPUTABLE = "uncomputable"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing the user must still tell. `key` is stable (`quantity:KGM`, `customs_value`)."""

    key: str
    question: Text
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something cannot be computed. `code` is stable (`unresolved_reference`)."""

    code: str
    message: Text


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the workings: what was done and, where it is a figure, its result."""

    text: Text
    result: Param | None = None
