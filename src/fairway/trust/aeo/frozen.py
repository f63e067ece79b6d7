"""What a firm sent, frozen: plain data that is read back as it was, whatever the firm tells later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fairway.kernel.text import Localised, Text
from fairway.platform.ui.wording import text_from_plain, text_to_plain
from fairway.trust.programmes.domain.assessment import Assessment, CriterionFinding, Outcome


@dataclass(frozen=True, slots=True)
class ComputedFinding:
    """What the engine said of a criterion when the firm sent its application or its answer."""

    criterion: str
    outcome: Outcome
    because: tuple[Text | Localised, ...]
    used: tuple[str, ...]
    missing: tuple[str, ...]
    held: tuple[str, ...]


def assessment_plain(assessment: Assessment, tier: str) -> dict[str, Any]:
    """The findings of one tier, and what the law and the size were."""
    found = next(one for one in assessment.tiers if one.tier == tier)
    return {
        "version": assessment.version,
        "on": assessment.on.isoformat(),
        "reached": list(assessment.reached),
        "outcome": found.outcome,
        "findings": [_finding_plain(finding) for finding in found.findings],
    }


def findings_read(assessment: Mapping[str, Any]) -> dict[str, ComputedFinding]:
    """The findings by criterion, in the order of the programme."""
    return {plain["criterion"]: _finding_read(plain) for plain in assessment["findings"]}


def _finding_plain(finding: CriterionFinding) -> dict[str, Any]:
    return {
        "criterion": finding.criterion,
        "outcome": finding.outcome,
        "because": [text_to_plain(text) for text in finding.because],
        "used": list(finding.used),
        "missing": list(finding.missing),
        "held": list(finding.held),
    }


def _finding_read(plain: Mapping[str, Any]) -> ComputedFinding:
    return ComputedFinding(
        plain["criterion"],
        Outcome(plain["outcome"]),
        tuple(text_from_plain(text) for text in plain["because"]),
        tuple(plain["used"]),
        tuple(plain["missing"]),
        tuple(plain["held"]),
    )
