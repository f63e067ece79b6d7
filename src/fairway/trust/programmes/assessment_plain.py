"""An assessment in plain values, for JSON. Sentences are in the reader's language."""

from __future__ import annotations

from typing import Any

from fairway.kernel.money import Money
from fairway.platform.ui.language import say
from fairway.trust.programmes.domain.assessment import (
    Assessment,
    CriterionFinding,
    Path,
    PathStep,
    TierFinding,
)
from fairway.trust.programmes.domain.firm_json import value_plain
from fairway.trust.programmes.domain.law import Law


def assessment_plain(assessment: Assessment, law: Law) -> dict[str, Any]:
    """`questions_asked` and `questions_spared` are counts; `asked` and `spared` say which they are."""
    return {
        "programme": assessment.programme,
        "version": assessment.version,
        "on": assessment.on.isoformat(),
        "size_class": assessment.size_class,
        "size_is_claimed": assessment.size_is_claimed,
        "reached": list(assessment.reached),
        "tiers": [_tier(found, law) for found in assessment.tiers],
        "questions_asked": len(assessment.questions_asked),
        "questions_spared": len(assessment.questions_spared),
        "asked": list(assessment.questions_asked),
        "spared": list(assessment.questions_spared),
    }


def _tier(found: TierFinding, law: Law) -> dict[str, Any]:
    tier = law.tier(found.tier)
    return {
        "tier": found.tier,
        "name": say(tier.name),
        "status": found.outcome,
        "findings": [_finding(finding, law) for finding in found.findings],
        "cheapest_path": [_step(step) for step in found.path.steps],
        "cost": _cost(found.path),
        "fee": _money(found.fee),
        "fee_due": _money(found.fee_due),
        "subsidies": list(found.subsidies),
        "benefits": list(tier.benefits),
    }


def _finding(finding: CriterionFinding, law: Law) -> dict[str, Any]:
    return {
        "criterion": finding.criterion,
        "status": finding.outcome,
        "obligation": law.criteria[finding.criterion].obligation,
        "because": [say(text) for text in finding.because],
        "citation": [str(citation) for citation in finding.citations],
        "verified": all(citation.verified for citation in finding.citations),
        "used": {fact: value_plain(value) for fact, value in finding.used.items()},
        "missing": list(finding.missing),
        "held": list(finding.held),
        "is_short_of_evidence": finding.is_short_of_evidence,
    }


def _step(step: PathStep) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "code": step.code,
        "text": say(step.text),
        "criteria": list(step.criteria),
        "hours": f"{step.hours:f}",
        "money": _money(step.money),
        "until": step.until.isoformat() if step.until else None,
    }


def _cost(path: Path) -> dict[str, Any]:
    return {"hours": f"{path.hours:f}", "money": str(path.money), "is_open": path.is_open}


def _money(amount: Money | None) -> str | None:
    return None if amount is None else str(amount)
