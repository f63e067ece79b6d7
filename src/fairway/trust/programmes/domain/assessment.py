"""What an assessment says: a finding for each criterion, the tier reached, and the cheapest way to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from fairway.kernel.citation import Citation
from fairway.kernel.money import Money
from fairway.kernel.text import Localised, Text
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.dossier import Value


class Outcome(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class CriterionFinding:
    """`because`: the workings, in words. `used`: the facts that it rests on. `missing`: facts to be told.

    `held`: evidence that counts. `is_short_of_evidence`: the facts are in order, the evidence is not.
    """

    criterion: str
    outcome: Outcome
    because: tuple[Text, ...]
    used: Mapping[str, Value]
    missing: tuple[str, ...]
    held: tuple[str, ...]
    is_short_of_evidence: bool
    citations: tuple[Citation, ...]


class StepKind(StrEnum):
    ANSWER = "answer"  # tell a fact
    EVIDENCE = "evidence"  # get a piece of evidence
    REMEDY = "remedy"  # put something in place
    WAIT = "wait"  # until a day
    BLOCKED = "blocked"  # nothing the firm can do settles it


@dataclass(frozen=True, slots=True)
class PathStep:
    """`code`: the fact or the kind of evidence. `criteria`: what it settles. `until`: for a wait."""

    kind: StepKind
    code: str
    text: Text | Localised
    criteria: tuple[str, ...]
    hours: Decimal = Decimal(0)
    money: Money | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """The way to a tier that costs least, own hours valued at the programme's hour value."""

    steps: tuple[PathStep, ...]
    hours: Decimal
    money: Money
    is_open: bool  # no step is blocked


@dataclass(frozen=True, slots=True)
class TierFinding:
    tier: str
    outcome: Outcome
    findings: tuple[CriterionFinding, ...]
    path: Path
    fee: Money | None
    fee_due: Money | None  # after the waiver
    subsidies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """By the law of `on`. `reached`: the tiers that are met, in the order of the file."""

    programme: str
    version: str
    on: date
    size_class: SizeClass | None
    size_is_claimed: bool
    tiers: tuple[TierFinding, ...]
    reached: tuple[str, ...]
    questions_asked: tuple[str, ...]
    questions_spared: tuple[str, ...]
