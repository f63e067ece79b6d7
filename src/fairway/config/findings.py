"""What a check of the doctor says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"  # works, and should be looked at
    PROBLEM = "problem"  # something does not work, or is not safe


@dataclass(frozen=True, slots=True)
class Finding:
    """`advice` says what to do; empty when all is well."""

    level: Level
    says: str
    advice: str = ""


def counted(number: int, one: str, more: str) -> str:
    """The number with its words: “1 worker runs”, “2 workers run”."""
    return f"{number:,} {one if number == 1 else more}"


def ok(says: str) -> Finding:
    return Finding(Level.OK, says)


def warning(says: str, advice: str) -> Finding:
    return Finding(Level.WARNING, says, advice)


def problem(says: str, advice: str) -> Finding:
    return Finding(Level.PROBLEM, says, advice)
