"""The facts that programmes ask about, each with its question, and the kinds of evidence. Shared by all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from fairway.kernel.citation import Citation
from fairway.kernel.text import Localised
from fairway.platform.firms.domain.definition import SizeClass


class FactKind(StrEnum):
    FLAG = "flag"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    DAY = "day"
    INCIDENTS = "incidents"


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    name: Localised


@dataclass(frozen=True, slots=True)
class Effort:
    """What it takes a firm of one size: hours of its own people, and money paid to others."""

    hours: Decimal
    money: Decimal  # in the currency of the bank's file; see `Bank.currency`


@dataclass(frozen=True, slots=True)
class Remedy:
    """What a firm can do when the fact is against it."""

    text: Localised
    effort: Mapping[SizeClass, Effort]


@dataclass(frozen=True, slots=True)
class Fact:
    """`from_profile`: the fact of the firm's profile that answers it, so that nobody is asked twice.

    Without a remedy nothing but time, or other trade, changes it. `part_of`: the number that this one, with
    the other parts of it, cannot be above.
    """

    code: str
    kind: FactKind
    question: Localised
    help: Localised
    choices: tuple[Choice, ...] = ()
    unit: Localised | None = None
    most: Decimal | None = None
    remedy: Remedy | None = None
    from_profile: str = ""
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """`months`: how long a piece of it counts from its issue; None: for as long as it says."""

    code: str
    name: Localised
    what: Localised  # what it must show, in plain words
    effort: Mapping[SizeClass, Effort]
    months: int | None = None
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Bank:
    """Every fact and every kind of evidence. Efforts are estimates; `citation` says whose."""

    currency: str
    citation: Citation
    facts: Mapping[str, Fact]
    evidence: Mapping[str, EvidenceKind]
