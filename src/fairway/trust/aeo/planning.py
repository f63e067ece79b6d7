"""The validation plan of a case, from what it knows today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.aeo.domain.deciding import standing_outcomes
from fairway.trust.aeo.domain.risk import Level, level_of
from fairway.trust.aeo.domain.validation import Known, ValidationPlan, validation_plan
from fairway.trust.aeo.law import case_criteria, case_tier
from fairway.trust.aeo.models import Case, OfficerFinding
from fairway.trust.aeo.selectors import computed_findings, frozen_of, latest_findings
from fairway.trust.programmes.domain.assessment import Outcome

RECORDS_FACT = "documents_last_year"  # how many customs documents the firm handled in a year


def case_plan(case: Case, today: date) -> ValidationPlan:
    """Remote or on site, what to look at first, how many records to trace, when to monitor."""
    frozen, found = frozen_of(case), latest_findings(case)
    outcomes = case_outcomes(case)
    known = [
        Known(
            criterion,
            outcomes[criterion.code],
            finding_level(found.get(criterion.code)),
            is_found=criterion.code in found,
        )
        for criterion in case_criteria(case)
    ]
    since = frozen["trading_since"]
    return validation_plan(
        case_tier(case),
        SizeClass(case.size_class),
        known,
        years_in_business=today.year - since if since else None,
        records=_records(frozen),
    )


def case_outcomes(case: Case) -> dict[str, Outcome]:
    """What counts for each criterion of the tier: what an officer found, or else what was computed."""
    return standing_outcomes(
        [criterion.code for criterion in case_criteria(case)],
        {code: finding.outcome for code, finding in computed_findings(case).items()},
        {code: Outcome(finding.outcome) for code, finding in latest_findings(case).items()},
    )


def finding_level(finding: OfficerFinding | None) -> Level | None:
    """The risk that an officer gave the criterion; None: nobody has weighed it."""
    if finding is None or finding.likelihood is None or finding.impact is None:
        return None
    return level_of(finding.likelihood, finding.impact)


def _records(frozen: Mapping[str, Any]) -> int | None:
    told = frozen["dossier"].get("answers", {}).get(RECORDS_FACT)
    return None if told is None else int(Decimal(str(told)))
